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
import { VOUCHER_TYPES } from '../../platform/endpoints/card.wire.js';
import { COND_SOURCES, type CondSource, datacube, STATS_WINDOW_DATES } from '../../platform/endpoints/datacube.js';
import { referencedCard } from '../card/card.reference.js';
import { CARD_ID_BYTES, Card } from '../card/card.type.js';
import type { Context } from '../context.js';
import { IsIdentifier } from '../input/validation.js';
import { LocalDate } from '../types/scalars.js';
import type { Day } from './days.js';
import { addedByDay, answered } from './stats.answer.js';
import { CouponStatsRow, MemberCardDetailStatsRow, MemberCardStatsRow, MerchantStatsRow } from './stats.row.type.js';
import { CardStats, CouponStats, MemberCardDetailStats, MemberCardStats, MerchantStats } from './stats.type.js';

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
  @Field(() => CardOrigin, {
    nullable: true,
    description: 'Where the cards were created. If omitted, both origins are requested, at twice the cost.',
  })
  origin?: OriginName | null;
}

@ArgsType()
class CouponStatsArgs extends OriginRangeArgs {
  @Field(() => ID, { nullable: true, description: 'This coupon alone.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId?: string | null;
}

@ArgsType()
class MemberCardDetailStatsArgs extends RangeArgs {
  @Field(() => ID, { description: 'The member card.' })
  @IsIdentifier(CARD_ID_BYTES)
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

/** What the platform is queried with for an origin, or for both if the argument is absent. */
function sourcesOf(origin: OriginName | null | undefined): CondSource[] {
  return (origin == null ? ORIGINS : [origin]).map((name) => COND_SOURCES[name]);
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
    const fetch = (cond_source: CondSource) =>
      loaders.stats.range({ endpoint: datacube.getcardbizuininfo, filter: { cond_source } }, range);
    return answered(range, () => [addedByDay(sourcesOf(origin).map(fetch))], MerchantStatsRow, MerchantStats);
  }

  @Query(() => CouponStats, {
    nullable: true,
    description:
      'Free coupons, day by day and card by card; one card if cardId is given: getcardcardinfo. Without cardId a range ' +
      `may have at most 62 days, since each has a row per coupon. ${WINDOWS}`,
  })
  couponStats(
    @Args(() => CouponStatsArgs) { origin, cardId, ...range }: CouponStatsArgs,
    @Ctx() { loaders }: Context,
  ): Promise<CouponStats | null> {
    const fetch = (cond_source: CondSource) => {
      const filter = { cond_source, ...(cardId == null ? {} : { card_id: cardId }) };
      return loaders.stats.range({ endpoint: datacube.getcardcardinfo, filter }, range);
    };
    return answered(
      range,
      () => sourcesOf(origin).map(fetch),
      CouponStatsRow,
      CouponStats,
      cardId == null ? STATS_WINDOW_DATES : undefined,
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
    const fetch = (cond_source: CondSource) =>
      loaders.stats.range({ endpoint: datacube.getcardmembercardinfo, filter: { cond_source } }, range);
    return answered(range, () => [addedByDay(sourcesOf(origin).map(fetch))], MemberCardStatsRow, MemberCardStats);
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
      () => [loaders.stats.range({ endpoint: datacube.getcardmembercarddetail, filter: { card_id: cardId } }, range)],
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
      'coupons, which several of one query share up to 248 days; getcardmembercarddetail for member cards; null without a call for ' +
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
        () => [
          loaders.stats.range({ endpoint: datacube.getcardmembercarddetail, filter: { card_id: card.id } }, range),
        ],
        MemberCardDetailStatsRow,
        CardStats,
      );
    }
    if (!VOUCHER_TYPES.some((type) => type === card.type)) return null;
    const fetch = () =>
      sourcesOf(origin).map((source) => loaders.stats.coupon({ ...range, cardId: card.id, origin: source }));
    return answered(range, fetch, CouponStatsRow, CardStats);
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
