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
import { addedByDay, fetchStats } from './stats.answer.js';
import { CouponStatsRow, MemberCardDetailStatsRow, MemberCardStatsRow, MerchantStatsRow } from './stats.row.type.js';
import { CardStats, CouponStats, MemberCardDetailStats, MemberCardStats, MerchantStats } from './stats.type.js';

type OriginName = keyof typeof COND_SOURCES;
const ORIGINS = Object.keys(COND_SOURCES) as OriginName[];

const CardOrigin = Object.fromEntries(ORIGINS.map((name) => [name, name]));
registerEnumType(CardOrigin, {
  name: 'CardOrigin',
  description: 'Where a card was created. Platform: `cond_source`.',
  valuesConfig: {
    CONSOLE: { description: 'Created on the web console.' },
    API: { description: 'Created through the API.' },
  },
});

@ArgsType()
class RangeArgs {
  @Field(() => LocalDate, { description: 'The first day, in China Standard Time. Platform: `begin_date`.' })
  from!: Day;

  @Field(() => LocalDate, {
    description: 'The last day, included. Must be before today in China Standard Time. Platform: `end_date`.',
  })
  to!: Day;
}

@ArgsType()
class OriginRangeArgs extends RangeArgs {
  @Field(() => CardOrigin, {
    nullable: true,
    description:
      'Where the cards were created. If omitted, both origins are requested, at twice the cost. Platform: `cond_source`.',
  })
  origin?: OriginName | null;
}

@ArgsType()
class CouponStatsArgs extends OriginRangeArgs {
  @Field(() => ID, { nullable: true, description: 'Only this coupon. If omitted, all free coupons.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId?: string | null;
}

@ArgsType()
class MemberCardDetailStatsArgs extends RangeArgs {
  @Field(() => ID, { description: 'The `card_id` of the member card, at most 32 bytes.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;
}

@ArgsType()
class CardStatsArgs extends RangeArgs {
  @Field(() => CardOrigin, {
    nullable: true,
    description:
      'Where the card was created. If omitted, both origins are requested, but only one of them has rows. Ignored for member cards. Platform: `cond_source`.',
  })
  origin?: OriginName | null;
}

/** Returns the `cond_source` values to request: the given origin, or both if the argument is absent. */
function sourcesOf(origin: OriginName | null | undefined): CondSource[] {
  return (origin == null ? ORIGINS : [origin]).map((name) => COND_SOURCES[name]);
}

const WINDOWS =
  'Ranges over 62 days are split into one call per 62-day window. `to` must be before today (China Standard Time). Windows that ' +
  'cannot be fetched are listed in `missing`; the field fails only if all do.';

@Resolver()
export class StatsQueries {
  @Query(() => MerchantStats, {
    nullable: true,
    description:
      'Statistics of all cards of the merchant, day by day. Calls `datacube/getcardbizuininfo` once per origin. Without `origin`, the ' +
      `rows of both origins are added up by day, and a user of both counts twice. ${WINDOWS}`,
  })
  merchantStats(
    @Args(() => OriginRangeArgs) { origin, ...range }: OriginRangeArgs,
    @Ctx() { loaders }: Context,
  ): Promise<MerchantStats | null> {
    const fetch = (cond_source: CondSource) =>
      loaders.stats.range({ endpoint: datacube.getcardbizuininfo, filter: { cond_source } }, range);
    return fetchStats(range, () => [addedByDay(sourcesOf(origin).map(fetch))], MerchantStatsRow, MerchantStats);
  }

  @Query(() => CouponStats, {
    nullable: true,
    description:
      'Statistics of free coupons, by day and coupon. Calls `datacube/getcardcardinfo` once per origin. Without `cardId`, a range of more ' +
      `than 62 days is rejected with \`BAD_USER_INPUT\`, because each day has a row per coupon. ${WINDOWS}`,
  })
  couponStats(
    @Args(() => CouponStatsArgs) { origin, cardId, ...range }: CouponStatsArgs,
    @Ctx() { loaders }: Context,
  ): Promise<CouponStats | null> {
    const fetch = (cond_source: CondSource) => {
      const filter = { cond_source, ...(cardId == null ? {} : { card_id: cardId }) };
      return loaders.stats.range({ endpoint: datacube.getcardcardinfo, filter }, range);
    };
    return fetchStats(
      range,
      () => sourcesOf(origin).map(fetch),
      CouponStatsRow,
      CouponStats,
      cardId == null ? STATS_WINDOW_DATES : undefined,
    );
  }

  @Query(() => MemberCardStats, {
    nullable: true,
    description:
      'Statistics of all member cards, day by day. Calls `datacube/getcardmembercardinfo` once per origin. Without `origin`, the rows of ' +
      `both origins are added up by day, and a user of both counts twice. ${WINDOWS}`,
  })
  memberCardStats(
    @Args(() => OriginRangeArgs) { origin, ...range }: OriginRangeArgs,
    @Ctx() { loaders }: Context,
  ): Promise<MemberCardStats | null> {
    const fetch = (cond_source: CondSource) =>
      loaders.stats.range({ endpoint: datacube.getcardmembercardinfo, filter: { cond_source } }, range);
    return fetchStats(range, () => [addedByDay(sourcesOf(origin).map(fetch))], MemberCardStatsRow, MemberCardStats);
  }

  @Query(() => MemberCardDetailStats, {
    nullable: true,
    description: `Statistics of one member card, day by day. Calls \`datacube/getcardmembercarddetail\`. ${WINDOWS}`,
  })
  memberCardDetailStats(
    @Args(() => MemberCardDetailStatsArgs) { cardId, ...range }: MemberCardDetailStatsArgs,
    @Ctx() { loaders }: Context,
  ): Promise<MemberCardDetailStats | null> {
    return fetchStats(
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
      'Statistics of the card, day by day. Calls `datacube/getcardcardinfo` for groupon, discount, gift, cash and general coupons; the ' +
      'coupons of one query share these calls for ranges of up to 248 days. Calls `datacube/getcardmembercarddetail` for member cards. ' +
      `Null, without a call, for tickets. ${WINDOWS}`,
  })
  async stats(
    @Root() card: Card,
    @Args(() => CardStatsArgs) { origin, ...range }: CardStatsArgs,
    @Ctx() { loaders }: Context,
  ): Promise<CardStats | null> {
    if (card.type === 'MEMBER_CARD') {
      return fetchStats(
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
    return fetchStats(range, fetch, CouponStatsRow, CardStats);
  }
}

@Resolver(() => CouponStatsRow)
export class CouponStatsRowFields {
  @FieldResolver(() => Card, {
    nullable: true,
    description: 'The coupon. Null if the row has no `cardId`. Calls `card/get` if the selection needs more than `id`.',
  })
  card(@Root() { cardId }: CouponStatsRow, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return cardId === '' ? null : referencedCard(cardId, context, info);
  }
}

@Resolver(() => MemberCardDetailStatsRow)
export class MemberCardDetailStatsRowFields {
  @FieldResolver(() => Card, {
    nullable: true,
    description:
      'The member card. Null if the row has no `cardId`. Calls `card/get` if the selection needs more than `id`.',
  })
  card(@Root() { cardId }: MemberCardDetailStatsRow, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return cardId === '' ? null : referencedCard(cardId, context, info);
  }
}
