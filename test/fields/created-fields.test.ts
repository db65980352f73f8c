import type { CardObject } from '../../src/platform/endpoints/card.wire.js';
import { payloadIn, valueAt } from '../support/card-writes.js';
import { previewCreations } from '../support/creation-previews.js';
import {
  CREATION_ROWS,
  type CreationRow,
  cardFor,
  fieldOf,
  LAST_INSTANT,
  OFFERED_ROWS,
  typesOf,
  valuesOf,
} from '../support/creation-rows.js';
import { createCards } from '../support/creations.js';
import {
  having,
  kindInput,
  minimalCard,
  NEW_CARD_TYPES,
  type NewCardJson,
  sampleNewCards,
} from '../support/new-cards.js';
import { WIDE_LIMITS } from '../support/stack.js';
import { useStack } from '../support/use-stack.js';

const stack = useStack({ server: { limits: WIDE_LIMITS } });

/** Accepted values of fields whose limits are not enough. */
const OTHER_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  // The only sub-merchant of the demo account.
  'baseInfo.subMerchantId': ['1900009001'],
  'baseInfo.validity.fixedRange.endsAt': [LAST_INSTANT, '2106-02-07T06:28:14.000Z'],
};

const COLORS: Readonly<Record<string, readonly [name: string, hex: string]>> = {
  Color010: ['Color010', '#63b359'],
  Color102: ['Color102', '#5E6671'],
  '#63b359': ['Color010', '#63b359'],
  '#5E6671': ['Color102', '#5E6671'],
};

/** The platform's spelling of an enum value begins with these texts. Weekdays have the same spelling. */
const ENUM_PREFIXES: Readonly<Record<string, string>> = {
  'enum CodeType': 'CODE_TYPE_',
  'enum[] BusinessService': 'BIZ_SERVICE_',
  'enum MemberFieldNameType': 'FIELD_NAME_TYPE_',
};

/** Times that the request contains as a string of digits. */
const AS_DIGITS = ['departure_time', 'landing_time'];

const valuesToCreate = (row: CreationRow): readonly unknown[] => OTHER_VALUES[row.input] ?? valuesOf(row).accepted;

/** Returns the value as card/create must receive it, or undefined for an empty list, which is not sent. */
function wireOf({ path, type }: CreationRow, value: unknown): unknown {
  if (Array.isArray(value) && value.length === 0) return undefined;
  if (path === 'base_info.color') return COLORS[String(value)]?.[0];
  if (path === 'base_info.sub_merchant_info.merchant_id') return Number(value);
  if (type === 'int[]') return (value as string[]).map(Number);
  if (type === 'unix seconds') {
    const seconds = Date.parse(String(value)) / 1000;
    return AS_DIGITS.includes(path) ? String(seconds) : seconds;
  }
  const prefix = ENUM_PREFIXES[type];
  if (prefix === undefined) return value;
  return Array.isArray(value) ? value.map((name) => prefix + name) : `${prefix}${value}`;
}

/** Returns the value as card/get returns it. */
function storedOf(row: CreationRow, value: unknown): unknown {
  if (row.path === 'base_info.color') return COLORS[String(value)]?.[1];
  return AS_DIGITS.includes(row.path) ? Number(wireOf(row, value)) : wireOf(row, value);
}

/** Returns the value as a typed field shows it. The largest time means that there is no end. */
function shownOf({ path }: CreationRow, value: unknown): unknown {
  if (path === 'base_info.date_info.end_timestamp' && value === LAST_INSTANT) return undefined;
  return path === 'base_info.color' ? COLORS[String(value)]?.[1] : value;
}

/** Returns the path of the field in a card of the graph. Amounts have a type that other inputs do not have. */
function shownAt({ input }: CreationRow): string {
  if (input === 'baseInfo.quantity') return 'stock.totalQuantity';
  return input
    .replace(/^baseInfo\.(validity\.)?(?:fixedRange\.|fixedTerm\.)?/, '$1')
    .replace(/^(?!advancedInfo)[a-zA-Z]+\./, (owner) => (KIND_INPUTS.includes(owner.slice(0, -1)) ? 'details.' : owner))
    .replace(/Fen$/, '.fen');
}

const KIND_INPUTS = NEW_CARD_TYPES.map(kindInput);

interface Tree extends Map<string, Tree> {}

/** Returns the selection of the fields of a card that correspond to these rows, below `details` by its type. */
function selectionOf(rows: readonly CreationRow[]): string {
  const tree: Tree = new Map();
  for (const row of rows) {
    const [owner = ''] = row.input.split('.');
    const typeName = `${owner.slice(0, 1).toUpperCase()}${owner.slice(1)}Details`;
    let parent = tree;
    for (const name of shownAt(row).replace('details.', `details.on ${typeName}.`).split('.')) {
      const child = parent.get(name) ?? new Map();
      parent.set(name, child);
      parent = child;
    }
  }
  return `${printed(tree)} raw`;
}

function printed(tree: Tree): string {
  return [...tree]
    .map(([name, below]) => (below.size === 0 ? name : `${name.replace(/^on /, '... on ')} { ${printed(below)} }`))
    .join(' ');
}

/** Returns the value at a path in the notation of rows, in the first entry of a list. */
const firstAt = (value: unknown, path: string) => valueAt(value, path.replace('[].', '.0.'));

/** Creates cards, and returns for each what card/create received, what the emulator stored and what the graph shows. */
async function created(cards: readonly NewCardJson[], rows: readonly CreationRow[] = []) {
  await stack.emulator.clearLedger();
  const outcomes = await createCards(stack.graph, cards, selectionOf(rows));
  expect(outcomes.flatMap(({ userErrors }) => userErrors)).toEqual([]);
  const { recent } = await stack.emulator.ledger();
  const sent = recent.filter(({ path }) => path === '/card/create').map(({ request }) => request.card as CardObject);
  const state = await stack.emulator.state();
  const stored = new Map(state.cards.map(payloadIn).map((payload) => [payload.base_info.id, payload]));
  expect(sent).toHaveLength(cards.length);
  return outcomes.map(({ cardId, card }, index) => ({
    sent: payloadIn(sent[index] as CardObject),
    stored: stored.get(cardId ?? ''),
    card,
    raw: payloadIn(card?.raw as CardObject),
  }));
}

const named = (rows: readonly CreationRow[]) =>
  rows.map((row): [string, CreationRow] => [`${row.kinds} ${row.input}`, row]);

describe('createCard', () => {
  test.each(named(OFFERED_ROWS))('sends, stores and shows the limits of %s in each of its types', async (_, row) => {
    // Every value in the first of the types, and the last value in the others.
    const values = valuesToCreate(row);
    const cases = typesOf(row).flatMap((type, index) =>
      (index === 0 ? values : values.slice(-1)).map((value) => ({ type, value })),
    );
    const cards = await created(
      cases.map(({ type, value }) => having(cardFor(type, row), [fieldOf(row), value])),
      [row],
    );
    cards.forEach(({ sent, stored, raw, card }, index) => {
      const value = cases[index]?.value;
      expect(firstAt(sent, row.path)).toEqual(wireOf(row, value));
      // A card has an empty list, or none, for a list that was not sent.
      const empty = Array.isArray(value) ? [] : undefined;
      expect(firstAt(stored, row.path) ?? empty).toEqual(storedOf(row, value) ?? empty);
      expect(firstAt(raw, row.path) ?? empty).toEqual(storedOf(row, value) ?? empty);
      const shown = shownAt(row).replace(/(textImages|timeLimits)\./, '$1.0.');
      expect(valueAt(card, shown) ?? empty).toEqual(shownOf(row, value));
    });
    expect(cards.length).toBeGreaterThan(0);
  });

  test.each(NEW_CARD_TYPES)('sends and stores false in every boolean field of a %s', async (type) => {
    const rows = OFFERED_ROWS.filter((row) => row.type === 'bool' && typesOf(row).includes(type));
    const card = having(minimalCard(type), ...rows.map((row) => [fieldOf(row), false] as const));
    const [only] = await created([card]);
    for (const { path } of rows) {
      expect([path, firstAt(only?.sent, path)]).toEqual([path, false]);
      expect([path, firstAt(only?.stored, path)]).toEqual([path, false]);
    }
    expect(rows.length).toBeGreaterThan(3);
  });

  test.each<[string, object, object, object]>([
    [
      'a fixed range',
      { fixedRange: { beginsAt: '2030-01-01T00:00:00.999Z', endsAt: '2031-01-01T00:00:00.999Z' } },
      { type: 'DATE_TYPE_FIX_TIME_RANGE', begin_timestamp: 1_893_456_000, end_timestamp: 1_924_992_000 },
      { type: 'FIXED_RANGE', beginsAt: '2030-01-01T00:00:00.000Z', endsAt: '2031-01-01T00:00:00.000Z' },
    ],
    [
      'a fixed term',
      { fixedTerm: { termDays: 30 } },
      { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 0 },
      { type: 'FIXED_TERM', termDays: 30, startsAfterDays: 0 },
    ],
    [
      'a fixed term with a last moment',
      { fixedTerm: { termDays: 30, startsAfterDays: 2, endsAt: '2031-01-01T00:00:00.000Z' } },
      { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 2, end_timestamp: 1_924_992_000 },
      { type: 'FIXED_TERM', termDays: 30, startsAfterDays: 2, endsAt: '2031-01-01T00:00:00.000Z' },
    ],
    ['no end', { permanent: true }, { type: 'DATE_TYPE_PERMANENT' }, { type: 'PERMANENT' }],
  ])('sends only the fields of its type for a validity with %s, in each type', async (_, validity, wire, shown) => {
    const types = 'permanent' in validity ? ['MEMBER_CARD'] : NEW_CARD_TYPES;
    await stack.emulator.clearLedger();
    const cards = types.map((type) => having(minimalCard(type), ['baseInfo.validity', validity]));
    const outcomes = await createCards(
      stack.graph,
      cards,
      'validity { type beginsAt endsAt termDays startsAfterDays } raw',
    );
    const { recent } = await stack.emulator.ledger();
    const sent = recent.filter(({ path }) => path === '/card/create');
    const all = { beginsAt: null, endsAt: null, termDays: null, startsAfterDays: null };
    outcomes.forEach(({ card, userErrors }, index) => {
      expect(userErrors).toEqual([]);
      const { base_info } = payloadIn(sent[index]?.request.card as CardObject);
      expect(base_info.date_info).toEqual(wire);
      expect(payloadIn(card?.raw as CardObject).base_info.date_info).toEqual(wire);
      expect(card?.validity).toEqual({ ...all, ...shown });
    });
    expect(outcomes).toHaveLength(types.length);
  });

  test.each<[string, number, object]>([
    ['PLATFORM', 500, { use_custom_code: false }],
    ['CUSTOM', 500, { use_custom_code: true }],
    ['DEPOSITED', 0, { use_custom_code: true, get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT' }],
  ])('sends, stores and shows the code mode %s in each type', async (codeMode, quantity, wire) => {
    await stack.emulator.clearLedger();
    const values = [['baseInfo.codeMode', codeMode] as const, ['baseInfo.quantity', quantity] as const];
    const cards = NEW_CARD_TYPES.map((type) => having(minimalCard(type), ...values));
    const outcomes = await createCards(stack.graph, cards, 'codeMode stock { quantity totalQuantity } raw');
    const { recent } = await stack.emulator.ledger();
    const sent = recent.filter(({ path }) => path === '/card/create');
    outcomes.forEach(({ card, userErrors }, index) => {
      expect(userErrors).toEqual([]);
      const { base_info } = payloadIn(sent[index]?.request.card as CardObject);
      const { use_custom_code, get_custom_code_mode, sku } = base_info;
      expect({ use_custom_code, get_custom_code_mode, sku }).toEqual({ ...wire, sku: { quantity } });
      expect(payloadIn(card?.raw as CardObject).base_info).toMatchObject(wire);
      expect(card).toMatchObject({ codeMode, stock: { quantity, totalQuantity: quantity } });
    });
    expect(outcomes).toHaveLength(NEW_CARD_TYPES.length);
  });

  test.each(NEW_CARD_TYPES)('sends none of the fields that no input offers in a %s', async (type) => {
    const hidden = CREATION_ROWS.filter(({ input }) => input === 'not offered').map(({ path }) => path);
    for (const { sent } of await created(sampleNewCards(type, 10, 2))) {
      expect(hidden.filter((path) => firstAt(sent, path) !== undefined)).toEqual([]);
    }
    expect(hidden).toHaveLength(4);
  });

  test.each(named(OFFERED_ROWS.filter((row) => valuesOf(row).refused.length > 0)))(
    'returns the errors of the preview before any call for a value outside the limit of %s',
    async (_, row) => {
      const [type = ''] = typesOf(row);
      const cards = valuesOf(row).refused.map(([value]) => having(cardFor(type, row), [fieldOf(row), value]));
      const previews = await previewCreations(stack.graph, cards);
      const outcomes = await createCards(stack.graph, cards);
      expect(outcomes).toEqual(previews.map((userErrors) => ({ cardId: null, card: null, userErrors })));
      expect(previews.filter((errors) => errors.length === 0)).toEqual([]);
      expect(await stack.emulator.calls()).toEqual({});
    },
  );
});
