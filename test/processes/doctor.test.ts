import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../support/child.js';
import { Issuer } from '../support/issuer.js';
import { deafUrl, type RawPlatform, sendJson, startRawPlatform } from '../support/raw-platform.js';
import { describeWithRedis, freePort, TestRedis } from '../support/redis.js';
import { useStack } from '../support/use-stack.js';

const SECRET = 'planted-app-secret';
const folder = mkdtempSync(join(tmpdir(), 'cardgraph-doctor-'));
const platforms: RawPlatform[] = [];

afterAll(async () => {
  await Promise.all(platforms.map((platform) => platform.close()));
  rmSync(folder, { recursive: true });
});

/** Starts a platform whose clock is ahead by a number of seconds and whose token calls return `token`. */
async function platformWith(aheadSeconds: number, token: object): Promise<RawPlatform> {
  const dated = (response: ServerResponse) =>
    response.setHeader('date', new Date(Date.now() + aheadSeconds * 1000).toUTCString());
  const platform = await startRawPlatform(
    (_, response) => sendJson(dated(response), {}),
    (_, response) => sendJson(dated(response), token),
  );
  platforms.push(platform);
  return platform;
}

const TOKEN = { access_token: 'planted-access-token', expires_in: 7200 };

interface Report {
  readonly code: number | null;
  /** The text after the state, by name: `token wx1` → `fail: errcode …`. */
  readonly lines: Readonly<Record<string, string>>;
  readonly written: string;
}

async function doctor(env: Record<string, string>): Promise<Report> {
  const child = new Child(['doctor'], { PORT: '0', ...env });
  const code = await child.exit();
  const lines = child.stdout.trimEnd().split('\n');
  const parsed = lines.map((line) => /^(ok|warn|fail|skip) +(.+?): (.*)$/.exec(line) ?? [line, 'unreadable', line, '']);
  return {
    code,
    lines: Object.fromEntries(parsed.map(([, state, name, rest]) => [name, `${state}: ${rest}`])),
    written: child.stdout + child.stderr,
  };
}

const account = (baseUrl: string) => ({
  WECHAT_BASE_URL: baseUrl,
  WECHAT_APP_ID: 'wx1',
  WECHAT_APP_SECRET: SECRET,
  STATE_DIR: join(folder, 'none'),
});

describe('cardgraph doctor', () => {
  test('without a configuration reports that the emulator responds, and whether its port is free', async () => {
    const port = String(await freePort());
    const { code, lines } = await doctor({ EMULATOR_PORT: port });
    expect(code).toBe(0);
    expect(lines).toEqual({
      configuration: 'ok: development, the embedded emulator, AUTH_MODE none, state in memory',
      'port 0': 'ok: a free port will be selected',
      emulator: expect.stringMatching(`^ok: no account is configured, .*port ${port}$`),
      state: expect.stringMatching('^skip: in memory'),
      events: 'skip: pushed by the embedded emulator',
      search: 'ok: 20000 cards of an account take about 32 of 256 MiB and 67 minutes to be read',
    });
  });

  test.each([
    ['INDEX_MAX_BYTES', { INDEX_MAX_CARDS: '400000' }, '400000 cards .* 648 of 256 MiB .* → raise INDEX_MAX_BYTES'],
    ['INDEX_CALLS_PER_MINUTE', { INDEX_CALLS_PER_MINUTE: '10' }, '2000 minutes .* → raise INDEX_CALLS_PER_MINUTE'],
  ])('warns if %s is too low for as many cards as allowed', async (_, limits, warning) => {
    const { code, lines } = await doctor({ EMULATOR_PORT: '0', ...limits });
    expect(code).toBe(0);
    expect(lines.search).toMatch(new RegExp(`^warn: .*${warning}`));
  });

  test('reports ports in use without a failure', async () => {
    const platform = await platformWith(0, TOKEN);
    const { port } = new URL(platform.url);
    const { code, lines } = await doctor({ EMULATOR_PORT: port, PORT: port });
    expect(code).toBe(0);
    expect(lines[`port ${port}`]).toMatch(/^warn: already in use on 127\.0\.0\.1 → /);
    expect(lines.emulator).toMatch(/^warn: .*EADDRINUSE/);
  });

  test('reports every problem of an invalid configuration with exit code 78', async () => {
    const { code, written } = await doctor({ WECHAT_APPID: 'wx1', PORT: 'x' });
    expect(code).toBe(78);
    expect(written).toMatch(/^ {2}PORT: .*\n {2}WECHAT_APPID: .*did you mean WECHAT_APP_ID\?$/m);
  });

  test('checks a healthy platform with one token call and no card call, without creating a folder or printing a secret', async () => {
    const platform = await platformWith(0, TOKEN);
    const { code, lines, written } = await doctor(account(platform.url));
    expect(code).toBe(0);
    const { host } = new URL(platform.url);
    expect(lines).toMatchObject({
      [`platform ${host}`]: expect.stringMatching('^ok: responds to HTTP'),
      [`clock ${host}`]: expect.stringMatching('^ok: '),
      'token wx1': expect.stringMatching('^ok: /cgi-bin/stable_token returned a token'),
      [`STATE_DIR ${folder}/none`]: 'ok: does not exist yet and can be created',
    });
    expect([...platform.paths].sort()).toEqual(['/', '/cgi-bin/stable_token']);
    expect(platform.arrivals.map(({ body }) => body).join()).not.toContain('force_refresh');
    expect(existsSync(join(folder, 'none'))).toBe(false);
    expect(written).not.toMatch(/planted/);
  });

  test.each([
    [-29, 'ok', { errcode: 40125, errmsg: `invalid appsecret ${SECRET}` }, /errcode 40125.*→ set WECHAT_APP_SECRET/],
    [-200, 'warn', { errcode: 40001, errmsg: 'invalid credential' }, /errcode 40001.*→ set WECHAT_APP_SECRET/],
    [
      400,
      'fail',
      { errcode: 40164, errmsg: 'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 1-2-3' },
      /errcode 40164.*\(rid 1-2-3\) → add 203\.0\.113\.7 or ::ffff:203\.0\.113\.7 to the IP whitelist/,
    ],
    [0, 'ok', { errcode: 0 }, /contains no access_token → check the base URL/],
  ])(
    'reports a platform %i s ahead (%s) that returns %j for a token, with a remedy and exit code 1',
    async (ahead, state, answer, token) => {
      const platform = await platformWith(ahead, answer);
      const { code, lines, written } = await doctor(account(platform.url));
      expect(code).toBe(1);
      expect(lines['token wx1']).toMatch(/^fail: /);
      expect(lines['token wx1']).toMatch(token);
      const clock = lines[`clock ${new URL(platform.url).host}`];
      expect(clock).toMatch(new RegExp(`^${state}: `));
      if (state !== 'ok') {
        expect(clock).toMatch(
          new RegExp(`this machine is \\d+ s ${ahead > 0 ? 'behind' : 'ahead'} → synchronize the clock`),
        );
      }
      expect(written).not.toMatch(/planted/);
    },
  );

  test('reports an unreachable base URL and an unwritable folder, with exit code 1', async () => {
    const url = await deafUrl();
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const { code, lines } = await doctor({ ...account(url), STATE_DIR: join(file, 'state') });
    expect(code).toBe(1);
    expect(lines[`platform ${new URL(url).host}`]).toMatch(/^fail: connection refused → /);
    expect(lines[`clock ${new URL(url).host}`]).toMatch(/^skip: /);
    expect(lines['token wx1']).toMatch(/^fail: .*connection refused → /);
    expect(lines[`STATE_DIR ${file}/state`]).toMatch(/^fail: .*file is not a folder → /);
  });

  test('reports a folder that the file system does not allow, although its parent is writable', async () => {
    const { code, lines } = await doctor({ ...account(await deafUrl()), STATE_DIR: '/proc/cardgraph' });
    expect(code).toBe(1);
    expect(lines['STATE_DIR /proc/cardgraph']).toMatch(/^fail: .*cannot be created in \/proc → /);
  });

  test('prints a line per account and one for their shared base URL, including tokens of a service', async () => {
    const platform = await platformWith(0, TOKEN);
    const accounts = join(folder, 'accounts.json');
    const service = `${platform.url}/cgi-bin/planted-service`;
    writeFileSync(
      accounts,
      JSON.stringify([
        { appid: 'wxa', secret: SECRET },
        { appid: 'wxb', tokenUrl: service },
      ]),
    );
    chmodSync(accounts, 0o600);
    const { code, lines, written } = await doctor({
      ACCOUNTS_FILE: accounts,
      WECHAT_BASE_URL: platform.url,
      STATE_DIR: join(folder, 'none'),
    });
    expect(code).toBe(0);
    expect(lines['token wxa']).toMatch(/^ok: /);
    expect(lines['token wxb']).toMatch(/^ok: token service returned a token/);
    expect(platform.paths.filter((path) => path === '/')).toHaveLength(1);
    expect(written).not.toMatch(/planted/);
  });

  test('fetches the key set of an issuer and reports a missing set or one without an accepted key', async () => {
    const platform = await platformWith(0, TOKEN);
    const issuers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => Issuer.start()));
    const [well, other, busy, page, large, many] = issuers as [Issuer, Issuer, Issuer, Issuer, Issuer, Issuer];
    busy.trouble = 503;
    page.trouble = '<html>planted</html>';
    large.trouble = 'planted'.repeat(40_000);
    many.trouble = JSON.stringify({ keys: Array(101).fill({ kty: 'RSA', kid: 'planted' }) });
    const urlOf = ({ keys }: ReturnType<Issuer['jwt']>) => ('jwksUrl' in keys ? keys.jwksUrl : '');
    const lineOf = async (url: string, env: Record<string, string> = {}) => {
      const names = { JWT_JWKS_URL: `${url}?planted`, JWT_ISSUER: 'https://issuer.example', JWT_AUDIENCE: 'a' };
      const { code, lines, written } = await doctor({ ...account(platform.url), AUTH_MODE: 'jwt', ...names, ...env });
      expect(written).not.toMatch(/planted/);
      return [code, lines[`key set ${new URL(url).host}`]];
    };
    const found = await Promise.all([
      lineOf(urlOf(well.jwt())),
      lineOf(urlOf(other.jwt()), { JWT_ALGORITHMS: 'RS256' }),
      lineOf(urlOf(busy.jwt())),
      lineOf(urlOf(page.jwt())),
      lineOf(urlOf(large.jwt())),
      lineOf(urlOf(many.jwt())),
      lineOf(`${await deafUrl()}/jwks.json`),
    ]);
    expect(found).toEqual([
      [0, 'ok: 1 key, 1 usable'],
      [1, expect.stringMatching(/^fail: 1 key, 0 usable → compare JWT_ALGORITHMS/)],
      [1, expect.stringMatching(/^fail: HTTP status 503 → set JWT_JWKS_URL/)],
      [1, expect.stringMatching(/^fail: the response is not a JWKS → set JWT_JWKS_URL/)],
      [1, expect.stringMatching(/^fail: its response is larger than 262144 bytes → check JWT_JWKS_URL/)],
      [1, expect.stringMatching(/^fail: 101 keys, expected at most 100 → set JWT_JWKS_URL/)],
      [1, expect.stringMatching(/^fail: connection refused → check JWT_JWKS_URL/)],
    ]);
    await Promise.all(issuers.map((issuer) => issuer.close()));
  });

  describe('next to a running server', () => {
    const stack = useStack({ beforeEach: 'nothing' });

    test("in the same folder reports the server's process, leaves the token in use valid, and sends no card call", async () => {
      const emulator = {
        WECHAT_BASE_URL: stack.emulator.url,
        WECHAT_APP_ID: 'wxdemo',
        WECHAT_APP_SECRET: 'demo-secret',
        STATE_DIR: join(folder, 'shared'),
      };
      const server = new Child(['serve'], { PORT: '0', ...emulator });
      try {
        const url = await server.announced('GraphQL');
        const body = JSON.stringify({ query: '{ card(id: "pDEMO-groupon-0001") { title } }' });
        const ask = () => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
        await ask();
        await stack.emulator.clearLedger();
        const { code, lines } = await doctor(emulator);
        expect(code).toBe(0);
        expect(lines[`STATE_DIR ${folder}/shared`]).toMatch(/^ok: .*also open in process \d+/);
        expect(await stack.emulator.calls()).toEqual({ '/': 1 });
      } finally {
        await server.stop();
      }
    });
  });
});

describeWithRedis('cardgraph doctor with Redis', () => {
  let redis: TestRedis;
  let platform: RawPlatform;
  beforeAll(async () => {
    redis = await TestRedis.start();
    platform = await platformWith(0, TOKEN);
  });
  afterAll(() => redis.close());

  test('pings a correct Redis and writes and deletes a record', async () => {
    const { code, lines } = await doctor({ ...account(platform.url), REDIS_URL: redis.url });
    expect(code).toBe(0);
    expect(lines).toMatchObject({
      redis: expect.stringMatching(/^(ok|warn): connected, PING takes [\d.]+ ms/),
      'redis settings': expect.stringMatching('^ok: version '),
      'redis records': expect.stringMatching('^ok: '),
    });
    expect(await redis.command('keys', '*')).toBe('\n');
  });

  test('warns about a Redis that may evict keys', async () => {
    await redis.command('config', 'set', 'appendonly', 'no', 'maxmemory-policy', 'allkeys-lru');
    const { code, lines } = await doctor({ ...account(platform.url), REDIS_URL: redis.url });
    expect(code).toBe(0);
    expect(lines['redis settings']).toMatch(/^warn: .*→ set appendonly yes and maxmemory-policy noeviction/);
  });

  test('stores a classic token in it and reuses it the next time', async () => {
    const env = { ...account(platform.url), REDIS_URL: redis.url, WECHAT_TOKEN_MODE: 'classic' };
    const before = platform.paths.filter((path) => path === '/cgi-bin/token').length;
    for (const _ of [1, 2]) expect((await doctor(env)).lines['token wx1']).toMatch(/^ok: /);
    expect(platform.paths.filter((path) => path === '/cgi-bin/token')).toHaveLength(before + 1);
  });

  test('reports a Redis that is unreachable or requires another password, and fetches no classic token', async () => {
    await redis.command('config', 'set', 'requirepass', 'planted-password');
    const env = { ...account(platform.url), WECHAT_TOKEN_MODE: 'classic' };
    const before = platform.paths.filter((path) => path === '/cgi-bin/token').length;
    const [wrong, away] = await Promise.all([
      doctor({ ...env, REDIS_URL: redis.url.replace('redis://', 'redis://:planted-wrong@') }),
      doctor({ ...env, REDIS_URL: `redis://127.0.0.1:${await freePort()}` }),
    ]);
    expect([wrong.code, away.code]).toEqual([1, 1]);
    expect(wrong.lines.redis).toMatch(/^fail: .*WRONGPASS.* → check REDIS_URL and its password/);
    expect(away.lines.redis).toMatch(/^fail: .*ECONNREFUSED/);
    expect(wrong.lines['token wx1']).toMatch(/^skip: .* → fix the store first$/);
    expect(wrong.written + away.written).not.toMatch(/planted/);
    expect(platform.paths.filter((path) => path === '/cgi-bin/token')).toHaveLength(before);
  });
});
