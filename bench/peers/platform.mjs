import { Pool } from 'undici';

/** As many sockets as Cardgraph and the floor. */
const CONNECTIONS = 64;

const { EMULATOR_URL = '', ACCESS_TOKEN } = process.env;
const headers = { 'content-type': 'application/json' };

/**
 * Returns a client of the platform over undici's `request`, which is faster than `fetch`.
 * @returns {import('./resolvers.mjs').Call}
 */
export function undiciClient() {
  const pool = new Pool(EMULATOR_URL, { connections: CONNECTIONS });
  return async (path, request, signal) => {
    const target = { path: `${path}?access_token=${ACCESS_TOKEN}`, method: /** @type {const} */ ('POST') };
    const { body } = await pool.request({ ...target, headers, body: JSON.stringify(request), signal });
    return checked(await body.json());
  };
}

/**
 * Returns a client of the platform over `fetch`, as in most tutorials.
 * @returns {import('./resolvers.mjs').Call}
 */
export function fetchClient() {
  return async (path, request) => {
    const url = `${EMULATOR_URL}${path}?access_token=${ACCESS_TOKEN}`;
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(request) });
    return checked(await response.json());
  };
}

/** @param {any} answer */
function checked(answer) {
  if (answer.errcode) throw new Error(`the platform returned errcode ${answer.errcode}: ${answer.errmsg}`);
  return answer;
}
