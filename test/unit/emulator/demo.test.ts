import { demoCards } from '../../../src/emulator/demo/cards.js';
import { startOfDayAt } from '../../../src/emulator/state/clock.js';
import {
  CARD_STATUSES,
  CARD_TYPES,
  type CardPayload,
  payloadKey,
  VOUCHER_TYPES,
} from '../../../src/platform/endpoints/card.wire.js';

const START = startOfDayAt(Date.UTC(2026, 5, 1, 3) / 1000);
const cards = demoCards(START);
const payloads = cards.map((card) => card.payload);

describe('the demo cards', () => {
  test('include at least one approved card of every type and two of every voucher type', () => {
    for (const cardType of CARD_TYPES) {
      const approved = cards.filter(
        (card) => card.cardType === cardType && card.payload.base_info.status === 'CARD_STATUS_VERIFY_OK',
      );
      expect(approved.length).toBeGreaterThanOrEqual(VOUCHER_TYPES.includes(cardType) ? 2 : 1);
    }
    expect(new Set(cards.map((card) => card.cardType)).size).toBe(11);
  });

  test('include every status and a card with custom codes', () => {
    expect(new Set(payloads.map(({ base_info }) => base_info.status))).toEqual(new Set(CARD_STATUSES));
    expect(payloads.some(({ base_info }) => base_info.use_custom_code === true)).toBe(true);
  });

  test('include every type of validity', () => {
    expect(new Set(payloads.map(({ base_info }) => base_info.date_info.type))).toEqual(
      new Set(['DATE_TYPE_FIX_TIME_RANGE', 'DATE_TYPE_FIX_TERM', 'DATE_TYPE_PERMANENT']),
    );
  });

  test('have unique ids of at most 32 bytes that begin with pDEMO', () => {
    const ids = cards.map((card) => card.payload.base_info.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^pDEMO-[a-z-]+-\d{4}$/);
    for (const id of ids) expect(Buffer.byteLength(id)).toBeLessThanOrEqual(32);
    for (const [index, { cardType }] of cards.entries()) {
      expect(ids[index]).toContain(payloadKey(cardType).replaceAll('_', '-'));
    }
  });

  test('were created in order, before the first day, and updated after their creation', () => {
    const created = payloads.map(({ base_info }) => base_info.create_time);
    expect(created).toEqual([...created].sort((one, other) => one - other));
    for (const { base_info } of payloads) {
      expect(base_info.create_time).toBeLessThan(START);
      expect(base_info.update_time).toBeGreaterThanOrEqual(base_info.create_time);
      expect(base_info.update_time).toBeLessThan(START);
    }
  });

  test('have texts within the documented limits', () => {
    for (const { base_info } of payloads) {
      expect(Buffer.byteLength(base_info.title)).toBeLessThanOrEqual(27);
      expect(Buffer.byteLength(base_info.brand_name)).toBeLessThanOrEqual(36);
      expect(Buffer.byteLength(base_info.notice)).toBeLessThanOrEqual(48);
      expect(Buffer.byteLength(base_info.center_title ?? '')).toBeLessThanOrEqual(18);
      expect(Buffer.byteLength(base_info.custom_url_name ?? '')).toBeLessThanOrEqual(16);
      expect(Buffer.byteLength(base_info.promotion_url_name ?? '')).toBeLessThanOrEqual(16);
    }
  });

  test('have advanced_info only if they are vouchers', () => {
    for (const { cardType, payload } of cards) {
      expect(payload.advanced_info !== undefined).toBe(VOUCHER_TYPES.includes(cardType));
    }
  });

  test('include member cards with points, with stored value and with empty objects', () => {
    const members = cards.filter((card) => card.cardType === 'MEMBER_CARD').map((card) => card.payload);
    expect(members.map((member) => member.supply_bonus)).toEqual([true, true]);
    expect(members.map((member) => member.supply_balance)).toEqual([false, true]);
    expect(members[0]?.custom_field3).toEqual({});
    expect(members[0]?.base_info.pay_info?.swipe_card?.is_swipe_card).toBe(true);
  });

  test('differ only in their times if the start day differs', () => {
    const later = demoCards(START + 86_400).map((card) => card.payload);
    for (const [index, payload] of later.entries()) {
      const before = payloads[index];
      expect(payload.base_info.create_time - (before?.base_info.create_time ?? 0)).toBe(86_400);
      expect(withoutNumbers(payload)).toBe(before && withoutNumbers(before));
    }
  });
});

/** Returns a payload as JSON without its Unix seconds. */
function withoutNumbers(payload: CardPayload): string {
  return JSON.stringify(payload).replace(/\b1[78]\d{8}\b/g, 'T');
}
