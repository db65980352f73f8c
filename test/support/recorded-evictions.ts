import type { SharedScripts } from '../../src/store/store.js';
import { CardEvictions } from '../../src/webhooks/card-evictions.js';

/** Evictions that record when they invalidate which key. */
export function evictionsWith(scripts?: SharedScripts, isConfirmed: () => boolean = () => true) {
  const invalidated: { readonly key: string; readonly at: number }[] = [];
  const invalidate = async (key: string) => {
    invalidated.push({ key, at: performance.now() });
    return isConfirmed();
  };
  return { evictions: new CardEvictions({ invalidate, scripts }), invalidated };
}
