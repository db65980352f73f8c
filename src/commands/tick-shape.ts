import { executionAsyncResource } from 'node:async_hooks';

/** The objects of ticks that stay alive. */
const kept: object[] = [];

/**
 * Keeps `process.nextTick` fast for the life of the process. Node creates an object with computed keys per call. If none is alive during a
 * major garbage collection, V8 discards their shape, and afterwards creates each of them in its runtime, for 0.5 to 1 µs. A request has
 * about six ticks. Call it before the first major collection.
 */
export function keepTickShape(): void {
  process.nextTick(() => {
    kept.push(executionAsyncResource());
  });
}
