import { CardStatsDocument, type CardStatsQueryVariables } from '../graph/generated/graphql.js';
import { ago, daysBetween } from '../support/china-days.js';
import type { GraphAnswer } from '../support/graph-client.js';
import { sendJson } from '../support/raw-platform.js';
import { startStack } from '../support/stack.js';
import { useProxiedStack } from '../support/use-stack.js';

const COUNTS = 'date viewCount viewUsers claimCount claimUsers redeemCount redeemUsers';
const VOUCHER_COUNTS = `${COUNTS} giftCount giftUsers expireCount expireUsers`;
const MEMBER_COUNTS = `${COUNTS} activationCount activationUsers totalMembers totalClaimUsers newMembers`;
const TOTALS =
  'totals { viewCount claimCount redeemCount giftCount expireCount originalFee { fen yuan } fee { fen yuan } }';
const REST = `${TOTALS} missing { from to errorCode errcode message retryable } emptyDays complete`;

const COUPON = 'pDEMO-groupon-0001';
const MEMBER_CARD = 'pDEMO-member-card-0001';
const PATHS = {
  merchant: '/datacube/getcardbizuininfo',
  coupon: '/datacube/getcardcardinfo',
  member: '/datacube/getcardmembercardinfo',
  detail: '/datacube/getcardmembercarddetail',
};
/** The four queries, each with its endpoint, its arguments and the selection of its rows. */
const QUERIES = {
  merchantStats: { path: PATHS.merchant, args: 'origin: API', row: VOUCHER_COUNTS },
  couponStats: {
    path: PATHS.coupon,
    args: `origin: API, cardId: "${COUPON}"`,
    row: `${VOUCHER_COUNTS} cardId cardType cardTypeRaw isPay`,
  },
  memberCardStats: { path: PATHS.member, args: 'origin: API', row: MEMBER_COUNTS },
  memberCardDetailStats: {
    path: PATHS.detail,
    args: `cardId: "${MEMBER_CARD}"`,
    row: `${MEMBER_COUNTS} cardId merchantType subMerchantId originalFee { fen } fee { fen }`,
  },
};
type QueryName = keyof typeof QUERIES;
const NAMES = Object.keys(QUERIES) as QueryName[];

const stack = useProxiedStack();

type Row = Readonly<Record<string, string | number | null>> & { readonly date: string };
interface Gap {
  readonly from: string;
  readonly to: string;
  readonly errorCode: string;
}
interface Stats {
  readonly rows: readonly Row[];
  readonly totals: Readonly<Record<string, unknown>>;
  readonly missing: readonly Gap[];
  readonly emptyDays: readonly string[];
  readonly complete: boolean;
}

function send(name: QueryName, from: string, to: string, args = QUERIES[name].args): Promise<GraphAnswer> {
  return stack.graph.ask(
    `{ ${name}(from: "${from}", to: "${to}", ${args}) { rows { ${QUERIES[name].row} } ${REST} } }`,
  );
}

async function stats(name: QueryName, from: string, to: string, args?: string): Promise<Stats> {
  const { data, errors } = await send(name, from, to, args);
  expect(errors).toBeUndefined();
  return data[name];
}

interface Window {
  readonly begin_date: string;
  readonly end_date: string;
  readonly cond_source?: number;
  readonly card_id?: string;
}

/** Returns the requested windows, ordered by their first day. */
async function windowsOf(path: string): Promise<Window[]> {
  const { recent } = await stack.emulator.ledger();
  const windows = recent.filter((call) => call.path === path).map(({ request }) => request as unknown as Window);
  return windows.sort((one, other) => (one.begin_date < other.begin_date ? -1 : 1));
}

const sumOf = (rows: readonly Row[], field: string) => rows.reduce((sum, row) => sum + Number(row[field]), 0);
const datesOf = (rows: readonly Row[]) => rows.map(({ date }) => date);

describe.each(NAMES)('Query.%s', (name) => {
  const { path } = QUERIES[name];

  test.each([
    [1, 1],
    [62, 1],
    [63, 2],
    [180, 3],
  ])('splits %i days into %i windows that cover each day once', async (days, count) => {
    const [from, to] = [ago(days), ago(1)];
    const { rows, missing, complete } = await stats(name, from, to);
    const windows = await windowsOf(path);
    expect(windows).toHaveLength(count);
    expect(windows.flatMap(({ begin_date, end_date }) => daysBetween(begin_date, end_date))).toEqual(
      daysBetween(from, to),
    );
    for (const { begin_date, end_date } of windows) {
      expect(daysBetween(begin_date, end_date).length).toBeLessThanOrEqual(62);
    }
    expect(await stack.emulator.calls()).toEqual({ [path]: count });
    expect({ missing, complete }).toEqual({ missing: [], complete: true });
    expect(datesOf(rows)).toEqual([...datesOf(rows)].sort());
    expect(new Set(datesOf(rows)).size).toBe(rows.length);
    for (const { date } of rows) expect(from <= date && date <= to).toBe(true);
  });

  test('returns the rows of a long range once each, equal to the rows of its parts', async () => {
    const expected = await stats(name, ago(130), ago(1));
    const parts = [await stats(name, ago(130), ago(90)), await stats(name, ago(89), ago(1))];
    expect(expected.rows).toEqual(parts.flatMap(({ rows }) => rows));
    expect(expected.rows.length).toBeGreaterThan(90);
  });

  test('sums counts but never users', async () => {
    const { rows, totals } = await stats(name, ago(70), ago(1));
    expect(Object.keys(totals).filter((field) => /users/i.test(field))).toEqual([]);
    for (const field of ['viewCount', 'claimCount', 'redeemCount']) expect(totals[field]).toBe(sumOf(rows, field));
    for (const field of ['giftCount', 'expireCount']) {
      expect(totals[field]).toBe(name === 'merchantStats' || name === 'couponStats' ? sumOf(rows, field) : null);
    }
    expect(totals.viewCount).toBeGreaterThan(0);
  });

  test('returns no rows and zero totals for days without data', async () => {
    const { rows, totals, complete } = await stats(name, '2015-01-01', '2015-01-31');
    expect({ rows, complete }).toEqual({ rows: [], complete: true });
    expect(totals).toMatchObject({ viewCount: 0, claimCount: 0, redeemCount: 0, fee: null, originalFee: null });
  });

  test.each([0, -1])('rejects a range that ends %i days before today, before any call', async (days) => {
    const { data, errors } = await send(name, ago(3), ago(days));
    expect(data).toEqual({ [name]: null });
    expect(errors).toMatchObject([
      { path: [name], extensions: { code: 'BAD_USER_INPUT', problems: [{ field: ['to'] }] } },
    ]);
    expect(errors?.[0]?.message).toContain(`to: expected a day up to ${ago(1)}, yesterday in China Standard Time`);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('rejects a range that ends before it begins, before any call', async () => {
    const { data, errors } = await send(name, ago(1), ago(2));
    expect(data).toEqual({ [name]: null });
    expect(errors?.[0]?.message).toContain('to: expected a day on or after from');
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('reports a failed window as missing and returns the rest', async () => {
    const range = [ago(180), ago(1)] as const;
    const expected = await stats(name, ...range);
    await stack.emulator.clearLedger();
    await stack.emulator.fault({ path, kind: 'errcode', value: 61503, times: 1 });
    const { rows, missing, complete, totals } = await stats(name, ...range);
    const { recent } = await stack.emulator.ledger();
    const failed = recent.find(({ errcode }) => errcode === 61503)?.request as unknown as Window;
    expect(missing).toEqual([
      {
        from: failed.begin_date,
        to: failed.end_date,
        errorCode: 'STATS_NOT_READY',
        errcode: 61503,
        message: expect.stringContaining('statistics are not ready yet'),
        retryable: true,
      },
    ]);
    expect(complete).toBe(false);
    expect(rows).toEqual(expected.rows.filter(({ date }) => date < failed.begin_date || failed.end_date < date));
    expect(totals.viewCount).toBe(sumOf(rows, 'viewCount'));
  });

  test('reports two failed windows as missing, in order', async () => {
    await stack.emulator.fault({ path, kind: 'errcode', value: 61503, times: 2 });
    const { rows, missing } = await stats(name, ago(180), ago(1));
    expect(missing).toHaveLength(2);
    const [first, second] = missing as [Gap, Gap];
    expect(first.to < second.from).toBe(true);
    const missingDays = missing.flatMap(({ from, to }) => daysBetween(from, to));
    for (const { date } of rows) expect(missingDays).not.toContain(date);
    expect(rows.length).toBeGreaterThan(30);
  });

  test('is null with an error when every window fails', async () => {
    await stack.emulator.fault({ path, kind: 'errcode', value: -1 });
    const { data, errors } = await send(name, ago(180), ago(1));
    expect(data).toEqual({ [name]: null });
    expect(errors).toMatchObject([
      { path: [name], extensions: { code: 'PLATFORM_UNAVAILABLE', platform: { errcode: -1, endpoint: path } } },
    ]);
  });

  test('fails with STATS_NOT_READY when its only window is not ready', async () => {
    await stack.emulator.fault({ path, kind: 'errcode', value: 61503 });
    const { data, errors } = await send(name, ago(1), ago(1));
    expect(data).toEqual({ [name]: null });
    expect(errors).toMatchObject([{ path: [name], extensions: { code: 'STATS_NOT_READY' } }]);
  });

  test('is null with an error when the response has no list', async () => {
    stack.answerNext(path, (_, response) => sendJson(response, { list: { 0: {} } }));
    const { data, errors } = await send(name, ago(2), ago(1));
    expect(data).toEqual({ [name]: null });
    expect(errors).toMatchObject([{ path: [name], extensions: { code: 'PLATFORM_UNAVAILABLE' } }]);
  });

  test('omits rows whose date is outside the window or not a date', async () => {
    const dates = [
      '2026-02-27',
      '2026-02-28',
      '2026-02-30',
      '2026-02-31',
      '2026-03-01',
      '2026-3-1',
      '',
      null,
      20260228,
      undefined,
    ];
    stack.answerNext(path, (_, response) => {
      sendJson(response, { list: [null, 'x', ...dates.map((ref_date) => ({ ref_date, view_cnt: 1 }))] });
    });
    const { rows, totals } = await stats(name, '2026-02-28', '2026-02-28');
    expect(datesOf(rows)).toEqual(['2026-02-28']);
    expect(totals.viewCount).toBe(1);
  });

  test.each([null, {}, { ref_date: '2026-02-30' }, { ref_date: '20260227' }])(
    'reports the days without a row as missing if a row is %j, and keeps the rows that can be read',
    async (row) => {
      stack.answerNext(path, (_, response) =>
        sendJson(response, { list: [{ ref_date: '2026-02-26', view_cnt: 3 }, row && { card_id: COUPON, ...row }] }),
      );
      const { rows, missing, emptyDays, complete, totals } = await stats(name, '2026-02-25', '2026-02-28');
      expect(datesOf(rows)).toEqual(['2026-02-26']);
      expect(totals.viewCount).toBe(3);
      const reason = { errorCode: 'PLATFORM_REJECTED', errcode: null, retryable: false };
      expect(missing).toEqual([
        { from: '2026-02-25', to: '2026-02-25', message: expect.stringContaining('ref_date'), ...reason },
        { from: '2026-02-27', to: '2026-02-28', message: expect.stringContaining('ref_date'), ...reason },
      ]);
      expect([emptyDays, complete]).toEqual([[], false]);
    },
  );

  test('reports every day as missing, without an error, if no row of the response has a valid date', async () => {
    stack.answerNext(path, (_, response) => sendJson(response, { list: [{ ref_date: 'yesterday' }] }));
    const { rows, missing } = await stats(name, '2026-02-25', '2026-02-28');
    expect(rows).toEqual([]);
    expect(missing).toMatchObject([{ from: '2026-02-25', to: '2026-02-28', errorCode: 'PLATFORM_REJECTED' }]);
  });

  test('omits rows with a date that does not exist', async () => {
    stack.answerNext(path, (_, response) => {
      sendJson(response, {
        list: ['2026-02-28', '2026-02-29', '2026-02-30', '2026-03-01'].map((ref_date) => ({ ref_date })),
      });
    });
    expect(datesOf((await stats(name, '2026-02-01', '2026-03-31')).rows)).toEqual(['2026-02-28', '2026-03-01']);
  });

  test('makes one call per window for several aliases with the same range', async () => {
    const { args } = QUERIES[name];
    const [to, from] = [ago(1), ago(80)];
    await stack.graph.data(`{ a: ${name}(from: "${from}", to: "${to}", ${args}) { complete }
      b: ${name}(from: "${from}", to: "${to}", ${args}) { totals { viewCount } } }`);
    expect(await stack.emulator.calls()).toEqual({ [path]: 2 });
  });
});

describe('statistics without an origin', () => {
  const SUMMED = ['merchantStats', 'memberCardStats'] as const;
  const countsOf = ({ date: _date, ...counts }: Row) => counts;

  test.each(SUMMED)('%s sums both origins by day, with one call for each', async (name) => {
    const range = [ago(40), ago(1)] as const;
    const [byConsole, byApi] = [
      await stats(name, ...range, 'origin: CONSOLE'),
      await stats(name, ...range, 'origin: API'),
    ];
    await stack.emulator.clearLedger();
    const both = await stats(name, ...range, '');
    expect((await windowsOf(QUERIES[name].path)).map(({ cond_source }) => cond_source).sort()).toEqual([0, 1]);
    const dates = new Set([...datesOf(byConsole.rows), ...datesOf(byApi.rows)]);
    expect(datesOf(both.rows)).toEqual([...dates].sort());
    expect(byConsole.rows.length).toBeGreaterThan(0);
    for (const row of both.rows) {
      const parts = [...byConsole.rows, ...byApi.rows].filter(({ date }) => date === row.date).map(countsOf);
      for (const [field, sum] of Object.entries(countsOf(row))) {
        expect([row.date, field, sum]).toEqual([row.date, field, sumOf(parts as unknown as Row[], field)]);
      }
    }
    expect(both.totals.viewCount).toBe(Number(byConsole.totals.viewCount) + Number(byApi.totals.viewCount));
  });

  test('couponStats returns the rows of the coupons of both origins', async () => {
    const range = [ago(20), ago(1)] as const;
    const keysOf = ({ rows }: Stats) => rows.map(({ date, cardId }) => `${date} ${cardId}`);
    const separate = [
      ...keysOf(await stats('couponStats', ...range, 'origin: CONSOLE')),
      ...keysOf(await stats('couponStats', ...range, 'origin: API')),
    ];
    expect(keysOf(await stats('couponStats', ...range, '')).sort()).toEqual(separate.sort());
  });

  test.each([
    ['merchantStats', ''],
    ['memberCardStats', ''],
    ['couponStats', `cardId: "${COUPON}"`],
  ] as const)(
    '%s reports a day as missing if one origin failed, without rows, sums or an empty day of it',
    async (name, args) => {
      const range = [ago(80), ago(1)] as const;
      const expected = await stats(name, ...range, args);
      await stack.emulator.fault({ path: QUERIES[name].path, kind: 'errcode', value: 61503, times: 1 });
      const { rows, missing, emptyDays, totals } = await stats(name, ...range, args);
      expect(missing).toMatchObject([{ errorCode: 'STATS_NOT_READY', retryable: true }]);
      const missingDays = missing.flatMap(({ from, to }) => daysBetween(from, to));
      expect(missingDays.length).toBeLessThan(80);
      expect(rows).toEqual(expected.rows.filter(({ date }) => !missingDays.includes(date)));
      expect(emptyDays).toEqual(expected.emptyDays.filter((day) => !missingDays.includes(day)));
      expect(totals.viewCount).toBe(sumOf(rows, 'viewCount'));
    },
  );
});

describe('emptyDays', () => {
  test('lists the days of the range for which the platform returned no row', async () => {
    stack.answerNext(PATHS.merchant, (_, response) =>
      sendJson(response, { list: [{ ref_date: '2026-01-02', view_cnt: 1 }, { ref_date: '2026-01-04' }] }),
    );
    const { emptyDays, complete } = await stats('merchantStats', '2026-01-01', '2026-01-05');
    expect({ emptyDays, complete }).toEqual({ emptyDays: ['2026-01-01', '2026-01-03', '2026-01-05'], complete: true });
  });
});

describe('a range of ten years', () => {
  test('is accepted and split into 60 windows, and a longer range is rejected before any call', async () => {
    await stats('merchantStats', ago(60 * 62), ago(1));
    expect(await stack.emulator.calls()).toEqual({ [PATHS.merchant]: 60 });
    await stack.emulator.clearLedger();
    const { errors } = await send('merchantStats', ago(60 * 62 + 1), ago(1));
    expect(errors).toMatchObject([{ path: ['merchantStats'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(errors?.[0]?.message).toContain('from: expected a range of at most 3720 days, got one of 3721');
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('a missing window', () => {
  test.each([
    ['errcode -1', { kind: 'errcode', value: -1 }, 'PLATFORM_UNAVAILABLE', -1, true],
    ['an exceeded daily quota', { kind: 'errcode', value: 45009 }, 'PLATFORM_QUOTA_EXCEEDED', 45009, true],
    ['an IP that is not allowed', { kind: 'errcode', value: 40164 }, 'PLATFORM_REJECTED', 40164, false],
    ['a range that the platform rejects', { kind: 'errcode', value: 61501 }, 'INVALID_DATE_RANGE', 61501, false],
    ['an unknown errcode', { kind: 'errcode', value: 99999 }, 'PLATFORM_REJECTED', 99999, false],
    ['a lost connection', { kind: 'reset' }, 'PLATFORM_UNAVAILABLE', null, true],
    ['a garbled body', { kind: 'garbage' }, 'PLATFORM_UNAVAILABLE', null, true],
  ] as const)(
    'caused by %s has its error code and whether a retry can help',
    async (_subject, fault, errorCode, errcode, retryable) => {
      stack.answerNext(PATHS.merchant, (_, response) => sendJson(response, { errcode: 0, list: [] }));
      await stack.emulator.fault({ path: PATHS.merchant, ...fault });
      const { missing } = await stats('merchantStats', ago(63), ago(1));
      expect(missing).toMatchObject([{ errorCode, errcode, retryable }]);
    },
  );

  test('caused by a call that hangs has PLATFORM_TIMEOUT, and the rest is returned', async () => {
    const quick = await startStack({ server: { requestTimeoutMs: 400 } });
    try {
      await quick.graph.data('{ cards(first: 1) { totalCount } }');
      await quick.emulator.fault({ path: PATHS.merchant, kind: 'hang', times: 1 });
      const { merchantStats } = await quick.graph.data(
        `{ merchantStats(from: "${ago(63)}", to: "${ago(1)}", origin: API) { missing { errorCode errcode retryable } complete } }`,
      );
      expect(merchantStats).toEqual({
        missing: [{ errorCode: 'PLATFORM_TIMEOUT', errcode: null, retryable: true }],
        complete: false,
      });
    } finally {
      await quick.close();
    }
  });
});

describe('the argument', () => {
  test.each([
    ['CONSOLE', 0],
    ['API', 1],
  ])('origin %s is sent as cond_source %i', async (origin, cond_source) => {
    for (const name of ['merchantStats', 'couponStats', 'memberCardStats'] as const) {
      await stats(name, ago(2), ago(1), `origin: ${origin}`);
      expect(await windowsOf(QUERIES[name].path)).toEqual([{ begin_date: ago(2), end_date: ago(1), cond_source }]);
    }
  });

  test.each(['2026-02-30', '2026-2-3', '20260203', '', '2026-02-03T00:00:00Z', 'yesterday'])(
    'from is rejected when "%s" is not a LocalDate',
    async (from) => {
      const { status, errors } = await stack.graph.ask(
        'query ($from: LocalDate!) { merchantStats(from: $from, to: "2026-03-01", origin: API) { complete } }',
        { from },
      );
      expect([status, errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
      expect(await stack.emulator.calls()).toEqual({});
    },
  );

  test('cardId restricts couponStats to one coupon in the upstream call', async () => {
    const all = await stats('couponStats', ago(30), ago(1), 'origin: API');
    const one = await stats('couponStats', ago(30), ago(1), `origin: API, cardId: "${COUPON}"`);
    expect(one.rows).toEqual(all.rows.filter(({ cardId }) => cardId === COUPON));
    expect(one.rows.length).toBeGreaterThan(20);
    expect((await windowsOf(PATHS.coupon))[1]).toMatchObject({ card_id: COUPON });
  });

  test.each([
    ['couponStats', 'origin: API, cardId: "pDEMO-no-such-card"'],
    ['memberCardDetailStats', 'cardId: "pDEMO-no-such-card"'],
  ] as const)('cardId makes %s null without an error when the card does not exist', async (name, args) => {
    expect(await stats(name, ago(70), ago(1), args)).toBeNull();
  });

  test.each([
    ['couponStats', 'origin: API, cardId: ""'],
    ['memberCardDetailStats', `cardId: "${'p'.repeat(33)}"`],
  ] as const)('cardId of %s is rejected before any call when its length is invalid', async (name, args) => {
    const { errors } = await send(name, ago(2), ago(1), args);
    expect(errors).toMatchObject([{ path: [name], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('a statistics row', () => {
  test('has the field names of the schema regardless of the spelling on the wire', async () => {
    stack.answerNext(PATHS.detail, (_, response) => {
      const row = {
        ref_date: '2026-01-02',
        cardid: 'p1',
        merchanttype: 2,
        submerchantid: 715,
        payOriginalFee: 1250,
        fee: 5,
      };
      sendJson(response, { list: [{ ...row, active_cnt: '3', new_user: 4 }] });
    });
    const { rows, totals } = await stats('memberCardDetailStats', '2026-01-01', '2026-01-03');
    expect(rows).toMatchObject([
      {
        date: '2026-01-02',
        cardId: 'p1',
        merchantType: 2,
        subMerchantId: '715',
        originalFee: { fen: 1250 },
        fee: { fen: 5 },
        activationCount: 3,
        activationUsers: null,
        newMembers: 4,
        viewCount: 0,
      },
    ]);
    expect(totals).toMatchObject({ originalFee: { fen: 1250, yuan: '12.50' }, fee: { fen: 5, yuan: '0.05' } });
  });

  test.each([
    [0, 'DISCOUNT'],
    [1, 'CASH'],
    [2, 'GIFT'],
    [3, 'GENERAL_COUPON'],
    [4, 'GROUPON'],
    ['4', 'GROUPON'],
    [5, 'UNKNOWN'],
    [-1, 'UNKNOWN'],
    ['GROUPON', 'UNKNOWN'],
  ])('with card_type %j has cardType %s', async (card_type, cardType) => {
    const row = { ref_date: '2026-01-02', card_id: 'p1', card_type, is_pay: 1 };
    stack.answerNext(PATHS.coupon, (_, response) => sendJson(response, { list: [row] }));
    const { rows } = await stats('couponStats', '2026-01-01', '2026-01-03');
    expect(rows).toMatchObject([{ cardId: 'p1', cardType, cardTypeRaw: String(card_type), isPay: true }]);
  });

  test('resolves its card, without a call when only the id is selected', async () => {
    const range = `from: "${ago(5)}", to: "${ago(1)}"`;
    const query = (selection: string) =>
      `{ couponStats(${range}, origin: API, cardId: "${COUPON}") { rows { card { ${selection} } } }
         memberCardDetailStats(${range}, cardId: "${MEMBER_CARD}") { rows { card { ${selection} } } } }`;
    const { couponStats } = await stack.graph.data(query('id __typename'));
    expect(couponStats.rows[0].card).toEqual({ id: COUPON, __typename: 'Card' });
    expect(await stack.emulator.calls()).toEqual({ [PATHS.coupon]: 1, [PATHS.detail]: 1 });
    await stack.graph.data(query('title'));
    expect((await stack.emulator.calls())['/card/get']).toBe(2);
  });

  test('without a card id has a null card and makes no card call', async () => {
    stack.answerNext(PATHS.coupon, (_, response) => sendJson(response, { list: [{ ref_date: '2026-01-02' }] }));
    const { couponStats } = await stack.graph.data(
      '{ couponStats(from: "2026-01-01", to: "2026-01-03", origin: API) { rows { cardId cardTypeRaw card { title } } } }',
    );
    expect(couponStats.rows).toEqual([{ cardId: '', cardTypeRaw: '', card: null }]);
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('Card.stats', () => {
  const RANGE = { from: ago(70), to: ago(1) };
  const statsOf = async (id: string, args: Omit<CardStatsQueryVariables, 'id'> = RANGE) =>
    (await stack.graph.data(CardStatsDocument, { id, ...args })).card?.stats;
  const requiredStats = async (id: string, args?: Omit<CardStatsQueryVariables, 'id'>) => {
    const stats = await statsOf(id, args);
    if (!stats) throw new Error('no stats');
    return stats;
  };

  test.each(['groupon', 'discount', 'gift', 'cash', 'general-coupon'])(
    'queries both origins for a %s',
    async (kind) => {
      const id = `pDEMO-${kind}-0001`;
      const { rows, complete } = await requiredStats(id);
      expect(complete).toBe(true);
      expect(rows.length).toBeGreaterThan(50);
      expect(new Set(rows.map((row) => row.__typename === 'CouponStatsRow' && row.cardId))).toEqual(new Set([id]));
      expect(await stack.emulator.calls()).toEqual({ '/card/get': 1, [PATHS.coupon]: 4 });
      const windows = await windowsOf(PATHS.coupon);
      expect(windows.map(({ cond_source }) => cond_source).sort()).toEqual([0, 0, 1, 1]);
      expect(new Set(windows.map(({ card_id }) => card_id))).toEqual(new Set([id]));
    },
  );

  test.each([
    ['API', true],
    ['CONSOLE', false],
  ] as const)('queries only origin %s for a coupon when it is given', async (origin, hasRows) => {
    const { rows } = await requiredStats(COUPON, { from: ago(10), to: ago(1), origin });
    expect(rows.length > 0).toBe(hasRows);
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1, [PATHS.coupon]: 1 });
  });

  test('queries the detail endpoint for a member card, regardless of the origin', async () => {
    const { rows, totals } = await requiredStats(MEMBER_CARD, { ...RANGE, origin: 'CONSOLE' });
    expect(new Set(rows.map((row) => row.__typename === 'MemberCardDetailStatsRow' && row.detail))).toEqual(
      new Set([MEMBER_CARD]),
    );
    expect(totals).toMatchObject({ giftCount: null, fee: { fen: expect.any(Number) } });
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1, [PATHS.detail]: 2 });
    for (const window of await windowsOf(PATHS.detail)) expect(window).not.toHaveProperty('cond_source');
  });

  test.each(['scenic-ticket', 'movie-ticket', 'boarding-pass', 'meeting-ticket', 'bus-ticket'])(
    'is null without a call for a %s',
    async (kind) => {
      expect(await statsOf(`pDEMO-${kind}-0001`)).toBeNull();
      expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
    },
  );

  test('rejects a range that includes today, and the card is still returned', async () => {
    const query = `{ card(id: "${COUPON}") { id stats(from: "${ago(1)}", to: "${ago(0)}") { complete } } }`;
    const { data, errors } = await stack.graph.ask(query);
    expect(data).toEqual({ card: { id: COUPON, stats: null } });
    expect(errors).toMatchObject([{ path: ['card', 'stats'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  const COUPONS = ['groupon-0001', 'groupon-0002', 'discount-0001', 'cash-0002', 'gift-0001'].map(
    (name) => `pDEMO-${name}`,
  );
  const SEVERAL = `query ($ids: [ID!]!) { cardsById(ids: $ids) { id stats(from: "${RANGE.from}", to: "${RANGE.to}") { rows { date ... on CouponStatsRow { cardId viewCount } } complete } } }`;

  test('makes one call per window and origin for five coupons together', async () => {
    const { cardsById } = await stack.graph.data(SEVERAL, { ids: COUPONS });
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 5, [PATHS.coupon]: 4 });
    for (const window of await windowsOf(PATHS.coupon)) expect(window).not.toHaveProperty('card_id');
    // No rows of the other cards, and the same rows as in a query for this card only.
    for (const { id, stats: shared } of cardsById) {
      expect(shared.rows.length).toBeGreaterThan(50);
      const single = await requiredStats(id);
      expect(shared.rows).toEqual(single.rows.map(({ date, cardId, viewCount }: Row) => ({ date, cardId, viewCount })));
      expect(new Set(shared.rows.map(({ cardId }: Row) => cardId))).toEqual(new Set([id]));
    }
  });

  test('makes one call per origin and one per member card for a page with every card type', async () => {
    const { cards } = await stack.graph.data(
      `{ cards(first: 50) { nodes { type stats(from: "${ago(30)}", to: "${ago(1)}") { rows { date } } } } }`,
    );
    const { [PATHS.coupon]: coupons, [PATHS.detail]: details } = await stack.emulator.calls();
    expect({ coupons, details }).toEqual({ coupons: 2, details: 2 });
    for (const { type, stats: cardStats } of cards.nodes) expect(cardStats === null).toBe(/TICKET|PASS/.test(type));
  });

  test('shares a window with Query.couponStats of the same range', async () => {
    const range = `from: "${ago(30)}", to: "${ago(1)}"`;
    await stack.graph.data(`{ a: card(id: "${COUPONS[0]}") { stats(${range}) { complete } } b: card(id: "${COUPONS[1]}") { stats(${range}) { complete } }
      couponStats(${range}, origin: API) { complete } }`);
    expect((await stack.emulator.calls())[PATHS.coupon]).toBe(2);
  });

  test('makes one call for each of two ranges', async () => {
    const aliases = `a: stats(from: "${ago(30)}", to: "${ago(1)}", origin: API) { rows { date } } b: stats(from: "${ago(30)}", to: "${ago(2)}", origin: API) { rows { date } }`;
    const { card } = await stack.graph.data(`{ card(id: "${COUPON}") { ${aliases} } }`);
    expect(card.b.rows).toEqual(card.a.rows.filter(({ date }: Row) => date <= ago(2)));
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1, [PATHS.coupon]: 2 });
  });

  test('is incomplete for every coupon when their shared window fails', async () => {
    await stack.emulator.fault({ path: PATHS.coupon, kind: 'errcode', value: 61503, times: 1 });
    const { data, errors } = await stack.graph.ask(SEVERAL, { ids: COUPONS });
    expect(errors).toBeUndefined();
    for (const { stats: cardStats } of data.cardsById) expect(cardStats.complete).toBe(false);
  });

  test('is returned for the other cards when one card cannot be read', async () => {
    await stack.emulator.fault({ path: '/card/get', kind: 'errcode', value: 99999, times: 1 });
    const { data, errors } = await stack.graph.ask(SEVERAL, { ids: COUPONS });
    const failed = data.cardsById.indexOf(null);
    expect(errors).toMatchObject([{ path: ['cardsById', failed] }]);
    const others = data.cardsById.filter((_: unknown, index: number) => index !== failed);
    for (const { stats: cardStats } of others) expect(cardStats.rows.length).toBeGreaterThan(50);
    expect((await stack.emulator.calls())[PATHS.coupon]).toBe(4);
  });

  test('is returned for the other cards when one card/get hangs', async () => {
    const quick = await startStack({ server: { requestTimeoutMs: 1000 } });
    try {
      await quick.graph.data('{ cards(first: 1) { totalCount } }');
      await quick.emulator.clearLedger();
      await quick.emulator.fault({ path: '/card/get', kind: 'hang', times: 1 });
      const { data, errors } = await quick.graph.ask(SEVERAL, { ids: COUPONS });
      const failed = data.cardsById.indexOf(null);
      expect(errors).toMatchObject([{ path: ['cardsById', failed], extensions: { code: 'PLATFORM_TIMEOUT' } }]);
      const others = data.cardsById.filter((_: unknown, index: number) => index !== failed);
      expect(others).toHaveLength(4);
      for (const { stats: cardStats } of others) expect(cardStats.complete).toBe(true);
      expect((await quick.emulator.calls())[PATHS.coupon]).toBe(4);
    } finally {
      await quick.close();
    }
  });
});

test('a coupon row that spells its card as cardid belongs to that card', async () => {
  const row = { ref_date: '2026-02-26', cardid: COUPON, view_cnt: 7 };
  stack.answerNext(PATHS.coupon, (_, response) => sendJson(response, { list: [row] }));
  expect((await stats('couponStats', '2026-02-26', '2026-02-26')).rows).toMatchObject([
    { cardId: COUPON, viewCount: 7 },
  ]);
  stack.answerNext(PATHS.coupon, (_, response) => sendJson(response, { list: [row] }));
  const range = 'from: "2026-02-26", to: "2026-02-26", origin: CONSOLE';
  const { card } = await stack.graph.data(`{ card(id: "${COUPON}") { stats(${range}) { rows { viewCount } } } }`);
  expect(card.stats.rows).toEqual([{ viewCount: 7 }]);
});

test('merchantStats counts only its own fields in rows that also have those of friends', async () => {
  const own = { view_cnt: 8, view_user: 7, receive_cnt: 6, receive_user: 5, verify_cnt: 4, verify_user: 3 };
  const ofFriends = ['view_friends', 'receive_friends', 'verify_friends'].flatMap((name) => [
    [`${name}_cnt`, 900],
    [`${name}_user`, '900'],
  ]);
  const row = { ref_date: '2026-02-28', ...own, ...Object.fromEntries(ofFriends) };
  stack.answerNext(PATHS.merchant, (_, response) => sendJson(response, { list: [row] }));
  const { rows, totals, missing } = await stats('merchantStats', '2026-02-28', '2026-02-28');
  expect(rows).toMatchObject([
    { viewCount: 8, viewUsers: 7, claimCount: 6, claimUsers: 5, redeemCount: 4, redeemUsers: 3 },
  ]);
  expect(totals).toMatchObject({ viewCount: 8, claimCount: 6, redeemCount: 4 });
  expect(missing).toEqual([]);
});
