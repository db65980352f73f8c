import type { CardPayload, WireCardType } from '../../platform/endpoints/card.wire.js';
import type { CardStore } from '../state/cards.js';
import { demoCardId } from './seed.js';

/**
 * Adds `count` cards, cycling through the types, each a copy of the first demo card of its type with another id and title. Returns their
 * ids. The cards share all equal parts, so 100,000 are created quickly and use little memory.
 */
export function moreDemoCards(
  cards: CardStore,
  count: number,
  cardTypes: readonly WireCardType[],
  now: number,
): string[] {
  const models = cardTypes.map((cardType) => ({ cardType, model: cards.require(demoCardId(cardType, 1)).payload }));
  const ids: string[] = [];
  while (ids.length < count) {
    for (const { cardType, model } of models.slice(0, count - ids.length)) {
      const number = cards.countOf(cardType) + 1;
      const id = demoCardId(cardType, number);
      cards.add({ cardType, payload: numbered(model, id, number, now) });
      ids.push(id);
    }
  }
  return ids;
}

function numbered(model: CardPayload, id: string, number: number, now: number): CardPayload {
  const baseInfo = {
    ...model.base_info,
    id,
    title: `第${number}号卡券`,
    status: 'CARD_STATUS_VERIFY_OK',
    create_time: now,
    update_time: now,
  };
  return { ...model, base_info: baseInfo };
}
