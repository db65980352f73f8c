import type { ServerResponse } from 'node:http';
import { sendJson, startRawPlatform } from '../support/raw-platform.js';
import { type Stack, startGraph, startStack } from '../support/stack.js';
import { useStack } from '../support/use-stack.js';
import { type FailingReport, failFor } from './failing-upstream.js';

/** 30 s of failures and three rounds with `npm run faults:upstream`; a short form otherwise. */
const LONG = process.env.LONG !== undefined;

const CARD = 'pDEMO-groupon-0001';
const QUERY = `{ card(id: "${CARD}") { title } }`;

const JSON_TYPE = { 'content-type': 'application/json' };

const told = (what: string, figures: object) => process.stderr.write(`${what}: ${JSON.stringify(figures)}\n`);

describe('a platform that fails everything', () => {
  const expectKept = (report: FailingReport) => {
    told('failing', report);
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
    'and %s is left alone within 2 s, asked again within 2 s, and told no write twice',
    async (_, fault) => {
      expectKept(await failFor(LONG ? 10 : 3, fault));
    },
    60_000,
  );

  (LONG ? it : it.skip)(
    'for 30 s slows the queries of another account by at most 20 %, in the median of three rounds',
    async () => {
      const slowed: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const report = await failFor(30, { kind: 'http', value: 502 });
        expectKept(report);
        slowed.push(report.wellDuringMs / report.wellBeforeMs);
      }
      told('another account, slower by the factor', slowed);
      expect(slowed.toSorted((one, other) => one - other)[1]).toBeLessThanOrEqual(1.2);
    },
    300_000,
  );
});

describe('many callers at once', () => {
  let stack: Stack;
  afterEach(() => stack.close());

  it.each([
    ['with a cache', { cacheMaxBytes: 1_000_000 }, 0],
    ['without one, from a platform that takes its time', {}, 2500],
  ])('who ask for the same card share one card/get, %s', async (_, server, latency) => {
    stack = await startStack({ server });
    await stack.emulator.fault({ path: '/card/get', kind: 'latency', value: latency });
    const answers = await Promise.all(Array.from({ length: 50 }, () => stack.graph.data(QUERY)));
    expect(new Set(answers.map(({ card }) => card.title)).size).toBe(1);
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  it('of whom every other one goes away: the others are answered, by one card/get', async () => {
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

  it('of whom one asks for more cards than may wait: those that found a place are answered, with 200', async () => {
    stack = await startStack({ server: { upstreamConcurrency: 2, upstreamQueue: 3 } });
    const { status, data, errors } = await stack.graph.ask('{ cards(first: 10) { nodes { title } } }');
    expect(status).toBe(200);
    expect(data.cards.nodes.filter((node: unknown) => node !== null)).toHaveLength(5);
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['SERVER_OVERLOADED']));
  });
});

test('200 callers of a platform that holds 4 calls back, where 16 may wait: 180 are refused at once, with 503', async () => {
  const held: ServerResponse[] = [];
  let isHeld = true;
  const unknown = (response: ServerResponse) => sendJson(response, { errcode: 40073, errmsg: 'invalid card id' });
  const platform = await startRawPlatform((_, response) => void (isHeld ? held.push(response) : unknown(response)));
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
      if (refused === 180 && isHeld) {
        told('overflow', { refused, afterMs: Date.now() - startedAt });
        isHeld = false;
        held.forEach(unknown);
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

describe('a caller who goes away', () => {
  const stack = useStack();

  /** Asks, and is gone after so many milliseconds. */
  async function askBriefly(query: string, milliseconds: number): Promise<void> {
    const body = JSON.stringify({ query });
    const signal = AbortSignal.timeout(milliseconds);
    await expect(fetch(stack.graph.url, { method: 'POST', headers: JSON_TYPE, body, signal })).rejects.toThrow();
  }

  it('once a write has left: it is carried out, and a repeat with its key tells so', async () => {
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

  it('while its read waits for the platform: the place is free for others at once', async () => {
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
      told('a place after its caller went away', { freeAfterMs: Date.now() - startedAt - 100 });
      expect(Date.now() - startedAt).toBeLessThan(4000);
    } finally {
      await small.close();
    }
  });
});
