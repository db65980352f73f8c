import { ApolloClient, CombinedProtocolErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { type Client, createClient } from 'graphql-sse';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { until } from '../support/event-logs.js';
import { type EventStack, startEventStack } from '../support/event-stack.js';
import { scrape } from '../support/scrape.js';

const CARD = 'pDEMO-groupon-0001';
const QUERY = 'subscription ($after: EventCursor) { cardEvents(after: $after) { cursor kind cardId } }';

interface Data {
  readonly cardEvents: { readonly cursor: string; readonly kind: string; readonly cardId: string };
}

let stack: EventStack;
afterEach(() => stack.close());

const claim = (channel = 'a') =>
  stack.push('user_get_card', { CardId: CARD, UserCardCode: '100000000001', OuterStr: channel });

const openOver = async (transport: string) =>
  (await scrape(stack.server.url)).value('cardgraph_subscriptions', { transport });

const becomes = (transport: string, count: number) => until(async () => expect(await openOver(transport)).toBe(count));

describe('the client of graphql-sse', () => {
  let client: Client;
  afterEach(() => client.dispose());

  test('receives each event, and leaves nothing behind when it stops', async () => {
    stack = await startEventStack();
    client = createClient({ url: stack.server.url, retryAttempts: 0 });
    const events = client.iterate<Data>({ query: QUERY });
    const first = events.next();
    await becomes('sse', 1);
    await claim('a');
    expect((await first).value?.data?.cardEvents).toMatchObject({ kind: 'CLAIMED', cardId: CARD });
    await claim('b');
    expect((await events.next()).value?.data?.cardEvents.kind).toBe('CLAIMED');
    await events.return?.();
    await becomes('sse', 0);
  });

  test('receives the cursor when the server shuts down, and completes', async () => {
    stack = await startEventStack();
    client = createClient({ url: stack.server.url, retryAttempts: 0 });
    const events = client.iterate<Data>({ query: QUERY });
    const last = events.next();
    await becomes('sse', 1);
    stack.server.startDraining();
    const [error] = (await last).value?.errors ?? [];
    expect(error?.extensions).toEqual({ code: 'SERVER_LEAVING', cursor: expect.any(String) });
    expect((await events.next()).done).toBe(true);
  });

  test('receives the errors of rejected arguments as a result', async () => {
    stack = await startEventStack();
    client = createClient({ url: stack.server.url, retryAttempts: 0 });
    const results = [];
    for await (const result of client.iterate({ query: QUERY, variables: { after: 'nonsense' } })) results.push(result);
    expect(results).toMatchObject([{ errors: [{ extensions: { code: 'EVENTS_CURSOR_UNKNOWN' } }] }]);
  });

  test('fails if its credential is rejected', async () => {
    stack = await startEventStack({ auth: apiKeys(entryOf('one')) });
    client = createClient({ url: stack.server.url, retryAttempts: 0, headers: { 'x-api-key': keyOf('other') } });
    await expect(client.iterate({ query: QUERY }).next()).rejects.toMatchObject({ response: { status: 401 } });
  });
});

describe('Apollo Client over multipart', () => {
  let client: ApolloClient;
  afterEach(() => client.stop());

  test('receives each event, then the error with which the server ends', async () => {
    stack = await startEventStack();
    client = new ApolloClient({ link: new HttpLink({ uri: stack.server.url }), cache: new InMemoryCache() });
    const kinds: (string | undefined)[] = [];
    let error: unknown;
    client.subscribe<Data>({ query: gql(QUERY) }).subscribe({
      next(result) {
        if (result.error === undefined) kinds.push(result.data?.cardEvents.kind);
        else error = result.error;
      },
    });
    await becomes('multipart', 1);
    await claim('a');
    await claim('b');
    await until(() => expect(kinds).toEqual(['CLAIMED', 'CLAIMED']));
    stack.server.startDraining();
    await until(() => expect(error).toBeDefined());
    const [ended] = CombinedProtocolErrors.is(error) ? error.errors : [];
    expect(ended?.extensions).toEqual({ code: 'SERVER_LEAVING', cursor: expect.any(String) });
  });

  test('leaves nothing behind when it unsubscribes', async () => {
    stack = await startEventStack();
    client = new ApolloClient({ link: new HttpLink({ uri: stack.server.url }), cache: new InMemoryCache() });
    const subscription = client.subscribe<Data>({ query: gql(QUERY) }).subscribe({});
    await becomes('multipart', 1);
    subscription.unsubscribe();
    await becomes('multipart', 0);
  });
});
