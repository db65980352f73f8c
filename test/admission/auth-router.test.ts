import type { AuthConfig } from '../../src/config/config.js';
import { Secret } from '../../src/config/secret.js';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { Issuer } from '../support/issuer.js';
import { post } from '../support/raw-answer.js';
import { type Stack, startStack } from '../support/stack.js';

const SECRET = 'PLANTED-router-secret';
const ROUTER = { 'x-router-secret': SECRET };

const REFUSED = {
  status: 401,
  json: {
    errors: [
      {
        message: 'Requests are accepted only from the router. Send this request to the router',
        extensions: { code: 'UNAUTHENTICATED' },
      },
    ],
  },
};

describe.each(['none', 'api-key', 'jwt'] as const)('the router secret with AUTH_MODE %s', (mode) => {
  let issuer: Issuer;
  let stack: Stack;
  let credential: Record<string, string>;

  beforeAll(async () => {
    issuer = await Issuer.start();
    const modes: Record<typeof mode, [AuthConfig, Record<string, string>]> = {
      none: [{ mode: 'none' }, {}],
      'api-key': [apiKeys(entryOf('shop')), { 'x-api-key': keyOf('shop') }],
      jwt: [issuer.jwt(), { authorization: `Bearer ${await issuer.token()}` }],
    };
    const [auth, headers] = modes[mode];
    credential = headers;
    stack = await startStack({ server: { auth, routerSecret: new Secret(SECRET) } });
  });
  afterAll(async () => {
    await stack.close();
    await issuer.close();
  });
  beforeEach(() => stack.emulator.clearLedger());

  it('admits a request that has it and a credential', async () => {
    expect(await post(stack.graph.url, { ...ROUTER, ...credential })).toMatchObject({ status: 200 });
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  it.each([
    ['missing', {}],
    ['empty', { 'x-router-secret': '' }],
    ['wrong', { 'x-router-secret': 'wrong' }],
    ['longer', { 'x-router-secret': `${SECRET}x` }],
    ['in another case', { 'x-router-secret': SECRET.toLowerCase() }],
    ['sent twice', { 'x-router-secret': `${SECRET}, ${SECRET}` }],
    ['in the header authorization', { authorization: `Bearer ${SECRET}` }],
  ])('%s results in 401 without a call, even with a valid credential', async (_, headers) => {
    const response = await post(stack.graph.url, { ...credential, ...(headers as Record<string, string>) });
    expect(response).toMatchObject(REFUSED);
    expect(response.text).not.toContain(SECRET);
    expect(response.headers.get('www-authenticate')).toBe('RouterSecret');
    expect((await stack.emulator.ledger()).total).toBe(0);
  });

  it('does not replace another credential', async () => {
    expect((await post(stack.graph.url, ROUTER)).status).toBe(mode === 'none' ? 200 : 401);
  });

  it('is not required outside /graphql', async () => {
    expect((await fetch(new URL('/health/live', stack.graph.url))).status).toBe(200);
  });
});
