/**
 * The process behind attacked-server.ts: an emulator with an account that has 300 coupons and ten years of statistics. It forwards every
 * call to its own emulator, except the statistics of coupons, which it generates. Prints "Platform: <url>".
 */
import { createServer } from 'node:http';
import { startEmulator } from '../../dist/emulator/server.js';

const COUPONS = 300;
const DAY_MS = 86_400_000;

const emulator = await startEmulator({ port: 0 });
const added = await fetch(`${emulator.url}/_emulator/cards`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ count: COUPONS, card_type: 'CASH' }),
});
/** @type {{ card_ids: string[] }} */
const { card_ids: coupons } = await added.json();

/** @param {string} ref_date @param {string} card_id */
const rowOf = (ref_date, card_id) => ({
  ...{ ref_date, card_id, card_type: 2, is_pay: 0, view_cnt: 1234, view_user: 567, receive_cnt: 89, receive_user: 88 },
  ...{ verify_cnt: 45, verify_user: 44, given_cnt: 6, given_user: 5, expire_cnt: 4, expire_user: 3 },
});

/** @param {{ begin_date: string, end_date: string, cond_source: number, card_id?: string }} request */
function statistics({ begin_date, end_date, cond_source, card_id }) {
  const cards = card_id === undefined ? coupons : [card_id];
  const list = [];
  for (let time = Date.parse(begin_date); time <= Date.parse(end_date); time += DAY_MS) {
    const date = new Date(time).toISOString().slice(0, 10);
    if (cond_source === 1) for (const card of cards) list.push(rowOf(date, card));
  }
  return JSON.stringify({ list });
}

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  try {
    if (request.url?.startsWith('/datacube/getcardcardinfo')) {
      response.setHeader('content-type', 'application/json');
      response.end(statistics(JSON.parse(body.toString())));
      return;
    }
    const { method } = request;
    const answer = await fetch(`${emulator.url}${request.url}`, { method, ...(method === 'GET' ? {} : { body }) });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  } catch {
    response.destroy();
  }
});
server.listen(0, '127.0.0.1', () => {
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.stdout.write(`Platform: http://127.0.0.1:${address.port}\nCoupons: ${coupons.slice(0, 100).join()}\n`);
});
