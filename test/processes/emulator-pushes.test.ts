import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startUpstream } from '../../src/commands/upstream.js';
import { loadConfig } from '../../src/config/load-config.js';
import { DEMO_APPID, DEMO_SECRET } from '../../src/emulator/state/accounts.js';
import { Child } from '../support/child.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { GraphClient } from '../support/graph-client.js';
import { freePort } from '../support/redis.js';
import { until } from '../support/time.js';

const KEYS = { EVENTS_TOKEN: 'PLANTEDtoken', EVENTS_AES_KEY: `PLANTED${'k'.repeat(36)}` };

const children: Child[] = [];
function start(args: readonly string[], env: Readonly<Record<string, string>>): Child {
  const child = new Child(args, env);
  children.push(child);
  return child;
}
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.stop('SIGKILL')));
});

/** Lets another till redeem a code, and waits until the graph has returned the event. */
async function expectRedemption(emulatorUrl: string, graphUrl: string, code: string) {
  await new EmulatorControl(emulatorUrl).act(code, 'redeem');
  const graph = new GraphClient(graphUrl);
  const codes = async () => {
    const { cardEvents } = await graph.data(
      '{ cardEvents { nodes { kind ... on CodeRedeemedEvent { code { code } } } } }',
    );
    return (cardEvents.nodes as { code?: { code: string } }[]).map(({ code }) => code?.code);
  };
  await until(async () => (await codes()).includes(code));
}

describe('the embedded emulator', () => {
  it('pushes events to the server that starts it, after a reload as well, and ends with it', async () => {
    const server = start(['serve'], { PORT: '0', EMULATOR_PORT: '0' });
    const [emulator, graph] = [await server.announced('Emulator'), await server.announced('GraphQL')];
    await expectRedemption(emulator, graph, '100000000001');
    server.signal('SIGHUP');
    await until(async () => server.stderr.includes('Reloaded accounts and keys'));
    await expectRedemption(emulator, graph, '100000000012');
    // A push that is to follow later must not delay the exit.
    await new EmulatorControl(emulator).pushFault({ kind: 'late' });
    await new EmulatorControl(emulator).act('100000000013', 'redeem');
    expect(await server.stop()).toBe(0);
    expect(server.stderr).not.toContain('"level":"warn"');
  });

  it.each([
    ['a second listener on all addresses', { EVENTS_HOST: '0.0.0.0', EVENTS_PORT: '0' }],
    ['a server that accepts only named hosts', { HOST: 'localhost', ALLOWED_HOSTS: 'shop.example' }],
  ])('pushes events to %s with keys of the environment, which are not written anywhere', async (_, env) => {
    const server = start(['serve'], { PORT: '0', EMULATOR_PORT: '0', ...KEYS, ...env });
    await expectRedemption(await server.announced('Emulator'), await server.announced('GraphQL'), '100000000001');
    expect(await server.stop()).toBe(0);
    expect(server.stdout + server.stderr).not.toContain('PLANTED');
  });

  it('logs a warning with the remedy if the URL of the server does not pass the check', async () => {
    const upstream = await startUpstream(loadConfig({ EMULATOR_PORT: '0', ...KEYS }), () => undefined);
    try {
      const warnings: unknown[][] = [];
      const unreachable = { url: 'http://127.0.0.1:1/graphql', eventsUrl: undefined };
      await upstream.connectPushes(unreachable, { warn: (...line: unknown[]) => void warnings.push(line) });
      expect(warnings).toEqual([
        [{ url: `http://127.0.0.1:1/wechat/events/${DEMO_APPID}` }, expect.stringMatching(/failed.+ EVENTS_HOST/)],
      ]);
    } finally {
      await upstream.stopEmulator();
    }
  });
});

describe('cardgraph emulator --push-url', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cardgraph-emulator-pushes-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('pushes events to a server that is started after it', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/wechat/events/${DEMO_APPID}`;
    const emulator = start(['emulator', '--port', '0', '--push-url', `${url}?from=PLANTED`], KEYS);
    const emulatorUrl = await emulator.announced('Emulator');
    await until(async () => emulator.stderr.includes('Push URL not verified yet'));
    const account = { WECHAT_APP_ID: DEMO_APPID, WECHAT_APP_SECRET: DEMO_SECRET, WECHAT_BASE_URL: emulatorUrl };
    const server = start(['serve'], { PORT: String(port), STATE_DIR: folder, ...account, ...KEYS });
    expect(await emulator.announced('Push URL verified')).toBe(url);
    await expectRedemption(emulatorUrl, await server.announced('GraphQL'), '100000000001');
    expect([await server.stop(), await emulator.stop()]).toEqual([0, 0]);
    for (const { stdout, stderr } of [server, emulator]) expect(stdout + stderr).not.toContain('PLANTED');
  });

  it('ends while its URL is not verified', async () => {
    const emulator = start(['emulator', '--port', '0', '--push-url', 'http://127.0.0.1:1/'], KEYS);
    await until(async () => emulator.stderr.includes('Push URL not verified yet: http://127.0.0.1:1/.'));
    await sleep(100);
    expect(await emulator.stop()).toBe(0);
  });

  it.each([
    [{}, ['EVENTS_TOKEN: required because --push-url is set', 'EVENTS_AES_KEY: required because --push-url is set']],
    [
      { EVENTS_TOKEN: 'PLANTED token', EVENTS_AES_KEY: 'PLANTED' },
      [
        'EVENTS_TOKEN: expected 3 to 32 letters and digits, got 13 other characters',
        'EVENTS_AES_KEY: expected 43 letters and digits, got 7 other characters',
      ],
    ],
  ])('exits with code 78 and names every problem of the environment %j', async (env, problems) => {
    const emulator = start(['emulator', '--port', '0', '--push-url', 'http://127.0.0.1:1/'], env);
    expect(await emulator.exit()).toBe(78);
    for (const problem of problems) expect(emulator.stderr).toContain(problem);
    expect(emulator.stderr).not.toContain('PLANTED');
    expect(emulator.stdout).toBe('');
  });

  it.each(['ftp://127.0.0.1/', '/wechat/events'])('exits with code 64 for the URL %s', async (url) => {
    const emulator = start(['emulator', '--push-url', url], KEYS);
    expect(await emulator.exit()).toBe(64);
    expect(emulator.stderr).toContain('--push-url: expected an http or https URL');
  });
});
