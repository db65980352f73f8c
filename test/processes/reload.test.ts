import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryOf, keyOf } from '../support/api-keys.js';
import { Child } from '../support/child.js';
import { post } from '../support/raw-answer.js';
import { useEmulator } from '../support/use-stack.js';

const emulator = useEmulator({ beforeEach: 'nothing' });
let folder: string;
let server: Child;
let url: string;
let reloads = 0;

const secretOf = (appid: string) => `PLANTED-secret-of-${appid}`;
const write = (file: string, content: unknown) =>
  writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
const writeAccounts = (...appids: string[]) =>
  write(
    'accounts.json',
    appids.map((appid) => ({ appid, secret: secretOf(appid) })),
  );
const writeKeys = (...names: string[]) =>
  write(
    'keys.json',
    names.map((name) => entryOf(name, { appids: ['wxa', 'wxb'] })),
  );

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cardgraph-reload-'));
  writeAccounts('wxa');
  writeKeys('shop');
  server = new Child(['serve'], {
    CACHE: 'off', // each query sends a call and so reveals its token
    PORT: '0',
    WECHAT_BASE_URL: emulator.url,
    ACCOUNTS_FILE: join(folder, 'accounts.json'),
    AUTH_MODE: 'api-key',
    API_KEYS_FILE: join(folder, 'keys.json'),
    STATE_DIR: join(folder, 'state'),
    REQUEST_TIMEOUT_MS: '2000',
  });
  url = await server.announced('GraphQL');
});
afterAll(async () => {
  await server.stop('SIGKILL');
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  for (const appid of ['wxa', 'wxb']) await emulator.addAccount(appid, secretOf(appid));
  writeAccounts('wxa');
  writeKeys('shop');
  await reload();
});

/** Sends SIGHUP and waits for the resulting log line. */
async function reload(): Promise<Record<string, unknown>> {
  reloads += 1;
  server.signal('SIGHUP');
  for (const until = Date.now() + 10_000; Date.now() < until; await new Promise((go) => setTimeout(go, 10))) {
    const lines = server.stderr.split('\n').filter((line) => line.includes('"msg":"Reload'));
    const last = lines[reloads - 1];
    if (last !== undefined) return JSON.parse(last);
  }
  throw new Error(`no line was logged; stderr: ${server.stderr}`);
}

const ask = (name: string, appid?: string) =>
  post(url, { 'x-api-key': keyOf(name), ...(appid === undefined ? {} : { 'x-wechat-appid': appid }) });
const statusOf = async (name: string, appid?: string) => (await ask(name, appid)).status;

describe('SIGHUP', () => {
  it('accepts added accounts and refuses removed ones', async () => {
    expect(await statusOf('shop', 'wxb')).toBe(403);
    writeAccounts('wxa', 'wxb');
    expect(await reload()).toMatchObject({ level: 'info', msg: 'Reloaded accounts and keys' });
    expect(await ask('shop', 'wxb')).toMatchObject({ status: 200, json: { data: { card: {} } } });
    writeAccounts('wxb');
    await reload();
    expect(await ask('shop', 'wxa')).toMatchObject({
      status: 403,
      json: { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
    });
    expect(await statusOf('shop')).toBe(200);
  });

  it('accepts added keys and refuses removed ones', async () => {
    expect([await statusOf('shop'), await statusOf('till')]).toEqual([200, 401]);
    writeKeys('till');
    await reload();
    expect([await statusOf('shop'), await statusOf('till')]).toEqual([401, 200]);
  });

  it('fetches tokens with a changed secret, and none for accounts whose secret is unchanged', async () => {
    writeAccounts('wxa', 'wxb');
    await reload();
    for (const appid of ['wxa', 'wxb']) expect(await statusOf('shop', appid)).toBe(200);
    await emulator.clearLedger();
    await emulator.addAccount('wxa', 'PLANTED-new-secret');
    write('accounts.json', [
      { appid: 'wxa', secret: 'PLANTED-new-secret' },
      { appid: 'wxb', secret: secretOf('wxb') },
    ]);
    await reload();
    for (const appid of ['wxa', 'wxb']) {
      expect(await ask('shop', appid)).toMatchObject({ status: 200, json: { data: { card: {} } } });
    }
    const { recent } = await emulator.ledger();
    const tokens = recent.filter(({ path }) => path.startsWith('/cgi-bin'));
    expect(tokens.map(({ appid, request }) => [appid, request.secret])).toEqual([['wxa', 'PLANTED-new-secret']]);
  });

  it('keeps the previous accounts if a file is invalid, and reports every problem without values', async () => {
    write('accounts.json', [
      { appid: 'PLANTED appid', secret: 'PLANTED secret' },
      { appid: 'wxa', sercet: 'PLANTED' },
    ]);
    write('keys.json', [{ name: 'shop', sha256: 'PLANTED', scopes: ['PLANTED'], appids: 'PLANTED' }]);
    const line = await reload();
    expect(line).toMatchObject({
      level: 'error',
      msg: 'Reload failed; keeping the previous accounts and keys',
    });
    const problems = line.problems as { name: string; problem: string }[];
    expect(problems.map(({ name, problem }) => `${name}: ${problem}`).sort()).toEqual(
      [
        expect.stringContaining('API_KEYS_FILE: entry 1 (appids): expected a list of appids, got 7 characters'),
        expect.stringContaining('API_KEYS_FILE: entry 1 (scopes.0): expected one of card:read'),
        expect.stringContaining('API_KEYS_FILE: entry 1 (sha256): expected the SHA-256 of the key'),
        'ACCOUNTS_FILE: entry 1 (appid): expected an appid without white space, got 13 characters',
        'ACCOUNTS_FILE: entry 1 (secret): expected a secret without white space, got 14 characters',
        'ACCOUNTS_FILE: entry 2: expected either secret or tokenUrl',
        'ACCOUNTS_FILE: entry 2: unknown key "sercet" (did you mean "secret"?); expected only appid, secret, tokenUrl, baseUrl, events',
      ].sort(),
    );
    expect(server.stderr).not.toContain('PLANTED');
    expect(await statusOf('shop', 'wxa')).toBe(200);
    expect(await statusOf('shop', 'wxb')).toBe(403);
  });

  it.each([
    ['is deleted', () => rmSync(join(folder, 'accounts.json')), 'cannot be read: ENOENT, it does not exist'],
    [
      'is only partially written',
      () => write('accounts.json', '[{"appid":"PLANTED'),
      'is not valid JSON at line 1, column 11',
    ],
    ['contains no accounts', () => write('accounts.json', []), 'expected a JSON list with at least one entry'],
  ])('keeps the accounts if their file %s', async (_, breakIt, problem) => {
    breakIt();
    expect(await reload()).toMatchObject({
      level: 'error',
      problems: [{ name: 'ACCOUNTS_FILE', problem: expect.stringContaining(problem) }],
    });
    expect(server.stderr).not.toContain('PLANTED');
    expect(await statusOf('shop')).toBe(200);
  });

  it('replaces accounts and keys together or not at all', async () => {
    writeKeys('till');
    write('accounts.json', '[');
    await reload();
    expect([await statusOf('shop'), await statusOf('till')]).toEqual([200, 401]);
  });

  it('drops and fails no request when sent ten times under a steady load, with another route to the platform each time', async () => {
    const ways = [emulator.url, emulator.url.replace('127.0.0.1', 'localhost')];
    const writeWay = (n: number) =>
      write('accounts.json', [
        { appid: 'wxa', secret: secretOf('wxa') },
        { appid: 'wxb', secret: secretOf('wxb'), baseUrl: ways[n % 2] },
      ]);
    writeWay(1);
    await reload();
    let going = true;
    const outcomes = new Map<unknown, number>();
    const loads = Array.from({ length: 8 }, async (_, n) => {
      while (going) {
        const outcome = await ask('shop', n % 2 === 0 ? 'wxa' : 'wxb').then(
          ({ status, json }) => (json.errors === undefined ? status : json.errors[0].message),
          (error: Error) => error.message,
        );
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    });
    for (let n = 0; n < 10; n += 1) {
      writeWay(n);
      writeKeys('shop', `till-${n}`);
      expect(await reload()).toMatchObject({ level: 'info' });
      await new Promise((go) => setTimeout(go, 50));
    }
    // Sockets of replaced connection pools are closed after the time of a request.
    await new Promise((go) => setTimeout(go, 2100));
    going = false;
    await Promise.all(loads);
    expect([...outcomes.keys()]).toEqual([200]);
    expect(outcomes.get(200)).toBeGreaterThan(50);
  });

  it('completes a request whose account is removed while its body is being sent', async () => {
    writeAccounts('wxa', 'wxb');
    await reload();
    const slow = begun('wxa');
    await slow.settled;
    writeAccounts('wxb');
    await reload();
    expect(await slow.finish()).toMatchObject({ status: 200, json: { data: { card: { title: expect.any(String) } } } });
    expect(await statusOf('shop', 'wxa')).toBe(403);
  });
});

/** Sends the headers of a request, and the rest only on `finish`. */
function begun(appid: string) {
  const headers = { 'content-type': 'application/json', 'x-api-key': keyOf('shop'), 'x-wechat-appid': appid };
  const sent = request(url, { method: 'POST', headers: { ...headers, expect: '100-continue' } });
  const answered = new Promise<{ status: number | undefined; json: unknown }>((resolve, reject) => {
    sent.once('error', reject);
    sent.once('response', async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode, json: JSON.parse(text) });
    });
  });
  sent.flushHeaders();
  return {
    /** The server has received the headers and processed them in the same turn. */
    settled: new Promise<void>((resolve) => sent.once('continue', () => resolve())),
    finish: () => {
      sent.end(JSON.stringify({ query: '{ card(id: "pDEMO-groupon-0001") { title } }' }));
      return answered;
    },
  };
}

describe('SIGHUP while the server starts', () => {
  it('does not end it', async () => {
    const starting = new Child(['serve'], { PORT: '0', EMULATOR_PORT: '0', STATE_DIR: join(folder, 'other') });
    await starting.announced('Emulator');
    starting.signal('SIGHUP');
    await starting.announced('GraphQL');
    expect(await starting.stop()).toBe(0);
  });
});
