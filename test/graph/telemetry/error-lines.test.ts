import { createLog } from '../../../src/log.js';
import { useStack } from '../../support/use-stack.js';

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

describe('the log during an outage', () => {
  const quiet = useStack({ beforeEach: 'restart', server: { log } });

  test('has one line a second about failed calls, and one each when the circuit breaker opens and closes', async () => {
    await quiet.emulator.fault({ path: '/card/get', kind: 'http', value: 502 });
    for (let n = 0; n < 30; n += 1) await quiet.graph.ask(`{ card(id: "pDEMO-${n}") { title } }`);
    expect(lines().length).toBeLessThanOrEqual(4);
    expect(lines()[0]).toMatchObject({ level: 'warn', kind: 'transport' });
    await quiet.emulator.clearFaults();
    await new Promise((go) => setTimeout(go, 1100));
    await quiet.graph.ask(`{ card(id: "${CARD}") { title } }`);
    const messages = written.map((line) => JSON.parse(line)).filter(({ msg }) => /^Circuit/.test(msg));
    expect(messages).toMatchObject([
      { level: 'warn', msg: 'Circuit breaker opened', account: 'wxdemo' },
      { level: 'info', msg: 'Circuit breaker closed', account: 'wxdemo' },
    ]);
  });

  test('has one line when a quota is used up', async () => {
    await quiet.emulator.fault({ path: '/card/get', kind: 'errcode', value: 45009 });
    for (let n = 0; n < 5; n += 1) await quiet.graph.ask(`{ card(id: "pDEMO-${n}") { title } }`);
    const paused = written.map((line) => JSON.parse(line)).filter(({ msg }) => /^Quota/.test(msg));
    expect(paused).toMatchObject([{ account: 'wxdemo', endpoint: '/card/get', errcode: 45009 }]);
  });
});
