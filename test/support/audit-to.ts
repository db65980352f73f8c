import { AuditLines } from '../../src/telemetry/audit-lines.js';

/** Returns an audit trail that passes each line to a function and is never full. */
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
