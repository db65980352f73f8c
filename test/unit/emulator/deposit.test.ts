import { DEPOSIT_MODE } from '../../../src/platform/endpoints/card.wire.js';
import { EmulatorClient, type Json } from './emulator-client.js';
import { newCard } from './new-cards.js';
import { CardClient } from './own-cards.js';

const DEPOSIT = '/card/code/deposit';
const DEPOSIT_BASE = { use_custom_code: true, get_custom_code_mode: DEPOSIT_MODE, sku: { quantity: 0 } };
const USER = 'oDEMO-user-0009';

let client: EmulatorClient;
let cards: CardClient;
beforeAll(async () => {
  client = await EmulatorClient.start();
  cards = new CardClient(client, await client.token());
});
beforeEach(() => client.control('POST', '/reset'));
afterAll(() => client.close());

const deposit = (card_id: string, code: string[]) => cards.call(DEPOSIT, { card_id, code });
const count = async (card_id: string) => (await cards.call('/card/code/getdepositcount', { card_id })).count;
const check = (card_id: string, code: string[]) => cards.call('/card/code/checkcode', { card_id, code });
const raise = (card_id: string, by: number) => cards.call('/card/modifystock', { card_id, increase_stock_value: by });

async function depositCard(passed: boolean | null = true): Promise<string> {
  const { card_id: id } = await cards.call('/card/create', newCard('GIFT', DEPOSIT_BASE));
  if (passed !== null) await client.control('POST', '/reviews', { card_id: id, passed });
  return String(id);
}

describe('code/deposit', () => {
  test('adds new codes, and returns known ones as duplicates without a change', async () => {
    const id = await depositCard();
    expect(await deposit(id, ['A-1', 'A-2'])).toEqual({
      ...{ errcode: 0, succ_code: ['A-1', 'A-2'] },
      ...{ duplicate_code: [], fail_code: [] },
    });
    expect(await cards.lastCommitted(DEPOSIT)).toBe(true);
    expect(await deposit(id, ['A-2', 'A-3'])).toMatchObject({ succ_code: ['A-3'], duplicate_code: ['A-2'] });
    await deposit(id, ['A-1']);
    expect(await cards.lastCommitted(DEPOSIT)).toBe(false);
    const { deposits } = (await cards.state()) as { deposits: Json[] };
    expect(deposits.filter(({ card_id }) => card_id === id)).toEqual(
      ['A-1', 'A-2', 'A-3'].map((code) => ({ card_id: id, code })),
    );
  });

  test('fails malformed codes and those that another card has, deposited or claimed', async () => {
    const id = await depositCard();
    const codes = ['QL-0101', 'QL-0001', '100000000001', 'no spaces', 'x'.repeat(21), 'x'.repeat(20)];
    expect(await deposit(id, codes)).toMatchObject({ succ_code: ['x'.repeat(20)], fail_code: codes.slice(0, 5) });
    expect(await count(id)).toBe(1);
  });

  test('returns a claimed code as a duplicate', async () => {
    const id = await depositCard();
    await deposit(id, ['A-1']);
    await raise(id, 1);
    await client.control('POST', '/claims', { card_id: id, openid: USER });
    expect(await deposit(id, ['A-1'])).toMatchObject({ succ_code: [], duplicate_code: ['A-1'], fail_code: [] });
  });

  test.each<[number, string, string[]]>([
    [40109, '101 codes', Array.from({ length: 101 }, (_, number) => `A-${number}`)],
    [40110, 'no code', []],
    [40110, 'an empty code', ['A-1', '']],
    [40111, 'the same code twice', ['A-1', 'A-1']],
  ])('refuses with %i %s, as checkcode does', async (errcode, _, codes) => {
    const id = await depositCard();
    expect(await deposit(id, codes)).toEqual({ errcode });
    expect(await check(id, codes)).toEqual({ errcode });
    expect(await count(id)).toBe(0);
  });

  test('accepts 100 codes', async () => {
    const id = await depositCard();
    await deposit(
      id,
      Array.from({ length: 100 }, (_, number) => `A-${number}`),
    );
    expect(await count(id)).toBe(100);
  });

  test.each([null, false])('refuses with 40078 a card whose review result is %s', async (passed) => {
    const id = await depositCard(passed);
    expect(await deposit(id, ['A-1'])).toEqual({ errcode: 40078 });
    expect(await count(id)).toBe(0);
    expect(await check(id, ['A-1'])).toMatchObject({ exist_code: [], not_exist_code: ['A-1'] });
  });

  test.each<[number, string, object]>([
    [43009, "of the platform's codes", {}],
    [40097, 'of custom codes', { use_custom_code: true }],
  ])('and its two reads refuse with %i a card %s', async (errcode, _, base) => {
    const { card_id: id } = await cards.call('/card/create', newCard('GIFT', base));
    await client.control('POST', '/reviews', { card_id: id, passed: true });
    for (const path of [DEPOSIT, '/card/code/checkcode', '/card/code/getdepositcount']) {
      expect(await cards.call(path, { card_id: id, code: ['A-1'] })).toEqual({ errcode });
    }
  });

  test('gives each of 5,000 codes to one claim', async () => {
    const id = await depositCard();
    const sent = Array.from({ length: 50 }, (_, portion) =>
      Array.from({ length: 100 }, (__, number) => `A-${portion * 100 + number}`),
    );
    for (const portion of sent) await deposit(id, portion);
    expect(await raise(id, 5000)).toEqual({ errcode: 0 });
    const claimed = new Set<unknown>();
    for (let number = 0; number < 60; number += 1) {
      claimed.add((await client.control('POST', '/claims', { card_id: id, openid: `oUser-${number}` })).code);
    }
    expect(claimed.size).toBe(60);
    const { deposits } = (await cards.state()) as { deposits: Json[] };
    expect(deposits.filter(({ card_id, code }) => card_id === id && claimed.has(code))).toEqual([]);
    expect(await count(id)).toBe(5000);
  });
});

test('a deposited code is 40056 until it is claimed, while checkcode finds it before and after', async () => {
  const id = await depositCard();
  await deposit(id, ['A-1']);
  const calls = async () => [
    (await cards.call('/card/code/get', { code: 'A-1', card_id: id })).errcode,
    (await cards.call('/card/code/update', { code: 'A-1', card_id: id, new_code: 'B-1' })).errcode,
    (await cards.call('/card/code/unavailable', { code: 'A-1', card_id: id })).errcode,
  ];
  expect(await calls()).toEqual([40056, 40056, 40056]);
  expect(await check(id, ['A-1', 'A-2'])).toMatchObject({ exist_code: ['A-1'], not_exist_code: ['A-2'] });
  await raise(id, 1);
  expect(await client.control('POST', '/claims', { card_id: id, openid: USER })).toEqual({ code: 'A-1' });
  expect((await cards.call('/card/code/get', { code: 'A-1', card_id: id })).errcode).toBe(0);
  expect(await check(id, ['A-1'])).toMatchObject({ exist_code: ['A-1'], not_exist_code: [] });
  expect(await count(id)).toBe(1);
});

test('modifystock refuses with 40136 a stock above the number of deposited codes, claimed ones included', async () => {
  const id = await depositCard();
  expect(await raise(id, 1)).toEqual({ errcode: 40136 });
  await deposit(id, ['A-1', 'A-2']);
  expect(await raise(id, 3)).toEqual({ errcode: 40136 });
  expect(await raise(id, 2)).toEqual({ errcode: 0 });
  await client.control('POST', '/claims', { card_id: id, openid: USER });
  expect(await raise(id, 1)).toEqual({ errcode: 40136 });
  await deposit(id, ['A-3']);
  expect(await raise(id, 1)).toEqual({ errcode: 0 });
  expect((await cards.baseInfo('GIFT', id)).sku).toEqual({ quantity: 2, total_quantity: 3 });
});
