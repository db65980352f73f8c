import { belongsTo, UPDATE_FIELDS, type UpdateField } from '../../src/platform/endpoints/card.fields.js';
import type { CardUpdateFields } from '../../src/platform/endpoints/card.update.js';
import { CARD_TYPES, type WireCardType } from '../../src/platform/endpoints/card.wire.js';
import { EmulatorClient } from '../unit/emulator/emulator-client.js';
import { CARD_RANGE, CardClient, oneOfEachKind } from '../unit/emulator/own-cards.js';

let cards: CardClient;
beforeAll(async () => {
  const client = await EmulatorClient.start({ seed: { cards: oneOfEachKind() } });
  cards = new CardClient(client, await client.token());
});
beforeEach(() => cards.client.control('POST', '/reset'));
afterAll(() => cards.client.close());

/** Returns a payload with one value at the path of a field. */
function sending(path: string, value: unknown): Record<string, unknown> {
  const [first = '', ...rest] = path.split('.');
  const below = rest.length === 0 ? value : sending(rest.join('.'), value);
  // A redeem gift needs both its id and its number.
  if (first === 'consume_share_card_list[]')
    return { [first.slice(0, -2)]: [{ card_id: 'p', num: 1, ...Object(below) }] };
  return first.endsWith('[]') ? { [first.slice(0, -2)]: [below] } : { [first]: below };
}

/** Returns a valid value of a field that differs from the value of every card. */
function sampleOf(field: UpdateField): unknown {
  if (field.path.endsWith('begin_timestamp')) return CARD_RANGE.begin_timestamp - 1;
  if (field.path.endsWith('end_timestamp')) return CARD_RANGE.end_timestamp + 1;
  if (field.color) return '#123abc';
  if (field.hosts !== undefined) return `https://${field.hosts[0]}/x`;
  switch (field.type) {
    case 'string':
      return 'x';
    case 'enum':
      return field.values?.at(-1);
    case 'enum[]':
      return field.values?.slice(1, 3);
    case 'int':
      return field.max ?? 77;
    case 'unixSeconds':
      return 1_785_000_000;
    case 'bool':
      return true;
    case 'int[]':
      return [7, 8];
    case 'string[]':
      return ['x'];
  }
}

const everyField = UPDATE_FIELDS.flatMap((field) =>
  CARD_TYPES.filter((cardType) => belongsTo(field.kinds, cardType)).map(
    (cardType): [string, WireCardType, UpdateField] => [field.path, cardType, field],
  ),
);

describe('every field of an update', () => {
  test.each(everyField)(
    '%s of a card of type %s is stored, and reviewed if the table requires it',
    async (path, cardType, field) => {
      const payload = sending(path, sampleOf(field));
      const isMessage = path.includes('_msg_operation');
      expect(await cards.update(cardType, payload)).toEqual({
        errcode: 0,
        ...(isMessage ? {} : { send_check: field.review }),
      });
      expect(await cards.payload(cardType)).toMatchObject(payload);
      expect((await cards.baseInfo(cardType)).status).toBe(
        field.review ? 'CARD_STATUS_NOT_VERIFY' : 'CARD_STATUS_VERIFY_OK',
      );
      expect(await cards.lastCommitted('/card/update')).toBe(true);
    },
  );

  const clearable = everyField.filter(([, , { clear }]) => clear !== undefined);
  test.each(clearable)('%s of a card of type %s can be cleared', async (path, cardType, { clear }) => {
    const isList = Array.isArray(clear);
    const listPath = isList ? path.replace(/\[\].*$/, '') : path;
    expect(await cards.update(cardType, sending(listPath, clear))).toMatchObject({ errcode: 0 });
    const emptied = clear === '0' ? [] : clear;
    expect(await cards.payload(cardType)).toMatchObject(sending(listPath, emptied));
  });

  test.each(everyField)('%s of a card of type %s cannot be null', async (path, cardType) => {
    const before = await cards.state();
    expect(await cards.update(cardType, sending(path, null))).toEqual({ errcode: 47001 });
    expect(await cards.state()).toEqual(before);
  });
});

describe('the length limit', () => {
  const limited = UPDATE_FIELDS.filter(({ maxUtf8Bytes, color }) => maxUtf8Bytes !== undefined && color !== true);
  /** Returns a value of a given number of bytes. */
  function ofBytes({ type, hosts }: UpdateField, bytes: number): unknown {
    // Ids of one digit, each with a comma. If the number of bytes is even, the first id has two digits.
    if (type === 'int[]')
      return Array.from({ length: bytes >> 1 }, (_, i) => (i === 0 && bytes % 2 === 0 ? 77 : 7)).concat(
        bytes % 2 === 0 ? [] : [7],
      );
    const text = (hosts === undefined ? '' : `https://${hosts[0]}/`).padEnd(bytes, 'x');
    return type === 'string[]' ? [text] : text;
  }

  test.each(limited.map((field): [string, string, UpdateField] => [field.path, field.kinds, field]))(
    'is accepted and one byte more is 45021 for the field %s (%s)',
    async (path, _, field) => {
      const cardType = CARD_TYPES.find((one) => belongsTo(field.kinds, one)) ?? 'CASH';
      const max = field.maxUtf8Bytes ?? 0;
      expect(await cards.update(cardType, sending(path, ofBytes(field, max)))).toMatchObject({ errcode: 0 });
      const before = await cards.state();
      expect(await cards.update(cardType, sending(path, ofBytes(field, max + 1)))).toEqual({ errcode: 45021 });
      expect(await cards.state()).toEqual(before);
    },
  );

  test('counts the bytes of Chinese text', async () => {
    expect(await cards.update('CASH', { base_info: { notice: '券'.repeat(16) } })).toMatchObject({ errcode: 0 });
    expect(await cards.update('CASH', { base_info: { notice: '券'.repeat(17) } })).toEqual({ errcode: 45021 });
  });

  test('counts the characters of text next to a picture', async () => {
    const text = (length: number) => ({ advanced_info: { text_image_list: [{ text: '券'.repeat(length) }] } });
    expect(await cards.update('CASH', text(5000))).toMatchObject({ errcode: 0 });
    expect(await cards.update('CASH', text(5001))).toEqual({ errcode: 45021 });
  });
});

describe('an update', () => {
  test('changes the sent fields and keeps the others', async () => {
    const before = await cards.payload('MEMBER_CARD');
    const sent = {
      base_info: { service_phone: '1', pay_info: { swipe_card: { is_swipe_card: false } } },
      custom_field1: { url: 'u' },
      custom_field3: { name: 'n' },
      bonus_rule: { reduce_money: 5 },
    };
    await cards.update('MEMBER_CARD', sent);
    const after = await cards.payload('MEMBER_CARD');
    const stored = before as { base_info: object; custom_field1: object; bonus_rule: object };
    expect(after).toEqual({
      ...before,
      base_info: {
        ...stored.base_info,
        service_phone: '1',
        pay_info: { swipe_card: { is_swipe_card: false } },
        update_time: expect.any(Number),
      },
      custom_field1: { ...stored.custom_field1, url: 'u' },
      custom_field3: { name: 'n' },
      bonus_rule: { ...stored.bonus_rule, reduce_money: 5 },
    });
  });

  test('sets update_time to the time of the clock', async () => {
    await cards.client.control('POST', '/clock', { now: 1_785_000_000 });
    await cards.update('CASH', { base_info: { service_phone: '1' } });
    const stamp = (await cards.baseInfo('CASH')).update_time;
    expect([1_785_000_000, 1_785_000_001]).toContain(stamp);
  });

  test('replaces a complete list, including fields that cannot be sent', async () => {
    expect(await cards.payload('GROUPON')).toMatchObject({
      advanced_info: { time_limit: [{ begin_hour: 13 }, {}, {}] },
    });
    await cards.update('GROUPON', { advanced_info: { time_limit: [{ type: 'MONDAY' }] } });
    expect(((await cards.payload('GROUPON')).advanced_info as CardUpdateFields['advanced_info'])?.time_limit).toEqual([
      { type: 'MONDAY' },
    ]);
  });

  test('sends a card to review if it clears a list whose fields need a review', async () => {
    expect(await cards.update('CASH', { advanced_info: { time_limit: [] } })).toEqual({ errcode: 0, send_check: true });
    expect(await cards.update('GIFT', { advanced_info: { text_image_list: [] } })).toEqual({
      errcode: 0,
      send_check: false,
    });
  });

  test('stores a colour name as hex', async () => {
    await cards.update('CASH', { base_info: { color: 'Color010' } });
    expect(await cards.baseInfo('CASH')).toMatchObject({ color: '#63b359' });
  });

  test('clears the locations with the string "0", also together with use_all_locations', async () => {
    await cards.update('MEMBER_CARD', { base_info: { location_id_list: '0', use_all_locations: true } });
    expect(await cards.baseInfo('MEMBER_CARD')).toMatchObject({ location_id_list: [], use_all_locations: true });
  });

  test('checks mutually exclusive fields only within the request', async () => {
    await cards.update('MEMBER_CARD', { wx_activate: true });
    expect(await cards.update('MEMBER_CARD', { activate_url: 'u' })).toMatchObject({ errcode: 0 });
    expect(await cards.payload('MEMBER_CARD')).toMatchObject({ wx_activate: true, activate_url: 'u' });
  });

  test('without fields is accepted and changes nothing', async () => {
    const before = await cards.state();
    expect(await cards.update('CASH', { base_info: {} })).toEqual({ errcode: 0, send_check: false });
    expect(await cards.state()).toEqual(before);
    expect(await cards.lastCommitted('/card/update')).toBe(false);
  });

  test('has changed the card if the response is lost', async () => {
    await cards.client.control('POST', '/faults', { path: '/card/update', kind: 'errcode', value: -1, when: 'after' });
    expect(await cards.update('CASH', { base_info: { notice: 'n' } })).toEqual({ errcode: -1 });
    expect(await cards.baseInfo('CASH')).toMatchObject({ notice: 'n', status: 'CARD_STATUS_NOT_VERIFY' });
    expect(await cards.lastCommitted('/card/update')).toBe(true);
  });

  test('changes nothing if it fails before it is executed', async () => {
    const before = await cards.state();
    await cards.client.control('POST', '/faults', { path: '/card/update', kind: 'errcode', value: 43010 });
    expect(await cards.update('MEMBER_CARD', { supply_balance: true })).toEqual({ errcode: 43010 });
    expect(await cards.state()).toEqual(before);
  });
});

describe('points and stored value', () => {
  test.each(['supply_bonus', 'supply_balance'])('%s cannot be turned off', async (field) => {
    expect(await cards.update('MEMBER_CARD', { [field]: false })).toMatchObject({ errcode: 0 });
    expect(await cards.update('MEMBER_CARD', { [field]: true })).toMatchObject({ errcode: 0 });
    expect(await cards.update('MEMBER_CARD', { [field]: true })).toMatchObject({ errcode: 0 });
    expect(await cards.update('MEMBER_CARD', { [field]: false })).toEqual({ errcode: 40135 });
    expect(await cards.payload('MEMBER_CARD')).toMatchObject({ [field]: true });
  });
});

describe('a validity', () => {
  const { begin_timestamp: begin, end_timestamp: end } = CARD_RANGE;
  const update = (date_info: object) => cards.update('CASH', { base_info: { date_info } });
  const stored = async () => (await cards.baseInfo('CASH')).date_info;
  const type = 'DATE_TYPE_FIX_TIME_RANGE';

  test.each<[string, object, object]>([
    ['both ends', { type, begin_timestamp: begin - 9, end_timestamp: end + 9 }, [begin - 9, end + 9]],
    ['only its end', { type, end_timestamp: end + 9 }, [begin, end + 9]],
    ['only its begin, without a type', { begin_timestamp: begin - 9 }, [begin - 9, end]],
    ['the same range', { type, begin_timestamp: begin, end_timestamp: end }, [begin, end]],
    ['the older spelling', { type: 1, end_timestamp: end + 9 }, [begin, end + 9]],
    ['the last second of 32 bits', { type, end_timestamp: 0xffff_ffff }, [begin, 0xffff_ffff]],
    ['only its type', { type }, [begin, end]],
  ])('accepts %s', async (_, dates, range) => {
    expect(await update(dates)).toEqual({ errcode: 0, send_check: false });
    const [begin_timestamp, end_timestamp] = range as number[];
    expect(await stored()).toEqual({ type, begin_timestamp, end_timestamp });
  });

  test.each(['DATE_TYPE_FIX_TERM', 'DATE_TYPE_PERMANENT'])('cannot change if its type is %s', async (fixed) => {
    const seeds = oneOfEachKind().map(({ cardType, payload }) => {
      return { cardType, payload: { ...payload, base_info: { ...payload.base_info, date_info: { type: fixed } } } };
    });
    const client = await EmulatorClient.start({ seed: { cards: seeds } });
    const other = new CardClient(client, await client.token());
    for (const dates of [{ type }, { begin_timestamp: begin, end_timestamp: end }]) {
      expect(await other.update('CASH', { base_info: { date_info: dates } })).toEqual({ errcode: 40100 });
    }
    await client.close();
  });
});

describe('messages to members', () => {
  const cell = { card_id_list: ['p'], end_time: 1_792_724_561, text: 't' };

  test('are stored, and the response has no send_check', async () => {
    const sent = { activate_msg_operation: { url_cell: cell }, modify_msg_operation: { url_cell: cell } };
    expect(await cards.update('MEMBER_CARD', sent)).toEqual({ errcode: 0 });
    const payload = await cards.payload('MEMBER_CARD');
    expect(payload.modify_msg_operation).toEqual({ url_cell: cell });
    expect(payload).toMatchObject(sent);
  });

  test('return send_check if the request has other fields too', async () => {
    const modify_msg_operation = { url_cell: cell };
    expect(await cards.update('MEMBER_CARD', { modify_msg_operation, bonus_url: 'u' })).toEqual({
      errcode: 0,
      send_check: false,
    });
    expect(await cards.update('MEMBER_CARD', { modify_msg_operation, bonus_rules: 'r' })).toEqual({
      errcode: 0,
      send_check: true,
    });
  });

  test.each(['url', 'app_brand_id', 'app_brand_pass'])('%s takes precedence over coupons', async (link) => {
    const sent = { modify_msg_operation: { url_cell: { ...cell, [link]: 'l' } } };
    expect(await cards.update('MEMBER_CARD', sent)).toEqual({ errcode: 0 });
    const { card_id_list: _, ...stored } = cell;
    expect((await cards.payload('MEMBER_CARD')).modify_msg_operation).toEqual({ url_cell: { ...stored, [link]: 'l' } });
  });

  test('accept ten coupons', async () => {
    const card_id_list = Array.from({ length: 10 }, (_, index) => `p${index}`);
    expect(await cards.update('MEMBER_CARD', { modify_msg_operation: { url_cell: { card_id_list } } })).toEqual({
      errcode: 0,
    });
  });
});

describe('a review', () => {
  test('never ends by itself', async () => {
    await cards.update('CASH', { base_info: { notice: 'n' } });
    await cards.client.control('POST', '/clock', { advanceSeconds: 86_400 * 365 });
    const all = (await cards.state()).cards as { cash?: CardUpdateFields }[];
    expect(all.find(({ cash }) => cash !== undefined)?.cash).toMatchObject({
      base_info: { status: 'CARD_STATUS_NOT_VERIFY' },
    });
  });

  test('does not prevent further changes, and new values are visible at once', async () => {
    await cards.update('CASH', { base_info: { notice: 'n' } });
    expect(await cards.update('CASH', { base_info: { service_phone: '1' } })).toEqual({
      errcode: 0,
      send_check: false,
    });
    expect(await cards.update('CASH', { base_info: { notice: 'm' } })).toEqual({ errcode: 0, send_check: true });
    expect(await cards.baseInfo('CASH')).toMatchObject({
      notice: 'm',
      service_phone: '1',
      status: 'CARD_STATUS_NOT_VERIFY',
    });
  });

  test('ends reviewSeconds after the last update that needed a review, by the clock', async () => {
    const client = await EmulatorClient.start({ reviewSeconds: 1000 });
    const settling = new CardClient(client, await client.token());
    const id = 'pDEMO-cash-0001';
    const wait = (advanceSeconds: number) => client.control('POST', '/clock', { advanceSeconds });
    const status = async () => (await settling.baseInfo('CASH', id)).status;
    await settling.update('CASH', { base_info: { notice: 'n' } }, id);
    await wait(900);
    await settling.update('CASH', { base_info: { notice: 'm' } }, id);
    await wait(900);
    await settling.update('CASH', { base_info: { service_phone: '1' } }, id);
    expect(await status()).toBe('CARD_STATUS_NOT_VERIFY');
    await wait(101);
    expect(await status()).toBe('CARD_STATUS_VERIFY_OK');
    expect(await settling.baseInfo('CASH', id)).toMatchObject({ notice: 'm', service_phone: '1' });
    await client.close();
  });
});

describe('the older forms of a value', () => {
  const { begin_timestamp: begin, end_timestamp: end } = CARD_RANGE;

  test('text of digits is accepted as a time and stored as a number', async () => {
    const date_info = { type: 1, begin_timestamp: String(begin - 1), end_timestamp: String(end + 1) };
    expect(await cards.update('CASH', { base_info: { date_info } })).toEqual({ errcode: 0, send_check: false });
    expect((await cards.baseInfo('CASH')).date_info).toEqual({
      type: 'DATE_TYPE_FIX_TIME_RANGE',
      begin_timestamp: begin - 1,
      end_timestamp: end + 1,
    });
    expect(await cards.update('BOARDING_PASS', { boarding_time: String(begin) })).toMatchObject({ errcode: 0 });
    expect(await cards.payload('BOARDING_PASS')).toMatchObject({ boarding_time: begin });
  });

  test('text of digits is accepted as a location id and stored as a number', async () => {
    expect(await cards.update('CASH', { base_info: { location_id_list: ['12', 34] } })).toMatchObject({ errcode: 0 });
    expect((await cards.baseInfo('CASH')).location_id_list).toEqual([12, 34]);
  });
});
