import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { appid, runQuery } from './client.js';
import { CardTitlesDocument } from './generated/operations.js';
import { can, viewer } from './session.js';

/** Cards that one query looks up. */
const BATCH = 8;

/** How soon cards are looked up again that an incomplete index does not have yet, milliseconds. */
const INCOMPLETE_MS = 5000;

/** Maximum number of titles in memory. */
const MAX_TITLES = 2000;

/** Titles by caller, account and card id. */
const titles = signal<ReadonlyMap<string, string>>(new Map());
const requested = new Set<string>();

/**
 * Returns a function that returns the title of a card, or undefined. The titles of the given cards are read from the index of the server,
 * which makes no call of the platform for them.
 */
export function useCardTitles(cardIds: readonly string[]): (cardId: string) => string | undefined {
  const reader = JSON.stringify([viewer.value?.name, appid.value]);
  const keyOf = (cardId: string) => `${reader} ${cardId}`;
  const wanted = can('card:read') ? [...new Set(cardIds)].filter((id) => !requested.has(keyOf(id))) : [];
  const key = wanted.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` changes with the cards
  useEffect(() => {
    if (requested.size > MAX_TITLES) {
      requested.clear();
      titles.value = new Map();
    }
    for (const id of wanted) requested.add(keyOf(id));
    void readTitles(wanted, keyOf);
  }, [key, reader]);
  return (cardId) => titles.value.get(keyOf(cardId)) || undefined;
}

async function readTitles(cardIds: readonly string[], keyOf: (cardId: string) => string): Promise<void> {
  for (let start = 0; start < cardIds.length; start += BATCH) {
    const ids = cardIds.slice(start, start + BATCH);
    const at = (index: number) => ids[index] ?? ids[0] ?? '';
    const { data } = await runQuery(CardTitlesDocument, {
      ...{ t0: at(0), t1: at(1), t2: at(2), t3: at(3) },
      ...{ t4: at(4), t5: at(5), t6: at(6), t7: at(7) },
    });
    if (data === undefined) {
      for (const id of cardIds.slice(start)) requested.delete(keyOf(id));
      return;
    }
    const found = Object.values(data).flatMap((one) => one?.edges ?? []);
    const next = new Map(titles.value);
    for (const { cardId, node } of found) next.set(keyOf(cardId), node?.title ?? '');
    titles.value = next;
    if (Object.values(data).every((one) => one?.complete !== false)) continue;
    setTimeout(() => {
      for (const id of ids) if (!next.has(keyOf(id))) requested.delete(keyOf(id));
      titles.value = new Map(titles.value);
    }, INCOMPLETE_MS);
  }
}
