import type { CardObject, CardPayload } from '../../src/platform/endpoints/card.wire.js';
import { payloadKey } from '../../src/platform/endpoints/card.wire.js';
import {
  CreateCardDocument,
  DeleteCardDocument,
  type DeleteCardInput,
  type DeleteCardMutation,
  ModifyStockDocument,
  type ModifyStockInput,
  type ModifyStockMutation,
  type NewCard,
  PreviewCardUpdateDocument,
  UpdateCardDocument,
  type UpdateCardInput,
  type UpdateCardMutation,
  type UserErrorFragment,
} from '../graph/generated/graphql.js';
import type { EmulatorControl } from './emulator-control.js';
import type { GraphAnswer, GraphClient } from './graph-client.js';
import type { NewCardJson } from './new-cards.js';
import { isTokenCall } from './token-calls.js';

export type UserError = UserErrorFragment;

/** Sends the card mutations of a frontend. */
export class CardWrites {
  readonly #graph: GraphClient;

  constructor(graph: GraphClient) {
    this.#graph = graph;
  }

  // The `ask` methods return the complete response, including errors. They accept input that the schema may reject.

  askUpdate(input: object): Promise<GraphAnswer<UpdateCardMutation>> {
    return this.#graph.ask(UpdateCardDocument, { input: input as UpdateCardInput });
  }

  askStock(input: object): Promise<GraphAnswer<ModifyStockMutation>> {
    return this.#graph.ask(ModifyStockDocument, { input: input as ModifyStockInput });
  }

  askDelete(input: object): Promise<GraphAnswer<DeleteCardMutation>> {
    return this.#graph.ask(DeleteCardDocument, { input: input as DeleteCardInput });
  }

  async update(input: UpdateCardInput) {
    return answered((await this.#graph.data(UpdateCardDocument, { input })).updateCard);
  }

  async preview(input: UpdateCardInput) {
    return answered((await this.#graph.data(PreviewCardUpdateDocument, { input })).previewCardUpdate);
  }

  async create(card: NewCardJson, idempotencyKey: string) {
    const input = { card: card as unknown as NewCard, idempotencyKey };
    return answered((await this.#graph.data(CreateCardDocument, { input })).createCard);
  }

  async stock(input: ModifyStockInput) {
    return answered((await this.#graph.data(ModifyStockDocument, { input })).modifyStock);
  }

  async delete(input: DeleteCardInput) {
    return answered((await this.#graph.data(DeleteCardDocument, { input })).deleteCard);
  }
}

/** Returns a payload, which is null only if there is an error. */
function answered<T>(payload: T | null): T {
  if (payload === null) throw new Error('null without an error');
  return payload;
}

/** Returns the codes of the user errors and their fields. */
export function refusalsOf({ userErrors }: { userErrors: readonly UserError[] }): [code: string, field?: string][] {
  return userErrors.map(({ code, field }) => (field === null ? [code] : [code, field.join('.')]));
}

/** Returns the payload of a card in the emulator. */
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

/** Returns the value at a dotted path. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce((parent, name) => (parent as Record<string, unknown> | undefined)?.[name], value);
}

/** Returns the paths in the ledger in order, without token calls. */
export async function pathsCalled(emulator: EmulatorControl): Promise<string[]> {
  const { recent } = await emulator.ledger();
  return recent.map(({ path }) => path).filter((path) => !isTokenCall(path));
}
