import { INDEX } from '../../support/stack.js';
import { until } from '../../support/time.js';
import { useStack } from '../../support/use-stack.js';

const stack = useStack({ server: { index: { ...INDEX, callsPerMinute: 100_000 } } });

const SEARCH = `query Search(
  $text: String, $types: [CardTypeFilter!], $statuses: [CardStatusFilter!], $codeModes: [CardCodeModeInput!]
  $stockAtMost: Int, $endsBefore: DateTime, $sort: CardSortInput! = { by: UPDATED_AT, direction: DESCENDING }
  $first: Int! = 100, $after: String
) {
  searchCards(
    text: $text, types: $types, statuses: $statuses, codeModes: $codeModes, stockAtMost: $stockAtMost
    endsBefore: $endsBefore, sort: $sort, first: $first, after: $after
  ) {
    edges { cursor cardId node { id title } }
    nodes { id title brandName type status stock { quantity } updatedAt raw }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount asOf complete indexedCards
  }
}`;

type Variables = Readonly<Record<string, unknown>>;
/** Searches until the index is complete. */
const build = () => until(async () => (await search()).complete);
const search = async (variables: Variables = {}) => (await stack.graph.data(SEARCH, variables)).searchCards;

describe('Query.searchCards', () => {
  it('builds the index with one card/get per card, then makes no call', async () => {
    const { cards } = await stack.emulator.state();
    const before = Date.now();
    await build();
    const found = await search({ statuses: ['IN_REVIEW', 'REJECTED', 'APPROVED', 'DELETED', 'DISPATCHED'] });
    expect(found).toMatchObject({ complete: true, indexedCards: cards.length, totalCount: cards.length });
    expect(Date.parse(found.asOf)).toBeGreaterThanOrEqual(before);
    expect((await stack.emulator.calls())['/card/get']).toBe(cards.length);
    await stack.emulator.clearLedger();
    const { nodes, edges } = await search({ types: ['CASH'] });
    expect(nodes.length).toBeGreaterThan(0);
    expect(nodes.every((node: { type: string }) => node.type === 'CASH')).toBe(true);
    expect(edges.map((edge: { node: object }) => edge.node)).toEqual(
      nodes.map(({ id, title }: { id: string; title: string }) => ({ id, title })),
    );
    expect(await stack.emulator.calls()).toEqual({});
  });

  it('continues in every order until the last card, without duplicates', async () => {
    await build();
    const all = await search();
    for (const by of ['CREATED_AT', 'UPDATED_AT', 'TITLE', 'STOCK', 'ENDS_AT']) {
      for (const direction of ['ASCENDING', 'DESCENDING']) {
        const ids: string[] = [];
        let after: string | null = null;
        do {
          const { edges, pageInfo }: Awaited<ReturnType<typeof search>> = await search({
            sort: { by, direction },
            first: 7,
            after,
          });
          ids.push(...edges.map(({ cardId }: { cardId: string }) => cardId));
          after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
        } while (after !== null);
        expect(new Set(ids).size).toBe(all.totalCount);
        expect(ids).toHaveLength(all.totalCount);
      }
    }
  });

  it('reflects an update of a card in the next search', async () => {
    await build();
    const [card] = (await search({ types: ['MEMBER_CARD'], statuses: ['APPROVED'] })).nodes;
    const change = `mutation ($id: ID!) {
      updateCard(input: { cardId: $id, baseInfo: { title: "全新标题" } }) { userErrors { message } }
    }`;
    const update = await stack.graph.ask(change, { id: card.id });
    expect(update.errors ?? update.data?.updateCard.userErrors).toEqual([]);
    expect((await search({ text: '新标' })).nodes).toMatchObject([{ id: card.id, title: '全新标题' }]);
  });

  it('finds a deleted card at once only with the status DELETED', async () => {
    await build();
    const [card] = (await search({ statuses: ['APPROVED'] })).nodes;
    const deletion = 'mutation ($id: ID!) { deleteCard(input: { cardId: $id }) { userErrors { message } } }';
    await stack.graph.data(deletion, { id: card.id });
    expect((await search({ text: card.id })).nodes).toEqual([]);
    expect((await search({ text: card.id, statuses: ['DELETED'] })).nodes).toMatchObject([{ id: card.id }]);
  });

  it('does not find a deleted card again after a read that was sent before the deletion', async () => {
    await build();
    const [card] = (await search({ statuses: ['APPROVED'] })).nodes;
    await stack.emulator.clearLedger();
    // Also delays the read after the deletion, which would otherwise replace the response to the earlier one.
    await stack.emulator.fault({ path: '/card/get', kind: 'latency', when: 'after', value: 300, times: 2 });
    const slow = stack.graph.data('query ($id: ID!) { card(id: $id) { status } }', { id: card.id });
    await until(async () => (await stack.emulator.calls())['/card/get'] === 1);
    const deletion = 'mutation ($id: ID!) { deleteCard(input: { cardId: $id }) { userErrors { message } } }';
    await stack.graph.data(deletion, { id: card.id });
    let isOver = false;
    const watch = async () => {
      while (!isOver) expect((await search({ text: card.id })).nodes).toEqual([]);
    };
    const [{ card: read }] = await Promise.all([
      slow.finally(() => {
        isOver = true;
      }),
      watch(),
    ]);
    expect(read.status).toBe('APPROVED');
    expect((await search({ text: card.id })).nodes).toEqual([]);
  });

  it.each([
    ['a text of 10 KB', { text: 'x'.repeat(10_000) }, 'text: expected text of at most 256 characters'],
    ['no entries', { first: 0 }, 'first: expected an integer between 1 and 100'],
    ['101 entries', { first: 101 }, 'first: expected an integer between 1 and 100'],
    ['an empty list of types', { types: [] }, 'types: expected a list of 1 to 11 entries, or no list for all types'],
    ['an empty list of statuses', { statuses: [] }, 'statuses: expected a list of 1 to 5 entries'],
    ['an empty list of code modes', { codeModes: [] }, 'codeModes: expected a list of 1 to 3 entries'],
    ['a negative stock', { stockAtMost: -1 }, 'stockAtMost: expected an integer between 0 and 100000000'],
    ['a text that is not a cursor', { after: 'abc' }, 'after: expected a cursor that this field returned'],
  ])('rejects %s', async (_subject, variables: Variables, message) => {
    const { data, errors } = await stack.graph.ask(SEARCH, variables);
    expect(data).toEqual({ searchCards: null });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ path: ['searchCards'], extensions: { code: 'BAD_USER_INPUT' } });
    expect(errors?.[0]?.message).toContain(message);
  });

  it('rejects a cursor of another sort or of other filters', async () => {
    await build();
    const { edges } = await search({ first: 1 });
    const after = edges[0].cursor;
    for (const other of [{ text: 'a' }, { sort: { by: 'TITLE' } }, { sort: { by: 'UPDATED_AT' } }]) {
      const { errors } = await stack.graph.ask(SEARCH, { ...other, after });
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  it('pauses after an error of the quota, and returns the cards that it has', async () => {
    await stack.emulator.fault({ path: '/card/get', kind: 'errcode', value: 45009 });
    const found = await search();
    expect(found).toMatchObject({ complete: false, indexedCards: 0, nodes: [] });
    expect((await stack.emulator.calls())['/card/get']).toBeLessThanOrEqual(4);
  });
});

describe('Query.searchCards with INDEX_MAX_CARDS below the number of cards', () => {
  const limited = useStack({ server: { index: { ...INDEX, maxCards: 5, callsPerMinute: 100_000 } } });

  it('finds that many cards, is not complete, and makes no further calls for the others', async () => {
    const read = async () =>
      (await limited.graph.data('{ searchCards { totalCount complete indexedCards } }')).searchCards;
    await until(async () => (await read()).indexedCards === 5);
    expect(await read()).toMatchObject({ complete: false, indexedCards: 5 });
    const { '/card/get': calls = 0 } = await limited.emulator.calls();
    expect(calls).toBeLessThanOrEqual(9);
  });
});
