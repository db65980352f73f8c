import fc from 'fast-check';
import { startEmulator } from '../../src/emulator/server.js';
import { createSchema } from '../../src/graph/schema/schema.js';
import type { RunningServer } from '../../src/http/server.js';
import { CARD_TYPES, type CardPayload, payloadKey } from '../../src/platform/endpoints/card.wire.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { type GraphAnswer, GraphClient } from '../support/graph-client.js';
import {
  CHANGES,
  changed,
  encode,
  isObject,
  type Json,
  mutated,
  placesIn,
  someMutations,
} from '../support/mutations.js';
import { type RawPlatform, sendBytes, sendJson, startRawPlatform } from '../support/raw-platform.js';
import { fullSelection } from '../support/selection.js';
import { forget, startGraph } from '../support/stack.js';

/** Complete responses of card/get by card_id: the emulator's demo cards of all eleven types. */
const ANSWERS = new Map<string, Json>();
let IDS: readonly string[];

/** The response of every other call: the fields of a card that have their own calls, which are not mutated here. */
const OF_OTHER_CALLS = {
  errcode: 0,
  errmsg: 'ok',
  count: 0,
  content: '<iframe></iframe>',
  url: 'https://mp.weixin.qq.com/bizmall/activatemembercard?action=preshow&&encrypt_card_id=a&biz=b%3D%3D#wechat_redirect',
};

const QUERY = `{ cards(first: 5) { totalCount edges { cursor cardId } nodes ${fullSelection(createSchema(), 'Card')} } }`;

/** The current responses of the platform: that of card/batchget, and those of card/get that differ from the card's. */
let listing: Json;
let mutants: Map<string, Json>;

/** Number of card/get calls. */
let gets = 0;

let platform: RawPlatform;
let server: RunningServer;
let graph: GraphClient;

beforeAll(async () => {
  const emulator = await startEmulator();
  const { cards } = await new EmulatorControl(emulator.url).state();
  await emulator.close();
  for (const card of cards) {
    const payload = Object.entries(card).find(([key]) => key === payloadKey(card.card_type))?.[1] as CardPayload;
    ANSWERS.set(payload.base_info.id, JSON.parse(JSON.stringify({ errcode: 0, errmsg: 'ok', card })));
  }
  IDS = [...ANSWERS.keys()];
  platform = await startRawPlatform(({ path, body }, response) => {
    if (path === '/card/batchget') return sendBytes(response, encode(listing));
    if (path !== '/card/get') return sendJson(response, OF_OTHER_CALLS);
    gets += 1;
    const { card_id: id } = JSON.parse(body);
    const answer = mutants.has(id) ? mutants.get(id) : ANSWERS.get(id);
    if (answer === undefined) return sendJson(response, { errcode: 40073, errmsg: 'invalid card id' });
    sendBytes(response, encode(answer));
  });
  server = await startGraph(platform.url);
  graph = new GraphClient(server.url);
});
afterAll(async () => {
  await server.close();
  await platform.close();
});

const listingOf = (ids: readonly string[]): Json => ({ errcode: 0, errmsg: 'ok', card_id_list: ids, total_num: 40 });

/** Unusable responses open the circuit breaker, which is not under test, so each query starts with a closed one. */
function queryAgain(): Promise<GraphAnswer> {
  forget(server, platform.url);
  return graph.ask(QUERY);
}

function ask(ids: readonly string[], answers: Map<string, Json> = new Map()): Promise<GraphAnswer> {
  listing = listingOf(ids);
  mutants = answers;
  return queryAgain();
}

/** The response of each card without mutations. */
const untouched = new Map<string, unknown>();
beforeAll(async () => {
  for (let at = 0; at < IDS.length; at += 5) {
    const ids = IDS.slice(at, at + 5);
    const { data } = await ask(ids);
    ids.forEach((id, index) => {
      untouched.set(id, data.cards.nodes[index]);
    });
  }
});

/** Checks the properties that hold for any platform response. Returns the codes and paths of the errors. */
function errorsOf({ status, data, errors = [] }: GraphAnswer): [code: string, path: string][] {
  expect(status).toBe(200);
  expect(data).not.toBeNull();
  return errors.map(({ extensions, path }) => [extensions.code, (path ?? []).join('.')]);
}

/** Checks that a card's node is null with one error exactly if its response contains no card, and that unmutated cards are unchanged. */
function expectNodes(ids: readonly string[], answer: GraphAnswer): void {
  const failed = ids.flatMap((id, index) => {
    const answer = mutants.has(id) ? mutants.get(id) : ANSWERS.get(id);
    return isObject(answer) && isObject(answer.card) ? [] : [`cards.nodes.${index}`];
  });
  expect(errorsOf(answer).sort()).toEqual(failed.sort().map((path) => ['PLATFORM_UNAVAILABLE', path]));
  const { nodes } = answer.data.cards;
  ids.forEach((id, index) => {
    if (failed.includes(`cards.nodes.${index}`)) expect(nodes[index]).toBeNull();
    else if (mutants.has(id)) expect(nodes[index]).toMatchObject({ __typename: 'Card', id });
    else expect(nodes[index]).toEqual(untouched.get(id));
  });
}

describe('cards with mutated responses', () => {
  test('return their card or null with one error, and leave every other card unchanged', async () => {
    const someCards = fc.uniqueArray(fc.constantFrom(...IDS), { minLength: 5, maxLength: 5 });
    const perCard = fc.array(fc.option(someMutations, { freq: 3 }), { minLength: 5, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(someCards, perCard, async (ids, plans) => {
        const answers = ids.flatMap((id, index): [string, Json][] => {
          const plan = plans[index];
          return plan ? [[id, mutated(ANSWERS.get(id) ?? null, plan)]] : [];
        });
        expectNodes(ids, await ask(ids, new Map(answers)));
      }),
      { numRuns: 80 },
    );
  });

  test.each(CARD_TYPES)('still return the card when any single place of a %s is mutated', async (cardType) => {
    const id = IDS.find((each) => JSON.stringify(ANSWERS.get(each)).includes(`"card_type":"${cardType}"`)) ?? '';
    const answer = ANSWERS.get(id) ?? null;
    const places = placesIn(answer).filter((place) => place.length > 1);
    const names = Object.keys(CHANGES);
    // Mutates five copies of one card at a time, under five ids. Each place gets a different change.
    const ids = ['p1', 'p2', 'p3', 'p4', 'p5'];
    for (let at = 0; at < places.length; at += ids.length) {
      const answers = ids.map((each, index): [string, Json] => {
        const number = at + index;
        return [each, changed(answer, places[number % places.length] ?? [], names[number % names.length] ?? '')];
      });
      expectNodes(ids, await ask(ids, new Map(answers)));
    }
  });
});

describe('a list with a mutated response', () => {
  /** Checks that the list is null with one error exactly if the response contains no list of ids. */
  async function expectList(answer: Json): Promise<void> {
    listing = answer;
    mutants = new Map();
    const got = await queryAgain();
    if (isObject(answer) && Array.isArray(answer.card_id_list)) {
      expect(errorsOf(got)).toEqual([]);
      const { nodes, edges, totalCount } = got.data.cards;
      expect(nodes).toHaveLength(edges.length);
      expect(edges.length).toBeLessThanOrEqual(5);
      expect(totalCount === null || Number.isInteger(totalCount)).toBe(true);
      edges.forEach(({ cardId }: { cardId: string }, index: number) => {
        expect(nodes[index]).toEqual(untouched.get(cardId) ?? null);
      });
    } else {
      expect(errorsOf(got)).toEqual([['PLATFORM_UNAVAILABLE', 'cards']]);
      expect(got.data).toEqual({ cards: null });
    }
  }

  test('returns its cards, or null with one error', async () => {
    const someIds = fc.uniqueArray(fc.constantFrom(...IDS), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(someIds, someMutations, (ids, mutations) => expectList(mutated(listingOf(ids), mutations))),
      { numRuns: 50 },
    );
  });

  test('with more ids than requested returns only the first ones, without calls for the others', async () => {
    const before = gets;
    await expectList(listingOf(IDS));
    expect(gets - before).toBe(5);
  });
});

describe('a counterexample of an earlier run', () => {
  test('card_type __PROTO__ uses the payload under the key that contains a base_info', async () => {
    const [id = ''] = IDS;
    const mutant = changed(ANSWERS.get(id) ?? null, ['card', 'card_type'], 'a name that every object has');
    const { data } = await ask([id], new Map([[id, mutant]]));
    const { title } = untouched.get(id) as { title: string };
    expect(data.cards.nodes).toMatchObject([{ type: 'UNKNOWN', typeRaw: '__PROTO__', title }]);
  });
});
