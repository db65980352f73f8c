import { addDays, type Day, daysOf } from './days.js';

/** The measures of the counts, users, members and amounts, in the order in which they are shown. */
export const GROUPS = {
  counts: ['viewCount', 'claimCount', 'activationCount', 'redeemCount', 'giftCount', 'expireCount'],
  users: ['viewUsers', 'claimUsers', 'activationUsers', 'redeemUsers', 'giftUsers', 'expireUsers', 'newMembers'],
  members: ['totalMembers', 'totalClaimUsers'],
  amounts: ['originalFee', 'fee'],
} as const;
export type Group = keyof typeof GROUPS;
export type Measure = (typeof GROUPS)[Group][number];

export const GROUP_NAMES = Object.keys(GROUPS) as readonly Group[];
export const MEASURES: readonly Measure[] = GROUP_NAMES.flatMap((group): readonly Measure[] => GROUPS[group]);

interface Amount {
  readonly fen: number;
}

/** A row as the server returns it. Each kind of statistics has some of the measures. */
export type Row = { readonly date: Day; readonly cardId?: string } & {
  readonly [name in Measure]?: number | Amount | null;
};

/** Days that could not be fetched. */
export interface Gap {
  readonly from: Day;
  /** Included. */
  readonly to: Day;
  readonly errorCode: string;
  readonly errcode: number | null;
  readonly retryable: boolean;
}

export type Totals = { readonly [name in Measure]?: number | Amount | null };

/** Statistics as the server returns them. Each day of the range is in a row, in a gap, or empty. */
export interface Statistics {
  readonly rows: readonly Row[];
  readonly emptyDays: readonly Day[];
  readonly missing: readonly Gap[];
  readonly totals: Totals;
}

/** `empty`: the platform returned no row. `missing`: the day could not be fetched. */
export type DayState = 'row' | 'empty' | 'missing';

/** The values of each day of a range. Amounts are in fen. */
export interface Report {
  readonly days: readonly Day[];
  readonly states: readonly DayState[];
  /** Values by day, of the measures that any row has. `null`: no row, or none with the measure. */
  readonly values: ReadonlyMap<Measure, readonly (number | null)[]>;
}

/** Arranges rows by day. Rows of the same day are added up, so a user of two coupons counts twice. */
export function reportOf({ rows, emptyDays, missing }: Statistics): Report {
  const bounds = [
    ...rows.map(({ date }) => date),
    ...emptyDays,
    ...missing.flatMap(({ from, to }) => [from, to]),
  ].sort();
  const days = bounds.length === 0 ? [] : daysOf(bounds[0] ?? '', bounds.at(-1) ?? '');
  const indexes = new Map(days.map((day, index) => [day, index]));
  const states = days.map((): DayState => 'empty');
  for (const { from, to } of missing) states.fill('missing', indexes.get(from), (indexes.get(to) ?? -1) + 1);
  const values = new Map<Measure, (number | null)[]>();
  for (const measure of MEASURES) {
    if (rows.some((row) => row[measure] != null))
      values.set(
        measure,
        days.map(() => null),
      );
  }
  for (const row of rows) {
    const index = indexes.get(row.date) ?? 0;
    states[index] = 'row';
    for (const [measure, ofDays] of values) {
      const value = numberOf(row[measure]);
      if (value !== null) ofDays[index] = (ofDays[index] ?? 0) + value;
    }
  }
  return { days, states, values };
}

/** Joins gaps that follow one another and have the same reason: each call that failed is a gap of at most 62 days. */
export function joinedGaps(gaps: readonly Gap[]): Gap[] {
  const joined: Gap[] = [];
  for (const gap of gaps) {
    const last = joined.at(-1);
    const continues =
      last !== undefined &&
      addDays(last.to, 1) === gap.from &&
      last.errorCode === gap.errorCode &&
      last.errcode === gap.errcode &&
      last.retryable === gap.retryable;
    if (continues) joined.splice(-1, 1, { ...last, to: gap.to });
    else joined.push(gap);
  }
  return joined;
}

/** Returns a count, or an amount in fen. */
export function numberOf(value: number | Amount | null | undefined): number | null {
  return typeof value === 'object' ? (value?.fen ?? null) : (value ?? null);
}

/** Returns the first and last index of each run of days in a state. */
export function runsOf(states: readonly DayState[], state: DayState): (readonly [first: number, last: number])[] {
  const runs: [number, number][] = [];
  states.forEach((one, index) => {
    if (one !== state) return;
    const last = runs.at(-1);
    if (last?.[1] === index - 1) last[1] = index;
    else runs.push([index, index]);
  });
  return runs;
}

/** The sums of one coupon over all days. */
export interface CouponSums {
  readonly cardId: string;
  readonly sums: ReadonlyMap<Measure, number>;
}

/** Returns the sums of the counts by coupon, those with the most claims first. */
export function sumsByCoupon(rows: readonly Row[]): CouponSums[] {
  const byCard = new Map<string, Map<Measure, number>>();
  for (const row of rows) {
    if (row.cardId === undefined) continue;
    const sums = byCard.get(row.cardId) ?? new Map<Measure, number>();
    for (const measure of GROUPS.counts) {
      const value = numberOf(row[measure]);
      if (value !== null) sums.set(measure, (sums.get(measure) ?? 0) + value);
    }
    byCard.set(row.cardId, sums);
  }
  const claims = ({ sums }: CouponSums) => sums.get('claimCount') ?? 0;
  return [...byCard].map(([cardId, sums]) => ({ cardId, sums })).sort((one, other) => claims(other) - claims(one));
}

/** Returns the sum of counts and amounts, the highest number of users, or the latest number of members. `null`: there is no value. */
export function summaryOf(group: Group, values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  if (group === 'users') return known.reduce((one, other) => Math.max(one, other));
  return group === 'members' ? (known.at(-1) ?? null) : known.reduce((one, other) => one + other);
}
