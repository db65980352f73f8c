import type { WireCardType } from '../../../src/platform/endpoints/card.wire.js';
import { EmulatorClient } from './emulator-client.js';
import { CARD_RANGE, CardClient, idOf, oneOfEachKind } from './own-cards.js';

let cards: CardClient;
beforeAll(async () => {
  const client = await EmulatorClient.start({ seed: { cards: oneOfEachKind() } });
  cards = new CardClient(client, await client.token());
});
beforeEach(() => cards.client.control('POST', '/reset'));
afterAll(() => cards.client.close());

describe('card/update refuses, and changes nothing,', () => {
  const base = (base_info: object) => ({ base_info });
  const advanced = (advanced_info: object) => ({ advanced_info });
  const dates = (date_info: object) => ({ base_info: { date_info } });
  const cell = (url_cell: object) => ({ activate_msg_operation: { url_cell } });
  const { begin_timestamp: begin, end_timestamp: end } = CARD_RANGE;
  const type = 'DATE_TYPE_FIX_TIME_RANGE';

  test.each<[string, WireCardType, object, number]>([
    // fields that are not in the table
    ['brand_name', 'CASH', base({ brand_name: 'b' }), 47001],
    ['a field of other types', 'CASH', base({ title: 't' }), 47001],
    ['an object of other types', 'MEMBER_CARD', advanced({ business_service: ['BIZ_SERVICE_DELIVER'] }), 47001],
    ['advanced_info of a ticket', 'MOVIE_TICKET', advanced({ business_service: ['BIZ_SERVICE_DELIVER'] }), 47001],
    ['stock', 'CASH', base({ sku: { quantity: 5 } }), 47001],
    ['status', 'CASH', base({ status: 'CARD_STATUS_VERIFY_OK' }), 47001],
    ['a field of the type that cannot change', 'CASH', { reduce_cost: 1 }, 47001],
    ['the hours of a day', 'CASH', advanced({ time_limit: [{ type: 'MONDAY', begin_hour: 8 }] }), 47001],
    ['one unknown field among others', 'CASH', base({ notice: 'n', description: 'd', brand_name: 'b' }), 47001],
    ['an inherited name', 'CASH', { constructor: 'c' }, 47001],
    ['a field of swipe_card in base_info', 'MEMBER_CARD', base({ is_swipe_card: true }), 47001],
    // JSON types
    ['null for an object', 'CASH', base({ date_info: null }), 47001],
    ['null in a list', 'CASH', base({ location_id_list: [1, null] }), 47001],
    ['a number for a string', 'CASH', base({ notice: 1 }), 47001],
    ['a string for a number', 'CASH', base({ get_limit: '1' }), 47001],
    ['a string that is not an integer for a time', 'CASH', dates({ type, end_timestamp: `${end}.5` }), 47001],
    ['an empty string for a time', 'CASH', dates({ type, end_timestamp: '' }), 47001],
    ['a string for a boolean', 'CASH', base({ can_share: 'true' }), 47001],
    ['a string that is not an integer as an id', 'CASH', base({ location_id_list: ['1', 'a'] }), 47001],
    ['a string other than 0 for ids', 'CASH', base({ location_id_list: '1,2' }), 47001],
    ['an empty string for ids', 'CASH', base({ location_id_list: '' }), 47001],
    ['a number for a list of ids', 'CASH', base({ location_id_list: 0 }), 47001],
    ['a string for a list of strings', 'CASH', advanced({ business_service: 'BIZ_SERVICE_DELIVER' }), 47001],
    ['an object for a list', 'CASH', advanced({ time_limit: { type: 'MONDAY' } }), 47001],
    ['strings for objects', 'CASH', advanced({ time_limit: ['MONDAY'] }), 47001],
    ['a list for an object', 'CASH', base({ date_info: [] }), 47001],
    ['an entry without fields', 'CASH', advanced({ text_image_list: [{}] }), 47001],
    // numbers
    ['a limit of 0', 'CASH', base({ get_limit: 0 }), 72009],
    ['a limit of 51', 'CASH', base({ get_limit: 51 }), 72009],
    ['a decimal', 'CASH', base({ get_limit: 1.5 }), -1],
    ['a decimal without bounds', 'MEMBER_CARD', { bonus_rule: { reduce_money: 0.5 } }, -1],
    ['a decimal among ids', 'CASH', base({ location_id_list: [1, 1.5] }), -1],
    ['a decimal time', 'CASH', dates({ type, end_timestamp: end + 0.5 }), -1],
    ['milliseconds', 'CASH', dates({ type, begin_timestamp: begin, end_timestamp: end * 1000 }), 40079],
    ['milliseconds as text', 'CASH', dates({ type, end_timestamp: `${end}000` }), 40079],
    ['a decimal type of validity', 'CASH', dates({ type: 1.5 }), -1],
    ['a negative time', 'BOARDING_PASS', { boarding_time: -1 }, 40079],
    ['milliseconds in a message', 'MEMBER_CARD', cell({ end_time: end * 1000 }), 40079],
    // strings
    ['an unknown code type', 'CASH', base({ code_type: 'CODE_TYPE_SOUND' }), 73213],
    ['an empty code type', 'CASH', base({ code_type: '' }), 73213],
    ['an unknown day', 'CASH', advanced({ time_limit: [{ type: 'SOMEDAY' }] }), 40097],
    ['an unknown service', 'CASH', advanced({ business_service: ['BIZ_SERVICE_TEA'] }), 40097],
    ['an unknown member field', 'MEMBER_CARD', { custom_field1: { name_type: 'FIELD_NAME_TYPE_UNKNOW' } }, 40097],
    ['an unknown colour', 'CASH', base({ color: 'Color011' }), 40076],
    ['a colour by an inherited name', 'CASH', base({ color: 'constructor' }), 40076],
    ['a short hex colour', 'CASH', base({ color: '#abc' }), 40076],
    ['an empty colour', 'CASH', base({ color: '' }), 40076],
    ['an empty title', 'MEMBER_CARD', base({ title: '' }), 40097],
    ['an empty logo', 'CASH', base({ logo_url: '' }), 40097],
    // lists
    ['an empty list of locations', 'CASH', base({ location_id_list: [] }), 40097],
    ['an empty list of services', 'CASH', advanced({ business_service: [] }), 40097],
    ['two cover pictures', 'CASH', advanced({ abstract: { icon_url_list: ['a', 'b'] } }), 40097],
    [
      'a picture on another host',
      'CASH',
      advanced({ text_image_list: [{ image_url: 'https://demo.example/a' }] }),
      40141,
    ],
    [
      'a picture on a host with the same prefix',
      'CASH',
      advanced({ text_image_list: [{ image_url: 'https://mmbiz.qpic.cn.demo.example/' }] }),
      40141,
    ],
    ['an empty picture URL', 'CASH', advanced({ text_image_list: [{ image_url: '', text: 't' }] }), 40141],
    ['eleven coupons', 'MEMBER_CARD', cell({ card_id_list: Array(11).fill('p') }), 72019],
    // redeem gifts
    ['two gifts of the same card', 'CASH', advanced({ consume_share_self_num: 2 }), 40142],
    ['a negative number of gifts', 'CASH', advanced({ consume_share_self_num: -1 }), 40142],
    ['two gifts of another card', 'CASH', advanced({ consume_share_card_list: [{ card_id: 'p', num: 2 }] }), 40142],
    [
      'gifts of two other cards',
      'CASH',
      advanced({
        consume_share_card_list: [
          { card_id: 'p', num: 1 },
          { card_id: 'q', num: 1 },
        ],
      }),
      40142,
    ],
    ['a gift without an id', 'CASH', advanced({ consume_share_card_list: [{ num: 1 }] }), 40142],
    ['a gift without a number', 'CASH', advanced({ consume_share_card_list: [{ card_id: 'p' }] }), 40142],
    // fields that exclude each other
    ['locations and all locations', 'MEMBER_CARD', base({ location_id_list: [1], use_all_locations: true }), 40145],
    ['two ways to activate', 'MEMBER_CARD', { wx_activate: true, activate_url: 'u' }, 40145],
    [
      'gifts of the same card and of another',
      'CASH',
      advanced({ consume_share_self_num: 1, consume_share_card_list: [{ card_id: 'p', num: 1 }] }),
      40145,
    ],
    // validity
    ['a fixed term', 'CASH', dates({ type: 'DATE_TYPE_FIX_TERM' }), 40100],
    ['a permanent validity', 'CASH', dates({ type: 'DATE_TYPE_PERMANENT' }), 40100],
    ['an empty type', 'CASH', dates({ type: '' }), 40100],
    ['the older spelling of a fixed term', 'CASH', dates({ type: 2 }), 40100],
    ['an earlier end as text', 'CASH', dates({ type, end_timestamp: String(end - 1) }), 40100],
    ['an earlier end with the older type', 'CASH', dates({ type: 1, end_timestamp: end - 1 }), 40100],
    ['a type of 0', 'CASH', dates({ type: 0 }), 40100],
    ['a later begin', 'CASH', dates({ type, begin_timestamp: begin + 1, end_timestamp: end }), 40100],
    ['an earlier end', 'CASH', dates({ type, begin_timestamp: begin, end_timestamp: end - 1 }), 40100],
    ['only a later begin', 'CASH', dates({ begin_timestamp: begin + 1 }), 40100],
  ])('%s for a card of type %s', async (_, cardType, payload, errcode) => {
    const before = await cards.state();
    expect(await cards.update(cardType, payload)).toEqual({ errcode });
    expect(await cards.state()).toEqual(before);
    expect(await cards.lastCommitted('/card/update')).toBe(false);
  });

  test.each<[string, object, number]>([
    ['no card', { cash: base({ notice: 'n' }) }, 41012],
    ['an unknown card', { card_id: 'pNONE', cash: base({ notice: 'n' }) }, 40073],
    ['no type key', { card_id: idOf('CASH') }, 47001],
    ['the type key of another type', { card_id: idOf('CASH'), gift: base({ notice: 'n' }) }, 47001],
    ['the type key in capitals', { card_id: idOf('CASH'), CASH: base({ notice: 'n' }) }, 47001],
    ['two type keys', { card_id: idOf('CASH'), cash: base({ notice: 'n' }), gift: {} }, 47001],
    ['base_info at the top level', { card_id: idOf('CASH'), cash: base({ notice: 'n' }), base_info: {} }, 47001],
    ['null for the payload', { card_id: idOf('CASH'), cash: null }, 47001],
    ['a list for the payload', { card_id: idOf('CASH'), cash: [] }, 47001],
    ['a number for the card', { card_id: 7, cash: base({ notice: 'n' }) }, 47001],
  ])('a body with %s', async (_, body, errcode) => {
    const before = await cards.state();
    expect(await cards.call('/card/update', body)).toEqual({ errcode });
    expect(await cards.state()).toEqual(before);
  });

  test('a deleted card', async () => {
    await cards.call('/card/delete', { card_id: idOf('CASH') });
    const before = await cards.state();
    expect(await cards.update('CASH', base({ notice: 'n' }))).toEqual({ errcode: 40078 });
    expect(await cards.state()).toEqual(before);
  });

  test('and echoes the request body in the text of 47001', async () => {
    const body = { card_id: idOf('CASH'), cash: base({ brand_name: '青岚' }) };
    const { errmsg } = await cards.client.call('/card/update', await cards.client.token(), body);
    expect(errmsg).toMatch(/^data format error: \{"card_id":"pOWN-cash".*brand_name.* hint: .* rid: /);
  });
});
