import type { ServerResponse } from 'node:http';
import { sendJson, startRawPlatform } from '../support/raw-platform.js';
import { type Stack, startGraph, startStack } from '../support/stack.js';
import { useStack } from '../support/use-stack.js';
import { type FailingReport, failFor } from './failing-upstream.js';

/** 30 s of failures and three rounds with `npm run faults:upstream`, a short form otherwise. */
const LONG = process.env.LONG !== undefined;

const CARD = 'pDEMO-groupon-0001';
const QUERY = `{ card(id: "${CARD}") { title } }`;

const JSON_TYPE = { 'content-type': 'application/json' };

const printFigures = (what: string, figures: object) => process.stderr.write(`${what}: ${JSON.stringify(figures)}\n`);

describe('a platform that fails every call', () => {
  const expectLimits = (report: FailingReport) => {
    printFigures('failing', report);
    expect(report.reads).toBeGreaterThan(50);
    expect(report.retries).toBeLessThanOrEqual(0.2 * report.reads);
    expect(report.writesTwice).toBe(0);
    expect(report.opensAfterMs).toBeLessThan(2000);
    expect(report.closesAfterMs).toBeLessThan(2000);
  };

  const FAULTS = [
    ['answers 502', { kind: 'http', value: 502 }],
    ['hangs', { kind: 'hang' }],
    ['loses connections', { kind: 'reset' }],
    ['is busy', { kind: 'errcode', value: -1 }],
  ] as const;

  it.each(LONG ? FAULTS : FAULTS.slice(0, 2))(
    'and %s gets no calls after 2 s, is called again within 2 s of its recovery, and receives no write twice',
    async (_, fault) => {
      expectLimits(await failFor(LONG ? 10 : 3, fault));
    },
    60_000,
  );

  (LONG ? it : it.skip)(
    'for 30 s slows the queries of another account by at most 20 %, in the median of three rounds',
    async () => {
      const slowed: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const report = await failFor(30, { kind: 'http', value: 502 });
        expectLimits(report);
        slowed.push(report.wellDuringMs / report.wellBeforeMs);
      }
      printFigures('slowdown of another account, factor', slowed);
      expect(slowed.toSorted((one, other) => one - other)[1]).toBeLessThanOrEqual(1.2);
    },
    300_000,
  );
});

describe('many concurrent callers', () => {
  let stack: Stack;
  afterEach(() => stack.close());

  it.each([
    ['with a cache', { cacheMaxBytes: 1_000_000 }, 0],
    ['without a cache, from a slow platform', {}, 2500],
  ])('for the same card share one card/get, %s', async (_, server, latency) => {
    stack = await startStack({ server });
    await stack.emulator.fault({ path: '/card/get', kind: 'latency', value: latency });
    const answers = await Promise.all(Array.from({ length: 50 }, () => stack.graph.data(QUERY)));
    expect(new Set(answers.map(({ card }) => card.title)).size).toBe(1);
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  it('get a response from one card/get even if every other caller disconnects', async () => {
    stack = await startStack();
    await stack.emulator.fault({ path: '/card/get', kind: 'latency', value: 2500 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, async (_, n) => {
        const body = JSON.stringify({ query: QUERY });
        const signal = n % 2 === 0 ? AbortSignal.timeout(50 + n) : null;
        return (await fetch(stack.graph.url, { method: 'POST', headers: JSON_TYPE, body, signal })).json();
      }),
    );
    const answered = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(answered).toHaveLength(25);
    for (const answer of answered) expect(answer).toMatchObject({ data: { card: { title: expect.any(String) } } });
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  it('including one that requests more cards than may wait get a 200 with the cards that got a queue slot', async () => {
    stack = await startStack({ server: { upstreamConcurrency: 2, upstreamQueue: 3 } });
    const { status, data, errors } = await stack.graph.ask('{ cards(first: 10) { nodes { title } } }');
    expect(status).toBe(200);
    expect(data.cards.nodes.filter((node: unknown) => node !== null)).toHaveLength(5);
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['SERVER_OVERLOADED']));
  });
});

test('200 callers of a platform with 4 pending calls and a queue of 16 get 180 immediate refusals with 503', async () => {
  const pending: ServerResponse[] = [];
  let isPaused = true;
  const unknown = (response: ServerResponse) => sendJson(response, { errcode: 40073, errmsg: 'invalid card id' });
  const platform = await startRawPlatform(
    (_, response) => void (isPaused ? pending.push(response) : unknown(response)),
  );
  const server = await startGraph(platform.url, {
    upstreamConcurrency: 4,
    upstreamQueue: 16,
    requestTimeoutMs: 15_000,
  });
  const startedAt = Date.now();
  let refused = 0;
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, n) => {
      const body = JSON.stringify({ query: `{ card(id: "p-${n}") { title } }` });
      const response = await fetch(server.url, { method: 'POST', headers: JSON_TYPE, body });
      const { status } = response;
      if (status === 503) refused += 1;
      if (refused === 180 && isPaused) {
        printFigures('overflow', { refused, afterMs: Date.now() - startedAt });
        isPaused = false;
        pending.forEach(unknown);
      }
      return { status, retryAfter: response.headers.get('retry-after'), answer: await response.json() };
    }),
  );
  for (const { status, retryAfter, answer } of answers) {
    if (status === 200) {
      expect(answer).toMatchObject({ data: { card: null } });
      continue;
    }
    const extensions = { code: 'SERVER_OVERLOADED', retryAfter: 1 };
    expect([status, retryAfter]).toEqual([503, '1']);
    expect(answer).toMatchObject({ errors: [{ extensions }] });
  }
  expect(platform.calls).toBe(20);
  await server.close();
  await platform.close();
});

describe('a caller that disconnects', () => {
  const stack = useStack();

  /** Sends a query and disconnects after the given time. */
  async function askBriefly(query: string, milliseconds: number): Promise<void> {
    const body = JSON.stringify({ query });
    const signal = AbortSignal.timeout(milliseconds);
    await expect(fetch(stack.graph.url, { method: 'POST', headers: JSON_TYPE, body, signal })).rejects.toThrow();
  }

  it('once a write was sent does not stop it, and a repeat with its key returns the outcome', async () => {
    await stack.graph.data(QUERY);
    await stack.emulator.fault({ path: '/card/delete', kind: 'latency', when: 'after', value: 400 });
    const mutation = `mutation { deleteCard(input: { cardId: "${CARD}", idempotencyKey: "gone" }) { deletedCardId replayed userErrors { code } } }`;
    await askBriefly(mutation, 150);
    const repeat = async () => (await stack.graph.data(mutation)).deleteCard;
    let outcome = await repeat();
    while (outcome.userErrors[0]?.code === 'IDEMPOTENCY_KEY_IN_USE') outcome = await repeat();
    expect(outcome).toEqual({ deletedCardId: CARD, replayed: true, userErrors: [] });
    const { recent } = await stack.emulator.ledger();
    expect(recent.filter(({ path }) => path === '/card/delete').map(({ committed }) => committed)).toEqual([true]);
  });

  it('while its read waits for the platform frees the slot for others immediately', async () => {
    const small = await startStack({ server: { upstreamConcurrency: 1, requestTimeoutMs: 5000 } });
    try {
      await small.graph.data('{ cards(first: 1) { totalCount } }');
      await small.emulator.fault({ path: '/card/get', kind: 'hang', times: 1 });
      const body = JSON.stringify({ query: QUERY });
      const signal = AbortSignal.timeout(100);
      const gone = fetch(small.graph.url, { method: 'POST', headers: JSON_TYPE, body, signal }).catch(
        (error) => error.name,
      );
      const startedAt = Date.now();
      expect(await gone).toBe('TimeoutError');
      await small.graph.data(`{ card(id: "pDEMO-cash-0001") { title } }`);
      printFigures('queue slot after its caller disconnected', { freeAfterMs: Date.now() - startedAt - 100 });
      expect(Date.now() - startedAt).toBeLessThan(4000);
    } finally {
      await small.close();
    }
  });
});
