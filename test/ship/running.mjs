// Runs a server under test as a process: its lines, a query, its exit. Used by scripts; tests use test/support/child.ts.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Starts a command and waits for its line `GraphQL: <url>`. */
export async function startServer(command, args, options) {
  // A separate process group, so that its child processes can be ended with it.
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let written = '';
  let stdout = '';
  child.stdout.on('data', (text) => {
    stdout += text;
    written += text;
  });
  child.stderr.on('data', (text) => {
    written += text;
  });
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  const kill = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {} // it has exited
  };
  for (let tries = 0; tries < 150; tries += 1) {
    const url = /^GraphQL: (\S+)$/m.exec(stdout)?.[1];
    const emulator = /^Emulator: (\S+)$/m.exec(stdout)?.[1];
    if (url !== undefined) return { url, emulator, pid: child.pid, ended, kill, written: () => written };
    if (child.exitCode !== null || child.signalCode !== null) break;
    await sleep(200);
  }
  kill();
  throw new Error(`${command} ${args.join(' ')} printed no "GraphQL: <url>"\n${written}`);
}

/** Requests three cards of the demo data. */
export async function query(url, headers = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: '{ cards(first: 3) { nodes { id title } } }' }),
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text);
  if (errors || data.cards.nodes.length !== 3) throw new Error(`expected three cards, got ${response.status} ${text}`);
}

/** Sends SIGTERM to the process only. Returns how it exited, within ten seconds. */
export async function terminate({ pid, ended, kill }) {
  process.kill(pid, 'SIGTERM');
  const late = sleep(10_000, 'still running after 10 s', { ref: false });
  const end = await Promise.race([ended, late]);
  kill();
  return end;
}
