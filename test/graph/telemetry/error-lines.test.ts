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
