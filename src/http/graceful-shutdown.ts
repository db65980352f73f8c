import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.js';
import type { RunningServer } from './server.js';

export interface ShutdownOptions {
  readonly server: Pick<RunningServer, 'startDraining' | 'drain' | 'close'>;
  /** Closes the resources that the server used. */
  readonly closeRest: () => Promise<void>;
  /**
   * Writes pending log lines, for at most this many milliseconds.
   * @returns whether every audit line was written
   */
  readonly writeRest: (milliseconds: number) => Promise<boolean>;
  /** Time to keep serving while not ready, so that load balancers notice, milliseconds. */
  readonly waitMs: number;
  /** Upper bound for the whole shutdown, milliseconds. */
  readonly graceMs: number;
  readonly log: Log;
}

/** Part of the grace period that is reserved for closing resources, milliseconds. */
const CLOSING_MS = 500;

/** Part of the grace period that is reserved for the exit itself, milliseconds. */
const LAST_MS = 200;

/** Shuts the process down in four steps: not ready, wait, drain, close. */
export class GracefulShutdown {
  readonly #options: ShutdownOptions;
  readonly #hurry = new AbortController();
  #outcome: Promise<boolean> | undefined;

  constructor(options: ShutdownOptions) {
    this.#options = options;
  }

  /**
   * Starts the shutdown. A second call skips the wait for load balancers.
   * @param waits whether to wait until load balancers have noticed
   * @returns whether everything ended within the grace period
   */
  begin({ waits }: { readonly waits: boolean }): Promise<boolean> {
    if (!waits || this.#outcome !== undefined) this.#hurry.abort();
    this.#outcome ??= this.#run();
    return this.#outcome;
  }

  async #run(): Promise<boolean> {
    const { server, graceMs, log } = this.#options;
    const endsAt = Date.now() + graceMs;
    server.startDraining();
    log.info({ graceMs }, 'Shutdown started; readiness is now `draining`');
    const isDone = new AbortController();
    const graceElapsed = async () => {
      await sleep(graceMs, undefined, { signal: isDone.signal });
      log.error('Grace period elapsed before all resources were closed');
      return false;
    };
    const isClean = await Promise.race([this.#close(endsAt), graceElapsed()]);
    isDone.abort();
    return isClean;
  }

  async #close(endsAt: number): Promise<boolean> {
    const { server, closeRest, writeRest, waitMs, log } = this.#options;
    await sleep(waitMs, undefined, { signal: this.#hurry.signal }).catch(() => undefined);
    try {
      const cut = await server.drain(Math.max(0, endsAt - CLOSING_MS - Date.now()));
      if (cut > 0) log.error({ requests: cut }, 'Grace period elapsed; in-flight requests were cut off');
      await server.close();
      await closeRest();
      const isWritten = await writeRest(Math.max(0, endsAt - LAST_MS - Date.now()));
      return cut === 0 && isWritten;
    } catch (err) {
      log.error({ err }, 'Closing resources failed');
      return false;
    }
  }
}
