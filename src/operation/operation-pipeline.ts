import {
  type DocumentNode,
  type FormattedExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
} from 'graphql';
import type { OperationLimits } from '../config/config.js';
import { formatError, isUnexpected, platformErrorBehind } from '../graph/format-error.js';
import type { Log } from '../log.js';
import type { PlatformError, PlatformErrorKind } from '../platform/errors.js';
import type { OutageLog } from '../platform/outage-log.js';
import type { ObservedOperation } from '../telemetry/request-stats.js';
import { coerceVariables, redactInput } from './input-redaction.js';
import { OperationAdmission } from './limits/operation-limits.js';
import type { Operation } from './operation.js';
import type { OperationContext as Context } from './operation-context.js';
import { PlainVariables } from './plain-variables.js';
import { completeResponse } from './response-extensions.js';

export interface OperationPipelineOptions {
  readonly production: boolean;
  readonly limits: OperationLimits;
  readonly log: Log;
  /** Receives failed platform calls. */
  readonly outages: OutageLog;
}

/** Rejections for overload or a rate limit are as many as the requests. Their code in the access line is enough. */
const QUIET_KINDS: ReadonlySet<PlatformErrorKind> = new Set(['overloaded', 'rateLimited']);

/** The results of the checks before an operation is executed. */
export class OperationCheck {
  /** Maximum number of upstream calls that the operation needs; undefined: not estimated. */
  calls: number | undefined;
  /** The variables as resolvers receive them; undefined: the operation was rejected. */
  variables: Record<string, unknown> | undefined;
}

export type Result = FormattedExecutionResult<Record<string, unknown>>;

/** The steps before and after the execution of a valid operation. They are the same for Apollo Server and the fast path. */
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
   * Coerces the variables, estimates the cost with them, and checks the cost against the limits.
   * @param sent the variables as received
   * @throws {GraphQLError} if a variable is invalid or a limit is exceeded
   */
  check(
    check: OperationCheck,
    operation: Operation,
    sent: Readonly<Record<string, unknown>>,
    method: string | undefined,
  ): void {
    const { validationErrors } = this.#options.limits;
    const plain = operation.derived.get(PlainVariables, () => new PlainVariables(operation));
    const variables =
      plain.coerced(sent) ?? coerceVariables(operation.schema, operation.operation, sent, validationErrors);
    const cost = this.#admission.costOf(operation, variables);
    check.calls = cost.calls;
    this.#admission.admit(operation, cost, method);
    check.variables = variables;
  }

  /** Completes the response and ends the span of the operation. Call it before the response is serialized. */
  onEnd({ response: { http, body } }: ObservedOperation, context: Context, { calls }: OperationCheck): void {
    const reported = this.#options.production ? undefined : calls;
    if (body?.kind === 'single') completeResponse(body.singleResult, http, context, reported);
    const { requestStats } = context;
    requestStats.spans?.endOperation(requestStats.summary(http.status ?? 200));
  }

  /** Redacts input in the errors, adds the request id to masked ones, and logs the details that clients do not receive. */
  reportErrors(
    errors: readonly GraphQLError[],
    schema: GraphQLSchema,
    document: DocumentNode | undefined,
    { requestId }: Context,
  ): void {
    const { log } = this.#options;
    redactInput(errors, schema, document);
    for (const error of errors) {
      const field = fieldOf(error);
      const platformError = platformErrorBehind(error);
      if (isUnexpected(error)) {
        error.extensions.requestId = requestId;
        log.error({ requestId, err: error.originalError ?? error, field }, 'Unexpected error');
      } else if (platformError !== undefined) {
        this.#logFailure(platformError, { requestId, field });
      }
    }
  }

  /** Reports errors, and formats them as Apollo Server does. */
  formatErrors(
    errors: readonly GraphQLError[],
    { schema, document }: Pick<Operation, 'schema' | 'document'>,
    context: Context,
  ): GraphQLFormattedError[] {
    this.reportErrors(errors, schema, document, context);
    return errors.map((error) => {
      const extensions = { ...error.extensions, code: error.extensions.code ?? 'INTERNAL_SERVER_ERROR' };
      return formatError({ ...error.toJSON(), extensions }, error);
    });
  }

  /** Logs a failed platform call. */
  #logFailure({ kind, endpoint, errcode, rid, message }: PlatformError, request: object): void {
    const facts = { ...request, kind, endpoint, errcode, rid };
    const { log, outages } = this.#options;
    if (QUIET_KINDS.has(kind)) log.debug(facts, message);
    else outages.callFailed(facts, message);
  }
}

/** Returns the schema's name of the field that failed. Its path is not used, because it contains aliases, which may contain codes. */
function fieldOf({ nodes }: GraphQLError): string | undefined {
  const node = nodes?.[0];
  return node?.kind === Kind.FIELD ? node.name.value : undefined;
}
