import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from './store.js';

/** Time for the connection, milliseconds, and the interval of the attempts. */
const CONNECT_MS = 5000;
const ATTEMPT_EVERY_MS = 50;

/**
 * Waits until a store that has just been created can be used.
 * @throws {StoreUnavailable} after five seconds
 */
export async function connected(store: Store): Promise<Store> {
  for (const until = performance.now() + CONNECT_MS; ; await sleep(ATTEMPT_EVERY_MS)) {
    try {
      await store.check();
      return store;
    } catch (error) {
      if (performance.now() >= until) throw error;
    }
  }
}
