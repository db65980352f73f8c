import { type GraphQLUnionType, getIntrospectionQuery } from 'graphql';
import { createSchema } from '../../src/graph/schema/schema.js';
import { ago } from '../support/china-days.js';
import { fullSelection } from '../support/selection.js';

/** A request of at most 16 KiB that makes the server do as much work as possible. */
export interface Attack {
  readonly name: string;
  readonly body: object;
}

/** Days of the longest range. */
const TEN_YEARS = 3720;
const WINDOW = 62;

const INTROSPECTION = getIntrospectionQuery();

const range = (days: number) => `from: "${ago(days)}", to: "${ago(1)}"`;
const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

const COUNTS =
  'date viewCount viewUsers claimCount claimUsers redeemCount redeemUsers giftCount giftUsers expireCount expireUsers';
const ROW = `${COUNTS} cardId cardType cardTypeRaw isPay card { id }`;
const IN_COUPON_ROW = `... on CouponStatsRow { ${COUNTS} cardId cardType cardTypeRaw isPay }`;

/** @param coupons ids of a hundred coupons */
export function attacksOn(coupons: readonly string[]): readonly Attack[] {
  const schema = createSchema();
  const card = fullSelection(schema, 'Card');
  const members = schema.getPossibleTypes(schema.getType('CardDetails') as GraphQLUnionType);
  // A field that references other cards costs one call per card.
  const referencing = ['RedeemGift', 'MemberMessageOperation', ...members.map(({ name }) => name)];
  const withoutDetails = fullSelection(schema, 'Card', referencing);
  const references = coupons.map((id) => ({ __typename: 'Card', id }));
  const allCoupons = (days: number, selection: string) =>
    `couponStats(${range(days)}, origin: API) { rows { ${selection} } }`;
  const query = (name: string, text: string, variables?: object): Attack => ({
    name,
    body: { query: text, variables },
  });
  return [
    query('62 days of all coupons with every field', `{ ${allCoupons(WINDOW, ROW)} }`),
    query('62 days of all coupons, twice', `{ a: ${allCoupons(WINDOW, 'date')} b: ${allCoupons(WINDOW, 'date')} }`),
    query('ten years of all coupons', `{ ${allCoupons(TEN_YEARS, COUNTS)} }`),
    query(
      '30 times 62 days of all coupons, in a fragment',
      `{ ${times(30, (n) => `f${n}: ${allCoupons(WINDOW, '...F')}`)} } fragment F on CouponStatsRow { ${COUNTS} }`,
    ),
    query(
      'totals alone of 62 days of all coupons',
      `{ ${times(30, (n) => `f${n}: couponStats(${range(WINDOW + n)}, origin: API) { totals { viewCount } }`)} }`,
    ),
    query('an alias of 8 KB in each of 18,600 rows', `{ ${allCoupons(WINDOW, `${'a'.repeat(8000)}: viewCount`)} }`),
    query(
      'just below 8 MiB: aliases of 80 characters in 18,600 rows',
      `{ ${allCoupons(
        WINDOW,
        times(4, (n) => `${'a'.repeat(80)}${n}: viewCount`),
      )} }`,
    ),
    query(
      'ten years of six coupons, with every field',
      `{ ${times(6, (n) => `f${n}: couponStats(${range(TEN_YEARS)}, origin: API, cardId: "${coupons[n]}") { rows { ${COUNTS} cardId } }`)} }`,
    ),
    query(
      'ten years of two cards in a list',
      `{ cardsById(ids: ["${coupons[0]}", "${coupons[1]}"]) { stats(${range(TEN_YEARS)}) { rows { ${IN_COUPON_ROW} } } } }`,
    ),
    query(
      '100 cards with 62 days of statistics each',
      `{ cards(first: 100) { nodes { title stats(${range(WINDOW)}) { rows { ${IN_COUPON_ROW} } } } } }`,
    ),
    query(
      '100 references with 62 days of statistics each',
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Card { title stats(${range(WINDOW)}) { rows { ${IN_COUPON_ROW} } } } } }`,
      { r: references },
    ),
    query('32 cards with every field', `{ cards(first: 32) { nodes ${card} } }`),
    query(
      'nine times 100 cards with every field but details',
      `{ ${times(9, (n) => `p${n}: cards(first: 100) { nodes { ...F } }`)} } fragment F on Card ${withoutDetails}`,
    ),
    query('the schema', INTROSPECTION),
    query(
      'the schema 20 times',
      `{ ${times(20, (n) => `s${n}: __schema { types { ...FullType } }`)} } ${INTROSPECTION.slice(INTROSPECTION.indexOf('fragment'))}`,
    ),
    query('the SDL 30 times', `{ ${times(30, (n) => `s${n}: _service { sdl }`)} }`),
    query(
      'ten years of member cards and merchants, three times each',
      `{ ${times(3, (n) => `a${n}: merchantStats(${range(TEN_YEARS - n)}, origin: API) { rows { ${COUNTS} } } b${n}: memberCardStats(${range(TEN_YEARS - n)}, origin: API) { rows { date activationCount } }`)} }`,
    ),
    query(
      'four wallets with every code and its card',
      `{ ${times(4, (n) => `u${n}: wechatUser(openid: "oDEMO-user-000${(n % 5) + 1}") { wallet { codes(first: 100) { nodes { code status card { title } } } } }`)} }`,
    ),
  ];
}
