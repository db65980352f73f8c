import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiKey } from '../../src/config/config.js';
import { entryOf, keyOf } from '../support/api-keys.js';
import { type FollowEnd, RAW_FOLLOWERS, TRANSPORTS } from '../support/followers.js';
import { Issuer } from '../support/issuer.js';
import { type PushedAccount, pushedAccounts } from '../support/pushed-accounts.js';
import { Replica } from '../support/replica.js';
import { scrape } from '../support/scrape.js';
import { pushClaim } from '../support/signed-pushes.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

const QUERY = 'subscription { cardEvents { cursor kind } }';

/** How long the end of a subscription may take, milliseconds. */
const END_MS = 1000;

const emulator = useEmulator({ beforeEach: 'nothing' });
const accounts = pushedAccounts(2);
const [first, second] = accounts as [PushedAccount, PushedAccount];
const appids = accounts.map(({ appid }) => appid);
let folder: string;
let server: Replica;
let stopping: AbortController;

const pathOf = (name: string) => join(folder, name);
const write = (name: string, value: object) => writeFileSync(pathOf(name), JSON.stringify(value));
const writeKeys = (...keys: readonly ApiKey[]) => write('keys.json', keys);
const writeAccounts = (...kept: readonly PushedAccount[]) =>
  write(
    'accounts.json',
    kept.map(({ entry }) => entry),
  );
const full = (name: string) => entryOf(name, { appids });

async function start(env: Readonly<Record<string, string>>): Promise<void> {
  server = new Replica(emulator.url, {
    ...{ WECHAT_APP_ID: '', WECHAT_APP_SECRET: '', ACCOUNTS_FILE: pathOf('accounts.json'), LOG_LEVEL: 'error' },
    ...env,
  });
  await server.start();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cardgraph-revoked-'));
  stopping = new AbortController();
  writeAccounts(...accounts);
});
afterEach(async () => {
  stopping.abort();
  await server.kill();
  rmSync(folder, { recursive: true });
});

/** A subscription, the events that it has received, and its end with the time of it. */
interface Followed {
  readonly transport: string;
  events: number;
  end: FollowEnd | undefined;
  endedAt: number;
}

/** Opens a subscription over each transport. */
async function follow(headers: Readonly<Record<string, string>>): Promise<readonly Followed[]> {
  const before = await openNow();
  const followed = TRANSPORTS.map((transport) => {
    const one: Followed = { transport, events: 0, end: undefined, endedAt: 0 };
    const onEvent = () => {
      one.events += 1;
    };
    const { signal } = stopping;
    void RAW_FOLLOWERS[transport]({ url: server.url, query: QUERY, headers, onEvent, signal }).then((end) => {
      one.end = end;
      one.endedAt = Date.now();
    });
    return one;
  });
  await until(async () => (await openNow()) === before + TRANSPORTS.length);
  return followed;
}

async function openNow(): Promise<number> {
  const { value } = await scrape(server.url);
  return TRANSPORTS.reduce((sum, transport) => sum + (value('cardgraph_subscriptions', { transport }) ?? 0), 0);
}

/** Expects that all have ended a second after a time, with this code and the cursor to continue after. */
async function expectEnds(followed: readonly Followed[], code: string, since: number): Promise<void> {
  await until(() => followed.every(({ end }) => end !== undefined));
  for (const { transport, end, endedAt } of followed) {
    expect({ transport, ...end }).toEqual({ transport, code, cursor: expect.any(String) });
    expect(endedAt - since).toBeLessThan(END_MS);
  }
}

/** Expects that an event of an account is delivered to all. */
async function expectOpen(followed: readonly Followed[], account: PushedAccount): Promise<void> {
  const fields = { CardId: 'pDEMO-groupon-0001', UserCardCode: '1' };
  expect(await pushClaim(server.url, account, fields)).toBe(true);
  await until(() => followed.every(({ events }) => events === 1));
  expect(followed.map(({ end }) => end)).toEqual([undefined, undefined, undefined]);
}

function reload(): number {
  const signalledAt = Date.now();
  server.signal('SIGHUP');
  return signalledAt;
}

describe('after SIGHUP, within a second, over every transport', () => {
  const as = (name: string, { appid }: PushedAccount) => ({ 'x-api-key': keyOf(name), 'x-wechat-appid': appid });

  beforeEach(async () => {
    writeKeys(full('one'), full('two'));
    await start({ AUTH_MODE: 'api-key', API_KEYS_FILE: pathOf('keys.json') });
  });

  test('the subscriptions of a removed key end with UNAUTHENTICATED and those of other keys continue', async () => {
    const [revoked, kept] = [await follow(as('one', first)), await follow(as('two', first))];
    writeKeys(full('two'));
    await expectEnds(revoked, 'UNAUTHENTICATED', reload());
    await expectOpen(kept, first);
  });

  test('the subscriptions of a key that lost a scope end with FORBIDDEN and those of other keys continue', async () => {
    const [reduced, kept] = [await follow(as('one', first)), await follow(as('two', first))];
    writeKeys({ ...full('one'), scopes: full('one').scopes.filter((scope) => scope !== 'code:read') }, full('two'));
    await expectEnds(reduced, 'FORBIDDEN', reload());
    await expectOpen(kept, first);
  });

  test('the subscriptions of a key that lost an account end with FORBIDDEN and those to its other account continue', async () => {
    const [lost, kept] = [await follow(as('one', first)), await follow(as('one', second))];
    writeKeys(entryOf('one', { appids: [second.appid] }), full('two'));
    await expectEnds(lost, 'FORBIDDEN', reload());
    await expectOpen(kept, second);
  });

  test('the subscriptions to a removed account end with FORBIDDEN and those to other accounts continue', async () => {
    const [removed, kept] = [await follow(as('one', first)), await follow(as('one', second))];
    writeAccounts(second);
    writeKeys(entryOf('one', { appids: [second.appid] }));
    await expectEnds(removed, 'FORBIDDEN', reload());
    await expectOpen(kept, second);
  });
});

test('the subscriptions of a token end with UNAUTHENTICATED when it expires, over every transport, and those of a later one continue', async () => {
  const issuer = await Issuer.start();
  try {
    const { issuer: iss, audience, keys } = issuer.jwt();
    const { jwksUrl = '' } = keys as { jwksUrl?: string };
    await start({
      ...{ AUTH_MODE: 'jwt', JWT_ISSUER: iss, JWT_AUDIENCE: audience, JWT_JWKS_URL: jwksUrl },
      JWT_CLOCK_TOLERANCE_SECONDS: '0',
    });
    const tokenUntil = async (exp: number) => {
      const claims = { scope: 'event:read card:read code:read member:read', wechat_appids: appids, exp };
      return { authorization: `Bearer ${await issuer.token(claims)}`, 'x-wechat-appid': first.appid };
    };
    const exp = Math.floor(Date.now() / 1000) + 4;
    const kept = await follow(await tokenUntil(exp + 300));
    const expired = await follow(await tokenUntil(exp));
    await expectEnds(expired, 'UNAUTHENTICATED', exp * 1000);
    for (const { endedAt } of expired) expect(endedAt).toBeGreaterThanOrEqual(exp * 1000 - 5);
    await expectOpen(kept, first);
  } finally {
    await issuer.close();
  }
});
