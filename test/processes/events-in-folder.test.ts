import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningEmulator, startEmulator } from '../../src/emulator/server.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { eventXml, PUSH, pushOf } from '../support/pushes.js';
import { Replica } from '../support/replica.js';
import { until } from '../support/time.js';

const CARD = 'pDEMO-cash-0001';

let folder: string;
let emulator: RunningEmulator;
let control: EmulatorControl;
let processes: readonly [Replica, Replica];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cardgraph-events-'));
  emulator = await startEmulator();
  control = new EmulatorControl(emulator.url);
  const env = { STATE_DIR: folder, EVENTS_TOKEN: PUSH.token, EVENTS_AES_KEY: PUSH.aesKey };
  processes = [new Replica(emulator.url, env), new Replica(emulator.url, env)];
  for (const process of processes) await process.start();
});
afterAll(async () => {
  await Promise.all(processes.map((process) => process.kill()));
  await emulator.close();
  rmSync(folder, { recursive: true });
});

const stockIn = async ({ graph }: Replica): Promise<number> =>
  (await graph.data(`{ card(id: "${CARD}") { stock { quantity } } }`)).card.stock.quantity;

const push = async ({ url }: Replica, event: string, fields: Readonly<Record<string, string>>) => {
  const CreateTime = Math.floor(Date.now() / 1000);
  const { query, body } = pushOf(eventXml(event, { CreateTime, CardId: CARD, ...fields }), { appid: 'wxdemo' });
  const path = `/wechat/events/wxdemo?${new URLSearchParams(query)}`;
  const response = await fetch(new URL(path, url), { method: 'POST', body });
  expect([response.status, await response.text()]).toEqual([200, 'success']);
};

let codes = 0;

/** Caches the card in both processes, and changes its stock without them. Returns its stock before. */
async function changed(): Promise<number> {
  const [before] = await Promise.all(processes.map(stockIn));
  codes += 1;
  await control.addCode({
    card_id: CARD,
    openid: 'oDEMO-user-0001',
    code: `90000000${String(codes).padStart(4, '0')}`,
  });
  await control.clearLedger();
  return before as number;
}

describe('two processes with one STATE_DIR', () => {
  test.each([
    ['review', 'card_pass_check'],
    ['claim', 'user_get_card'],
  ])('both read the card again exactly once after one of them received a %s', async (_, event) => {
    const before = await changed();
    await push(processes[0], event, { UserCardCode: '1' });
    expect(await stockIn(processes[0])).toBe(before - 1);
    await until(async () => (await stockIn(processes[1])) === before - 1);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await Promise.all(processes.map(stockIn))).toEqual([before - 1, before - 1]);
    expect((await control.ledger()).byPath['/card/get']).toBe(2);
  });

  test('both keep the card after an event that does not concern it', async () => {
    const before = await changed();
    await push(processes[0], 'user_consume_card', { UserCardCode: '2' });
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await Promise.all(processes.map(stockIn))).toEqual([before, before]);
  });
});
