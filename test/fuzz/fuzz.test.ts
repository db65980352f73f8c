import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { createSchema } from '../../src/graph/schema/schema.js';
import { type Answer, answerIn, send, sendBytes } from '../support/http.js';
import { RATES } from '../support/stack.js';
import { useStack } from '../support/use-stack.js';
import { type Operation, operationFrom } from './operations.js';
import { bodyFrom, bytesFrom, type Request, requestOf } from './requests.js';
import { Tape, tapes } from './tape.js';

/** 5,000 with `npm run fuzz`, a short form otherwise. */
const REQUESTS = Number(process.env.REQUESTS ?? 300);
/** The first batch is always the same. The others are reproducible with `SEED=…`. */
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
/** The demo data are reset after this number of requests, or after half of it. */
const BATCH = 150;
/** Maximum size of a refusal, bytes. */
const MAX_REFUSAL = 8192;

/** Every extensions.code in docs/errors.md, except the one for unexpected errors. */
const CODES = (() => {
  const [, ...sections] = readFileSync('docs/errors.md', 'utf8').split('\n## ');
  const tables = sections.filter((section) => !section.startsWith('CardErrorCode'));
  const codes = tables.flatMap((table) => [...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code));
  return new Set(codes.filter((code) => code !== 'INTERNAL_SERVER_ERROR'));
})();

const schema = createSchema();
const stack = useStack({ beforeEach: 'nothing', server: { rates: { ...RATES, codeMissesPerMinute: 1_000_000 } } });
beforeAll(() => {
  process.stderr.write(`fuzz: SEED=${SEED}\n`);
});
afterEach(async () => {
  expect(await stack.graph.data('{ card(id: "pDEMO-discount-0001") { id } }')).toEqual({
    card: { id: 'pDEMO-discount-0001' },
  });
  await stack.reset();
});

/** Checks the properties of every response under the endpoint's path. */
function expectValidResponse({ status = 0, headers, text }: Answer): void {
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(500);
  // Responses to OPTIONS.
  if (status === 204) return;
  expect(headers['content-type']).toMatch(/^application\/(graphql-response\+)?json; charset=utf-8$/);
  const { data, errors = [] } = JSON.parse(text);
  for (const error of errors) {
    expect(CODES).toContain(error.extensions?.code);
    expect(error.message).toEqual(expect.any(String));
  }
  if (data === undefined) expect(errors.length).toBeGreaterThan(0);
  if (status === 200) return;
  expect(data ?? {}).toEqual({});
  expect(Buffer.byteLength(text)).toBeLessThan(MAX_REFUSAL);
}

/** Maximum response time, milliseconds: twice the deadline of a request. */
const ANSWER_MS = 10_000;

/** How long a connection stays open on which the server waits for more data, milliseconds. */
const QUIET_MS = 50;

/** The response under other paths than the endpoint's. */
const ELSEWHERE = /^\{"error":"[^"]*"\}$/;

/** The generator, its share of the requests, and the check. A counterexample is reported as the generated value. */
interface Kind<Made> {
  readonly what: string;
  readonly share: number;
  readonly made: fc.Arbitrary<Made>;
  readonly expectValid: (made: Made) => Promise<void>;
}

const expectAnyResponse = async ({ path, ...sent }: Request) =>
  expectValidResponse(await send(stack.graph.url, path, sent));
const from = <Made>(make: (tape: Tape, operation: Operation) => Made) =>
  tapes.map((numbers) => {
    const tape = new Tape(numbers);
    return make(tape, operationFrom(tape, schema));
  });

const OPERATIONS: Kind<Request> = {
  what: 'operations',
  share: 0.6,
  made: from(requestOf),
  expectValid: expectAnyResponse,
};
const BODIES: Kind<Request> = { what: 'bodies', share: 0.25, made: from(bodyFrom), expectValid: expectAnyResponse };
const BYTES: Kind<string> = {
  what: 'bytes',
  share: 0.15,
  made: from(bytesFrom),
  async expectValid(bytes) {
    const text = await sendBytes(stack.graph.url, Buffer.from(bytes, 'latin1'), QUIET_MS);
    // The server may wait for more data until the connection is closed. It closes CONNECT itself, and responds to HEAD without a body.
    if (text === '' || /^HEAD /.test(bytes)) return;
    const answer = answerIn(text);
    if (!ELSEWHERE.test(answer.text)) return expectValidResponse(answer);
    expect([400, 404]).toContain(answer.status);
    expect(bytes).not.toMatch(/^POST \/graphql[?/ ]/);
  },
};

function checkAll<Made>({ what, share, made, expectValid }: Kind<Made>): void {
  const runs = Math.ceil(REQUESTS * share);
  const most = Math.min(BATCH, Math.ceil(runs / 2));
  const batches = Array.from({ length: Math.ceil(runs / most) }, (_, index) => ({
    seed: index === 0 ? 1 : SEED + index,
    count: Math.min(most, runs - index * most),
  }));
  const property = fc.asyncProperty(made, expectValid);
  test.each(batches)(
    `$count ${what} of seed $seed get valid responses`,
    ({ seed, count }) => fc.assert(property, { seed, numRuns: count, timeout: ANSWER_MS }),
    120_000,
  );
}

describe('the generated requests', () => {
  checkAll(OPERATIONS);
  checkAll(BODIES);
  checkAll(BYTES);
});
