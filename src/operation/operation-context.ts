import type { Context } from '../graph/context.js';
import type { RequestStats } from '../telemetry/request-stats.js';
import type { PreparedSubscription } from './subscription/prepared-subscription.js';

/** The context of one request: what its resolvers receive, and what the operation reports to telemetry. */
export interface OperationContext extends Context {
  readonly requestStats: RequestStats;
  /** Receives a valid subscription, which is not executed. Undefined: the response cannot be a stream. */
  readonly onSubscription?: ((prepared: PreparedSubscription) => void) | undefined;
  /** Whether queries and mutations are rejected. Default: false. */
  readonly acceptsOnlySubscriptions?: boolean | undefined;
}
