import fc from 'fast-check';
import { digestOf, readMessage } from '../../src/webhooks/message-reader.js';
import { send } from '../support/http.js';
import {
  encrypted,
  MemorySink,
  PUSH,
  PUSH_ACCOUNT,
  type Pushed,
  pushedMessages,
  pushOf,
  signedQuery,
} from '../support/pushes.js';
import { accountOf } from '../support/stack.js';
import { useStack } from '../support/use-stack.js';

/** 5,000 with `npm run fuzz:events`, a short form otherwise. */
const MESSAGES = Number(process.env.MESSAGES ?? 400);
/** The first batch is always the same. The others are reproducible with `SEED=…`. */
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const BATCH = 200;
/** Bound on the growth of the heap over all messages, bytes. */
const MAX_GROWTH = 64 * 1024 * 1024;

const sink = new MemorySink();
const account = { ...accountOf('http://127.0.0.1:1', PUSH.appid), events: PUSH_ACCOUNT.events };
const stack = useStack({ beforeEach: 'nothing', server: { accounts: [account], eventSink: sink } });
beforeAll(() => {
  process.stderr.write(`fuzz:events: SEED=${SEED}\n`);
});

const now = String(Math.floor(Date.now() / 1000));
const genuine = pushedMessages().map(([, text]) => text.replace(/(CreateTime\W+)\d{10}/, `$1${now}`));
const DIGESTS = new Set(
  genuine.map((text) =>
    digestOf(PUSH.appid, readMessage(Buffer.from(text)) as NonNullable<ReturnType<typeof readMessage>>),
  ),
);

interface Mutated {
  readonly how: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Whether the platform's key encrypted and signed exactly what is in the body. */
  readonly isSigned?: boolean;
}

const flipped = (bytes: Buffer, bits: readonly number[]): Buffer => {
  const copy = Buffer.from(bytes);
  for (const bit of bits) {
    const at = (bit >> 3) % Math.max(copy.length, 1);
    if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ (1 << (bit & 7));
  }
  return copy;
};

const bits = fc.array(fc.nat(400_000), { minLength: 1, maxLength: 4 });
const text = fc.constantFrom(...genuine);
const pushed = fc
  .record({ text, json: fc.boolean() })
  .map(({ text: message, json }): Pushed => pushOf(message, { json }));
const encryptIn = ({ body }: Pushed) => /[A-Za-z0-9+/]{64,}={0,2}/.exec(body)?.[0] ?? '';
const enveloped = (encrypt: string, more = '') =>
  Buffer.from(`<xml><ToUserName>${PUSH.originalId}</ToUserName>${more}<Encrypt>${encrypt}</Encrypt></xml>`);

/** Requests that differ from one of the platform in some byte, or in the key that made them. */
const mutated: fc.Arbitrary<Mutated> = fc.oneof(
  fc
    .tuple(pushed, bits)
    .map(([{ query, body }, at]) => ({ how: 'bits of the body', query, body: flipped(Buffer.from(body), at) })),
  fc
    .tuple(pushed, fc.nat(3000))
    .map(([{ query, body }, at]) => ({ how: 'truncated', query, body: Buffer.from(body.slice(0, at % body.length)) })),
  fc
    .tuple(pushed, pushed)
    .map(([{ query }, { body }]) => ({ how: 'the body of another', query, body: Buffer.from(body) })),
  fc.tuple(pushed, pushed).map(([one, other]) => ({
    how: 'msg_signature of another',
    query: { ...one.query, msg_signature: other.query.msg_signature ?? '' },
    body: Buffer.from(one.body),
  })),
  fc
    .tuple(pushed, fc.constantFrom('signature', 'timestamp', 'nonce', 'msg_signature', 'encrypt_type'), fc.string())
    .map(([{ query, body }, name, value]) => ({
      how: `another ${name}`,
      query: { ...query, [name]: value },
      body: Buffer.from(body),
    })),
  text.map((message) => {
    const { query, body } = pushOf(message, { token: 'anotherToken' });
    return { how: 'signed with another token', query, body: Buffer.from(body) };
  }),
  text.map((message) => {
    const { query, body } = pushOf(message, { aesKey: 'A'.repeat(43) });
    return { how: 'encrypted with another key', query, body: Buffer.from(body) };
  }),
  text.map((message) => ({ how: 'plain', query: signedQuery(undefined), body: Buffer.from(message) })),
  fc.tuple(pushed, fc.integer({ min: 1, max: 5 })).map(([one, blocks]) => {
    const encrypt = encryptIn(one);
    const rest = encrypt.slice(64 * blocks);
    const nonce = `${one.query.nonce}${encrypt.slice(0, 64 * blocks)}`;
    return { how: 'characters moved to the nonce', query: { ...one.query, nonce }, body: enveloped(rest) };
  }),
  fc.tuple(text, bits).map(([message, at]) => {
    const whole = Buffer.from(encrypted(message), 'base64');
    const encrypt = flipped(whole, at).toString('base64');
    return {
      how: 'bits of the cipher text, signed',
      query: signedQuery(encrypt),
      body: enveloped(encrypt),
      isSigned: true,
    };
  }),
  fc.tuple(text, bits, fc.nat(2000)).map(([message, at, end]) => {
    const encrypt = encrypted(flipped(Buffer.from(message), at).subarray(0, end));
    return {
      how: 'bits of the plain text, signed',
      query: signedQuery(encrypt),
      body: enveloped(encrypt),
      isSigned: true,
    };
  }),
  fc.tuple(text, text).map(([message, lie]) => {
    const encrypt = encrypted(message);
    const fields = lie.replace(/<\/?xml>|<ToUserName>.*?<\/ToUserName>/gs, '');
    return { how: 'unsigned fields', query: signedQuery(encrypt), body: enveloped(encrypt, fields) };
  }),
);

test(`${MESSAGES} mutated messages lead to no 5xx and to no event from an unsigned byte, within bounded memory`, async () => {
  const statuses = new Map<string, number>();
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let sent = 0; sent < MESSAGES; sent += BATCH) {
    await fc.assert(
      fc.asyncProperty(mutated, async ({ how, query, body, isSigned = false }) => {
        sink.clear();
        const path = `/wechat/events/${PUSH.appid}?${new URLSearchParams(query)}`;
        const { status = 0, text: response } = await send(stack.graph.url, path, { method: 'POST', body });
        expect([how, status]).toEqual([how, status === 200 ? 200 : 403]);
        expect(response).toBe(status === 200 ? 'success' : '');
        if (!isSigned) {
          for (const { digest } of sink.events) expect([how, DIGESTS.has(digest)]).toEqual([how, true]);
          expect([how, sink.unreadable]).toEqual([how, []]);
        }
        statuses.set(`${how} ${status}`, (statuses.get(`${how} ${status}`) ?? 0) + 1);
      }),
      { numRuns: Math.min(BATCH, MESSAGES - sent), seed: sent === 0 ? 1 : SEED + sent, endOnFailure: true },
    );
  }
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(MAX_GROWTH);
  // Some of the requests pass all checks, so that the others are not refused for a trivial reason.
  expect(statuses.get('unsigned fields 200')).toBeGreaterThan(0);
  expect(statuses.get('bits of the plain text, signed 200')).toBeGreaterThan(0);
  expect([...statuses.keys()].filter((key) => key.endsWith('403')).length).toBeGreaterThan(8);
}, 600_000);
