import { Accounts, inOrder } from '../../../src/admission/accounts.js';
import type { Caller } from '../../../src/config/caller.js';
import { Secret } from '../../../src/config/secret.js';
import type { AccountStatus } from '../../../src/platform/authorization.js';
import type { Account } from '../../../src/platform/client.js';

const configured = (appid: string): Account => ({
  appid,
  baseUrl: 'http://127.0.0.1:1',
  token: { mode: 'stable', secret: new Secret('PLANTED') },
});
const authorized = (appid: string, status: AccountStatus = 'ACTIVE'): Account => ({
  ...configured(appid),
  authorization: { status, name: undefined, authorizedAt: 0 },
});
const callerOf = (appids: Caller['appids'], name = 'till'): Caller => ({ name, scopes: new Set(), appids });
const appidsOf = (accounts: readonly Account[]) => accounts.map(({ appid }) => appid);

const MIXED = [authorized('wx4'), configured('wx9'), authorized('wx2', 'UNAUTHORIZED'), configured('wx5')];

describe('the accounts of the server', () => {
  test('are the configured ones in their order and then the authorized ones by appid', () => {
    expect(appidsOf(inOrder(MIXED))).toEqual(['wx9', 'wx5', 'wx2', 'wx4']);
    expect(appidsOf(new Accounts(MIXED).all)).toEqual(['wx9', 'wx5', 'wx2', 'wx4']);
  });

  test('contain an account that is configured and authorized once, as the configured one', () => {
    const [own, merchant] = [configured('wx1'), authorized('wx1')];
    expect(inOrder([merchant, own])).toEqual([own]);
    expect(new Accounts([merchant, own]).find('wx1')).toBe(own);
  });

  test.each(['__proto__', 'constructor', '', 'WX9'])('contain no account with the appid "%s"', (appid) => {
    expect(new Accounts(MIXED).find(appid)).toBeUndefined();
  });
});

describe('an authorized account', () => {
  const accounts = new Accounts(MIXED, ['office']);

  test.each<[string, Caller, readonly string[]]>([
    ['whose credential names it', callerOf(['wx4']), ['wx4']],
    [
      'of all authorized accounts, besides those that its credential names',
      callerOf(['wx5'], 'office'),
      ['wx5', 'wx2', 'wx4'],
    ],
    ['of all accounts', callerOf('all', 'anonymous'), ['wx9', 'wx5', 'wx2', 'wx4']],
    ['whose credential names only others', callerOf(['wx9', 'wxnone']), ['wx9']],
    ['without accounts', callerOf([]), []],
  ])('is usable as listed by a caller %s', (_subject, caller, appids) => {
    expect(appidsOf(accounts.usableBy(caller))).toEqual(appids);
    expect(appidsOf(accounts.all.filter((account) => accounts.mayUse(caller, account)))).toEqual(appids);
  });
});

describe('the default account', () => {
  const defaultOf = (listed: readonly Account[], caller = callerOf('all')) =>
    new Accounts(listed, ['office']).defaultOf(caller)?.appid;

  test('is the first configured one that the caller may use', () => {
    expect(defaultOf(MIXED)).toBe('wx9');
    expect(defaultOf(MIXED, callerOf(['wx2', 'wx4', 'wx5']))).toBe('wx5');
    expect(defaultOf(MIXED, callerOf(['wx5'], 'office'))).toBe('wx5');
  });

  test('is otherwise the first authorized one that is active', () => {
    const merchants = [
      authorized('wx1', 'LACKS_CARDS'),
      authorized('wx3'),
      authorized('wx2', 'UNAUTHORIZED'),
      authorized('wx4'),
    ];
    expect(defaultOf(merchants)).toBe('wx3');
    expect(defaultOf(merchants, callerOf([], 'office'))).toBe('wx3');
    expect(defaultOf(merchants, callerOf(['wx1', 'wx2', 'wx4']))).toBe('wx4');
  });

  test('is an unauthorized one only if there is no other', () => {
    const lost = [authorized('wx1', 'UNAUTHORIZED'), authorized('wx2', 'NEEDS_AUTHORIZATION')];
    expect(defaultOf(lost)).toBe('wx2');
    expect(defaultOf(lost, callerOf(['wx1']))).toBe('wx1');
  });

  test('does not exist for a caller that may use none', () => {
    expect(defaultOf(MIXED, callerOf(['wxnone']))).toBeUndefined();
    expect(defaultOf([], callerOf([], 'office'))).toBeUndefined();
  });
});
