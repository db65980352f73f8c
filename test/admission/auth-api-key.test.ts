import { apiKeys, entryOf, keyOf, sha256 } from '../support/api-keys.js';
import { post } from '../support/raw-answer.js';
import { useStack } from '../support/use-stack.js';

const auth = apiKeys(
  entryOf('reader', { scopes: ['card:read'] }),
  entryOf('nobody', { scopes: [] }),
  entryOf('stranger', { appids: ['wxother'] }),
  entryOf('homeless', { appids: [] }),
);
const stack = useStack({ beforeEach: 'clearLedger', server: { auth } });

const postWith = (key: string, query?: string) => post(stack.graph.url, { 'x-api-key': key }, query);

describe('an API key', () => {
  it('admits its holder', async () => {
    expect(await postWith(keyOf('reader'))).toMatchObject({
      status: 200,
      json: { data: { card: { title: expect.any(String) } } },
    });
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  it.each([
    ['that was never issued', 'PLANTED-KEY'],
    ['that is the hash of a valid one', sha256(keyOf('reader'))],
    ['that is the name of a valid one', 'reader'],
    ['in another case', keyOf('reader').toLowerCase()],
    ['over 8 KB that begins with a valid one', keyOf('reader') + 'x'.repeat(9000)],
    ['that consists of two keys', `${keyOf('reader')}, ${keyOf('nobody')}`],
  ])('%s is rejected with the same response and without a call', async (_, key) => {
    const { status, headers, json, text } = await postWith(key);
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
    ['the key as a bearer token', { authorization: `Bearer ${keyOf('reader')}` }],
    ['the key in another header', { 'x-wechat-appid': keyOf('reader') }],
  ])('that is missing (%s) results in 401 with the header to send, without a call', async (_, headers) => {
    const { status, json } = await post(stack.graph.url, headers as Record<string, string>);
    expect(status).toBe(401);
    expect(json).toEqual({
      errors: [
        { message: 'The API key is missing. Send it in the header x-api-key', extensions: { code: 'UNAUTHENTICATED' } },
      ],
    });
    expect((await stack.emulator.ledger()).total).toBe(0);
  });

  it('in the query of a URL is not accepted', async () => {
    const response = await fetch(`${stack.graph.url}?x-api-key=${keyOf('reader')}&query={__typename}`);
    expect(response.status).toBe(401);
  });

  it('grants the scopes of its entry and no other', async () => {
    const { json } = await postWith(
      keyOf('reader'),
      '{ card(id: "pDEMO-groupon-0001") { title } payGiftRules { totalCount } }',
    );
    expect(json.data).toEqual({ card: { title: expect.any(String) }, payGiftRules: null });
    expect(json.errors).toMatchObject([
      { path: ['payGiftRules'], extensions: { code: 'FORBIDDEN', scope: 'rule:read' } },
    ]);
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  it('without scopes still allows __typename', async () => {
    const { status, json } = await postWith(keyOf('nobody'), '{ __typename }');
    expect({ status, json }).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
  });

  it.each([
    ['for an account that is not configured', 'stranger'],
    ['for no account', 'homeless'],
  ])('%s is rejected with 403 ACCOUNT_REQUIRED and without a call', async (_, name) => {
    const { status, json } = await postWith(keyOf(name));
    expect(status).toBe(403);
    expect(json.errors).toMatchObject([{ extensions: { code: 'ACCOUNT_REQUIRED' } }]);
    expect((await stack.emulator.ledger()).total).toBe(0);
  });
});
