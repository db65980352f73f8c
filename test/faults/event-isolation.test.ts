import { setMaxListeners } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryOf, keyOf } from '../support/api-keys.js';
import { type FollowEnd, LIBRARY_FOLLOWERS, RAW_FOLLOWERS, TRANSPORTS } from '../support/followers.js';
import { type PushedAccount, pushedAccounts } from '../support/pushed-accounts.js';
import { Replica } from '../support/replica.js';
import { pushClaim } from '../support/signed-pushes.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

/** 20,000 events with `npm run faults:streams`, a short form otherwise. */
const EVENTS = process.env.EVENTS === undefined ? 600 : 20_000;

/** Pushes in flight. */
const AT_ONCE = 8;

const QUERY = `subscription ($after: EventCursor) {
  cardEvents(after: $after) { cursor cardId ... on CodeClaimedEvent { channel code { code } user { openid } } }
}`;

/** Both accounts have the same cards, codes and users. Only the channel has the account's name. */
const SAME = { CardId: 'pDEMO-groupon-0001', FromUserName: 'oTheSameUser' };

const emulator = useEmulator({ beforeEach: 'nothing' });
const accounts = pushedAccounts(2);
const appids = accounts.map(({ appid }) => appid);
let folder: string;
let server: Replica;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cardgraph-isolation-'));
  const write = (name: string, value: object) => {
    writeFileSync(join(folder, name), JSON.stringify(value));
    return join(folder, name);
  };
  server = new Replica(emulator.url, {
    ...{ WECHAT_APP_ID: '', WECHAT_APP_SECRET: '', AUTH_MODE: 'api-key', LOG_LEVEL: 'error' },
    ACCOUNTS_FILE: write(
      'accounts.json',
      accounts.map(({ entry }) => entry),
    ),
    API_KEYS_FILE: write('keys.json', [
      entryOf('both', { appids }),
      ...appids.map((appid) => entryOf(appid, { appids: [appid] })),
    ]),
  });
  await server.start();
});
afterAll(async () => {
  await server.kill();
  rmSync(folder, { recursive: true });
});

test('subscribers of two accounts with the same cards, codes and users receive all events of their account and no others', async () => {
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const subscribers = appids.flatMap((appid) =>
    [appid, 'both'].flatMap((caller) =>
      TRANSPORTS.map((transport) => ({ appid, caller, transport, channels: [] as string[] })),
    ),
  );
  const ends = await start();
  await pushAll();
  await until(() => subscribers.every(({ channels }) => channels.length >= EVENTS / 2));
  stopping.abort();
  for (const { appid, channels } of subscribers) {
    expect(channels.filter((channel) => !channel.startsWith(`${appid} `))).toEqual([]);
    const expected = Array.from({ length: EVENTS / 2 }, (_, count) => `${appid} ${count}`);
    expect(new Set(channels)).toEqual(new Set(expected));
    expect(channels).toHaveLength(EVENTS / 2);
  }
  expect(new Set((await Promise.all(ends)).map(({ code }) => code))).toEqual(new Set(['CUT']));

  /** Opens the subscriptions, half of them with a key for both accounts. */
  async function start(): Promise<Promise<FollowEnd>[]> {
    const cursors: Record<string, string> = {};
    for (const appid of appids) {
      const headers = { 'x-api-key': keyOf('both'), 'x-wechat-appid': appid };
      const { data } = await server.graph.ask('{ cardEvents(first: 0) { endCursor } }', {}, headers);
      cursors[appid] = data.cardEvents.endCursor;
    }
    return subscribers.map(({ appid, caller, transport, channels }) => {
      const follow = (caller === 'both' ? RAW_FOLLOWERS : LIBRARY_FOLLOWERS)[transport];
      return follow({
        ...{ url: server.url, query: QUERY, variables: { after: cursors[appid] }, signal: stopping.signal },
        headers: { 'x-api-key': keyOf(caller), 'x-wechat-appid': appid },
        onEvent: ({ channel }) => channels.push(String(channel)),
      });
    });
  }

  async function pushAll(): Promise<void> {
    let next = 0;
    const CreateTime = Math.floor(Date.now() / 1000);
    const push = async () => {
      for (let index = next++; index < EVENTS; index = next++) {
        const account = accounts[index % 2] as PushedAccount;
        const count = Math.floor(index / 2);
        const fields = { ...SAME, CreateTime, UserCardCode: String(count), OuterStr: `${account.appid} ${count}` };
        if (!(await pushClaim(server.url, account, fields))) throw new Error(`The push ${index} was not acknowledged`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, push));
  }
}, 600_000);
