/**
 * The minimum that a server must do for a workload: bare node:http in front, bare undici behind, no GraphQL, no checks. Any cost of a
 * server above this floor is the price of its features.
 */
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { platformPath } from './platform-path.mjs';
import { WORKS } from './works.mjs';

/** UPSTREAM_CONCURRENCY's default, so that it has as many sockets as Cardgraph. */
const CONNECTIONS = 64;

const work = WORKS.find(({ name }) => name === process.argv[2]);
/** Where the records of writes are stored; absent: writes leave no trace. */
const stateDir = process.argv[3];
const { EMULATOR_URL, ACCESS_TOKEN } = process.env;
if (work === undefined || !EMULATOR_URL) throw new Error('floor: pass the name of a workload and set EMULATOR_URL');

const pool = new Pool(EMULATOR_URL, { connections: CONNECTIONS, pipelining: 1, allowH2: false });
const headers = { 'content-type': 'application/json' };

/** @type {import('./works.mjs').Call} */
async function call(path, request) {
  const { body } = await pool.request({
    path: platformPath(path, ACCESS_TOKEN),
    method: request === undefined ? 'GET' : 'POST',
    headers,
    body: request && JSON.stringify(request),
  });
  return body.json();
}

/** Returns the call for a request with these variables. */
const callFor = stateDir === undefined ? () => call : (await import('./durable.mjs')).durable(call, stateDir);

const prepared = await work.prepare?.(call);

const server = createServer((message, response) => {
  /** @type {Buffer[]} */
  const chunks = [];
  message.on('data', (chunk) => chunks.push(chunk));
  message.on('end', () => {
    const { variables } = JSON.parse(Buffer.concat(chunks).toString());
    work.floor(callFor(variables), variables, prepared).then(
      (data) => response.writeHead(200, headers).end(JSON.stringify({ data })),
      (error) => response.writeHead(500, headers).end(JSON.stringify({ errors: [{ message: String(error) }] })),
    );
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.stdout.write(`Floor: http://127.0.0.1:${port}/\n`);
});
process.once('SIGTERM', () => process.exit());
