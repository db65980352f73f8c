import { setTimeout as sleep } from 'node:timers/promises';
import { createLog } from '../../src/log.js';
import { movableTime, passTime, realTime, until } from '../support/time.js';
import { useStack } from '../support/use-stack.js';

const CARD = 'pDEMO-groupon-0001';

let written: string[] = [];
const log = createLog({ level: 'info', destination: { write: (line) => void written.push(line) } });
const stack = useStack({ server: { log, upstreamConcurrency: 1, upstreamQueue: 0 } });
beforeEach(() => {
  written = [];
});

/** Returns the log lines about platform failures. */
const lines = () => written.map((line) => JSON.parse(line)).filter(({ kind }) => kind !== undefined);

describe('the log', () => {
  test('has a line with the field name, but not the alias, for a call that the platform rejects', async () => {
    await stack.emulator.fault({ path: '/card/get', kind: 'errcode', value: 48001 });
    await stack.graph.ask(`{ code_200000010001: card(id: "${CARD}") { title } }`);
    expect(lines()).toMatchObject([{ level: 'warn', endpoint: '/card/get', errcode: 48001, field: 'card' }]);
    expect(written.join()).not.toContain('200000010001');
  });

  test('has no line for calls that the queue rejects', async () => {
    const { errors } = await stack.graph.ask(
      `{ ${[1, 2, 3, 4].map((n) => `c${n}: card(id: "pDEMO-${n}") { title }`).join(' ')} }`,
    );
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(Array(3).fill('SERVER_OVERLOADED'));
    expect(lines()).toEqual([]);
  });
});

const isTransition = ({ msg }: { msg: string }) => /^(?:Circuit|Quota)/.test(msg);
/** Returns all lines but those about requests. */
const all = () =>
  written.map((line) => JSON.parse(line)).filter((line) => line.kind !== undefined || isTransition(line));
const transitions = () => all().filter(isTransition);
/** Returns the shortest time between two lines, milliseconds. */
const shortestGap = () => {
  const times = all().map(({ time }) => Date.parse(time));
  return Math.min(...times.slice(1).map((time, index) => time - (times[index] ?? 0)));
};

describe('the log during an outage', () => {
  beforeEach(movableTime);
  afterEach(realTime);
  const quiet = useStack({ beforeEach: 'restart', server: { log } });

  test('has one line a second about failed calls, and one each when the circuit breaker opens and closes', async () => {
    await quiet.emulator.fault({ path: '/card/get', kind: 'http', value: 502 });
    for (let n = 0; n < 30; n += 1) await quiet.graph.ask(`{ card(id: "pDEMO-${n}") { title } }`);
    expect(lines()[0]).toMatchObject({ level: 'warn', kind: 'transport' });
    await quiet.emulator.clearFaults();
    await until(() => transitions().length === 1);
    // A probe may have failed just before.
    await sleep(550);
    expect((await quiet.graph.ask(`{ card(id: "${CARD}") { title } }`)).errors).toBeUndefined();
    await until(() => transitions().length === 2);
    expect(transitions()).toMatchObject([
      { level: 'warn', msg: 'Circuit breaker opened', account: 'wxdemo', suppressed: expect.any(Number) },
      { level: 'info', msg: 'Circuit breaker closed', account: 'wxdemo' },
    ]);
    expect(shortestGap()).toBeGreaterThanOrEqual(990);
  }, 30_000);

  test('has at most one line a second while a circuit breaker opens and closes more often', async () => {
    for (let n = 0; n < 5; n += 1) {
      await quiet.emulator.fault({ path: '/card/get', kind: 'http', value: 502 });
      await Promise.all(
        Array.from({ length: 12 }, (_, m) => quiet.graph.ask(`{ card(id: "pDEMO-${n}-${m}") { title } }`)),
      );
      await quiet.emulator.clearFaults();
      await sleep(550);
      expect((await quiet.graph.ask(`{ card(id: "${CARD}") { title } }`)).errors).toBeUndefined();
    }
    await sleep(2100);
    const outage = all();
    expect(shortestGap()).toBeGreaterThanOrEqual(990);
    const sum = outage.reduce((total, { suppressed = 0 }) => total + suppressed, 0);
    // 60 failed calls. Those of the last round may be counted on a later line.
    expect(sum + outage.length).toBeGreaterThanOrEqual(48);
    expect(transitions().map(({ msg }) => msg)).toEqual(
      transitions().map((_, index) => (index % 2 === 0 ? 'Circuit breaker opened' : 'Circuit breaker closed')),
    );
    expect(transitions().length % 2).toBe(0);
  }, 30_000);

  test('has one line each when a quota is used up and when it is restored', async () => {
    await quiet.emulator.fault({ path: '/card/get', kind: 'errcode', value: 45009 });
    for (let n = 0; n < 5; n += 1) await quiet.graph.ask(`{ card(id: "pDEMO-${n}") { title } }`);
    await quiet.emulator.clearFaults();
    await until(() => transitions().length === 1);
    passTime(11 * 60_000);
    for (let n = 0; n < 5; n += 1) await quiet.graph.ask(`{ card(id: "${CARD}") { title } }`);
    await until(() => transitions().length === 2);
    await sleep(1100);
    expect(transitions()).toMatchObject([
      {
        level: 'warn',
        msg: 'Quota used up; calls are paused',
        account: 'wxdemo',
        endpoint: '/card/get',
        errcode: 45009,
      },
      { level: 'info', msg: 'Quota restored; calls are resumed', account: 'wxdemo', endpoint: '/card/get' },
    ]);
  }, 30_000);
});
