import { pagesOf } from '../../../src/commands/authorize.js';
import { accountLine } from '../../../src/commands/third-party.js';
import { merchantOf } from '../../support/component-pushes.js';

describe('the pages of authorization', () => {
  const redirect = 'https://agency.example/wechat/component/callback';
  const { desktop, phone } = pagesOf('wxc0ffee0000000001', 'preauthcode@@@example-0001', redirect, 'STATE');

  test('have the URLs of the contract', () => {
    const query =
      'component_appid=wxc0ffee0000000001&pre_auth_code=preauthcode%40%40%40example-0001&redirect_uri=https%3A%2F%2Fagency.example%2Fwechat%2Fcomponent%2Fcallback%3Fstate%3DSTATE&auth_type=1';
    expect(desktop).toBe(`https://mp.weixin.qq.com/cgi-bin/componentloginpage?${query}`);
    expect(phone).toBe(
      `https://open.weixin.qq.com/wxaopen/safe/bindcomponent?action=bindcomponent&no_scan=1&${query}#wechat_redirect`,
    );
  });
});

describe('the line of an account', () => {
  test('contains the appid, the origin, the status and the time', () => {
    const merchant = merchantOf({
      appid: 'wxfedcba9876543210',
      status: 'LACKS_CARDS',
      authorizedAt: 1_795_000_700_500,
    });
    expect(accountLine({ appid: 'wx1' }).split(/ +/)).toEqual(['wx1', 'configured', 'ACTIVE', '-']);
    expect(accountLine(merchant).split(/ +/)).toEqual([
      'wxfedcba9876543210',
      'authorized',
      'LACKS_CARDS',
      '2026-11-18T11:18:20Z',
    ]);
  });

  test('has no time if it is not known when the merchant authorized', () => {
    expect(accountLine(merchantOf({ appid: 'wx1', status: 'UNAUTHORIZED', authorizedAt: 0 }))).toMatch(
      / UNAUTHORIZED +-$/,
    );
  });

  test('has the same columns for every account', () => {
    const lines = (['ACTIVE', 'NEEDS_AUTHORIZATION'] as const).map((status) =>
      accountLine(merchantOf({ appid: 'wxfedcba9876543210', status })),
    );
    expect(new Set([...lines, accountLine({ appid: 'wx1' })].map((line) => line.search(/\S+$/))).size).toBe(1);
  });
});
