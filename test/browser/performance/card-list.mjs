const CARDS = 10_000;
const PAGES = 5;

/** The longest task of the browser while the reader pages and filters a list of many indexed cards. Tasks below 50 ms count as 0. */
export const cardList = {
  name: `longest task in the list of ${CARDS} cards`,
  limitMs: 100,
  /** Adds the cards and waits until the index has all of them. */
  async prepare({ consoleUrl, emulatorUrl }) {
    await post(`${emulatorUrl}/_emulator/cards`, { count: CARDS });
    for (;;) {
      const query = '{ searchCards(first: 1) { complete totalCount } }';
      const { complete, totalCount } = (await post(new URL('/graphql', consoleUrl), { query })).data.searchCards ?? {};
      if (complete && totalCount >= CARDS) return;
      await new Promise((done) => setTimeout(done, 1000));
    }
  },
  async measure({ page, consoleUrl }) {
    await page.route(/mmbiz/, (route) => route.abort());
    await page.goto(`${consoleUrl}/cards`);
    const rows = page.locator('tbody tr');
    await rows.first().waitFor();
    await page.evaluate(() => {
      globalThis.longest = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
      }).observe({ type: 'longtask' });
    });
    for (let round = 0; round < PAGES; round += 1) {
      const first = await rows.first().textContent();
      await page.getByRole('button', { name: 'Next page' }).click();
      await page.waitForFunction((text) => document.querySelector('tbody tr')?.textContent !== text, first);
      await page.mouse.wheel(0, 400);
    }
    await page.getByLabel('Status').selectOption('DISPATCHED');
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(200);
    return page.evaluate(() => globalThis.longest);
  },
};

async function post(url, body) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}
