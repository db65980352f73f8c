import { HttpRefusal } from '../../../src/admission/http-refusal.js';
import { RequestRates } from '../../../src/admission/request-rates.js';
import type { RateLimits } from '../../../src/config/config.js';
import { movableTime, passTime, realTime } from '../../support/time.js';

const NONE: RateLimits = {
  callerPerMinute: undefined,
  accountPerMinute: undefined,
  codePerMinute: undefined,
  codeMissesPerMinute: 60,
};

beforeEach(movableTime);
afterEach(realTime);

describe('requests', () => {
  const account = {
    appid: 'wx1',
    baseUrl: 'http://platform',
    token: { mode: 'stable', secret: { reveal: () => '' } },
  } as const;
  const caller = (name: string) => ({ name, scopes: new Set<never>(), appids: 'all' as const });

  /** How a request is refused; one that is let in fails the test. */
  async function refusalOf(asked: Promise<unknown>): Promise<HttpRefusal> {
    const outcome = await asked.catch((error: unknown) => error);
    if (outcome instanceof HttpRefusal) return outcome;
    throw new Error('expected a refusal');
  }

  test('without a rate: let in, and nothing is told', async () => {
    const rates = new RequestRates(NONE, undefined);
    expect(await rates.admit(caller('one'), account)).toBeUndefined();
  });

  test('of one caller: as many as its rate, each told what is left', async () => {
    const rates = new RequestRates({ ...NONE, callerPerMinute: 2 }, undefined);
    const told = [await rates.admit(caller('one'), account), await rates.admit(caller('one'), account)];
    expect(told).toEqual(
      ['1', '0'].map((left) => ({
        'ratelimit-limit': '2',
        'ratelimit-remaining': left,
        'ratelimit-reset': '60',
      })),
    );
    passTime(17_000);
    expect(await refusalOf(rates.admit(caller('one'), account))).toMatchObject({
      status: 429,
      code: 'RATE_LIMITED',
      message: 'More than 2 requests of yours in a minute',
      headers: { 'ratelimit-limit': '2', 'ratelimit-remaining': '0', 'ratelimit-reset': '43', 'retry-after': '43' },
      extensions: { retryAfter: 43 },
    });
    expect(await rates.admit(caller('two'), account)).toMatchObject({ 'ratelimit-remaining': '1' });
    passTime(43_000);
    expect(await rates.admit(caller('one'), account)).toMatchObject({ 'ratelimit-remaining': '1' });
  });

  test('to one account: as many as its rate, of all callers, and nothing is told of what is left', async () => {
    const rates = new RequestRates({ ...NONE, accountPerMinute: 2 }, undefined);
    expect(await rates.admit(caller('one'), account)).toBeUndefined();
    expect(await rates.admit(caller('two'), account)).toBeUndefined();
    expect(await refusalOf(rates.admit(caller('three'), account))).toMatchObject({
      status: 429,
      message: 'More than 2 requests to this account in a minute',
      headers: { 'retry-after': '60' },
      extensions: { retryAfter: 60 },
    });
    await rates.admit(caller('one'), { ...account, appid: 'wx2' });
    await rates.admit(caller('one'), { ...account, baseUrl: 'http://other' });
  });

  test('to one account, with a rate of callers: what is left of that is told as well', async () => {
    const rates = new RequestRates({ ...NONE, callerPerMinute: 5, accountPerMinute: 1 }, undefined);
    await rates.admit(caller('one'), account);
    expect((await refusalOf(rates.admit(caller('one'), account))).headers).toMatchObject({
      'ratelimit-remaining': '3',
      'retry-after': '60',
    });
  });

  test('of a caller over its rate: do not count for the account', async () => {
    const rates = new RequestRates({ ...NONE, callerPerMinute: 1, accountPerMinute: 2 }, undefined);
    await rates.admit(caller('one'), account);
    for (let n = 0; n < 5; n += 1) await refusalOf(rates.admit(caller('one'), account));
    await rates.admit(caller('two'), account);
  });
});
