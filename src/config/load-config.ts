/**
 * The environment, read once: every variable is one entry of `Env` (config.variables.ts), every rule between variables one function of config.rules.ts.
 * What is wrong is told all at once, and without the values: any of them may be a secret.
 */
import { readFileSync } from 'node:fs';
import type { Scope } from '../graph/policies/scopes.js';
import type { OperationLimits } from '../operation/limits/limit-errors.js';
import type { RateLimits } from '../store/rate-counter.js';
import { type Entries, readAccounts, readApiKeys, readPublicKey } from './credential-files.js';
import {
  chooseAuth,
  choosePersistedOperations,
  chooseUpstream,
  type Files,
  type Given,
  isProduction,
  type Report,
  reportShortGrace,
  stateOf,
} from './cross-checks.js';
import { Env, type LogLevel, type Values, type VariableName } from './env.js';
import { type PersistedOperation, readManifest } from './operation-manifest.js';
import type { Secret } from './secret.js';
import { unknownVariables } from './unknown-variables.js';

/** Where access tokens of an account come from. */
export type TokenSource =
  /** The platform mints them from the account's secret: `stable` by cgi-bin/stable_token, `classic` by cgi-bin/token. */
  | { readonly mode: 'stable' | 'classic'; readonly secret: Secret }
  /** A service of the company hands them out. A secret, since whoever may call the URL gets the token. */
  | { readonly mode: 'url'; readonly url: Secret };

/** One account of the platform. */
export interface AccountConfig {
  readonly appid: string;
  /** Without a slash at its end. Default `https://api.weixin.qq.com`. */
  readonly baseUrl: string;
  readonly token: TokenSource;
}

/** What the server calls. */
export type Upstream =
  /** The embedded emulator, listening on `port` (0..65535, 0 = any free one, default 4100). */
  | { readonly kind: 'emulator'; readonly port: number }
  /** The platform, with at least one account; the first is the default one. */
  | { readonly kind: 'platform'; readonly accounts: readonly [AccountConfig, ...AccountConfig[]] };

/** Where is kept what outlives a request. */
export type StateConfig =
  /** In this process: the embedded emulator's own state ends with it too. */
  | { readonly kind: 'memory' }
  /** In a folder of this machine. */
  | { readonly kind: 'folder'; readonly path: string }
  /** In Redis. A secret, since the URL may hold a password. */
  | { readonly kind: 'redis'; readonly url: Secret };

/** One API key: who it stands for. The key itself is not here, only its hash. */
export interface ApiKey {
  readonly name: string;
  /** Hex. */
  readonly sha256: string;
  readonly scopes: readonly Scope[];
  readonly appids: readonly string[];
}

/** Who is let in, and how they show who they are. */
export type AuthConfig =
  /** Everyone; on a loopback address only. */
  | { readonly mode: 'none' }
  | { readonly mode: 'api-key'; readonly keys: readonly ApiKey[] }
  | {
      readonly mode: 'jwt';
      /** Where keys come from: a key set that may rotate, or one PEM. */
      readonly keys: { readonly jwksUrl: string } | { readonly publicKey: string };
      readonly issuer: string;
      readonly audience: string;
      /** Asymmetric ones only. */
      readonly algorithms: readonly string[];
      /** By how much the clocks may differ, seconds. Default 5. */
      readonly clockToleranceSeconds: number;
    };

/** The operations that clients were built with. */
export interface PersistedOperationsConfig {
  /** Whether any other is refused, or only logged. Default `enforce`. */
  readonly mode: 'audit' | 'enforce';
  readonly operations: readonly PersistedOperation[];
}

/** Where traces go, and how much of them. */
export interface TracesConfig {
  /** Of the collector, with the whole path. */
  readonly url: string;
  /** What the collector asks for beside: a credential, say. */
  readonly headers: Readonly<Record<string, Secret>>;
  readonly serviceName: string;
  /** The share of traces that begin here which is recorded, 0 to 1. Default 1. */
  readonly ratio: number;
}

/** From when on this process has too much to do; 0: never. */
export interface OverloadLimits {
  /** Mean lateness of the event loop, milliseconds, 0..60,000. Default 500. */
  readonly eventLoopDelayMs: number;
  /** Of what V8 may take for its heap, 0..100. Default 90. */
  readonly heapPercent: number;
}

/** How the process ends. */
export interface ShutdownTimes {
  /** Not ready, but as before, so that balancers see it, 0..3,600,000. Default 3,000. */
  readonly waitMs: number;
  /** For everything, that wait among it, 1,000..7,200,000. Default 10,000. */
  readonly graceMs: number;
}

/** Everything the environment decides, frozen through and through. */
export interface Config {
  /** NODE_ENV is `production`. Default false. */
  readonly production: boolean;
  /** Host name or IP address to listen on, an IPv6 one without brackets. Default `127.0.0.1`. */
  readonly host: string;
  /** Port to listen on, 0..65535; 0 takes any free one. Default 4000. */
  readonly port: number;
  readonly upstream: Upstream;
  /** Default: a folder `./.state`, or memory with the embedded emulator. */
  readonly state: StateConfig;
  /** Total deadline of a request in milliseconds, 1..600,000. Default 5,000. */
  readonly requestTimeoutMs: number;
  /** Upstream calls at a time per account, 1..10,000. Default 64. */
  readonly upstreamConcurrency: number;
  /** Upstream calls waiting per account, 0..1,000,000. Default 2,000. */
  readonly upstreamQueue: number;
  /** Memory for answers, bytes, 1..999,999,999; 0: none are held. Default 64 MiB. */
  readonly cacheMaxBytes: number;
  /** Whether equal reads under way share one call. Default true. */
  readonly coalesce: boolean;
  /** How large an operation and its body may be. */
  readonly limits: OperationLimits;
  /** How long a client may take to read a response, milliseconds, 100..3,600,000. Default 30,000. */
  readonly responseWriteTimeoutMs: number;
  /** How much may be asked for in a minute. Default: 60 look-ups of codes that find nothing, and no other limit. */
  readonly rates: RateLimits;
  /** The trail of mutations: the path of its file, or undefined for stderr; the key of its hashes, or undefined for one of this process. */
  readonly audit: { readonly file: string | undefined; readonly key: Secret | undefined };
  readonly overload: OverloadLimits;
  readonly shutdown: ShutdownTimes;
  /** Host names that a server on loopback accepts beside loopback ones, as `hostOf` returns them, each once. Default none. */
  readonly allowedHosts: readonly string[];
  /** Origins whose pages may query, as a browser sends them (`https://shop.example`), each once. Default none. */
  readonly corsOrigins: readonly string[];
  /** Default `info`. */
  readonly logLevel: LogLevel;
  /** Whether /metrics answers. Default true. */
  readonly metrics: boolean;
  /** Undefined: nothing is traced. */
  readonly traces: TracesConfig | undefined;
  /** Whether /explorer is served. Default: not in production. */
  readonly explorer: boolean;
  /** Who is let in. Default `none`: everyone. */
  readonly auth: AuthConfig;
  /** What the company's router sends in x-router-secret; undefined: nothing is asked for. */
  readonly routerSecret: Secret | undefined;
  /** Undefined: every operation is taken. */
  readonly persistedOperations: PersistedOperationsConfig | undefined;
  /** Whether the subgraph says which scopes it needs, in `@requiresScopes`. Default false. */
  readonly federationScopes: boolean;
}

/** One thing wrong with one variable. */
export interface ConfigProblem {
  /** The variable. */
  readonly name: string;
  /** What was expected and what came: its length, never its value. */
  readonly problem: string;
}

/** The environment is no configuration: `problems` holds everything that is wrong with it, `message` one line for each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super([`The configuration has ${count}:`, ...problems.map((p) => `${p.name}: ${p.problem}`)].join('\n  '));
    this.problems = problems;
  }
}

/**
 * Reads the configuration. An empty variable is unset; one that is not in `VARIABLES` is refused if it begins as only ours do.
 * @throws {ConfigError} with every problem, those of single variables and those between them.
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
  // A variable that already has a problem gets no second one from a rule: fixing the first may settle both.
  const report: Report = (name, problem) => {
    if (!problems.some((p) => p.name === name)) problems.push({ name, problem });
  };
  /** The entries of a file, each of whose problems is told. */
  const entriesOf = <T>(name: VariableName, read: (path: string) => Entries<T>, path: string): readonly T[] => {
    const { entries, problems: found } = read(path);
    problems.push(...found.map((problem) => ({ name, problem })));
    return entries;
  };
  const sound = parsed.data ?? soundValues(given);
  const files: Files = {
    accounts: (path, baseUrl) => entriesOf('ACCOUNTS_FILE', () => readAccounts(path, baseUrl, readFile), path),
    apiKeys: (path) => entriesOf('API_KEYS_FILE', (file) => readApiKeys(file, readFile), path),
    manifest: (path) => entriesOf('PERSISTED_OPERATIONS_FILE', (file) => readManifest(file, readFile), path),
    publicKey: (path) => entriesOf('JWT_PUBLIC_KEY_FILE', (file) => readPublicKey(file, readFile), path)[0],
  };
  const auth = chooseAuth(sound, given, report, files);
  const persistedOperations = choosePersistedOperations(sound, given, report, files);
  const upstream = chooseUpstream(sound, given, report, files);
  reportShortGrace(sound, report);
  if (!parsed.success || !upstream || !auth || problems.length > 0) throw new ConfigError(problems);

  const values = parsed.data;
  return deepFreeze({
    production: isProduction(values),
    host: values.HOST,
    port: values.PORT,
    upstream,
    state: stateOf(values, upstream),
    requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
    upstreamConcurrency: values.UPSTREAM_CONCURRENCY,
    upstreamQueue: values.UPSTREAM_QUEUE,
    cacheMaxBytes: values.CACHE === 'off' ? 0 : values.CACHE_MAX_BYTES,
    coalesce: values.COALESCE === 'on',
    limits: limitsOf(values),
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
    auth,
    routerSecret: values.ROUTER_SECRET,
    persistedOperations,
    federationScopes: values.FEDERATION_SCOPES === 'on',
  });
}

/** What can be read of an environment with problems, so that the rules can speak beside them. */
function soundValues(given: Given): Partial<Values> {
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

/** As OpenTelemetry has it: to the general URL the path of traces is added, the one of traces alone is taken as it is. */
function tracesOf(values: Values): TracesConfig | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: whole } = values;
  const url = whole ?? (base && `${base.replace(/\/$/, '')}/v1/traces`);
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
