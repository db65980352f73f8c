import { addedByDay } from '../../../../src/graph/stats/stats.answer.js';
import type { FailedDays, FetchedRange } from '../../../../src/graph/stats/stats.loader.js';
import type { MembercardinfoRow } from '../../../../src/platform/endpoints/datacube.js';
import { PlatformError } from '../../../../src/platform/errors.js';
import type { Loose } from '../../../../src/platform/wire.js';

const DAY = '2026-01-02';

function fetched(rows: [string, Loose<MembercardinfoRow>][], failed: FailedDays[] = []) {
  const range: FetchedRange<MembercardinfoRow> = { rows: rows.map(([date, row]) => ({ date, row })), failed };
  return Promise.resolve(range);
}

describe('addedByDay', () => {
  test('returns the rows of a single result unchanged', async () => {
    const row = { view_cnt: '3' };
    const { rows } = await addedByDay([
      fetched([
        [DAY, row],
        [DAY, row],
      ]),
    ]);
    expect(rows).toEqual([
      { date: DAY, row },
      { date: DAY, row },
    ]);
  });

  test('adds up numbers and numbers as text, and keeps values that only one result has', async () => {
    const { rows } = await addedByDay([
      fetched([[DAY, { ref_date: DAY, view_cnt: '3', active_cnt: 4, new_user: 'many' }]]),
      fetched([[DAY, { ref_date: DAY, view_cnt: 2, total_user: 7, new_user: 1 }]]),
    ]);
    const row = { ref_date: DAY, view_cnt: 5, active_cnt: 4, total_user: 7, new_user: 1 };
    expect(rows).toEqual([{ date: DAY, row }]);
  });

  test('reads a row whose own field is named __proto__ without changing any prototype', async () => {
    const odd = JSON.parse('{ "__proto__": { "view_cnt": 1 }, "view_cnt": 1 }');
    const { rows } = await addedByDay([fetched([[DAY, odd]]), fetched([[DAY, odd]])]);
    expect(rows[0]?.row.view_cnt).toBe(2);
    expect(Object.getPrototypeOf(rows[0]?.row)).toBe(Object.prototype);
  });

  test('keeps days apart, and keeps the failures of every result', async () => {
    const error = new PlatformError({ kind: 'timeout', endpoint: '/datacube/getcardmembercardinfo', sent: true });
    const failed = [{ days: { from: DAY, to: DAY }, error }];
    const both = await addedByDay([fetched([['2026-01-01', {}]], failed), fetched([['2026-01-03', {}]], failed)]);
    expect(both.rows.map(({ date }) => date)).toEqual(['2026-01-01', '2026-01-03']);
    expect(both.failed).toHaveLength(2);
  });
});
