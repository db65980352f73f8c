import { chinaDayAt, dayOfDate } from '../../platform/china-time.js';
import type { WireCardType } from '../../platform/endpoints/card.wire.js';
import { type CondSource, STATS_WINDOW_DATES } from '../../platform/endpoints/datacube.js';
import { PlatformRefusal } from '../refusal.js';

/** All counts of one card on one day. Each call returns some of them. */
export interface DayCounts {
  readonly view_cnt: number;
  readonly view_user: number;
  readonly receive_cnt: number;
  readonly receive_user: number;
  readonly verify_cnt: number;
  readonly verify_user: number;
  readonly given_cnt: number;
  readonly given_user: number;
  readonly expire_cnt: number;
  readonly expire_user: number;
  /** The counts from here on exist for member cards only. */
  readonly active_cnt: number;
  readonly active_user: number;
  /** New members of the day. `total_user` is the number of members so far. */
  readonly new_user: number;
  readonly total_user: number;
  readonly total_receive_user: number;
  /** In fen, like `fee`. */
  readonly payOriginalFee: number;
  readonly fee: number;
}

const NO_COUNTS: DayCounts = {
  ...{ view_cnt: 0, view_user: 0, receive_cnt: 0, receive_user: 0, verify_cnt: 0, verify_user: 0, given_cnt: 0 },
  ...{ given_user: 0, expire_cnt: 0, expire_user: 0, active_cnt: 0, active_user: 0, new_user: 0, total_user: 0 },
  ...{ total_receive_user: 0, payOriginalFee: 0, fee: 0 },
};

/** One card that has statistics. */
export interface StatsSeed {
  readonly cardId: string;
  readonly cardType: WireCardType;
  /** Where the card was created. Its rows are returned for this `cond_source` only. */
  readonly condSource: CondSource;
  /** Returns the counts of a day (a day number, see china-time.ts), or undefined if none were published. */
  readonly countsOn: (day: number) => DayCounts | undefined;
}

/** The first and last day of a window, both inclusive. */
export interface StatsWindow {
  readonly firstDay: number;
  readonly lastDay: number;
}

/** Parses a window. Refuses an invalid date with 61500, and a window that is too long or does not end before today in UTC+8 with 61501. */
export function windowOf(request: { begin_date: string; end_date: string }, now: number): StatsWindow {
  const firstDay = dayOfDate(request.begin_date);
  const lastDay = dayOfDate(request.end_date);
  if (firstDay === undefined || lastDay === undefined) throw new PlatformRefusal(61500);
  const dates = lastDay - firstDay + 1;
  if (dates < 1 || dates > STATS_WINDOW_DATES || lastDay >= chinaDayAt(now * 1000)) throw new PlatformRefusal(61501);
  return { firstDay, lastDay };
}

/** Returns the rows of some cards, ordered by day and then in the order of the cards. */
export function rowsOf(
  seeds: readonly StatsSeed[],
  { firstDay, lastDay }: StatsWindow,
): { day: number; seed: StatsSeed; counts: DayCounts }[] {
  const rows = [];
  for (let day = firstDay; day <= lastDay; day += 1) {
    for (const seed of seeds) {
      const counts = seed.countsOn(day);
      if (counts !== undefined) rows.push({ day, seed, counts });
    }
  }
  return rows;
}

/** Returns the sums over some cards by day. Days without counts are omitted. */
export function sumsOf(seeds: readonly StatsSeed[], window: StatsWindow): { day: number; counts: DayCounts }[] {
  const sums = new Map<number, DayCounts>();
  for (const { day, counts } of rowsOf(seeds, window)) {
    const before = sums.get(day);
    sums.set(day, before === undefined ? counts : sumOf(before, counts));
  }
  return [...sums].map(([day, counts]) => ({ day, counts }));
}

function sumOf(one: DayCounts, other: DayCounts): DayCounts {
  const sum: Record<keyof DayCounts, number> = { ...one };
  for (const name of Object.keys(other) as (keyof DayCounts)[]) sum[name] += other[name];
  return sum;
}

/** The statistics of one account. Only seeded cards and cards with a redeemed code have statistics. */
export class StatsStore {
  readonly #seeds: StatsSeed[];
  readonly #byCardId: Map<string, StatsSeed>;
  /** The users whose codes were redeemed, once per code, by card and day. */
  readonly #redeemers = new Map<string, Map<number, string[]>>();

  constructor(seeds: readonly StatsSeed[]) {
    this.#seeds = seeds.map((seed) => this.#withRedemptions(seed));
    this.#byCardId = new Map(this.#seeds.map((seed) => [seed.cardId, seed]));
  }

  all(): readonly StatsSeed[] {
    return this.#seeds;
  }

  /** Returns the statistics of one card as a list, which is empty for a card without statistics. */
  of(cardId: string): readonly StatsSeed[] {
    const seed = this.#byCardId.get(cardId);
    return seed === undefined ? [] : [seed];
  }

  /** Counts a redeemed code. A card without statistics gets them, as one that was created by API. */
  addRedemption(
    { id, cardType }: { readonly id: string; readonly cardType: WireCardType },
    openid: string,
    day: number,
  ): void {
    if (!this.#byCardId.has(id)) {
      const added = this.#withRedemptions({ cardId: id, cardType, condSource: 1, countsOn: () => undefined });
      this.#seeds.push(added);
      this.#byCardId.set(id, added);
    }
    const days = this.#redeemers.get(id) ?? new Map<number, string[]>();
    const redeemers = days.get(day) ?? [];
    redeemers.push(openid);
    this.#redeemers.set(id, days.set(day, redeemers));
  }

  #withRedemptions(seed: StatsSeed): StatsSeed {
    const countsOn = (day: number) => {
      const counts = seed.countsOn(day);
      const redeemers = this.#redeemers.get(seed.cardId)?.get(day);
      if (redeemers === undefined) return counts;
      const added = { ...NO_COUNTS, verify_cnt: redeemers.length, verify_user: new Set(redeemers).size };
      return sumOf(counts ?? NO_COUNTS, added);
    };
    return { ...seed, countsOn };
  }
}
