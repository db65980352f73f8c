import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCOUNT, Emulator } from './emulator.mjs';
import { planRequests } from './requests.mjs';
import { WORKS } from './works.mjs';

/** The cards that ids are drawn from. All have one type, because Tailcall finds a card's fields by a fixed path. */
const CARDS = { count: 10_000, card_type: 'GROUPON' };

/** Number of different requests in a warm-up. */
const WARM_UP_REQUESTS = 50;

/**
 * Creates everything that a row needs besides the servers: an emulator with its cards, the requests, and the configuration of servers and
 * load.
 * @param {import('./rows.mjs').Row} row
 * @param {number} draws of ids
 */
export async function setUp(row, draws) {
  const work = WORKS.find(({ name }) => name === row.work);
  if (work === undefined) throw new Error(`${row.name}: no workload ${row.work}`);
  const emulator = await Emulator.start();
  if (row.cards !== undefined) await emulator.addCards({ count: row.cards });
  const ids = work.ids === undefined ? [] : await emulator.addCards(CARDS);
  /** @param {import('./ids.mjs').Spread} spread @param {number} count */
  const plan = (spread, count) =>
    planRequests(work, spread, ids, row.callers === 'equal' ? 1 : count, (path, request) =>
      emulator.call(path, request),
    );
  const folder = await mkdtemp(join(tmpdir(), 'cardgraph-bench-'));
  const apiKeysFile = row.callers === 'distinct' ? await writeKeys(folder, row.connections) : undefined;
  return {
    emulator,
    plan: await plan(row.spread, Math.ceil(draws / (work.ids ?? 1))),
    // Few cards, so that the cache is nearly empty at the start of a row that measures it.
    warmUp: (await plan('hot', WARM_UP_REQUESTS)).requests,
    /** @param {import('./servers.mjs').Server} server */
    settingOf({ name }) {
      return { work, emulatorUrl: emulator.url, token: emulator.token, stateDir: join(folder, name), apiKeysFile };
    },
    /** @param {number} connection @returns {Record<string, string>} */
    headersOf(connection) {
      return apiKeysFile === undefined ? {} : { 'x-api-key': keyOf(connection) };
    },
    async tearDown() {
      await emulator.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * Returns one caller per connection, in the format of API_KEYS_FILE.
 * @param {string} folder
 * @param {number} count
 */
async function writeKeys(folder, count) {
  const file = join(folder, 'keys.json');
  const keys = Array.from({ length: count }, (_, connection) => ({
    name: `caller-${connection}`,
    sha256: createHash('sha256').update(keyOf(connection)).digest('hex'),
    scopes: ['card:read'],
    appids: [ACCOUNT.appid],
  }));
  await writeFile(file, JSON.stringify(keys));
  return file;
}

/** @param {number} connection */
function keyOf(connection) {
  return `bench-key-of-caller-${connection}`;
}
