import { createHash } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { HttpRefusal } from '../../../src/admission/http-refusal.js';
import { PersistedOperations } from '../../../src/admission/persisted-operations.js';
import type { PersistedOperationsConfig } from '../../../src/config/config.js';
import { createLog } from '../../../src/log.js';

const LISTED = { id: 'card-1', name: 'Card', type: 'query' as const, body: 'query Card { card(id: "p") { id } }' };
const OTHER = '{ PLANTED }';

const enforce: PersistedOperationsConfig = { mode: 'enforce', operations: [LISTED] };
const audit: PersistedOperationsConfig = { mode: 'audit', operations: [LISTED] };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const persisted = (sha256Hash: unknown) => ({ persistedQuery: { version: 1, sha256Hash } });

let lines: Record<string, unknown>[];
const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
let operations: PersistedOperations;
let http: FastifyInstance;

/** Answers what GraphQL would get to see: the body, or the parameters of the URL. */
beforeAll(async () => {
  http = fastify();
  http.addHook('preHandler', async (request) => operations.admit(request, log));
  http.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof HttpRefusal)) throw error;
    const { status, code } = error;
    reply.code(status).send({ code });
  });
  http.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: async (request) => {
      if (request.method === 'POST') return { path: request.raw.url, body: request.body };
      const { pathname, searchParams } = new URL(request.raw.url ?? '', 'http://host');
      return { path: pathname, parameters: Object.fromEntries(searchParams) };
    },
  });
  await http.ready();
});
afterAll(() => http.close());
beforeEach(() => {
  lines = [];
});

const given = (config?: PersistedOperationsConfig) => {
  operations = new PersistedOperations(config);
};

async function post(body: unknown): Promise<unknown> {
  const answer = await http.inject({ method: 'POST', url: '/graphql', payload: body as object });
  return answer.statusCode === 200 ? answer.json().body : [answer.statusCode, answer.json().code];
}

async function get(parameters: Record<string, unknown>): Promise<unknown> {
  const texts = Object.entries(parameters).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const answer = await http.inject({ method: 'GET', url: `/graphql?${new URLSearchParams(texts)}` });
  if (answer.statusCode !== 200) return [answer.statusCode, answer.json().code];
  expect(answer.json().path).toBe('/graphql');
  return answer.json().parameters;
}

const REFUSED = [400, 'PERSISTED_QUERY_NOT_IN_LIST'];

test('without a list: everything is taken as it came', async () => {
  given();
  for (const body of [{ query: OTHER }, { extensions: persisted('card-1') }, {}]) {
    expect(await post(body)).toEqual(body);
  }
  expect(await get({ query: OTHER })).toEqual({ query: OTHER });
  expect(lines).toEqual([]);
});

describe('a list that is enforced', () => {
  beforeEach(() => given(enforce));

  test('by its id: becomes its text, and the id is gone', async () => {
    const body = { variables: { a: 1 }, operationName: 'Card', extensions: { ...persisted('card-1'), other: 1 } };
    expect(await post(body)).toEqual({
      variables: { a: 1 },
      operationName: 'Card',
      query: LISTED.body,
      extensions: { other: 1 },
    });
    expect(await get({ variables: '{"a":1}', extensions: persisted('card-1') })).toEqual({
      variables: '{"a":1}',
      query: LISTED.body,
    });
  });

  test('by its text, with or without an id: taken as it came', async () => {
    for (const body of [{ query: LISTED.body }, { query: LISTED.body, extensions: persisted(sha256(LISTED.body)) }]) {
      expect(await post(body)).toEqual(body);
    }
    expect(await get({ query: LISTED.body })).toEqual({ query: LISTED.body });
  });

  test.each<[string, Record<string, unknown>]>([
    ['another text', { query: OTHER }],
    ['another text with an id of the list', { query: OTHER, extensions: persisted('card-1') }],
    ['an empty text with an id of the list', { query: '', extensions: persisted('card-1') }],
    ['a text of the list and a blank', { query: `${LISTED.body} ` }],
    ['an id that is not in the list', { extensions: persisted('card-2') }],
    ['an id that every object has', { extensions: persisted('constructor') }],
    ['an id in a list', { extensions: persisted(['card-1']) }],
    ['another extension', { extensions: { persistedQuery: 'card-1' } }],
    ['extensions that are no object', { extensions: 'card-1' }],
    ['nothing', {}],
  ])('%s: refused, by POST and by GET', async (_subject, body) => {
    expect(await post(body)).toEqual(REFUSED);
    expect(await get(body)).toEqual(REFUSED);
    expect(lines).toEqual([]);
  });

  test.each([
    ['null', null],
    ['a text', '"text"'],
    ['a list', [{ query: LISTED.body }]],
    ['a query that is no text', { query: [LISTED.body] }],
  ])('a body that is %s: refused', async (_subject, body) => {
    const payload = body === null || typeof body === 'string' ? String(body) : JSON.stringify(body);
    const headers = { 'content-type': 'application/json' };
    const { statusCode } = await http.inject({ method: 'POST', url: '/graphql', headers, payload });
    expect(statusCode).toBe(400);
  });

  test('extensions in a URL that are no JSON: no id', async () => {
    expect(await get({ extensions: '{' })).toEqual(REFUSED);
    expect(await get({ query: LISTED.body, extensions: '{' })).toEqual({ query: LISTED.body, extensions: '{' });
  });

  test('replaced by another one: that one counts', async () => {
    operations.replace({ mode: 'enforce', operations: [{ ...LISTED, id: 'card-2', body: OTHER }] });
    expect(await post({ query: LISTED.body })).toEqual(REFUSED);
    expect(await post({ extensions: persisted('card-1') })).toEqual(REFUSED);
    expect(await post({ extensions: persisted('card-2') })).toMatchObject({ query: OTHER });
    expect(await post({ query: OTHER })).toEqual({ query: OTHER });
  });

  test('replaced by none: everything is taken', async () => {
    operations.replace(undefined);
    expect(await post({ query: OTHER })).toEqual({ query: OTHER });
  });
});

describe('a list that is only looked at', () => {
  beforeEach(() => given(audit));

  test('what is in it: taken, an id as its text', async () => {
    expect(await post({ query: LISTED.body })).toEqual({ query: LISTED.body });
    expect(await post({ extensions: persisted('card-1') })).toMatchObject({ query: LISTED.body });
    expect(lines).toEqual([]);
  });

  test('a text that is not in it: taken, and told by its hash', async () => {
    expect(await post({ query: OTHER })).toEqual({ query: OTHER });
    expect(lines).toMatchObject([{ level: 'info', requestId: expect.any(String), operation: sha256(OTHER) }]);
    expect(JSON.stringify(lines)).not.toContain('PLANTED');
  });

  test('an id that is not in it: taken, and told', async () => {
    const body = { extensions: persisted('card-2') };
    expect(await post(body)).toEqual(body);
    expect(await get({ extensions: persisted('card-3') })).toHaveProperty('extensions');
    expect(lines).toMatchObject([{ operation: 'card-2' }, { operation: 'card-3' }]);
  });

  test('no operation at all: left to GraphQL, and not told', async () => {
    expect(await post({})).toEqual({});
    expect(lines).toEqual([]);
  });
});
