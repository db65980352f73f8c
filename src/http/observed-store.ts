import type { Store } from '../store/store.js';

/** Minimum interval between two checks, milliseconds: a check of STATE_DIR writes to disk, and anyone may scrape. */
const CHECK_EVERY_MS = 1000;

/** Receives each store command with its outcome and duration. */
export type OnStoreCommand = (command: string, outcome: 'ok' | 'failed', seconds: number) => void;

/** Measures the commands of a store that can fail a request. Failures of the shared cache only make reads slower. */
export function observeStore(store: Store, onCommand: OnStoreCommand): Store {
  const timed = async <T>(command: string, run: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    let outcome: 'ok' | 'failed' = 'failed';
    try {
      const result = await run();
      outcome = 'ok';
      return result;
    } finally {
      onCommand(command, outcome, (performance.now() - startedAt) / 1000);
    }
  };
  const { records, scripts } = store;
  const thenGet = records.compareAndSetThenGet?.bind(records);
  return {
    ...store,
    records: {
      get: (key) => timed('get', () => records.get(key)),
      compareAndSet: (...change) => timed('compareAndSet', () => records.compareAndSet(...change)),
      ...(thenGet && { compareAndSetThenGet: (...change) => timed('compareAndSet', () => thenGet(...change)) }),
      close: () => records.close(),
    },
    ...(scripts && {
      scripts: {
        get isReady() {
          return scripts.isReady;
        },
        eval: (script, options) => timed('script', () => scripts.eval(script, options)),
      },
    }),
    check: () => timed('check', () => store.check()),
  };
}

/** Returns a function that checks the store, at most once a second, and returns whether it can be used. */
export function storeHealth(store: Store): () => Promise<boolean> {
  let checkedAt = Number.NEGATIVE_INFINITY;
  let check: Promise<boolean> = Promise.resolve(true);
  return () => {
    const now = performance.now();
    if (now - checkedAt >= CHECK_EVERY_MS) {
      checkedAt = now;
      check = store.check().then(
        () => true,
        () => false,
      );
    }
    return check;
  };
}
