import type { UserError } from './card-writes.js';
import type { GraphClient } from './graph-client.js';
import type { NewCardJson } from './new-cards.js';

/** Previews new cards in one request, one alias each. Returns the user errors of each. */
export async function previewCreations(
  graph: GraphClient,
  cards: readonly NewCardJson[],
): Promise<readonly (readonly UserError[])[]> {
  const names = cards.map((_, index) => `c${index}`);
  const variables = names.map((name) => `$${name}: NewCard!`).join(' ');
  const aliases = names.map(
    (name) => `${name}: previewCardCreation(card: $${name}) { userErrors { code message field errcode errmsg } }`,
  );
  const values = Object.fromEntries(cards.map((card, index) => [`c${index}`, card]));
  const data: Record<string, { userErrors: UserError[] }> = await graph.data(
    `query (${variables}) { ${aliases.join(' ')} }`,
    values,
  );
  return names.map((name) => data[name]?.userErrors ?? []);
}
