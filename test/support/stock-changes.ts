import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphAnswer } from './graph-client.js';
import type { Replica } from './replica.js';

const STOCK = `mutation ($input: ModifyStockInput!) {
  modifyStock(input: $input) { replayed userErrors { code } }
}`;

export function modifyStock(replica: Replica, cardId: string, increaseBy: number, idempotencyKey: string) {
  return replica.graph.ask(STOCK, { input: { cardId, increaseBy, idempotencyKey } });
}

/** Returns the outcome of a mutation: `success`, the code of a user error, or that of an error. */
export async function codeOf(mutation: Promise<GraphAnswer>): Promise<string> {
  const { data, errors } = await mutation;
  if (errors?.[0] !== undefined) return String(errors[0].extensions.code);
  return data?.modifyStock?.userErrors[0]?.code ?? 'success';
}

/** Codes of temporary errors, after which a retry may succeed. */
const TEMPORARY = ['IDEMPOTENCY_STORE_UNAVAILABLE', 'IDEMPOTENCY_KEY_IN_USE', 'PLATFORM_TIMEOUT'];

/** Retries every 50 ms until the outcome is final, for at most 10 s. Returns all outcomes. */
export async function untilSettled(attempt: () => Promise<string>): Promise<readonly string[]> {
  const codes: string[] = [];
  for (const end = performance.now() + 10_000; performance.now() < end; await sleep(50)) {
    const code = await attempt();
    codes.push(code);
    if (!TEMPORARY.includes(code)) break;
  }
  return codes;
}
