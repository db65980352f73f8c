import { ago } from '../support/china-days.js';
import { startStack } from '../support/stack.js';
import { movableTime, passTime, realTime } from '../support/time.js';
import { useStack } from '../support/use-stack.js';

const MEMBER_CARD = 'pDEMO-member-card-0001';
const DETAIL = '/datacube/getcardmembercarddetail';
const COUPONS = '/datacube/getcardcardinfo';

beforeEach(movableTime);
afterEach(realTime);
const stack = useStack({ beforeEach: 'restart', server: { cacheMaxBytes: 10_000_000 } });

interface Row {
  readonly date: string;
}

async function detail(from: string, to: string, more = '') {
  const selection = `rows { date viewCount claimCount ${more} } missing { from to errcode } complete totals { viewCount }`;
  const query = `{ memberCardDetailStats(cardId: "${MEMBER_CARD}", from: "${from}", to: "${to}") { ${selection} } }`;
  return (await stack.graph.data(query)).memberCardDetailStats;
}

async function windows(path: string): Promise<[from: unknown, to: unknown][]> {
  const { recent } = await stack.emulator.ledger();
  await stack.emulator.clearLedger();
  return recent.filter((call) => call.path === path).map(({ request }) => [request.begin_date, request.end_date]);
}

test('180 days take three calls at first, none immediately afterwards, and one a minute later for the latest days', async () => {
  const first = await detail(ago(180), ago(1));
  expect(await windows(DETAIL)).toHaveLength(3);
  expect(await detail(ago(180), ago(1))).toEqual(first);
  expect(await windows(DETAIL)).toEqual([]);
  passTime(61_000);
  expect(await detail(ago(180), ago(1))).toEqual(first);
  const [again, ...more] = await windows(DETAIL);
  expect(more).toEqual([]);
  // Days that ended less than 48 h ago: yesterday and the one before, and one more in the hours after midnight.
  expect([ago(2), ago(3)]).toContain(again?.[0]);
  expect(again?.[1]).toBe(ago(1));
});

test('a range that includes cached days requests only the missing days', async () => {
  await detail(ago(60), ago(40));
  await windows(DETAIL);
  await detail(ago(70), ago(30));
  // One call that spans the cached days costs less than two calls around them.
  expect(await windows(DETAIL)).toEqual([[ago(70), ago(30)]]);
  await detail(ago(150), ago(30));
  expect(await windows(DETAIL)).toEqual([
    [ago(150), ago(89)],
    [ago(88), ago(71)],
  ]);
});

test('days before 1970 are cached like later ones', async () => {
  const first = await detail('1969-12-20', '1970-01-05');
  expect(await windows(DETAIL)).toEqual([['1969-12-20', '1970-01-05']]);
  expect(await detail('1969-12-20', '1970-01-05')).toEqual(first);
  expect(await detail('1969-12-31', '1970-01-01')).toMatchObject({ complete: true });
  expect(await windows(DETAIL)).toEqual([]);
});

test('ranges in any order return the same rows as without a cache', async () => {
  const plain = await startStack();
  try {
    for (const [from, to] of [
      ...[
        [90, 60],
        [100, 50],
        [55, 55],
        [120, 1],
        [3, 1],
        [119, 2],
      ],
    ] as [number, number][]) {
      const query = `{ memberCardDetailStats(cardId: "${MEMBER_CARD}", from: "${ago(from)}", to: "${ago(to)}") { rows { date viewCount claimCount } missing { from to errcode } complete totals { viewCount } } }`;
      expect(await detail(ago(from), ago(to))).toEqual((await plain.graph.data(query)).memberCardDetailStats);
    }
  } finally {
    await plain.close();
  }
});

test('a failed window reports only its uncached days as missing', async () => {
  await detail(ago(60), ago(40));
  await stack.emulator.fault({ path: DETAIL, kind: 'errcode', value: 61503 });
  const { rows, missing, complete } = await detail(ago(70), ago(30));
  expect(missing).toEqual([
    { from: ago(70), to: ago(61), errcode: 61503 },
    { from: ago(39), to: ago(30), errcode: 61503 },
  ]);
  expect(complete).toBe(false);
  expect(rows.map(({ date }: Row) => date)).toEqual(
    expect.arrayContaining([ago(60), ago(50), ago(40)].filter((day) => rows.some((row: Row) => row.date === day))),
  );
  expect(rows.length).toBeGreaterThan(15);
});

test('failed days are requested again', async () => {
  await stack.emulator.fault({ path: DETAIL, kind: 'errcode', value: 61503, times: 1 });
  await stack.graph.ask(
    `{ memberCardDetailStats(cardId: "${MEMBER_CARD}", from: "${ago(9)}", to: "${ago(5)}") { complete } }`,
  );
  expect((await detail(ago(9), ago(5))).complete).toBe(true);
  expect(await windows(DETAIL)).toHaveLength(2);
});

test('statistics of different origins are cached separately', async () => {
  const merchant = async (origin: string) =>
    (
      await stack.graph.data(
        `{ merchantStats(from: "${ago(9)}", to: "${ago(5)}", origin: ${origin}) { rows { viewCount } } }`,
      )
    ).merchantStats.rows;
  const [api, console] = [await merchant('API'), await merchant('CONSOLE')];
  expect(api).not.toEqual(console);
  expect(await merchant('API')).toEqual(api);
  expect(await windows('/datacube/getcardbizuininfo')).toHaveLength(2);
});

test('a page of coupons with statistics makes no statistics call the second time', async () => {
  const query = `{ cards(first: 20) { nodes { id stats(from: "${ago(70)}", to: "${ago(4)}") { rows { date } complete } } } }`;
  const first = await stack.graph.data(query);
  expect((await windows(COUPONS)).length).toBeGreaterThan(0);
  expect(await stack.graph.data(query)).toEqual(first);
  expect(await windows(COUPONS)).toEqual([]);
});
