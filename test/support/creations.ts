import { randomUUID } from 'node:crypto';
import type { UserError } from './card-writes.js';
import type { GraphClient } from './graph-client.js';
import type { NewCardJson } from './new-cards.js';

/** The result of createCard, with the selected fields of the card. */
export interface Creation {
  readonly cardId: string | null;
  readonly card: Readonly<Record<string, unknown>> | null;
  readonly userErrors: readonly UserError[];
}

/** Creates cards in one request, in order. Returns the result of each. */
export async function createCards(
  graph: GraphClient,
  cards: readonly NewCardJson[],
  selection = 'id',
): Promise<readonly Creation[]> {
  const variables = cards.map((_, index) => `$c${index}: CreateCardInput!`).join(' ');
  const aliases = cards.map((_, index) => `c${index}: createCard(input: $c${index}) { ...Creation }`).join(' ');
  const inputs = cards.map((card, index) => [`c${index}`, { card, idempotencyKey: randomUUID() }] as const);
  const data: Record<string, Creation> = await graph.data(
    `mutation (${variables}) { ${aliases} }
    fragment Creation on CreateCardPayload {
      cardId card { ${selection} } userErrors { code message field errcode errmsg }
    }`,
    Object.fromEntries(inputs),
  );
  return Object.values(data);
}
