import { durationOf, Progress } from '../../../src/export/progress.js';

function reportsTo(isTTY: boolean, often = false) {
  let text = '';
  let now = 0;
  const target = { isTTY, write: (written: string) => (text += written) };
  const progress = new Progress({ target, unit: 'cards', often, now: () => now });
  return {
    progress,
    at: (ms: number) => {
      now = ms;
    },
    take: () => {
      const taken = text;
      text = '';
      return taken;
    },
  };
}

describe('Progress', () => {
  test('reports the share, the rows, the rate and the time left on one line of a terminal', () => {
    const { progress, at, take } = reportsTo(true);
    progress.advance({ done: 0, total: 20_000, rows: 0 });
    at(60_000);
    progress.advance({ done: 300, total: 20_000, rows: 299 });
    const line = '300 of 20000 (1 %) cards, 299 rows, 300 a minute, 1:05:40 left';
    expect(take()).toBe(`\r\u{1b}[2K${line}`);
    progress.note('Paused');
    expect(take()).toBe('\nPaused\n');
  });

  test('counts only what this run has done in the rate', () => {
    const { progress, at, take } = reportsTo(false, true);
    progress.advance({ done: 10_000, total: 20_000, rows: 10_000 });
    at(60_000);
    progress.advance({ done: 11_000, total: 20_000, rows: 11_000 });
    expect(take()).toMatch(/^11000 of 20000 \(55 %\) cards, 11000 rows, 1000 a minute, 0:09:00 left\n$/);
  });

  test.each([
    ['a terminal', true, false, 1000],
    ['a file on request', false, true, 1000],
    ['a file', false, false, 30_000],
  ])('reports to %s at its interval', (_, isTTY, often, interval) => {
    const { progress, at, take } = reportsTo(isTTY, often);
    for (const [ms, isReported] of [
      [0, false],
      [interval - 1, false],
      [interval, true],
      [interval + 1, false],
      [2 * interval, true],
    ] as const) {
      at(ms);
      progress.advance({ done: 1, total: undefined, rows: 1 });
      expect(take() !== '').toBe(isReported);
    }
  });

  test('leaves out the share and the time left if the total is unknown', () => {
    const { progress, at, take } = reportsTo(false, true);
    progress.advance({ done: 0, total: undefined, rows: 0 });
    at(1000);
    progress.advance({ done: 5, total: undefined, rows: 4 });
    expect(take()).toBe('5 cards, 4 rows, 300 a minute\n');
  });

  test('leaves out the rate and the time left before they are known', () => {
    const { progress, at, take } = reportsTo(false, true);
    at(2000);
    progress.advance({ done: 4, total: 20, rows: 4 });
    expect(take()).toBe('4 of 20 (20 %) cards, 4 rows\n');
  });

  test('replaces control characters in texts of the platform', () => {
    const { progress, take } = reportsTo(true);
    progress.missing('card \u{1b}[2J\n: refused');
    expect(take()).toBe('Missing: card  [2J : refused\n');
  });

  test('bounds the lines about missing parts', () => {
    const { progress, take } = reportsTo(false);
    for (let n = 0; n < 1000; n += 1) progress.missing(`part ${n}`);
    const lines = take().trimEnd().split('\n');
    expect(lines).toHaveLength(101);
    expect(lines[0]).toBe('Missing: part 0');
    expect(lines[100]).toBe('Further missing parts are only counted');
  });
});

test.each([
  [0, '0:00:00'],
  [59, '0:00:59'],
  [3725, '1:02:05'],
  [360_000, '100:00:00'],
])('a duration of %d seconds is %s', (seconds, text) => {
  expect(durationOf(seconds)).toBe(text);
});
