import type { Context } from '../graph/context.js';
import type { RequestStats } from '../telemetry/request-stats.js';

/** The context of one request: what its resolvers receive, and what the operation reports to telemetry. */
export interface OperationContext extends Context {
  readonly requestStats: RequestStats;
}
