import type { GraphQLResolveInfo } from 'graphql';
import {
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  Query,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import type { Context } from '../../context.js';
import { VOUCHER_TYPES } from '../../platform/endpoints/card.js';
import {
  COND_SOURCES,
  type CondSource,
  datacube,
  STATS_WINDOW_DATES,
  type StatsCounts,
} from '../../platform/endpoints/datacube.js';
import { nullIfNotFound, PlatformError } from '../../platform/errors.js';
import type { Loose } from '../../platform/wire.js';
import { CARD_ID_BYTES, Card, referencedCard } from '../card/card.type.js';
import { LocalDate } from '../scalars.js';
import { badUserInput, Identifier } from '../validation.js';
import { addDays, chinaToday, countDays, type Day, type DayRange, windowsOf } from './days.js';
import type { DatedRow } from './stats.loader.js';
import {
  CouponStatsRow,
  MemberCardDetailStatsRow,
  MemberCardStatsRow,
  MerchantStatsRow,
  type StatsRow,
} from './stats.row.type.js';
import {
  CardStats,
  CouponStats,
  MemberCardDetailStats,
  MemberCardStats,
  MerchantStats,
  type StatsAnswered,
  StatsGap,
} from './stats.type.js';

/** The longest range: ten years, sixty windows. */
const MAX_DAYS = 60 * STATS_WINDOW_DATES;

type OriginName = keyof typeof COND_SOURCES;
const ORIGINS = Object.keys(COND_SOURCES) as OriginName[];

const CardOrigin = Object.fromEntries(ORIGINS.map((name) => [name, name]));
registerEnumType(CardOrigin, {
  name: 'CardOrigin',
  description: 'Where a card was made.',
  valuesConfig: { CONSOLE: { description: 'Made on the web console.' }, API: { description: 'Made by API.' } },
});

@ArgsType()
class RangeArgs {
  @Field(() => LocalDate, { description: 'The first day, in China Standard Time.' })
  from!: Day;

  @Field(() => LocalDate, { description: 'The last day, included: before today in China Standard Time.' })
  to!: Day;
}

@ArgsType()
class OriginRangeArgs extends RangeArgs {
  @Field(() => CardOrigin, { description: 'Where the cards were made.' })
  origin!: OriginName;
}

@ArgsType()
class CouponStatsArgs extends OriginRangeArgs {
  @Field(() => ID, { nullable: true, description: 'This coupon alone.' })
  @Identifier(CARD_ID_BYTES)
  cardId?: string | null;
}

@ArgsType()
class MemberCardDetailStatsArgs extends RangeArgs {
  @Field(() => ID, { description: 'The member card.' })
  @Identifier(CARD_ID_BYTES)
  cardId!: string;
}

@ArgsType()
class CardStatsArgs extends RangeArgs {
  @Field(() => CardOrigin, {
    nullable: true,
    description: 'Where the card was made. Absent: both are asked, a card has one. Not asked of member cards.',
  })
  origin?: OriginName | null;
}

const WINDOWS = 'A range over 62 days is fetched in windows, one call each, and joined; to must be before today.';

@Resolver()
export class StatsQueries {
  @Query(() => MerchantStats, {
    nullable: true,
    description: `All cards of the merchant, day by day, both ends included: getcardbizuininfo. ${WINDOWS}`,
  })
  merchantStats(
    @Args(() => OriginRangeArgs) { origin, ...range }: OriginRangeArgs,
    @Ctx() { loaders }: Context,
  ): Promise<MerchantStats | null> {
    const cond_source = COND_SOURCES[origin];
    return answered(
      range,
      (window) => loaders.stats.window(datacube.getcardbizuininfo, { ...wireRange(window), cond_source }),
      MerchantStatsRow,
      MerchantStats,
    );
  }

  @Query(() => CouponStats, {
    nullable: true,
    description: `Free coupons, day by day and card by card; one card if cardId is given: getcardcardinfo. ${WINDOWS}`,
  })
  couponStats(
    @Args(() => CouponStatsArgs) { origin, cardId, ...range }: CouponStatsArgs,
    @Ctx() { loaders }: Context,
  ): Promise<CouponStats | null> {
    const filter = { cond_source: COND_SOURCES[origin], ...(cardId == null ? {} : { card_id: cardId }) };
    return answered(
      range,
      (window) => loaders.stats.window(datacube.getcardcardinfo, { ...wireRange(window), ...filter }),
      CouponStatsRow,
      CouponStats,
    );
  }

  @Query(() => MemberCardStats, {
    nullable: true,
    description: `All member cards, day by day: getcardmembercardinfo. ${WINDOWS}`,
  })
  memberCardStats(
    @Args(() => OriginRangeArgs) { origin, ...range }: OriginRangeArgs,
    @Ctx() { loaders }: Context,
  ): Promise<MemberCardStats | null> {
    const cond_source = COND_SOURCES[origin];
    return answered(
      range,
      (window) => loaders.stats.window(datacube.getcardmembercardinfo, { ...wireRange(window), cond_source }),
      MemberCardStatsRow,
      MemberCardStats,
    );
  }

  @Query(() => MemberCardDetailStats, {
    nullable: true,
    description: `One member card, day by day: getcardmembercarddetail. ${WINDOWS}`,
  })
  memberCardDetailStats(
    @Args(() => MemberCardDetailStatsArgs) { cardId, ...range }: MemberCardDetailStatsArgs,
    @Ctx() { loaders }: Context,
  ): Promise<MemberCardDetailStats | null> {
    return answered(
      range,
      (window) => loaders.stats.window(datacube.getcardmembercarddetail, { ...wireRange(window), card_id: cardId }),
      MemberCardDetailStatsRow,
      MemberCardDetailStats,
    );
  }
}

@Resolver(() => Card)
export class CardStatsField {
  @FieldResolver(() => CardStats, {
    nullable: true,
    description:
      'Day by day, from the call that fits the kind: getcardcardinfo for groupon, discount, gift, cash and general ' +
      'coupons, which several of one query share; getcardmembercarddetail for member cards; null without a call for ' +
      `tickets. ${WINDOWS}`,
  })
  async stats(
    @Root() card: Card,
    @Args(() => CardStatsArgs) { origin, ...range }: CardStatsArgs,
    @Ctx() { loaders }: Context,
  ): Promise<CardStats | null> {
    if (card.type === 'MEMBER_CARD') {
      return answered(
        range,
        (window) => loaders.stats.window(datacube.getcardmembercarddetail, { ...wireRange(window), card_id: card.id }),
        MemberCardDetailStatsRow,
        CardStats,
      );
    }
    if (!VOUCHER_TYPES.some((type) => type === card.type)) return null;
    const origins: CondSource[] = (origin == null ? ORIGINS : [origin]).map((name) => COND_SOURCES[name]);
    const rowsOf = async (window: DayRange) => {
      const byOrigin = origins.map((source) => loaders.stats.coupon({ ...window, cardId: card.id, origin: source }));
      return (await Promise.all(byOrigin)).flat();
    };
    return answered(range, rowsOf, CouponStatsRow, CardStats);
  }
}

@Resolver(() => CouponStatsRow)
export class CouponStatsRowFields {
  @FieldResolver(() => Card, { nullable: true, description: 'The coupon; null where the row names none.' })
  card(@Root() { cardId }: CouponStatsRow, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return cardId === '' ? null : referencedCard(cardId, context, info);
  }
}

@Resolver(() => MemberCardDetailStatsRow)
export class MemberCardDetailStatsRowFields {
  @FieldResolver(() => Card, { nullable: true, description: 'The member card; null where the row names none.' })
  card(@Root() { cardId }: MemberCardDetailStatsRow, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return cardId === '' ? null : referencedCard(cardId, context, info);
  }
}

/**
 * Fetches a range in windows and joins them in order. A window that fails is a gap and the rest answers.
 * @returns null when the platform does not know what was asked about
 * @throws {GraphQLError} BAD_USER_INPUT for a range that cannot be asked for
 * @throws {PlatformError} when every window fails
 */
function answered<Wire extends StatsCounts, Row extends StatsRow, Stats>(
  range: DayRange,
  fetch: (window: DayRange) => Promise<DatedRow<Wire>[]>,
  RowType: new (date: Day, row: Loose<Wire>) => Row,
  StatsType: new (answered: StatsAnswered<Row>) => Stats,
): Promise<Stats | null> {
  checkRange(range);
  return nullIfNotFound(join(windowsOf(range, STATS_WINDOW_DATES), fetch, RowType)).then(
    (joined) => joined && new StatsType(joined),
  );
}

async function join<Wire extends StatsCounts, Row extends StatsRow>(
  windows: readonly DayRange[],
  fetch: (window: DayRange) => Promise<DatedRow<Wire>[]>,
  RowType: new (date: Day, row: Loose<Wire>) => Row,
): Promise<StatsAnswered<Row>> {
  const missing: StatsGap[] = [];
  let failure: PlatformError | undefined;
  const answers = await Promise.all(
    windows.map(async (window) => {
      try {
        return await fetch(window);
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error;
        failure ??= error;
        missing.push(new StatsGap(window, error));
        return [];
      }
    }),
  );
  if (failure !== undefined && missing.length === windows.length) throw failure;
  const byDay = (one: { date: Day }, other: { date: Day }) =>
    one.date < other.date ? -1 : one.date > other.date ? 1 : 0;
  const rows = answers.flat().sort(byDay);
  missing.sort(({ from: one }, { from: other }) => (one < other ? -1 : 1));
  return { rows: rows.map(({ date, row }) => new RowType(date, row)), missing };
}

/** Refuses before a call what the platform would: a range that runs backwards, or today and later. */
function checkRange({ from, to }: DayRange): void {
  if (from > to)
    throw badUserInput([{ field: ['to'], message: 'expected a day that is not before from, got an earlier one' }]);
  const today = chinaToday();
  if (to >= today) {
    const message = `expected a day up to ${addDays(today, -1)}, yesterday in China Standard Time, got a later one`;
    throw badUserInput([{ field: ['to'], message }]);
  }
  const days = countDays({ from, to });
  if (days > MAX_DAYS) {
    throw badUserInput([
      { field: ['from'], message: `expected a range of at most ${MAX_DAYS} days, got one of ${days}` },
    ]);
  }
}

function wireRange({ from, to }: DayRange): { begin_date: string; end_date: string } {
  return { begin_date: from, end_date: to };
}
