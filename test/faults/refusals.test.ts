import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, answerIn, codesOf, expectError, send, sendBytes } from '../support/http.js';
import { REFUSED_REQUESTS } from '../support/refused-requests.js';
import { Replica } from '../support/replica.js';
import { useEmulator } from '../support/use-stack.js';

/** With `npm run faults:refusals` each request is sent three times and timed. Otherwise it is sent once. */
const TIMED = process.env.TIMED !== undefined;

/** Maximum median response time, milliseconds. */
const MAX_MS = 50;
/** Maximum size of a refusal, bytes. */
const MAX_BYTES = 8192;
/** An unfinished request is aborted after 30 s, checked every 3 s. */
const UNENDING_MS = 40_000;

const stateDir = mkdtempSync(join(tmpdir(), 'cardgraph-refusals-'));
const emulator = useEmulator({ beforeEach: 'nothing' });
let server: Replica;

beforeAll(async () => {
  // A machine that is busy with other tests must not shed load.
  const env = { NODE_ENV: 'production', STATE_DIR: stateDir, OVERLOAD_EVENT_LOOP_DELAY_MS: '0' };
  server = new Replica(emulator.url, env);
  await server.start();
  // The first request of a process loads what later requests find cached.
  await server.graph.data('{ cards(first: 1) { nodes { title } } }');
});
afterAll(async () => {
  await server.stop();
  rmSync(stateDir, { recursive: true });
});

interface Refusal {
  readonly name: string;
  readonly status: number;
  readonly code: string | undefined;
  readonly bytes: number;
  readonly ms: number;
}
const refusals: Refusal[] = [];

/** Sends a request, expects a refusal with exactly these codes, and stores the response and its duration. */
async function refuse(
  name: string,
  request: () => Promise<Answer>,
  status: number,
  codes: readonly string[],
): Promise<void> {
  const rounds: Refusal[] = [];
  for (let round = 0; round < (TIMED ? 3 : 1); round += 1) {
    const started = performance.now();
    const answer = await request();
    const ms = performance.now() - started;
    const found = codesOf(answer, status);
    expect(found.filter((code) => !codes.includes(code))).toEqual([]);
    const bytes = Buffer.byteLength(answer.text);
    expect(bytes).toBeLessThan(MAX_BYTES);
    rounds.push({ name, status, code: found[0], bytes, ms });
  }
  const inOrder = rounds.toSorted((one, other) => one.ms - other.ms);
  refusals.push(inOrder[Math.floor(inOrder.length / 2)] as Refusal);
}

describe('a server in production refuses without a call, in the form of GraphQL', () => {
  afterEach(async () => {
    expect(await emulator.calls()).toEqual({ '/card/batchget': 1, '/card/get': 1 });
  });

  test.each(REFUSED_REQUESTS)('$name with status $status and $codes', async ({ name, sent, status, codes }) => {
    await refuse(name, () => send(server.url, sent.path ?? '/graphql', sent), status, codes);
  });

  const HEAD = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
  test.each([
    ['headers over 16 KB', `${HEAD}x-long: ${'x'.repeat(17_000)}\r\n\r\n`, 431],
    ['10,000 headers', `${HEAD}${'a: b\r\n'.repeat(10_000)}\r\n`, 431],
    ['a URL over 16 KB', `GET /graphql?${'x'.repeat(17_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`, 431],
    ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400],
    [
      'a content length together with chunks',
      `${HEAD}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['two lengths', `${HEAD}content-length: 4\r\ncontent-length: 5\r\n\r\n{}{}{`, 400],
    ['a chunk without a size', `${HEAD}transfer-encoding: chunked\r\n\r\nPLANTED\r\n`, 400],
    ['a line end in a header', `${HEAD}x-a: b\n\rc: d\r\n\r\n`, 400],
  ])('%s with BAD_REQUEST', async (name, bytes, status) => {
    await refuse(name, async () => answerIn(await sendBytes(server.url, bytes)), status, ['BAD_REQUEST']);
  });

  (TIMED ? test : test.skip)(
    'a request that does not end: 408 in the end',
    async () => {
      const text = await sendBytes(server.url, `${HEAD}content-length: 100\r\n\r\n{`);
      expectError(answerIn(text), 408, 'BAD_REQUEST');
    },
    UNENDING_MS,
  );
});

test('a server still responds after all refused requests', async () => {
  expect(await server.graph.data('{ __typename }')).toEqual({ __typename: 'Query' });
});

(TIMED ? test : test.skip)(`each was refused within ${MAX_MS} ms, in the median of three`, () => {
  const rows = refusals.map(
    ({ name, status, code, bytes, ms }) =>
      `${ms.toFixed(1).padStart(7)} ms ${String(bytes).padStart(6)} B  ${status} ${code?.padEnd(26)} ${name}`,
  );
  process.stderr.write(`${rows.join('\n')}\n`);
  expect(refusals.filter(({ ms }) => ms >= MAX_MS)).toEqual([]);
});
