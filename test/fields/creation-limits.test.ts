import { getNamedType, isInputObjectType } from 'graphql';
import { createSchema } from '../../src/graph/schema/schema.js';
import { CREATE_FIELDS } from '../../src/platform/endpoints/card.fields.js';
import { previewCreations } from '../support/creation-previews.js';
import {
  CREATION_ROWS,
  type CreationRow,
  cardFor,
  fieldOf,
  OFFERED_ROWS,
  typesOf,
  valuesOf,
} from '../support/creation-rows.js';
import { having, minimalCard, NEW_CARD_TYPES, sampleNewCards } from '../support/new-cards.js';
import { WIDE_LIMITS } from '../support/stack.js';
import { useStack } from '../support/use-stack.js';

const stack = useStack({ beforeEach: 'nothing', server: { limits: WIDE_LIMITS } });

const named = (rows: readonly CreationRow[]) =>
  rows.map((row): [string, CreationRow] => [`${row.kinds} ${row.input}`, row]);

describe('a new card', () => {
  test.each(named(OFFERED_ROWS))('is accepted with the limit of %s in each of its types', async (_, row) => {
    const cards = typesOf(row).flatMap((type) =>
      valuesOf(row).accepted.map((value) => having(cardFor(type, row), [fieldOf(row), value])),
    );
    const errors = await previewCreations(stack.graph, cards);
    expect(errors.flat()).toEqual([]);
    expect(cards.length).toBeGreaterThan(0);
  });

  test.each(named(OFFERED_ROWS.filter((row) => valuesOf(row).refused.length > 0)))(
    'is refused with a value outside the limit of %s in each of its types',
    async (_, row) => {
      const cases = typesOf(row).flatMap((type) =>
        valuesOf(row).refused.map(([value, code]) => ({
          card: having(cardFor(type, row), [fieldOf(row), value]),
          code,
        })),
      );
      const errors = await previewCreations(
        stack.graph,
        cases.map(({ card }) => card),
      );
      const field = ['card', ...fieldOf(row).split('.')];
      expect(errors.map((each) => each.map(({ code, field: at }) => ({ code, field: at })))).toEqual(
        cases.map(({ code }) => [{ code, field }]),
      );
    },
  );

  const shared = OFFERED_ROWS.filter((row) => row.kinds !== '*' && /^(baseInfo|advancedInfo)\./.test(row.input));
  test.each(named(shared))('is refused with %s in every other type', async (_, row) => {
    const [value] = valuesOf(row).accepted.slice(-1);
    const others = NEW_CARD_TYPES.filter((type) => !typesOf(row).includes(type));
    const errors = await previewCreations(
      stack.graph,
      others.map((type) => having(cardFor(type, row), [fieldOf(row), value])),
    );
    errors.forEach((each) => {
      const error = each.find(({ field }) => field?.join('.') === `card.${fieldOf(row)}`);
      expect(error?.code).toBe('WRONG_CARD_TYPE');
      for (const type of typesOf(row)) expect(error?.message).toContain(type);
    });
    expect(errors).toHaveLength(others.length);
  });

  test.each(NEW_CARD_TYPES)('is accepted for random valid values of a %s', async (type) => {
    const cards = sampleNewCards(type, 60, 1);
    for (let start = 0; start < cards.length; start += 20) {
      const errors = await previewCreations(stack.graph, cards.slice(start, start + 20));
      expect(errors.flat()).toEqual([]);
    }
  });

  test('makes no call to the platform when it is previewed', async () => {
    await stack.emulator.clearLedger();
    await previewCreations(stack.graph, NEW_CARD_TYPES.map(minimalCard));
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('the input of a new card', () => {
  test('offers exactly the documented inputs', () => {
    const schema = createSchema();
    const found: string[] = [];
    const walk = (typeName: string, path: string): void => {
      const type = schema.getType(typeName);
      if (!isInputObjectType(type)) return void found.push(path);
      for (const field of Object.values(type.getFields())) {
        walk(getNamedType(field.type).name, path === '' ? field.name : `${path}.${field.name}`);
      }
    };
    walk('NewCard', '');
    const documented = CREATION_ROWS.map(({ input }) => input).filter(
      (input) => input !== 'not offered' && input !== 'baseInfo.validity',
    );
    const further = ['baseInfo.validity.fixedTerm.endsAt', 'baseInfo.validity.permanent'];
    expect(found.sort()).toEqual([...new Set([...documented, ...further])].sort());
  });

  test('does not offer the fields that only observations have', () => {
    const notOffered = CREATION_ROWS.filter(({ input }) => input === 'not offered').map(({ path }) => path);
    expect(
      CREATE_FIELDS.filter(({ input }) => input === null)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(notOffered.sort());
    expect(notOffered).toHaveLength(4);
  });
});
