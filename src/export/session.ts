import { setTimeout as sleep } from 'node:timers/promises';
import { execute, type GraphQLError, type GraphQLSchema, parse } from 'graphql';
import { Deadline } from '../deadline.js';
import { formatError } from '../graph/format-error.js';
import type { OperationContext } from '../operation/operation-context.js';
import type { Pace } from './pace.js';
import { type Column, columnsOf, selectionOf } from './selection.js';
import { ExportStopped } from './stopped.js';

/** An error of the graph: its `extensions.code`, its message, and the path of its field. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
  /** Seconds before which the call would fail again. */
  readonly retryAfter: number | undefined;
}

export interface Result<Data> {
  readonly data: Partial<Data>;
  /** Parts that the platform refuses for good: they are missing in the data. */
  readonly refused: readonly Failure[];
}

export interface SessionOptions {
  readonly schema: GraphQLSchema;
  /** Returns the context of a query, which uses its own loaders and ends with the deadline. */
  readonly contextOf: (deadline: Deadline) => OperationContext;
  /** Total deadline of a query, milliseconds. */
  readonly timeoutMs: number;
  readonly pace: Pace;
  /** Receives a sentence for each pause. */
  readonly notify: (text: string) => void;
}

/** Errors that concern only what was requested. A retry does not help. */
const REFUSED: ReadonlySet<string> = new Set(['PLATFORM_REJECTED', 'BAD_USER_INPUT', 'STATS_NOT_READY']);

const QUOTA = 'PLATFORM_QUOTA_EXCEEDED';

/** Errors that may pass. */
const TEMPORARY: ReadonlySet<string> = new Set(['PLATFORM_UNAVAILABLE', 'PLATFORM_TIMEOUT', 'SERVER_OVERLOADED']);

/** Pauses after temporary errors, seconds. After the last one the export stops. */
const PAUSES = [1, 2, 4, 8, 16, 30];

/** Pause after a quota error that does not state when the quota is restored, seconds. */
const QUOTA_PAUSE = 60;

/** Executes queries against the graph in this process, as the server does: same loaders, same limits of calls, same errors. */
export class ExportSession {
  readonly #options: SessionOptions;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Maximum number of calls of one query: those of about a second. */
  get batch(): number {
    return this.#options.pace.batch;
  }

  selectionOf(typeName: string): string {
    return selectionOf(this.#options.schema, typeName);
  }

  columnsOf(typeNames: readonly string[]): readonly Column[] {
    return columnsOf(this.#options.schema, typeNames);
  }

  /**
   * Executes a query at the pace. Waits while a quota is used up or the platform is unavailable, and repeats the query.
   * @param calls number of platform calls that it makes
   * @throws {ExportStopped} if it fails for another reason, or remains unavailable
   */
  async query<Data>(text: string, variables: Readonly<Record<string, unknown>>, calls: number): Promise<Result<Data>> {
    for (let pauses = 0; ; ) {
      await this.#options.pace.take(calls);
      const { data, failures } = await this.#execute<Data>(text, variables);
      const other = failures.filter(({ code }) => !REFUSED.has(code));
      const [first] = other;
      if (first === undefined) return { data, refused: failures };
      const quota = other.find(({ code }) => code === QUOTA);
      if (quota !== undefined) await this.#pause(quota, quota.retryAfter ?? QUOTA_PAUSE);
      else if (other.every(({ code }) => TEMPORARY.has(code)) && PAUSES[pauses] !== undefined) {
        await this.#pause(first, Math.max(PAUSES[pauses] ?? 0, first.retryAfter ?? 0));
        pauses += 1;
      } else throw new ExportStopped(describe(first));
    }
  }

  async #pause(failure: Failure, seconds: number): Promise<void> {
    this.#options.notify(`${describe(failure)}. Paused; next attempt in ${seconds} s`);
    await sleep(seconds * 1000);
  }

  async #execute<Data>(
    text: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly data: Partial<Data>; readonly failures: readonly Failure[] }> {
    const { schema, contextOf, timeoutMs } = this.#options;
    const deadline = new Deadline(timeoutMs);
    try {
      const { data, errors = [] } = await execute({
        schema,
        document: parse(text, { noLocation: true }),
        contextValue: contextOf(deadline),
        variableValues: variables,
      });
      // As a client receives it: some scalars are objects in this process.
      return { data: JSON.parse(JSON.stringify(data ?? {})), failures: errors.map(failureOf) };
    } finally {
      deadline.close();
    }
  }
}

function failureOf(error: GraphQLError): Failure {
  const { message, path = [], extensions = {} } = formatError(error.toJSON(), error);
  const { code, retryAfter } = extensions;
  return {
    code: String(code),
    message,
    path,
    retryAfter: typeof retryAfter === 'number' ? retryAfter : undefined,
  };
}

export const describe = ({ code, message }: Failure): string => `${code}: ${message}`;
