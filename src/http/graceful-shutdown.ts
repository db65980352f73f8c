import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.js';
import type { RunningServer } from './server.js';

export interface ShutdownOptions {
  readonly server: Pick<RunningServer, 'leave' | 'drain' | 'close'>;
  /** Closes what the server used. */
  readonly closeRest: () => Promise<void>;
  /**
   * Writes the lines that wait, for at most so many milliseconds.
   * @returns whether every audit line is written
   */
  readonly writeRest: (milliseconds: number) => Promise<boolean>;
  /** How long the server goes on as it was, but not ready, so that balancers see it. */
  readonly waitMs: number;
  /** For everything together; what is not done by then is left undone. */
  readonly graceMs: number;
  readonly log: Log;
}

/** Kept of the grace time for closing what the server used, milliseconds. */
const CLOSING_MS = 500;

/** Kept of the grace time for the exit itself, milliseconds. */
const LAST_MS = 200;

/** How a process ends: not ready, wait, drain, close. */
export class Shutdown {
  readonly #options: ShutdownOptions;
  readonly #hurry = new AbortController();
  #outcome: Promise<boolean> | undefined;

  constructor(options: ShutdownOptions) {
    this.#options = options;
  }

  /**
   * Ends the server. Asked for once more, it waits for balancers no longer.
   * @param waits whether there may be balancers that have to see it
   * @returns whether everything came to its end inside the grace time
   */
  begin({ waits }: { readonly waits: boolean }): Promise<boolean> {
    if (!waits || this.#outcome !== undefined) this.#hurry.abort();
    this.#outcome ??= this.#run();
    return this.#outcome;
  }

  async #run(): Promise<boolean> {
    const { server, graceMs, log } = this.#options;
    const endsAt = Date.now() + graceMs;
    server.leave();
    log.info({ graceMs }, 'ending: not ready from now on');
    const isDone = new AbortController();
    const tooLate = async () => {
      await sleep(graceMs, undefined, { signal: isDone.signal });
      log.error('the grace time is over: not everything could be closed');
      return false;
    };
    const isClean = await Promise.race([this.#close(endsAt), tooLate()]);
    isDone.abort();
    return isClean;
  }

  async #close(endsAt: number): Promise<boolean> {
    const { server, closeRest, writeRest, waitMs, log } = this.#options;
    await sleep(waitMs, undefined, { signal: this.#hurry.signal }).catch(() => undefined);
    try {
      const cut = await server.drain(Math.max(0, endsAt - CLOSING_MS - Date.now()));
      if (cut > 0) log.error({ requests: cut }, 'the grace time is over: requests under way were cut');
      await server.close();
      await closeRest();
      const isWritten = await writeRest(Math.max(0, endsAt - LAST_MS - Date.now()));
      return cut === 0 && isWritten;
    } catch (err) {
      log.error({ err }, 'not everything could be closed');
      return false;
    }
  }
}
