import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileBackend } from '../../src/events/file-backend.js';
import { retentionOf } from '../../src/events/retention.js';
import { Child } from '../support/child.js';
import { PushReceiver, RECEIVER_KEYS } from '../support/push-receiver.js';
import { deafUrl } from '../support/raw-platform.js';
import { describeWithRedis, freePort, TestRedis } from '../support/redis.js';
import { useStack } from '../support/use-stack.js';

const folder = mkdtempSync(join(tmpdir(), 'cardgraph-doctor-events-'));
const stack = useStack({ beforeEach: 'nothing' });
let receiver: PushReceiver;

beforeAll(async () => {
  receiver = await PushReceiver.start('wxdemo');
});
afterAll(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true });
});

/** Returns the lines of the doctor by name, and its exit code. */
async function doctor(env: Record<string, string>, args: readonly string[] = []) {
  const child = new Child(['doctor', ...args], { PORT: '0', ...account(), ...env });
  const code = await child.exit();
  const lines: Record<string, string> = {};
  for (const line of child.stdout.trimEnd().split('\n')) {
    const [, state, name = line, rest] = /^(ok|warn|fail|skip) +(.+?): (.*)$/.exec(line) ?? [];
    lines[name] = `${state}: ${rest}`;
  }
  const written = child.stdout + child.stderr;
  expect(written).not.toContain(RECEIVER_KEYS.token);
  expect(written).not.toContain(RECEIVER_KEYS.aesKey);
  return { code, lines };
}

const account = () => ({
  WECHAT_BASE_URL: stack.emulator.url,
  WECHAT_APP_ID: 'wxdemo',
  WECHAT_APP_SECRET: 'demo-secret',
  STATE_DIR: join(folder, 'none'),
});

const KEYS = { EVENTS_TOKEN: RECEIVER_KEYS.token, EVENTS_AES_KEY: RECEIVER_KEYS.aesKey };

/** Starts a server that returns a status and a text to every request. */
async function serverWith(status: number, text: string): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((_, response) => response.writeHead(status).end(text));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events` };
}

describe('cardgraph doctor with events', () => {
  test('skips them if no account has a token for them', async () => {
    const { code, lines } = await doctor({});
    expect(code).toBe(0);
    expect(lines.events).toMatch(/^skip: no account has a token/);
    expect(lines['event log']).toBeUndefined();
  });

  test('skips the local URL if no server is running, and creates no file', async () => {
    const { code, lines } = await doctor({ ...KEYS, EVENTS_PORT: String(await freePort()) });
    expect(code).toBe(0);
    expect(lines['events wxdemo']).toMatch(/^skip: no server to check .*connection refused → start the server/);
    expect(lines['event log']).toMatch(/^skip: there is none yet/);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  test('checks the running server with the token, and fails if it has another one', async () => {
    const env = { ...account(), ...KEYS, PORT: String(await freePort()), EVENTS_PORT: String(await freePort()) };
    const server = new Child(['serve'], { ...env, STATE_DIR: join(folder, 'state') });
    try {
      await server.announced('GraphQL');
      const running = await doctor({ ...env, STATE_DIR: join(folder, 'state') });
      expect(running.lines['events wxdemo']).toMatch(/^ok: the server on port \d+ confirms a URL check/);
      expect(running.lines['event log']).toMatch(/^ok: a record was written, read and removed; 0\.0 MiB of 256\.0 MiB/);
      expect(running.code).toBe(0);
      const other = await doctor({ ...env, EVENTS_TOKEN: 'anotherToken' });
      expect(other.code).toBe(1);
      expect(other.lines['events wxdemo']).toMatch(/^fail: .*\(status 403\) → reload or restart/);
      const { EVENTS_PORT: _, ...without } = env;
      expect((await doctor(without)).lines['events wxdemo']).toMatch(/^fail: .*\(status 404\) → restart the server/);
    } finally {
      await server.stop();
    }
  });

  test('checks the public URL that the operator gives, with the query string that it already has', async () => {
    const { code, lines } = await doctor(KEYS, ['--events-url', receiver.url]);
    expect(code).toBe(0);
    expect(lines['events URL wxdemo']).toMatch(/^warn: confirms a URL check on port \d+ → serve it on port 80 or 443/);
    expect(receiver.pushes).toEqual([]);
  });

  test.each([
    [403, 0, '', /^fail: does not confirm a URL check \(status 403\) → compare the token/],
    [301, 0, '', /^fail: .*\(status 301\) → use the URL without a redirect/],
    [200, 7, 'success', /^fail: .*\(status 200\) → let the URL return the response of the server unchanged/],
    [200, 5000, 'x'.repeat(5000), /^fail: its response is larger than 1024 bytes → /],
  ])('fails for a public URL that returns status %i and a text of %i bytes', async (status, _, text, line) => {
    const { server, url } = await serverWith(status, text);
    const { code, lines } = await doctor(KEYS, ['--events-url', url]);
    server.close();
    expect([code, lines['events URL wxdemo']]).toEqual([1, expect.stringMatching(line)]);
  });

  test('fails for a public URL that cannot be reached, is not a URL, or names no account of several', async () => {
    const unreachable = await doctor(KEYS, ['--events-url', await deafUrl()]);
    expect(unreachable.lines['events URL wxdemo']).toMatch(/^fail: connection refused → check the DNS/);
    const malformed = await doctor(KEYS, ['--events-url', 'cards.example']);
    expect(malformed.lines['events URL wxdemo']).toBe('fail: --events-url: expected an http or https URL');
    const accounts = join(folder, 'accounts.json');
    const entry = (appid: string, token: string) => ({
      appid,
      secret: 'demo-secret',
      events: { token, aesKey: RECEIVER_KEYS.aesKey },
    });
    writeFileSync(accounts, JSON.stringify([entry('wxdemo', RECEIVER_KEYS.token), entry('wxother', 'otherToken')]));
    chmodSync(accounts, 0o600);
    const several = { ACCOUNTS_FILE: accounts, WECHAT_APP_ID: '', WECHAT_APP_SECRET: '' };
    const { lines } = await doctor(several, ['--events-url', receiver.url]);
    expect(lines['events URL wxother']).toMatch(/^fail: --events-url: expected \{appid\} in it/);
  });

  test('warns if the logs nearly reach EVENTS_MAX_BYTES', async () => {
    const path = join(folder, 'full');
    const backend = new FileBackend(path, retentionOf());
    const entry = { kind: 'CLAIMED', receivedAt: Date.now(), sealed: 'x'.repeat(1_000_000) };
    await backend.append({ baseUrl: 'https://a.example', appid: 'wx1' }, 'state', 'digest', entry);
    await backend.close();
    const { code, lines } = await doctor({ ...KEYS, STATE_DIR: path, EVENTS_MAX_BYTES: '1048576' });
    expect(code).toBe(0);
    expect(lines['event log']).toMatch(/^warn: .*1\.0 MiB of 1\.0 MiB used → increase EVENTS_MAX_BYTES/);
  });
});

describeWithRedis('cardgraph doctor with events in Redis', () => {
  test('appends a record to the log of no account, and leaves no key of it behind', async () => {
    const redis = await TestRedis.start();
    try {
      const { code, lines } = await doctor({ ...KEYS, REDIS_URL: redis.url });
      expect(code).toBe(0);
      expect(lines['event log']).toMatch(/^ok: a record was written, read and removed; 0\.0 MiB of 256\.0 MiB used$/);
      expect(await redis.command('keys', '*')).not.toContain('doctor');
    } finally {
      await redis.close();
    }
  });
});
