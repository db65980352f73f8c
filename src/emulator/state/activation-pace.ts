import { PlatformRefusal } from '../refusal.js';
import type { StoredCode } from './codes.js';

/** Activations of one member within ACTIVATION_WINDOW_SECONDS. The platform's limit is not documented (assumed). */
const ACTIVATIONS_IN_WINDOW = 5;
const ACTIVATION_WINDOW_SECONDS = 60;

/** Counts the activations of each member by time, to refuse those that follow each other too fast. */
export class ActivationPace {
  readonly #times = new WeakMap<StoredCode, number[]>();

  /** Records an activation, or refuses it with 45061 (observed) after several within a minute (assumed). */
  take(code: StoredCode, now: number): void {
    // A clock that was set back leaves times in the future.
    const recent = (this.#times.get(code) ?? []).filter((at) => at <= now && at > now - ACTIVATION_WINDOW_SECONDS);
    if (recent.length >= ACTIVATIONS_IN_WINDOW) throw new PlatformRefusal(45061);
    this.#times.set(code, [...recent, now]);
  }
}
