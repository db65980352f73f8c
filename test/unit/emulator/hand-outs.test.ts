import { EmulatorClient, type Json, json } from './emulator-client.js';
import { newCard } from './new-cards.js';
import { CardClient } from './own-cards.js';

const PLATFORM_CARD = 'pDEMO-gift-0001';
const DEPOSIT_CARD = 'pDEMO-general-coupon-0003';
const DELETED = 'pDEMO-gift-0003';
const UNDER_REVIEW = 'pDEMO-cash-0003';
const USER = 'oDEMO-user-0009';

let client: EmulatorClient;
let cards: CardClient;
let token: string;
beforeAll(async () => {
  client = await EmulatorClient.start();
  token = await client.token();
  cards = new CardClient(client, token);
});
beforeEach(() => client.control('POST', '/reset'));
afterAll(() => client.close());

async function approved(base: object): Promise<string> {
  const { card_id: id } = await cards.call('/card/create', newCard('GIFT', base));
  await client.control('POST', '/reviews', { card_id: id, passed: true });
  return String(id);
}

describe('qrcode/create', () => {
  const create = (request: object) => cards.call('/card/qrcode/create', request);
  const one = (card: object, rest: object = {}) => create({ action_name: 'QR_CARD', action_info: { card }, ...rest });
  const several = (card_list: unknown) =>
    create({ action_name: 'QR_MULTIPLE_CARD', action_info: { multiple_card: { card_list } } });

  test('returns a ticket, its life and the address of a picture with the ticket percent-encoded', async () => {
    const answer = await one({ card_id: PLATFORM_CARD, outer_str: '12b' }, { expire_seconds: 60 });
    expect(answer).toMatchObject({ errcode: 0, expire_seconds: 60, url: expect.stringMatching(/^http:/) });
    const { ticket, show_qrcode_url: picture } = answer as { ticket: string; show_qrcode_url: string };
    expect(ticket).toMatch(/^gQ[\w+/]+==$/);
    expect(picture).toMatch(/%3D%3D$/);
    expect(new URL(picture).searchParams.get('ticket')).toBe(ticket);
    expect((await cards.state()).tickets).toEqual([
      {
        ...{ ticket, action_name: 'QR_CARD', end_time: expect.any(Number) },
        card_list: [{ card_id: PLATFORM_CARD, outer_str: '12b', claimed_by: [] }],
      },
    ]);
    expect((await one({ card_id: PLATFORM_CARD })).ticket).not.toBe(ticket);
  });

  test('lasts 365 days by default', async () => {
    expect(await one({ card_id: PLATFORM_CARD })).toMatchObject({ expire_seconds: 31_536_000 });
  });

  test('accepts a card under review, and a code for a card that must not have one', async () => {
    expect(await one({ card_id: UNDER_REVIEW })).toMatchObject({ errcode: 0 });
    expect(await one({ card_id: PLATFORM_CARD, code: 'A-1' })).toMatchObject({ errcode: 0 });
    expect(await one({ card_id: DEPOSIT_CARD, code: 'A-1' })).toMatchObject({ errcode: 0 });
  });

  test.each<[number, string, object]>([
    [40052, 'another action', { action_name: 'QR_SCENE', action_info: { card: { card_id: PLATFORM_CARD } } }],
    [40052, 'no action', { action_info: { card: { card_id: PLATFORM_CARD } } }],
    [40053, 'no action_info', { action_name: 'QR_CARD' }],
    [40053, 'no card', { action_name: 'QR_CARD', action_info: { multiple_card: { card_list: [] } } }],
    [40053, 'a card without an id', { action_name: 'QR_CARD', action_info: { card: { code: 'A-1' } } }],
    [40097, 'a life of 59 s', { action_name: 'QR_CARD', expire_seconds: 59, action_info: { card: {} } }],
    [40097, 'a life of 1801 s', { action_name: 'QR_CARD', expire_seconds: 1801, action_info: { card: {} } }],
  ])('refuses with %i %s', async (errcode, _, request) => {
    expect(await create(request)).toEqual({ errcode });
  });

  test.each<[number, string, object]>([
    [40003, 'a malformed openid', { openid: 'no id' }],
    [40073, 'an unknown card', { card_id: 'pNONE' }],
    [40078, 'a deleted card', { card_id: DELETED }],
    [40078, 'a unique code of a card under review', { card_id: UNDER_REVIEW, is_unique_code: true }],
    [40097, 'a code of 21 characters', { code: 'x'.repeat(21) }],
    [40097, 'an outer_str of 129 bytes', { outer_str: 'x'.repeat(129) }],
    [40112, 'an openid for a card without bind_openid', { openid: USER }],
    [45031, 'a unique code of a card without stock', { card_id: 'pDEMO-gift-0002', is_unique_code: true }],
    [47001, 'a code that is a number', { code: 5 }],
  ])('refuses with %i %s', async (errcode, _, card) => {
    expect(await one({ card_id: PLATFORM_CARD, ...card })).toEqual({ errcode });
    expect((await cards.state()).tickets).toEqual([]);
  });

  test('refuses with 40053 a custom card without a code, and one with bind_openid without an openid', async () => {
    const custom = await approved({ use_custom_code: true });
    expect(await one({ card_id: custom })).toEqual({ errcode: 40053 });
    expect(await one({ card_id: custom, code: 'A-1' })).toMatchObject({ errcode: 0 });
    const bound = await approved({ bind_openid: true });
    expect(await one({ card_id: bound })).toEqual({ errcode: 40053 });
    expect(await one({ card_id: bound, openid: USER })).toMatchObject({ errcode: 0 });
  });

  test('accepts up to five different cards', async () => {
    const { card_id_list: ids } = (await cards.call('/card/batchget', { offset: 0, count: 8 })) as {
      card_id_list: string[];
    };
    const list = ids.map((card_id) => ({ card_id }));
    expect(await several(list.slice(0, 5))).toMatchObject({ errcode: 0 });
    expect(await several(list.slice(0, 6))).toEqual({ errcode: 45039 });
    expect(await several([list[0], list[0]])).toEqual({ errcode: 40053 });
    expect(await several([])).toEqual({ errcode: 40053 });
    expect(await several([list[0], { card_id: 'pNONE' }])).toEqual({ errcode: 40073 });
  });
});

describe('landingpage/create', () => {
  const PAGE = {
    banner: 'http://mmbiz.qpic.cn/1/0',
    page_title: '优惠大派送',
    can_share: false,
    scene: 'SCENE_MENU',
    card_list: [{ card_id: PLATFORM_CARD, thumb_url: 'http://mmbiz.qpic.cn/2/0' }],
  };
  const create = (request: object) => cards.call('/card/landingpage/create', { ...PAGE, ...request });

  test('returns the URL of a new page each time, whose ids count from 1', async () => {
    for (const page_id of [1, 2]) {
      const answer = await create({});
      expect(answer).toMatchObject({ errcode: 0, page_id });
      const url = new URL(String(answer.url));
      expect([url.searchParams.get('appid'), url.hash]).toEqual(['wxdemo', '#wechat_redirect']);
      const page = new URL(String(url.searchParams.get('redirect_uri')));
      expect(page.search).toMatch(new RegExp(`^\\?biz=MZ?[\\w+/]+==&page_id=${page_id}&scene=2$`));
    }
    expect((await cards.state()).pages).toEqual([
      { page_id: 1, ...PAGE },
      { page_id: 2, ...PAGE },
    ]);
  });

  test('accepts a card of deposited codes and an older scene', async () => {
    const card_list = [{ ...PAGE.card_list[0], card_id: DEPOSIT_CARD }];
    expect(await create({ scene: 'SCENE_MONENTS_AD', card_list })).toMatchObject({ errcode: 0 });
  });

  test.each<[number, string, object]>([
    ...Object.keys(PAGE).map((name): [number, string, object] => [41011, `no ${name}`, { [name]: undefined }]),
    [41011, 'an empty title', { page_title: '' }],
    [41011, 'no cards', { card_list: [] }],
    [41011, 'a card without a picture', { card_list: [{ card_id: PLATFORM_CARD }] }],
    [47001, 'a card that is text', { card_list: [PLATFORM_CARD] }],
    [47001, 'a can_share that is text', { can_share: 'true' }],
    [40129, 'another scene', { scene: 'SCENE_OTHER' }],
    [40073, 'an unknown card', { card_list: [{ ...PAGE.card_list[0], card_id: 'pNONE' }] }],
    [40078, 'a deleted card', { card_list: [{ ...PAGE.card_list[0], card_id: DELETED }] }],
  ])('refuses with %i %s', async (errcode, _, request) => {
    expect(await create(request)).toEqual({ errcode });
    expect((await cards.state()).pages).toEqual([]);
  });

  test('refuses with 40097 a card of custom codes', async () => {
    const card_list = [{ ...PAGE.card_list[0], card_id: await approved({ use_custom_code: true }) }];
    expect(await create({ card_list })).toEqual({ errcode: 40097 });
  });
});

describe('mpnews/gethtml', () => {
  const html = (card_id: string) => cards.call('/card/mpnews/gethtml', { card_id });

  test.each([PLATFORM_CARD, DEPOSIT_CARD])('returns one iframe that names %s', async (id) => {
    const { content } = await html(id);
    expect(content).toMatch(new RegExp(`^<iframe [^<]*&cardid=${id}&wechat_card_js=1#wechat_redirect">$`));
  });

  test('refuses a card of custom codes with 40097 and an unknown one with 40073', async () => {
    expect(await html(await approved({ use_custom_code: true }))).toEqual({ errcode: 40097 });
    expect(await html('pNONE')).toEqual({ errcode: 40073 });
  });
});

describe('ticket/getticket', () => {
  const get = async (query = 'type=wx_card', access = token): Promise<Json> =>
    json(await client.raw('GET', `/cgi-bin/ticket/getticket?access_token=${access}&${query}`));
  const advance = (advanceSeconds: number) => client.control('POST', '/clock', { advanceSeconds });

  test('returns the same ticket within its life, with the seconds that are left', async () => {
    // The clock runs: a fixed second would depend on when the test starts.
    const first = await get();
    expect(first).toMatchObject({ errcode: 0, ticket: expect.stringMatching(/^[\w-]{86}$/) });
    await advance(7000);
    const later = await get();
    expect(later.ticket).toBe(first.ticket);
    expect(later.expires_in).toBeGreaterThan(190);
    expect(later.expires_in).toBeLessThanOrEqual(200);
    await advance(-10_000);
    expect(await get()).toMatchObject({ ticket: first.ticket, expires_in: 7200 });
  });

  test('returns a new ticket after its life', async () => {
    const first = await get();
    await advance(7200);
    const next = await get('type=wx_card', await client.token());
    expect(next).toMatchObject({ errcode: 0, expires_in: 7200 });
    expect(next.ticket).not.toBe(first.ticket);
  });

  test('returns the same ticket after a reset and after the tokens expired', async () => {
    const { ticket } = await get();
    await client.control('POST', '/reset');
    expect((await get()).ticket).toBe(ticket);
    await advance(3600);
    await client.control('POST', '/reset');
    expect((await get()).ticket).toBe(ticket);
    await client.control('POST', '/tokens/expire');
    token = await client.token();
    cards = new CardClient(client, token);
    expect((await get()).ticket).toBe(ticket);
  });

  test('returns another ticket for another account', async () => {
    await client.control('POST', '/accounts', { appid: 'wxother', secret: 'other' });
    const other = await client.token({ appid: 'wxother', secret: 'other' });
    expect((await get('type=wx_card', other)).ticket).not.toBe((await get()).ticket);
  });

  test.each(['', 'type=jsapi'])('refuses the query "%s" with 40097', async (query) => {
    expect(await get(query)).toMatchObject({ errcode: 40097 });
  });

  test('refuses POST with 43001', async () => {
    expect(await cards.call('/cgi-bin/ticket/getticket', { type: 'wx_card' })).toEqual({ errcode: 43001 });
  });

  test('is recorded in the ledger without the access token', async () => {
    await get();
    const { recent } = await client.calls();
    expect(recent.at(-1)).toEqual({
      ...{ path: '/cgi-bin/ticket/getticket', appid: 'wxdemo', errcode: 0, committed: false },
      request: { type: 'wx_card' },
    });
    expect(JSON.stringify(recent)).not.toContain(token);
  });
});
