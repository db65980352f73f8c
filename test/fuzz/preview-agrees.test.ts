import fc from 'fast-check';
import { payloadIn, type UserError } from '../support/card-writes.js';
import { WIDE_LIMITS } from '../support/stack.js';
import { changing, TYPES, typesOf, UPDATE_INPUTS, type UpdateInput } from '../support/update-inputs.js';
import { useStack } from '../support/use-stack.js';

/** Number of cards of each type. Each gets one patch at a time. */
const POOL = 5;
const RUNS = 20;

const stack = useStack({ beforeEach: 'nothing', server: { limits: WIDE_LIMITS } });
/** By type: the demo cards in all their statuses and validities, more copies of the first one, and finally a deleted one. */
const pools = new Map<string, string[]>();

beforeAll(async () => {
  for (const type of TYPES) await stack.emulator.addCards(POOL, type);
  const { cards } = await stack.emulator.state();
  for (const type of TYPES) {
    const ofType = cards.filter(({ card_type }) => card_type === type);
    const ids = ofType.map((card) => payloadIn(card).base_info.id).slice(0, POOL);
    pools.set(type, ids);
    await stack.graph.data('mutation ($input: DeleteCardInput!) { deleteCard(input: $input) { deletedCardId } }', {
      input: { cardId: ids.at(-1) },
    });
  }
});

type Change = readonly [field: string, value: unknown];
interface Patch {
  readonly changes: readonly Change[];
  readonly allowReview: boolean;
}

function patches(change: fc.Arbitrary<Change>): fc.Arbitrary<Patch[]> {
  const changes = fc.uniqueArray(change, { minLength: 1, maxLength: 6, selector: ([field]) => field });
  const allowReview = fc.oneof({ arbitrary: fc.constant(true), weight: 4 }, { arbitrary: fc.boolean(), weight: 1 });
  return fc.array(fc.record({ changes, allowReview }), { minLength: POOL, maxLength: POOL });
}

/** Returns a value that the field accepts, or the value that clears it. */
function valid({ field, form, clear }: UpdateInput): fc.Arbitrary<Change> {
  const empties = clear === 'refused' ? [] : [null, ...(form.empty === undefined ? [] : [form.empty])];
  const value =
    empties.length === 0
      ? form.some
      : fc.oneof({ arbitrary: form.some, weight: 5 }, { arbitrary: fc.constantFrom(...empties), weight: 1 });
  return value.map((given) => [field, given]);
}

/** Returns a value that the schema accepts and the platform refuses. */
function invalid({ field, form }: UpdateInput): fc.Arbitrary<Change> {
  const { text, empty } = form;
  const unusual = text && ['\u0001', 'a\ud800', '字'.repeat(5001), 'http://a.example', ' '].map(text.within);
  return fc
    .constantFrom<unknown>(null, ...(empty === undefined ? [] : [empty]), ...(unusual ?? []))
    .map((given) => [field, given]);
}

interface Verdict {
  readonly reviewRequired: boolean | null;
  readonly verified?: boolean | null;
  readonly unverifiedFields?: readonly unknown[];
  readonly userErrors: readonly UserError[];
}

const ERRORS = 'userErrors { code field errcode }';

/** Sends all patches in one request. Each alias is for another card, so no patch affects the verdict of another. */
async function askAll(operation: 'query' | 'mutation', type: string, patches: readonly Patch[]): Promise<Verdict[]> {
  const field = operation === 'query' ? 'previewCardUpdate' : 'updateCard';
  const selection = `{ reviewRequired ${ERRORS} ${operation === 'query' ? '' : 'verified unverifiedFields'} }`;
  const inputs = patches.map(({ changes, allowReview }, index): [string, object] => [
    `i${index}`,
    { ...changing(pools.get(type)?.[index] ?? '', ...changes), allowReview },
  ]);
  const variables = inputs.map(([name]) => `$${name}: UpdateCardInput!`).join(' ');
  const aliases = inputs.map(([name]) => `${name}: ${field}(input: $${name}) ${selection}`).join(' ');
  return Object.values(
    await stack.graph.data(`${operation} (${variables}) { ${aliases} }`, Object.fromEntries(inputs)),
  );
}

/** Previews and then sends patches, and checks that the results agree. Returns the number of committed patches. */
async function expectAgreement(type: string, given: readonly Patch[]): Promise<number> {
  const previews = await askAll('query', type, given);
  await stack.emulator.clearLedger();
  const outcomes = await askAll('mutation', type, given);
  outcomes.forEach(({ reviewRequired, verified, unverifiedFields, userErrors }, index) => {
    const preview = previews[index];
    expect(userErrors).toEqual(preview?.userErrors);
    if (userErrors.length > 0) return;
    expect(reviewRequired).toBe(preview?.reviewRequired);
    expect([verified, unverifiedFields]).toEqual([reviewRequired ? null : true, []]);
  });
  const committed = outcomes.filter(({ userErrors }) => userErrors.length === 0).length;
  expect((await stack.emulator.calls())['/card/update'] ?? 0).toBe(committed);
  return committed;
}

describe('a preview', () => {
  test.each(TYPES)('returns the result of the update for a hundred patches of a %s', async (type) => {
    const own = UPDATE_INPUTS.filter(({ kinds }) => typesOf(kinds).includes(type));
    let committed = 0;
    await fc.assert(
      fc.asyncProperty(patches(fc.oneof(...own.map(valid))), async (given) => {
        committed += await expectAgreement(type, given);
      }),
      { numRuns: RUNS },
    );
    // Agreement would be trivial if no patch were committed.
    expect(committed).toBeGreaterThan((RUNS * POOL) / 10);
  });

  test.each(TYPES)(
    'is refused like the update for patches of a %s with wrong values and fields of other types',
    async (type) => {
      const own = UPDATE_INPUTS.filter(({ kinds }) => typesOf(kinds).includes(type));
      const mixed = fc.oneof(
        { arbitrary: fc.oneof(...own.map(valid)), weight: 6 },
        { arbitrary: fc.oneof(...own.map(invalid)), weight: 2 },
        { arbitrary: fc.oneof(...UPDATE_INPUTS.map(valid)), weight: 1 },
      );
      await fc.assert(
        fc.asyncProperty(patches(mixed), async (given) => void (await expectAgreement(type, given))),
        { numRuns: 4 },
      );
    },
  );
});
