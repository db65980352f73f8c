import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { Child } from '../support/child.js';
import { GraphClient } from '../support/graph-client.js';
import { freePort } from '../support/redis.js';

const QUERY = '{ card(id: "pDEMO-groupon-0001") { title } }';
const stateDir = mkdtempSync(join(tmpdir(), 'cardgraph-state-'));
const children: Child[] = [];

function start(args: string[], env: Record<string, string> = {}): Child {
  const child = new Child(args, env);
  children.push(child);
  return child;
}

afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.stop('SIGKILL')));
});

afterAll(() => rmSync(stateDir, { recursive: true }));

describe('cardgraph serve', () => {
  it("prints the emulator's URL and its own ones on separate lines, responds, and exits with 0 on SIGTERM", async () => {
    const server = start(['serve'], { PORT: '0', EMULATOR_PORT: '0' });
    const graph = new GraphClient(await server.announced('GraphQL'));
    expect(await graph.data(QUERY)).toEqual({ card: { title: expect.any(String) } });
    const { origin } = new URL(graph.url);
    expect(server.stdout.split('\n')).toEqual([
      expect.stringMatching(/^Emulator: http:\/\/127\.0\.0\.1:\d+$/),
      `GraphQL: ${origin}/graphql`,
      `Explorer: ${origin}/explorer`,
      `Console: ${origin}/console`,
      `Sandbox: ${origin}/sandbox`,
      '',
    ]);
    expect(await server.stop()).toBe(0);
  });

  it('prints the lines that the quick start of the README shows', async () => {
    const server = start(['serve'], { PORT: '0', EMULATOR_PORT: '0' });
    await server.announced('Sandbox');
    const [, shown = ''] = /prints the URLs:\n\n```\n([^`]*)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
    const withoutPorts = (lines: string) => lines.replace(/:\d+/g, ':PORT');
    expect(withoutPorts(shown)).toBe(withoutPorts(server.stdout));
  });

  it('prints no URL of an explorer that is off', async () => {
    const server = start(['serve'], { PORT: '0', EMULATOR_PORT: '0', EXPLORER: 'off' });
    await server.announced('Sandbox');
    expect(server.stdout).not.toContain('Explorer:');
  });

  it('prints no URL of a console that is off', async () => {
    const server = start(['serve'], { PORT: '0', EMULATOR_PORT: '0', CONSOLE: 'off' });
    const console = new URL('/console', await server.announced('Sandbox'));
    expect(server.stdout).not.toContain('Console:');
    expect((await fetch(console)).status).toBe(404);
  });

  it('prints only the URL of the endpoint in production', async () => {
    const production = { NODE_ENV: 'production', WECHAT_APP_ID: 'wx1', WECHAT_APP_SECRET: 'secret', EXPLORER: 'on' };
    const server = start(['serve'], { ...production, PORT: '0', STATE_DIR: stateDir });
    const url = await server.announced('GraphQL');
    expect(await server.stop()).toBe(0);
    expect(server.stdout).toBe(`GraphQL: ${url}\n`);
  });

  it('allows pages on loopback with the embedded emulator, and not with a configured account', async () => {
    const account = { WECHAT_APP_ID: 'wx1', WECHAT_APP_SECRET: 'secret', STATE_DIR: stateDir };
    const allowed = async (env: Record<string, string>) => {
      const server = start(['serve'], { PORT: '0', ...env });
      const headers = { origin: 'http://localhost:3000', 'content-type': 'application/json' };
      const url = await server.announced('GraphQL');
      const response = await fetch(url, { method: 'POST', headers, body: '{"query":"{ __typename }"}' });
      return [response.status, response.headers.get('access-control-allow-origin')];
    };
    expect(await allowed({ EMULATOR_PORT: '0' })).toEqual([200, 'http://localhost:3000']);
    expect(await allowed(account)).toEqual([200, null]);
  });

  it('logs its version, mode, accounts, authentication, store and limits once when it has started', async () => {
    const server = start(['serve'], { PORT: '0', EMULATOR_PORT: '0' });
    await server.announced('GraphQL');
    await server.stop();
    const lines = server.stderr.split('\n').filter((line) => line.includes('"Server started"'));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        level: 'info',
        version: manifest.version,
        mode: 'development',
        accounts: 1,
        authMode: 'none',
        store: 'memory',
        limits: { requestTimeoutMs: 5000, upstreamConcurrency: 64 },
      },
    ]);
  });

  it('uses any free port for the emulator when its port is in use', async () => {
    const emulator = start(['emulator', '--port', '0']);
    const taken = new URL(await emulator.announced('Emulator')).port;
    const server = start(['serve'], { PORT: '0', EMULATOR_PORT: taken });
    const url = await server.announced('Emulator');
    expect(new URL(url).port).not.toBe(taken);
  });

  it('names every problem of the configuration at once and exits with 78', async () => {
    const server = start(['serve'], { PORT: 'x', LOG_LEVEL: 'loud', WECHAT_TOKEN_MODE: 'url', NODE_ENV: 'production' });
    expect(await server.exit()).toBe(78);
    for (const name of ['PORT', 'LOG_LEVEL', 'WECHAT_APP_ID', 'WECHAT_TOKEN_URL'])
      expect(server.stderr).toContain(name);
    expect(server.stdout).toBe('');
  });

  it('names STATE_DIR and exits with 78 when the folder is not writable', async () => {
    const account = { WECHAT_APP_ID: 'wx1', WECHAT_APP_SECRET: 'secret', PORT: '0' };
    const server = start(['serve'], { ...account, STATE_DIR: join(process.cwd(), 'package.json', 'state') });
    expect(await server.exit()).toBe(78);
    expect(server.stderr).toMatch(
      /^ {2}STATE_DIR: expected a folder .*, got ENOTDIR for .*package\.json\/state: a part of the path is not a folder$/m,
    );
    expect(server.stdout).toBe('');
  });

  // `mkdirSync` with `recursive` never returns there.
  it('names STATE_DIR and exits with 78 when the file system reports ENOENT for every new folder', async () => {
    const account = { WECHAT_APP_ID: 'wx1', WECHAT_APP_SECRET: 'secret', PORT: '0' };
    const server = start(['serve'], { ...account, STATE_DIR: '/proc/cardgraph/state' });
    expect(await server.exit()).toBe(78);
    expect(server.stderr).toMatch(/^ {2}STATE_DIR: .*, got ENOENT for \/proc\/cardgraph\/state: /m);
  });

  it('starts, responds and exits without the configured Redis', async () => {
    const server = start(['serve'], {
      PORT: '0',
      EMULATOR_PORT: '0',
      REDIS_URL: `redis://127.0.0.1:${await freePort()}`,
    });
    const graph = new GraphClient(await server.announced('GraphQL'));
    expect(await graph.data(QUERY)).toEqual({ card: { title: expect.any(String) } });
    expect(server.stderr).toContain('Redis is unreachable');
    expect(await server.stop()).toBe(0);
  });

  it('keeps running while the platform is unreachable, reports it, and responds again after its recovery', async () => {
    const first = start(['emulator', '--port', '0']);
    const url = await first.announced('Emulator');
    const server = start(['serve'], {
      PORT: '0',
      WECHAT_BASE_URL: url,
      WECHAT_APP_ID: 'wxdemo',
      WECHAT_APP_SECRET: 'demo-secret',
      STATE_DIR: stateDir,
      REQUEST_TIMEOUT_MS: '2000',
    });
    const graph = new GraphClient(await server.announced('GraphQL'));
    await graph.data(QUERY);
    await first.stop('SIGKILL');

    const started = Date.now();
    const { data, errors } = await graph.ask('{ card(id: "pDEMO-groupon-0002") { title } }');
    expect(Date.now() - started).toBeLessThan(4000);
    expect(data).toEqual({ card: null });
    expect(errors?.[0]).toMatchObject({ path: ['card'], extensions: { code: 'PLATFORM_UNAVAILABLE' } });

    await start(['emulator', '--port', new URL(url).port]).announced('Emulator');
    expect(await graph.data(QUERY)).toEqual({ card: { title: expect.any(String) } });
  });
});

describe('cardgraph', () => {
  it('prints the committed schema', async () => {
    const child = start(['schema']);
    expect(await child.exit()).toBe(0);
    expect(child.stdout).toBe(readFileSync('schema/schema.graphql', 'utf8'));
  });

  it.each([
    [['dance']],
    [['dance', '--help']],
    [['emulator', '--port', 'x']],
    [['serve', '--port', '1']],
    [['doctor', 'now']],
  ])('refuses %j with its usage and exit code 64', async (args) => {
    const child = start(args);
    expect(await child.exit()).toBe(64);
    expect(child.stderr).toContain('Usage: cardgraph');
    expect(child.stdout).toBe('');
  });

  it.each([
    [['--help'], ['serve', 'doctor', 'emulator', 'schema', '--version']],
    [['-h'], ['serve', 'doctor', 'emulator', 'schema', '--version']],
    [
      ['emulator', '--port', '1', '--help'],
      ['--port', '--review-seconds', 'docs/emulator.md'],
    ],
    [
      ['serve', '-h'],
      ['docs/config.md', 'SIGTERM'],
    ],
  ])('prints help for %j', async (args, words) => {
    const child = start(args);
    expect(await child.exit()).toBe(0);
    for (const word of words) expect(child.stdout).toContain(word);
    expect(child.stderr).toBe('');
  });

  it.each(['--version', '-V'])('prints its version with %s', async (option) => {
    const child = start([option]);
    expect(await child.exit()).toBe(0);
    expect(child.stdout).toBe(`${manifest.version}\n`);
  });

  it.each<[args: string[], env: Record<string, string>, packages: string[]]>([
    [['--help'], {}, []],
    [['emulator', '--port', 'x'], {}, []],
    [['serve'], { PORT: 'x' }, ['pino', 'zod']],
    [['doctor'], { PORT: 'x' }, ['zod']],
  ])('for %j with the environment %j loads only the packages %j', async (args, env, packages) => {
    expect(await loadedPackages(args, env)).toEqual(packages);
  });
});

/** Returns the direct dependencies that a command loaded. V8's coverage names every file that ran. */
async function loadedPackages(args: string[], env: Record<string, string>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-coverage-'));
  await start(args, { ...env, NODE_V8_COVERAGE: folder }).exit();
  const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  rmSync(folder, { recursive: true });
  if (!files.join().includes('dist/cli.js')) throw new Error('the coverage does not contain dist/cli.js');
  const isLoaded = (name: string) => files.some((text) => text.includes(`/node_modules/${name}/`));
  return Object.keys(manifest.dependencies).filter(isLoaded);
}
