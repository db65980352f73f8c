import { type DocumentNode, type FormattedExecutionResult, type GraphQLError, type GraphQLSchema, Kind } from 'graphql';
import type { OperationLimits } from '../config/config.js';
import { isUnforeseen, platformErrorBehind } from '../graph/format-error.js';
import type { Log } from '../log.js';
import type { ObservedOperation } from '../telemetry/request-stats.js';
import { coerceVariables, withholdInput } from './input-redaction.js';
import { OperationAdmission } from './limits/operation-limits.js';
import type { Operation } from './operation.js';
import type { OperationContext as Context } from './operation-context.js';
import { completeAnswer } from './response-extensions.js';

export interface OperationPipelineOptions {
  readonly production: boolean;
  readonly limits: OperationLimits;
  readonly log: Log;
}

/** What is found out about an operation before it is executed. */
export class OperationCheck {
  /** Upstream calls that it needs at most; undefined: not estimated. */
  calls: number | undefined;
  /** As resolvers get them; undefined: the operation was refused. */
  variables: Record<string, unknown> | undefined;
}

export type Result = FormattedExecutionResult<Record<string, unknown>>;

/** The steps around the execution of a valid operation, the same by Apollo Server and by the fast path: checks, errors, the end. */
export class OperationPipeline {
  readonly #options: OperationPipelineOptions;
  readonly #admission: OperationAdmission;

  constructor(options: OperationPipelineOptions) {
    this.#options = options;
    this.#admission = new OperationAdmission(options.limits);
  }

  /** Records the operation in the stats of its request, and starts its span. */
  onStart(operation: ObservedOperation, { requestStats }: Context): void {
    requestStats.graphql = operation;
    requestStats.spans?.beginOperation();
  }

  /**
   * Coerces the variables, estimates the cost with them, and checks both against the limits.
   * @param sent the variables, as they came
   * @throws {GraphQLError} what is too much or wrong
   */
  check(
    check: OperationCheck,
    operation: Operation,
    sent: Readonly<Record<string, unknown>>,
    method: string | undefined,
  ): void {
    const { validationErrors } = this.#options.limits;
    const variables = coerceVariables(operation.schema, operation.operation, sent, validationErrors);
    const cost = this.#admission.costOf(operation, variables);
    check.calls = cost.calls;
    this.#admission.admit(operation, cost, method);
    check.variables = variables;
  }

  /** Once there is an answer, before it is written. */
  onEnd({ response: { http, body } }: ObservedOperation, context: Context, { calls }: OperationCheck): void {
    const reported = this.#options.production ? undefined : calls;
    if (body?.kind === 'single') completeAnswer(body.singleResult, http, context, reported);
    const { requestStats } = context;
    requestStats.spans?.endOperation(requestStats.summary(http.status ?? 200));
  }

  /** Takes out of the errors what was sent, names the request in masked ones, and tells the log what clients are not told. */
  reportErrors(
    errors: readonly GraphQLError[],
    schema: GraphQLSchema,
    document: DocumentNode | undefined,
    { requestId }: Context,
  ): void {
    const { log } = this.#options;
    withholdInput(errors, schema, document);
    for (const error of errors) {
      const field = fieldOf(error);
      const platformError = platformErrorBehind(error);
      if (isUnforeseen(error)) {
        error.extensions.requestId = requestId;
        log.error({ requestId, err: error.originalError ?? error, field }, 'unforeseen error');
      } else if (platformError !== undefined) {
        const { kind, endpoint, errcode, rid } = platformError;
        // Of what is refused here for its number there are as many: their code in the access line is enough.
        const level = kind === 'overloaded' || kind === 'rateLimited' ? 'debug' : 'warn';
        log[level]({ requestId, field, kind, endpoint, errcode, rid }, platformError.message);
      }
    }
  }
}

/** The schema's name of the field that failed. Not its path: aliases stand in that, which callers make up, of codes as well. */
function fieldOf({ nodes }: GraphQLError): string | undefined {
  const node = nodes?.[0];
  return node?.kind === Kind.FIELD ? node.name.value : undefined;
}
