import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphAnswer } from './graph-client.js';
import type { Replica } from './replica.js';

const STOCK = `mutation ($input: ModifyStockInput!) {
  modifyStock(input: $input) { replayed userErrors { code } }
}`;

export function modifyStock(replica: Replica, cardId: string, increaseBy: number, idempotencyKey: string) {
  return replica.graph.ask(STOCK, { input: { cardId, increaseBy, idempotencyKey } });
}

/** Returns what the caller receives: `success`, the code of a user error, or that of an error. */
export async function codeOf(response: Promise<GraphAnswer>): Promise<string> {
  const { data, errors } = await response;
  if (errors?.[0] !== undefined) return String(errors[0].extensions.code);
  return data?.modifyStock?.userErrors[0]?.code ?? 'success';
}

/** Codes after which a repeated request may soon succeed. */
const TRANSIENT = ['IDEMPOTENCY_STORE_UNAVAILABLE', 'IDEMPOTENCY_KEY_IN_USE', 'PLATFORM_TIMEOUT'];

/** Repeats a request every 50 ms until the response is final, for at most 10 s. Returns the codes of all responses. */
export async function untilSettled(ask: () => Promise<string>): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const end = performance.now() + 10_000; performance.now() < end; await sleep(50)) {
    const answer = await ask();
    answers.push(answer);
    if (!TRANSIENT.includes(answer)) break;
  }
  return answers;
}
