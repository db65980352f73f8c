import type { EmulatorControl, LedgerCall } from '../support/emulator-control.js';
import { isOpen, outcomesOf, runStorm, type StormItem, type StormOptions } from './storm.js';

/** The effects of a storm of landing pages, according to the emulator's ledger and to the responses. */
export interface PageStormReport {
  readonly mutations: number;
  readonly kills: number;
  /** Number of created pages. */
  readonly created: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Each of these must be empty. */
  readonly sentTwice: readonly string[];
  readonly successWithoutPage: readonly string[];
  readonly refusalWithPage: readonly string[];
  readonly onNobodys: readonly string[];
  /** Pages that were created with a lost response. No read shows them, so their keys stay unknown. */
  readonly lostResponses: number;
  readonly leftUnknown: number;
}

/** A page with a title that no other item has, so that its calls can be found in the ledger. */
interface Item extends StormItem {
  readonly key: string;
  readonly title: string;
}

const PATH = '/card/landingpage/create';
const PICTURE = 'http://mmbiz.qpic.cn/mmbiz/a/0';
const CARDS = ['pDEMO-groupon-0001', 'pDEMO-cash-0001'];

const MUTATION = `mutation ($input: CreateCardLandingPageInput!) {
  outcome: createCardLandingPage(input: $input) { pageId url replayed userErrors { code } }
}`;

/** Runs a storm of landing pages. */
export function runPageStorm(options: StormOptions): Promise<PageStormReport> {
  return runStorm(options, async () => Array.from({ length: options.mutations }, (_, index) => itemOf(index)), report);
}

function itemOf(index: number): Item {
  const title = `Page ${index}`;
  const key = `page-${index}`;
  const cards = CARDS.slice(index % CARDS.length).map((cardId) => ({ cardId, thumbUrl: PICTURE }));
  const input = { title, bannerUrl: PICTURE, canShare: true, scene: 'H5', cards, idempotencyKey: key };
  return { key, title, query: MUTATION, input };
}

async function report(items: readonly Item[], control: EmulatorControl, kills: number): Promise<PageStormReport> {
  const { recent } = await control.ledger();
  const { pages } = await control.state();
  const titles = new Map(pages.map(({ page_id: id, page_title: title }) => [String(id), title]));
  const calls = new Map<string, LedgerCall[]>();
  for (const call of recent) {
    if (call.path !== PATH) continue;
    const title = String(call.request.page_title);
    calls.set(title, [...(calls.get(title) ?? []), call]);
  }
  const commitsOf = ({ title }: Item) => (calls.get(title) ?? []).filter(({ committed }) => committed);
  const named = (test: (item: Item) => boolean) =>
    items.filter(test).map((item) => `${item.key} (${item.outcome}, ${commitsOf(item).length} commits)`);
  const own = new Set(items.map(({ title }) => title));
  const lost = items.filter((item) => commitsOf(item).some(({ errcode }) => errcode === null));
  return {
    mutations: items.length,
    kills,
    created: pages.length,
    outcomes: outcomesOf(items),
    // No key sends its page twice, even if the first call did not reach the platform.
    sentTwice: named(({ title }) => (calls.get(title) ?? []).length > 1),
    successWithoutPage: named(({ title, outcome, payload }) => {
      return outcome === 'success' && titles.get(String(payload?.pageId)) !== title;
    }),
    refusalWithPage: named((item) => item.outcome !== 'success' && !isOpen(item) && commitsOf(item).length > 0),
    onNobodys: [...titles.values()].filter((title) => !own.has(title)),
    lostResponses: lost.length,
    leftUnknown: items.filter(({ outcome }) => outcome === 'OUTCOME_UNKNOWN').length,
  };
}
