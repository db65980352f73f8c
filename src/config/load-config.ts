/**
 * Reads the environment once. Each variable is an entry of `Env` (env.ts), each check across variables a function of cross-checks.ts.
 * All problems are reported together, never with their values: any of them may be a secret.
 */
import { readFileSync } from 'node:fs';
import { type Config, ConfigError, type OperationLimits, type TracesConfig } from './config.js';
import { type Entries, readAccounts, readApiKeys, readPublicKey } from './credential-files.js';
import {
  chooseAuth,
  chooseComponent,
  chooseEventsListener,
  choosePersistedOperations,
  chooseUpstream,
  type Files,
  type Given,
  isProduction,
  type Report,
  reportShortGrace,
  stateOf,
} from './cross-checks.js';
import { Env, type Values, type VariableName } from './env.js';
import { readManifest } from './operation-manifest.js';
import { unknownVariables } from './unknown-variables.js';

/**
 * Reads the configuration. An empty variable is unset. Unknown variables with one of our prefixes are rejected.
 * @throws {ConfigError} with all problems, of single variables and across variables
 */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Env.safeParse(given);
  const problems = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => ({ name: String(path[0]), problem: message })),
    ...unknownVariables(given),
  ];
  // A variable with a problem gets no second one from a cross-check, because fixing the first may resolve both.
  const report: Report = (name, problem) => {
    if (!problems.some((p) => p.name === name)) problems.push({ name, problem });
  };
  /** Returns the entries of a file and reports all its problems. */
  const entriesOf = <T>(name: VariableName, read: (path: string) => Entries<T>, path: string): readonly T[] => {
    const { entries, problems: found } = read(path);
    problems.push(...found.map((problem) => ({ name, problem })));
    return entries;
  };
  const valid = parsed.data ?? validValues(given);
  const files: Files = {
    accounts: (path, baseUrl) => entriesOf('ACCOUNTS_FILE', () => readAccounts(path, baseUrl, readFile), path),
    apiKeys: (path) => entriesOf('API_KEYS_FILE', (file) => readApiKeys(file, readFile), path),
    manifest: (path) => entriesOf('PERSISTED_OPERATIONS_FILE', (file) => readManifest(file, readFile), path),
    publicKey: (path) => entriesOf('JWT_PUBLIC_KEY_FILE', (file) => readPublicKey(file, readFile), path)[0],
  };
  const auth = chooseAuth(valid, given, report, files);
  const persistedOperations = choosePersistedOperations(valid, given, report, files);
  const upstream = chooseUpstream(valid, given, report, files);
  const component = chooseComponent(valid, given, upstream, report);
  const listener = chooseEventsListener(valid, given, report);
  reportShortGrace(valid, report);
  if (!parsed.success || !upstream || !auth || problems.length > 0) throw new ConfigError(problems);

  const values = parsed.data;
  return deepFreeze({
    production: isProduction(values),
    host: values.HOST,
    port: values.PORT,
    upstream,
    component,
    state: stateOf(values, upstream),
    events: { listener, retentionDays: values.EVENTS_RETENTION_DAYS, maxBytes: values.EVENTS_MAX_BYTES },
    requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
    upstreamConcurrency: values.UPSTREAM_CONCURRENCY,
    upstreamQueue: values.UPSTREAM_QUEUE,
    index: {
      maxCards: values.INDEX_MAX_CARDS,
      maxBytes: values.INDEX_MAX_BYTES,
      callsPerMinute: values.INDEX_CALLS_PER_MINUTE,
    },
    cacheMaxBytes: values.CACHE === 'off' ? 0 : values.CACHE_MAX_BYTES,
    coalesce: values.COALESCE === 'on',
    fastPath: values.GRAPHQL_FAST_PATH === 'on',
    limits: limitsOf(values),
    subscriptions: {
      perCaller: values.LIMIT_SUBSCRIPTIONS_CALLER,
      perAccount: values.LIMIT_SUBSCRIPTIONS_ACCOUNT,
      perProcess: values.LIMIT_SUBSCRIPTIONS_PROCESS,
    },
    responseWriteTimeoutMs: values.RESPONSE_WRITE_TIMEOUT_MS,
    rates: {
      callerPerMinute: values.RATE_CALLER_PER_MINUTE,
      accountPerMinute: values.RATE_ACCOUNT_PER_MINUTE,
      codePerMinute: values.RATE_CODE_PER_MINUTE,
      codeMissesPerMinute: values.RATE_CODE_MISSES_PER_MINUTE,
    },
    audit: { file: values.AUDIT_FILE, key: values.AUDIT_KEY },
    overload: {
      eventLoopDelayMs: values.OVERLOAD_EVENT_LOOP_DELAY_MS,
      heapPercent: values.OVERLOAD_HEAP_PERCENT,
    },
    shutdown: { waitMs: values.SHUTDOWN_WAIT_SECONDS * 1000, graceMs: values.SHUTDOWN_GRACE_SECONDS * 1000 },
    allowedHosts: values.ALLOWED_HOSTS,
    corsOrigins: values.CORS_ORIGINS,
    logLevel: values.LOG_LEVEL,
    metrics: values.METRICS === 'on',
    traces: tracesOf(values),
    explorer: values.EXPLORER === undefined ? !isProduction(values) : values.EXPLORER === 'on',
    console: values.CONSOLE === undefined ? !isProduction(values) : values.CONSOLE === 'on',
    federatedTraces: values.FTV1 === undefined ? !isProduction(values) : values.FTV1 === 'on',
    auth,
    routerSecret: values.ROUTER_SECRET,
    persistedOperations,
    federationScopes: values.FEDERATION_SCOPES === 'on',
    federationSubscriptions: values.FEDERATION_SUBSCRIPTIONS === 'on',
  });
}

/** Returns the valid values of an environment with problems, so that the cross-checks can report further problems. */
function validValues(given: Given): Partial<Values> {
  const entries = Object.entries(Env.shape).map(
    ([name, schema]) => [name, schema.safeParse(given[name]).data] as const,
  );
  return Object.fromEntries(entries);
}

function limitsOf(values: Values): OperationLimits {
  return {
    depth: values.LIMIT_DEPTH,
    tokens: values.LIMIT_TOKENS,
    aliases: values.LIMIT_ALIASES,
    directives: values.LIMIT_DIRECTIVES,
    rootFields: values.LIMIT_ROOT_FIELDS,
    mutations: values.LIMIT_MUTATIONS,
    irreversible: values.LIMIT_IRREVERSIBLE,
    cost: values.LIMIT_COST,
    fields: values.LIMIT_FIELDS,
    representations: values.LIMIT_REPRESENTATIONS,
    validationErrors: values.LIMIT_VALIDATION_ERRORS,
    bodyBytes: values.LIMIT_BODY_BYTES,
    responseBytes: values.LIMIT_RESPONSE_BYTES,
  };
}

/** Returns the configuration of traces. As OpenTelemetry defines, `/v1/traces` is appended to the general URL and not to that of traces. */
function tracesOf(values: Values): TracesConfig | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: complete } = values;
  const url = complete ?? (base && `${base.replace(/\/$/, '')}/v1/traces`);
  return url === undefined
    ? undefined
    : {
        url,
        headers: values.OTEL_EXPORTER_OTLP_HEADERS,
        serviceName: values.OTEL_SERVICE_NAME,
        ratio: values.OTEL_TRACES_SAMPLER_ARG,
      };
}

function deepFreeze<T extends object>(value: T): T {
  for (const child of Object.values(value)) if (typeof child === 'object' && child !== null) deepFreeze(child);
  return Object.freeze(value);
}
