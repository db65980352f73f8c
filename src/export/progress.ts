/** Reports how far an export has come, on stderr. */

/** Receives text. A terminal shows the last line again and again. */
export interface ProgressTarget {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

/** Interval of the reports on a terminal or on request, and otherwise, milliseconds. */
const OFTEN_MS = 1000;
const SELDOM_MS = 30_000;

/** Lines about missing parts. Further ones are only counted. */
const MAX_MISSING_LINES = 100;

export interface ProgressOptions {
  readonly target: ProgressTarget;
  /** Names of the units of work, such as `cards`. */
  readonly unit: string;
  /** Whether to report every second even if the target is not a terminal. */
  readonly often: boolean;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

/** The state of an export. `done` and `total` count units of work. */
export interface ProgressState {
  readonly done: number;
  readonly total: number | undefined;
  readonly rows: number;
}

export class Progress {
  readonly #options: ProgressOptions;
  readonly #now: () => number;
  readonly #isTerminal: boolean;
  readonly #everyMs: number;
  /** The first state of this run and when it was reached: the rate is that of this run. */
  #first: { readonly done: number; readonly at: number } | undefined;
  #reportedAt: number;
  #missing = 0;
  /** Whether the cursor of a terminal is at the end of a report. */
  #isOnReport = false;

  constructor(options: ProgressOptions) {
    const { target, often, now = () => performance.now() } = options;
    this.#options = options;
    this.#now = now;
    this.#isTerminal = target.isTTY === true;
    this.#everyMs = this.#isTerminal || often ? OFTEN_MS : SELDOM_MS;
    this.#reportedAt = now();
  }

  /** Reports the state if the last report is old enough. */
  advance(state: ProgressState): void {
    const now = this.#now();
    this.#first ??= { done: state.done, at: now };
    if (now - this.#reportedAt < this.#everyMs) return;
    this.#reportedAt = now;
    const line = this.#lineOf(state, (now - this.#first.at) / 1000, state.done - this.#first.done);
    if (!this.#isTerminal) this.#options.target.write(`${line}\n`);
    else {
      this.#options.target.write(`\r\u{1b}[2K${line}`);
      this.#isOnReport = true;
    }
  }

  /** Writes a line, which stays. Replaces control characters, because texts of the platform must not control a terminal. */
  note(text: string): void {
    this.#options.target.write(`${this.#isOnReport ? '\n' : ''}${text.replace(/\p{Cc}/gu, ' ')}\n`);
    this.#isOnReport = false;
  }

  /** Reports a part that could not be exported. */
  missing(text: string): void {
    this.#missing += 1;
    if (this.#missing <= MAX_MISSING_LINES) this.note(`Missing: ${text}`);
    else if (this.#missing === MAX_MISSING_LINES + 1) this.note('Further missing parts are only counted');
  }

  /** @param doneInRun units of work that this run has done in this time */
  #lineOf({ done, total, rows }: ProgressState, seconds: number, doneInRun: number): string {
    const perSecond = seconds > 0 ? doneInRun / seconds : 0;
    const share = total === undefined || total === 0 ? '' : ` of ${total} (${Math.floor((done / total) * 100)} %)`;
    // The first step of a run is the start of the measurement.
    const rate = perSecond <= 0 ? '' : `, ${(perSecond * 60).toFixed(0)} a minute`;
    const left =
      total === undefined || perSecond <= 0 ? '' : `, ${durationOf(Math.ceil((total - done) / perSecond))} left`;
    return `${done}${share} ${this.#options.unit}, ${rows} rows${rate}${left}`;
  }
}

/** Returns a time as `1:02:03`, hours, minutes and seconds. */
export function durationOf(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
