import type { CardCreateAnswer, CardCreateRequest } from '../../platform/endpoints/card.create.js';
import { CARD_TYPES, type CardPayload, payloadKey } from '../../platform/endpoints/card.wire.js';
import type { AccountCall } from '../handler.js';
import { PlatformRefusal } from '../refusal.js';

/** Handles card/create. The new card is under review. */
export function createCard({ request, state, now, commit }: AccountCall<CardCreateRequest>): CardCreateAnswer {
  const cardType = CARD_TYPES.find((known) => known === request.card.card_type);
  if (cardType === undefined) throw new PlatformRefusal(40071);
  const payload = request.card[payloadKey(cardType) as keyof typeof request.card] as CardPayload | undefined;
  if (payload === undefined) throw new PlatformRefusal(41011);
  const id = `p${state.appid}${String(state.cards.size)}`.padEnd(28, '0').slice(0, 28);
  const status = 'CARD_STATUS_NOT_VERIFY';
  const base_info = { ...payload.base_info, id, status, create_time: now, update_time: now };
  state.cards.add({ cardType, payload: { ...payload, base_info } });
  commit();
  return { card_id: id };
}
