import { createLog } from '../../../src/log.js';
import { checkSignature, echoOf } from '../../../src/webhooks/authentication.js';
import { ComponentIntake } from '../../../src/webhooks/component-intake.js';
import { Intake } from '../../../src/webhooks/intake.js';
import type { Recipient } from '../../../src/webhooks/push-keys.js';
import { type SignedQuery, signatureOf } from '../../../src/webhooks/signature.js';
import { COMPONENT_PUSH, MemoryNotifications, merchantOf } from '../../support/component-pushes.js';
import { CLOCK_MS, MemorySink, PUSH_ACCOUNT, VECTORS } from '../../support/pushes.js';

const OWN_PATH = `/wechat/events/${VECTORS.own.appid}`;
const { merchant } = VECTORS;

interface Vector {
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

const notifications = new MemoryNotifications();
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

/** The original id of another merchant. */
const OTHER = { appid: VECTORS.own.appid, originalId: 'gh_another' };
const componentIntake = new ComponentIntake({
  component: COMPONENT_PUSH,
  merchants: { get: (appid) => [merchant, OTHER].map(merchantOf).find((one) => one.appid === appid) },
  sink: notifications,
  log: createLog({ level: 'silent' }),
  now: () => CLOCK_MS,
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
  const recipient = isOwn ? intake.recipient(appid) : componentIntake.merchant(appid);
  if (recipient === undefined || 'status' in recipient) return 403;
  const signed = checkSignature(query, recipient);
  if (signed === undefined) return 403;
  return intake.receive(Buffer.from(body), query, signed, recipient, () => {});
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

  test('accepts the ticket of a third-party platform', async () => {
    const { query, body } = VECTORS.accepted.find(({ path }) => path === '/wechat/component/authorization') as Vector;
    const signed = checkSignature(query, componentIntake.recipient) as SignedQuery;
    expect(await componentIntake.receive(Buffer.from(body), query, signed, () => {})).toBe(200);
    expect(notifications.received).toEqual([
      ['ticket', { ticket: 'ticket@@@vector-0001', createdAt: 1_795_000_600_000 }],
    ]);
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
