/**
 * The least that a server can do for a work: bare node:http in front, bare undici behind, no GraphQL, no checks. What
 * a server costs above it is the price of what it adds.
 */
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { WORKS } from './works.mjs';

/** UPSTREAM_CONCURRENCY's default: as many sockets as Cardgraph has. */
const CONNECTIONS = 64;

const work = WORKS.find(({ name }) => name === process.argv[2]);
const { EMULATOR_URL, ACCESS_TOKEN } = process.env;
if (work === undefined || !EMULATOR_URL) throw new Error('floor: expected a work and EMULATOR_URL');

const pool = new Pool(EMULATOR_URL, { connections: CONNECTIONS, pipelining: 1, allowH2: false });
const headers = { 'content-type': 'application/json' };

/** @type {import('./works.mjs').Call} */
async function call(path, request) {
  const { body } = await pool.request({
    path: `${path}?access_token=${ACCESS_TOKEN}`,
    method: 'POST',
    headers,
    body: JSON.stringify(request),
  });
  return body.json();
}

const server = createServer((message, response) => {
  /** @type {Buffer[]} */
  const chunks = [];
  message.on('data', (chunk) => chunks.push(chunk));
  message.on('end', () => {
    const { variables } = JSON.parse(Buffer.concat(chunks).toString());
    work.floor(call, variables).then(
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
