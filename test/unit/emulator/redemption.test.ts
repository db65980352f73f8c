import { EmulatorClient, type Json } from './emulator-client.js';
import { newCard } from './new-cards.js';
import { CardClient } from './own-cards.js';

const USER = 'oDEMO-user-0009';
const CUSTOM = { code: 'QL-0001', card_id: 'pDEMO-general-coupon-0003' };

let cards: CardClient;
let client: EmulatorClient;
beforeAll(async () => {
  client = await EmulatorClient.start();
  cards = new CardClient(client, await client.token());
});
beforeEach(() => client.control('POST', '/reset'));
afterAll(() => client.close());

const consume = (code: string, card_id?: string) => cards.call('/card/code/consume', { code, card_id });
const decrypt = (encrypt_code: string) => cards.call('/card/code/decrypt', { encrypt_code });
const codeRow = async (code: string) => ((await cards.state()).codes as Json[]).find((row) => row.code === code);

/** Moves the clock. The token expires with it. */
async function advance(advanceSeconds: number): Promise<CardClient> {
  await client.control('POST', '/clock', { advanceSeconds });
  return new CardClient(client, await client.token());
}

/** Creates and approves a card, and gives a user some codes of it. */
async function codesOf(count: number, base: object): Promise<string[]> {
  const { card_id } = await cards.call('/card/create', newCard('GIFT', base));
  await client.control('POST', '/reviews', { card_id, passed: true });
  const claims: Json[] = [];
  for (let index = 0; index < count; index += 1) {
    claims.push(await client.control('POST', '/claims', { card_id, openid: USER }));
  }
  return claims.map(({ code }) => String(code));
}

describe('the emulated code/consume', () => {
  test('redeems a code once and leaves the stock unchanged', async () => {
    const card_id = 'pDEMO-groupon-0001';
    const { sku } = await cards.baseInfo('GROUPON', card_id);
    expect(await consume('100000000001')).toEqual({ errcode: 0, card: { card_id }, openid: 'oDEMO-user-0001' });
    expect(await codeRow('100000000001')).toMatchObject({ user_card_status: 'CONSUMED', can_consume: false });
    expect((await cards.baseInfo('GROUPON', card_id)).sku).toEqual(sku);
    expect(await consume('100000000001')).toMatchObject({ errcode: 40099 });
    const { recent } = await client.calls();
    const consumes = recent.filter(({ path }) => path === '/card/code/consume');
    expect(consumes.map(({ committed }) => committed)).toEqual([true, false]);
  });

  test('finds a custom code only with its card', async () => {
    expect(await consume(CUSTOM.code)).toMatchObject({ errcode: 40056 });
    expect(await consume(CUSTOM.code, CUSTOM.card_id)).toMatchObject({ errcode: 0 });
  });

  test.each([
    ['an unknown code', '999999999999', 40056],
    ['a code that another user received', '100000000008', 40056],
    ['an active member', '200000010001', 40071],
    ['an unavailable member', '200000010005', 40071],
    ['a redeemed code', '100000000002', 40099],
    ['an expired code', '100000000003', 40127],
    ['a code that is being gifted', '100000000004', 40127],
    ['a code whose gift timed out', '100000000005', 40127],
    ['a deleted code', '100000000006', 40127],
    ['an unavailable code', '100000000007', 40127],
    ['a code whose validity has not begun', '100000000011', 40147],
  ])('refuses %s', async (_, code, errcode) => {
    expect(await consume(code)).toMatchObject({ errcode });
  });

  test('redeems a code whose validity has begun since', async () => {
    const later = await advance(2 * 86_400);
    expect(await later.call('/card/code/consume', { code: '100000000011' })).toMatchObject({ errcode: 0 });
  });

  test('refuses a user who has reached use_limit with 72020, after all other reasons', async () => {
    const [first = '', second = '', third = ''] = await codesOf(3, { get_limit: 3, use_limit: 2 });
    expect(await consume(first)).toMatchObject({ errcode: 0 });
    expect(await consume(second)).toMatchObject({ errcode: 0 });
    expect(await consume(third)).toMatchObject({ errcode: 72020 });
    expect(await codeRow(third)).toMatchObject({ user_card_status: 'NORMAL' });
    expect(await consume(first)).toMatchObject({ errcode: 40099 });
  });

  test('counts each redeemed code in the statistics of its day', async () => {
    const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const countsOf = async (card_id: unknown) => {
      const later = await advance(86_400);
      const request = { begin_date: day, end_date: day, cond_source: 1, card_id };
      const { list } = await later.call('/datacube/getcardcardinfo', request);
      return (list as Json[])[0];
    };
    const before = await countsOf('pDEMO-groupon-0001');
    await client.control('POST', '/reset');
    expect(await consume('100000000001')).toMatchObject({ errcode: 0 });
    const [first = '', second = ''] = await codesOf(2, { get_limit: 2, use_limit: 2 });
    for (const code of [first, second]) expect(await consume(code)).toMatchObject({ errcode: 0 });
    const added = (await codeRow(first))?.card_id;

    const { verify_cnt, verify_user } = (await countsOf('pDEMO-groupon-0001')) as Record<string, number>;
    expect([verify_cnt, verify_user]).toEqual([Number(before?.verify_cnt) + 1, Number(before?.verify_user) + 1]);
    await client.control('POST', '/clock', { advanceSeconds: -86_400 });
    expect(await countsOf(added)).toMatchObject({ ref_date: day, verify_cnt: 2, verify_user: 1, view_cnt: 0 });
  });
});

describe('the emulated code/decrypt', () => {
  test('returns the code of every encrypted code in the state', async () => {
    const { codes } = (await cards.state()) as { codes: { code: string; encrypt_code: string }[] };
    for (const { code, encrypt_code } of codes) expect(await decrypt(encrypt_code)).toEqual({ errcode: 0, code });
    expect(codes.map(({ encrypt_code }) => encrypt_code).join('')).toMatch(/\+.*\/|\/.*\+/);
  });

  test('decrypts a code of 64 bytes within 128 bytes', async () => {
    const code = `${'码'.repeat(21)}x`;
    const { encrypt_code } = await client.control('POST', '/codes', { ...CUSTOM, code, openid: USER });
    expect(String(encrypt_code)).toHaveLength(128);
    expect(await decrypt(String(encrypt_code))).toEqual({ errcode: 0, code });
  });

  test('refuses what is not exactly an encrypted code, such as one with a space instead of +', async () => {
    const { codes } = (await cards.state()) as { codes: { encrypt_code: string }[] };
    const encrypted = codes.map((row) => row.encrypt_code).find((each) => each.includes('+')) ?? '';
    const variants = [
      encrypted.replace('+', ' '),
      encodeURIComponent(encrypted),
      encrypted.slice(1),
      `${encrypted.slice(0, 40)}${encrypted[40] === 'A' ? 'B' : 'A'}${encrypted.slice(41)}`,
      encrypted.repeat(3),
      '100000000001',
      '',
    ];
    for (const variant of variants) expect(await decrypt(variant)).toMatchObject({ errcode: 40075 });
  });

  test('refuses the encrypted code of another account', async () => {
    await client.control('POST', '/accounts', { appid: 'wxother', secret: 'other-secret' });
    const { codes } = await client.control('GET', '/state?appid=wxother');
    const [{ encrypt_code }] = codes as [{ encrypt_code: string }];
    expect(await decrypt(encrypt_code)).toMatchObject({ errcode: 40075 });
  });
});
