import { setTimeout as sleep } from 'node:timers/promises';
import type { Row } from './format.js';
import type { Resource, Step } from './resource.js';
import { describe, type ExportSession, type Failure } from './session.js';
import { ExportStopped } from './stopped.js';

/** Cards of a page: those of one call. */
const PAGE = 50;

/** Times that the list is read if cards were added or removed meanwhile, and the pause before the next time, milliseconds. */
const LISTINGS = 5;
const RELIST_MS = 1000;

const LIST = `query ($offset: Int!) { cards(first: ${PAGE}, offset: $offset) { edges { node { id } } totalCount } }`;

interface Listed {
  readonly cards: {
    readonly edges: readonly { readonly node: { readonly id: string } | null }[];
    readonly totalCount: number | null;
  } | null;
}

/** The ids of the cards, and the number of cards that the platform counts and does not list. */
type CardsPlan = { readonly ids: readonly string[]; readonly unlisted: number };

/** The cards of the account that exist at the start, each by one card/get. */
export const cards: Resource = {
  types: ['Card'],
  unit: 'cards',
  extraColumns: [],

  /** Returns the ids. The list can shift while it is read, so it is read again until it holds as many distinct ids as it should. */
  async plan(session, _days, notify): Promise<CardsPlan> {
    const ids = new Set<string>();
    for (let times = 1; ; times += 1) {
      const total = await list(session, ids);
      const unlisted = Math.max(0, total - ids.size);
      if (unlisted === 0 || times === LISTINGS) return { ids: [...ids], unlisted };
      notify('The list of cards changed while it was read. It is read again');
      await sleep(RELIST_MS);
    }
  },

  async *steps(session, plan, after) {
    const { ids, unlisted } = plan as CardsPlan;
    if (unlisted > 0 && after === undefined) {
      const missing = [`${unlisted} cards that the platform counts and does not list`];
      yield { rows: [], position: 0, done: 0, total: ids.length, missing };
    }
    const query = `query ($ids: [ID!]!) { cardsById(ids: $ids) ${session.selectionOf('Card')} }`;
    for (let done = typeof after === 'number' ? after : 0; done < ids.length; ) {
      const batch = ids.slice(done, done + session.batch);
      const { data, refused } = await session.query<{ readonly cardsById: readonly (Row | null)[] }>(
        query,
        { ids: batch },
        batch.length,
      );
      done += batch.length;
      yield stepOf(batch, data.cardsById ?? undefined, refused, done, ids.length);
    }
  },
};

/**
 * Adds the ids of the list.
 * @returns the number of cards according to the platform
 */
async function list(session: ExportSession, ids: Set<string>): Promise<number> {
  for (let offset = 0; ; offset += PAGE) {
    const { data, refused } = await session.query<Listed>(LIST, { offset }, 1);
    const [first] = refused;
    if (first !== undefined) throw new ExportStopped(describe(first));
    const { edges = [], totalCount = null } = data.cards ?? {};
    for (const { node } of edges) if (node !== null) ids.add(node.id);
    if (edges.length < PAGE) return totalCount ?? ids.size;
  }
}

/** @param found undefined: the query failed as a whole */
function stepOf(
  batch: readonly string[],
  found: readonly (Row | null)[] | undefined,
  refused: readonly Failure[],
  done: number,
  total: number,
): Step {
  const missing = batch.flatMap((id, index) => {
    const failure = found === undefined ? refused[0] : refused.find(({ path }) => path[1] === index);
    return failure === undefined ? [] : [`card ${id}: ${describe(failure)}`];
  });
  const rows = (found ?? []).filter((row) => row !== null);
  const deleted = batch.length - rows.length - missing.length;
  const notes = deleted > 0 ? [`${deleted} of the listed cards no longer exist`] : [];
  return { rows, position: done, done, total, missing, notes };
}
