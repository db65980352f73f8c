import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../support/child.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { GraphClient } from '../support/graph-client.js';
import { until } from '../support/time.js';

const folder = mkdtempSync(join(tmpdir(), 'cardgraph-audit-disk-'));
const disk = join(folder, 'disk');
mkdirSync(disk);

/** Mounts a separate disk, which requires root. */
function mount(...options: string[]): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', ...options, 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const isMounted = mount('-o', 'size=64k');
const withDisk = isMounted ? test : test.skip;

afterAll(() => {
  if (isMounted) execFileSync('umount', [disk]);
  rmSync(folder, { recursive: true });
});

const DELETE = `mutation ${'N'.repeat(100)} { deleteCard(input: { cardId: "pNO" }) { userErrors { code } } }`;

withDisk('refuses mutations while the disk of AUDIT_FILE is full, and recovers without a restart', async () => {
  const file = join(disk, 'audit.jsonl');
  const server = new Child(['serve'], {
    ...{ PORT: '0', EMULATOR_PORT: '0', STATE_DIR: join(folder, 'state'), AUDIT_FILE: file },
    ...{ OVERLOAD_EVENT_LOOP_DELAY_MS: '0', OVERLOAD_HEAP_PERCENT: '0' },
  });
  try {
    const graph = new GraphClient(await server.announced('GraphQL'));
    const emulator = new EmulatorControl(await server.announced('Emulator'));
    let admitted = 0;
    let answer = await graph.ask(DELETE);
    for (; answer.errors === undefined; answer = await graph.ask(DELETE)) admitted += 1;
    expect(answer).toMatchObject({
      status: 503,
      errors: [{ message: expect.stringContaining('audit log'), extensions: { code: 'SERVER_OVERLOADED' } }],
    });
    expect((await emulator.calls())['/card/delete']).toBe(admitted);
    await until(() => server.stderr.includes('Mutations are refused: the audit log cannot be written'));
    expect(server.stderr).toContain('Audit file cannot be opened or written; retrying');

    execFileSync('mount', ['-o', 'remount,size=16m', disk]);
    for (answer = await graph.ask(DELETE); answer.errors !== undefined; answer = await graph.ask(DELETE));
    expect(await server.stop()).toBe(0);
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    const kinds = lines.map((line) => JSON.parse(line).audit);
    expect(kinds.filter((kind) => kind === 'intent')).toHaveLength(admitted + 1);
    expect(kinds.filter((kind) => kind === 'outcome')).toHaveLength(admitted + 1);
  } finally {
    await server.stop('SIGKILL');
  }
});
