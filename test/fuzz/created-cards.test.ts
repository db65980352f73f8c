import fc from 'fast-check';
import { showsCreation } from '../../src/graph/card/create/creation-shown.js';
import type { CardObject, WireCardType } from '../../src/platform/endpoints/card.wire.js';
import { payloadIn } from '../support/card-writes.js';
import { previewCreations } from '../support/creation-previews.js';
import { createCards } from '../support/creations.js';
import { NEW_CARD_TYPES, type NewCardJson, sampleNewCards } from '../support/new-cards.js';
import { WIDE_LIMITS } from '../support/stack.js';
import { useStack } from '../support/use-stack.js';
import { cardsOverALimit, changedCards } from './new-card-changes.js';

/** Number of cards of each type and test. 500 with `npm run fuzz:create`. */
const CARDS = Number(process.env.CARDS ?? 40);
/** Reproducible with `SEED=…`. */
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
/** Number of cards in one request. */
const BATCH = 20;

const stack = useStack({ server: { limits: WIDE_LIMITS } });
beforeAll(() => {
  process.stderr.write(`fuzz: SEED=${SEED}\n`);
});

/** Previews and then creates cards. Returns each card whose results contradict each other or the emulator, and the number of created cards. */
async function disagreements(cards: readonly NewCardJson[]) {
  const found: object[] = [];
  let created = 0;
  for (let start = 0; start < cards.length; start += BATCH) {
    const batch = cards.slice(start, start + BATCH);
    await stack.emulator.clearLedger();
    const previews = await previewCreations(stack.graph, batch);
    expect(await stack.emulator.calls()).toEqual({});
    const outcomes = await createCards(stack.graph, batch, 'typeRaw raw');
    const sends = (await stack.emulator.ledger()).recent.filter(({ path }) => path === '/card/create');
    outcomes.forEach(({ userErrors, card }, index) => {
      const preview = previews[index] ?? [];
      const sent = preview.length === 0 ? sends.shift() : undefined;
      const { request, errcode } = sent ?? {};
      const isShown = sent !== undefined && card !== null && isShownIn(request?.card as CardObject, card.raw);
      const isCreated = preview.length === 0 && userErrors.length === 0 && errcode === 0 && isShown;
      const isRefused = preview.length > 0 && JSON.stringify(preview) === JSON.stringify(userErrors);
      if (isCreated) created += 1;
      else if (!isRefused) found.push({ input: batch[index], preview, userErrors, errcode, sent: request, isShown });
    });
    const accepted = previews.filter((errors) => errors.length === 0).length;
    const calls = await stack.emulator.calls();
    expect(calls['/card/create'] ?? 0).toBe(accepted);
    // Nothing else is called: each created card is read once, and no outcome is unknown.
    if (found.length === 0) expect(calls['/card/get'] ?? 0).toBe(accepted);
  }
  return { found, created };
}

function isShownIn(sent: CardObject, raw: unknown): boolean {
  return showsCreation({ ...payloadIn(sent) }, sent.card_type as WireCardType, raw as CardObject);
}

describe.each(NEW_CARD_TYPES)('a new %s', (type) => {
  test(
    'is accepted by the preview, created and shown with every field for random valid values',
    async () => {
      const { found, created } = await disagreements(sampleNewCards(type, CARDS, SEED));
      expect(found).toEqual([]);
      expect(created).toBe(CARDS);
    },
    CARDS * 1000,
  );

  test(
    'is refused before any call, with the same errors as by the preview, if one value is outside its limit',
    async () => {
      const cases = fc.sample(cardsOverALimit(type), { numRuns: CARDS, seed: SEED });
      const cards = cases.map(({ card }) => card);
      const { found, created } = await disagreements(cards);
      expect([found, created]).toEqual([[], 0]);
      const [previews, expected] = [await previewCreations(stack.graph, cards), cases.map(({ error }) => error)];
      previews.forEach((errors, index) => {
        expect(errors.map(({ code, field }) => ({ code, field }))).toContainEqual(expected[index]);
      });
    },
    CARDS * 1000,
  );

  test(
    'is never refused by the platform after a preview without errors, with any values',
    async () => {
      const cards = fc.sample(changedCards(type), { numRuns: CARDS, seed: SEED });
      const { found, created } = await disagreements(cards);
      expect(found).toEqual([]);
      // Agreement would be trivial if all cards were refused, or none.
      expect(created).toBeGreaterThan(CARDS / 20);
      expect(created).toBeLessThan(CARDS);
      if (process.env.CARDS) process.stderr.write(`${type}: ${created} of ${CARDS} changed cards were created\n`);
    },
    CARDS * 1000,
  );
});
