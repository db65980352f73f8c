import { request } from 'node:http';
import type { RunningServer } from '../../src/http/server.js';
import type { AccountStatus } from '../../src/platform/authorization.js';
import type { Account } from '../../src/platform/client.js';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { post } from '../support/raw-answer.js';
import { accountOf, startGraph } from '../support/stack.js';
import { useEmulator } from '../support/use-stack.js';

const MERCHANTS = ['wxm1', 'wxm2'];
const AUTH = apiKeys(
  entryOf('own', { appids: ['wxown'] }),
  entryOf('shop', { appids: ['wxm1'] }),
  entryOf('office', { appids: [] }),
);
const CALLERS = { auth: AUTH, routerSecret: undefined, callersOfAuthorized: ['office'] };
const QUERY = '{ cards(first: 1) { nodes { title } } }';
const ONE_CARD = '{ card(id: "pDEMO-groupon-0001") { title } }';
const STATS = '{ merchantStats(from: "FROM", to: "TO", origin: API) { rows { date } } }';

const emulator = useEmulator({ beforeEach: 'clearLedger' });
let server: RunningServer;

const secretOf = (appid: string) => `secret-of-${appid}`;
const own = () => accountOf(emulator.url, 'wxown', secretOf('wxown'));
const merchant = (appid: string, status: AccountStatus = 'ACTIVE', authorizedAt = 1000): Account => ({
  ...accountOf(emulator.url, appid, secretOf(appid)),
  authorization: { status, name: `Shop ${appid}`, authorizedAt },
});

/** Replaces the accounts, as a change of the merchants does. */
const replace = (...accounts: readonly Account[]) => server.replaceAccess({ ...CALLERS, accounts });

beforeAll(async () => {
  for (const appid of ['wxown', ...MERCHANTS]) await emulator.addAccount(appid, secretOf(appid));
  server = await startGraph(emulator.url, { ...CALLERS, accounts: [own()], cacheMaxBytes: 1_000_000 });
});
afterAll(() => server.close());
beforeEach(() => replace(own(), ...MERCHANTS.map((appid) => merchant(appid))));

const postAs = (name: string, appid?: string, query = QUERY) =>
  post(server.url, { 'x-api-key': keyOf(name), ...(appid !== undefined && { 'x-wechat-appid': appid }) }, query);

/** Returns the accounts for which the platform was called. */
async function accountsCalled(): Promise<(string | null)[]> {
  const { recent } = await emulator.ledger();
  return [...new Set(recent.map(({ appid }) => appid))];
}

const NOT_AUTHORIZED = {
  errors: [
    {
      message:
        'The merchant of this account has withdrawn its authorization. Let the merchant authorize again, or name another account in x-wechat-appid',
      extensions: { code: 'ACCOUNT_NOT_AUTHORIZED' },
    },
  ],
};

describe('an authorized account', () => {
  test('has no time of authorization if it is not known', async () => {
    replace(own(), merchant('wxm1', 'ACTIVE', 0));
    const { json } = await postAs('shop', 'wxm1', '{ cardgraphViewer { account { authorizedAt } } }');
    expect(json.data).toEqual({ cardgraphViewer: { account: { authorizedAt: null } } });
  });

  it.each([
    ['a caller whose key names it', 'shop', 'wxm1'],
    ['a caller of all authorized accounts', 'office', 'wxm2'],
    ['a caller of all authorized accounts that names none', 'office', undefined],
  ])('serves %s', async (_subject, name, appid) => {
    const { status, json } = await postAs(name, appid);
    expect({ status, errors: json.errors }).toEqual({ status: 200, errors: undefined });
    expect(await accountsCalled()).toEqual([appid ?? 'wxm1']);
  });

  it.each([
    ['a caller whose key names another', 'shop', 'wxm2'],
    ['a caller whose key names a configured account', 'own', 'wxm1'],
    ['a caller of all authorized accounts if it has not authorized', 'office', 'wxm3'],
  ])('is refused with FORBIDDEN to %s', async (_subject, name, appid) => {
    expect(await postAs(name, appid)).toMatchObject({
      status: 403,
      json: { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
    });
    expect(await accountsCalled()).toEqual([]);
  });

  it('does not make configured accounts usable for the callers of all authorized accounts', async () => {
    expect(await postAs('office', 'wxown')).toMatchObject({ status: 403 });
  });

  it.each<AccountStatus>(['LACKS_CARDS', 'NEEDS_AUTHORIZATION'])('is served with the status %s', async (status) => {
    replace(own(), merchant('wxm1', status));
    expect((await postAs('shop', 'wxm1')).status).toBe(200);
  });

  it('is refused after its merchant withdrew the authorization, with ACCOUNT_NOT_AUTHORIZED and without a call', async () => {
    replace(own(), merchant('wxm1', 'UNAUTHORIZED'), merchant('wxm2'));
    for (const appid of ['wxm1', undefined]) {
      const { status, json } = await postAs('shop', appid);
      expect({ status, json }).toEqual({ status: 403, json: NOT_AUTHORIZED });
    }
    expect(await accountsCalled()).toEqual([]);
    expect((await postAs('office')).status).toBe(200);
    expect((await postAs('own')).status).toBe(200);
  });

  it('is refused after its merchant withdrew the authorization, before the body has arrived', async () => {
    replace(own(), merchant('wxm1', 'UNAUTHORIZED'));
    const status = await new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': '100', 'x-api-key': keyOf('shop') };
      const sent = request(server.url, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.on('error', reject);
      sent.write('{');
    });
    expect(status).toBe(403);
  });
});

describe('a withdrawn authorization', () => {
  const paths = async () => (await emulator.ledger()).recent.map(({ path, appid }) => `${appid} ${path}`);

  it('evicts the cached cards and the token of the account, and nothing of other accounts', async () => {
    for (const appid of MERCHANTS) expect((await postAs('office', appid, ONE_CARD)).json.errors).toBeUndefined();
    await emulator.clearLedger();
    for (const appid of MERCHANTS) await postAs('office', appid, ONE_CARD);
    expect(await paths()).toEqual([]);
    replace(own(), merchant('wxm1', 'UNAUTHORIZED'), merchant('wxm2'));
    replace(own(), merchant('wxm1', 'ACTIVE', 2000), merchant('wxm2'));
    for (const appid of MERCHANTS) expect((await postAs('office', appid, ONE_CARD)).json.errors).toBeUndefined();
    expect((await paths()).filter((call) => call.endsWith('/card/get'))).toEqual(['wxm1 /card/get']);
  });

  it('evicts the cached days of statistics of the account', async () => {
    const day = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
    const query = STATS.replace('FROM', day(20)).replace('TO', day(15));
    const read = () => postAs('shop', 'wxm1', query);
    expect((await read()).json.errors).toBeUndefined();
    await emulator.clearLedger();
    await read();
    expect(await paths()).toEqual([]);
    replace(own(), merchant('wxm1', 'UNAUTHORIZED'));
    replace(own(), merchant('wxm1', 'ACTIVE', 2000));
    await read();
    expect((await paths()).filter((call) => call.includes('/datacube/'))).toHaveLength(1);
  });

  it('evicts the cached cards of an account that is removed', async () => {
    await postAs('shop', 'wxm1', ONE_CARD);
    await emulator.clearLedger();
    replace(own());
    expect((await postAs('shop', 'wxm1')).status).toBe(403);
    replace(own(), merchant('wxm1'));
    await postAs('shop', 'wxm1', ONE_CARD);
    expect(await paths()).toContain('wxm1 /card/get');
  });
});
