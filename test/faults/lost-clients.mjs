/**
 * Opens subscriptions, takes the network down without closing a connection, and reports how many are left ten seconds later. Run it in a
 * network namespace: `unshare --net node test/faults/lost-clients.mjs <subscriptions> [sse | websocket]`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';

const count = Number(process.argv[2]);
const transport = process.argv[3] ?? 'sse';
const setLoopback = (state) => execFileSync('ip', ['link', 'set', 'lo', state]);
setLoopback('up');

const server = spawn(process.execPath, ['dist/cli.js', 'serve'], {
  env: {
    PATH: process.env.PATH,
    PORT: '4000',
    LOG_LEVEL: 'silent',
    OVERLOAD_EVENT_LOOP_DELAY_MS: '0',
    SHUTDOWN_WAIT_SECONDS: '0',
    LIMIT_SUBSCRIPTIONS_CALLER: String(count),
    LIMIT_SUBSCRIPTIONS_ACCOUNT: String(count),
    EVENTS_TOKEN: 'tokenForTests',
    EVENTS_AES_KEY: randomBytes(33).toString('base64url').replace(/[-_]/g, 'A').slice(0, 43),
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.on('exit', () => server.kill('SIGKILL'));
for await (const chunk of server.stdout) if (String(chunk).includes('GraphQL: ')) break;

const QUERY = 'subscription { cardEvents { cursor } }';

const openStream = () =>
  new Promise((resolve, reject) => {
    const sent = request('http://127.0.0.1:4000/graphql', {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      response.resume();
      response.on('error', () => {});
      if (response.statusCode === 200) resolve();
      else reject(new Error(`status ${response.statusCode}`));
    });
    sent.end(JSON.stringify({ query: QUERY }));
  });

const openWebSocket = () =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket('ws://127.0.0.1:4000/graphql', 'graphql-transport-ws');
    socket.on('error', reject);
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
    socket.once('message', () => {
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: QUERY } }), resolve);
    });
  });

const open = transport === 'sse' ? openStream : openWebSocket;

const openSubscriptions = async () => {
  const text = await (await fetch('http://127.0.0.1:4000/metrics')).text();
  return Number(new RegExp(`^cardgraph_subscriptions\\{transport="${transport}"\\} (\\d+)$`, 'm').exec(text)?.[1]);
};

for (let opened = 0; opened < count; opened += 50) {
  await Promise.all(Array.from({ length: Math.min(50, count - opened) }, open));
  // Spreads the heartbeats, so that the network is lost at any time between two of them.
  await sleep(200);
}
await sleep(5000);
const before = await openSubscriptions();
setLoopback('down');
await sleep(10_000);
setLoopback('up');
const after = await openSubscriptions();
process.stdout.write(`${JSON.stringify({ before, after })}\n`);
process.exit(0);
