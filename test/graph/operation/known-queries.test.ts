import { ApolloServer } from '@apollo/server';
import { startStack } from '../../support/stack.js';
import { useStack } from '../../support/use-stack.js';

const CARD = 'pDEMO-groupon-0001';
const QUERY = 'query Card($id: ID!) { card(id: $id) { id title stock { quantity } } }';
const KNOWN = { query: QUERY, variables: { id: CARD } };

const stack = useStack({ beforeEach: 'nothing', server: { production: true } });
const byApollo = jest.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');

beforeAll(async () => {
  await stack.emulator.fault({ kind: 'errcode', path: '/card/code/get', value: 48001 });
});

interface Sent {
  readonly body: object;
  readonly headers?: Record<string, string>;
}

/** Everything of an answer but what is of its request alone. */
async function answerTo({ body, headers }: Sent, { url } = stack.graph) {
  const calls = byApollo.mock.calls.length;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const { date, 'x-request-id': requestId, ...others } = Object.fromEntries(response.headers);
  return {
    answer: { status: response.status, headers: others, body: withoutIds(await response.text()) },
    isByApollo: byApollo.mock.calls.length > calls,
  };
}

/** The platform names each of its answers. */
const withoutIds = (body: string) => body.replaceAll(/(hint: \[|rid: |"rid":")[\w-]+/g, '$1');

describe('a query that comes again', () => {
  test.each<[string, Sent]>([
    ['one card', { body: KNOWN }],
    ['a card that is not there', { body: { query: `${QUERY} # 1`, variables: { id: 'pNOBODY' } } }],
    ['of which nothing could be read', { body: { query: '{ code(code: "200000010001") { status } }' } }],
    [
      'of which a part could not be read',
      { body: { query: `{ card(id: "${CARD}") { id } code(code: "200000010001") { status } }`, variables: null } },
    ],
    ['with an input that its field refuses', { body: { query: '{ cards(first: 0) { totalCount } }' } }],
    [
      'the second of two operations',
      { body: { query: 'query A { __typename } query B { b: __typename }', operationName: 'B' } },
    ],
    [
      'as Apollo Client sends it',
      {
        headers: { accept: 'application/graphql-response+json,application/json;q=0.9' },
        body: {
          operationName: 'Card',
          query: `${QUERY} # 2`,
          variables: { id: CARD },
          extensions: { clientLibrary: { name: '@apollo/client', version: '4.0.0' } },
        },
      },
    ],
  ])('%s: answered without Apollo Server, and byte for byte as by it', async (_subject, sent) => {
    const first = await answerTo(sent);
    const second = await answerTo(sent);
    expect([first.isByApollo, second.isByApollo]).toEqual([true, false]);
    expect(second.answer).toEqual(first.answer);
  });

  test.each<[string, Sent]>([
    ['a variable that is wrong', { body: { query: QUERY, variables: { id: [] } } }],
    ['variables that are an array', { body: { query: QUERY, variables: [CARD] } }],
    ['the name of an operation that is not there', { body: { ...KNOWN, operationName: 'Other' } }],
    ['an empty name', { body: { ...KNOWN, operationName: '' } }],
    ['a name that is no text', { body: { ...KNOWN, operationName: ['Card'] } }],
    ['a hash', { body: { ...KNOWN, extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } } }],
    ['extensions that are no object', { body: { ...KNOWN, extensions: 'x' } }],
    ['an Accept header that allows nothing', { headers: { accept: 'image/png' }, body: KNOWN }],
  ])('with %s: refused by Apollo Server each time', async (_subject, sent) => {
    await answerTo({ body: KNOWN });
    const first = await answerTo(sent);
    const second = await answerTo(sent);
    expect([first.isByApollo, second.isByApollo]).toEqual([true, true]);
    expect(first.answer.status).toBeGreaterThanOrEqual(400);
    expect(second.answer.status).toBe(first.answer.status);
  });

  test('with variables that cost too much: refused by Apollo Server', async () => {
    const query =
      'query ($n: Int!) { cards(first: $n) { nodes { title wallet: id } } a: cards(first: $n) { nodes { title } } }';
    const [few, many] = [2, 1000].map((n) => ({ body: { query, variables: { n } } })) as [Sent, Sent];
    await answerTo(few);
    expect(await answerTo(few)).toMatchObject({ isByApollo: false, answer: { status: 200 } });
    const { isByApollo, answer } = await answerTo(many);
    expect({ isByApollo, status: answer.status }).toEqual({ isByApollo: true, status: 400 });
    expect(answer.body).toContain('OPERATION_TOO_COMPLEX');
  });

  test('while there is too much to do: HTTP 503 as from Apollo Server', async () => {
    const full = await startStack({ server: { upstreamConcurrency: 1, upstreamQueue: 0 } });
    try {
      // So many answered before that none is refused at the door.
      for (let times = 0; times < 10; times += 1) await full.graph.ask('{ __typename }');
      await full.emulator.fault({ kind: 'hang', path: '/card/get', times: 1 });
      const slow = new AbortController();
      const query = encodeURIComponent('{ card(id: "pDEMO-cash-0001") { title } }');
      const headers = { 'apollo-require-preflight': 'yes' };
      fetch(`${full.graph.url}?query=${query}`, { headers, signal: slow.signal }).catch(() => undefined);
      while ((await full.emulator.calls())['/card/get'] === undefined);
      const first = await answerTo({ body: KNOWN }, full.graph);
      const second = await answerTo({ body: KNOWN }, full.graph);
      expect([first.isByApollo, second.isByApollo]).toEqual([true, false]);
      expect(first.answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
      expect(second.answer).toEqual(first.answer);
      slow.abort();
    } finally {
      await full.close();
    }
  });

  test('by GET: answered by Apollo Server each time', async () => {
    for (const times of [1, 2]) {
      byApollo.mockClear();
      const url = `${stack.graph.url}?query=${encodeURIComponent(QUERY)}&variables={"id":"${CARD}"}`;
      const response = await fetch(url, { headers: { 'apollo-require-preflight': 'yes' } });
      expect([times, response.status, byApollo.mock.calls.length]).toEqual([times, 200, 1]);
    }
  });
});

describe('a mutation that comes again', () => {
  test('answered by Apollo Server each time', async () => {
    const sent = { body: { query: 'mutation { deleteCard(input: { cardId: "pNOBODY" }) { userErrors { code } } }' } };
    for (const _ of [1, 2]) expect(await answerTo(sent)).toMatchObject({ isByApollo: true, answer: { status: 200 } });
  });
});
