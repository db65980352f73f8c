import { startStack } from '../../support/stack.js';
import { useStack } from '../../support/use-stack.js';
import {
  CardDocument,
  CardPageDocument,
  type CardPageQueryVariables,
  CardsWithDetailsDocument,
} from '../generated/graphql.js';

const stack = useStack();
const CARD = 'pDEMO-groupon-0001';

describe('Query.card', () => {
  it('returns a card with one card/get', async () => {
    const { card } = await stack.graph.data(CardDocument, { id: CARD });
    expect(card).toMatchObject({
      id: CARD,
      type: 'GROUPON',
      typeRaw: 'GROUPON',
      status: 'APPROVED',
      statusRaw: 'CARD_STATUS_VERIFY_OK',
      details: { __typename: 'GrouponDetails' },
      validity: { type: 'FIXED_RANGE', termDays: null },
    });
    expect(card?.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  it('makes one call for three aliases of the same card', async () => {
    const data = await stack.graph.data(
      `query ($id: ID!) { a: card(id: $id) { title } b: card(id: $id) { id } c: card(id: $id) { status } }`,
      { id: CARD },
    );
    expect(data).toMatchObject({ b: { id: CARD }, c: { status: 'APPROVED' } });
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  it('makes a call even if only the id is selected, because a root field proves that the card exists', async () => {
    const data = await stack.graph.data('{ card(id: "pDEMO-no-such-card") { id } }');
    expect(data).toEqual({ card: null });
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  it.each([
    ['an empty id', '', 'id: expected text of 1 to 32 bytes without control characters, got a string of 0 bytes'],
    ['an id over 32 bytes', 'x'.repeat(33), 'got a string of 33 bytes'],
    ['an id with a control character', 'a\u0001b', 'got a string of 3 bytes'],
    ['half of a surrogate pair', 'a\ud800', 'got a string of 4 bytes'],
  ])('rejects %s before any call', async (_subject, id, message) => {
    const { data, errors } = await stack.graph.ask('query ($id: ID!) { card(id: $id) { id } }', { id });
    expect(data).toEqual({ card: null });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ path: ['card'], extensions: { code: 'BAD_USER_INPUT' } });
    expect(errors?.[0]?.message).toContain(message);
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('Query.cardsById', () => {
  it('returns cards in the requested order, null for an unknown id, and fetches a repeated id once', async () => {
    const ids = ['pDEMO-groupon-0002', 'pDEMO-no-such-card', CARD, 'pDEMO-groupon-0002'];
    const data = await stack.graph.data('query ($ids: [ID!]!) { cardsById(ids: $ids) { id title } }', { ids });
    expect(data.cardsById.map((card: { id: string } | null) => card?.id ?? null)).toEqual([ids[0], null, CARD, ids[3]]);
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 3 });
  });

  it('returns an empty list for no ids, without a call', async () => {
    expect(await stack.graph.data('{ cardsById(ids: []) { id title } }')).toEqual({ cardsById: [] });
    expect(await stack.emulator.calls()).toEqual({});
  });

  it.each([
    [
      '101 ids',
      Array.from({ length: 101 }, (_, n) => `card-${n}`),
      'ids: expected a list of at most 100 entries, got a list of 101 entries',
    ],
    ['a list with an empty id', ['a', ''], 'got a string of 0 bytes as entry 2'],
  ])('rejects %s before any call', async (_subject, ids, message) => {
    const { errors } = await stack.graph.ask('query ($ids: [ID!]!) { cardsById(ids: $ids) { id } }', { ids });
    expect(errors?.[0]).toMatchObject({ path: ['cardsById'], extensions: { code: 'BAD_USER_INPUT' } });
    expect(errors?.[0]?.message).toContain(message);
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('Query.cards', () => {
  it('makes 2 batchget and 100 card/get for a page of 100 with details', async () => {
    await stack.emulator.addCards(100);
    const { cards } = await stack.graph.data(CardsWithDetailsDocument, { first: 100 });
    const ids = cards?.nodes.map((card) => card?.id) ?? [];
    expect(ids).toHaveLength(100);
    expect(new Set(ids).size).toBe(100);
    expect(await stack.emulator.calls()).toEqual({ '/card/batchget': 2, '/card/get': 100 });
  });

  it('makes no card/get when only the keys of nodes are selected', async () => {
    const { cards } = await stack.graph.data('{ cards { nodes { id __typename } edges { cardId node { id } } } }');
    expect(cards.nodes[0]).toEqual({ id: CARD, __typename: 'Card' });
    expect(await stack.emulator.calls()).toEqual({ '/card/batchget': 1 });
  });

  it('fetches a card once for nodes and edges together', async () => {
    await stack.graph.data('{ cards(first: 3) { nodes { title } edges { node { status } } } }');
    expect(await stack.emulator.calls()).toEqual({ '/card/batchget': 1, '/card/get': 3 });
  });

  it('pages through every card once, by cursor', async () => {
    const pageOf = async (variables: CardPageQueryVariables) => {
      const { cards } = await stack.graph.data(CardPageDocument, variables);
      if (cards === null) throw new Error('no page');
      return cards;
    };
    const all = await pageOf({ first: 100 });
    const seen: unknown[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const { nodes, pageInfo }: Awaited<ReturnType<typeof pageOf>> = await pageOf({ first: 7, after });
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...nodes);
      ({ hasNextPage: more, endCursor: after } = pageInfo);
    }
    expect(seen).toEqual(all.nodes);
    expect(seen).toHaveLength(all.totalCount ?? 0);
  });

  it('filters by status with the names of the platform', async () => {
    const { cards } = await stack.graph.data('{ cards(statuses: [DELETED, IN_REVIEW]) { nodes { status } } }');
    expect(new Set(cards.nodes.map(({ status }: { status: string }) => status))).toEqual(
      new Set(['DELETED', 'IN_REVIEW']),
    );
    const { recent } = await stack.emulator.ledger();
    expect(recent.find(({ path }) => path === '/card/batchget')?.request).toMatchObject({
      status_list: ['CARD_STATUS_DELETE', 'CARD_STATUS_NOT_VERIFY'],
    });
  });

  it.each([
    ['a page of 7', 7, '{ pageInfo { hasNextPage } }', [8]],
    ['a page of 49', 49, '{ pageInfo { hasNextPage } }', [50]],
    ['a full page of 50', 50, '{ pageInfo { hasNextPage } }', [50, 1]],
    ['a page of 51', 51, '{ pageInfo { hasNextPage } }', [50, 2]],
    ['a full page of 100', 100, '{ pageInfo { hasNextPage } }', [50, 50, 1]],
    ['a named fragment', 50, '{ ...Position }', [50, 1]],
    ['an inline fragment below pageInfo', 50, '{ pageInfo { ... on PageInfo { more: hasNextPage } } }', [50, 1]],
    ['@include with true', 50, '{ pageInfo { hasNextPage @include(if: $yes) } }', [50, 1]],
    ['@include with false', 50, '{ pageInfo { endCursor hasNextPage @include(if: false) } }', [50]],
    ['@skip on the fragment', 50, '{ totalCount ...Position @skip(if: $yes) }', [50]],
    ['another field of pageInfo', 50, '{ pageInfo { endCursor } }', [50]],
    ['hasNextPage not selected', 100, '{ totalCount }', [50, 50]],
  ])(
    'with statuses and %s reads one card beyond the page only if needed',
    async (_subject, first, selection, counts) => {
      await stack.emulator.addCards(100);
      const fragment = selection.includes('...Position')
        ? 'fragment Position on CardConnection { pageInfo { hasNextPage } }'
        : '';
      const variables = selection.includes('$yes') ? '($yes: Boolean! = true)' : '';
      const query = `query ${variables} { cards(first: ${first}, statuses: [APPROVED]) ${selection} } ${fragment}`;
      const { cards } = await stack.graph.data(query);
      const { recent } = await stack.emulator.ledger();
      const batches = recent.filter(({ path }) => path === '/card/batchget');
      const requested = batches.map(({ request }) => (request as { count: number }).count);
      expect(requested.sort((a, b) => b - a)).toEqual(counts);
      const { hasNextPage = true, more = true } = cards.pageInfo ?? {};
      expect([hasNextPage, more]).toEqual([true, true]);
    },
  );

  it('with statuses pages through exactly the cards of the statuses, and has no next page after the last', async () => {
    const statuses = ['DELETED', 'IN_REVIEW', 'REJECTED'];
    const query =
      'query ($first: Int!, $after: String) { cards(first: $first, after: $after, statuses: [DELETED, IN_REVIEW, REJECTED]) ' +
      '{ totalCount nodes { id status } pageInfo { hasNextPage endCursor } } }';
    const all = (await stack.graph.data(query, { first: 99 })).cards;
    const count = all.nodes.length;
    expect(all.totalCount).toBeGreaterThan(count);
    expect(all.pageInfo.hasNextPage).toBe(false);
    expect(count).toBeGreaterThan(1);
    const seen: { status: string }[] = [];
    const flags: boolean[] = [];
    let after: unknown = null;
    while (flags.at(-1) !== false) {
      const { cards } = await stack.graph.data(query, { first: 1, after });
      seen.push(...cards.nodes);
      flags.push(cards.pageInfo.hasNextPage);
      after = cards.pageInfo.endCursor;
    }
    expect(seen).toEqual(all.nodes);
    expect(flags).toHaveLength(count);
    expect(seen.every(({ status }) => statuses.includes(status))).toBe(true);
  });

  it('with statuses makes no further call behind a page that is not full', async () => {
    const query = '{ cards(first: 50, statuses: [DELETED]) { pageInfo { hasNextPage } } }';
    expect(await stack.graph.data(query)).toEqual({ cards: { pageInfo: { hasNextPage: false } } });
    expect(await stack.emulator.calls()).toEqual({ '/card/batchget': 1 });
  });

  it('starts at an offset', async () => {
    const { all, tail } = await stack.graph.data(
      '{ all: cards { nodes { id } } tail: cards(first: 2, offset: 3) { nodes { id } pageInfo { hasPreviousPage } } }',
    );
    expect(tail.nodes).toEqual(all.nodes.slice(3, 5));
    expect(tail.pageInfo.hasPreviousPage).toBe(true);
  });

  it('returns an empty page past the end', async () => {
    const { cards } = await stack.graph.data(
      '{ cards(offset: 100000) { nodes { id } pageInfo { hasNextPage startCursor endCursor } } }',
    );
    expect(cards).toEqual({ nodes: [], pageInfo: { hasNextPage: false, startCursor: null, endCursor: null } });
  });

  it.each([
    ['first: 0', 'first: expected an integer between 1 and 100, got an out-of-range integer'],
    ['first: 101', 'first: expected an integer between 1 and 100'],
    ['offset: -1', 'offset: expected an integer between 0 and'],
    [
      'statuses: []',
      'statuses: expected one or more of IN_REVIEW, REJECTED, APPROVED, DELETED, DISPATCHED, or no list for all statuses, got a list of 0 entries',
    ],
    [
      'after: "nonsense"',
      'after: expected a cursor that this field returned for the same arguments, got a string of 8',
    ],
  ])('rejects %s before any call', async (args, message) => {
    const { data, errors } = await stack.graph.ask(`{ cards(${args}) { nodes { id } } }`);
    expect(data).toEqual({ cards: null });
    expect(errors?.[0]).toMatchObject({ path: ['cards'], extensions: { code: 'BAD_USER_INPUT' } });
    expect(errors?.[0]?.message).toContain(message);
    expect(await stack.emulator.calls()).toEqual({});
  });

  it('rejects the cursor of another filter, and after together with offset', async () => {
    const { cards } = await stack.graph.data('{ cards(first: 1) { pageInfo { endCursor } } }');
    const after = cards.pageInfo.endCursor;
    const query =
      'query ($after: String!) { a: cards(after: $after, statuses: [APPROVED]) { totalCount } b: cards(after: $after, offset: 2) { totalCount } }';
    const { errors } = await stack.graph.ask(query, { after });
    expect(errors?.map(({ path, extensions }) => [path?.[0], extensions.code])).toEqual([
      ['a', 'BAD_USER_INPUT'],
      ['b', 'BAD_USER_INPUT'],
    ]);
  });
});

const FRAGMENTS = { Title: 'fragment Title on Card { title }', Keys: 'fragment Keys on Card { id __typename }' };

describe('a selection', () => {
  it.each([
    ['a field under @include(if: false)', '{ id title @include(if: false) }', 0],
    ['a field under @skip with a variable', '{ id title @skip(if: $yes) }', 0],
    ['a field under @include with a variable', '{ id title @include(if: $yes) }', 1],
    ['a named fragment with a field', '{ ...Title }', 1],
    ['a named fragment with only keys', '{ ...Keys }', 0],
    ['an inline fragment with a field', '{ ... on Card { title } }', 1],
    ['an inline fragment without a type', '{ ... { title } }', 1],
    ['a skipped fragment', '{ id ...Title @skip(if: $yes) }', 0],
    ['an alias of the key', '{ title: id }', 0],
  ])('with %s fetches a node only if a field needs it', async (_subject, selection, gets) => {
    const fragment = Object.entries(FRAGMENTS).find(([name]) => selection.includes(`...${name}`))?.[1] ?? '';
    const variables = selection.includes('$yes') ? '($yes: Boolean! = true)' : '';
    await stack.graph.data(`query ${variables} { cards(first: 1) { nodes ${selection} } } ${fragment}`);
    expect((await stack.emulator.calls())['/card/get'] ?? 0).toBe(gets);
  });
});

describe('a failed card/get', () => {
  it('is null at its own path, and the rest of the page is returned', async () => {
    await stack.emulator.fault({ path: '/card/get', kind: 'errcode', value: 99999, times: 1 });
    const { status, data, errors } = await stack.graph.ask('{ cards(first: 5) { nodes { id title } } }');
    const failed = data.cards.nodes.flatMap((node: unknown, index: number) => (node === null ? [index] : []));
    expect(status).toBe(200);
    expect(failed).toHaveLength(1);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({
      path: ['cards', 'nodes', failed[0]],
      extensions: { code: 'PLATFORM_REJECTED', platform: { errcode: 99999, endpoint: '/card/get' } },
    });
    expect(errors?.[0]?.extensions.platform?.rid).toEqual(expect.any(String));
  });

  it.each([
    ['a daily quota', { kind: 'errcode', value: 45009 }, 'PLATFORM_QUOTA_EXCEEDED'],
    ['an IP that is not allowed', { kind: 'errcode', value: 40164 }, 'PLATFORM_CONFIG'],
    ['an unknown errcode', { kind: 'errcode', value: 99999 }, 'PLATFORM_REJECTED'],
    ['HTTP 502', { kind: 'http', value: 502 }, 'PLATFORM_UNAVAILABLE'],
    ['a lost connection', { kind: 'reset' }, 'PLATFORM_UNAVAILABLE'],
    ['a truncated body', { kind: 'truncate' }, 'PLATFORM_UNAVAILABLE'],
    ['a garbled body', { kind: 'garbage' }, 'PLATFORM_UNAVAILABLE'],
  ] as const)('caused by %s is a top-level error with its code', async (_subject, fault, code) => {
    await stack.emulator.fault({ path: '/card/get', ...fault });
    const { data, errors } = await stack.graph.ask('query ($id: ID!) { card(id: $id) { title } }', { id: CARD });
    expect(data).toEqual({ card: null });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ path: ['card'], extensions: { code } });
  });

  it('that hangs ends at the deadline with PLATFORM_TIMEOUT', async () => {
    const quick = await startStack({ server: { requestTimeoutMs: 300 } });
    try {
      await quick.graph.data('{ cards(first: 1) { totalCount } }');
      await quick.emulator.fault({ path: '/card/get', kind: 'hang' });
      const started = Date.now();
      const { data, errors } = await quick.graph.ask('query ($id: ID!) { card(id: $id) { title } }', { id: CARD });
      expect(Date.now() - started).toBeLessThan(2000);
      expect(data).toEqual({ card: null });
      expect(errors?.[0]).toMatchObject({ path: ['card'], extensions: { code: 'PLATFORM_TIMEOUT' } });
    } finally {
      await quick.close();
    }
  });
});
