import { MemoryBackend } from '../../src/events/memory-backend.js';
import { retentionOf } from '../../src/events/retention.js';
import type { RunningServer } from '../../src/http/server.js';
import { accountsHave, startThirdParty } from '../support/third-party-server.js';
import { useEmulator } from '../support/use-stack.js';

class CountingBackend extends MemoryBackend {
  reads = 0;

  override read(...options: Parameters<MemoryBackend['read']>): ReturnType<MemoryBackend['read']> {
    this.reads += 1;
    return super.read(...options);
  }
}

const MERCHANTS = Array.from({ length: 30 }, (_, n) => `wxmerchant${n}`);
const [CHANGED = ''] = MERCHANTS;

const emulator = useEmulator({ beforeEach: 'nothing' });
const backend = new CountingBackend(retentionOf());
let server: RunningServer;

beforeAll(async () => {
  server = await startThirdParty(emulator, { eventBackend: backend });
});
afterAll(() => server.close());

test('a change of one merchant does not read the events of all merchants', async () => {
  for (const appid of MERCHANTS) await emulator.authorize({ appid });
  await accountsHave(server, Object.fromEntries(MERCHANTS.map((appid) => [appid, 'ACTIVE'])));
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = backend.reads;
  await emulator.authorize({ appid: CHANGED, funcs: [1] });
  await accountsHave(server, { [CHANGED]: 'LACKS_CARDS' });
  await emulator.unauthorize(CHANGED);
  await accountsHave(server, { [CHANGED]: 'UNAUTHORIZED' });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(backend.reads - before).toBeLessThan(MERCHANTS.length);
});
