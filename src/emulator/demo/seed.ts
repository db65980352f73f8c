import { DAY_SECONDS } from '../../platform/china-time.js';
import { type BaseInfo, type CardPayload, payloadKey, type WireCardType } from '../../platform/endpoints/card.wire.js';
import type { CardSeed } from '../state/cards.js';

/** Returns an id such as `pDEMO-general-coupon-0001`: the card type and the number within it. Ids never change. At most 32 bytes. */
export function demoCardId(cardType: WireCardType, number: number): string {
  return `pDEMO-${payloadKey(cardType).replaceAll('_', '-')}-${String(number).padStart(4, '0')}`;
}

/** Returns the openid of a demo user, such as `oDEMO-user-0001`. The same in every account. */
export function demoOpenid(number: number): string {
  return `oDEMO-user-${String(number).padStart(4, '0')}`;
}

/** The fields of `base_info` that every demo card sets. The others have a common default. */
export type DemoBase = Pick<BaseInfo, 'brand_name' | 'title' | 'color' | 'notice' | 'description' | 'date_info'> &
  Partial<BaseInfo>;

/** Returns a demo card. `createdAt` is in Unix seconds. */
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
    // Approved on the next day.
    update_time: createdAt + DAY_SECONDS,
    area_code_list: [],
    ...base,
  };
  return { cardType, payload: { base_info: baseInfo, ...rest } };
}

const DEMO_LOGO = 'http://mmbiz.qpic.cn/mmbiz/demoqinglanlogo/0?wx_fmt=png';

/** Times of the demo cards, relative to the emulator's first day (00:00 in UTC+8), in Unix seconds. */
export interface DemoDays {
  /** Returns 10:00 of a day. Negative days are before the first day. */
  at(day: number): number;
  /** Returns a validity from the first second of one day to the last second of another. */
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
