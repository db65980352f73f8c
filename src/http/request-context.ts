import type { IncomingHttpHeaders } from 'node:http';
import type { Access, Admitted } from '../admission/access.js';
import type { PersistedOperations } from '../admission/persisted-operations.js';
import type { RequestRates } from '../admission/request-rates.js';
import type { Deadline } from '../deadline.js';
import type { EventLog } from '../events/event-log.js';
import { RequestLoaders } from '../graph/loaders.js';
import type { Log } from '../log.js';
import type { LogThrottle } from '../logging/log-throttle.js';
import type { GraphQLEndpoint } from '../operation/graphql-endpoint.js';
import type { OperationContext } from '../operation/operation-context.js';
import type { Result } from '../operation/operation-pipeline.js';
import type { Platform, PlatformClient } from '../platform/client.js';
import { SafeWrites } from '../safety/safe-writes.js';
import type { CardIndexes } from '../search/card-indexes.js';
import type { RollBacks } from '../store/roll-backs.js';
import type { Store } from '../store/store.js';
import type { RequestStats } from '../telemetry/request-stats.js';
import type { ConnectionTracker } from './connection-tracker.js';
import type { Subscriptions } from './subscriptions.js';

/** The result of the checks that precede an operation. */
export interface Admission extends Admitted {
  readonly deadline: Deadline;
  readonly platform: Platform;
}

export interface ContextOptions {
  readonly store: Store;
  /** The events of the platform. Undefined: there are none. */
  readonly events: EventLog | undefined;
  readonly cardIndexes: Pick<CardIndexes, 'of'>;
  readonly rollBacks: RollBacks;
  /** Limits the lines about outcomes that were not persisted. */
  readonly lostThrottle: LogThrottle;
  /** Total deadline of a request, milliseconds. */
  readonly requestTimeoutMs: number;
  readonly log: Log;
}

/** The parts that handle an operation, over any transport. */
export interface OperationParts extends ContextOptions {
  readonly access: Access;
  readonly persisted: PersistedOperations;
  readonly platform: PlatformClient;
  readonly endpoint: GraphQLEndpoint;
  readonly connections: ConnectionTracker;
  readonly subscriptions: Subscriptions;
  readonly requestRates: RequestRates;
}

/** The ids of a request in the log, and its stats. */
export interface RequestOrigin {
  readonly requestId: string;
  readonly traceId: string | undefined;
  readonly requestStats: RequestStats;
}

/** Returns the context of one request: its account, its deadline, and its own loaders. */
export function contextOf(
  { store, events, cardIndexes, rollBacks, lostThrottle, requestTimeoutMs, log }: ContextOptions,
  { account, accounts, caller, platform, deadline }: Admission,
  { requestId, traceId, requestStats }: RequestOrigin,
): OperationContext {
  const onLost = (err: unknown) => {
    const suppressed = lostThrottle.admit();
    if (suppressed === undefined) return;
    log.error(
      { requestId, err, suppressed },
      'Idempotency outcome was not persisted, or not completely; a retry will read back',
    );
  };
  const { records } = store;
  return {
    account,
    accounts,
    caller,
    platform,
    loaders: new RequestLoaders(platform),
    cardSearch: cardIndexes.of(account),
    events: events?.of(account),
    writes: new SafeWrites({
      records,
      rollBacks,
      account,
      caller: caller.name,
      deadline,
      requestTimeoutMs,
      onLost,
    }),
    requestId,
    traceId,
    requestStats,
  };
}

/** Returns a function that creates a context of an admitted request: for its start, or for one event of its subscription. */
export function contextsOf(
  options: OperationParts,
  admitted: Admitted,
  headers: IncomingHttpHeaders,
  origin: RequestOrigin,
): (deadline: Deadline) => OperationContext {
  const { account, caller } = admitted;
  return (deadline) => {
    const noCache = requestsNoCache(headers);
    const platform = options.platform.bind(account, deadline, origin.requestStats, caller.name, noCache);
    return contextOf(options, { ...admitted, deadline, platform }, origin);
  };
}

/** Records the result with which a subscription ends, for the access line. */
export function recordResult({ requestStats: { graphql } }: OperationContext, singleResult: Result): void {
  if (graphql !== undefined) graphql.response.body = { kind: 'single', singleResult };
}

/** Returns whether the client requests data that was read for this request. */
export const requestsNoCache = (headers: IncomingHttpHeaders): boolean => NO_CACHE.test(headers['cache-control'] ?? '');

const NO_CACHE = /(?:^|,)[ \t]*no-cache[ \t]*(?:,|$)/i;
