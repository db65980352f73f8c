const DAYS = 400;
const DAY_MS = 86_400_000;
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** The mark that src/console/statistics/plot.ts sets when a chart has been drawn. */
const DRAWN = 'cardgraph.chart-drawn';

/** The time from the response with the statistics of 400 days until the charts of the page are drawn. */
export const statistics = {
  name: `charts of ${DAYS} days of statistics`,
  limitMs: 100,
  async measure({ page, consoleUrl }) {
    await page.route('**/graphql', fillDays);
    await page.goto(`${consoleUrl}/statistics#from=${daysAgo(DAYS)}&to=${daysAgo(1)}`);
    await page.getByText(`${DAYS} with data`).waitFor();
    await page.waitForTimeout(500);
    return page.evaluate((name) => {
      const [drawn] = performance.getEntriesByName(name);
      const response = performance.getEntriesByType('resource').findLast((entry) => entry.name.endsWith('/graphql'));
      return drawn.startTime - response.responseEnd;
    }, DRAWN);
  },
};

/** Adds a row for each day without one: the demo data has fewer days. */
async function fillDays(route) {
  const response = await route.fetch();
  const body = await response.json();
  const stats = body.data?.merchantStats;
  if (stats) {
    const [row] = stats.rows;
    stats.rows = [...stats.rows, ...stats.emptyDays.map((date) => ({ ...row, date }))];
    stats.rows.sort((one, other) => (one.date < other.date ? -1 : 1));
    stats.emptyDays = [];
  }
  await route.fulfill({ response, json: body });
}

function daysAgo(days) {
  return new Date(Date.now() + CHINA_OFFSET_MS - days * DAY_MS).toISOString().slice(0, 10);
}
