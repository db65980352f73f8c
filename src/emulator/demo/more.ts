import type { CardPayload, WireCardType } from '../../platform/endpoints/card.wire.js';
import type { CardStore } from '../state/cards.js';
import { demoCardId } from './seed.js';

/**
 * Adds `count` cards and returns their ids. The types alternate. Each card is a copy of the first demo card of its type, with its own id
 * and title. The copies share everything else, so that 100,000 cards are created quickly and need little memory.
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
