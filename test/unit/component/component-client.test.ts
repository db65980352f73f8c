import { ComponentClient } from '../../../src/component/component-client.js';
import { MAX_MERCHANTS, MerchantRecords } from '../../../src/component/merchant-records.js';
import { Recovery } from '../../../src/component/recovery.js';
import { SealedRecords } from '../../../src/component/sealed-records.js';
import { Tickets } from '../../../src/component/tickets.js';
import { createLog } from '../../../src/log.js';
import { component as calls } from '../../../src/platform/endpoints/component.js';
import { PlatformError } from '../../../src/platform/errors.js';
import { OutageLog } from '../../../src/platform/outage-log.js';
import { createMemoryStore } from '../../../src/store/memory.js';
import { type Answerer, type RawPlatform, sendJson, startRawPlatform } from '../../support/raw-platform.js';

const APPID = 'wxcomponent';
const TOKEN = '/cgi-bin/component/api_component_token';
const LIST = '/cgi-bin/component/api_get_authorizer_list';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A platform that accepts the given tickets and component access tokens. */
async function given({
  validTickets = ['ticket@@@1'],
  validTokens = /./,
  list = (() => ({})) as (request: Record<string, number>) => object,
  listMs = 0,
  timeoutMs = 5000,
} = {}) {
  let issued = 0;
  const answer: Answerer = ({ path, body, query }, response) => {
    const request = JSON.parse(body);
    if (path === TOKEN) {
      const isValid = validTickets.includes(request.component_verify_ticket);
      if (!isValid) return sendJson(response, { errcode: 61006, errmsg: `invalid ${request.component_verify_ticket}` });
      issued += 1;
      return sendJson(response, { component_access_token: `TOKEN-${issued}`, expires_in: 7200 });
    }
    if (!validTokens.test(query.component_access_token ?? '')) {
      return sendJson(response, { errcode: 42001, errmsg: 'expired' });
    }
    if (path === LIST) return void setTimeout(() => sendJson(response, list(request)), listMs);
    return sendJson(response, { pre_auth_code: 'preauthcode@@@1', expires_in: 600 });
  };
  const platform: RawPlatform = await startRawPlatform(answer, answer);
  const { records } = createMemoryStore();
  const component = { appid: APPID, baseUrl: platform.url, secret: { reveal: () => 'PLANTED-SECRET' } };
  const sealed = new SealedRecords(records, component.secret);
  const tickets = new Tickets(sealed, component);
  const outages = new OutageLog(createLog({ level: 'silent' }));
  const client = new ComponentClient({ component, records, tickets, timeoutMs, outages });
  closers.push(
    () => platform.close(),
    () => client.close(),
  );
  const createCode = () => client.inBackground((deadline) => client.createPreAuthCode(deadline));
  const merchants = new MerchantRecords(sealed, records, component);
  return { platform, tickets, client, createCode, merchants, recovery: new Recovery(client, merchants) };
}

const tokenCalls = ({ paths }: RawPlatform) => paths.filter((path) => path === TOKEN).length;

test('without a ticket no call is made', async () => {
  const { platform, createCode } = await given();
  await expect(createCode()).rejects.toMatchObject({ kind: 'transport', endpoint: TOKEN, sent: false });
  expect(platform.paths).toEqual([]);
});

test('calls send the access token as component_access_token, and share one', async () => {
  const { platform, tickets, createCode } = await given();
  await tickets.add({ ticket: 'ticket@@@1', createdAt: 1 });
  const code = { value: 'preauthcode@@@1', expiresInSeconds: 600 };
  expect(await Promise.all([createCode(), createCode(), createCode()])).toEqual([code, code, code]);
  expect(tokenCalls(platform)).toBe(1);
  expect(platform.arrivals.at(-1)?.query).toEqual({ component_access_token: 'TOKEN-1' });
});

test('the ticket before is used if the newest is rejected', async () => {
  const { platform, tickets, createCode } = await given();
  await tickets.add({ ticket: 'ticket@@@1', createdAt: 1 });
  await tickets.add({ ticket: 'ticket@@@2', createdAt: 2 });
  await createCode();
  expect(tokenCalls(platform)).toBe(2);
});

test('rejected tickets are not sent again until a new one is received, and are in no error', async () => {
  const { platform, tickets, createCode } = await given({ validTickets: ['ticket@@@3'] });
  await tickets.add({ ticket: 'ticket@@@1', createdAt: 1 });
  await tickets.add({ ticket: 'ticket@@@2', createdAt: 2 });
  const error: PlatformError = await createCode().then(
    () => undefined,
    (one) => one,
  );
  expect(error).toMatchObject({ errcode: 61006 });
  expect(error.message).not.toContain('ticket@@@');
  await expect(createCode()).rejects.toBeInstanceOf(PlatformError);
  expect(tokenCalls(platform)).toBe(2);
  await tickets.add({ ticket: 'ticket@@@3', createdAt: 3 });
  await createCode();
  expect(tokenCalls(platform)).toBe(3);
});

test.each([
  [/TOKEN-2/, 'resolves'],
  [/TOKEN-3/, 'rejects'],
] as const)('a rejected access token is renewed once, while %s is valid', async (validTokens, outcome) => {
  const { platform, tickets, createCode } = await given({ validTokens });
  await tickets.add({ ticket: 'ticket@@@1', createdAt: 1 });
  const result = await createCode().then(
    () => 'resolves',
    () => 'rejects',
  );
  expect(result).toBe(outcome);
  expect(tokenCalls(platform)).toBe(2);
});

describe('the list of merchants', () => {
  const entryOf = (n: number) => ({
    authorizer_appid: `wx${n}`,
    refresh_token: `refreshtoken@@@${n}`,
    auth_time: 1000 + n,
  });

  test('is read completely although a merchant left while it was read, and it is not deleted', async () => {
    const all = Array.from({ length: 1100 }, (_, n) => entryOf(n));
    let calledTimes = 0;
    const { tickets, recovery, merchants } = await given({
      list: ({ offset = 0, count = 0 }) => {
        calledTimes += 1;
        // The first merchant leaves after the first page, which shifts the others.
        const rest = calledTimes === 1 ? all : all.slice(1);
        return { total_count: rest.length, list: rest.slice(offset, offset + count) };
      },
    });
    await tickets.add({ ticket: 'ticket@@@1', createdAt: 1 });
    const listed = await recovery.run();
    expect(listed.size).toBe(1100);
    expect((await merchants.index()).length).toBe(1100);
    expect((await merchants.read('wx0')).merchant).toMatchObject({ status: 'ACTIVE', authorizedAt: 1_000_000 });
  });

  test('is read completely although its pages together take longer than a call may', async () => {
    const all = Array.from({ length: 2000 }, (_, n) => entryOf(n));
    const { tickets, recovery } = await given({
      list: ({ offset = 0, count = 0 }) => ({ total_count: all.length, list: all.slice(offset, offset + count) }),
      listMs: 300,
      timeoutMs: 800,
    });
    await tickets.add({ ticket: 'ticket@@@1', createdAt: 1 });
    expect((await recovery.run()).size).toBe(2000);
  });

  test('with more merchants than can be stored recovers the others', async () => {
    const list = [entryOf(1), entryOf(2), entryOf(3)];
    const { tickets, recovery, merchants } = await given({ list: () => ({ total_count: 3, list }) });
    await tickets.add({ ticket: 'ticket@@@1', createdAt: 1 });
    await merchants.addToIndex(['wx3', ...Array.from({ length: MAX_MERCHANTS - 2 }, (_, n) => `other${n}`)]);
    await recovery.run();
    const statuses = await Promise.all(
      ['wx1', 'wx2', 'wx3'].map(async (appid) => (await merchants.read(appid)).merchant?.status),
    );
    expect(statuses).toEqual(['ACTIVE', undefined, 'ACTIVE']);
  });

  test('is read without merchants whose AppID has another form, and without impossible times', async () => {
    const list = [
      { authorizer_appid: 'wx\u001b[2J' },
      { authorizer_appid: `wx${'1'.repeat(63)}` },
      { authorizer_appid: '' },
      { authorizer_appid: 'wx1', auth_time: 9_000_000_000_000_000, refresh_token: 'refreshtoken@@@1' },
    ];
    const { tickets, recovery } = await given({ list: () => ({ total_count: list.length, list }) });
    await tickets.add({ ticket: 'ticket@@@1', createdAt: 1 });
    expect([...(await recovery.run()).values()]).toEqual([
      { appid: 'wx1', refreshToken: 'refreshtoken@@@1', authorizedAt: 0 },
    ]);
  });

  test('is read again for callers that call while it is read, once for all of them', async () => {
    const { tickets, recovery, platform } = await given({ list: () => ({ total_count: 1, list: [entryOf(1)] }) });
    await tickets.add({ ticket: 'ticket@@@1', createdAt: 1 });
    await Promise.all([recovery.run(), recovery.run(), recovery.run()]);
    expect(platform.paths.filter((path) => path === LIST)).toHaveLength(2);
  });

  test('is read with defaults for entries of another form', async () => {
    const list = [
      null,
      7,
      {},
      { authorizer_appid: 'wx1' },
      { authorizer_appid: 'wx2', auth_time: '1002', refresh_token: 5 },
    ];
    const { tickets, recovery, client } = await given({ list: () => ({ total_count: '5', list }) });
    await tickets.add({ ticket: 'ticket@@@1', createdAt: 1 });
    expect([...(await recovery.run()).values()]).toEqual([
      { appid: 'wx1', refreshToken: '', authorizedAt: 0 },
      { appid: 'wx2', refreshToken: '5', authorizedAt: 1_002_000 },
    ]);
    await client.inBackground((deadline) => client.call(calls.getAuthorizerList, { offset: 0, count: 1 }, deadline));
  });
});
