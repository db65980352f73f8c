import { Client } from './load.mjs';
import { onNode } from './node-versions.mjs';
import { MeasuredProcess } from './processes.mjs';
import { SERVERS } from './servers.mjs';
import { setUp } from './setting.mjs';

/** Number of cards that a plan draws. */
const DRAWS = 10_000;

/**
 * Starts an emulator and Cardgraph as shipped, and stops them after a measurement.
 * @template T
 * @param {string} work whose requests are planned
 * @param {Readonly<Record<string, string | undefined>>} env replaces variables
 * @param {import('./node-versions.mjs').NodeVersion} node
 * @param {(with_: Awaited<ReturnType<typeof setUp>> & { client: Client, running: MeasuredProcess }) => Promise<T>} act
 * @param {(flag: string) => boolean} [hasFlag] whether node gets a flag of the command; absent: all
 */
export async function withCardgraph(work, env, node, act, hasFlag = () => true) {
  const row = { name: work, work, latencyMs: 0, connections: 1, spread: /** @type {const} */ ('each'), servers: [] };
  const setting = await setUp(row, DRAWS);
  const server = SERVERS.find(({ name }) => name === 'cardgraph');
  if (server === undefined) throw new Error('SERVERS contains no server named cardgraph');
  const launch = await onNode(server, node).launch(setting.settingOf(server));
  const args = launch.args.filter((arg) => !arg.startsWith('--') || hasFlag(arg));
  const all = { ...launch.env, ...env };
  const set = Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const running = await MeasuredProcess.start(server.name, { ...launch, args, env: set });
  const client = new Client(running.url, row.connections, setting.headersOf, (data) => data);
  try {
    return await act({ ...setting, client, running });
  } finally {
    await client.close();
    await running.stop();
    await setting.tearDown();
  }
}
