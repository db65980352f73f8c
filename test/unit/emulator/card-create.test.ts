import { createFieldsOf } from '../../../src/platform/endpoints/card.fields.js';
import { CARD_TYPES, MAX_STOCK, type WireCardType } from '../../../src/platform/endpoints/card.wire.js';
import { EmulatorClient, type Json } from './emulator-client.js';
import { NEW_BASE, newCard } from './new-cards.js';
import { CardClient } from './own-cards.js';

const CREATABLE = CARD_TYPES.filter((cardType) => createFieldsOf(cardType).size > 0);
const RANGE = { type: 'DATE_TYPE_FIX_TIME_RANGE', begin_timestamp: 1_893_456_000, end_timestamp: 1_924_991_999 };
const DEPOSIT = { use_custom_code: true, get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT' };
const SUB_MERCHANT = 1_900_009_001;

let cards: CardClient;
beforeAll(async () => {
  const client = await EmulatorClient.start();
  cards = new CardClient(client, await client.token());
});
beforeEach(() => cards.client.control('POST', '/reset'));
afterAll(() => cards.client.close());

const create = (request: object) => cards.call('/card/create', request);
async function created(cardType: WireCardType, base: object = {}, own: object = {}): Promise<Json> {
  const { errcode, card_id } = await create(newCard(cardType, base, own));
  expect(errcode).toBe(0);
  return cards.payload(cardType, String(card_id));
}

describe('card/create', () => {
  test.each(CREATABLE)('creates a %s that is under review', async (cardType) => {
    const payload = await created(cardType);
    const base = payload.base_info as Json;
    expect(base).toMatchObject({
      ...NEW_BASE,
      color: '#63b359',
      status: 'CARD_STATUS_NOT_VERIFY',
      sku: { quantity: 100, total_quantity: 100 },
      get_limit: 50,
      can_share: true,
      use_custom_code: false,
      location_id_list: [],
    });
    expect(base.create_time).toBe(base.update_time);
    expect(Math.abs(Number(base.create_time) - Date.now() / 1000)).toBeLessThan(5);
    expect(await cards.lastCommitted('/card/create')).toBe(true);
  });

  test('returns a different id of 28 characters with the same prefix each time', async () => {
    const ids = [await create(newCard('GIFT')), await create(newCard('GIFT'))].map(({ card_id }) => String(card_id));
    expect(new Set(ids).size).toBe(2);
    expect(new Set(ids.map((id) => id.slice(0, 7))).size).toBe(1);
    for (const id of ids) expect(id).toMatch(/^p[\w-]{27}$/);
  });

  test('lists a new card last', async () => {
    const { card_id } = await create(newCard('GIFT'));
    const { total_num } = await cards.call('/card/batchget', { offset: 0, count: 1 });
    expect(await cards.call('/card/batchget', { offset: Number(total_num) - 1, count: 50 })).toMatchObject({
      card_id_list: [card_id],
    });
  });

  test('stores false, empty lists and times as numbers', async () => {
    expect(await created('MEMBER_CARD')).toMatchObject({
      supply_bonus: false,
      supply_balance: false,
      custom_field1: {},
    });
    expect(await created('GIFT')).toMatchObject({ advanced_info: { time_limit: [], text_image_list: [] } });
    expect(await created('BOARDING_PASS')).toMatchObject({ departure_time: 1_893_456_000 });
    const base = (await created('CASH', { can_share: false, location_id_list: ['12', 13] })).base_info;
    expect(base).toMatchObject({ can_share: false, location_id_list: [12, 13] });
  });

  test.each([1, '1'])('stores the older validity type %j in its current spelling', async (type) => {
    expect((await created('GIFT', { date_info: { ...RANGE, type } })).base_info).toMatchObject({ date_info: RANGE });
  });

  test.each<[string, WireCardType, object, object]>([
    ['a fixed term without its beginning', 'GIFT', { date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 1 } }, {}],
    [
      'a fixed term with a last moment',
      'GIFT',
      { date_info: { ...NEW_BASE.date_info, end_timestamp: 1_924_991_999 } },
      {},
    ],
    ['a permanent member card', 'MEMBER_CARD', { date_info: { type: 'DATE_TYPE_PERMANENT' } }, {}],
    ['a cash coupon without a minimum', 'CASH', {}, { least_cost: undefined }],
    ['custom codes', 'GIFT', { use_custom_code: true }, {}],
    ['deposited codes without stock', 'GIFT', { ...DEPOSIT, sku: { quantity: 0 } }, {}],
    ['the largest stock', 'GIFT', { sku: { quantity: MAX_STOCK } }, {}],
    ['the known sub-merchant', 'GIFT', { sub_merchant_info: { merchant_id: SUB_MERCHANT } }, {}],
    ['the known sub-merchant as text', 'GIFT', { sub_merchant_info: { merchant_id: String(SUB_MERCHANT) } }, {}],
    ['wx_activate and activate_url', 'MEMBER_CARD', {}, { wx_activate: true, activate_url: 'https://m.example/a' }],
    ['advanced_info of a ticket', 'MOVIE_TICKET', {}, { advanced_info: { time_limit: [{ type: 'MONDAY' }] } }],
    ['an empty optional text', 'GIFT', { service_phone: '' }, {}],
    ['a URL scheme in capital letters', 'MEMBER_CARD', {}, { wx_activate_after_submit_url: 'HTTPS://m.example' }],
    ['a long name type', 'MEMBER_CARD', {}, { custom_field1: { name_type: 'FIELD_NAME_TYPE_ACHIEVEMEN' } }],
  ])('accepts %s', async (_, cardType, base, own) => {
    expect(await create(newCard(cardType, base, own))).toMatchObject({ errcode: 0 });
  });

  test.each<[number, string, WireCardType, object, object]>([
    [45021, 'a long title', 'GIFT', { title: '长'.repeat(10) }, {}],
    [45021, 'a long own field', 'GIFT', {}, { gift: 'x'.repeat(3073) }],
    [
      45044,
      'a long icon URL',
      'GIFT',
      {},
      { advanced_info: { abstract: { icon_url_list: [`http://mmbiz.qpic.cn/${'x'.repeat(128)}`] } } },
    ],
    [40072, 'an unknown code type', 'GIFT', { code_type: 'CODE_TYPE_ANY' }, {}],
    [40076, 'an unknown colour', 'GIFT', { color: 'Color011' }, {}],
    [40076, 'a colour in hex', 'GIFT', { color: '#63b359' }, {}],
    [40079, 'an unknown validity type', 'GIFT', { date_info: { type: 'DATE_TYPE_ANY' } }, {}],
    [40079, 'a permanent coupon', 'GIFT', { date_info: { type: 'DATE_TYPE_PERMANENT' } }, {}],
    [40079, 'milliseconds', 'GIFT', { date_info: { ...RANGE, begin_timestamp: 1_893_456_000_000 } }, {}],
    [40079, 'an end before the beginning', 'GIFT', { date_info: { ...RANGE, end_timestamp: 1_893_455_999 } }, {}],
    [40079, 'an end in the past', 'GIFT', { date_info: { ...RANGE, begin_timestamp: 1, end_timestamp: 2 } }, {}],
    [40097, 'a fixed term of 0 days', 'GIFT', { date_info: { ...NEW_BASE.date_info, fixed_term: 0 } }, {}],
    [40122, 'no stock', 'GIFT', { sku: { quantity: 0 } }, {}],
    [40122, 'too much stock', 'GIFT', { sku: { quantity: MAX_STOCK + 1 } }, {}],
    [40136, 'deposited codes with stock', 'GIFT', DEPOSIT, {}],
    [
      40097,
      'deposited codes without use_custom_code',
      'GIFT',
      { get_custom_code_mode: DEPOSIT.get_custom_code_mode, sku: { quantity: 0 } },
      {},
    ],
    [40097, 'shops and all shops', 'GIFT', { location_id_list: [1], use_all_locations: true }, {}],
    [40139, 'an unknown sub-merchant', 'GIFT', { sub_merchant_info: { merchant_id: 1 } }, {}],
    [40141, 'a picture on another host', 'MEMBER_CARD', {}, { background_pic_url: 'https://example.com/1' }],
    [40149, 'an unknown day', 'GIFT', {}, { advanced_info: { time_limit: [{ type: 'SOMEDAY' }] } }],
    [40148, 'an unknown hour', 'GIFT', {}, { advanced_info: { time_limit: [{ type: 'MONDAY', begin_hour: 24 }] } }],
    [41026, 'a general coupon without a picture', 'GENERAL_COUPON', {}, { advanced_info: undefined }],
    [
      41026,
      'a general coupon whose entries have only texts',
      'GENERAL_COUPON',
      {},
      { advanced_info: { text_image_list: [{ text: 'a' }] } },
    ],
    [40048, 'a page after the form without https', 'MEMBER_CARD', {}, { wx_activate_after_submit_url: 'm.example' }],
    [
      40124,
      'four slots with an empty object',
      'MEMBER_CARD',
      {},
      { supply_bonus: true, supply_balance: true, custom_field1: { name: 'a' }, custom_field2: {} },
    ],
    [73205, "a friends' voucher", 'GIFT', {}, { advanced_info: { share_friends: true } }],
    [-1, 'a decimal', 'GIFT', { get_limit: 1.5 }, {}],
    [47001, 'null', 'GIFT', { service_phone: null }, {}],
    [47001, 'another JSON type', 'GIFT', { can_share: 'true' }, {}],
    [47001, 'an unknown field', 'GIFT', { status: 'CARD_STATUS_VERIFY_OK' }, {}],
    [47001, 'a field of another kind', 'GIFT', {}, { deal_detail: 'x' }],
    [47001, 'a field of an update only', 'GIFT', {}, { advanced_info: { consume_share_self_num: 1 } }],
    [47001, 'a field of another validity', 'GIFT', { date_info: { ...RANGE, fixed_term: 1 } }, {}],
  ])('refuses with %i %s', async (errcode, _, cardType, base, own) => {
    const before = (await cards.call('/card/batchget', { offset: 0, count: 0 })).total_num;
    expect(await create(newCard(cardType, base, own))).toEqual({ errcode });
    expect((await cards.call('/card/batchget', { offset: 0, count: 0 })).total_num).toBe(before);
    expect(await cards.lastCommitted('/card/create')).toBe(false);
  });

  test.each<[number, string, object]>([
    [40071, 'an unknown type', { card: { card_type: 'GENERAL_CARD', general_card: {} } }],
    [40071, 'a bus ticket', { card: { card_type: 'BUS_TICKET', bus_ticket: {} } }],
    [47001, 'a type that is a number', { card: { card_type: 1 } }],
    [47001, 'a card that is null', { card: null }],
    [47001, 'two payloads', { card: { ...newCard('GIFT').card, ...newCard('CASH').card } }],
    [47001, 'another field next to the card', { ...newCard('GIFT'), dry_run: true }],
    [47001, 'a payload that is text', { card: { card_type: 'GIFT', gift: 'x' } }],
    [41011, 'no card', {}],
  ])('refuses with %i %s', async (errcode, _, request) => {
    expect(await create(request)).toEqual({ errcode });
  });

  test.each<[string, WireCardType, object, object]>([
    ['base_info().title', 'GIFT', { title: undefined }, {}],
    ['base_info().notice', 'GIFT', { notice: '' }, {}],
    ['base_info().sku().quantity', 'GIFT', { sku: {} }, {}],
    ['base_info().date_info().end_timestamp', 'GIFT', { date_info: { ...RANGE, end_timestamp: undefined } }, {}],
    ['supply_bonus', 'MEMBER_CARD', {}, { supply_bonus: undefined }],
    ['custom_field1().name_type', 'MEMBER_CARD', {}, { custom_field1: { url: 'https://m.example' } }],
    ['custom_cell1().tips', 'MEMBER_CARD', {}, { custom_cell1: { name: 'a', url: 'https://m.example' } }],
    ['advanced_info().time_limit().type', 'GIFT', {}, { advanced_info: { time_limit: [{ begin_hour: 1 }] } }],
  ])('names the missing field m_data.%s at the end of the text', async (path, cardType, base, own) => {
    const reply = await cards.client.call('/card/create', await cards.client.token(), newCard(cardType, base, own));
    expect(reply.errcode).toBe(41011);
    expect(String(reply.errmsg).split('] ')[1]).toBe(`m_data.${path}`);
  });

  test('checks the type, then the required fields, then the lengths, then the values', async () => {
    const wrong = { title: undefined, brand_name: 'x'.repeat(37), color: 'none' };
    const { card } = newCard('GIFT', wrong);
    expect(await create({ card: { ...card, card_type: 'NONE' } })).toEqual({ errcode: 40071 });
    expect(await create({ card })).toEqual({ errcode: 41011 });
    expect(await create(newCard('GIFT', { ...wrong, title: 'x' }))).toEqual({ errcode: 45021 });
    expect(await create(newCard('GIFT', { color: 'none' }))).toEqual({ errcode: 40076 });
  });

  test.each(['reset', 'truncate', 'garbage'])('creates the card although a %s loses the response', async (kind) => {
    await cards.client.control('POST', '/faults', { path: '/card/create', kind, when: 'after', times: 1 });
    const before = Number((await cards.call('/card/batchget', { offset: 0, count: 0 })).total_num);
    await expect(create(newCard('GIFT'))).rejects.toThrow();
    expect((await cards.call('/card/batchget', { offset: 0, count: 0 })).total_num).toBe(before + 1);
    expect(await cards.lastCommitted('/card/create')).toBe(true);
  });
});
