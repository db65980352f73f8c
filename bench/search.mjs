import { cardSummary } from './by-hand.mjs';

/**
 * All cards of an account, and the searches in them by hand: every card is compared with the text. Shares no code with the search that it is
 * compared with.
 *
 * @typedef {object} Catalog
 * @property {{ text: string, updatedAt: number, summary: ReturnType<typeof cardSummary> }[]} cards in the order of a search
 * @property {Map<string, object>} found results by text
 */

/** Maximum number of ids in one response of card/batchget. */
const PAGE = 50;

/** Concurrent calls. */
const CALLS = 8;

/** The default of `searchCards`. */
const FIRST = 20;

const fold = (/** @type {string} */ text) => text.normalize('NFKD').toLowerCase();

/**
 * Reads all cards.
 * @param {import('./works.mjs').Call} call
 * @returns {Promise<Catalog>}
 */
export async function readCatalog(call) {
  const ids = [];
  for (let offset = 0, total = 1; offset < total; offset += PAGE) {
    const page = await call('/card/batchget', { offset, count: PAGE });
    total = page.total_num;
    ids.push(...page.card_id_list);
  }
  /** @type {Catalog['cards']} */
  const cards = [];
  const waiting = ids.values();
  const read = async () => {
    for (const id of waiting) {
      const { card } = await call('/card/get', { card_id: id });
      const summary = cardSummary(id, card);
      const { update_time: updatedAt } = card[card.card_type.toLowerCase()].base_info;
      cards.push({ text: fold(`${summary.title} ${summary.brandName} ${id}`), updatedAt, summary });
    }
  };
  await Promise.all(Array.from({ length: CALLS }, read));
  cards.sort((one, other) => other.updatedAt - one.updatedAt || (one.summary.id < other.summary.id ? 1 : -1));
  return { cards, found: new Map() };
}

/**
 * Returns the first page of the cards whose title, brand or id contains a text without spaces, those that were updated last first.
 * @param {Catalog} catalog
 * @param {string} text
 */
export function searchCatalog({ cards, found }, text) {
  const known = found.get(text);
  if (known !== undefined) return known;
  const word = fold(text);
  const matches = cards.filter((card) => card.text.includes(word));
  const nodes = matches.slice(0, FIRST).map(({ summary: { id, title, brandName, stock } }) => {
    return { id, title, brandName, stock: { quantity: stock.quantity } };
  });
  const page = { complete: true, totalCount: matches.length, nodes };
  found.set(text, page);
  return page;
}
