import type { ReadEntries } from '../../../src/events/backend.js';
import { LogSizes } from '../../../src/events/log-sizes.js';
import { MemoryBackend } from '../../../src/events/memory-backend.js';
import { retentionOf } from '../../../src/events/retention.js';
import { StoreUnavailable } from '../../../src/store/store.js';

const ACCOUNT = { baseUrl: 'https://api.weixin.qq.com', appid: 'wx1' };
const ENTRY = { kind: 'CLAIMED', receivedAt: 0, sealed: 'x' };

class Interrupted extends MemoryBackend {
  isDown = false;
  reads = 0;

  override read(...page: Parameters<MemoryBackend['read']>): Promise<ReadEntries> {
    this.reads += 1;
    return this.isDown ? Promise.reject(new StoreUnavailable('down')) : super.read(...page);
  }
}

let backend: Interrupted;
let sizes: LogSizes;

beforeEach(() => {
  jest.useFakeTimers({ advanceTimers: false });
  backend = new Interrupted(retentionOf());
  sizes = new LogSizes(backend);
});
afterEach(async () => {
  await sizes.close();
  jest.useRealTimers();
});

describe('the sizes of the logs', () => {
  test('are read twice a minute, one read per stream', async () => {
    sizes.follow([ACCOUNT]);
    await jest.advanceTimersByTimeAsync(0);
    expect(sizes.current).toEqual([
      {
        appid: 'wx1',
        events: { state: 0, activity: 0 },
        bytes: 0,
        oldestAt: { state: undefined, activity: undefined },
      },
    ]);
    await backend.append(ACCOUNT, 'state', 'one', ENTRY);
    const at = Date.now();
    await jest.advanceTimersByTimeAsync(30_000);
    await backend.append(ACCOUNT, 'state', 'two', ENTRY);
    await jest.advanceTimersByTimeAsync(30_000);
    expect(sizes.current).toMatchObject([{ events: { state: 2, activity: 0 }, oldestAt: { state: at } }]);
    expect(backend.reads).toBe(6);
  });

  test('are absent while the store is unavailable', async () => {
    sizes.follow([ACCOUNT]);
    await jest.advanceTimersByTimeAsync(0);
    backend.isDown = true;
    await jest.advanceTimersByTimeAsync(30_000);
    expect(sizes.current).toEqual([]);
    backend.isDown = false;
    await jest.advanceTimersByTimeAsync(30_000);
    expect(sizes.current).toHaveLength(1);
  });

  test('sizes of a removed account are dropped, and it is not read again', async () => {
    sizes.follow([ACCOUNT]);
    await jest.advanceTimersByTimeAsync(0);
    sizes.follow([]);
    expect(sizes.current).toEqual([]);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(backend.reads).toBe(2);
  });
});
