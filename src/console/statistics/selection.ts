import type { CardOrigin } from '../generated/operations.js';
import { addDays, countDays, type Day, isDay } from './days.js';
import type { Group } from './report.js';

/** The subject of the statistics. */
export const KINDS = ['all', 'coupons', 'members', 'member', 'card'] as const;
export type Kind = (typeof KINDS)[number];

/** `auto` draws bars for counts and amounts of short ranges, and lines for everything else. */
export const DRAWINGS = ['auto', 'lines', 'bars'] as const;
export type Drawing = (typeof DRAWINGS)[number];

export const ORIGINS: readonly CardOrigin[] = ['API', 'CONSOLE'];

/** Lengths of ranges that one click selects. */
export const QUICK_DAYS: readonly number[] = [7, 30, 90, 180, 365, 400];

/** Length of the range if the address has none. */
const DEFAULT_DAYS = 30;

/** The longest range, ten years. */
export const MAX_DAYS = 3720;

/** The longest range of all coupons, because each day has a row per coupon. */
export const MAX_COUPON_DAYS = 62;

/** The state of the page, as the fragment of its address describes it. `from` and `to` may be invalid. */
export interface Selection {
  readonly kind: Kind;
  /** Empty: all cards of the kind. */
  readonly card: string;
  readonly origin: CardOrigin | undefined;
  readonly from: Day;
  readonly to: Day;
  readonly drawing: Drawing;
  /** Names of the measures that are not drawn. */
  readonly hidden: readonly string[];
}

/** A problem of a selection, and the field that has to be changed. */
export interface Problem {
  readonly field: 'card' | 'from' | 'to';
  readonly reason: 'cardRequired' | 'notADay' | 'reversed' | 'notOver' | 'tooLong' | 'tooLongForCoupons';
}

/** Reads the parameters of the page. Unknown values are ignored, because any link can contain a fragment. */
export function selectionOf(given: URLSearchParams, today: Day): Selection {
  const choice = <T extends string>(name: string, allowed: readonly T[]) =>
    allowed.find((one) => one === given.get(name));
  const kind = choice('kind', KINDS) ?? 'all';
  const to = given.get('to') || addDays(today, -1);
  const hide = given.get('hide') ?? '';
  return {
    kind,
    card: isOfOneCard(kind) ? (given.get('card') ?? '').trim() : '',
    origin: kind === 'member' ? undefined : choice('origin', ORIGINS),
    from: given.get('from') || (isDay(to) ? addDays(to, 1 - DEFAULT_DAYS) : ''),
    to,
    drawing: choice('draw', DRAWINGS) ?? 'auto',
    hidden: hide === '' ? [] : hide.split(','),
  };
}

/** The longest range that `auto` draws with bars. Those of longer ranges are too thin to be compared. */
const MAX_BAR_DAYS = 92;

/** Returns whether a group is drawn with bars. */
export function isDrawnAsBars(drawing: Drawing, group: Group, days: number): boolean {
  if (drawing !== 'auto') return drawing === 'bars';
  return (group === 'counts' || group === 'amounts') && days <= MAX_BAR_DAYS;
}

/** Whether a card can be chosen. It is optional for coupons. */
export function isOfOneCard(kind: Kind): boolean {
  return kind === 'coupons' || kind === 'member' || kind === 'card';
}

/** Returns why the server would reject a selection, so that it is not sent. */
export function problemOf({ kind, card, from, to }: Selection, today: Day): Problem | undefined {
  if (isOfOneCard(kind) && kind !== 'coupons' && card === '') return { field: 'card', reason: 'cardRequired' };
  if (!isDay(from)) return { field: 'from', reason: 'notADay' };
  if (!isDay(to)) return { field: 'to', reason: 'notADay' };
  if (to >= today) return { field: 'to', reason: 'notOver' };
  if (from > to) return { field: 'from', reason: 'reversed' };
  const days = countDays(from, to);
  if (days > MAX_DAYS) return { field: 'from', reason: 'tooLong' };
  if (days > MAX_COUPON_DAYS && kind === 'coupons' && card === '')
    return { field: 'from', reason: 'tooLongForCoupons' };
  return undefined;
}

/** Returns the parameters of a range of days that ends yesterday. */
export function lastDays(days: number, today: Day): { readonly from: Day; readonly to: Day } {
  return { from: addDays(today, -days), to: addDays(today, -1) };
}
