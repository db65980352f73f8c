import { chinaDayAt, dateOfDay } from '../../../src/platform/china-time.js';
import { EmulatorClient, type Json } from './emulator-client.js';

const COUPON = 'pDEMO-groupon-0001';
const CARD_TYPES: Record<string, number> = { discount: 0, cash: 1, gift: 2, 'general-coupon': 3, groupon: 4 };

describe('statistics', () => {
  let client: EmulatorClient;
  let token: string;
  beforeAll(async () => {
    client = await EmulatorClient.start();
    token = await client.token();
  });
  beforeEach(async () => {
    await client.control('POST', '/reset');
    // An arbitrary time on the emulator's first day.
    today = chinaDayAt(Date.now());
  });
  afterAll(() => client.close());

  let today: number;
  /** Moves the clock and gets a token that is valid then. */
  const clock = async (move: Json) => {
    await client.control('POST', '/clock', move);
    token = await client.token();
  };
  /** Returns the date a number of days before today. */
  const ago = (days: number) => dateOfDay(today - days);
  const call = (name: string, request: Json) => client.call(`/datacube/${name}`, token, request);
  const rows = async (name: string, first: number, last: number, extra: Json): Promise<Row[]> => {
    const reply = await call(name, { begin_date: ago(first), end_date: ago(last), ...extra });
    expect(Object.keys(reply)).toEqual(['list']);
    return reply.list as Row[];
  };
  type Row = Json & { readonly ref_date: string; readonly card_id?: string };
  const number = (row: Json | undefined, field: string) => Number(row?.[field]);

  test.each([0, 1])('every call returns rows for cond_source %i, for the last 200 days only', async (cond_source) => {
    for (const name of ['getcardbizuininfo', 'getcardcardinfo', 'getcardmembercardinfo']) {
      const first = await rows(name, 200, 139, { cond_source });
      const last = await rows(name, 62, 1, { cond_source });
      expect(new Set(first.map((row) => row.ref_date)).size).toBeGreaterThan(50);
      expect(last.at(-1)?.ref_date).toBe(ago(1));
      expect(await rows(name, 262, 201, { cond_source })).toEqual([]);
    }
  });

  test('a coupon has rows for one cond_source only, with integer counts', async () => {
    const seen = new Map<string, number>();
    for (const cond_source of [0, 1]) {
      for (const row of await rows('getcardcardinfo', 30, 1, { cond_source })) {
        const id = String(row.card_id);
        expect(seen.get(id) ?? cond_source).toBe(cond_source);
        seen.set(id, cond_source);
        expect(row.card_type).toBe(CARD_TYPES[/^pDEMO-(.*)-\d+$/.exec(id)?.[1] ?? '']);
      }
    }
    expect(seen.size).toBe(15);
  });

  test('a card_id limits the rows to that card', async () => {
    const all = await rows('getcardcardinfo', 62, 1, { cond_source: 1 });
    const one = await rows('getcardcardinfo', 62, 1, { cond_source: 1, card_id: COUPON });
    expect(one.length).toBeGreaterThan(50);
    expect(one).toEqual(all.filter((row) => row.card_id === COUPON));
    expect(await rows('getcardcardinfo', 62, 1, { cond_source: 0, card_id: COUPON })).toEqual([]);
    expect(await rows('getcardcardinfo', 62, 1, { cond_source: 1, card_id: '' })).toEqual(all);
  });

  test('the rows of the merchant are the sums over its cards', async () => {
    const merchant = await rows('getcardbizuininfo', 10, 1, { cond_source: 0 });
    const coupons = await rows('getcardcardinfo', 10, 1, { cond_source: 0 });
    const members = await rows('getcardmembercardinfo', 10, 1, { cond_source: 0 });
    for (const row of merchant) {
      const parts = [...coupons, ...members].filter((part) => part.ref_date === row.ref_date);
      // The cards with even numbers are coupons and member cards.
      expect(row.view_cnt).toBe(parts.reduce((sum, part) => sum + number(part, 'view_cnt'), 0));
      expect(Object.keys(row)).toHaveLength(11);
    }
  });

  test('users never exceed counts, and users who claim never exceed users who view', async () => {
    for (const row of await rows('getcardcardinfo', 62, 1, { cond_source: 1 })) {
      for (const name of ['view', 'receive', 'verify', 'given', 'expire']) {
        expect(number(row, `${name}_user`)).toBeLessThanOrEqual(number(row, `${name}_cnt`));
      }
      expect(number(row, 'receive_user')).toBeLessThanOrEqual(number(row, 'view_user'));
    }
  });

  test('the rows of a member card have their own spellings, and the number of members never decreases', async () => {
    for (const card_id of ['pDEMO-member-card-0001', 'pDEMO-member-card-0002']) {
      const list = await rows('getcardmembercarddetail', 62, 1, { card_id });
      expect(list.length).toBeGreaterThan(50);
      expect(list[0]).toMatchObject({
        cardid: card_id,
        merchanttype: 2,
        submerchantid: 0,
        payOriginalFee: expect.any(Number),
      });
      const totals = list.map((row) => number(row, 'total_user'));
      expect(totals).toEqual([...totals].sort((one, other) => one - other));
      const next = list.findIndex((row, index) => index > 0 && row.ref_date === followingDate(list[index - 1]));
      expect(number(list[next], 'total_user') - number(list[next - 1], 'total_user')).toBe(
        number(list[next], 'new_user'),
      );
    }
    const [quickPay] = await rows('getcardmembercarddetail', 2, 1, { card_id: 'pDEMO-member-card-0001' });
    expect(number(quickPay, 'payOriginalFee')).toBeGreaterThanOrEqual(number(quickPay, 'fee'));
  });

  test('days without data are missing, some for all cards and some for one card', async () => {
    const one = await rows('getcardcardinfo', 62, 1, { cond_source: 1, card_id: COUPON });
    expect(one.length).toBeLessThan(62);
    const merchant = (await rows('getcardbizuininfo', 62, 1, { cond_source: 1 })).map((row) => row.ref_date);
    expect(merchant).toHaveLength(60);
    expect(merchant).not.toContain(ago(13));
    expect(merchant).not.toContain(ago(60));
  });

  test('the numbers are the same in every account and after every start and reset', async () => {
    const other = await EmulatorClient.start();
    try {
      const request = { begin_date: ago(62), end_date: ago(1), cond_source: 1 };
      const path = '/datacube/getcardcardinfo';
      expect(await other.call(path, await other.token(), request)).toEqual(await client.call(path, token, request));
    } finally {
      await other.close();
    }
    const yesterday = await rows('getcardcardinfo', 1, 1, { cond_source: 1, card_id: COUPON });
    expect(yesterday).toMatchObject([{ view_cnt: YESTERDAY_VIEWS }]);
  });

  test('new days appear when the clock moves on', async () => {
    await clock({ advanceSeconds: 10 * 86_400 });
    const list = await rows('getcardbizuininfo', 5, -9, { cond_source: 1 });
    expect(list.at(-1)?.ref_date).toBe(ago(-9));
    expect(
      (await call('getcardbizuininfo', { begin_date: ago(-10), end_date: ago(-10), cond_source: 1 })).errcode,
    ).toBe(61501);
  });

  test('today ends at midnight in UTC+8', async () => {
    const window = { begin_date: '2031-05-01', end_date: '2031-05-01', cond_source: 0 };
    await clock({ now: Date.UTC(2031, 4, 1, 15, 59, 50) / 1000 });
    expect((await call('getcardbizuininfo', window)).errcode).toBe(61501);
    await clock({ now: Date.UTC(2031, 4, 1, 16) / 1000 });
    expect((await call('getcardbizuininfo', window)).errcode).toBeUndefined();
  });

  const NAMES = ['getcardbizuininfo', 'getcardcardinfo', 'getcardmembercardinfo', 'getcardmembercarddetail'];
  test.each(NAMES)('%s refuses an invalid date, an invalid window and a window that has not ended', async (name) => {
    const errcodeOf = async (begin_date: unknown, end_date: unknown) =>
      (await call(name, { begin_date, end_date, cond_source: 0, card_id: 'pDEMO-member-card-0001' })).errcode;
    for (const date of ['2015-6-15', '2015-02-30', '20150615', '2015-06-15 ', '2015-13-01', '', undefined]) {
      expect(await errcodeOf(date, '2015-06-30')).toBe(61500);
      expect(await errcodeOf('2015-06-01', date)).toBe(61500);
    }
    expect(await errcodeOf(20150615, '2015-06-30')).toBe(47001);
    expect(await errcodeOf('2015-06-30', '2015-06-15')).toBe(61501);
    expect(await errcodeOf('2015-06-01', '2015-08-01')).toBeUndefined();
    expect(await errcodeOf('2015-06-01', '2015-08-02')).toBe(61501);
    expect(await errcodeOf(ago(1), ago(1))).toBeUndefined();
    expect(await errcodeOf(ago(1), ago(0))).toBe(61501);
    expect(await errcodeOf('2015-06-01', '9999-12-31')).toBe(61501);
  });

  test.each([
    ['getcardbizuininfo', { cond_source: 2 }, 40097],
    ['getcardbizuininfo', {}, 41011],
    ['getcardcardinfo', { cond_source: '0' }, 47001],
    ['getcardcardinfo', { cond_source: 0, card_id: 'pNobody' }, 40073],
    ['getcardcardinfo', { cond_source: 1, card_id: 'pDEMO-movie-ticket-0001' }, undefined],
    ['getcardmembercarddetail', {}, 41012],
    ['getcardmembercarddetail', { card_id: 'pNobody' }, 40073],
    ['getcardmembercarddetail', { card_id: COUPON }, undefined],
  ])('%s with %j returns errcode %s', async (name, extra, errcode) => {
    const reply = await call(name, { begin_date: ago(3), end_date: ago(1), ...extra });
    expect(reply.errcode).toBe(errcode);
    if (errcode === undefined) expect(reply).toEqual({ list: [] });
  });

  test('cards that a control call added have no rows', async () => {
    const { card_ids } = await client.control('POST', '/cards', { count: 22 });
    for (const card_id of card_ids as string[]) {
      for (const cond_source of [0, 1]) {
        expect(await rows('getcardcardinfo', 62, 1, { cond_source, card_id })).toEqual([]);
      }
      expect(await rows('getcardmembercarddetail', 62, 1, { card_id })).toEqual([]);
    }
  });
});

/** A row of COUPON on the day before the emulator's first day. Its numbers never change. */
const YESTERDAY_VIEWS = 74;

function followingDate(row: { ref_date: string } | undefined): string {
  const next = Date.parse(`${row?.ref_date}T00:00:00Z`) + 86_400_000;
  return new Date(next).toISOString().slice(0, 10);
}
