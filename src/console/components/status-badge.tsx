import type { CardStatus } from '../generated/operations.js';
import { words } from '../words/words.js';

export function StatusBadge({ status }: { status: CardStatus }) {
  return <span class={`badge badge-${status.toLowerCase()}`}>{words().cardStatuses[status]}</span>;
}
