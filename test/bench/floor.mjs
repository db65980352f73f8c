/**
 * The least that a server can do for a work: bare node:http in front, bare undici behind, no GraphQL, no checks. What
 * Cardgraph costs above it is the price of what Cardgraph adds.
 */
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { ACCOUNT } from './servers.mjs';
import { WORKS } from './works.mjs';

/** UPSTREAM_CONCURRENCY's default: as many sockets as Cardgraph has. */
const CONNECTIONS = 64;

const work = WORKS.find(({ name }) => name === process.argv[2]);
const emulatorUrl = process.env.EMULATOR_URL;
if (work === undefined || emulatorUrl === undefined) throw new Error('floor: expected a work and EMULATOR_URL');

const pool = new Pool(emulatorUrl, { connections: CONNECTIONS, pipelining: 1, allowH2: false });
const headers = { 'content-type': 'application/json' };

/** @param {string} path @param {object} request */
async function post(path, request) {
  const { body } = await pool.request({ path, method: 'POST', headers, body: JSON.stringify(request) });
  return /** @type {any} */ (body.json());
}

const { access_token } = await post('/cgi-bin/stable_token', { grant_type: 'client_credential', ...ACCOUNT });
const query = `?access_token=${access_token}`;

const server = createServer((message, response) => {
  message.resume();
  work
    .floor((path, request) => post(path + query, request))
    .then(
      (data) => response.writeHead(200, headers).end(JSON.stringify({ data })),
      (error) => response.writeHead(500, headers).end(JSON.stringify({ errors: [{ message: String(error) }] })),
    );
});
server.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.stdout.write(`Floor: http://127.0.0.1:${port}/\n`);
});
process.once('SIGTERM', () => process.exit());
