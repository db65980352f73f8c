import { demoCards } from '../../../src/emulator/demo/cards.js';
import type { CardSeed } from '../../../src/emulator/state/cards.js';
import { CARD_TYPES, payloadKey, type WireCardType } from '../../../src/platform/endpoints/card.wire.js';
import type { EmulatorClient, Json } from './emulator-client.js';

/** The validity of every card of `oneOfEachKind`, in Unix seconds. */
export const CARD_RANGE = { begin_timestamp: 1_780_000_000, end_timestamp: 1_790_000_000 };

/** Returns one approved card of each type, with a fixed range and without points and stored value. */
export function oneOfEachKind(): CardSeed[] {
  const all = demoCards(CARD_RANGE.begin_timestamp);
  return CARD_TYPES.map((cardType) => {
    const model = all.find((seed) => seed.cardType === cardType);
    if (model === undefined) throw new Error(`The demo data has no card of type ${cardType}`);
    const date_info = { type: 'DATE_TYPE_FIX_TIME_RANGE', ...CARD_RANGE };
    const isMember = cardType === 'MEMBER_CARD';
    const payload = { ...model.payload, base_info: { ...model.payload.base_info, id: idOf(cardType), date_info } };
    return { cardType, payload: isMember ? { ...payload, supply_bonus: false, supply_balance: false } : payload };
  });
}

/** Returns the id of the only card of a type. */
export function idOf(cardType: WireCardType): string {
  return `pOWN-${payloadKey(cardType)}`;
}

/** Sends the calls of a suite that changes cards, with one token. */
export class CardClient {
  readonly client: EmulatorClient;
  readonly #token: string;

  constructor(client: EmulatorClient, token: string) {
    this.client = client;
    this.#token = token;
  }

  /** Sends a call and returns its response without errmsg. */
  async call(path: string, request: object): Promise<Json> {
    const { errmsg: _, ...reply } = await this.client.call(path, this.#token, request);
    return reply;
  }

  update(cardType: WireCardType, payload: object, cardId = idOf(cardType)): Promise<Json> {
    return this.call('/card/update', { card_id: cardId, [payloadKey(cardType)]: payload });
  }

  /** Returns the payload of card/get. */
  async payload(cardType: WireCardType, cardId = idOf(cardType)): Promise<Json> {
    const { card } = await this.call('/card/get', { card_id: cardId });
    return (card as Json)[payloadKey(cardType)] as Json;
  }

  async baseInfo(cardType: WireCardType, cardId = idOf(cardType)): Promise<Json> {
    return (await this.payload(cardType, cardId)).base_info as Json;
  }

  /** Returns the state of the account. */
  state(): Promise<Json> {
    return this.client.control('GET', '/state');
  }

  /** Returns whether the last call of a path changed something, according to the ledger. */
  async lastCommitted(path: string): Promise<unknown> {
    return (await this.client.calls()).recent.filter((call) => call.path === path).at(-1)?.committed;
  }
}
