import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { getIntrospectionQuery } from 'graphql';
import { startEmulator } from '../../../src/emulator/server.js';
import { createSchema } from '../../../src/graph/schema/schema.js';
import type { RunningServer } from '../../../src/http/server.js';
import { ago } from '../../support/china-days.js';
import { type GraphAnswer, GraphClient } from '../../support/graph-client.js';
import { type RandomQuery, randomQueries } from '../../support/random-query.js';
import { type RawPlatform, sendBytes, sendJson, startRawPlatform } from '../../support/raw-platform.js';
import { RATES, startGraph, WIDE_LIMITS } from '../../support/stack.js';

/** Queries that are made up: `npm run equality` asks many more. */
const RUNS = process.env.LONG ? 2000 : 40;

const CARDS = ['pDEMO-groupon-0001', 'pDEMO-cash-0001', 'pDEMO-member-card-0001', 'pDEMO-movie-ticket-0001'];
const IDS = [...CARDS, 'pDEMO-refused-0001', 'pNOBODY', 'x'.repeat(33)];

/** Values for the arguments of queries by name: what the emulator knows, what it does not, and what is refused. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  id: IDS,
  cardId: IDS,
  ids: [CARDS, [IDS[0], IDS[4], IDS[5]], []],
  code: ['200000010001', '200000010002', 'no such code'],
  openid: ['oDEMO-user-0001', 'oNOBODY'],
  first: [1, 3, 0],
  offset: [0, 2],
  after: ['no cursor'],
  statuses: [['VERIFY_OK'], []],
  from: [ago(9), ago(70)],
  to: [ago(7), ago(1), '2020-01-01'],
  origin: ['API', 'CONSOLE'],
  representations: [
    [
      { __typename: 'Card', id: CARDS[0] },
      { __typename: 'Code', cardId: CARDS[2], code: '200000010001' },
      { __typename: 'WechatUser', openid: 'oDEMO-user-0001' },
      { __typename: 'PayGiftRule', id: '1000001' },
      { __typename: 'Card', id: 'pNOBODY' },
      { __typename: 'Nothing' },
    ],
  ],
};

const BELOW = `query ($if: Boolean = true) { card(id: "${CARDS[0]}") { id ... @include(if: $if) { title } } }`;

let platform: RawPlatform;
let servers: readonly RunningServer[];
let planned: GraphClient;
let plain: GraphClient;
let stopEmulator: () => Promise<void>;

beforeAll(async () => {
  const emulator = await startEmulator();
  stopEmulator = () => emulator.close();
  const credentials = { grant_type: 'client_credential', appid: 'wxdemo', secret: 'demo-secret' };
  const post = (path: string, body: string) => fetch(emulator.url + path, { method: 'POST', body });
  const granted = await (await post('/cgi-bin/stable_token', JSON.stringify(credentials))).json();
  const { access_token: token } = granted as { access_token: string };
  const known = new Map<string, Promise<Buffer>>();
  // The same for the same question, whoever asks: the emulator's answer, and a refusal that is no card's that it knows.
  platform = await startRawPlatform(async ({ path, body }, response) => {
    if (body.includes('refused')) return sendJson(response, { errcode: 48001, errmsg: 'api unauthorized' });
    const ask = async () => Buffer.from(await (await post(`${path}?access_token=${token}`, body)).arrayBuffer());
    const key = `${path} ${body}`;
    const answer = known.get(key) ?? ask();
    known.set(key, answer);
    sendBytes(response, await answer);
  });
  // One is asked twice as often: of codes that are not there, it would be the first to refuse more.
  const rates = { ...RATES, codeMissesPerMinute: 1_000_000 };
  const start = (plansQueries: boolean) => startGraph(platform.url, { limits: WIDE_LIMITS, rates, plansQueries });
  servers = await Promise.all([start(true), start(false)]);
  [planned, plain] = servers.map(({ url }) => new GraphClient(url)) as [GraphClient, GraphClient];
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await platform.close();
  await stopEmulator();
});

/** What must be the same: the data byte for byte, errors in any order. */
function comparable({ status, data, errors }: GraphAnswer) {
  const told = errors?.map(({ message, path, extensions: { code } }) => JSON.stringify({ message, path, code }));
  return { status, data: JSON.stringify(data), errors: told?.sort() };
}

async function expectEqual(query: string, variables: object): Promise<GraphAnswer> {
  const [ours, theirs] = await Promise.all([planned.ask(query, variables), plain.ask(query, variables)]);
  expect(comparable(ours)).toEqual(comparable(theirs));
  // A query is known by now, and answered past Apollo Server. A mutation would say that it is a repeat.
  if (!isMutation(query)) expect(comparable(await planned.ask(query, variables))).toEqual(comparable(theirs));
  return ours;
}

const isMutation = (text: string) => /^\s*mutation\b/m.test(text);

/** What other tests asked, as `npm run equality` wrote it down: a JSON line each. */
const ASKED = process.env.ASKED_FILE ? readFileSync(process.env.ASKED_FILE, 'utf8').trim().split('\n') : [];

describe('a query, executed by a plan and by graphql-js', () => {
  const schema = createSchema();

  test(`${RUNS} made up from the schema: the same data, and the same errors`, async () => {
    const valuesOf = ({ name }: { name: string }) => VALUES[name];
    const queries = randomQueries({ schema, depth: 4, fields: 4, valuesOf });
    let answered = 0;
    let failed = 0;
    const ask = async ({ query, variables }: RandomQuery) => {
      const { data, errors } = await expectEqual(query, variables);
      if (data) answered += 1;
      if (errors) failed += 1;
    };
    await fc.assert(fc.asyncProperty(queries, ask), { numRuns: RUNS, endOnFailure: true });
    // Not all of one kind, or nothing would be held.
    expect(answered).toBeGreaterThan(RUNS / 2);
    expect(failed).toBeGreaterThan(RUNS / 10);
  }, 600_000);

  test.each([
    ['introspection', getIntrospectionQuery(), {}],
    ['a variable that is missing', 'query ($id: ID!) { card(id: $id) { id } }', {}],
    ['a condition that is null', 'query ($if: Boolean = true) { __typename @skip(if: $if) }', { if: null }],
    ['a condition that is null, further down', BELOW, { if: null }],
    ['no operation', 'fragment F on Card { id }', {}],
  ])('%s: the same', async (_, query, variables) => {
    await expectEqual(query, variables);
  });

  test('one text, under conditions that change: each time as they are', async () => {
    for (const condition of [true, false, true, null, false, undefined]) {
      await expectEqual(BELOW, { if: condition });
    }
  });

  if (ASKED.length > 0) {
    test('everything that other tests asked: the same', async () => {
      for (const line of ASKED) {
        const { query, variables } = JSON.parse(line);
        await expectEqual(query, variables);
      }
    }, 600_000);
  }
});
