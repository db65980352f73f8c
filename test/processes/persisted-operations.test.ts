import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../support/child.js';
import { useEmulator } from '../support/use-stack.js';

const SECRET_VALUE = 'planted-value-4711';
const GOOD = { id: 'good-1', name: 'Good', type: 'query', body: 'query Good { card(id: "pDEMO-cash-0001") { id } }' };
const OLD_FIELD = {
  id: 'old-field-1',
  name: 'OldField',
  type: 'query',
  body: `query OldField { card(id: "${SECRET_VALUE}") { id nameOfBefore } }`,
};
const OLD_INPUT = {
  id: 'old-input-1',
  name: 'OldInput',
  type: 'mutation',
  body: `mutation OldInput { updateCard(input: { cardId: "1", baseInfo: { nameOfBefore: "${SECRET_VALUE}" } }) { cardId } }`,
};
const FIELD_PROBLEM = 'Cannot query field "nameOfBefore" on type "Card".';
const INPUT_PROBLEM = 'Field "nameOfBefore" is not defined by type "BaseInfoChanges".';
const UNFIT = 'Persisted operations do not fit the schema';
const FIT = 'Persisted operations fit the schema';

const emulator = useEmulator({ beforeEach: 'nothing' });
let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cardgraph-manifest-'));
  file = join(folder, 'manifest.json');
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (operations: readonly object[]) =>
  writeFileSync(file, JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }));
const environment = () => ({
  PORT: '0',
  WECHAT_BASE_URL: emulator.url,
  WECHAT_APP_ID: 'wxdemo',
  WECHAT_APP_SECRET: 'demo-secret',
  STATE_DIR: join(folder, 'state'),
  PERSISTED_OPERATIONS_FILE: file,
});

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly unfit?: number;
  readonly operations?: readonly { readonly id: string }[];
}

/** Waits until there are `count` lines about the manifest, and returns them. */
async function manifestLines(server: Child, count: number): Promise<readonly Line[]> {
  for (const until = Date.now() + 20_000; Date.now() < until; await new Promise((go) => setTimeout(go, 20))) {
    const written = server.stderr.split('\n').filter((line) => line.includes('Persisted operations'));
    if (written.length >= count) return written.map((line) => JSON.parse(line));
  }
  throw new Error(`fewer than ${count} lines: ${server.stderr}`);
}

async function start(env: Record<string, string> = {}): Promise<{ server: Child; url: string }> {
  const server = new Child(['serve'], { ...environment(), ...env });
  return { server, url: await server.announced('GraphQL') };
}

async function answerTo(url: string, sha256Hash: string) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash } } }),
  });
  const { data, errors } = (await response.json()) as {
    data?: unknown;
    errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  };
  return [response.status, data ?? errors?.map(({ message, extensions }) => [extensions.code, message])];
}

describe('a server whose manifest has one operation that fits the schema and two that do not', () => {
  it('starts, logs the two as one error, and rejects requests for them only', async () => {
    write([OLD_FIELD, GOOD, OLD_INPUT]);
    const { server, url } = await start();
    try {
      const lines = await manifestLines(server, 1);
      expect(lines).toEqual([
        {
          level: 'error',
          time: expect.any(String),
          checked: 3,
          unfit: 2,
          operations: [
            { id: 'old-field-1', name: 'OldField', problem: FIELD_PROBLEM },
            { id: 'old-input-1', name: 'OldInput', problem: INPUT_PROBLEM },
          ],
          more: 0,
          msg: UNFIT,
        },
      ]);
      expect(await answerTo(url, GOOD.id)).toEqual([200, { card: { id: 'pDEMO-cash-0001' } }]);
      expect(await answerTo(url, OLD_FIELD.id)).toEqual([400, [['GRAPHQL_VALIDATION_FAILED', FIELD_PROBLEM]]]);
      expect(await answerTo(url, OLD_INPUT.id)).toEqual([400, [['GRAPHQL_VALIDATION_FAILED', INPUT_PROBLEM]]]);
      expect(server.stderr).not.toContain(SECRET_VALUE);
    } finally {
      await server.stop();
    }
  });

  it('lists ten operations and counts the others, and validates a new manifest on SIGHUP', async () => {
    write(Array.from({ length: 13 }, (_, index) => ({ ...OLD_FIELD, id: `old-${index}` })));
    const { server } = await start();
    try {
      const [first] = await manifestLines(server, 1);
      expect(first).toMatchObject({ msg: UNFIT, checked: 13, unfit: 13, more: 3 });
      expect(first?.operations?.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, index) => `old-${index}`));
      write([GOOD]);
      server.signal('SIGHUP');
      expect((await manifestLines(server, 2))[1]).toMatchObject({ level: 'info', msg: FIT, checked: 1 });
      write([GOOD, OLD_INPUT]);
      server.signal('SIGHUP');
      expect((await manifestLines(server, 3))[2]).toMatchObject({ level: 'error', msg: UNFIT, checked: 2, unfit: 1 });
    } finally {
      await server.stop();
    }
  });

  it('is ready before it has validated a manifest of 5,000 operations', async () => {
    write(Array.from({ length: 5000 }, (_, index) => ({ ...OLD_FIELD, id: `old-${index}` })));
    const { server, url } = await start();
    try {
      const ready = await fetch(new URL('/health/ready', url));
      expect([ready.status, server.stderr.includes('Persisted operations')]).toEqual([200, false]);
      expect(await answerTo(url, 'old-4999')).toMatchObject([400, [['GRAPHQL_VALIDATION_FAILED', FIELD_PROBLEM]]]);
      expect(await manifestLines(server, 1)).toMatchObject([{ unfit: 5000, more: 4990 }]);
    } finally {
      await server.stop();
    }
  });

  it('validates nothing behind a router, which is exempt from the manifest', async () => {
    write([OLD_FIELD]);
    const { server } = await start({ ROUTER_SECRET: 'a-secret-of-the-router-for-tests' });
    server.signal('SIGHUP');
    for (
      const until = Date.now() + 10_000;
      !server.stderr.includes('Reloaded accounts and keys') && Date.now() < until;
    ) {
      await new Promise((go) => setTimeout(go, 20));
    }
    await new Promise((go) => setTimeout(go, 200));
    await server.stop();
    expect(server.stderr).toContain('Reloaded accounts and keys');
    expect(server.stderr).not.toContain('Persisted operations');
  });
});

describe('cardgraph doctor', () => {
  async function doctor(env: Record<string, string> = {}) {
    const child = new Child(['doctor'], { ...environment(), ...env });
    const code = await child.exit();
    const line = child.stdout.split('\n').find((one) => one.includes('persisted operations'));
    return { code, line, written: child.stdout + child.stderr };
  }

  it('fails and names the operations that do not fit the schema, with the first problem of each', async () => {
    write([OLD_FIELD, GOOD, OLD_INPUT]);
    const { code, line, written } = await doctor();
    expect(code).toBe(1);
    expect(line).toMatch(/^fail persisted operations: 2 of 3 do not fit the schema: /);
    expect(line).toContain(
      `OldField (old-field-1): ${FIELD_PROBLEM}; OldInput (old-input-1): ${INPUT_PROBLEM} → build`,
    );
    expect(line).not.toContain('good-1');
    expect(written).not.toContain(SECRET_VALUE);
  });

  it('lists ten operations and counts the others', async () => {
    write(Array.from({ length: 13 }, (_, index) => ({ ...OLD_FIELD, id: `old-${index}` })));
    const { line } = await doctor();
    expect(line?.match(/\(old-\d+\)/g)).toHaveLength(10);
    expect(line).toContain('; and 3 more → ');
  });

  it('reports a manifest whose operations all fit as ok, and without a manifest nothing', async () => {
    write([GOOD]);
    const withManifest = await doctor();
    expect(withManifest).toMatchObject({ code: 0, line: 'ok   persisted operations: 1, all of which fit the schema' });
    expect((await doctor({ PERSISTED_OPERATIONS_FILE: '' })).line).toBeUndefined();
  });

  it('skips the manifest behind a router', async () => {
    write([OLD_FIELD]);
    const { code, line } = await doctor({ ROUTER_SECRET: 'a-secret-of-the-router-for-tests' });
    expect([code, line]).toEqual([0, expect.stringMatching(/^skip persisted operations: ROUTER_SECRET is set/)]);
  });
});
