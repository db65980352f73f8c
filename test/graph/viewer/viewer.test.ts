import { startEmulator } from '../../../src/emulator/server.js';
import type { RunningServer } from '../../../src/http/server.js';
import type { AccountStatus } from '../../../src/platform/authorization.js';
import { apiKeys, entryOf, keyOf } from '../../support/api-keys.js';
import { EmulatorControl } from '../../support/emulator-control.js';
import { GraphClient } from '../../support/graph-client.js';
import { accountOf, startGraph } from '../../support/stack.js';

const APPIDS = Array.from({ length: 25 }, (_, index) => `wx${String(index).padStart(2, '0')}`);
const KEYS = apiKeys(
  entryOf('till', { appids: ['wx07', 'wxgone', 'wx03'], scopes: ['stats:read', 'card:read'] }),
  entryOf('office', { appids: APPIDS }),
  entryOf('newcomer', { appids: [], scopes: [] }),
  entryOf('nothing', { appids: ['wx00'], scopes: [] }),
);

let emulator: EmulatorControl;
let emulatorUrl: string;
let byKey: RunningServer;
let open: RunningServer;
const closers: (() => Promise<void>)[] = [];

const accountsFor = (appids: readonly string[]) => appids.map((appid) => accountOf(emulatorUrl, appid, 'a secret'));

beforeAll(async () => {
  const running = await startEmulator();
  emulatorUrl = running.url;
  emulator = new EmulatorControl(running.url);
  byKey = await startGraph(running.url, { accounts: accountsFor(APPIDS), auth: KEYS });
  open = await startGraph(running.url, { accounts: accountsFor(APPIDS) });
  closers.push(byKey.close, open.close, running.close);
});
afterAll(async () => {
  for (const close of closers) await close();
});
beforeEach(() => emulator.clearLedger());
afterEach(async () => {
  // No selection of the viewer calls the platform, not even for a token.
  expect((await emulator.ledger()).total).toBe(0);
});

const queryAs = (caller: string, query: string, variables?: object, headers: Record<string, string> = {}) =>
  new GraphClient(byKey.url).ask(query, variables, { 'x-api-key': keyOf(caller), ...headers });

const EVERYTHING = `{
  cardgraphViewer {
    name
    scopes
    account { appid origin status name authorizedAt }
    accounts {
      totalCount
      nodes { appid origin status name authorizedAt }
      edges { cursor node { appid } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}`;

const configured = (appid: string) => ({
  appid,
  origin: 'CONFIGURED',
  status: 'ACTIVE',
  name: null,
  authorizedAt: null,
});

describe('cardgraphViewer with API keys', () => {
  test('returns the name, scopes and accounts of the caller without an upstream call', async () => {
    const { data, errors, extensions } = await queryAs('till', EVERYTHING);
    expect(errors).toBeUndefined();
    expect(extensions).toEqual({ cardgraph: { cost: 0 } });
    const { startCursor, endCursor } = data.cardgraphViewer.accounts.pageInfo;
    expect(data.cardgraphViewer).toEqual({
      name: 'till',
      scopes: ['card:read', 'stats:read'],
      account: configured('wx03'),
      accounts: {
        totalCount: 2,
        nodes: [configured('wx03'), configured('wx07')],
        edges: [
          { cursor: startCursor, node: { appid: 'wx03' } },
          { cursor: endCursor, node: { appid: 'wx07' } },
        ],
        pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor, endCursor },
      },
    });
  });

  test('returns the account that x-wechat-appid names', async () => {
    const query = '{ cardgraphViewer { account { appid } } }';
    const { data } = await queryAs('till', query, undefined, { 'x-wechat-appid': 'wx07' });
    expect(data.cardgraphViewer).toEqual({ account: { appid: 'wx07' } });
  });

  test('needs no scope', async () => {
    const { data, errors } = await queryAs('nothing', '{ cardgraphViewer { scopes accounts { totalCount } } }');
    expect(errors).toBeUndefined();
    expect(data.cardgraphViewer).toEqual({ scopes: [], accounts: { totalCount: 1 } });
  });

  test('shows a caller only its own accounts', async () => {
    const { data } = await queryAs('till', '{ cardgraphViewer { accounts(first: 100) { nodes { appid } } } }');
    expect(data.cardgraphViewer.accounts.nodes).toEqual([{ appid: 'wx03' }, { appid: 'wx07' }]);
  });

  test('fails with 403 ACCOUNT_REQUIRED for a caller without an account', async () => {
    expect(await queryAs('newcomer', EVERYTHING)).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: 'ACCOUNT_REQUIRED' } }],
    });
  });
});

describe('cardgraphViewer.accounts', () => {
  const PAGE = `query ($first: Int!, $after: String) {
    cardgraphViewer { accounts(first: $first, after: $after) {
      totalCount nodes { appid } pageInfo { hasNextPage hasPreviousPage endCursor }
    } }
  }`;

  test('pages through every account once, in the order of the configuration', async () => {
    const seen: string[] = [];
    const flags: boolean[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data } = await queryAs('office', PAGE, { first: 10, after });
      const { totalCount, nodes, pageInfo } = data.cardgraphViewer.accounts;
      expect(totalCount).toBe(25);
      seen.push(...nodes.map(({ appid }: { appid: string }) => appid));
      flags.push(pageInfo.hasPreviousPage, pageInfo.hasNextPage);
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(seen).toEqual(APPIDS);
    expect(flags).toEqual([false, true, true, true, true, false]);
  });

  test('returns 20 accounts by default', async () => {
    const { data } = await queryAs('office', '{ cardgraphViewer { accounts { nodes { appid } } } }');
    expect(data.cardgraphViewer.accounts.nodes).toHaveLength(20);
  });

  test.each([
    ['first: 0', { first: 0 }],
    ['first: 101', { first: 101 }],
    ['a cursor of another list', { first: 1, after: 'MC5hYmNkZWZnaGlqa2w' }],
  ])('rejects %s with BAD_USER_INPUT at its path', async (_, variables) => {
    const { data, errors } = await queryAs('office', PAGE, variables);
    expect(data).toEqual({ cardgraphViewer: { accounts: null } });
    expect(errors).toMatchObject([{ path: ['cardgraphViewer', 'accounts'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('follows the accounts that a reload added and removed', async () => {
    const appids = async () => {
      const { data } = await queryAs('till', '{ cardgraphViewer { accounts { nodes { appid } } } }');
      return data.cardgraphViewer.accounts.nodes.map(({ appid }: { appid: string }) => appid);
    };
    byKey.replaceAccess({ auth: KEYS, routerSecret: undefined, accounts: accountsFor(['wxgone', 'wx07']) });
    expect(await appids()).toEqual(['wxgone', 'wx07']);
    byKey.replaceAccess({ auth: KEYS, routerSecret: undefined, accounts: accountsFor(APPIDS) });
    expect(await appids()).toEqual(['wx03', 'wx07']);
  });
});

describe('cardgraphViewer of a caller of authorized accounts', () => {
  const authorizedAt = Date.UTC(2026, 0, 2, 3, 4, 5);
  const merchant = (appid: string, status: AccountStatus, name?: string) => ({
    ...accountOf(emulatorUrl, appid, 'a secret'),
    authorization: { status, name, authorizedAt },
  });
  const shown = (appid: string, status: AccountStatus, name: string | null = null) => ({
    appid,
    origin: 'AUTHORIZED',
    status,
    name,
    authorizedAt: new Date(authorizedAt).toISOString(),
  });
  const auth = apiKeys(entryOf('office', { appids: ['wx03'] }), entryOf('shop', { appids: ['wxm2', 'wxm3'] }));

  beforeAll(() => {
    const merchants = [
      merchant('wxm4', 'NEEDS_AUTHORIZATION'),
      merchant('wxm2', 'UNAUTHORIZED', 'Tea house'),
      merchant('wxm3', 'ACTIVE', 'Noodle bar'),
      merchant('wxm1', 'LACKS_CARDS'),
    ];
    const callersOfAuthorized = ['office'];
    const accounts = [...merchants, ...accountsFor(APPIDS)];
    byKey.replaceAccess({ auth, routerSecret: undefined, callersOfAuthorized, accounts });
  });

  test('returns the configured accounts and then the authorized ones by appid, each with its status', async () => {
    const { data, errors } = await queryAs('office', EVERYTHING);
    expect(errors).toBeUndefined();
    expect(data.cardgraphViewer.account).toEqual(configured('wx03'));
    expect(data.cardgraphViewer.accounts.nodes).toEqual([
      configured('wx03'),
      shown('wxm1', 'LACKS_CARDS'),
      shown('wxm2', 'UNAUTHORIZED', 'Tea house'),
      shown('wxm3', 'ACTIVE', 'Noodle bar'),
      shown('wxm4', 'NEEDS_AUTHORIZATION'),
    ]);
  });

  test('returns the accounts that the key names, also one whose authorization was withdrawn', async () => {
    const { data } = await queryAs('shop', EVERYTHING);
    expect(data.cardgraphViewer.account).toEqual(shown('wxm3', 'ACTIVE', 'Noodle bar'));
    expect(data.cardgraphViewer.accounts.nodes).toEqual([
      shown('wxm2', 'UNAUTHORIZED', 'Tea house'),
      shown('wxm3', 'ACTIVE', 'Noodle bar'),
    ]);
  });
});

test('cardgraphViewer returns anonymous with every scope and account when authentication is off', async () => {
  const { data } = await new GraphClient(open.url).ask('{ cardgraphViewer { name scopes accounts { totalCount } } }');
  expect(data.cardgraphViewer).toEqual({
    name: 'anonymous',
    scopes: [
      'card:read',
      'card:write',
      'code:read',
      'code:redeem',
      'code:write',
      'event:read',
      'member:read',
      'member:write',
      'rule:read',
      'rule:write',
      'stats:read',
    ],
    accounts: { totalCount: 25 },
  });
});

test('cardgraphViewer is accepted by GET because it names no code', async () => {
  const query = encodeURIComponent('{ cardgraphViewer { name } }');
  const response = await fetch(`${open.url}?query=${query}`, { headers: { 'content-type': 'application/json' } });
  expect(await response.json()).toMatchObject({ data: { cardgraphViewer: { name: 'anonymous' } } });
});
