/** The telemetry of a server: an access line per request, metrics, and traces if configured. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TracesConfig } from '../config/config.js';
import { isGraphQL } from '../graphql-path.js';
import type { Log } from '../log.js';
import type { Observer } from '../platform/observer.js';
import { AccessLog, type RequestIds } from './access-line.js';
import type { IndexMetrics } from './index-metrics.js';
import type { IntakeMetrics } from './intake-metrics.js';
import { type Build, type KnownLabels, Metrics, type Readings } from './metrics.js';
import { codesOf, type RequestStats, requestStatsOf, traceIdOf } from './request-stats.js';
import type { SubscriptionMetrics } from './subscription-metrics.js';
import type { Traces } from './traces.js';

export interface TelemetryOptions {
  readonly log: Log;
  /** Whether metrics are collected and /metrics is served. */
  readonly metrics: boolean;
  /** Label values whose series start at 0. */
  readonly labels: KnownLabels;
  readonly build: Build;
  /** The export of traces; undefined: no tracing, and the SDK is not loaded. */
  readonly traces: TracesConfig | undefined;
}

export class Telemetry {
  readonly #accessLog: AccessLog;
  readonly #metrics: Metrics | undefined;
  readonly #traces: Traces | undefined;

  private constructor(log: Log, metrics: Metrics | undefined, traces: Traces | undefined) {
    this.#accessLog = new AccessLog(log);
    this.#metrics = metrics;
    this.#traces = traces;
  }

  static async start({ log, metrics, labels, build, traces }: TelemetryOptions): Promise<Telemetry> {
    const tracing = traces && (await import('./traces.js')).startTraces(traces, log);
    return new Telemetry(log, metrics ? new Metrics(labels, build) : undefined, tracing);
  }

  /** The observer for the platform client. */
  get observer(): Observer | undefined {
    return this.#metrics;
  }

  /** The observer for the intake of the platform's messages. */
  get intakeObserver(): IntakeMetrics | undefined {
    return this.#metrics?.intake;
  }

  /** The observer for the search indexes. */
  get indexObserver(): IndexMetrics | undefined {
    return this.#metrics?.indexes;
  }

  /** The observer for subscriptions. */
  get subscriptionObserver(): SubscriptionMetrics | undefined {
    return this.#metrics?.subscriptions;
  }

  /** Counts a mutation whose `userErrors` contain this code. */
  userErrorReturned(mutation: string, code: string): void {
    this.#metrics?.userErrorReturned(mutation, code);
  }

  /** Counts a command of the store. */
  storeCommandDone(command: string, outcome: 'ok' | 'failed', seconds: number): void {
    this.#metrics?.storeCommandDone(command, outcome, seconds);
  }

  /** Observes every request for the endpoint from its headers on. Call it before adding any hook that may send a response. */
  follow(http: FastifyInstance): void {
    http.decorateRequest('requestStats');
    http.addHook('onRequest', (request, reply, done) => {
      if (isGraphQL(request)) this.#begin(request, reply);
      done();
    });
    http.addHook('onSend', (request, reply, payload, done) => {
      if (reply.statusCode >= 400 && isGraphQL(request)) requestStatsOf(request).rejectedWith = codesIn(payload);
      done(null, payload);
    });
  }

  /** Ends the observation of a request that became a WebSocket. Its operations are observed one by one. */
  upgraded(request: FastifyRequest): void {
    const stats = requestStatsOf(request);
    stats.isStream = true;
    stats.isUpgraded = true;
    this.requestEnded({ requestId: request.id, traceId: traceIdOf(request) }, stats, 101);
  }

  /** @param status undefined if the client disconnected before the response, or ended the subscription */
  requestEnded(ids: RequestIds, stats: RequestStats, status: number | undefined): void {
    const milliseconds = performance.now() - stats.began;
    const summary = stats.summary(status);
    // The duration of a stream is not that of a request.
    if (!stats.isStream) this.#metrics?.requestDone(summary, milliseconds / 1000);
    this.#accessLog.requestEnded(ids, stats, status, milliseconds, summary);
    stats.spans?.end(status);
  }

  /** Serves /metrics. The readings are sampled on each scrape. */
  serve(http: FastifyInstance, readings: Readings): void {
    const metrics = this.#metrics;
    if (metrics === undefined) return;
    metrics.readAtScrape(readings);
    http.get('/metrics', async (_request, reply) => {
      reply.header('cache-control', 'no-store').type(metrics.contentType);
      return metrics.text();
    });
  }

  /** Exports the remaining spans if the collector accepts them in time. */
  async close(): Promise<void> {
    await this.#traces?.close();
  }

  #begin(request: FastifyRequest, reply: FastifyReply): void {
    const stats = requestStatsOf(request);
    stats.spans = this.#traces?.begin(request);
    // Not `once`, which costs a wrapper and a removal: a response emits it once.
    reply.raw.on('close', () => {
      if (stats.isUpgraded) return;
      const status = reply.raw.writableFinished ? reply.statusCode : undefined;
      this.requestEnded({ requestId: request.id, traceId: traceIdOf(request) }, stats, status);
    });
  }
}

/** Returns the error codes of a serialized response. Only the response itself contains the codes of a rejected request. */
function codesIn(payload: unknown): readonly string[] {
  if (typeof payload !== 'string') return [];
  try {
    return codesOf(JSON.parse(payload)?.errors);
  } catch {
    return [];
  }
}
