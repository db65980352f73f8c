import { previewCreations } from '../../../support/creation-previews.js';
import { having, minimalCard } from '../../../support/new-cards.js';
import { useStack } from '../../../support/use-stack.js';

const stack = useStack({ beforeEach: 'nothing' });
const preview = async (list: string, entries: readonly unknown[]) => {
  const [errors] = await previewCreations(stack.graph, [
    having(minimalCard('GROUPON'), [`advancedInfo.${list}`, entries]),
  ]);
  return errors;
};
const LISTS: readonly [list: string, entry: unknown][] = [
  ['textImages', { text: '菜品' }],
  ['timeLimits', { day: 'MONDAY' }],
  ['businessServices', 'DELIVER'],
];

describe('a list of a new card', () => {
  test.each(LISTS)('%s may have 100 entries', async (list, entry) => {
    expect(await preview(list, Array(100).fill(entry))).toEqual([]);
  });

  test.each(LISTS)('%s with 101 entries is TOO_MANY_ITEMS', async (list, entry) => {
    expect(await preview(list, Array(101).fill(entry))).toMatchObject([
      {
        code: 'TOO_MANY_ITEMS',
        field: ['card', 'advancedInfo', list],
        message: 'expected at most 100 entries, got a list of 101 entries',
      },
    ]);
  });

  test('with 20,000 wrong entries has one error', async () => {
    expect(await preview('textImages', Array(20_000).fill({}))).toHaveLength(1);
  });
});

test('a time out of range in a new card is described as an instant', async () => {
  const card = having(minimalCard('GROUPON'), ['baseInfo.validity.fixedTerm.endsAt', '9999-12-31T00:00:00Z']);
  const [errors] = await previewCreations(stack.graph, [card]);
  expect(errors).toMatchObject([{ message: 'expected an instant from 1970 to 2106, got an out-of-range instant' }]);
});
