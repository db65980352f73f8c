import type { CodeStatus } from '../generated/operations.js';
import { words } from '../words/words.js';

/** The status of a code. An unknown one is shown as the platform spells it. */
export function CodeStatusBadge({ status, raw }: { status: CodeStatus; raw: string | null }) {
  const text = status === 'UNKNOWN' && raw !== null ? raw : words().codeStatuses[status];
  return <span class={`badge badge-${status.toLowerCase()}`}>{text}</span>;
}
