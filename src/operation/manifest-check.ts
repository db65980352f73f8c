/** Validates the operations of a manifest, so that operators learn of outdated ones before clients send them. */
import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import type { OperationLimits, PersistedOperation } from '../config/config.js';
import type { Log } from '../log.js';
import { laterTurn } from '../turns.js';
import { redactInput } from './input-redaction.js';
import { shapeLimits } from './limits/operation-limits.js';

/** Operations that a report lists. The others are counted. */
const MAX_LISTED = 10;

/** Characters of an id and of a name in a report. */
const MAX_NAME = 100;

/** An operation that every request for it would be refused for. */
interface UnfitOperation {
  readonly id: string;
  readonly name: string;
  /** The first error of its validation, without the values in its text. */
  readonly problem: string;
}

export interface ManifestReport {
  /** Number of operations that were validated: all, unless the signal was aborted. */
  readonly checked: number;
  /** Number of operations that do not fit. */
  readonly unfit: number;
  /** The first of them. */
  readonly listed: readonly UnfitOperation[];
}

export interface ManifestCheckOptions {
  readonly schema: GraphQLSchema;
  readonly limits: OperationLimits;
}

/**
 * Parses and validates each operation as a request with it would be, one per turn of the event loop.
 * @param signal ends the check early when it is aborted
 */
export async function checkManifest(
  operations: readonly PersistedOperation[],
  { schema, limits }: ManifestCheckOptions,
  signal?: AbortSignal,
): Promise<ManifestReport> {
  const rules = [...specifiedRules, shapeLimits(limits)];
  const listed: UnfitOperation[] = [];
  let checked = 0;
  let unfit = 0;
  for (const { id, name, body } of operations) {
    await laterTurn();
    if (signal?.aborted) break;
    checked += 1;
    const error = firstError(body, schema, limits, rules);
    if (error === undefined) continue;
    unfit += 1;
    if (listed.length < MAX_LISTED) listed.push({ id: short(id), name: short(name), problem: error.message });
  }
  return { checked, unfit, listed };
}

function firstError(
  body: string,
  schema: GraphQLSchema,
  { tokens }: OperationLimits,
  rules: Parameters<typeof validate>[2],
): GraphQLError | undefined {
  let document: DocumentNode | undefined;
  let error: GraphQLError | undefined;
  try {
    document = parse(body, { maxTokens: tokens });
    [error] = validate(schema, document, rules, { maxErrors: 1 });
  } catch (cause) {
    error = new GraphQLError(messageOf(cause), { extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
  }
  if (error !== undefined) redactInput([error], schema, document);
  return error;
}

function messageOf(cause: unknown): string {
  if (cause instanceof GraphQLError) return cause.message;
  // The parser is recursive: an operation may have more levels than the stack.
  if (cause instanceof RangeError) return 'The operation has more levels than can be read';
  return 'The operation cannot be validated';
}

const short = (text: string) => text.slice(0, MAX_NAME);

/** Checks the manifest of a running server in the background and logs the result. */
export class ManifestWatch {
  readonly #options: ManifestCheckOptions & { readonly log: Log };
  #current = new AbortController();

  constructor(options: ManifestCheckOptions & { readonly log: Log }) {
    this.#options = options;
  }

  /** Starts a check, which replaces the one that is still running. */
  start(operations: readonly PersistedOperation[]): void {
    this.stop();
    this.#current = new AbortController();
    void this.#run(operations, this.#current.signal);
  }

  stop(): void {
    this.#current.abort();
  }

  async #run(operations: readonly PersistedOperation[], signal: AbortSignal): Promise<void> {
    const { checked, unfit, listed } = await checkManifest(operations, this.#options, signal);
    if (signal.aborted) return;
    const { log } = this.#options;
    if (unfit === 0) log.info({ checked }, 'Persisted operations fit the schema');
    else {
      const more = unfit - listed.length;
      log.error({ checked, unfit, operations: listed, more }, 'Persisted operations do not fit the schema');
    }
  }
}
