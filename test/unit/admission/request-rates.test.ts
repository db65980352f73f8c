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

describe('requests with rate limits', () => {
  const account = {
    appid: 'wx1',
    baseUrl: 'http://platform',
    token: { mode: 'stable', secret: { reveal: () => '' } },
  } as const;
  const caller = (name: string) => ({ name, scopes: new Set<never>(), appids: 'all' as const });

  /** Returns the rejection of a request. Throws if the request is admitted. */
  async function refusalOf(admitted: Promise<unknown>): Promise<HttpRefusal> {
    const outcome = await admitted.catch((error: unknown) => error);
    if (outcome instanceof HttpRefusal) return outcome;
    throw new Error('the request was not rejected');
  }

  test('are admitted without rate headers if no rate is configured', async () => {
    const rates = new RequestRates(NONE, undefined);
    expect(await rates.admit(caller('one'), account)).toBeUndefined();
  });

  test('are admitted up to the rate of their caller, and the headers report the remaining requests', async () => {
    const rates = new RequestRates({ ...NONE, callerPerMinute: 2 }, undefined);
    const headers = [await rates.admit(caller('one'), account), await rates.admit(caller('one'), account)];
    expect(headers).toEqual(
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
      message: 'Rate limit exceeded: at most 2 requests per caller per minute',
      headers: { 'ratelimit-limit': '2', 'ratelimit-remaining': '0', 'ratelimit-reset': '43', 'retry-after': '43' },
      extensions: { retryAfter: 43 },
    });
    expect(await rates.admit(caller('two'), account)).toMatchObject({ 'ratelimit-remaining': '1' });
    passTime(43_000);
    expect(await rates.admit(caller('one'), account)).toMatchObject({ 'ratelimit-remaining': '1' });
  });

  test('are admitted up to the rate of their account for all callers, without rate headers', async () => {
    const rates = new RequestRates({ ...NONE, accountPerMinute: 2 }, undefined);
    expect(await rates.admit(caller('one'), account)).toBeUndefined();
    expect(await rates.admit(caller('two'), account)).toBeUndefined();
    expect(await refusalOf(rates.admit(caller('three'), account))).toMatchObject({
      status: 429,
      message: 'Rate limit exceeded: at most 2 requests to this account per minute',
      headers: { 'retry-after': '60' },
      extensions: { retryAfter: 60 },
    });
    await rates.admit(caller('one'), { ...account, appid: 'wx2' });
    await rates.admit(caller('one'), { ...account, baseUrl: 'http://other' });
  });

  test('report the remaining requests of the caller if they exceed the rate of an account', async () => {
    const rates = new RequestRates({ ...NONE, callerPerMinute: 5, accountPerMinute: 1 }, undefined);
    await rates.admit(caller('one'), account);
    expect((await refusalOf(rates.admit(caller('one'), account))).headers).toMatchObject({
      'ratelimit-remaining': '3',
      'retry-after': '60',
    });
  });

  test('do not count for the account if they exceed the rate of their caller', async () => {
    const rates = new RequestRates({ ...NONE, callerPerMinute: 1, accountPerMinute: 2 }, undefined);
    await rates.admit(caller('one'), account);
    for (let n = 0; n < 5; n += 1) await refusalOf(rates.admit(caller('one'), account));
    await rates.admit(caller('two'), account);
  });
});
