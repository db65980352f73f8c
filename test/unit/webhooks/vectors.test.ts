import { createLog } from '../../../src/log.js';
import { checkSignature, echoOf } from '../../../src/webhooks/authentication.js';
import { cipherKeyOf } from '../../../src/webhooks/cipher.js';
import { Intake } from '../../../src/webhooks/intake.js';
import type { Recipient } from '../../../src/webhooks/push-keys.js';
import { signatureOf } from '../../../src/webhooks/signature.js';
import { CLOCK_MS, MemorySink, PUSH_ACCOUNT, VECTORS } from '../../support/pushes.js';

const OWN_PATH = `/wechat/events/${VECTORS.own.appid}`;
const { component, merchant } = VECTORS;
/** The merchant's messages are signed and encrypted for the third-party platform. */
const MERCHANT: Recipient = {
  appid: merchant.appid,
  cipherAppid: component.appid,
  tokens: [component.token],
  keys: [cipherKeyOf(component.encodingAESKey)],
  originalId: merchant.originalId,
};

interface Vector {
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

const refusals: string[] = [];
const receptions: string[] = [];
const sink = new MemorySink();
const intake = new Intake({
  accounts: [PUSH_ACCOUNT],
  sink,
  log: createLog({ level: 'silent' }),
  now: () => CLOCK_MS,
  observer: {
    messageReceived: (_account, reception) => void receptions.push(reception),
    eventStored: () => undefined,
    requestRefused: (reason) => void refusals.push(reason),
  },
});

beforeEach(() => {
  sink.clear();
  refusals.length = 0;
  receptions.length = 0;
});

/** Sends a vector through all checks and returns the status. */
async function statusOf({ path, query, body }: Vector): Promise<number> {
  const isOwn = path === OWN_PATH;
  const appid = path.slice(path.lastIndexOf('/') + 1);
  const recipient = isOwn ? intake.recipient(appid) : { ...MERCHANT, appid };
  if (recipient === undefined) return 403;
  // The path is not signed: another merchant's original id is recorded for it.
  const own = appid === merchant.appid || isOwn ? recipient : { ...recipient, originalId: 'gh_another' };
  const signed = checkSignature(query, own);
  if (signed === undefined) return 403;
  return intake.receive(Buffer.from(body), query, signed, own, () => {});
}

const own = VECTORS.accepted.filter(({ path }) => path === OWN_PATH);
const fieldsOf = (index: number) => new Map<string, string>(JSON.parse(sink.events[index]?.body ?? '[]'));

describe('the contract of pushed messages', () => {
  test.each(own)('accepts $name', async (vector) => {
    expect(await statusOf(vector)).toBe(200);
    expect(receptions).toEqual(['stored']);
    if (vector.expect.digest !== undefined) expect(sink.events).toMatchObject([{ digest: vector.expect.digest }]);
  });

  test('stores a message once that is sent again with other random bytes, timestamp and nonce', async () => {
    for (const vector of own.slice(0, 3)) expect(await statusOf(vector)).toBe(200);
    expect(receptions).toEqual(['stored', 'duplicate', 'stored']);
  });

  test('accepts an event of an authorized merchant', async () => {
    const vector = VECTORS.accepted.find(({ path }) => path.startsWith('/wechat/component/events/'));
    expect(await statusOf(vector as Vector)).toBe(200);
    expect(sink.events).toMatchObject([{ appid: merchant.appid, digest: vector?.expect.digest, kind: 'REVIEWED' }]);
  });

  const REASONS: Readonly<Record<string, string>> = {
    'plain mode is not configured: the body is not covered by signature': 'plain mode',
    ToUserName: 'recipient',
    'ToUserName is not the original id recorded for the appid of the path': 'recipient',
  };

  test.each(VECTORS.refused)('refuses $name', async (vector) => {
    expect(await statusOf(vector)).toBe(403);
    expect(refusals).toEqual([REASONS[vector.expect.why] ?? vector.expect.why]);
    expect(sink.events).toEqual([]);
  });

  test.each(VECTORS.authenticButOdd)('receives $name', async (vector) => {
    expect(await statusOf(vector)).toBe(200);
    const { accept, value, kind } = vector.expect as { accept: unknown; value?: object; kind?: string };
    if (accept === 'unreadable') {
      expect(receptions).toEqual(['unreadable']);
      expect(sink.unreadable).toMatchObject([{ appid: VECTORS.own.appid }]);
      expect(sink.events).toEqual([]);
    } else {
      expect(receptions).toEqual(['stored']);
      expect(Object.fromEntries(fieldsOf(0))).toMatchObject(value ?? {});
      if (kind !== undefined) expect(sink.events).toMatchObject([{ kind, cardId: expect.any(String) }]);
    }
  });

  test.each(VECTORS.verification)('checks the URL with $name', ({ query, expect: expected }) => {
    const recipient = intake.recipient(VECTORS.own.appid) as Recipient;
    const echo = checkSignature(query, recipient) && echoOf(query);
    expect(echo).toBe(expected.status === 200 ? query.echostr : undefined);
  });

  test('signs the same text if timestamp and nonce are exchanged', () => {
    const [{ original, changed, signature } = {}] = VECTORS.weaknesses;
    const made = [original, changed].map((one) => signatureOf([VECTORS.own.token, ...Object.values(one ?? {})]));
    expect(made).toEqual([signature, signature]);
  });

  test.each([
    ['a wrong msg_signature', 'msg_signature', '0'.repeat(40), 'A'.repeat(88)],
    ['no encrypted text', 'envelope', signatureOf([VECTORS.own.token, '1795000100', '45']), ''],
    ['a part of the nonce as encrypted text', 'length', signatureOf([VECTORS.own.token, '1795000100', '45']), '5'],
  ])(
    'refuses a recorded query with a malformed envelope before it is parsed, for %s',
    async (_, why, signature, encrypt) => {
      const query = { signature, timestamp: '1795000100', nonce: '45', msg_signature: signature, encrypt_type: 'aes' };
      const recorded = { ...query, signature: signatureOf([VECTORS.own.token, '1795000100', '45']) };
      const split =
        encrypt === '5'
          ? { ...recorded, nonce: '4', signature: signatureOf([VECTORS.own.token, '1795000100', '4']) }
          : recorded;
      const body = `<xml><!DOCTYPE ${encrypt && `<Encrypt>${encrypt}</Encrypt>`}`;
      expect(await statusOf({ path: OWN_PATH, query: split, body })).toBe(403);
      expect(refusals).toEqual([why]);
    },
  );
});
