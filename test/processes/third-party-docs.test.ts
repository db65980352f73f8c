import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const CLI = join(process.cwd(), 'dist/cli.js');

/** Returns the shell commands of a section. */
function commandsOf(section: string): string {
  const text = readFileSync('docs/third-party.md', 'utf8');
  const [, body = ''] = text.split(`\n## ${section}\n`);
  const [part = ''] = body.split('\n## ');
  return [...part.matchAll(/^ {3}```sh\n(.*?)^ {3}```$/gms)].map(([, commands]) => commands).join('');
}

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
  const address = server.address();
  await new Promise((go) => server.close(go));
  return String(typeof address === 'object' ? address?.port : '');
}

test('the commands of docs/third-party.md lead from an empty state to the cards of a merchant that has just authorized', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-docs-'));
  const [emulator, server] = [await freePort(), await freePort()];
  const commands = commandsOf('Try it')
    .replaceAll('npx cardgraph', `${process.execPath} ${CLI}`)
    .replaceAll(':4100', `:${emulator}`)
    .replaceAll('--port 4100', `--port ${emulator}`)
    .replaceAll(':4000', `:${server}`);
  // The shell ends what it has started, however it ends.
  writeFileSync(
    join(folder, 'walk.sh'),
    `set -eu\ntrap 'kill $(jobs -p)' EXIT\nexport PORT=${server} SHUTDOWN_WAIT_SECONDS=0\n${commands}`,
  );
  const env = { PATH: process.env.PATH, HOME: folder };
  const { stdout } = await promisify(execFile)('bash', ['walk.sh'], { cwd: folder, env, timeout: 90_000 });
  expect(stdout).toMatch(/^wxmerchant +authorized +ACTIVE +20/m);
  const lines = stdout.trim().split('\n');
  const response = JSON.parse(lines.at(-1) ?? '');
  expect(response.errors).toBeUndefined();
  expect(response.data.cards.nodes).toHaveLength(3);
  rmSync(folder, { recursive: true });
}, 120_000);
