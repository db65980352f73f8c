import { createMemoryStore } from '../../../src/store/memory.js';
import type { RecordStore } from '../../../src/store/store.js';
import { createCards } from '../../support/creations.js';
import { GraphClient } from '../../support/graph-client.js';
import { having, minimalCard } from '../../support/new-cards.js';
import { sendJson, startRawPlatform } from '../../support/raw-platform.js';
import { accountOf, startGraph } from '../../support/stack.js';
import { useStack } from '../../support/use-stack.js';

const PATH = '/card/qrcode/create';
const CARD = 'pDEMO-groupon-0001';
const OTHER = 'pDEMO-cash-0001';
const USER = 'oDEMO-user-0001';
const CREATE = `mutation ($input: CreateCardQrCodeInput!) {
  createCardQrCode(input: $input) { ticket url imageUrl expiresAt replayed userErrors { code message field errcode } }
}`;
const NONE = { ticket: null, url: null, imageUrl: null, expiresAt: null };

/** Everything that the records of idempotency keys contain. */
const written: string[] = [];
const store = createMemoryStore();
const records: RecordStore = {
  get: (key) => store.records.get(key),
  compareAndSet(key, expected, value, ttlMs) {
    written.push(`${key} ${value}`);
    return store.records.compareAndSet(key, expected, value, ttlMs);
  },
  close: () => store.records.close(),
};

const stack = useStack({ server: { requestTimeoutMs: 1500, store: { ...store, records } } });

const create = async (items: readonly object[], more: object = {}) =>
  (await stack.graph.data(CREATE, { input: { items, ...more } })).createCardQrCode;
const requests = async () =>
  (await stack.emulator.ledger()).recent.flatMap(({ path, request }) => (path === PATH ? [request] : []));
const cardWith = async (path: string, value: unknown) => {
  const [created] = await createCards(stack.graph, [having(minimalCard('GROUPON'), [path, value])]);
  await stack.emulator.review({ card_id: String(created?.cardId), passed: true });
  await stack.emulator.clearLedger();
  return String(created?.cardId);
};

describe('createCardQrCode', () => {
  test('sends QR_CARD for one card and returns its ticket, URLs and end', async () => {
    const now = Date.now();
    const created = await create([{ cardId: CARD, channel: '3楼', uniqueCode: true }], { expiresInSeconds: 60 });
    expect(created).toMatchObject({ replayed: false, userErrors: [] });
    expect(created.url).toMatch(/^http:\/\/weixin\.qq\.com\/q\/[\w-]+$/);
    expect(created.imageUrl).toBe(
      `https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=${encodeURIComponent(created.ticket)}`,
    );
    const endsAt = Date.parse(created.expiresAt);
    expect(endsAt).toBeGreaterThanOrEqual(now + 60_000);
    expect(endsAt).toBeLessThan(now + 65_000);
    expect(await stack.emulator.calls()).toEqual({ [PATH]: 1 });
    expect(await requests()).toEqual([
      {
        action_name: 'QR_CARD',
        expire_seconds: 60,
        action_info: { card: { card_id: CARD, is_unique_code: true, outer_str: '3楼' } },
      },
    ]);
  });

  test('sends QR_MULTIPLE_CARD for several cards and uses the lifetime that the platform chose', async () => {
    const created = await create([{ cardId: CARD, uniqueCode: false }, { cardId: OTHER }]);
    expect(created.userErrors).toEqual([]);
    expect(Date.parse(created.expiresAt)).toBeGreaterThan(Date.now() + 364 * 86_400_000);
    expect(await requests()).toEqual([
      {
        action_name: 'QR_MULTIPLE_CARD',
        action_info: { multiple_card: { card_list: [{ card_id: CARD, is_unique_code: false }, { card_id: OTHER }] } },
      },
    ]);
  });

  test.each([
    ['no items', [], 'INVALID_INPUT', ['items']],
    ['six items', Array.from({ length: 6 }, (_, n) => ({ cardId: `p${n}` })), 'TOO_MANY_ITEMS', ['items']],
    ['the same card twice', [{ cardId: CARD }, { cardId: CARD }], 'INVALID_INPUT', ['items', '1', 'cardId']],
    ['an empty card id', [{ cardId: CARD }, { cardId: '' }], 'INVALID_INPUT', ['items', '1', 'cardId']],
    ['a code of 21 bytes', [{ cardId: CARD, code: 'A'.repeat(21) }], 'INVALID_INPUT', ['items', '0', 'code']],
    ['a code with a blank', [{ cardId: CARD, code: 'PLANTED 1' }], 'INVALID_INPUT', ['items', '0', 'code']],
    ['an openid over 64 bytes', [{ cardId: CARD, openid: 'o'.repeat(65) }], 'INVALID_INPUT', ['items', '0', 'openid']],
    [
      'a channel over 128 bytes',
      [{ cardId: CARD, channel: '字'.repeat(43) }],
      'INVALID_INPUT',
      ['items', '0', 'channel'],
    ],
    [
      'uniqueCode with a code',
      [{ cardId: CARD, code: 'PLANTED-1', uniqueCode: true }],
      'CONFLICTING_FIELDS',
      ['items', '0', 'uniqueCode'],
    ],
  ])('refuses %s before any call, without the value', async (_subject, items, code, field) => {
    const { userErrors, ...rest } = await create(items);
    expect(rest).toEqual({ ...NONE, replayed: false });
    expect(userErrors).toMatchObject([{ code, field, errcode: null }]);
    expect(userErrors[0].message).not.toMatch(/PLANTED|pDEMO/);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test.each([59, 1801])('refuses a lifetime of %i seconds before any call', async (expiresInSeconds) => {
    const { userErrors } = await create([{ cardId: CARD }], { expiresInSeconds });
    expect(userErrors).toMatchObject([
      { code: 'INVALID_INPUT', field: ['expiresInSeconds'], message: expect.stringContaining('between 60 and 1800') },
    ]);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('requires a code of a card with custom codes, with an error that names the field', async () => {
    const cardId = await cardWith('baseInfo.codeMode', 'CUSTOM');
    expect((await create([{ cardId, openid: USER }])).userErrors).toMatchObject([
      {
        code: 'INVALID_INPUT',
        errcode: 40053,
        field: ['items', '0', 'code'],
        message: expect.stringContaining('CUSTOM'),
      },
    ]);
    expect((await create([{ cardId }, { cardId: CARD }])).userErrors).toMatchObject([
      { errcode: 40053, field: ['items'] },
    ]);
    expect((await create([{ cardId, code: 'MINE-1' }])).userErrors).toEqual([]);
  });

  test('requires an openid exactly for a card that is bound to openids', async () => {
    const cardId = await cardWith('baseInfo.bindOpenid', true);
    expect((await create([{ cardId }])).userErrors).toMatchObject([
      { code: 'INVALID_INPUT', errcode: 40053, field: ['items', '0'], message: expect.stringContaining('bindOpenid') },
    ]);
    expect((await create([{ cardId, openid: USER }])).userErrors).toEqual([]);
    expect((await create([{ cardId: CARD }, { cardId: OTHER, openid: USER }])).userErrors).toMatchObject([
      { errcode: 40112, field: ['items', '1', 'openid'], message: expect.stringContaining('bindOpenid') },
    ]);
  });

  test.each([
    ['an unknown card', 40073, 'CARD_NOT_FOUND', ['items', '0', 'cardId']],
    ['a card whose status does not allow it', 40078, 'CARD_STATUS_CONFLICT', ['items', '0', 'cardId']],
    ['a card without stock', 45031, 'STOCK_OUT_OF_RANGE', ['items', '0', 'uniqueCode']],
    ['too many cards', 45039, 'TOO_MANY_ITEMS', ['items']],
    ['an unknown openid', 40003, 'INVALID_INPUT', ['items', '0', 'openid']],
  ])('returns the refusal of %s as an error with its field', async (_subject, errcode, code, field) => {
    await stack.emulator.fault({ path: PATH, kind: 'errcode', value: errcode, times: 1 });
    const created = await create([{ cardId: CARD, uniqueCode: true, openid: USER }]);
    expect(created).toMatchObject({ ...NONE, userErrors: [{ code, errcode, field }] });
    expect(created.userErrors[0].message).not.toMatch(/errcode|\/card\//);
  });

  test('returns the same QR code for a repeat with the same key, and stores neither it nor its code and user', async () => {
    written.length = 0;
    const cardId = await cardWith('baseInfo.codeMode', 'CUSTOM');
    const items = [{ cardId, code: 'PLANTED-CODE', channel: 'PLANTED-channel' }];
    const first = await create(items, { idempotencyKey: 'qr' });
    expect(first.userErrors).toEqual([]);
    expect(await create(items, { idempotencyKey: 'qr' })).toEqual({ ...first, replayed: true });
    expect(await requests()).toHaveLength(1);
    const text = written.join('\n');
    expect(text).toContain('"state":"committed"');
    for (const secret of ['PLANTED', first.ticket, first.url, encodeURIComponent(first.ticket)]) {
      expect(text).not.toContain(secret);
    }
  });

  test('does not return a QR code that was stored under another secret of the account', async () => {
    const input = { items: [{ cardId: CARD }], idempotencyKey: 'rotated' };
    await stack.graph.data(CREATE, { input });
    const { url } = stack.emulator;
    await stack.emulator.addAccount('wxrotated', 'new');
    const account = { ...accountOf(url), token: accountOf(url, 'wxrotated', 'new').token };
    const other = await startGraph(url, { store: { ...store, records }, accounts: [account] });
    try {
      const { createCardQrCode } = await new GraphClient(other.url).data(CREATE, { input });
      expect(createCardQrCode).toMatchObject({
        ...NONE,
        replayed: true,
        userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] }],
      });
    } finally {
      await other.close();
    }
  });

  test('creates a QR code that only the named user can claim, once, with the code and the channel', async () => {
    const [created] = await createCards(stack.graph, [
      having(minimalCard('GROUPON'), ['baseInfo.codeMode', 'CUSTOM'], ['baseInfo.bindOpenid', true]),
    ]);
    const cardId = String(created?.cardId);
    await stack.emulator.review({ card_id: cardId, passed: true });
    const { ticket } = await create([{ cardId, code: 'MINE_2-a', openid: USER, channel: '3楼' }]);
    expect(await stack.emulator.claim({ ticket, openid: 'oDEMO-user-0002' })).toMatchObject({
      errcode: expect.any(Number),
    });
    expect(await stack.emulator.claim({ ticket, openid: USER })).toEqual({ code: 'MINE_2-a' });
    expect(await stack.emulator.claim({ ticket, openid: USER })).toMatchObject({ errcode: expect.any(Number) });
    const { code } = await stack.graph.data(
      `{ code(code: "MINE_2-a", cardId: "${cardId}") { status channel holder { openid } } }`,
    );
    expect(code).toEqual({ status: 'NORMAL', channel: '3楼', holder: { openid: USER } });
  });

  test('creates a QR code of several cards, each of which a user can claim', async () => {
    const { ticket } = await create([{ cardId: CARD, channel: 'a' }, { cardId: OTHER }]);
    const claim = () => stack.emulator.claim({ ticket, openid: 'oDEMO-user-0009' });
    const claimed = [await claim(), await claim()];
    expect(claimed).toEqual([CARD, OTHER].map((card_id) => ({ card_id, code: expect.stringMatching(/^\d{12}$/) })));
  });

  test.each(['reset', 'truncate', 'hang'] as const)(
    'returns OUTCOME_UNKNOWN if a fault %s follows the commit, and a repeat with the key creates another QR code',
    async (kind) => {
      await stack.emulator.fault({ path: PATH, kind, when: 'after', times: 1 });
      const more = { idempotencyKey: `after-${kind}` };
      expect(await create([{ cardId: CARD }], more)).toMatchObject({
        ...NONE,
        userErrors: [{ code: 'OUTCOME_UNKNOWN', field: null, message: expect.stringContaining('does no harm') }],
      });
      const again = await create([{ cardId: CARD }], more);
      expect(again).toMatchObject({ replayed: false, userErrors: [] });
      expect(await create([{ cardId: CARD }], more)).toEqual({ ...again, replayed: true });
      expect(await requests()).toHaveLength(2);
    },
  );

  test('reads responses with stray spaces, without the URL of a picture, and with lifetimes of other forms', async () => {
    const lifetimes = [undefined, 0, -1, 'long', 1e17, '60'];
    const left = [...lifetimes];
    const platform = await startRawPlatform((_arrival, response) =>
      sendJson(response, { ticket: ' gQ/+= ', url: ' http://weixin.qq.com/q/a ', expire_seconds: left.shift() }),
    );
    const server = await startGraph(platform.url);
    try {
      const graph = new GraphClient(server.url);
      for (const lifetime of lifetimes) {
        const { createCardQrCode } = await graph.data(CREATE, { input: { items: [{ cardId: CARD }] } });
        expect(createCardQrCode).toEqual({
          ticket: 'gQ/+=',
          url: 'http://weixin.qq.com/q/a',
          imageUrl: 'https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=gQ%2F%2B%3D',
          expiresAt: lifetime === '60' ? expect.any(String) : null,
          replayed: false,
          userErrors: [],
        });
      }
    } finally {
      await server.close();
      await platform.close();
    }
  });
});
