import { open } from './envelope.js';
import { type Call, type Reply, type Send, stacked } from './rule.js';
import { withToken } from './rules/token.js';
import type { TokenSource } from './token.js';
import type { Transport } from './transport.js';

/** The rules of one account's calls, the outermost first. */
export function stackOf(tokens: TokenSource, transport: Transport): Send {
  return stacked(
    [],
    withToken(tokens, (call, token) => exchange(transport, call, token)),
  );
}

/** Sends a call over HTTP and opens its envelope. What changes something is not given up once it may have left. */
async function exchange(transport: Transport, { endpoint, body, deadline }: Call, token: string): Promise<Reply> {
  const { path, effect } = endpoint;
  const query = `?access_token=${encodeURIComponent(token)}`;
  if (effect !== 'read') deadline.hold();
  try {
    const bytes = await transport.send({ endpoint: path, method: 'POST', query, body, deadline });
    return { answer: open(path, bytes), bytes: bytes.length, answeredAt: Date.now() };
  } finally {
    if (effect !== 'read') deadline.release();
  }
}
