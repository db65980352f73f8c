import { addDays, type Day, daysOf, rangesOf, windowsOf } from '../graph/stats/days.js';
import { STATS_WINDOW_DATES } from '../platform/endpoints/datacube.js';
import type { Row } from './format.js';
import type { Resource, Step } from './resource.js';
import { describe, type Failure } from './session.js';

/** The statistics of an account, each one call per window and origin. */
const STATISTICS = [
  { field: 'merchantStats', type: 'MerchantStatsRow' },
  { field: 'couponStats', type: 'CouponStatsRow' },
  { field: 'memberCardStats', type: 'MemberCardStatsRow' },
] as const;

const ORIGINS = ['CONSOLE', 'API'] as const;

interface Gap {
  readonly from: string;
  readonly to: string;
  readonly errorCode: string;
  readonly message: string;
}

interface Fetched {
  readonly rows: readonly Row[];
  readonly missing: readonly Gap[];
  readonly emptyDays: readonly Day[];
}

/**
 * The daily statistics of the account, of all coupons and of all member cards. Each origin is read by itself, because users of both cannot be
 * added up.
 */
export const statistics: Resource = {
  types: STATISTICS.map(({ type }) => type),
  unit: 'windows',
  extraColumns: ['__typename', 'origin'],

  async plan(_session, { from, to }) {
    if (from === undefined || to === undefined) throw new Error('plan: statistics need a range of days');
    return { from, to };
  },

  async *steps(session, plan, after) {
    const { from, to } = plan as { readonly from: string; readonly to: string };
    const parts = windowsOf(daysOf({ from, to }), STATS_WINDOW_DATES).flatMap((window) =>
      STATISTICS.flatMap((statistic) => ORIGINS.map((origin) => ({ window, ...statistic, origin }))),
    );
    for (let done = typeof after === 'number' ? after : 0; done < parts.length; ) {
      const part = parts[done];
      if (part === undefined) return;
      const { window, field, type, origin } = part;
      const query = `query ($from: LocalDate!, $to: LocalDate!, $origin: CardOrigin!) {
        ${field}(from: $from, to: $to, origin: $origin) {
          rows ${session.selectionOf(type)} missing { from to errorCode message } emptyDays
        }
      }`;
      const { data, refused } = await session.query<Readonly<Record<string, Fetched | null>>>(
        query,
        { ...window, origin },
        1,
      );
      done += 1;
      const { rows = [], missing = [], emptyDays = [] } = data[field] ?? {};
      const gaps = missing.map(
        (gap) => `${field} ${origin} ${gap.from} to ${gap.to}: ${gap.errorCode}: ${gap.message}`,
      );
      const failed = refused.map(
        (one: Failure) => `${field} ${origin} ${window.from} to ${window.to}: ${describe(one)}`,
      );
      const step: Step = {
        rows: rows.map((row) => ({ __typename: type, origin, ...row })),
        position: done,
        done,
        total: parts.length,
        missing: [...gaps, ...failed],
        notes: emptyDays.length === 0 ? [] : [`No rows of ${field} ${origin} for ${textOf(emptyDays)}`],
      };
      yield step;
    }
  },
};

/** Returns days as text, consecutive ones as a range. */
function textOf(days: readonly Day[]): string {
  return rangesOf(days)
    .map(({ from, to }) => (from === to ? from : `${from} to ${to}`))
    .join(', ');
}

/** Returns the range of an export of statistics: by default the 62 days to yesterday, which one call returns. */
export function rangeOf(from: string | undefined, to: string | undefined, today: string) {
  const last = to ?? addDays(today, -1);
  return { from: from ?? addDays(last, 1 - STATS_WINDOW_DATES), to: last };
}
