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

/** Starts a server that responds with what GraphQL would receive: the body, or the parameters of the URL. */
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

test('without a list every operation is accepted unchanged', async () => {
  given();
  for (const body of [{ query: OTHER }, { extensions: persisted('card-1') }, {}]) {
    expect(await post(body)).toEqual(body);
  }
  expect(await get({ query: OTHER })).toEqual({ query: OTHER });
  expect(lines).toEqual([]);
});

describe('a list that is enforced', () => {
  beforeEach(() => given(enforce));

  test('replaces an id by its text and removes the id', async () => {
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

  test('accepts a listed text unchanged, with or without an id', async () => {
    for (const body of [{ query: LISTED.body }, { query: LISTED.body, extensions: persisted(sha256(LISTED.body)) }]) {
      expect(await post(body)).toEqual(body);
    }
    expect(await get({ query: LISTED.body })).toEqual({ query: LISTED.body });
  });

  test.each<[string, Record<string, unknown>]>([
    ['another text', { query: OTHER }],
    ['another text with an id of the list', { query: OTHER, extensions: persisted('card-1') }],
    ['an empty text with an id of the list', { query: '', extensions: persisted('card-1') }],
    ['a listed text with a trailing space', { query: `${LISTED.body} ` }],
    ['an id that is not in the list', { extensions: persisted('card-2') }],
    ['an id that is a property of every object', { extensions: persisted('constructor') }],
    ['an array with an id', { extensions: persisted(['card-1']) }],
    ['an id in another place of the extensions', { extensions: { persistedQuery: 'card-1' } }],
    ['extensions that are not an object', { extensions: 'card-1' }],
    ['nothing', {}],
  ])('rejects %s by POST and by GET', async (_subject, body) => {
    expect(await post(body)).toEqual(REFUSED);
    expect(await get(body)).toEqual(REFUSED);
    expect(lines).toEqual([]);
  });

  test.each([
    ['null', null],
    ['a string', '"text"'],
    ['a list', [{ query: LISTED.body }]],
    ['an object whose query is not a string', { query: [LISTED.body] }],
  ])('rejects a body that is %s', async (_subject, body) => {
    const payload = body === null || typeof body === 'string' ? String(body) : JSON.stringify(body);
    const headers = { 'content-type': 'application/json' };
    const { statusCode } = await http.inject({ method: 'POST', url: '/graphql', headers, payload });
    expect(statusCode).toBe(400);
  });

  test('ignores extensions in a URL that are not JSON', async () => {
    expect(await get({ extensions: '{' })).toEqual(REFUSED);
    expect(await get({ query: LISTED.body, extensions: '{' })).toEqual({ query: LISTED.body, extensions: '{' });
  });

  test('can be replaced by another list', async () => {
    operations.replace({ mode: 'enforce', operations: [{ ...LISTED, id: 'card-2', body: OTHER }] });
    expect(await post({ query: LISTED.body })).toEqual(REFUSED);
    expect(await post({ extensions: persisted('card-1') })).toEqual(REFUSED);
    expect(await post({ extensions: persisted('card-2') })).toMatchObject({ query: OTHER });
    expect(await post({ query: OTHER })).toEqual({ query: OTHER });
  });

  test('accepts everything after it is removed', async () => {
    operations.replace(undefined);
    expect(await post({ query: OTHER })).toEqual({ query: OTHER });
  });
});

describe('a list in audit mode', () => {
  beforeEach(() => given(audit));

  test('accepts listed operations without a log line, and replaces an id by its text', async () => {
    expect(await post({ query: LISTED.body })).toEqual({ query: LISTED.body });
    expect(await post({ extensions: persisted('card-1') })).toMatchObject({ query: LISTED.body });
    expect(lines).toEqual([]);
  });

  test('accepts an unlisted text and logs its hash', async () => {
    expect(await post({ query: OTHER })).toEqual({ query: OTHER });
    expect(lines).toMatchObject([{ level: 'info', requestId: expect.any(String), operation: sha256(OTHER) }]);
    expect(JSON.stringify(lines)).not.toContain('PLANTED');
  });

  test('accepts and logs an unlisted id', async () => {
    const body = { extensions: persisted('card-2') };
    expect(await post(body)).toEqual(body);
    expect(await get({ extensions: persisted('card-3') })).toHaveProperty('extensions');
    expect(lines).toMatchObject([{ operation: 'card-2' }, { operation: 'card-3' }]);
  });

  test('passes a request without an operation to GraphQL and does not log it', async () => {
    expect(await post({})).toEqual({});
    expect(lines).toEqual([]);
  });
});
