import type { CardObject, CardPayload } from '../../src/platform/endpoints/card.js';
import { payloadKey } from '../../src/platform/endpoints/card.js';
import type { EmulatorControl } from './emulator-control.js';
import type { GraphAnswer, GraphClient } from './graph-client.js';

const USER_ERRORS = 'userErrors { code message field errcode errmsg }';

const UPDATE = `mutation ($input: UpdateCardInput!) { updateCard(input: $input) {
  cardId card { id status title notice } reviewRequired verified unverifiedFields replayed ${USER_ERRORS} } }`;
const PREVIEW = `query ($input: UpdateCardInput!) { previewCardUpdate(input: $input) {
  reviewRequired reviewFields ${USER_ERRORS} } }`;
const STOCK = `mutation ($input: ModifyStockInput!) { modifyStock(input: $input) {
  cardId card { id stock { quantity totalQuantity } } quantityBefore quantityAfter replayed ${USER_ERRORS} } }`;
const DELETE = `mutation ($input: DeleteCardInput!) { deleteCard(input: $input) {
  cardId deletedCardId replayed ${USER_ERRORS} } }`;

export interface UserError {
  readonly code: string;
  readonly message: string;
  readonly field: readonly string[] | null;
  readonly errcode: number | null;
  readonly errmsg: string | null;
}

/** Changes of cards, as a frontend asks for them. */
export class CardWrites {
  readonly #graph: GraphClient;

  constructor(graph: GraphClient) {
    this.#graph = graph;
  }

  /** Whatever the answer is, errors and all. */
  askUpdate(input: object): Promise<GraphAnswer> {
    return this.#graph.ask(UPDATE, { input });
  }

  async update(input: object) {
    return (await this.#graph.data(UPDATE, { input })).updateCard;
  }

  async preview(input: object) {
    return (await this.#graph.data(PREVIEW, { input })).previewCardUpdate;
  }

  askStock(input: object): Promise<GraphAnswer> {
    return this.#graph.ask(STOCK, { input });
  }

  async stock(input: object) {
    return (await this.#graph.data(STOCK, { input })).modifyStock;
  }

  askDelete(input: object): Promise<GraphAnswer> {
    return this.#graph.ask(DELETE, { input });
  }

  async delete(input: object) {
    return (await this.#graph.data(DELETE, { input })).deleteCard;
  }
}

/** The kinds of refusal and the fields that they name. */
export function refusalsOf({ userErrors }: { userErrors: readonly UserError[] }): [code: string, field?: string][] {
  return userErrors.map(({ code, field }) => (field === null ? [code] : [code, field.join('.')]));
}

/** What the emulator holds of a card, under its type. */
export async function storedPayload(emulator: EmulatorControl, cardId: string): Promise<CardPayload> {
  const { cards } = await emulator.state();
  const found = cards.map(payloadIn).find(({ base_info }) => base_info.id === cardId);
  if (found === undefined) throw new Error(`no card ${cardId} in the emulator`);
  return found;
}

export function payloadIn(card: CardObject): CardPayload {
  const found = Object.entries(card).find(([key]) => key === payloadKey(card.card_type))?.[1];
  if (typeof found !== 'object') throw new Error(`a ${card.card_type} without a payload`);
  return found;
}

/** What stands at a dotted path. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce((held, name) => (held as Record<string, unknown> | undefined)?.[name], value);
}

/** The paths of the ledger in order, without those for tokens. */
export async function pathsCalled(emulator: EmulatorControl): Promise<string[]> {
  const { recent } = await emulator.ledger();
  return recent.map(({ path }) => path).filter((path) => !path.startsWith('/cgi-bin'));
}
