/** The configuration as the process has it: what `loadConfig` makes of the environment, and what the rest of src reads. */
import type { LogLevel } from './env.js';
import type { Scope } from './scopes.js';
import type { Secret } from './secret.js';

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

/** One operation that clients were built with. */
export interface PersistedOperation {
  /** Whatever the maker of the manifest chose; by default the SHA-256 of the body in hex. */
  readonly id: string;
  /** Of the operation in `body`. */
  readonly name: string;
  /** As clients send it, to the character. */
  readonly body: string;
}

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

/** How large an operation may be, and the body that carries it. */
export interface OperationLimits {
  /** Levels of fields. */
  readonly depth: number;
  /** Tokens of the text, as GraphQL counts them: names, punctuators, values. */
  readonly tokens: number;
  /** Fields under another name than their own, fragments counted wherever they are spread. */
  readonly aliases: number;
  /** Directives, counted likewise. */
  readonly directives: number;
  /** Root fields of a query. */
  readonly rootFields: number;
  /** Root fields of a mutation. */
  readonly mutations: number;
  /** Those of them that the platform cannot undo, together: `irreversible` in `graph/policies/root-fields.ts`. */
  readonly irreversible: number;
  /** Upstream calls at the most, by the tables of costs. */
  readonly cost: number;
  /** Fields of the response by estimate: those selected, times the lengths of the lists that hold them. */
  readonly fields: number;
  /** References in all `_entities` of an operation. */
  readonly representations: number;
  /** Validation errors that one answer tells. */
  readonly validationErrors: number;
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Bytes of a response. */
  readonly responseBytes: number;
}

/** Rates that hold for a minute from the first of what they count. Undefined: no limit. */
export interface RateLimits {
  /** Requests of one caller. */
  readonly callerPerMinute: number | undefined;
  /** Requests to one account, of all callers. */
  readonly accountPerMinute: number | undefined;
  /** Calls about one code, of all callers. */
  readonly codePerMinute: number | undefined;
  /** Look-ups of codes by one caller that found nothing. */
  readonly codeMissesPerMinute: number;
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
  /** Whether queries take the fast path past Apollo Server and graphql-js. Default true. */
  readonly fastPath: boolean;
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
