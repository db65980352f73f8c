import fc from 'fast-check';
import { startEmulator } from '../../src/emulator/server.js';
import { createSchema } from '../../src/graph/schema/schema.js';
import type { RunningServer } from '../../src/http/server.js';
import { card } from '../../src/platform/endpoints/card.js';
import { code } from '../../src/platform/endpoints/code.js';
import { datacube } from '../../src/platform/endpoints/datacube.js';
import { member } from '../../src/platform/endpoints/member.js';
import { paygiftcard } from '../../src/platform/endpoints/paygiftcard.js';
import { user } from '../../src/platform/endpoints/user.js';
import { ago } from '../support/china-days.js';
import { DirectClient } from '../support/direct-client.js';
import { type GraphAnswer, GraphClient } from '../support/graph-client.js';
import {
  CHANGES,
  changed,
  encode,
  isObject,
  type Json,
  mutated,
  placesOfAnswer,
  someMutations,
} from '../support/mutations.js';
import { type RawPlatform, sendBytes, sendJson, startRawPlatform } from '../support/raw-platform.js';
import { fullSelection } from '../support/selection.js';
import { accountOf, startGraph, WIDE_LIMITS } from '../support/stack.js';

const CODE = '200000010001';
const CARD = 'pDEMO-member-card-0001';
const COUPON = 'pDEMO-groupon-0001';
const OPENID = 'oDEMO-user-0001';
const DAYS = { begin_date: ago(9), end_date: ago(7) };

const schema = createSchema();
/** Selects everything below a type, but only the id of a card, because cards have a separate test. */
const all = (typeName: string) => fullSelection(schema, typeName, ['Card']);
const range = `from: "${DAYS.begin_date}", to: "${DAYS.end_date}"`;

/** Every root field that reads, except those of cards, with the call that it depends on and the field where it fails without it. */
const ROOTS: Readonly<Record<string, { query: string; path: string; failsAt?: string }>> = {
  code: { query: `code(code: "${CODE}", cardId: "${CARD}") ${all('Code')}`, path: code.get.path },
  codeCheck: { query: `codeCheck(code: "${CODE}", cardId: "${CARD}") ${all('CodeCheck')}`, path: code.get.path },
  wechatUser: {
    query: `wechatUser(openid: "${OPENID}") ${all('WechatUser')}`,
    path: user.getcardlist.path,
    failsAt: 'wallet',
  },
  memberInfo: {
    query: `memberInfo(cardId: "${CARD}", code: "${CODE}") ${all('MemberInfo')}`,
    path: member.userinfoGet.path,
  },
  payGiftRule: { query: `payGiftRule(id: 1000001) ${all('PayGiftRule')}`, path: paygiftcard.getbyid.path },
  payGiftRules: { query: `payGiftRules(first: 3) ${all('PayGiftRuleConnection')}`, path: paygiftcard.batchget.path },
  merchantStats: {
    query: `merchantStats(${range}, origin: API) ${all('MerchantStats')}`,
    path: datacube.getcardbizuininfo.path,
  },
  couponStats: {
    query: `couponStats(${range}, origin: API) ${all('CouponStats')}`,
    path: datacube.getcardcardinfo.path,
  },
  memberCardStats: {
    query: `memberCardStats(${range}, origin: API) ${all('MemberCardStats')}`,
    path: datacube.getcardmembercardinfo.path,
  },
  memberCardDetailStats: {
    query: `memberCardDetailStats(${range}, cardId: "${CARD}") ${all('MemberCardDetailStats')}`,
    path: datacube.getcardmembercarddetail.path,
  },
  coupon: {
    query: `coupon: card(id: "${COUPON}") { id stats(${range}) ${all('CardStats')} }`,
    path: datacube.getcardcardinfo.path,
    failsAt: 'stats',
  },
};
const NAMES = Object.keys(ROOTS);
const QUERY = `{ ${NAMES.map((name) => ROOTS[name]?.query).join('\n')} }`;

/** Whether a response has the minimum contents for a result. */
const isList = (name: string) => (answer: Json) => isObject(answer) && Array.isArray(answer[name]);
const namesCard = (answer: Json) =>
  isObject(answer) &&
  isObject(answer.card) &&
  ['string', 'number', 'boolean'].includes(typeof answer.card.card_id) &&
  answer.card.card_id !== '';
const USABLE: Readonly<Record<string, (answer: Json) => boolean>> = {
  [code.get.path]: namesCard,
  [user.getcardlist.path]: isList('card_list'),
  [member.userinfoGet.path]: isObject,
  [paygiftcard.getbyid.path]: (answer) => isObject(answer) && isObject(answer.rule_info),
  [paygiftcard.batchget.path]: isList('rule_list'),
  ...Object.fromEntries(Object.values(datacube).map(({ path }) => [path, isList('list')])),
};
const PATHS = Object.keys(USABLE);

/** Complete responses by path as the emulator returned them, and the mutated ones that replace them. */
const answers = new Map<string, Json>();
let mutants = new Map<string, Json>();
const cards = new Map<string, unknown>();
/** Responses of paygiftcard/add by the card of the rule. */
const additions = new Map<string, Json>();
const now = (path: string) => (mutants.has(path) ? mutants.get(path) : answers.get(path)) ?? null;

let platform: RawPlatform;
let server: RunningServer;
let graph: GraphClient;
/** The response of each root field without mutations, and its calls. */
const untouched = new Map<string, { readonly data: unknown; readonly paths: ReadonlySet<string> }>();

beforeAll(async () => {
  const emulator = await startEmulator();
  const client = new DirectClient(emulator.url, accountOf(emulator.url));
  const keep = (path: string, answer: unknown) => answers.set(path, JSON.parse(JSON.stringify(answer)));
  const days = { ...DAYS, cond_source: 1 };
  const few = ({ list }: { list?: unknown }) => ({ list: (list as unknown[]).slice(0, 3) });
  keep(code.get.path, await client.call(code.get, { code: CODE, card_id: CARD, check_consume: false }));
  keep(user.getcardlist.path, await client.call(user.getcardlist, { openid: OPENID, card_id: CARD }));
  keep(member.userinfoGet.path, await client.call(member.userinfoGet, { card_id: CARD, code: CODE }));
  keep(paygiftcard.getbyid.path, await client.call(paygiftcard.getbyid, { rule_id: 1000001 }));
  const listing = { type: 'RULE_TYPE_PAY_MEMBER_CARD', offset: 0, count: 2 };
  keep(paygiftcard.batchget.path, await client.call(paygiftcard.batchget, listing));
  keep(datacube.getcardbizuininfo.path, few(await client.call(datacube.getcardbizuininfo, days)));
  keep(datacube.getcardcardinfo.path, few(await client.call(datacube.getcardcardinfo, { ...days, card_id: COUPON })));
  keep(datacube.getcardmembercardinfo.path, few(await client.call(datacube.getcardmembercardinfo, days)));
  const detail = { ...DAYS, card_id: CARD };
  keep(datacube.getcardmembercarddetail.path, few(await client.call(datacube.getcardmembercarddetail, detail)));
  for (const card_id of [CARD, COUPON]) cards.set(card_id, await client.call(card.get, { card_id }));
  await client.close();
  await emulator.close();

  platform = await startRawPlatform(({ path, body }, response) => {
    if (answers.has(path)) return sendBytes(response, encode(now(path)));
    const request = JSON.parse(body);
    if (path === paygiftcard.add.path) {
      return sendBytes(response, encode(additions.get(request.rule_info.member_rule.card_id)));
    }
    sendJson(response, cards.get(request.card_id) ?? { errcode: 40073, errmsg: 'invalid card id' });
  });
  server = await startGraph(platform.url, { limits: WIDE_LIMITS });
  graph = new GraphClient(server.url);
  for (const name of NAMES) {
    const before = platform.paths.length;
    const { data, errors } = await graph.ask(`{ ${ROOTS[name]?.query} }`);
    expect(errors).toBeUndefined();
    untouched.set(name, { data: data[name], paths: new Set(platform.paths.slice(before)) });
  }
});
afterAll(async () => {
  await server.close();
  await platform.close();
});

/** Requests every root field while some responses are mutated, and checks the properties that always hold. */
async function expectAnswer(mutantsNow: Map<string, Json>): Promise<void> {
  mutants = mutantsNow;
  const answer: GraphAnswer = await graph.ask(QUERY);
  expect(answer.status).toBe(200);
  expect(answer.data).not.toBeNull();
  const errors = (answer.errors ?? []).map(({ path = [], extensions }) => ({
    code: extensions.code,
    path: path.join('.'),
  }));
  // The platform responded with an unusable body. There must be no other error.
  for (const error of errors) expect(error).toMatchObject({ code: 'PLATFORM_UNAVAILABLE' });
  for (const name of NAMES) {
    const { path, failsAt } = ROOTS[name] as { path: string; failsAt?: string };
    const before = untouched.get(name);
    const own = errors.filter((error) => error.path === name || error.path.startsWith(`${name}.`));
    const got = failsAt === undefined ? answer.data[name] : answer.data[name]?.[failsAt];
    if (USABLE[path]?.(now(path)) === false) {
      expect(got).toBeNull();
      expect(own).toEqual([{ code: 'PLATFORM_UNAVAILABLE', path: failsAt ? `${name}.${failsAt}` : name }]);
    } else {
      expect(got).not.toBeNull();
      if (![...mutants.keys()].some((each) => before?.paths.has(each))) expect(answer.data[name]).toEqual(before?.data);
    }
  }
}

test('the root fields send every reading call except the list of cards', () => {
  const paths = new Set([...untouched.values()].flatMap(({ paths }) => [...paths]));
  expect(PATHS.filter((path) => !paths.has(path))).toEqual([]);
});

describe('mutated responses of the reading calls', () => {
  test('in one or two calls fail or null only their root fields, with one error each, and leave the others unchanged', async () => {
    const plan = fc.uniqueArray(fc.record({ path: fc.constantFrom(...PATHS), mutations: someMutations }), {
      minLength: 1,
      maxLength: 2,
      selector: ({ path }) => path,
    });
    await fc.assert(
      fc.asyncProperty(plan, (plans) =>
        expectAnswer(
          new Map(plans.map(({ path, mutations }) => [path, mutated(answers.get(path) ?? null, mutations)])),
        ),
      ),
      { numRuns: 60 },
    );
  });

  test('in every place of every call, with every change, have the same effect', async () => {
    const changes = Object.keys(CHANGES);
    const places = new Map(PATHS.map((path) => [path, placesOfAnswer(answers.get(path) ?? null)]));
    const rounds = Math.max(changes.length, ...[...places.values()].map(({ length }) => length));
    for (let round = 0; round < rounds; round += 1) {
      const mutantsNow = PATHS.map((path, index): [string, Json] => {
        const of = places.get(path) ?? [];
        const place = of[round % of.length] ?? [];
        return [path, changed(answers.get(path) ?? null, place, changes[(round + index * 5) % changes.length] ?? '')];
      });
      await expectAnswer(new Map(mutantsNow));
    }
  });
});

describe('the creation of a pay-gift rule with a mutated response', () => {
  const ADD = `mutation ($input: AddPayGiftRuleInput!) { addPayGiftRule(input: $input) { ruleId succeededMerchantIds
    failedMerchants { merchantId errorCode errcode errmsg occupyingRuleId occupyingAppId } userErrors { code } rule { id } } }`;
  const ANSWER: Json = {
    errcode: 0,
    errmsg: 'ok',
    rule_id: 1000009,
    succ_mchid_list: ['1900000901'],
    fail_mchid_list: [{ mchid: '1900000902', errcode: 72004, errmsg: 'x', occupy_rule_id: 1, occupy_appid: 'wx1' }],
  };
  const input = {
    merchantIds: ['1900000901', '1900000902'],
    beginsAt: '2026-01-01T00:00:00Z',
    endsAt: '2036-01-01T00:00:00Z',
    minimumSpendFen: 1,
    maximumSpendFen: 2,
  };
  /** Number of rules that are created concurrently, each for a different card. Uncertain outcomes are read back, which takes time. */
  const CONCURRENT = 25;
  let run = 0;

  test('is committed, refused or unknown, and never a top-level error', async () => {
    const plans = fc.array(someMutations, { minLength: CONCURRENT, maxLength: CONCURRENT });
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        mutants = new Map();
        const making = plan.map(async (mutations, index) => {
          run += 1;
          additions.set(`p${index}`, mutated(ANSWER, mutations));
          const variables = { input: { ...input, cardId: `p${index}`, idempotencyKey: `k${run}` } };
          const { status, data, errors } = await graph.ask(ADD, variables);
          expect([status, errors]).toEqual([200, undefined]);
          const { ruleId, rule, userErrors, succeededMerchantIds } = data.addPayGiftRule;
          expect(rule).toEqual(ruleId === null ? null : { id: ruleId });
          if (ruleId !== null || succeededMerchantIds.length > 0) expect(userErrors).toEqual([]);
          else expect(['RULE_NOT_CREATED', 'OUTCOME_UNKNOWN']).toContain(userErrors[0].code);
        });
        await Promise.all(making);
      }),
      { numRuns: 3 },
    );
  });
});
