import { getHeapStatistics } from 'node:v8';
import fastify, { type FastifyInstance } from 'fastify';
import { shareToReject, shedLoad } from '../../../src/admission/load-shedding.js';
import type { OverloadLimits } from '../../../src/config/config.js';
import { createLog } from '../../../src/log.js';
import { collectGarbage } from '../../support/garbage.js';
import { movableTime, passTime, realTime, until } from '../../support/time.js';

test.each([
  [0, 0],
  [200, 0],
  [250, 0.2],
  [400, 0.5],
  [2000, 0.9],
  [Number.POSITIVE_INFINITY, 1],
])('at an event-loop delay of %i ms with a limit of 200, the share %p of requests is rejected', (delayMs, share) => {
  expect(shareToReject(delayMs, 200)).toBeCloseTo(share);
});

const REFUSED = {
  statusCode: 503,
  retryAfter: '1',
  body: {
    errors: [
      { message: 'The server is overloaded. Retry later', extensions: { code: 'SERVER_OVERLOADED', retryAfter: 1 } },
    ],
  },
};

describe('a process with load shedding', () => {
  let lines: Record<string, unknown>[];
  let http: FastifyInstance;
  let isOverloaded: () => boolean;
  let relieved: number;
  beforeEach(() => {
    lines = [];
    movableTime();
  });
  afterEach(async () => {
    realTime();
    await http.close();
  });

  async function start(limits: OverloadLimits): Promise<void> {
    const log = createLog({ level: 'warn', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
    http = fastify();
    relieved = 0;
    isOverloaded = await shedLoad(http, limits, log, () => {
      relieved += 1;
    });
    for (const path of ['/graphql', '/health/live']) http.get(path, async () => ({}));
    await http.listen();
  }

  const ask = async (url = '/graphql') => {
    const { statusCode, headers, body } = await http.inject({ url });
    return { statusCode, retryAfter: headers['retry-after'], body: JSON.parse(body) };
  };
  const ANSWERED = { statusCode: 200, retryAfter: undefined, body: {} };

  test('is never overloaded without limits', async () => {
    await start({ eventLoopDelayMs: 0, heapPercent: 0 });
    expect(isOverloaded()).toBe(false);
    expect(await ask()).toEqual(ANSWERED);
  });

  test('clears caches and rejects nothing yet if its heap is within 10 percent of the limit', async () => {
    await start({ eventLoopDelayMs: 0, heapPercent: 50 });
    expect(await ask()).toEqual(ANSWERED);
    expect(relieved).toBe(0);
    await http.close();
    // Otherwise the heap of a worker that has run many tests may shrink below the threshold.
    collectGarbage();
    const { used_heap_size, heap_size_limit } = getHeapStatistics();
    const usedPercent = (used_heap_size / heap_size_limit) * 100;
    await start({ eventLoopDelayMs: 0, heapPercent: Math.max(10.1, usedPercent + 5) });
    await until(() => relieved > 0);
    expect(await ask()).toEqual(ANSWERED);
  });

  test('is not overloaded below its limits', async () => {
    await start({ eventLoopDelayMs: 60_000, heapPercent: 100 });
    expect(isOverloaded()).toBe(false);
    expect(await ask()).toEqual(ANSWERED);
  });

  test('rejects only requests for the endpoint if its heap exceeds the limit', async () => {
    await start({ eventLoopDelayMs: 60_000, heapPercent: 0.01 });
    await until(isOverloaded);
    // Exceeds every share by which an event-loop delay rejects requests.
    jest.spyOn(Math, 'random').mockReturnValue(0.999_999);
    expect(await ask()).toEqual(REFUSED);
    expect(await ask('/health/live')).toEqual(ANSWERED);
  });

  test('logs the first rejection immediately and then their number every ten seconds', async () => {
    await start({ eventLoopDelayMs: 0, heapPercent: 0.01 });
    await until(isOverloaded);
    for (let n = 0; n < 3; n += 1) await ask();
    expect(lines).toMatchObject([{ level: 'warn', what: 'heapUsedBytes', value: expect.any(Number), refused: 1 }]);
    expect(Number.isInteger(lines[0]?.value)).toBe(true);
    expect(lines[0]?.value).toBeGreaterThan(1_000_000);
    passTime(9000);
    await ask();
    expect(lines).toHaveLength(1);
    passTime(1001);
    await ask();
    await ask();
    expect(lines.map(({ refused }) => refused)).toEqual([1, 4]);
  });

  /** Delays the event loop while the test runs. */
  async function whileLate(test: () => Promise<void>): Promise<void> {
    const busy = setInterval(() => {
      for (const end = performance.now() + 100; performance.now() < end; );
    }, 1);
    try {
      await until(() => http.memoryUsage().eventLoopDelay > 20);
      await test();
    } finally {
      clearInterval(busy);
    }
  }

  test('rejects a share of the requests if its event loop is late', async () => {
    await start({ eventLoopDelayMs: 20, heapPercent: 0 });
    passTime(1000);
    await whileLate(async () => {
      expect(isOverloaded()).toBe(true);
      const random = jest.spyOn(Math, 'random').mockReturnValue(0.001);
      expect(await ask()).toEqual(REFUSED);
      random.mockReturnValue(0.999);
      expect(await ask()).toEqual(ANSWERED);
    });
    expect(lines).toMatchObject([{ what: 'eventLoopDelay', refused: 1 }]);
  });

  test('rejects nothing for the event-loop delay that its start caused', async () => {
    await start({ eventLoopDelayMs: 20, heapPercent: 0 });
    await whileLate(async () => {
      passTime(-10_000); // the first sample takes longer than this server considers its start
      jest.spyOn(Math, 'random').mockReturnValue(0);
      expect(await ask()).toEqual(ANSWERED);
      expect(isOverloaded()).toBe(false);
    });
  });

  test('rejects all requests if its event loop is late and its heap exceeds the limit', async () => {
    await start({ eventLoopDelayMs: 20, heapPercent: 0.01 });
    await whileLate(async () => {
      jest.spyOn(Math, 'random').mockReturnValue(0.999);
      expect(await ask()).toEqual(REFUSED);
    });
  });
});
