import fc from 'fast-check';
import type { CardFields } from '../../../src/search/card-fields.js';
import { CardIndex } from '../../../src/search/card-index.js';
import { DIRECTIONS, SORT_KEYS, type Sort } from '../../../src/search/card-order.js';
import type { SearchFilter } from '../../../src/search/card-table.js';
import { SearchCursors, SearchCursorUnknown } from '../../../src/search/search-cursor.js';

const BY_CREATION: Sort = { by: 'CREATED_AT', direction: 'ASCENDING' };

const NONE: CardFields = {
  ...{ title: null, brandName: null, type: 'GROUPON', status: 'APPROVED', codeMode: 'PLATFORM', quantity: null },
  ...{ endsAt: null, createdAt: null, updatedAt: null },
};

/** An index whose cards are their own fields. */
function indexOf(cards: Readonly<Record<string, Partial<CardFields>>>): CardIndex {
  const index = new CardIndex((_id, { card }) => ({ ...NONE, ...(card as Partial<CardFields>) }));
  for (const [id, card] of Object.entries(cards)) index.put(id, { card }, index.begin());
  return index;
}

function idsOf(index: CardIndex, filter: SearchFilter, sort = BY_CREATION): string[] {
  return index.search(filter, { sort, first: 100 }).cards.map(({ id }) => id);
}

/** Han characters, Latin letters with and without accents, digits, full-width forms, kana and Korean syllables. */
const CHARACTERS = [...'咖啡买一送会员优惠券满减生日礼包ABC xyz ßéñÅĳ019ＡＢｃ０１カﾊﾞぱ한글ΣςİŁ①㎏ﬁ'];

describe('CardIndex', () => {
  it('finds a card by every two adjacent characters of its title, in any script', () => {
    const title = fc
      .array(fc.constantFrom(...CHARACTERS, ' '), { minLength: 2, maxLength: 27 })
      .map((characters) => characters.join(''));
    fc.assert(
      fc.property(title, (text) => {
        const index = indexOf({ card: { title: text } });
        const characters = [...text];
        for (let at = 0; at + 2 <= characters.length; at += 1) {
          const pair = characters.slice(at, at + 2).join('');
          expect([pair, idsOf(index, { text: pair })]).toEqual([pair, ['card']]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has the time of the card that was read longest ago, whichever cards are stored and removed', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const step = fc.record({ id, readAt: fc.option(fc.nat(20), { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const index = indexOf({});
        const times = new Map<string, number>();
        for (const { id: cardId, readAt } of steps) {
          if (readAt === undefined) index.remove(cardId, index.begin());
          else index.put(cardId, { card: {} }, index.begin(readAt));
          if (readAt === undefined) times.delete(cardId);
          else times.set(cardId, readAt);
          expect(index.oldestReadAt).toBe(times.size === 0 ? undefined : Math.min(...times.values()));
        }
      }),
    );
  });

  it.each([
    ['upper and lower case', 'Summer SALE', 'sale'],
    ['full-width letters', 'ＶＩＰ会员', 'vip会员'],
    ['a full-width query', 'VIP会员', 'ｖｉｐ'],
    ['half-width kana', 'カフェ', 'ｶﾌｪ'],
    ['a Greek final sigma', 'ΚΑΦΕΣ ΖΕΣΤΟΣ', 'καφεσ'],
    ['words in any order', '咖啡 买一送一 Coffee', 'coffee 买一'],
    ['words separated by an ideographic space', '咖啡买一送一', '咖啡　送一'],
  ])('ignores differences of %s', (_subject, title, text) => {
    expect(idsOf(indexOf({ card: { title }, other: { title: '其他' } }), { text })).toEqual(['card']);
  });

  it('finds a card by its brand and by its id, but not by a text across two of them', () => {
    const index = indexOf({ DEMO1: { title: '咖啡', brandName: '星光' } });
    expect(idsOf(index, { text: '星光' })).toEqual(['DEMO1']);
    expect(idsOf(index, { text: 'demo1' })).toEqual(['DEMO1']);
    expect(idsOf(index, { text: '咖啡星光' })).toEqual([]);
  });

  it('combines filters, and applies each only to cards that have the value', () => {
    const index = indexOf({
      a: { type: 'CASH', codeMode: 'CUSTOM', quantity: 5, endsAt: 1000 },
      b: { type: 'GIFT', codeMode: 'DEPOSITED', quantity: 50, endsAt: 2000 },
      c: { type: null, codeMode: null, quantity: null, endsAt: null },
    });
    expect(idsOf(index, { types: ['CASH', 'GIFT'] })).toEqual(['a', 'b']);
    expect(idsOf(index, { codeModes: ['DEPOSITED'] })).toEqual(['b']);
    expect(idsOf(index, { stockAtMost: 5 })).toEqual(['a']);
    expect(idsOf(index, { endsBefore: 2000 })).toEqual(['a']);
    expect(idsOf(index, { types: ['GIFT'], stockAtMost: 5 })).toEqual([]);
  });

  it('finds a deleted card only in a search for deleted cards', () => {
    const index = indexOf({ a: {}, b: {} });
    index.markDeleted('a');
    expect(idsOf(index, {})).toEqual(['b']);
    expect(idsOf(index, { statuses: ['DELETED'] })).toEqual(['a']);
    expect(idsOf(index, { statuses: ['DELETED', 'APPROVED'] })).toEqual(['a', 'b']);
  });

  it('sorts cards without a value last in both directions', () => {
    const index = indexOf({ a: { quantity: 2 }, b: {}, c: { quantity: 1 }, d: {} });
    expect(idsOf(index, {}, { by: 'STOCK', direction: 'ASCENDING' })).toEqual(['c', 'a', 'b', 'd']);
    expect(idsOf(index, {}, { by: 'STOCK', direction: 'DESCENDING' })).toEqual(['a', 'c', 'd', 'b']);
  });

  it('keeps every order equal to one that is sorted again, after any changes', () => {
    const value = fc.option(fc.integer({ min: 0, max: 3 }));
    const card = fc.record({
      title: fc.constantFrom('a', 'B', '卡'),
      quantity: value,
      endsAt: value,
      updatedAt: value,
    });
    const change = fc.tuple(fc.constantFrom('put', 'remove', 'markDeleted'), fc.constantFrom(...'abcdefgh'), card);
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const index = indexOf({});
        const sorts = SORT_KEYS.flatMap((by) => DIRECTIONS.map((direction): Sort => ({ by, direction })));
        const statuses = ['APPROVED', 'DELETED'];
        for (const sort of sorts) idsOf(index, {}, sort);
        const cards = new Map<string, Partial<CardFields>>();
        for (const [kind, id, fields] of changes) {
          if (kind === 'put') index.put(id, { card: fields }, index.begin());
          else if (kind === 'remove') index.remove(id, index.begin());
          else index.markDeleted(id);
          if (kind === 'put') cards.set(id, fields);
          else if (kind === 'remove') cards.delete(id);
        }
        const anew = indexOf(Object.fromEntries(cards));
        for (const sort of sorts) expect(idsOf(index, { statuses }, sort)).toEqual(idsOf(anew, { statuses }, sort));
        expect(index.bytes).toBe(anew.bytes);
      }),
    );
  });

  it('finds the cards whose texts contain every word, after any changes to many cards', () => {
    const ids = Array.from({ length: 150 }, (_, n) => `#${n}#`);
    const title = fc
      .array(fc.constantFrom(...'咖啡会员aB '), { maxLength: 8 })
      .map((characters) => characters.join(''));
    const change = fc.tuple(fc.constantFrom(...ids), fc.option(title, { nil: undefined, freq: 3 }));
    fc.assert(
      fc.property(
        fc.array(title, { minLength: 150, maxLength: 150 }),
        fc.array(change),
        title,
        (titles, changes, text) => {
          const cards = new Map(ids.map((id, n) => [id, titles[n] as string]));
          const index = indexOf(Object.fromEntries([...cards].map(([id, was]) => [id, { title: was }])));
          for (const [id, now] of changes) {
            if (now === undefined) index.remove(id, index.begin());
            else index.put(id, { card: { title: now } }, index.begin());
            if (now === undefined) cards.delete(id);
            else cards.set(id, now);
          }
          const words = text.toLowerCase().split(' ');
          const isFound = (was: string) => words.every((word) => was.toLowerCase().includes(word));
          const expected = [...cards].filter(([, was]) => isFound(was)).map(([id]) => id);
          const found = index.search({ text }, { sort: BY_CREATION, first: 150 });
          expect(found.cards.map(({ id }) => id)).toEqual(expected.sort());
          expect(found.totalCount).toBe(expected.length);
        },
      ),
    );
  });

  it('finds words on several lines of a title, and no word across two lines or two cards', () => {
    const index = indexOf({ card: { title: '咖啡\n会员\u2028优惠' }, other: { title: '其他' } });
    expect(idsOf(index, { text: '咖啡 会员 优惠' })).toEqual(['card']);
    for (const text of ['咖啡会员', '会员优惠', 'card其他']) expect(idsOf(index, { text })).toEqual([]);
  });

  it('does not find a card by the values of a card that was removed before', () => {
    const index = indexOf({ a: { title: '咖啡', quantity: 1 }, b: { title: '会员', quantity: 2 } });
    index.remove('a', index.begin());
    index.put('c', { card: { title: '礼包', quantity: 3 } }, index.begin());
    expect(idsOf(index, {})).toEqual(['b', 'c']);
    expect(idsOf(index, { text: '咖啡' })).toEqual([]);
    expect(idsOf(index, { text: '礼包' })).toEqual(['c']);
    expect(idsOf(index, { stockAtMost: 2 })).toEqual(['b']);
  });

  it('continues a page after a card that was changed or removed', () => {
    const index = indexOf({ a: { quantity: 1 }, b: { quantity: 2 }, c: { quantity: 3 }, d: { quantity: 4 } });
    const sort: Sort = { by: 'STOCK', direction: 'ASCENDING' };
    const page = index.search({}, { sort, first: 2 });
    expect(page).toMatchObject({ totalCount: 4, hasNextPage: true, hasPreviousPage: false });
    const after = page.cards[1]?.place;
    index.remove('b', index.begin());
    const next = index.search({}, { sort, first: 2, after });
    expect(next.cards.map(({ id }) => id)).toEqual(['c', 'd']);
    expect(next).toMatchObject({ totalCount: 3, hasNextPage: false, hasPreviousPage: true });
  });

  it('does not replace an entry by an earlier read that ends later', () => {
    const index = indexOf({});
    const [early, late] = [index.begin(), index.begin()];
    index.put('a', { card: { title: 'new' } }, late);
    expect(index.put('a', { card: { title: 'old' } }, early)).toBe(false);
    expect(idsOf(index, { text: 'new' })).toEqual(['a']);
  });

  it('stays stale after a read that was sent before the card changed', () => {
    const index = indexOf({ a: {} });
    const early = index.begin();
    index.markStale('a');
    expect(index.put('a', { card: {} }, early)).toBe(false);
    expect(index.isStale('a')).toBe(true);
    expect(index.put('a', { card: {} }, index.begin())).toBe(true);
    expect(index.isStale('a')).toBe(false);
  });

  it('counts no bytes when all cards are removed', () => {
    const index = indexOf({ a: { title: 'x' }, b: { title: 'y' } });
    expect(index.bytes).toBeGreaterThan(0);
    for (const id of ['a', 'b']) index.remove(id, index.begin());
    expect([index.size, index.bytes]).toEqual([0, 0]);
  });
});

describe('SearchCursors', () => {
  it('returns the place that a cursor names', () => {
    const cursors = new SearchCursors({ text: 'a' });
    for (const place of [
      { value: 1, id: 'a' },
      { value: '卡', id: 'b' },
      { value: null, id: 'c' },
    ]) {
      expect(cursors.parse(cursors.format(place))).toEqual(place);
    }
  });

  it.each([
    ['a cursor of another search', new SearchCursors({ text: 'b' }).format({ value: 1, id: 'a' })],
    ['an empty text', ''],
    ['text without JSON', 'abc'],
    ['a JSON object', Buffer.from('{"a":1}').toString('base64url')],
    ['a list that is too short', Buffer.from('[1]').toString('base64url')],
    ['a text of a megabyte', 'A'.repeat(1_000_000)],
  ])('rejects %s as a cursor', (_subject, cursor) => {
    expect(() => new SearchCursors({ text: 'a' }).parse(cursor)).toThrow(SearchCursorUnknown);
  });
});
