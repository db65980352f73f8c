import { startEmulator } from '../../src/emulator/server.js';
import { DEMO_APPID, DEMO_SECRET } from '../../src/emulator/state/accounts.js';
import { card } from '../../src/platform/endpoints/card.js';
import { media } from '../../src/platform/endpoints/media.js';
import { DirectClient, failureOf } from '../support/direct-client.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { type RawPlatform, rawToken, sendJson, startRawPlatform } from '../support/raw-platform.js';
import { isTokenCall } from '../support/token-calls.js';
import {
  contentOf,
  type Exchange,
  exchangesOf,
  partsOf,
  patternOf,
  type ReplayState,
  readComponentExamples,
  readContract,
  readExamples,
  STATES,
} from './replay.js';

const TOKEN_EXAMPLE = 'token';
const EXAMPLES = readExamples();

/** Examples whose call the emulator does not support yet. Remove an example once its call is supported. */
const PENDING: readonly string[] = [];

/** Every exchange of the examples, for test.each. */
const EXCHANGES = EXAMPLES.flatMap(exchangesOf);

/** The examples that component-replay.test.ts replays. */
const COMPONENT_EXAMPLES = readComponentExamples();

describe('the contract', () => {
  test('has an example for every call, and every example has a call', async () => {
    const calls = [...(await readContract()).keys()];
    // Its example is a note in the example of the other token call.
    const withExample = calls.filter((call) => call !== 'GET /cgi-bin/token');
    // Some calls have an example per kind of card.
    const examples = new Set([...EXAMPLES, ...COMPONENT_EXAMPLES].map(({ endpoint }) => endpoint));
    expect([...examples].sort()).toEqual(withExample.sort());
  });

  test('has every request field that the examples send', async () => {
    const contract = await readContract();
    const all = [...EXCHANGES, ...COMPONENT_EXAMPLES.flatMap(exchangesOf)];
    const unknown = all.flatMap(({ name, endpoint, exchange }) => {
      const rules = contract.get(endpoint)?.request ?? {};
      const parts = partsOf(exchange);
      // The contract has the part under the name that the client sends.
      const fields = parts
        ? Object.keys(parts).map((name) => (name === 'buffer' ? 'media' : name))
        : Object.keys(exchange.request);
      return fields.flatMap((field) => (field in rules ? [] : `${name}: ${field}`));
    });
    expect(unknown).toEqual([]);
  });
});

describe('the client', () => {
  let platform: RawPlatform;
  let client: DirectClient;
  let response: Exchange['response'];

  beforeAll(async () => {
    platform = await startRawPlatform((_, out) => sendJson(out, response));
    client = new DirectClient(platform.url);
  });
  afterAll(async () => {
    await client.close();
    await platform.close();
  });

  const calls = EXCHANGES.filter(({ name, exchange }) => name !== TOKEN_EXAMPLE && partsOf(exchange) === undefined);

  test.each(calls)(
    'sends the request and returns the response of $name, exchange $number, unchanged',
    async ({ endpoint, exchange }) => {
      const entry = (await readContract()).get(endpoint);
      if (entry === undefined) throw new Error(`The contract has no ${endpoint}`);
      response = exchange.response;
      const outcome = client.call(entry, exchange.request);
      const { errcode = 0, errmsg = '' } = exchange.response;
      if (errcode === 0) expect(await outcome).toEqual(exchange.response);
      else expect(await failureOf(outcome)).toMatchObject({ errcode, errmsg, endpoint: entry.path, rid: undefined });

      const arrival = platform.arrivals.at(-1);
      expect(`${arrival?.method} ${arrival?.path}`).toBe(endpoint);
      const isGet = entry.method === 'GET';
      expect(arrival?.query).toEqual({ access_token: rawToken(1), ...(isGet ? exchange.request : {}) });
      expect(arrival?.body).toBe(isGet ? '' : JSON.stringify(exchange.request));
    },
  );

  const uploads = EXCHANGES.flatMap((each) =>
    Object.values(partsOf(each.exchange) ?? {}).map((part) => ({ ...each, part })),
  );

  test.each(uploads)(
    'sends the file of $name, exchange $number, as the part media and returns the response unchanged',
    async ({ exchange, part }) => {
      response = exchange.response;
      const bytes = contentOf(part);
      const outcome = client.call(media.uploadimg, {
        media: { fileName: part.filename, type: part.contentType, bytes },
      });
      const { errcode = 0, errmsg = '' } = exchange.response;
      if (errcode === 0) expect(await outcome).toEqual(exchange.response);
      else expect(await failureOf(outcome)).toMatchObject({ errcode, errmsg, endpoint: media.uploadimg.path });

      const arrival = platform.arrivals.at(-1);
      expect(arrival?.query).toEqual({ access_token: rawToken(1) });
      const form = await new Response(new Uint8Array(arrival?.bytes ?? []), {
        headers: { 'content-type': arrival?.contentType ?? '' },
      }).formData();
      expect([...form.keys()]).toEqual(['media']);
      const sent = form.get('media') as File;
      expect([sent.name, sent.type, sent.size]).toEqual([part.filename, part.contentType, part.bytes]);
      expect(bytes.equals(Buffer.from(await sent.arrayBuffer()))).toBe(true);
    },
  );

  const fetches = EXCHANGES.filter(({ name }) => name === TOKEN_EXAMPLE);

  test.each(fetches)('fetches a token as in $name, exchange $number', async ({ endpoint, exchange }) => {
    const service = await startRawPlatform(
      (_, out) => sendJson(out, { errcode: 0 }),
      (_, out) => sendJson(out, exchange.response),
    );
    const { appid, secret } = exchange.request;
    const token = { mode: 'stable', secret: { reveal: () => String(secret) } } as const;
    const own = new DirectClient(service.url, { appid: String(appid), token });
    try {
      const { errcode, errmsg, access_token } = exchange.response;
      const path = endpoint.split(' ')[1];
      if (errcode === undefined) await own.call(card.get, { card_id: 'any' });
      else expect(await failureOf(own.get())).toMatchObject({ errcode, errmsg, endpoint: path });

      const [fetch, call] = service.arrivals;
      expect(`${fetch?.method} ${fetch?.path}`).toBe(endpoint);
      // force_refresh absent means false: the client never sends it, because true invalidates the token of other replicas.
      expect({ force_refresh: false, ...JSON.parse(fetch?.body ?? '') }).toEqual({
        force_refresh: false,
        ...exchange.request,
      });
      expect(call?.query).toEqual(errcode === undefined ? { access_token } : undefined);
    } finally {
      await own.close();
      await service.close();
    }
  });
});

describe('the emulator', () => {
  test('supports the call of every example that is not pending', async () => {
    const unsupported: string[] = [];
    await withEmulator({}, async (url) => {
      for (const { name, endpoint, exchanges } of EXAMPLES) {
        const { status, answer } = await post(url, endpoint, exchanges[0] ?? { request: {} });
        if (status === 404 || answer.errcode === -1) unsupported.push(name);
      }
    });
    expect(unsupported).toEqual(PENDING);
  });

  const replayed = EXCHANGES.filter(({ name, exchange }) => {
    return !exchange.replay?.startsWith('client only') && !PENDING.includes(name);
  });

  test.each(replayed)(
    'returns the response of $name, exchange $number',
    async ({ name, endpoint, number, exchange }) => {
      await withEmulator(stateOf(name, number), async (url) => {
        const { status, answer } = await post(url, endpoint, exchange);
        expect(status).toBe(200);
        const { card_id: cardId, ...rest } = exchange.response;
        // The platform generates the id of a new card.
        const isNew = cardId !== undefined && endpoint.endsWith('/card/create');
        if (isNew) expect(answer.card_id).toMatch(/^p[\w-]{27}$/);
        expect(answer).toEqual(patternOf(isNew ? rest : exchange.response));
        if (exchange.response.errcode === undefined) expect(answer).not.toHaveProperty('errcode');
      });
    },
  );
});

function stateOf(name: string, number: number): ReplayState {
  const states = STATES[name];
  const state = Array.isArray(states) ? states[number - 1] : states;
  if (state === undefined) throw new Error(`replay.ts has no state for ${name}, exchange ${number}`);
  return state;
}

async function withEmulator({ seed, prepare }: ReplayState, run: (url: string) => Promise<void>): Promise<void> {
  const emulator = await startEmulator(seed ? { seed } : {});
  try {
    await prepare?.(new EmulatorControl(emulator.url));
    await run(emulator.url);
  } finally {
    await emulator.close();
  }
}

/** Sends a request like any client of the platform. */
async function post(url: string, endpoint: string, exchange: Pick<Exchange, 'request'>) {
  const [method = '', path = ''] = endpoint.split(' ');
  const query = new URLSearchParams(isTokenCall(path) ? {} : { access_token: await fetchToken(url) });
  if (method === 'GET') for (const [name, value] of Object.entries(exchange.request)) query.set(name, String(value));
  const init = { method, ...(method === 'GET' ? {} : { body: bodyOf(exchange) }) };
  const response = await fetch(`${url}${path}?${query}`, init);
  const answer = (await response.json()) as Record<string, unknown>;
  return { status: response.status, answer };
}

function bodyOf({ request }: Pick<Exchange, 'request'>): string | FormData {
  const parts = partsOf({ request });
  if (parts === undefined) return JSON.stringify(request);
  const form = new FormData();
  for (const [name, part] of Object.entries(parts)) {
    form.append(name, new Blob([new Uint8Array(contentOf(part))], { type: part.contentType }), part.filename);
  }
  return form;
}

async function fetchToken(url: string): Promise<string> {
  const credentials = { grant_type: 'client_credential', appid: DEMO_APPID, secret: DEMO_SECRET };
  const { answer } = await post(url, 'POST /cgi-bin/stable_token', { request: credentials });
  return String(answer.access_token);
}
