import { existsSync, readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/time.js';
import { describeInChromium, startChromium } from './chromium.js';

const LANGUAGES = ['en', 'zh'] as const;

/** The pages of the navigation. A test compares them with the links of the console. */
const PAGES = ['today', 'cards', 'code', 'members', 'rules', 'statistics', 'events', 'system', 'panel'];
/** Pages that show an object. */
const OBJECTS = [
  'card/pDEMO-groupon-0001',
  'card/pDEMO-member-card-0001',
  'card/pDEMO-no-card',
  'code#code=100000000001',
  'members#openid=oDEMO-user-0001',
  'no-page',
];

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Returns the violations of all rules, or of the given ones, that axe-core finds, a line each. It is evaluated by the debugger, which the page's policy does not restrict. */
async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(AXE);
  const options = JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
  const found = await page.evaluate<AxeResults['violations']>(
    `axe.run(document, ${options}).then(({ violations }) => violations)`,
  );
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`));
}

/** Records errors of a page, which include violations of its policy, and requests to other hosts. */
function watch(page: Page, host: string): string[] {
  const wrong: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) wrong.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => wrong.push(`${page.url()}: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.host !== host && !/^mmbiz\.(qpic|qlogo)\.cn$/.test(url.host)) wrong.push(`requested ${url.href}`);
  });
  return wrong;
}

describeInChromium()('the console in Chromium', () => {
  let browser: Browser;
  let stack: Stack;
  beforeAll(async () => {
    if (!existsSync('dist/console/index.html')) throw new Error('dist contains no console; run npm run build');
    [browser, stack] = await Promise.all([
      startChromium(),
      startStack({ server: { consoleFiles: 'dist/console', explorerFiles: 'dist/explorer' }, embedsEmulator: true }),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });

  /** Opens a tab in a language and a theme, as a visitor who chose them before. Pictures of the platform are replaced by an empty one. */
  async function openTab(language: string, theme: string): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await context.addInitScript(
      (preferences) => {
        if (location.protocol === 'about:') return;
        localStorage.setItem('cardgraph.language', preferences.language);
        localStorage.setItem('cardgraph.theme', preferences.theme);
      },
      { language, theme },
    );
    const page = await context.newPage();
    const body = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';
    await page.route(/\/\/mmbiz\.(qpic|qlogo)\.cn\//, (route) => route.fulfill({ contentType: 'image/svg+xml', body }));
    return page;
  }

  const urlOf = (path: string) => new URL(`/console/${path}`, stack.graph.url).href;

  /** Shows a page and waits until its data have been received. */
  async function show(page: Page, path: string): Promise<void> {
    await page.goto('about:blank');
    await page.goto(urlOf(path));
    await page.locator('main h1').waitFor();
    await page.waitForLoadState('networkidle');
    if (path === 'statistics') await page.locator('canvas').first().waitFor();
  }

  test.each(LANGUAGES)(
    'shows every page without a violation in the language %s and both themes',
    async (language) => {
      const page = await openTab(language, 'light');
      const wrong = watch(page, new URL(stack.graph.url).host);
      const found: string[] = [];
      for (const path of [...PAGES, ...OBJECTS]) {
        await show(page, path);
        const light = await violations(page);
        await page.locator('header select').last().selectOption('dark');
        expect(await page.evaluate(() => getComputedStyle(document.body).colorScheme)).toBe('dark');
        const dark = await violations(page, ['color-contrast']);
        found.push(...[...light, ...dark].map((violation) => `${path}: ${violation}`));
      }
      expect(found).toEqual([]);
      expect(wrong).toEqual([]);
      await page.context().close();
    },
    180_000,
  );

  test('links to every page of the navigation, has a title for each, and moves the focus to its heading', async () => {
    const page = await openTab('en', 'light');
    await show(page, '');
    const links = page.getByRole('navigation').getByRole('link');
    const targets = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(targets).toEqual(PAGES.map((name) => `/console/${name}`));
    const titles = new Set<string>();
    for (const name of [...PAGES.slice(1), 'today']) {
      await page.locator(`nav a[href="/console/${name}"]`).focus();
      await page.keyboard.press('Enter');
      await page.locator(`nav a[href="/console/${name}"][aria-current="page"]`).waitFor();
      await page.locator('main h1:focus').waitFor();
      const heading = (await page.locator('main h1').textContent()) ?? '';
      await until(async () => (await page.title()) === `${heading} – Cardgraph console`);
      titles.add(heading);
    }
    expect(titles.size).toBe(PAGES.length);
    await page.context().close();
  });

  test.each([...PAGES, ...OBJECTS])(
    'reaches every control of %s by Tab in their order, and shows the focus',
    async (path) => {
      const page = await openTab('en', 'light');
      await show(page, path);
      const count = await page.evaluate(() => {
        const controls = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(
          (one) => !one.matches(':disabled') && one.checkVisibility({ visibilityProperty: true }),
        );
        controls.forEach((one, index) => {
          one.setAttribute('data-order', String(index));
        });
        return controls.length;
      });
      const reached: number[] = [];
      const withoutOutline: string[] = [];
      // The parts of a date field take several presses, and regions that scroll have no number.
      for (let presses = 0; presses < count + 30 && reached.at(-1) !== count - 1; presses += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => {
          const one = document.activeElement ?? document.body;
          const hasOutline = getComputedStyle(one).outlineStyle !== 'none';
          return { order: one.getAttribute('data-order'), hasOutline, html: one.outerHTML.slice(0, 200) };
        });
        if (focused.order !== null) reached.push(Number(focused.order));
        if (!focused.hasOutline) withoutOutline.push(focused.html);
      }
      expect(withoutOutline).toEqual([]);
      expect([...new Set(reached)]).toEqual([...Array(count).keys()]);
      await page.context().close();
    },
  );

  test('leads past the navigation by its first control', async () => {
    const page = await openTab('en', 'light');
    await show(page, 'cards');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
    await page.context().close();
  });
});
