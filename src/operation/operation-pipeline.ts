import {
  type DocumentNode,
  type FormattedExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
} from 'graphql';
import type { OperationLimits } from '../config/config.js';
import { formatError, isUnforeseen, platformErrorBehind } from '../graph/format-error.js';
import type { Log } from '../log.js';
import type { ObservedOperation } from '../telemetry/request-stats.js';
import { PlannedQuery } from './executor/query-plan-cache.js';
import { ResponseMeter } from './executor/response-meter.js';
import { coerceVariables, withholdInput } from './input-redaction.js';
import { OperationAdmission } from './limits/operation-limits.js';
import type { Operation } from './operation.js';
import type { OperationContext as Context } from './operation-context.js';
import { completeAnswer, responseTooLarge } from './response-extensions.js';

export interface OperationsOptions {
  readonly production: boolean;
  readonly limits: OperationLimits;
  readonly log: Log;
}

/** What is settled of an operation before it is executed. */
export class Settled {
  /** Upstream calls that it costs at the most; undefined: that was not reckoned. */
  calls: number | undefined;
  /** As resolvers get them; undefined: it was refused. */
  variables: Record<string, unknown> | undefined;
}

export type Result = FormattedExecutionResult<Record<string, unknown>>;

/** What is done with an operation that is valid, whichever way it came: by Apollo Server's pipeline, or by the short one. */
export class Operations {
  readonly #options: OperationsOptions;
  readonly #admission: OperationAdmission;

  constructor(options: OperationsOptions) {
    this.#options = options;
    this.#admission = new OperationAdmission(options.limits);
  }

  /** Records the operation in the stats of its request, and starts its span. */
  begin(operation: ObservedOperation, { requestStats }: Context): void {
    requestStats.graphql = operation;
    requestStats.spans?.beginOperation();
  }

  /**
   * Coerces the variables, estimates the cost with them, and checks both against the limits.
   * @param sent the variables, as they came
   * @throws {GraphQLError} what is too much or wrong
   */
  settle(
    settled: Settled,
    operation: Operation,
    sent: Readonly<Record<string, unknown>>,
    method: string | undefined,
  ): void {
    const { validationErrors } = this.#options.limits;
    const variables = coerceVariables(operation.schema, operation.operation, sent, validationErrors);
    const cost = this.#admission.costOf(operation, variables);
    settled.calls = cost.calls;
    this.#admission.admit(operation, cost, method);
    settled.variables = variables;
  }

  /** Executes a query. Mutations are left to graphql-js. */
  async execute(query: Operation, variables: Record<string, unknown>, context: Context): Promise<Result> {
    const meter = new ResponseMeter(this.#options.limits.responseBytes);
    // What else it would read is not needed then.
    meter.onExceeded = () => context.platform.deadline.cancel();
    const planned = query.derived.get(PlannedQuery, () => new PlannedQuery(query));
    const { data = null, errors } = await planned.execute(variables, context, meter);
    context.requestStats.responseBytes = meter.bytes;
    if (meter.isExceeded) return responseTooLarge(this.#options.limits.responseBytes);
    return errors === undefined ? { data } : { errors: this.#formatted(errors, query, context), data };
  }

  /** As Apollo Server formats them. */
  #formatted(
    errors: readonly GraphQLError[],
    { schema, document }: Operation,
    context: Context,
  ): GraphQLFormattedError[] {
    this.tellErrors(errors, schema, document, context);
    return errors.map((error) => {
      const extensions = { ...error.extensions, code: error.extensions.code ?? 'INTERNAL_SERVER_ERROR' };
      return formatError({ ...error.toJSON(), extensions }, error);
    });
  }

  /** Once there is an answer, before it is written. */
  end({ response: { http, body } }: ObservedOperation, context: Context, { calls }: Settled): void {
    const told = this.#options.production ? undefined : calls;
    if (body?.kind === 'single') completeAnswer(body.singleResult, http, context, told);
    const { requestStats } = context;
    requestStats.spans?.endOperation(requestStats.summary(http.status ?? 200));
  }

  /** Takes out of the errors what was sent, names the request in masked ones, and tells the log what clients are not told. */
  tellErrors(
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
