/**
 * Measures the CPU time of idle subscriptions whose clients are on another host: in another network namespace, so that the kernel's work for
 * the clients is not counted. Run it in a network namespace: `unshare --net node test/faults/idle-subscriptions.mjs <subscriptions> <seconds>`.
 * Prints `{"open", "basePercent", "idlePercent"}`: open subscriptions, and percent of a core without and with them.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SERVER = '10.9.0.1';
const CLIENTS = '10.9.0.2';
const KEY = 'a key for tests';
const BODY = JSON.stringify({ query: 'subscription { cardEvents { cursor } }' });

/** Jiffies of Linux are a hundredth of a second. */
const JIFFY_MS = 10;

const openStream = () =>
  new Promise((resolve, reject) => {
    const sent = request(`http://${SERVER}:4000/graphql`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', 'x-api-key': KEY },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      response.resume();
      response.on('error', () => {});
      if (response.statusCode === 200) resolve();
      else reject(new Error(`status ${response.statusCode}`));
    });
    sent.end(BODY);
  });

/** Opens the subscriptions once the parent has connected the network, and keeps them. */
async function runClients(count) {
  await new Promise((resolve) => process.stdin.once('data', resolve));
  for (let opened = 0; opened < count; opened += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - opened) }, openStream));
    await sleep(200);
  }
  process.stdout.write('open\n');
}

/** Returns the CPU time of a process, milliseconds. */
function cpuOf(pid) {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * JIFFY_MS;
}

/** Returns the CPU time of a process, percent of a core: the median of three periods. */
async function percentOf(pid, seconds) {
  const measured = [];
  for (let period = 0; period < 3; period += 1) {
    const before = cpuOf(pid);
    await sleep(seconds * 1000);
    measured.push((cpuOf(pid) - before) / (seconds * 10));
  }
  return measured.sort((one, other) => one - other)[1];
}

const ip = (...args) => execFileSync('ip', args);
/** Runs `ip` in the network namespace of a process. */
const ipOf = (pid, ...args) => execFileSync('nsenter', ['--target', String(pid), '--net', 'ip', ...args]);

async function measure(count, seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-idle-'));
  const keys = join(folder, 'keys.json');
  const sha256 = createHash('sha256').update(KEY).digest('hex');
  writeFileSync(keys, JSON.stringify([{ name: 'idle', sha256, scopes: ['event:read'], appids: ['wxidle'] }]));
  ip('link', 'set', 'lo', 'up');
  const clients = spawn('unshare', ['--net', process.execPath, import.meta.filename, String(count)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // `unshare` replaces itself with the command, so this is the process in the namespace.
  await sleep(1000);
  ip('link', 'add', 'server', 'type', 'veth', 'peer', 'name', 'clients', 'netns', String(clients.pid));
  ip('addr', 'add', `${SERVER}/24`, 'dev', 'server');
  ip('link', 'set', 'server', 'up');
  ipOf(clients.pid, 'addr', 'add', `${CLIENTS}/24`, 'dev', 'clients');
  ipOf(clients.pid, 'link', 'set', 'clients', 'up');
  const server = spawn(process.execPath, ['dist/cli.js', 'serve'], {
    cwd: process.cwd(),
    env: {
      ...{ PATH: process.env.PATH, HOST: SERVER, PORT: '4000', LOG_LEVEL: 'silent', STATE_DIR: join(folder, 'state') },
      ...{ AUTH_MODE: 'api-key', API_KEYS_FILE: keys, OVERLOAD_EVENT_LOOP_DELAY_MS: '0' },
      ...{
        WECHAT_APP_ID: 'wxidle',
        WECHAT_APP_SECRET: '0123456789abcdef0123456789abcdef',
        WECHAT_BASE_URL: 'http://127.0.0.1:1',
      },
      ...{ LIMIT_SUBSCRIPTIONS_CALLER: String(count), LIMIT_SUBSCRIPTIONS_ACCOUNT: String(count) },
      ...{ EVENTS_TOKEN: 'tokenForTests', EVENTS_AES_KEY: randomBytes(64).toString('hex').slice(0, 43) },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.on('exit', () => {
    server.kill('SIGKILL');
    clients.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  for await (const chunk of server.stdout) if (String(chunk).includes('GraphQL: ')) break;
  await sleep(3000);
  const basePercent = await percentOf(server.pid, seconds);
  clients.stdin.write('\n');
  await new Promise((resolve) => clients.stdout.once('data', resolve));
  await sleep(3000);
  const idlePercent = await percentOf(server.pid, seconds);
  const metrics = await (await fetch(`http://${SERVER}:4000/metrics`)).text();
  const open = Number(/^cardgraph_subscriptions\{transport="sse"\} (\d+)$/m.exec(metrics)?.[1]);
  process.stdout.write(`${JSON.stringify({ open, basePercent, idlePercent })}\n`);
  process.exit(0);
}

const [count, seconds] = process.argv.slice(2).map(Number);
if (seconds === undefined) await runClients(count);
else await measure(count, seconds);
