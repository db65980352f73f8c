import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCOUNT, Emulator } from './emulator.mjs';
import { HOT } from './ids.mjs';
import { planRequests, remembering } from './requests.mjs';
import { WORKS } from './works.mjs';

/** The cards that ids are drawn from. All have one type, because Tailcall finds a card's fields by a fixed path. */
const CARDS = { count: 10_000, card_type: 'GROUPON' };

/** The cards of each further account, whose ids are the first ones of these. */
const CARDS_OF_OTHERS = { ...CARDS, count: HOT };

/** Number of different requests in a warm-up. */
const WARM_UP_REQUESTS = 50;

/**
 * Creates everything that a row needs besides the servers: an emulator with its cards, the requests, and the configuration of servers and
 * load.
 * @param {import('./rows.mjs').Row} row
 * @param {number} draws of ids
 * @param {number} [mostCards] of those that a row adds
 */
export async function setUp(row, draws, mostCards = Number.POSITIVE_INFINITY) {
  const work = WORKS.find(({ name }) => name === row.work);
  if (work === undefined) throw new Error(`${row.name}: no workload ${row.work}`);
  const emulator = await Emulator.start();
  if (row.cards !== undefined) await emulator.addCards({ count: Math.min(row.cards, mostCards) });
  const ids = work.texts ?? (work.ids === undefined ? [] : await emulator.addCards(CARDS));
  const call = remembering((path, request) => emulator.call(path, request));
  /** @param {import('./ids.mjs').Spread} spread @param {number} count */
  const plan = (spread, count) => planRequests(work, spread, ids, row.callers === 'equal' ? 1 : count, call);
  const folder = await mkdtemp(join(tmpdir(), 'cardgraph-bench-'));
  const apiKeysFile = row.callers === 'distinct' ? await writeKeys(folder, row.connections) : undefined;
  const accounts = row.accounts === undefined ? [] : await addAccounts(emulator, row.accounts);
  const accountsFile = accounts.length > 0 ? await writeAccounts(folder, accounts) : undefined;
  return {
    work,
    emulator,
    plan: await plan(row.spread, Math.ceil(draws / (work.ids ?? 1))),
    // Few cards, so that the cache is nearly empty at the start of a row that measures it.
    warmUp: (await plan('hot', WARM_UP_REQUESTS)).requests,
    /** @param {import('./servers.mjs').Server} server */
    settingOf({ name }) {
      const { url: emulatorUrl, token } = emulator;
      return { work, emulatorUrl, token, stateDir: join(folder, name), apiKeysFile, accountsFile };
    },
    /** @param {number} connection @returns {Record<string, string>} */
    headersOf(connection) {
      const account = accounts[connection % accounts.length];
      return {
        ...(apiKeysFile !== undefined && { 'x-api-key': keyOf(connection) }),
        ...(account !== undefined && { 'x-wechat-appid': account.appid }),
      };
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

/**
 * Adds accounts with the hot cards to the one that exists. Returns all of them.
 * @param {Emulator} emulator
 * @param {number} count
 */
async function addAccounts(emulator, count) {
  const others = Array.from({ length: count - 1 }, (_, index) => ({
    appid: `wxbench${index}`,
    secret: `secret-${index}`,
  }));
  for (const account of others) {
    await emulator.addAccount(account);
    await emulator.addCards({ ...CARDS_OF_OTHERS, appid: account.appid });
  }
  return [ACCOUNT, ...others];
}

/**
 * Writes accounts in the format of ACCOUNTS_FILE.
 * @param {string} folder
 * @param {readonly (typeof ACCOUNT)[]} accounts
 */
async function writeAccounts(folder, accounts) {
  const file = join(folder, 'accounts.json');
  await writeFile(file, JSON.stringify(accounts), { mode: 0o600 });
  return file;
}

/** @param {number} connection */
function keyOf(connection) {
  return `bench-key-of-caller-${connection}`;
}
