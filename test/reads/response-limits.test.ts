import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ago } from '../support/china-days.js';
import { LIMITS, type Stack, type StackOptions, startStack } from '../support/stack.js';

const CARD = 'pDEMO-groupon-0001';

const stacks: Stack[] = [];
async function start(server: StackOptions['server'] = {}): Promise<Stack> {
  const stack = await startStack({ server });
  stacks.push(stack);
  return stack;
}

let shipped: Stack;
let low: Stack;
const MAX_BYTES = 2000;
beforeAll(async () => {
  shipped = await start();
  low = await start({ limits: { ...LIMITS, responseBytes: MAX_BYTES } });
});
afterAll(() => Promise.all(stacks.map((stack) => stack.close())));

/** The SDL 30 times: some 5 MB without a call. */
const LARGE = `{ ${Array.from({ length: 30 }, (_, index) => `s${index}: _service { sdl }`).join(' ')} }`;

const TOO_LARGE = {
  status: 400,
  errors: [
    {
      message: `A response may hold at most ${MAX_BYTES} bytes. Select fewer fields, or request a part of the list or range at a time`,
      extensions: { code: 'OPERATION_TOO_COMPLEX', limit: MAX_BYTES },
    },
  ],
  extensions: expect.anything(),
};

describe('a response over LIMIT_RESPONSE_BYTES', () => {
  test('is replaced by OPERATION_TOO_COMPLEX without data, whether the query is cached or not', async () => {
    const query =
      '{ cards(first: 20) { nodes { id title color details { ... on GrouponDetails { dealDetail } } advancedInfo { textImages { text } } } } }';
    for (const _ of [1, 2]) expect(await low.graph.ask(query)).toEqual(TOO_LARGE);
    expect(await low.graph.ask('{ cards(first: 5) { edges { cardId } } }')).toMatchObject({ status: 200 });
  });

  test('makes no further calls once it is stopped', async () => {
    await low.emulator.clearLedger();
    await low.emulator.fault({ kind: 'latency', path: '/card/get', value: 300 });
    const aliases = Array.from({ length: 60 }, (_, index) => `a${index}_${'x'.repeat(60)}: title`).join(' ');
    const query = `{ card(id: "${CARD}") { ${aliases} advancedInfo { redeemGifts { card { title } } } } }`;
    expect(await low.graph.ask(query)).toMatchObject({ status: 400 });
    await low.emulator.clearFaults();
    await sleep(400);
    expect(await low.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  test('is measured in bytes of UTF-8 for Chinese text', async () => {
    // Each title has fewer than 20 characters of three bytes each.
    const aliases = (count: number) => Array.from({ length: count }, (_, index) => `a${index}: title`).join(' ');
    const query = (count: number) => `{ card(id: "${CARD}") { ${aliases(count)} } }`;
    const one = JSON.stringify((await shipped.graph.ask(query(99))).data);
    expect(Buffer.byteLength(one)).toBeGreaterThan(one.length);
    const fits = await start({ limits: { ...LIMITS, responseBytes: Buffer.byteLength(one) - 1 } });
    for (const _ of [1, 2]) expect(await fits.graph.ask(query(99))).toMatchObject({ status: 400 });
  });
});

test('couponStats rejects more than 62 days without a card, naming `to`, and accepts ten years for one coupon', async () => {
  const query =
    'query ($from: LocalDate!, $to: LocalDate!, $id: ID) { couponStats(from: $from, to: $to, origin: API, cardId: $id) { complete } }';
  expect(await shipped.graph.ask(query, { from: ago(62), to: ago(1) })).toMatchObject({
    status: 200,
    data: { couponStats: {} },
  });
  await shipped.emulator.clearLedger();
  const { errors } = await shipped.graph.ask(query, { from: ago(63), to: ago(1) });
  expect(errors).toMatchObject([
    {
      path: ['couponStats'],
      extensions: {
        code: 'BAD_USER_INPUT',
        problems: [
          { field: ['to'], message: 'expected a range of at most 62 days unless cardId names a coupon, got one of 63' },
        ],
      },
    },
  ]);
  expect(await shipped.emulator.calls()).toEqual({});
  expect(await shipped.graph.ask(query, { from: ago(3720), to: ago(1), id: 'pDEMO-cash-0001' })).toMatchObject({
    data: { couponStats: { complete: true } },
  });
});

describe('a limit on what execution will do', () => {
  test.each([
    [
      'LIMIT_COST',
      'a variable named constructor',
      'query ($constructor: Int! = 100) { cards(first: $constructor) { nodes { title } } }',
      'OPERATION_TOO_COMPLEX',
    ],
    [
      'LIMIT_REPRESENTATIONS',
      'a variable named constructor',
      `query ($constructor: [_Any!]! = [${'{ __typename: "Card", id: "p" } '.repeat(4)}]) { _entities(representations: $constructor) { __typename } }`,
      'TOO_MANY_REPRESENTATIONS',
    ],
    [
      'LIMIT_COST',
      'an enum value as __typename',
      `{ _entities(representations: [{ __typename: Card, id: "${CARD}" }]) { ... on Card { stats(from: "${ago(900)}", to: "${ago(1)}") { complete } } } }`,
      'OPERATION_TOO_COMPLEX',
    ],
  ])('%s is not bypassed by %s', async (_limit, _how, query, code) => {
    const strict = await start({ limits: { ...LIMITS, cost: 20, representations: 3 } });
    expect(await strict.graph.ask(query)).toMatchObject({ status: 400, errors: [{ extensions: { code } }] });
    expect(await strict.emulator.calls()).toEqual({});
  });
});

describe('a client', () => {
  /** Sends pipelined requests on one connection and reads no response. */
  async function sendWithoutReading(url: string, requests: number): Promise<Socket> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    await once(socket, 'connect');
    socket.pause();
    const body = JSON.stringify({ query: LARGE });
    const head = `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    socket.write((head + body).repeat(requests));
    return socket;
  }

  test('that does not read its response is disconnected after RESPONSE_WRITE_TIMEOUT_MS while others are served', async () => {
    const quick = await start({ responseWriteTimeoutMs: 1000, limits: { ...LIMITS, responseBytes: 100_000_000 } });
    const began = performance.now();
    const socket = await sendWithoutReading(quick.graph.url, 8);
    const closed = new Promise((resolve) => {
      socket.once('error', resolve);
      socket.once('close', resolve);
    });
    expect(await quick.graph.ask('{ __typename }')).toMatchObject({ status: 200 });
    // A paused socket does not emit its end, but a write to it fails. A line feed before a request is allowed.
    const writing = setInterval(() => socket.write('\r\n'), 100);
    await closed;
    clearInterval(writing);
    expect(performance.now() - began).toBeGreaterThan(1000);
    socket.destroy();
  });

  test('that reads in time receives the whole response', async () => {
    const quick = await start({ responseWriteTimeoutMs: 5000 });
    const { data } = await quick.graph.ask(LARGE);
    expect(Object.keys(data)).toHaveLength(30);
  });
});
