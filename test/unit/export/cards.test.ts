import { buildSchema, GraphQLError } from 'graphql';
import { cards } from '../../../src/export/cards.js';
import { Pace } from '../../../src/export/pace.js';
import type { Step } from '../../../src/export/resource.js';
import { ExportSession } from '../../../src/export/session.js';
import type { OperationContext } from '../../../src/operation/operation-context.js';
import { realTime, sleptTime } from '../../support/time.js';

const SDL = `
  type Query { cards(first: Int!, offset: Int!): Cards cardsById(ids: [ID!]!): [Card] }
  type Cards { edges: [Edge!]! totalCount: Int }
  type Edge { node: Card }
  type Card { id: ID! }`;

/** The cards of an account, as the resolvers of a schema see them. */
interface Shop {
  /** Returns the ids of a page and the number of cards. */
  readonly list: (offset: number) => { readonly ids: readonly string[]; readonly total: number };
  readonly read: (id: string) => object | null;
}

function sessionOf({ list, read }: Shop): ExportSession {
  const schema = buildSchema(SDL);
  const fields = schema.getQueryType()?.getFields() ?? {};
  const { cards: listed, cardsById } = fields;
  if (listed === undefined || cardsById === undefined) throw new Error('no fields');
  listed.resolve = (_source, { offset }) => {
    const { ids, total } = list(offset);
    return { edges: ids.map((id) => ({ node: { id } })), totalCount: total };
  };
  cardsById.resolve = (_source, { ids }) => ids.map(async (id: string) => read(id));
  const contextOf = () => ({}) as OperationContext;
  return new ExportSession({ schema, contextOf, timeoutMs: 1000, pace: new Pace(6000), notify: () => undefined });
}

const plan = (shop: Shop) =>
  cards.plan(sessionOf(shop), { from: undefined, to: undefined }, () => undefined) as Promise<{
    readonly ids: readonly string[];
    readonly unlisted: number;
  }>;

async function stepsOf(shop: Shop): Promise<Step[]> {
  const steps: Step[] = [];
  for await (const step of cards.steps(sessionOf(shop), await plan(shop), undefined)) steps.push(step);
  return steps;
}

const numbered = (count: number) => Array.from({ length: count }, (_, n) => `card-${n}`);
const read = (id: string) => ({ id });

beforeEach(sleptTime);
afterEach(realTime);

describe('the export of cards', () => {
  test('reads the list again if it shifts while it is read', async () => {
    const all = numbered(120);
    let current = all;
    const list = (offset: number) => {
      const ids = current.slice(offset, offset + 50);
      // The first card leaves the list after the first page, so that the second page skips a card.
      if (offset === 0) current = all.slice(1);
      return { ids, total: current.length + 1 };
    };
    const { ids, unlisted } = await plan({ list, read });
    expect(unlisted).toBe(0);
    expect([...ids].sort()).toEqual([...all].sort());
  });

  test('reports the cards that the platform counts and never lists', async () => {
    const list = (offset: number) => ({ ids: offset === 0 ? ['a'] : [], total: 3 });
    const steps = await stepsOf({ list, read });
    expect(steps.flatMap(({ missing }) => missing)).toEqual(['2 cards that the platform counts and does not list']);
    expect(steps.flatMap(({ rows }) => rows)).toEqual([{ id: 'a' }]);
  });

  test('separates refused cards from those that no longer exist', async () => {
    const shop: Shop = {
      list: () => ({ ids: ['a', 'deleted', 'refused'], total: 3 }),
      read(id) {
        if (id === 'refused') throw new GraphQLError('no', { extensions: { code: 'PLATFORM_REJECTED' } });
        return id === 'deleted' ? null : { id };
      },
    };
    const [step] = await stepsOf(shop);
    expect(step).toMatchObject({
      rows: [{ id: 'a' }],
      done: 3,
      total: 3,
      missing: ['card refused: PLATFORM_REJECTED: no'],
      notes: ['1 of the listed cards no longer exist'],
    });
  });

  test('continues after a position', async () => {
    const list = () => ({ ids: ['a', 'b', 'c'], total: 3 });
    const steps = cards.steps(sessionOf({ list, read }), { ids: ['a', 'b', 'c'], unlisted: 1 }, 2);
    expect((await steps.next()).value).toMatchObject({ rows: [{ id: 'c' }], position: 3, missing: [] });
    expect((await steps.next()).done).toBe(true);
  });
});
