import { apiKeys, entryOf, keyOf, sha256 } from '../../support/api-keys.js';
import { post } from '../../support/raw-answer.js';
import { useStack } from '../../support/use-stack.js';

const auth = apiKeys(
  entryOf('reader', { scopes: ['card:read'] }),
  entryOf('nobody', { scopes: [] }),
  entryOf('stranger', { appids: ['wxother'] }),
  entryOf('homeless', { appids: [] }),
);
const stack = useStack({ beforeEach: 'clearLedger', server: { auth } });

const ask = (key: string, query?: string) => post(stack.graph.url, { 'x-api-key': key }, query);

describe('an API key', () => {
  it('lets its holder in', async () => {
    expect(await ask(keyOf('reader'))).toMatchObject({
      status: 200,
      json: { data: { card: { title: expect.any(String) } } },
    });
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  it.each([
    ['that nobody was given', 'PLANTED-KEY'],
    ['that is the hash of a good one', sha256(keyOf('reader'))],
    ['that is the name of a good one', 'reader'],
    ['in another case', keyOf('reader').toLowerCase()],
    ['over 8 KB that begins with a good one', keyOf('reader') + 'x'.repeat(9000)],
    ['that is two', `${keyOf('reader')}, ${keyOf('nobody')}`],
  ])('%s is refused with the same answer, and nothing is called', async (_, key) => {
    const { status, headers, json, text } = await ask(key);
    expect(status).toBe(401);
    expect(json).toEqual({
      errors: [{ message: 'The API key is not valid', extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(headers.get('www-authenticate')).toBe('ApiKey');
    expect(text).not.toContain(key.slice(0, 11));
    expect((await stack.emulator.ledger()).total).toBe(0);
  });

  it.each([
    ['no header', {}],
    ['an empty one', { 'x-api-key': '' }],
    ['a bearer of the key', { authorization: `Bearer ${keyOf('reader')}` }],
    ['the key in another header', { 'x-wechat-appid': keyOf('reader') }],
  ])('that is missing (%s) is asked for, and nothing is called', async (_, headers) => {
    const { status, json } = await post(stack.graph.url, headers as Record<string, string>);
    expect(status).toBe(401);
    expect(json).toEqual({
      errors: [
        { message: 'The API key is missing. Send it in the header x-api-key', extensions: { code: 'UNAUTHENTICATED' } },
      ],
    });
    expect((await stack.emulator.ledger()).total).toBe(0);
  });

  it('in the query of a URL lets nobody in', async () => {
    const answer = await fetch(`${stack.graph.url}?x-api-key=${keyOf('reader')}&query={__typename}`);
    expect(answer.status).toBe(401);
  });

  it('allows the scopes of its entry and no other', async () => {
    const { json } = await ask(
      keyOf('reader'),
      '{ card(id: "pDEMO-groupon-0001") { title } payGiftRules { totalCount } }',
    );
    expect(json.data).toEqual({ card: { title: expect.any(String) }, payGiftRules: null });
    expect(json.errors).toMatchObject([
      { path: ['payGiftRules'], extensions: { code: 'FORBIDDEN', scope: 'rule:read' } },
    ]);
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  it('without scopes still tells the name of a type', async () => {
    const { status, json } = await ask(keyOf('nobody'), '{ __typename }');
    expect({ status, json }).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
  });

  it.each([
    ['of an account that the server does not have', 'stranger'],
    ['of no account', 'homeless'],
  ])('%s: 403 ACCOUNT_REQUIRED, and nothing is called', async (_, name) => {
    const { status, json } = await ask(keyOf(name));
    expect(status).toBe(403);
    expect(json.errors).toMatchObject([{ extensions: { code: 'ACCOUNT_REQUIRED' } }]);
    expect((await stack.emulator.ledger()).total).toBe(0);
  });
});
