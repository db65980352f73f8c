import type { Merchant } from '../../src/component/merchant.js';
import { createLog } from '../../src/log.js';
import { merchantKeys } from '../../src/store/keys.js';
import { createMemoryStore } from '../../src/store/memory.js';
import { createRedisStore } from '../../src/store/redis.js';
import type { Store } from '../../src/store/store.js';
import { COMPONENT, ComponentReceiver } from '../support/component-receiver.js';
import type { Grant, LedgerCall } from '../support/emulator-control.js';
import { hasRedis, TestRedis } from '../support/redis.js';
import { nextNotice, ThirdPartyReplica } from '../support/third-party-replica.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

const MERCHANT = 'wxfedcba9876543210';
const AUTHORIZER_TOKEN = '/cgi-bin/component/api_authorizer_token';
const QUERY_AUTH = '/cgi-bin/component/api_query_auth';
const LIST = '/cgi-bin/component/api_get_authorizer_list';

/** The refresh tokens of replaced authorizations are valid for five more minutes. */
const REPLACED_SECONDS = 301;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(['memory', ...(hasRedis ? ['redis'] : [])])('two replicas over one store in %s', (kind) => {
  const emulator = useEmulator({ beforeEach: 'restart' });
  let receiver: ComponentReceiver;
  let redis: TestRedis | undefined;
  let stores: Store[];
  let one: ThirdPartyReplica;
  let other: ThirdPartyReplica;
  let replicas: ThirdPartyReplica[];

  beforeAll(async () => {
    receiver = await ComponentReceiver.start();
    if (kind === 'redis') redis = await TestRedis.start();
  });
  afterAll(async () => {
    await receiver.close();
    await redis?.close();
  });

  beforeEach(async () => {
    receiver.received.length = 0;
    replicas = [];
    stores = redis === undefined ? [createMemoryStore()] : [];
    await redis?.command('FLUSHALL');
    await emulator.registerComponent(receiver.registration);
    one = await givenReplica();
    other = await givenReplica();
    await deliver('component_verify_ticket', one, 0);
  });
  afterEach(async () => {
    for (const replica of replicas) await replica.close();
    for (const store of stores) await store.close();
  });

  async function givenReplica(): Promise<ThirdPartyReplica> {
    let [store] = stores;
    if (redis !== undefined || store === undefined) {
      store = createRedisStore(redis?.url ?? '', createLog({ level: 'silent' }));
      stores.push(store);
      await until(
        () =>
          store?.records.get('any').then(
            () => true,
            () => false,
          ) ?? false,
      );
    }
    const replica = await new ThirdPartyReplica(emulator.url, store).start();
    replicas.push(replica);
    return replica;
  }

  /** Passes the next notice of a type to a replica. */
  async function deliver(infoType: string, replica: ThirdPartyReplica, after: number): Promise<void> {
    await replica.receive(await nextNotice(receiver, infoType, after));
  }

  /** Lets a merchant authorize. The notice is passed to the first replica. Resolves when both replicas have it. */
  async function givenMerchant(grant: Partial<Grant> = {}): Promise<void> {
    const appid = grant.appid ?? MERCHANT;
    const before = receiver.notices('authorized').length;
    await emulator.authorize({ appid, ...grant });
    await deliver('authorized', one, before);
    for (const replica of replicas) await until(() => replica.platform.merchants.get(appid)?.originalId !== undefined);
  }

  /** Lets the merchant authorize anew. Returns the notice, which no replica has received. */
  async function authorizedAnew(): Promise<Readonly<Record<string, string>>> {
    const before = receiver.notices('updateauthorized').length;
    await emulator.authorize({ appid: MERCHANT });
    return nextNotice(receiver, 'updateauthorized', before);
  }

  const calls = async (path: string): Promise<readonly LedgerCall[]> =>
    (await emulator.ledger()).recent.filter((call) => call.path === path);
  const exchanges = async () => (await calls(QUERY_AUTH)).filter(({ errcode }) => errcode === 0).length;
  const changesOfRecord = (replica: ThirdPartyReplica) => {
    const { record } = merchantKeys({ ...COMPONENT, baseUrl: emulator.url }, MERCHANT);
    return replica.records.changed.filter((key) => key === record).length;
  };
  const sentTokens = async () => (await calls(AUTHORIZER_TOKEN)).map(({ request }) => request.authorizer_refresh_token);
  const currentToken = async () =>
    (await emulator.state()).component.merchants?.find(({ authorizer_appid }) => authorizer_appid === MERCHANT)
      ?.refresh_token;

  test('a new refresh token is stored before the access token is used', async () => {
    await givenMerchant();
    await emulator.componentFault({ kind: 'refresh-changes', appid: MERCHANT });
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    one.records.beforeChange = async (key) => {
      const isRecord = key.includes(`{merchant:`) && key.endsWith(':record');
      // Other changes of the record, such as that of its details, may come before the response.
      if (isRecord && (await calls(AUTHORIZER_TOKEN)).length > 0) await released;
    };
    const reading = one.readCard(MERCHANT);
    await until(async () => (await calls(AUTHORIZER_TOKEN)).length === 1);
    await sleep(50);
    expect(await calls('/card/get')).toEqual([]);
    release();
    await reading;

    await emulator.expireTokens();
    await other.readCard(MERCHANT);
    const [first, second] = await sentTokens();
    expect(second).toBe(await currentToken());
    expect(second).not.toBe(first);
  });

  test('a late response does not replace the refresh token of a newer authorization', async () => {
    await givenMerchant();
    const outdated = await currentToken();
    await emulator.fault({ path: AUTHORIZER_TOKEN, kind: 'latency', when: 'after', value: 500, times: 1 });
    const reading = one.readCard(MERCHANT);
    await until(async () => (await calls(AUTHORIZER_TOKEN)).length === 1);
    await other.receive(await authorizedAnew());
    await until(async () => (await exchanges()) === 2);
    await reading;
    expect(await sentTokens()).toEqual([outdated, await currentToken()]);
    await emulator.setClock({ advanceSeconds: REPLACED_SECONDS });
    await emulator.expireTokens();
    await (await givenReplica()).readCard(MERCHANT);
    expect(await calls(LIST)).toHaveLength(1); // that of the first ticket
  });

  test('forty requests at once on both replicas cause one refresh', async () => {
    await givenMerchant();
    await Promise.all(Array.from({ length: 20 }, () => [one.readCard(MERCHANT), other.readCard(MERCHANT)]).flat());
    expect(await calls(AUTHORIZER_TOKEN)).toHaveLength(1);
  });

  test('a refresh whose response is lost is repeated with the same refresh token, and the new one is stored', async () => {
    await givenMerchant();
    const before = await currentToken();
    await emulator.componentFault({ kind: 'refresh-changes', appid: MERCHANT });
    await emulator.componentFault({ kind: 'answer-lost', appid: MERCHANT });
    await one.readCard(MERCHANT);
    expect(await sentTokens()).toEqual([before, before]);
    await emulator.setClock({ advanceSeconds: REPLACED_SECONDS });
    await emulator.expireTokens();
    await other.readCard(MERCHANT);
    expect((await sentTokens()).at(-1)).toBe(await currentToken());
  });

  test('a code that both replicas receive by redirect and by notices is exchanged once, with one outcome', async () => {
    const { authorization_code: code } = await emulator.authorize({ appid: MERCHANT });
    const notice = await nextNotice(receiver, 'authorized', 0);
    const merchants: (Merchant | undefined)[] = await Promise.all([
      one.platform.exchange(code),
      other.platform.exchange(code),
      one.receive(notice).then(() => undefined),
      other.receive(notice).then(() => undefined),
      other.receive(notice).then(() => undefined),
    ]);
    expect(merchants.slice(0, 2)).toMatchObject([{ appid: MERCHANT }, { appid: MERCHANT }]);
    for (const replica of replicas) await until(() => replica.statusOf(MERCHANT) === 'ACTIVE');
    await other.platform.exchange(code);
    expect(await calls(QUERY_AUTH)).toHaveLength(1);
    await until(() => one.platform.merchants.get(MERCHANT)?.authorizedAt === Number(notice.CreateTime) * 1000);
  });

  test('a late exchange of a redirect does not replace the refresh token of a newer authorization', async () => {
    await givenMerchant();
    const { authorization_code: code } = await emulator.authorize({ appid: MERCHANT });
    await emulator.fault({ path: QUERY_AUTH, kind: 'latency', when: 'after', value: 2500, times: 1 });
    const exchanging = one.platform.exchange(code);
    await until(async () => (await exchanges()) === 2);
    await nextNotice(receiver, 'updateauthorized', 0);
    await emulator.setClock({ advanceSeconds: 2 }); // the times of authorizations are seconds
    await other.receive(await authorizedAnew());
    await until(async () => (await exchanges()) === 3);
    await exchanging;
    await other.readCard(MERCHANT);
    expect(await sentTokens()).toEqual([await currentToken()]);
  });

  test('an authorization is kept although the stored one has a time in the future', async () => {
    const { now } = Date;
    jest.spyOn(Date, 'now').mockImplementation(() => now() + 7_200_000);
    const { authorization_code: code } = await emulator.authorize({ appid: MERCHANT });
    await one.platform.exchange(code);
    jest.restoreAllMocks();
    await emulator.unauthorize(MERCHANT);
    await expect(one.readCard(MERCHANT)).rejects.toMatchObject({ errcode: 61003 });
    await until(() => one.statusOf(MERCHANT) === 'UNAUTHORIZED');
    const before = receiver.notices('authorized').length;
    await emulator.authorize({ appid: MERCHANT });
    await deliver('authorized', one, before);
    await until(() => one.statusOf(MERCHANT) === 'ACTIVE');
    await one.readCard(MERCHANT);
  });

  test('a code that was exchanged without an outcome is recovered through the list', async () => {
    await emulator.componentFault({ kind: 'code-used-twice', appid: MERCHANT });
    await emulator.authorize({ appid: MERCHANT });
    await deliver('authorized', one, 0);
    for (const replica of replicas) await until(() => replica.statusOf(MERCHANT) === 'ACTIVE');
    await other.readCard(MERCHANT);
    expect((await calls(QUERY_AUTH)).map(({ errcode }) => errcode)).toEqual([61009]);
  });

  test('a code that another replica acknowledged before it ended is exchanged', async () => {
    await emulator.authorize({ appid: MERCHANT });
    await emulator.fault({ path: QUERY_AUTH, kind: 'reset', times: 1 });
    await deliver('authorized', one, 0);
    await one.close();
    replicas = [other];
    await until(() => other.statusOf(MERCHANT) === 'ACTIVE');
  });

  test('an exchange in flight when its replica is closed is completed', async () => {
    await emulator.authorize({ appid: MERCHANT });
    await emulator.fault({ path: QUERY_AUTH, kind: 'latency', when: 'after', value: 500, times: 1 });
    await deliver('authorized', one, 0);
    await until(async () => (await exchanges()) === 1);
    one.records.beforeChange = async () => void (await sleep(50));
    await one.close();
    one.records.isAvailable = false; // as after the store is closed
    replicas = [other];
    await until(() => other.statusOf(MERCHANT) === 'ACTIVE');
    expect(await calls(LIST)).toHaveLength(1); // that of the first ticket
  });

  test('a late notice of a withdrawal does not affect a merchant that has authorized since', async () => {
    await givenMerchant();
    await emulator.componentFault({ kind: 'unauthorized-late', appid: MERCHANT });
    await emulator.unauthorize(MERCHANT);
    await emulator.setClock({ advanceSeconds: 2 });
    await emulator.authorize({ appid: MERCHANT });
    await deliver('authorized', one, 1);
    await until(async () => (await exchanges()) === 2);
    const info = (await calls('/cgi-bin/component/api_get_authorizer_info')).length;
    await deliver('unauthorized', other, 0);
    await until(async () => (await calls('/cgi-bin/component/api_get_authorizer_info')).length > info);
    await sleep(100);
    expect([one, other].map((replica) => replica.statusOf(MERCHANT))).toEqual(['ACTIVE', 'ACTIVE']);
    await other.readCard(MERCHANT);
  });

  test('a late notice of a withdrawal that is replayed reads the details of the merchant once', async () => {
    await givenMerchant();
    await emulator.unauthorize(MERCHANT);
    const notice = await nextNotice(receiver, 'unauthorized', 0);
    await emulator.setClock({ advanceSeconds: 2 });
    await emulator.authorize({ appid: MERCHANT });
    await deliver('authorized', one, 1);
    await until(async () => (await exchanges()) === 2);
    await until(() => one.statusOf(MERCHANT) === 'ACTIVE');
    await sleep(200);
    await emulator.clearLedger();
    for (let n = 0; n < 20; n += 1) {
      for (const replica of replicas) await replica.receive(notice);
      await sleep(20);
    }
    expect(await calls('/cgi-bin/component/api_get_authorizer_info')).toHaveLength(1);
  });

  test('a notice of a withdrawal ends the authorization in both replicas', async () => {
    await givenMerchant();
    await emulator.setClock({ advanceSeconds: 2 });
    await emulator.unauthorize(MERCHANT);
    await deliver('unauthorized', other, 0);
    for (const replica of replicas) await until(() => replica.statusOf(MERCHANT) === 'UNAUTHORIZED');
    await expect(one.readCard(MERCHANT)).rejects.toMatchObject({ errcode: 61003 });
    expect(await calls(AUTHORIZER_TOKEN)).toEqual([]);
  });

  test('a withdrawal whose notice was lost is detected by a refresh', async () => {
    await givenMerchant();
    await emulator.unauthorize(MERCHANT);
    await expect(one.readCard(MERCHANT)).rejects.toMatchObject({ errcode: 61003 });
    for (const replica of replicas) await until(() => replica.statusOf(MERCHANT) === 'UNAUTHORIZED');
  });

  test('an outdated refresh token is replaced by that of the record, without the list', async () => {
    await givenMerchant();
    const outdated = await currentToken();
    await emulator.fault({ path: AUTHORIZER_TOKEN, kind: 'latency', when: 'before', value: 500, times: 1 });
    const reading = one.readCard(MERCHANT);
    await until(async () => (await calls(AUTHORIZER_TOKEN)).length === 1);
    await other.receive(await authorizedAnew());
    await until(async () => (await exchanges()) === 2);
    await emulator.setClock({ advanceSeconds: REPLACED_SECONDS });
    await reading;
    expect(await sentTokens()).toEqual([outdated, await currentToken()]);
    expect(await calls(LIST)).toHaveLength(1);
  });

  test('a refresh token that is invalid in the record is replaced by that of the list', async () => {
    await givenMerchant();
    await authorizedAnew(); // its notice is lost
    await emulator.setClock({ advanceSeconds: REPLACED_SECONDS });
    await Promise.all([one.readCard(MERCHANT), other.readCard(MERCHANT)]);
    expect((await calls(AUTHORIZER_TOKEN)).map(({ errcode }) => errcode)).toEqual([61023, 0]);
    expect(await calls(LIST)).toHaveLength(2);
  });

  test('a refresh token that the list does not replace needs a new authorization, and the list is not read again', async () => {
    await givenMerchant();
    await emulator.componentFault({ kind: 'refresh-invalid', appid: MERCHANT, times: 100 });
    for (const replica of [one, one, other]) {
      await expect(replica.readCard(MERCHANT)).rejects.toMatchObject({ errcode: 61023 });
    }
    expect(await calls(LIST)).toHaveLength(2);
    for (const replica of replicas) await until(() => replica.statusOf(MERCHANT) === 'NEEDS_AUTHORIZATION');

    await emulator.clearComponentFaults();
    await emulator.setClock({ advanceSeconds: 2 });
    await one.receive(await authorizedAnew());
    for (const replica of replicas) await until(() => replica.statusOf(MERCHANT) === 'ACTIVE');
    await one.readCard(MERCHANT);
  });

  test('a merchant that the list lacks is not deleted', async () => {
    await givenMerchant({ appid: 'wx0000000000000001' });
    await emulator.setClock({ advanceSeconds: 2 });
    await givenMerchant();
    await emulator.componentFault({ kind: 'list-stale', times: 10 });
    await emulator.componentFault({ kind: 'refresh-invalid', appid: 'wx0000000000000001' });
    await expect(one.readCard('wx0000000000000001')).rejects.toMatchObject({ errcode: 61023 });
    await one.readCard(MERCHANT);
    expect(one.statusOf(MERCHANT)).toBe('ACTIVE');
  });

  test('an outdated list does not replace a newer refresh token', async () => {
    await givenMerchant();
    await givenMerchant({ appid: 'wx0000000000000001' });
    await emulator.componentFault({ kind: 'refresh-changes', appid: MERCHANT });
    await one.readCard(MERCHANT);
    await emulator.componentFault({ kind: 'list-stale', times: 10 });
    await emulator.componentFault({ kind: 'refresh-invalid', appid: 'wx0000000000000001' });
    await expect(one.readCard('wx0000000000000001')).rejects.toMatchObject({ errcode: 61023 });
    await emulator.expireTokens();
    await other.readCard(MERCHANT);
    expect((await sentTokens()).at(-1)).toBe(await currentToken());
  });

  test('while the store is unavailable, tokens are refreshed, and a new refresh token is stored when it is back', async () => {
    await givenMerchant();
    await one.readCard(MERCHANT);
    await other.readCard(MERCHANT);
    await emulator.componentFault({ kind: 'refresh-changes', appid: MERCHANT });
    one.records.isAvailable = false;
    await emulator.expireTokens();
    await one.readCard(MERCHANT);
    const before = changesOfRecord(one);
    one.records.isAvailable = true;
    await until(() => changesOfRecord(one) > before);
    await emulator.setClock({ advanceSeconds: REPLACED_SECONDS });
    await emulator.expireTokens();
    await other.readCard(MERCHANT);
    expect((await sentTokens()).at(-1)).toBe(await currentToken());
    expect(await calls(LIST)).toHaveLength(1);
  });

  test('a refresh token that was received while the store was unavailable does not replace that of a newer authorization', async () => {
    await givenMerchant();
    await one.readCard(MERCHANT);
    await emulator.componentFault({ kind: 'refresh-changes', appid: MERCHANT });
    one.records.isAvailable = false;
    await emulator.expireTokens();
    await one.readCard(MERCHANT);
    await emulator.setClock({ advanceSeconds: 2 });
    await other.receive(await authorizedAnew());
    await until(async () => (await exchanges()) === 2);
    await sleep(50);
    one.records.isAvailable = true;
    await sleep(2500);
    await emulator.expireTokens();
    await other.readCard(MERCHANT);
    expect((await sentTokens()).at(-1)).toBe(await currentToken());
    await one.readCard(MERCHANT);
  });

  test('new replicas over an emptied store recover all merchants after the next ticket, and none authorizes again', async () => {
    await givenMerchant();
    await givenMerchant({ appid: 'wx0000000000000001' });
    for (const replica of replicas.splice(0)) await replica.close();
    await redis?.command('FLUSHALL');
    if (redis === undefined) stores = [createMemoryStore()];
    await emulator.clearLedger();
    one = await givenReplica();
    other = await givenReplica();
    const before = receiver.notices('component_verify_ticket').length;
    await emulator.pushTicket();
    await deliver('component_verify_ticket', other, before);
    for (const replica of replicas) await until(() => replica.platform.merchants.all.length === 2);
    await one.readCard(MERCHANT);
    await other.readCard('wx0000000000000001');
    expect(await calls(QUERY_AUTH)).toEqual([]);
    expect(await calls(LIST)).toHaveLength(1);
  });

  test('no secret is logged', async () => {
    await givenMerchant();
    await emulator.componentFault({ kind: 'refresh-invalid', appid: MERCHANT });
    await one.readCard(MERCHANT).catch(() => undefined);
    expect(one.lines.join('')).not.toMatch(/@@@|component-secret/);
  });
});
