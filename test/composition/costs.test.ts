import { type GraphQLSchema, getNamedType, isListType, isObjectType } from 'graphql';
import { encryptCode } from '../../src/emulator/state/encrypted-codes.js';
import { FIELD_COSTS, LIST_SIZES, TYPE_COSTS, WINDOW_DAYS, WINDOWED_FIELDS } from '../../src/graph/policies/costs.js';
import { createSchema } from '../../src/graph/schema/schema.js';
import { STATS_WINDOW_DATES } from '../../src/platform/endpoints/datacube.js';
import { ago } from '../support/china-days.js';
import { useStack } from '../support/use-stack.js';

const schema = createSchema();

function fieldAt(coordinate: string, of: GraphQLSchema = schema) {
  const [typeName = '', name = ''] = coordinate.split('.');
  const type = of.getType(typeName);
  return isObjectType(type) ? type.getFields()[name] : undefined;
}

describe('the tables of costs', () => {
  test('contain only types and fields of the schema', () => {
    expect(Object.keys(TYPE_COSTS).filter((name) => !isObjectType(schema.getType(name)))).toEqual([]);
    const fields = [...Object.keys(FIELD_COSTS), ...Object.keys(LIST_SIZES)];
    expect(fields.filter((coordinate) => fieldAt(coordinate) === undefined)).toEqual([]);
  });

  test('multiply fields with a range of days by its windows, which are those of the platform', () => {
    const ranges = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .flatMap((type) =>
        Object.values(type.getFields())
          .filter(({ args }) => ['from', 'to'].every((name) => args.some((argument) => argument.name === name)))
          .map(({ name }) => `${type.name}.${name}`),
      );
    expect([...WINDOWED_FIELDS].sort()).toEqual(ranges.sort());
    expect(WINDOW_DAYS).toBe(STATS_WINDOW_DATES);
  });

  test('have a size for each list whose entries cost a call, from itself or from a previous field', () => {
    const sized = Object.entries(LIST_SIZES).flatMap(([coordinate, { sizedFields = [] }]) => {
      const target = getNamedType(fieldAt(coordinate)?.type)?.name;
      return [coordinate, ...sizedFields.map((field) => `${target}.${field}`)];
    });
    const lists = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .flatMap((type) =>
        Object.values(type.getFields())
          .filter(
            (field) => isListType('ofType' in field.type ? field.type.ofType : field.type) || isListType(field.type),
          )
          .filter((field) => getNamedType(field.type).name in TYPE_COSTS)
          .map(({ name }) => `${type.name}.${name}`),
      );
    expect(lists.length).toBeGreaterThan(4);
    expect(lists.filter((coordinate) => !sized.includes(coordinate))).toEqual([]);
  });
});

describe('the number of calls', () => {
  const stack = useStack({ beforeEach: 'nothing' });
  beforeEach(() => stack.emulator.reset());

  const range = `from: "${ago(62)}", to: "${ago(1)}"`;
  const CARD = 'cardId: "pDEMO-groupon-0001"';
  const ENCRYPTED = encryptCode('wxdemo', '100000000001');
  const MEMBER_CARD = 'cardId: "pDEMO-member-card-0001"';

  test.each([
    ['Query.card', '{ card(id: "pDEMO-groupon-0001") { title stock { quantity } details { __typename } } }', 0],
    ['Query.cards', '{ cards(first: 100) { totalCount nodes { id } } }', 0],
    ['Query.cards', '{ cards(first: 3) { nodes { title } } }', 2], // one batchget, three gets
    ['Query.cardsById', '{ cardsById(ids: ["pDEMO-groupon-0001"]) { title } }', 0],
    ['Query.code', '{ code(code: "100000000001") { status } }', 0],
    ['Query.codeCheck', '{ codeCheck(code: "100000000001") { redeemable code { status } } }', 0],
    ['Query.wechatUser', '{ wechatUser(openid: "oDEMO-user-0001") { openid } }', 0],
    ['Query.memberInfo', `{ memberInfo(${MEMBER_CARD}, code: "200000010001") { nickname } }`, 0],
    ['Query.payGiftRules', '{ payGiftRules { nodes { terms { type } } edges { node { terms { type } } } } }', 0],
    ['Query.merchantStats', `{ merchantStats(${range}) { totals { viewCount } } }`, 0],
    ['Query.couponStats', `{ couponStats(${range}) { rows { viewCount } } }`, 0],
    ['Query.memberCardStats', `{ memberCardStats(${range}) { complete } }`, 0],
    ['Query.memberCardDetailStats', `{ memberCardDetailStats(${range}, ${MEMBER_CARD}) { complete } }`, 0],
    [
      'Query.previewCardUpdate',
      `{ previewCardUpdate(input: { ${CARD}, baseInfo: { notice: "出示" } }) { reviewRequired } }`,
      0,
    ],
    [
      'Query.previewCardCreation',
      '{ previewCardCreation(card: { groupon: { dealDetail: "a" }, baseInfo: { brandName: "a", title: "a", logoUrl: "https://demo.example/a", color: "Color010", notice: "a", description: "a", codeType: TEXT, quantity: 1, validity: { fixedTerm: { termDays: 1 } } } }) { userErrors { code } } }',
      0,
    ],
    ['Card.stats', `{ card(id: "pDEMO-groupon-0001") { stats(${range}) { complete } } }`, 1],
    ['WechatUser.wallet', '{ wechatUser(openid: "oDEMO-user-0001") { wallet { codes { nodes { code } } } } }', 0],
    ['Code.member', '{ code(code: "200000010001") { member { nickname } } }', 1],
    [
      'Mutation.updateCard',
      `mutation { updateCard(input: { ${CARD}, baseInfo: { notice: "出示" } }) { card { notice } } }`,
      0,
    ],
    [
      'Mutation.modifyStock',
      `mutation { modifyStock(input: { ${CARD}, increaseBy: 1, idempotencyKey: "k" }) { card { title } } }`,
      0,
    ],
    [
      'Mutation.depositCodes',
      `mutation { depositCodes(input: { cardId: "pDEMO-general-coupon-0003", codes: ${JSON.stringify(Array.from({ length: 1000 }, (_, n) => `cost-${n}`))} }) { replayed } }`,
      0,
    ],
    ['Card.depositedCodeCount', '{ card(id: "pDEMO-general-coupon-0003") { depositedCodeCount } }', 1],
    ['Query.codeDeposit', '{ codeDeposit(cardId: "pDEMO-general-coupon-0003", codes: ["QL-0101"]) { missing } }', 0],
    ['Query.decryptedCode', `{ decryptedCode(encryptedCode: "${ENCRYPTED}") { status } }`, 0],
    ['Card.activationLink', `{ card(id: "pDEMO-member-card-0001") { activationLink { url } } }`, 1],
    [
      'Mutation.redeemCode',
      `mutation { redeemCode(input: { encryptedCode: "${ENCRYPTED}", idempotencyKey: "k" }) { cardId } }`,
      0,
    ],
    [
      'Mutation.activateMember',
      `mutation { activateMember(input: { ${MEMBER_CARD}, code: "200000010004", membershipNumber: "1", idempotencyKey: "k" }) { cardId } }`,
      0,
    ],
    [
      'Mutation.updateMember',
      `mutation { updateMember(input: { ${MEMBER_CARD}, code: "200000010001", addPoints: 1, idempotencyKey: "k" }) { points } }`,
      0,
    ],
    ['Mutation.setPayCell', `mutation { setPayCell(input: { ${MEMBER_CARD}, enabled: true }) { cardId } }`, 0],
    [
      'Mutation.checkInBoardingPass',
      'mutation { checkInBoardingPass(input: { code: "100000000014", cancel: true }) { cardId } }',
      0,
    ],
    ['Mutation.deleteCard', `mutation { deleteCard(input: { ${CARD} }) { deletedCardId } }`, 0],
  ])('for %s in %s is its cost and %i for the rest', async (coordinate, query, more) => {
    await stack.graph.data(query);
    const calls = Object.values(await stack.emulator.calls()).reduce((sum, count) => sum + count, 0);
    expect(calls).toBe((FIELD_COSTS[coordinate] ?? 0) + more);
  });

  test.each([
    [62, 1],
    [63, 2],
    [180, 3],
  ])('for %i days of statistics is %i, which equals their cost', async (days, count) => {
    const query =
      'query ($from: LocalDate!, $to: LocalDate!) { merchantStats(from: $from, to: $to, origin: API) { complete } }';
    const { extensions } = await stack.graph.ask(query, { from: ago(days), to: ago(1) });
    expect(extensions).toEqual({ cardgraph: { cost: count } });
    expect(await stack.emulator.calls()).toEqual({ '/datacube/getcardbizuininfo': count });
  });

  test('for ten years of statistics, requested repeatedly, is 0 because they are refused before any call', async () => {
    const years = (alias: number) =>
      `a${alias}: merchantStats(from: "${ago(60 * 62)}", to: "${ago(alias)}", origin: API) { complete }`;
    const query = `{ ${Array.from({ length: 20 }, (_, index) => years(index + 1)).join(' ')} }`;
    expect(await stack.graph.ask(query)).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'OPERATION_TOO_COMPLEX' } }],
    });
    expect(await stack.emulator.calls()).toEqual({});
  });
});
