import { createMemoryStore } from '../../../src/store/memory.js';
import { type RecordStore, StoreUnavailable } from '../../../src/store/store.js';
import { createCards } from '../../support/creations.js';
import { having, minimalCard } from '../../support/new-cards.js';
import { useStack } from '../../support/use-stack.js';

const PATH = '/card/landingpage/create';
const CARD = 'pDEMO-groupon-0001';
const OTHER = 'pDEMO-cash-0001';
const PICTURE = 'http://mmbiz.qpic.cn/mmbiz/a/0';
const CREATE = `mutation ($input: CreateCardLandingPageInput!) {
  createCardLandingPage(input: $input) { pageId url replayed userErrors { code message field errcode } }
}`;

/** Records that can lose every outcome, as a crash between the call and the record of its outcome does. */
class CrashingRecords implements RecordStore {
  losesOutcomes = false;
  readonly #store = createMemoryStore().records;
  #intent: readonly [key: string, text: string] | undefined;

  get(key: string) {
    return this.#store.get(key);
  }

  async compareAndSet(key: string, expected: string | undefined, value: string | undefined, ttlMs: number) {
    if (this.losesOutcomes && /"state":"(committed|unknown)"/.test(value ?? '')) throw new StoreUnavailable('away');
    if (value?.includes('"state":"intent"')) this.#intent = [key, value];
    return this.#store.compareAndSet(key, expected, value, ttlMs);
  }

  /** Backdates the last intent, so that its process counts as crashed. */
  async ageIntent(): Promise<void> {
    const [key, text] = this.#intent ?? ['', ''];
    await this.#store.compareAndSet(key, text, JSON.stringify({ ...JSON.parse(text), at: 1 }), 60_000);
  }

  close() {
    return this.#store.close();
  }
}

const records = new CrashingRecords();
const stack = useStack({ server: { requestTimeoutMs: 1500, store: { ...createMemoryStore(), records } } });

let keys = 0;
const inputOf = (more: object = {}) => {
  keys += 1;
  const cards = [{ cardId: CARD, thumbUrl: PICTURE }];
  return {
    title: '优惠大派送',
    bannerUrl: PICTURE,
    canShare: false,
    scene: 'H5',
    cards,
    idempotencyKey: `page-${keys}`,
    ...more,
  };
};
const create = async (input: object) => (await stack.graph.data(CREATE, { input })).createCardLandingPage;
const pages = async () => (await stack.emulator.ledger()).recent.filter(({ path }) => path === PATH);

describe('createCardLandingPage', () => {
  test('sends all fields and returns the id and the URL of the page', async () => {
    const cards = [
      { cardId: CARD, thumbUrl: PICTURE },
      { cardId: OTHER, thumbUrl: 'https://mmbiz.qpic.cn/b' },
    ];
    const created = await create(inputOf({ scene: 'CARD_CUSTOM_CELL', canShare: true, cards }));
    expect(created).toEqual({
      pageId: '1',
      url: expect.stringMatching(/^https:\/\/open\.weixin\.qq\.com\/connect\/oauth2\/authorize\?.*page_id%3D1/),
      replayed: false,
      userErrors: [],
    });
    expect(await stack.emulator.calls()).toEqual({ [PATH]: 1 });
    expect((await pages())[0]?.request).toEqual({
      banner: PICTURE,
      page_title: '优惠大派送',
      can_share: true,
      scene: 'SCENE_CARD_CUSTOM_CELL',
      card_list: [
        { card_id: CARD, thumb_url: PICTURE },
        { card_id: OTHER, thumb_url: 'https://mmbiz.qpic.cn/b' },
      ],
    });
  });

  test.each(['NEAR_BY', 'MENU', 'QRCODE', 'ARTICLE', 'H5', 'IVR', 'CARD_CUSTOM_CELL'])(
    'sends the scene %s in the spelling of the platform',
    async (scene) => {
      expect((await create(inputOf({ scene }))).userErrors).toEqual([]);
      expect((await pages())[0]?.request).toMatchObject({ scene: `SCENE_${scene}` });
    },
  );

  const many = (count: number) => Array.from({ length: count }, (_, n) => ({ cardId: `p${n}`, thumbUrl: PICTURE }));

  test.each([
    ['no cards', { cards: [] }, 'INVALID_INPUT', ['cards']],
    ['101 cards', { cards: many(101) }, 'TOO_MANY_ITEMS', ['cards']],
    ['a repeated card', { cards: [...many(2), ...many(1)] }, 'INVALID_INPUT', ['cards', '2', 'cardId']],
    ['an empty title', { title: '' }, 'INVALID_INPUT', ['title']],
    ['a blank title', { title: ' \u3000' }, 'INVALID_INPUT', ['title']],
    ['a title over 1024 bytes', { title: '字'.repeat(342) }, 'INVALID_INPUT', ['title']],
    ['a banner that is not a web address', { bannerUrl: 'ftp://PLANTED' }, 'INVALID_INPUT', ['bannerUrl']],
    ['a banner without a host', { bannerUrl: 'https://' }, 'INVALID_INPUT', ['bannerUrl']],
    [
      'a picture of a card that is not a web address',
      { cards: [...many(1), { cardId: CARD, thumbUrl: 'javascript:PLANTED' }] },
      'INVALID_INPUT',
      ['cards', '1', 'thumbUrl'],
    ],
    ['a key over 64 bytes', { idempotencyKey: 'k'.repeat(65) }, 'INVALID_INPUT', ['idempotencyKey']],
  ])('refuses %s before any call, without the value', async (_subject, more, code, field) => {
    const { userErrors, ...rest } = await create(inputOf(more));
    expect(rest).toEqual({ pageId: null, url: null, replayed: false });
    expect(userErrors).toMatchObject([{ code, field, errcode: null }]);
    expect(userErrors[0].message).not.toContain('PLANTED');
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('refuses a card with custom codes with CODE_MODE_MISMATCH and the way to hand it out', async () => {
    const [created] = await createCards(stack.graph, [having(minimalCard('GROUPON'), ['baseInfo.codeMode', 'CUSTOM'])]);
    const custom = { cardId: created?.cardId, thumbUrl: PICTURE };
    const { userErrors } = await create(inputOf({ cards: [custom] }));
    expect(userErrors).toMatchObject([
      {
        code: 'CODE_MODE_MISMATCH',
        errcode: 40097,
        field: ['cards', '0', 'cardId'],
        message: expect.stringContaining('createCardQrCode'),
      },
    ]);
    const among = await create(inputOf({ cards: [{ cardId: CARD, thumbUrl: PICTURE }, custom] }));
    expect(among.userErrors).toMatchObject([{ code: 'CODE_MODE_MISMATCH', field: ['cards'] }]);
  });

  test.each([
    [40068, 'CONTENT_REJECTED', null],
    [40073, 'CARD_NOT_FOUND', ['cards', '0', 'cardId']],
    [40078, 'CARD_STATUS_CONFLICT', ['cards', '0', 'cardId']],
    [40129, 'INVALID_INPUT', ['scene']],
    [45039, 'TOO_MANY_ITEMS', ['cards']],
  ])(
    'returns errcode %i as %s, and a repeat with the key returns the same without a call',
    async (errcode, code, field) => {
      await stack.emulator.fault({ path: PATH, kind: 'errcode', value: errcode, times: 1 });
      const input = inputOf();
      const refused = await create(input);
      expect(refused).toMatchObject({ pageId: null, userErrors: [{ code, errcode, field }] });
      expect(refused.userErrors[0].message).not.toMatch(/errcode|\/card\//);
      expect(await create(input)).toEqual({ ...refused, replayed: true });
      expect(await pages()).toHaveLength(1);
    },
  );

  test('creates one page for fifty requests with the same key at once', async () => {
    const input = inputOf();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => create(input)));
    const codes = new Set(outcomes.flatMap(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code)));
    expect([...codes].filter((code) => code !== 'IDEMPOTENCY_KEY_IN_USE')).toEqual([]);
    expect(await create(input)).toMatchObject({ pageId: '1', replayed: true, userErrors: [] });
    expect(await pages()).toHaveLength(1);
  });

  const UNKNOWN = {
    pageId: null,
    url: null,
    userErrors: [{ code: 'OUTCOME_UNKNOWN', field: null, message: expect.stringMatching(/never sends it again/) }],
  };

  test.each([
    ['reset', 'after'],
    ['truncate', 'after'],
    ['hang', 'after'],
    ['http', 'after'],
    ['reset', 'before'],
  ] as const)(
    'returns OUTCOME_UNKNOWN if a fault %s comes %s the commit, and never sends the page again with the key',
    async (kind, when) => {
      await stack.emulator.fault({ path: PATH, kind, when, times: 1, ...(kind === 'http' ? { value: 502 } : {}) });
      const input = inputOf();
      expect(await create(input)).toMatchObject({ ...UNKNOWN, replayed: false });
      for (let repeat = 0; repeat < 3; repeat += 1) {
        expect(await create(input)).toMatchObject({ ...UNKNOWN, replayed: true });
      }
      expect(await pages()).toMatchObject([{ committed: when === 'after' }]);
      const { idempotencyKey, ...page } = input;
      expect(await create({ ...page, idempotencyKey: `${idempotencyKey}-new` })).toMatchObject({ userErrors: [] });
      expect(await pages()).toHaveLength(2);
    },
  );

  test('never sends the page again after a crash between the call and the record of its outcome', async () => {
    records.losesOutcomes = true;
    const input = inputOf();
    expect(await create(input)).toMatchObject({ pageId: '1', userErrors: [] });
    records.losesOutcomes = false;
    expect((await create(input)).userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_IN_USE' }]);
    await records.ageIntent();
    for (let repeat = 0; repeat < 3; repeat += 1)
      expect(await create(input)).toMatchObject({ ...UNKNOWN, replayed: true });
    expect(await pages()).toHaveLength(1);
  });

  test('releases the key of a page that was certainly not sent', async () => {
    await stack.emulator.fault({ path: PATH, kind: 'errcode', value: 45009, times: 1 });
    const input = inputOf();
    const { errors } = await stack.graph.ask(CREATE, { input });
    expect(errors).toMatchObject([{ extensions: { code: 'PLATFORM_QUOTA_EXCEEDED' } }]);
    await stack.reset();
    expect(await create(input)).toMatchObject({ replayed: false, userErrors: [] });
  });
});
