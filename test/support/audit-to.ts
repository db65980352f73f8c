import { AuditLines } from '../../src/telemetry/audit-lines.js';

/** An audit trail that passes each line to a function and always has capacity. */
export function auditTo(write: (line: string) => void): AuditLines {
  return new AuditLines({
    accept(line) {
      write(line);
      return 0;
    },
    settle: (line) => write(line),
    written: () => undefined,
    refused: 0,
  });
}
