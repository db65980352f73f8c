import fc from 'fast-check';
import { startEmulator } from '../../src/emulator/server.js';
import { createSchema } from '../../src/graph/schema/schema.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { EventSocket, RawSocket, until } from '../support/event-socket.js';
import { type EventStack, startEventStack } from '../support/event-stack.js';
import { encode, isObject, type Json, mutated, someMutations } from '../support/mutations.js';
import { PUSH_ACCOUNT } from '../support/pushes.js';
import { type RawPlatform, sendBytes, sendJson, startRawPlatform } from '../support/raw-platform.js';
import { fullSelection } from '../support/selection.js';
import { accountOf, forget } from '../support/stack.js';

const CARD = 'pDEMO-groupon-0001';
const SELECTION = `{ kind cardId card ${fullSelection(createSchema(), 'Card')} }`;

interface Delivered {
  readonly data: { readonly cardEvents: { readonly card: unknown } };
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

/** The response of every other call than card/get. */
const OF_OTHER_CALLS = {
  errcode: 0,
  errmsg: 'ok',
  count: 0,
  content: '<iframe></iframe>',
  url: 'https://mp.weixin.qq.com/a',
};

let card: Json;
let response: Json;
let platform: RawPlatform;
let stack: EventStack;
let accounts: NonNullable<Parameters<typeof forget>[2]>['accounts'] & object;

beforeAll(async () => {
  const emulator = await startEmulator();
  const { cards } = await new EmulatorControl(emulator.url).state();
  await emulator.close();
  const found = cards.find((each) => JSON.stringify(each).includes(CARD));
  card = JSON.parse(JSON.stringify({ errcode: 0, errmsg: 'ok', card: found }));
  platform = await startRawPlatform(({ path }, reply) => {
    if (path === '/card/get') sendBytes(reply, encode(response));
    else sendJson(reply, OF_OTHER_CALLS);
  });
  accounts = [{ ...accountOf(platform.url), events: PUSH_ACCOUNT.events }];
  stack = await startEventStack({ accounts });
});
afterAll(async () => {
  await stack.close();
  await platform.close();
});

test('an event is delivered with its card or null for any response of the platform to the call for the card', async () => {
  const { data } = await stack.graph.ask('{ cardEvents(first: 0) { endCursor } }');
  await stack.push('card_pass_check', { CardId: CARD });
  const query = `subscription { cardEvents(after: "${data.cardEvents.endCursor}") ${SELECTION} }`;
  const delivered = async () => {
    // The state of the account, such as cached cards, is not under test.
    forget(stack.server, platform.url, { accounts });
    const socket = new EventSocket(stack.server.url);
    const subscription = await socket.subscribe(query).received(1);
    socket.vanish();
    return subscription.results[0] as Delivered;
  };
  response = card;
  const whole = await delivered();
  expect(whole.errors).toBeUndefined();
  expect(whole.data.cardEvents.card).toMatchObject({ id: CARD });
  await fc.assert(
    fc.asyncProperty(someMutations, async (mutations) => {
      response = mutated(card, mutations);
      const result = await delivered();
      expect(result.data.cardEvents).toMatchObject({ kind: 'REVIEWED', cardId: CARD });
      const hasCard = isObject(response) && isObject(response.card);
      if (hasCard) expect(result.data.cardEvents.card).toMatchObject({ id: CARD });
      else expect(result.data.cardEvents.card).toBeNull();
      const codes = (result.errors ?? []).map(({ extensions }) => extensions.code);
      expect(codes).toEqual(hasCard ? [] : ['PLATFORM_UNAVAILABLE']);
    }),
    { numRuns: 60 },
  );
});

test('a mutated subscribe message results in an error message or a close status of the client, never in 4500', async () => {
  const genuine: Json = {
    id: '1',
    type: 'subscribe',
    payload: {
      query: 'subscription S($ids: [ID!]) { cardEvents(cardIds: $ids) { kind } }',
      operationName: 'S',
      variables: { ids: [CARD] },
      extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } },
    },
  };
  const statuses = new Set<number>();
  const bytes = fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 32, max: 126 })), { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(someMutations, bytes, fc.boolean(), async (mutations, changes, isBytes) => {
      const text = encode(isBytes ? genuine : mutated(genuine, mutations)).toString('latin1');
      let message = text;
      if (isBytes)
        for (const [at, code] of changes)
          message = `${message.slice(0, at)}${String.fromCharCode(code)}${message.slice(at + 1)}`;
      const socket = await new RawSocket(stack.server.url).acknowledged();
      socket.send(message);
      socket.send({ id: 'after', type: 'subscribe', payload: { query: '{ __typename }' } });
      await until(() => socket.closed !== undefined || socket.messages.some(({ id }) => id === 'after'));
      if (socket.closed !== undefined) statuses.add(socket.closed.code);
      expect(JSON.stringify(socket.messages)).not.toContain('INTERNAL_SERVER_ERROR');
      socket.socket.terminate();
    }),
    { numRuns: 150 },
  );
  expect([...statuses].filter((status) => ![4400, 4409, 1009, 1007].includes(status))).toEqual([]);
  expect((await stack.graph.ask('{ __typename }')).status).toBe(200);
});
