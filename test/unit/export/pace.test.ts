import { Pace } from '../../../src/export/pace.js';

describe('Pace', () => {
  test.each([
    [1, 1],
    [300, 5],
    [6000, 10],
  ])('starts at most the calls of a second together, at %d calls a minute %d', (perMinute, batch) => {
    expect(new Pace(perMinute).batch).toBe(batch);
  });

  test('starts the first calls at once, and the next ones after the time of those', async () => {
    const pace = new Pace(1200);
    const startedAt = performance.now();
    await pace.take(5);
    await pace.take(1);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(245);
  });

  test('does not make up for unused time', async () => {
    let now = 0;
    const pace = new Pace(600, () => now);
    await pace.take(1);
    now = 100_000;
    await pace.take(1);
    let isTaken = false;
    const taken = pace.take(1).then(() => {
      isTaken = true;
    });
    await Promise.resolve();
    expect(isTaken).toBe(false);
    await taken;
  });
});
