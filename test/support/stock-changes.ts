import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphAnswer } from './graph-client.js';
import type { Replica } from './replica.js';

const STOCK = `mutation ($input: ModifyStockInput!) {
  modifyStock(input: $input) { replayed userErrors { code } }
}`;

export function modifyStock(replica: Replica, cardId: string, increaseBy: number, idempotencyKey: string) {
  return replica.graph.ask(STOCK, { input: { cardId, increaseBy, idempotencyKey } });
}

/** What its caller receives: `success`, the code of a user error, or that of an error. */
export async function codeOf(asked: Promise<GraphAnswer>): Promise<string> {
  const { data, errors } = await asked;
  if (errors?.[0] !== undefined) return String(errors[0].extensions.code);
  return data?.modifyStock?.userErrors[0]?.code ?? 'success';
}

/** Codes that say that a repeat may get through a little later. */
const PASSING = ['IDEMPOTENCY_STORE_UNAVAILABLE', 'IDEMPOTENCY_KEY_IN_USE', 'PLATFORM_TIMEOUT'];

/** Asks every 50 ms until the answer is final, for 10 s at most. Returns all answers. */
export async function untilSettled(ask: () => Promise<string>): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const end = performance.now() + 10_000; performance.now() < end; await sleep(50)) {
    const answer = await ask();
    answers.push(answer);
    if (!PASSING.includes(answer)) break;
  }
  return answers;
}
