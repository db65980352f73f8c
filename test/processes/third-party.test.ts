import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SessionSink } from '../../src/component/session-sink.js';
import { AuthorizationSessions } from '../../src/component/sessions.js';
import { ThirdPartyPlatform } from '../../src/component/third-party-platform.js';
import { createLog } from '../../src/log.js';
import { OutageLog } from '../../src/platform/outage-log.js';
import { openFileStore } from '../../src/store/file.js';
import { createRedisStore } from '../../src/store/redis.js';
import type { Store } from '../../src/store/store.js';
import { ComponentCallback } from '../../src/webhooks/component-callback.js';
import { ComponentIntake } from '../../src/webhooks/component-intake.js';
import { Child } from '../support/child.js';
import { COMPONENT, COMPONENT_PUSH } from '../support/component-pushes.js';
import { until } from '../support/event-logs.js';
import { shown } from '../support/pushes.js';
import { hasRedis, TestRedis } from '../support/redis.js';
import { useEmulator } from '../support/use-stack.js';
import { startWebhooks, type WebhookServer } from '../support/webhook-server.js';

const SECRET = 'planted-component-secret';
const CALLBACK = '/wechat/component/callback';
const emulator = useEmulator({ beforeEach: 'nothing' });
const log = createLog({ level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'cardgraph-third-party-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** The store of the server, and the variables with which a command opens it too. */
const STORES: Readonly<
  Record<string, () => Promise<{ store: Store; env: Record<string, string>; close(): Promise<void> }>>
> = {
  async STATE_DIR() {
    const store = openFileStore(folder);
    return { store, env: { STATE_DIR: folder }, close: () => store.close() };
  },
  async REDIS_URL() {
    const redis = await TestRedis.start();
    const store = createRedisStore(redis.url, log);
    await until(() => store.records.get('any'));
    return {
      store,
      env: { REDIS_URL: redis.url },
      async close() {
        await store.close();
        await redis.close();
      },
    };
  },
};

const KEYS = {
  COMPONENT_APP_ID: COMPONENT.appid,
  COMPONENT_APP_SECRET: SECRET,
  COMPONENT_TOKEN: COMPONENT.token,
  COMPONENT_AES_KEY: COMPONENT.aesKey,
};

/** Runs a command to its end. */
async function run(args: readonly string[], env: Record<string, string>) {
  const child = new Child(args, env);
  const code = await child.exit();
  return { code, stdout: child.stdout, stderr: child.stderr };
}

describe.each(Object.entries(STORES))('the commands of third-party mode with %s', (name, open) => {
  if (name === 'REDIS_URL' && !hasRedis) return void test.skip('there is no redis-server on PATH', () => {});

  let opened: Awaited<ReturnType<typeof open>>;
  let platform: ThirdPartyPlatform;
  let server: WebhookServer;
  let env: Record<string, string>;

  beforeAll(async () => {
    opened = await open();
    const { store } = opened;
    const component = { ...COMPONENT_PUSH, baseUrl: emulator.url, secret: shown(SECRET) };
    platform = new ThirdPartyPlatform({ component, store, timeoutMs: 5000, outages: new OutageLog(log) });
    await platform.start();
    const sessions = new AuthorizationSessions(store.records, component);
    const { merchants } = platform;
    server = await startWebhooks({
      intake: undefined,
      component: new ComponentIntake({ component, merchants, sink: new SessionSink({ platform, sessions }), log }),
      callback: new ComponentCallback({ sessions, exchange: (code) => platform.exchange(code), log }),
      log,
    });
    env = { ...KEYS, ...opened.env, WECHAT_BASE_URL: emulator.url, COMPONENT_REDIRECT_URL: `${server.url}${CALLBACK}` };
  });
  afterAll(async () => {
    await server.close();
    await platform.close();
    await opened.close();
  });

  /** Starts `authorize` and returns the parameters of its page. */
  async function startAuthorize() {
    const child = new Child(['authorize'], env);
    const { searchParams } = new URL(await child.announced('Desktop'));
    const redirect = new URL(searchParams.get('redirect_uri') ?? '');
    return { child, redirect, pre_auth_code: searchParams.get('pre_auth_code') ?? '' };
  }

  test('fail with the reason until the server has a ticket', async () => {
    const { code, stdout, stderr } = await run(['authorize'], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^cardgraph authorize failed: .*ticket/);
    expect(await run(['accounts'], env)).toEqual({ code: 0, stdout: '', stderr: '' });
    await emulator.registerComponent({
      ...COMPONENT,
      secret: SECRET,
      authorizationUrl: `${server.url}/wechat/component/authorization`,
      eventsUrl: `${server.url}/wechat/component/events/$APPID$`,
    });
    await emulator.pushTicket();
    await until(async () => expect(await platform.newestTicketAt()).toBeDefined());
  });

  test('print the pages, and the account once the browser of the merchant has returned', async () => {
    const appid = 'wxbrowser00000001';
    await emulator.componentFault({ kind: 'push-lost' });
    const { child, redirect, pre_auth_code } = await startAuthorize();
    const granted = await emulator.authorize({ appid, pre_auth_code });
    const response = await fetch(`${redirect}&${granted.redirect}`);
    expect(response.status).toBe(200);
    expect(await child.exit()).toBe(0);
    expect(child.stdout).toMatch(
      /^Desktop: https:\S+\nPhone: https:\S+#wechat_redirect\nwxbrowser00000001 +authorized +ACTIVE +\S+Z\n$/,
    );
    expect(child.stderr).toMatch(/^Waiting/);
    expect((await fetch(`${redirect}&${granted.redirect}`)).status).toBe(403);
  });

  test('print the account once the notification has arrived, without the browser', async () => {
    const appid = 'wxnotified0000001';
    const { child, redirect, pre_auth_code } = await startAuthorize();
    const granted = await emulator.authorize({ appid, pre_auth_code });
    expect(await child.exit()).toBe(0);
    expect(child.stdout).toContain(`\n${appid}`);
    // The browser that returns afterwards sees that the authorization is complete.
    expect((await fetch(`${redirect}&${granted.redirect}`)).status).toBe(200);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('end the session at %s', async (signal, code) => {
    const { child, redirect } = await startAuthorize();
    expect(await child.stop(signal)).toBe(code);
    expect((await fetch(`${redirect}&auth_code=queryauthcode&expires_in=3600`)).status).toBe(403);
  });

  test('list the configured accounts first, then the merchants', async () => {
    await emulator.authorize({ appid: 'wxanother00000001', funcs: [1] });
    await until(() => expect(platform.merchants.get('wxanother00000001')).toBeDefined());
    const account = { WECHAT_APP_ID: 'wxdemo', WECHAT_APP_SECRET: 'demo-secret' };
    const { code, stdout, stderr } = await run(['accounts'], { ...env, ...account });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').map((line) => line.split(/ +/).slice(0, 3))).toEqual([
      ['wxdemo', 'configured', 'ACTIVE'],
      ['wxanother00000001', 'authorized', 'LACKS_CARDS'],
      ['wxbrowser00000001', 'authorized', 'ACTIVE'],
      ['wxnotified0000001', 'authorized', 'ACTIVE'],
      [''],
    ]);
  });

  test('show no secret but the code of the page', async () => {
    const { child } = await startAuthorize();
    await child.stop('SIGINT');
    expect(child.stdout + child.stderr).not.toMatch(/planted|@@@|ticket|refresh/);
  });
});

describe('a command of third-party mode', () => {
  const empty = mkdtempSync(join(tmpdir(), 'cardgraph-empty-'));
  afterAll(() => rmSync(empty, { recursive: true }));

  test.each(['authorize', 'accounts'])('exits with 78 if no server has used the store, for %s', async (command) => {
    const env = { ...KEYS, STATE_DIR: empty, COMPONENT_REDIRECT_URL: 'https://agency.example/callback' };
    const { code, stdout, stderr } = await run([command], env);
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' });
    expect(stderr).toContain('set REDIS_URL or STATE_DIR as for the server');
  });

  test.each<[string, string[], Record<string, string>, string]>([
    ['third-party platform', [], { WECHAT_APP_ID: 'wx1', WECHAT_APP_SECRET: 's' }, 'COMPONENT_APP_ID: required'],
    ['redirect URL', [], { ...KEYS, STATE_DIR: empty }, 'COMPONENT_REDIRECT_URL: required'],
    ['secret', [], { COMPONENT_APP_ID: 'wx1' }, 'COMPONENT_APP_SECRET: required'],
  ])('exits with 78 without a %s', async (_, args, env, problem) => {
    const { code, stderr } = await run(['authorize', ...args], env);
    expect(code).toBe(78);
    expect(stderr).toContain(problem);
  });

  test('exits with 64 for a redirect URL that is not https', async () => {
    const { code, stderr } = await run(['authorize', '--redirect', 'http://agency.example/callback'], KEYS);
    expect(code).toBe(64);
    expect(stderr).toMatch(/^--redirect: expected an https URL/);
    expect(stderr).not.toContain('agency.example');
  });

  test('lists the configured accounts without third-party mode', async () => {
    const { code, stdout } = await run(['accounts'], { WECHAT_APP_ID: 'wx1', WECHAT_APP_SECRET: 'planted' });
    expect({ code, stdout: stdout.trim().split(/ +/) }).toEqual({
      code: 0,
      stdout: ['wx1', 'configured', 'ACTIVE', '-'],
    });
  });
});
