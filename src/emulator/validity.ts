import { NEVER_ENDS } from '../platform/endpoints/code.js';
import { DAY_SECONDS, startOfChinaDay } from './state/clock.js';
import type { StoredCode } from './state/codes.js';

/**
 * When a code can be used, Unix seconds, both included. A fixed term counts from the day of receipt in UTC+8: 90 days from
 * 1 October end on 29 December (documented). A permanent one begins at 0 and ends past 2^31 (observed).
 */
export function validityOf({ card, receivedAt }: Pick<StoredCode, 'card' | 'receivedAt'>): {
  begin_time: number;
  end_time: number;
} {
  const info = card.payload.base_info.date_info;
  switch (info.type) {
    case 'DATE_TYPE_FIX_TIME_RANGE':
      // May be text (observed).
      return { begin_time: Number(info.begin_timestamp), end_time: Number(info.end_timestamp) };
    case 'DATE_TYPE_FIX_TERM': {
      const begin = startOfChinaDay(receivedAt) + (info.fixed_begin_term ?? 0) * DAY_SECONDS;
      return { begin_time: begin, end_time: begin + (info.fixed_term ?? 0) * DAY_SECONDS - 1 };
    }
    default:
      return { begin_time: 0, end_time: NEVER_ENDS };
  }
}
