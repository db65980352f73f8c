import { DAY_SECONDS } from '../../platform/china-time.js';
import { type BaseInfo, type CardPayload, payloadKey, type WireCardType } from '../../platform/endpoints/card.wire.js';
import type { CardSeed } from '../state/cards.js';

/** `pDEMO-general-coupon-0001`: a card's kind and its number among those of its kind. The same for ever; 32 bytes at most. */
export function demoCardId(cardType: WireCardType, number: number): string {
  return `pDEMO-${payloadKey(cardType).replaceAll('_', '-')}-${String(number).padStart(4, '0')}`;
}

/** `oDEMO-user-0001`: a user of every account. */
export function demoOpenid(number: number): string {
  return `oDEMO-user-${String(number).padStart(4, '0')}`;
}

/** What every demo card says of itself; the rest of base_info is alike. */
export type DemoBase = Pick<BaseInfo, 'brand_name' | 'title' | 'color' | 'notice' | 'description' | 'date_info'> &
  Partial<BaseInfo>;

/** A demo card, made `createdAt` (Unix seconds). */
export function demoSeed(
  cardType: WireCardType,
  number: number,
  createdAt: number,
  base: DemoBase,
  rest: Omit<CardPayload, 'base_info'>,
): CardSeed {
  const baseInfo: BaseInfo = {
    id: demoCardId(cardType, number),
    logo_url: DEMO_LOGO,
    code_type: 'CODE_TYPE_QRCODE',
    sku: { quantity: 9_880, total_quantity: 10_000 },
    location_id_list: [218384742, 402521653],
    get_limit: 3,
    can_share: true,
    can_give_friend: true,
    status: 'CARD_STATUS_VERIFY_OK',
    create_time: createdAt,
    // Reviewed the next day.
    update_time: createdAt + DAY_SECONDS,
    area_code_list: [],
    ...base,
  };
  return { cardType, payload: { base_info: baseInfo, ...rest } };
}

const DEMO_LOGO = 'http://mmbiz.qpic.cn/mmbiz/demoqinglanlogo/0?wx_fmt=png';

/** When the demo cards were made and hold, counted from the emulator's first day (00:00 in UTC+8, Unix seconds). */
export interface DemoDays {
  /** 10:00 of a day; negative: before the start. */
  at(day: number): number;
  /** From the first second of one day to the last of another. */
  range(firstDay: number, lastDay: number): BaseInfo['date_info'];
}

export function demoDays(startDay: number): DemoDays {
  return {
    at: (day) => startDay + day * DAY_SECONDS + 10 * 3600,
    range: (firstDay, lastDay) => ({
      type: 'DATE_TYPE_FIX_TIME_RANGE',
      begin_timestamp: startDay + firstDay * DAY_SECONDS,
      end_timestamp: startDay + (lastDay + 1) * DAY_SECONDS - 1,
    }),
  };
}
