/** Exports traces by OTLP. Imported only if tracing is configured, because only this module loads the SDK. */
import {
  type Attributes,
  type Context,
  createTraceState,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { FastifyRequest } from 'fastify';
import type { TracesConfig } from '../config/config.js';
import { GRAPHQL_PATH, pathOf } from '../graphql-path.js';
import type { Log } from '../log.js';
import { LogThrottle } from '../logging/log-throttle.js';
import { PlatformError } from '../platform/errors.js';
import { type CallSpan, outcomeOf } from '../platform/observer.js';
import type { RequestSpans, Summary } from './request-stats.js';
import { readTraceParent } from './trace-parent.js';

/** Maximum number of spans that wait for export. Further spans are dropped. */
const MAX_WAITING_SPANS = 4096;
const SPANS_A_BATCH = 512;
const EXPORT_EVERY_MS = 2000;
/** Timeout of one export with all its retries, and thus of the last export at shutdown. */
const EXPORT_TIMEOUT_MS = 2000;

/** Minimum interval between two identical log lines, milliseconds. */
const LOG_INTERVAL_MS = 60_000;

/** Maximum length of a recorded path, characters. */
const MAX_PATH = 128;

/** Starts the spans of requests and exports them in the background. */
export interface Traces {
  begin(request: FastifyRequest): RequestSpans;
  close(): Promise<void>;
}

/** @param log receives a line about failed exports, at most once a minute */
export function startTraces({ url, headers, serviceName, ratio }: TracesConfig, log: Log): Traces {
  const exporter = new OTLPTraceExporter({
    url,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()])),
    timeoutMillis: EXPORT_TIMEOUT_MS,
    keepAlive: true,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: withFailureLog(exporter, log),
        maxQueueSize: MAX_WAITING_SPANS,
        maxExportBatchSize: SPANS_A_BATCH,
        scheduledDelayMillis: EXPORT_EVERY_MS,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  });
  const tracer = provider.getTracer('cardgraph');
  return {
    begin: (request) => new Spans(tracer, request),
    async close() {
      // Failures have been logged.
      await Promise.race([provider.shutdown().catch(() => undefined), until(EXPORT_TIMEOUT_MS)]);
    },
  };
}

/** The spans of one request: the HTTP span contains the operation, which contains the upstream calls. */
class Spans implements RequestSpans {
  readonly #tracer: Tracer;
  readonly #http: Span;
  #operation: Span | undefined;
  #unrecorded: CallSpan | undefined;
  /** The parent of the next span. */
  #parent: Context;

  constructor(tracer: Tracer, { method, url, headers }: FastifyRequest) {
    this.#tracer = tracer;
    const path = pathOf(url);
    this.#http = tracer.startSpan(
      path === GRAPHQL_PATH ? `${method} ${GRAPHQL_PATH}` : method,
      {
        kind: SpanKind.SERVER,
        attributes: { 'http.request.method': method, 'url.path': path.slice(0, MAX_PATH) },
      },
      parentOf(headers),
    );
    this.#parent = trace.setSpan(ROOT_CONTEXT, this.#http);
  }

  get traceId(): string {
    return this.#http.spanContext().traceId;
  }

  beginOperation(): void {
    if (!this.#http.isRecording()) return;
    this.#operation = this.#tracer.startSpan('graphql', {}, this.#parent);
    this.#parent = trace.setSpan(ROOT_CONTEXT, this.#operation);
  }

  endOperation({ operation, operationType, operationHash, outcome, codes }: Summary): void {
    const span = this.#operation;
    if (span === undefined) return;
    this.#operation = undefined;
    // Only the type: operation names are the callers' choice and unbounded.
    if (operationType !== undefined) span.updateName(operationType);
    span.setAttributes({
      ...(operation !== undefined && { 'graphql.operation.name': operation }),
      ...(operationType !== undefined && { 'graphql.operation.type': operationType }),
      ...(operationHash !== undefined && { 'cardgraph.operation.hash': operationHash }),
      'cardgraph.outcome': outcome,
      ...(codes.length > 0 && { 'cardgraph.errors': [...codes] }),
    });
    if (outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }

  beginCall(endpoint: string, { hostname, port, protocol }: URL): CallSpan {
    // If the trace is not recorded, the upstream receives only a `traceparent`. Spans would cost a tenth of the request's time.
    this.#unrecorded ??= this.#http.isRecording() ? undefined : new UnrecordedCall(this.#http);
    if (this.#unrecorded !== undefined) return this.#unrecorded;
    const span = this.#tracer.startSpan(
      `POST ${endpoint}`,
      {
        kind: SpanKind.CLIENT,
        attributes: {
          'http.request.method': 'POST',
          'server.address': hostname,
          'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
          'url.path': endpoint,
        },
      },
      this.#parent,
    );
    return new UpstreamSpan(span);
  }

  end(status: number | undefined): void {
    // The client may have disconnected while the operation is still executing.
    this.#operation?.end();
    this.#operation = undefined;
    if (status === undefined) this.#http.setAttribute('error.type', 'cancelled');
    else this.#http.setAttribute('http.response.status_code', status);
    if (status !== undefined && status >= 500) this.#http.setStatus({ code: SpanStatusCode.ERROR });
    this.#http.end();
  }
}

/** A call in a trace that is not recorded. */
class UnrecordedCall implements CallSpan {
  readonly traceparent: string;

  constructor(http: Span) {
    this.traceparent = traceparentOf(http);
  }

  end(): void {}
}

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-0${traceFlags & TraceFlags.SAMPLED}`;
}

class UpstreamSpan implements CallSpan {
  readonly #span: Span;

  constructor(span: Span) {
    this.#span = span;
  }

  get traceparent(): string {
    return traceparentOf(this.#span);
  }

  end(error?: unknown): void {
    this.#span.setAttributes(attributesOf(error));
    if (error !== undefined) this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#span.end();
  }
}

/** Returns the attributes of a call's outcome. The message is omitted, because it may repeat the platform's text about the request. */
function attributesOf(error: unknown): Attributes {
  if (error === undefined) return { 'http.response.status_code': 200 };
  const { errcode, statusCode } = error instanceof PlatformError ? error : {};
  const status = errcode === undefined ? statusCode : 200;
  return {
    'error.type': outcomeOf(error),
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(errcode !== undefined && { 'cardgraph.errcode': errcode }),
  };
}

function parentOf({ traceparent, tracestate }: FastifyRequest['headers']): Context {
  const parent = readTraceParent(traceparent);
  if (parent === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, isSampled } = parent;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
    ...(typeof tracestate === 'string' && { traceState: createTraceState(tracestate) }),
  });
}

/** Logs failed exports. The SDK itself does not report them. */
function withFailureLog(exporter: SpanExporter, log: Log): SpanExporter {
  const throttle = new LogThrottle(LOG_INTERVAL_MS);
  let lost = 0;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error !== undefined || result.code !== 0) {
          lost += spans.length;
          if (throttle.allows()) {
            log.warn({ spans: lost, reason: reasonOf(result.error) }, 'Trace export failed');
            lost = 0;
          }
        }
        done(result);
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

/** Returns the error's code or name. The message is not used, because it may contain the collector's response. */
function reasonOf(error: Error | undefined): string {
  if (error === undefined) return 'unknown';
  return 'code' in error ? String(error.code) : error.name;
}

function until(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
