/**
 * Mercurius on Fastify with JIT, and with the most common means for what a server in production also does: an access line and metrics per
 * request, limits of depth and cost, a deadline. As with Cardgraph, the lines are written in batches, and the cost is estimated with the
 * variables of each request.
 */
import Fastify, { LogController } from 'fastify';
import { getComplexity, simpleEstimator } from 'graphql-query-complexity';
import mercurius from 'mercurius';
import pino from 'pino';
import { Counter, collectDefaultMetrics, Histogram, register } from 'prom-client';
import { undiciClient } from './platform.mjs';
import { contextOf, resolvers } from './resolvers.mjs';
import { typeDefs } from './schema.mjs';

const MAX_DEPTH = 15;
const MAX_COST = 2_000;
/** Cardgraph's in the bench, milliseconds. */
const DEADLINE_MS = 60_000;
/** Bytes of log lines that are written together, as in Cardgraph. */
const BUFFERED_BYTES = 8192;
/** Buckets of Cardgraph's metrics, seconds. */
const REQUEST_SECONDS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const CALL_SECONDS = [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2, 5];

collectDefaultMetrics();
const requests = new Histogram({
  name: 'request_duration_seconds',
  help: 'Time from the headers of a request to the end of its response.',
  labelNames: ['operation', 'outcome'],
  buckets: REQUEST_SECONDS,
});
const calls = new Histogram({
  name: 'upstream_call_duration_seconds',
  help: 'Duration of an upstream call.',
  labelNames: ['endpoint', 'outcome'],
  buckets: CALL_SECONDS,
});
const errors = new Counter({ name: 'request_errors_total', help: 'Errors in responses.', labelNames: ['operation'] });

const call = undiciClient();
const log = pino(pino.destination({ dest: 2, sync: false, minLength: BUFFERED_BYTES }));
const app = Fastify({ loggerInstance: log, logController: new LogController({ disableRequestLogging: true }) });

app.decorateRequest('operation');
app.addHook('onResponse', (request, reply, done) => {
  const { type, name, upstreamCalls } = /** @type {any} */ (request).operation ?? {};
  const outcome = reply.statusCode < 400 ? 'ok' : 'failed';
  requests.observe({ operation: type ?? 'none', outcome }, reply.elapsedTime / 1000);
  const { statusCode: status, elapsedTime: durationMs } = reply;
  log.info(
    { requestId: request.id, operation: name, operationType: type, status, durationMs, upstreamCalls },
    'request',
  );
  done();
});

await app.register(mercurius, {
  schema: typeDefs,
  resolvers,
  context: (request) => {
    const operation = { type: '', name: '', upstreamCalls: 0 };
    /** @type {any} */ (request).operation = operation;
    const signal = AbortSignal.timeout(DEADLINE_MS);
    return {
      operation,
      ...contextOf(async (path, body) => {
        operation.upstreamCalls += 1;
        const end = calls.startTimer({ endpoint: path });
        try {
          const answer = await call(path, body, signal);
          end({ outcome: 'ok' });
          return answer;
        } catch (error) {
          end({ outcome: 'failed' });
          throw error;
        }
      }),
    };
  },
  jit: 1,
  queryDepth: MAX_DEPTH,
});
const estimators = [simpleEstimator({ defaultComplexity: 1 })];
app.graphql.addHook('preExecution', async (schema, document, { operation }, variables) => {
  const cost = getComplexity({ schema, query: document, variables: variables ?? {}, estimators });
  if (cost > MAX_COST) throw new Error(`The cost is ${cost}, and at most ${MAX_COST} is allowed`);
  const [definition] = document.definitions;
  if (definition?.kind !== 'OperationDefinition') return;
  operation.type = definition.operation;
  operation.name = definition.name?.value ?? '';
});
app.graphql.addHook('onResolution', async ({ errors: failed }, { operation }) => {
  if (failed) errors.inc({ operation: operation.type }, failed.length);
});
app.get('/metrics', async (_request, reply) => reply.type(register.contentType).send(await register.metrics()));
process.stdout.write(`Mercurius: ${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql\n`);
process.once('SIGTERM', () => process.exit());
