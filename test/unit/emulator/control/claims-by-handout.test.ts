import { createHash } from 'node:crypto';
import { DEPOSIT_MODE } from '../../../../src/platform/endpoints/card.wire.js';
import { EmulatorClient, type Json, json } from '../emulator-client.js';
import { newCard } from '../new-cards.js';
import { CardClient } from '../own-cards.js';

const [USER, OTHER] = ['oDEMO-user-0008', 'oDEMO-user-0009'];
const PLATFORM_CARD = 'pDEMO-gift-0001';
const DEPOSIT_CARD = 'pDEMO-general-coupon-0003';

let client: EmulatorClient;
let cards: CardClient;
beforeAll(async () => {
  client = await EmulatorClient.start();
  cards = new CardClient(client, await client.token());
});
beforeEach(() => client.control('POST', '/reset'));
afterAll(() => client.close());

const claim = (fields: object) => client.control('POST', '/claims', { openid: USER, ...fields });
const advance = (advanceSeconds: number) => client.control('POST', '/clock', { advanceSeconds });
const codeGet = (code: unknown, card_id: string) => cards.call('/card/code/get', { code, card_id });

async function approved(base: object = {}): Promise<string> {
  const { card_id: id } = await cards.call('/card/create', newCard('GIFT', base));
  await client.control('POST', '/reviews', { card_id: id, passed: true });
  return String(id);
}

describe('POST /_emulator/claims by a ticket', () => {
  const qrCode = async (card: object, rest: object = {}): Promise<unknown> =>
    (await cards.call('/card/qrcode/create', { action_name: 'QR_CARD', action_info: { card }, ...rest })).ticket;
  const multiple = async (card_list: object[]): Promise<unknown> => {
    const request = { action_name: 'QR_MULTIPLE_CARD', action_info: { multiple_card: { card_list } } };
    return (await cards.call('/card/qrcode/create', request)).ticket;
  };

  test('gives the user a code with the outer_str of the QR code', async () => {
    const ticket = await qrCode({ card_id: PLATFORM_CARD, outer_str: '12b' });
    const { code, ...rest } = await claim({ ticket });
    expect(rest).toEqual({});
    expect(await codeGet(code, PLATFORM_CARD)).toMatchObject({ openid: USER, outer_str: '12b' });
    expect((await cards.state()).tickets).toMatchObject([{ card_list: [{ claimed_by: [USER] }] }]);
  });

  test('can be repeated by any user up to get_limit', async () => {
    const ticket = await qrCode({ card_id: await approved({ get_limit: 2 }) });
    for (const openid of [USER, USER, OTHER]) expect(await claim({ ticket, openid })).toHaveProperty('code');
    expect(await claim({ ticket })).toMatchObject({ errcode: 45033 });
  });

  test('gives the custom code of the QR code once', async () => {
    const id = await approved({ use_custom_code: true, get_limit: 5 });
    const ticket = await qrCode({ card_id: id, code: 'A-1' });
    expect(await claim({ ticket })).toEqual({ code: 'A-1' });
    for (const openid of [USER, OTHER]) {
      expect(await claim({ ticket, openid })).toEqual({ errcode: 45033, errmsg: 'the card was already taken' });
    }
    expect(await claim({ ticket: await qrCode({ card_id: id, code: 'A-1' }) })).toMatchObject({ errcode: 40116 });
  });

  test('gives one random code once with is_unique_code', async () => {
    const ticket = await qrCode({ card_id: DEPOSIT_CARD, is_unique_code: true });
    expect(await claim({ ticket })).toEqual({ code: expect.stringMatching(/^QL-010[12]$/) });
    expect(await claim({ ticket, openid: OTHER })).toMatchObject({ errcode: 45033 });
  });

  test('gives a card with bind_openid once to its user and to no other', async () => {
    const id = await approved({ bind_openid: true, get_limit: 5 });
    const ticket = await qrCode({ card_id: id, openid: USER });
    expect(await claim({ ticket, openid: OTHER })).toMatchObject({ errcode: 40003 });
    expect(await claim({ ticket })).toHaveProperty('code');
    expect(await claim({ ticket })).toMatchObject({ errcode: 45033 });
    expect(await claim({ card_id: id })).toMatchObject({ errcode: 40003 });
  });

  test.each([PLATFORM_CARD, DEPOSIT_CARD])('refuses with 40097 a code for %s, which must not have one', async (id) => {
    const ticket = await qrCode({ card_id: id, code: 'A-1' });
    expect(await claim({ ticket })).toMatchObject({ errcode: 40097 });
    expect((await cards.state()).tickets).toMatchObject([{ card_list: [{ claimed_by: [] }] }]);
  });

  test('refuses an expired ticket by the clock of the emulator, and an unknown one', async () => {
    const ticket = await qrCode({ card_id: PLATFORM_CARD }, { expire_seconds: 600 });
    await advance(500);
    expect(await claim({ ticket })).toHaveProperty('code');
    await advance(100);
    expect(await claim({ ticket })).toEqual({ errcode: 40097, errmsg: 'invalid args: expired ticket' });
    expect(await claim({ ticket: 'gQ==' })).toEqual({ errcode: 40097, errmsg: 'invalid args: unknown ticket' });
  });

  test('refuses with 40078 a card that was deleted since, or is under review', async () => {
    const id = await approved();
    const ticket = await qrCode({ card_id: id });
    await cards.call('/card/delete', { card_id: id });
    expect(await claim({ ticket })).toMatchObject({ errcode: 40078 });
    const reviewed = await qrCode({ card_id: 'pDEMO-cash-0003' });
    expect(await claim({ ticket: reviewed })).toMatchObject({ errcode: 40078 });
    await cards.call('/card/testwhitelist/set', { openid: ['oDEMO-user-0001'] });
    expect(await claim({ ticket: reviewed, openid: 'oDEMO-user-0001' })).toHaveProperty('code');
  });

  test('gives each card of a QR code with several cards once to each user', async () => {
    const ids = [await approved({ get_limit: 5 }), await approved({ get_limit: 5 })];
    const ticket = await multiple(ids.map((card_id, index) => ({ card_id, outer_str: `shelf-${index}` })));
    for (const openid of [USER, OTHER]) {
      const taken = [await claim({ ticket, openid }), await claim({ ticket, openid })];
      expect(taken.map(({ card_id }) => card_id)).toEqual(ids);
      expect(await codeGet(taken[1]?.code, ids[1] ?? '')).toMatchObject({ openid, outer_str: 'shelf-1' });
      expect(await claim({ ticket, openid })).toEqual({ errcode: 45033, errmsg: 'the card was already taken' });
    }
  });

  test('skips a card that the user cannot claim, and returns its refusal if no other is left', async () => {
    const [gone, id] = [await approved(), await approved({ use_custom_code: true })];
    const ticket = await multiple([{ card_id: gone }, { card_id: id, code: 'A-1' }]);
    await cards.call('/card/delete', { card_id: gone });
    expect(await claim({ ticket })).toEqual({ code: 'A-1', card_id: id });
    expect(await claim({ ticket, openid: OTHER })).toMatchObject({ errcode: 40078 });
  });
});

describe('POST /_emulator/claims by a card_ext', () => {
  let apiTicket: string;
  let nonces = 0;
  beforeEach(async () => {
    apiTicket = await currentTicket();
  });

  async function currentTicket(): Promise<string> {
    const query = `access_token=${await client.token()}&type=wx_card`;
    return String((await json(await client.raw('GET', `/cgi-bin/ticket/getticket?${query}`))).ticket);
  }

  /** Signs a cardExt as a page's server does. `changed` is applied after the signature. */
  function cardExt(cardId: string, fields: Json = {}, changed: Json = {}, ticket = apiTicket): string {
    nonces += 1;
    const ext: Json = { timestamp: '1790000000', nonce_str: `nonce-${nonces}`, ...fields };
    const signed = [ticket, cardId, ext.timestamp, ext.nonce_str, ext.code, ext.openid].filter(Boolean).map(String);
    const signature = createHash('sha1').update(signed.sort().join('')).digest('hex');
    return JSON.stringify({ ...ext, signature, ...changed });
  }

  test('gives the user a code with the outer_str of the cardExt', async () => {
    const { code, ...rest } = await claim({ card_ext: cardExt(PLATFORM_CARD, { outer_str: '12b' }) });
    expect(rest).toEqual({});
    expect(await codeGet(code, PLATFORM_CARD)).toMatchObject({ openid: USER, outer_str: '12b' });
  });

  test('accepts the card_id with it, a timestamp that is a number and empty fields', async () => {
    const fields = { timestamp: 1_790_000_000, code: '', openid: '', fixed_begintimestamp: 5 };
    expect(await claim({ card_id: PLATFORM_CARD, card_ext: cardExt(PLATFORM_CARD, fields) })).toHaveProperty('code');
  });

  test('refuses with 40080 the signature for another card', async () => {
    const ext = cardExt(PLATFORM_CARD);
    const refused = { errcode: 40080, errmsg: 'invalid card ext: wrong signature' };
    expect(await claim({ card_id: 'pDEMO-gift-0002', card_ext: ext })).toEqual(refused);
    expect(await claim({ card_id: 'pNONE', card_ext: ext })).toMatchObject({ errcode: 40073 });
    expect(await claim({ card_ext: cardExt('pNONE') })).toEqual(refused);
  });

  test.each<[string, Json]>([
    ['another timestamp', { timestamp: '1790000001' }],
    ['another nonce_str', { nonce_str: 'other' }],
    ['an added code', { code: 'A-1' }],
    ['an added openid', { openid: USER }],
    ['another signature', { signature: '0'.repeat(40) }],
  ])('refuses with 40080 %s than was signed', async (_, changed) => {
    const refused = { errcode: 40080, errmsg: 'invalid card ext: wrong signature' };
    expect(await claim({ card_ext: cardExt(PLATFORM_CARD, {}, changed) })).toEqual(refused);
    expect(await claim({ card_id: PLATFORM_CARD, card_ext: cardExt(PLATFORM_CARD, {}, changed) })).toEqual(refused);
  });

  test.each<[string, string]>([
    ['text that is not JSON', '{'],
    ['a list', '[]'],
    ['no signature', '{"timestamp":"1","nonce_str":"1"}'],
  ])('refuses with 40080 %s', async (_, card_ext) => {
    const refused = { errcode: 40080, errmsg: 'invalid card ext: malformed' };
    expect(await claim({ card_ext })).toEqual(refused);
  });

  test.each<[string, Json]>([
    ['no timestamp', { timestamp: undefined }],
    ['a timestamp that is not a number', { timestamp: 'now' }],
    ['no nonce_str', { nonce_str: undefined }],
    ['an empty nonce_str', { nonce_str: '' }],
    ['a nonce_str of 33 characters', { nonce_str: 'x'.repeat(33) }],
    ['an outer_str of 129 bytes', { outer_str: 'x'.repeat(129) }],
  ])('refuses with 40080 %s, although the signature fits', async (_, fields) => {
    const refused = { errcode: 40080, errmsg: 'invalid card ext: malformed' };
    expect(await claim({ card_ext: cardExt(PLATFORM_CARD, fields) })).toEqual(refused);
  });

  test('refuses a nonce_str that was used before, by any user and for any card', async () => {
    const ext = cardExt(PLATFORM_CARD, { nonce_str: 'once' });
    expect(await claim({ card_ext: ext })).toHaveProperty('code');
    const refused = { errcode: 45033, errmsg: 'the card was already taken' };
    expect(await claim({ card_ext: ext })).toEqual(refused);
    expect(await claim({ card_ext: ext, openid: OTHER })).toEqual(refused);
    expect(await claim({ card_ext: cardExt(await approved(), { nonce_str: 'once' }) })).toEqual(refused);
  });

  test('accepts a nonce_str again after a refused claim', async () => {
    const id = await approved({ bind_openid: true });
    const ext = cardExt(id, { openid: USER });
    expect(await claim({ card_ext: ext, openid: OTHER })).toMatchObject({ errcode: 40003 });
    expect(await claim({ card_ext: ext })).toHaveProperty('code');
  });

  test('needs an openid exactly for a card with bind_openid', async () => {
    expect(await claim({ card_ext: cardExt(await approved({ bind_openid: true })) })).toMatchObject({ errcode: 40003 });
    expect(await claim({ card_ext: cardExt(PLATFORM_CARD, { openid: USER }) })).toMatchObject({ errcode: 40112 });
  });

  test('needs a code exactly for custom codes', async () => {
    const custom = await approved({ use_custom_code: true });
    expect(await claim({ card_ext: cardExt(custom) })).toMatchObject({ errcode: 40097 });
    expect(await claim({ card_ext: cardExt(custom, { code: 'A-1' }) })).toEqual({ code: 'A-1' });
    for (const id of [PLATFORM_CARD, DEPOSIT_CARD]) {
      expect(await claim({ card_ext: cardExt(id, { code: 'A-1' }) })).toMatchObject({ errcode: 40097 });
    }
    expect(await claim({ card_ext: cardExt(DEPOSIT_CARD) })).toHaveProperty('code', expect.stringMatching(/^QL/));
  });

  test('needs the current ticket', async () => {
    await advance(7200);
    const refused = { errcode: 40080, errmsg: 'invalid card ext: wrong signature' };
    expect(await claim({ card_ext: cardExt(PLATFORM_CARD) })).toEqual(refused);
    const next = await currentTicket();
    expect(await claim({ card_ext: cardExt(PLATFORM_CARD) })).toEqual(refused);
    expect(await claim({ card_ext: cardExt(PLATFORM_CARD, {}, {}, next) })).toHaveProperty('code');
  });

  test('refuses the signature of another account', async () => {
    await client.control('POST', '/accounts', { appid: 'wxother', secret: 'other' });
    const card_ext = cardExt(PLATFORM_CARD);
    expect(await claim({ card_ext, appid: 'wxother' })).toMatchObject({ errcode: 40080 });
  });

  test('refuses with 40078 a card of deposited codes that was deleted', async () => {
    const id = await approved({ use_custom_code: true, get_custom_code_mode: DEPOSIT_MODE, sku: { quantity: 0 } });
    await cards.call('/card/delete', { card_id: id });
    expect(await claim({ card_ext: cardExt(id) })).toMatchObject({ errcode: 40078 });
  });
});

test.each<[string, object]>([
  ['no card', {}],
  ['a ticket and a card_id', { ticket: 'x', card_id: 'x' }],
  ['a ticket and a card_ext', { ticket: 'x', card_ext: '{}' }],
  ['all three', { ticket: 'x', card_ext: '{}', card_id: 'x' }],
])('POST /_emulator/claims rejects %s', async (_, fields) => {
  const response = await client.raw('POST', '/_emulator/claims', JSON.stringify({ openid: USER, ...fields }));
  expect(response.status).toBe(400);
  expect((await json(response)).error).toBe(
    'card_id, ticket, card_ext: expected exactly one of them, or card_id with card_ext, got none or others',
  );
});

test.each<object>([
  { ticket: 'x', code: 'A-1' },
  { ticket: 'x', outer_str: '12b' },
  { card_ext: '{}', gift_of: { openid: OTHER, code: 'A-1' } },
])('POST /_emulator/claims rejects %j, because a QR code or a cardExt contains these fields', async (fields) => {
  const response = await client.raw('POST', '/_emulator/claims', JSON.stringify({ openid: USER, ...fields }));
  expect(response.status).toBe(400);
  expect((await json(response)).error).toMatch(/^code, outer_str, gift_of: expected none of them/);
});
