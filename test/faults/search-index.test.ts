/**
 * The memory of an index with many cards, and the CPU time of its searches. CARDS=20000 runs the long form, which prints the measurements and
 * checks them.
 */
import { searchFieldsOf } from '../../src/graph/card/card-search.fields.js';
import type { CardFields } from '../../src/search/card-fields.js';
import { CardIndex, type SearchPage } from '../../src/search/card-index.js';
import { DIRECTIONS, SORT_KEYS, type Sort } from '../../src/search/card-order.js';
import type { SearchFilter } from '../../src/search/card-table.js';
import { collectGarbage } from '../support/garbage.js';
import { useEmulator } from '../support/use-stack.js';

const CARDS = Number(process.env.CARDS ?? 300);
const IS_LONG = process.env.CARDS !== undefined;
const SEARCHES = IS_LONG ? 200 : 20;

/** A card with little more than what every card has. */
const MODEL = {
  card_type: 'GROUPON',
  groupon: { base_info: { title: '', brand_name: '星光咖啡', create_time: 1_700_000_000 } },
};

const SORTS = SORT_KEYS.flatMap((by) => DIRECTIONS.map((direction): Sort => ({ by, direction })));
const PAGE: SearchPage = { sort: { by: 'UPDATED_AT', direction: 'DESCENDING' }, first: 20 };

const SEARCHED: readonly (readonly [string, SearchFilter, SearchPage])[] = [
  ['two characters that half of the cards contain', { text: '会员' }, PAGE],
  ['two characters that all cards contain', { text: '咖啡' }, PAGE],
  ['two characters that no card contains', { text: '火锅' }, PAGE],
  ['a number that few cards contain', { text: '123' }, PAGE],
  ['several words', { text: '咖啡 会员 买一 1' }, PAGE],
  ['all cards', {}, PAGE],
  ['all filters', { text: '会员', types: ['GROUPON', 'CASH'], statuses: ['APPROVED'], stockAtMost: 500 }, PAGE],
  ['a page deep in the order', { text: '会员' }, { ...PAGE, first: 100, after: { value: CARDS / 20, id: '' } }],
  ...SORTS.map((sort) => [`cards by ${sort.by} ${sort.direction}`, { text: '会员' }, { sort, first: 20 }] as const),
];

const emulator = useEmulator({ beforeEach: 'nothing' });

describe(`an index of ${CARDS} cards`, () => {
  test('computes its memory within 25 % of the measured memory', async () => {
    const { cards } = await emulator.state();
    const start = used();
    const small = new CardIndex((cardId) => fieldsOf(cardId, { card: MODEL }));
    for (let n = 0; n < CARDS; n += 1) small.put(`p${n}`, { card: {} }, small.begin());
    const before = used();
    report('measured bytes per card without its JSON', (before - start) / CARDS);
    const index = filled(cards);
    const measured = [used() - before];
    for (const sort of SORTS) index.search({}, { sort, first: 1 });
    measured.push(used() - before);
    for (const bytes of measured) report('measured bytes per card', bytes / CARDS);
    report('computed bytes per card', index.bytes / CARDS);
    expect([small.size, index.size]).toEqual([CARDS, CARDS]);
    if (IS_LONG) for (const bytes of measured) expect(Math.abs(index.bytes / bytes - 1)).toBeLessThan(0.25);
  });

  test('takes less than 5 ms of CPU for a search, whichever cards match', async () => {
    const index = filled((await emulator.state()).cards);
    const times = SEARCHED.map(([name, filter, page]) => ({ name, ms: searchTime(index, filter, page) }));
    for (const { name, ms } of times) report(`CPU milliseconds of a search for ${name}`, ms);
    if (IS_LONG) expect(times.filter(({ ms }) => ms >= 5)).toEqual([]);
    expect(index.search({ text: '会员' }, PAGE).totalCount).toBe(CARDS / 2);
    expect(index.search({ text: '咖啡' }, PAGE).totalCount).toBe(CARDS);
  });

  test('stays fast while cards arrive one by one', () => {
    const index = new CardIndex(fieldsOf);
    for (const sort of SORTS) index.search({}, { sort, first: 1 });
    const searches: number[] = [];
    const { user, system } = process.cpuUsage();
    for (let n = 0; n < CARDS; n += 1) {
      index.put(`p${(n * 7919) % CARDS}`, { card: MODEL }, index.begin(n));
      if (n % 100 === 0) searches.push(cpuTime(() => index.search({ text: '会员' }, PAGE)));
    }
    const cpu = process.cpuUsage({ user, system });
    report(
      'CPU milliseconds per card that arrives, with its share of searches',
      (cpu.user + cpu.system) / 1000 / CARDS,
    );
    report('CPU milliseconds of a search while cards arrive', median(searches));
    if (IS_LONG) expect(median(searches)).toBeLessThan(5);
    expect(index.search({ text: '会员' }, PAGE).totalCount).toBe(CARDS / 2);
  });
});

/** Returns an index of copies of some cards. */
function filled(cards: readonly object[]): CardIndex {
  const index = new CardIndex(fieldsOf);
  for (let n = 0; n < CARDS; n += 1) index.put(`p${n}`, { card: cards[n % cards.length] }, index.begin(n));
  return index;
}

/** Fields of an approved card whose title has its number. Half of the titles contain the word for members. */
function fieldsOf(cardId: string, answer: Readonly<Record<string, unknown>>): CardFields | undefined {
  const fields = searchFieldsOf(cardId, answer);
  if (fields === undefined) return undefined;
  const n = Number(cardId.slice(1));
  const title = `北京咖啡${n % 2 === 0 ? '会员' : '新客'}买一送一第${n}号`;
  return { ...fields, title, status: 'APPROVED', quantity: (n * 31) % 1000, updatedAt: (n * 7919) % CARDS };
}

/** Memory that is reachable, bytes. */
function used(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Returns the median CPU time of a search, milliseconds. The first search in an order builds it, and is not measured. */
function searchTime(index: CardIndex, filter: SearchFilter, page: SearchPage): number {
  index.search(filter, page);
  return median(Array.from({ length: SEARCHES }, () => cpuTime(() => index.search(filter, page))));
}

/** Returns the CPU time of a function, milliseconds. */
function cpuTime(run: () => unknown): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] as number;
}

function report(name: string, value: number): void {
  if (IS_LONG) process.stdout.write(`${name}: ${value.toFixed(2)}\n`);
}
