/** Types of the configuration that `loadConfig` reads from the environment and the rest of src uses. */
import type { LogLevel } from './env.js';
import type { Scope } from './scopes.js';
import type { Secret } from './secret.js';

/** Where access tokens of an account come from. */
export type TokenSource =
  /** The platform issues them for the account's secret: `stable` by cgi-bin/stable_token, `classic` by cgi-bin/token. */
  | { readonly mode: 'stable' | 'classic'; readonly secret: Secret }
  /** A service of the company returns them. The URL is a secret, because anyone who can call it gets the token. */
  | { readonly mode: 'url'; readonly url: Secret };

/** The token and the key with which the platform signs and encrypts the messages that it pushes for an account. */
export interface PushConfig {
  readonly token: Secret;
  /** The EncodingAESKey: 43 letters and digits. */
  readonly aesKey: Secret;
  /** Still accepted after a change. */
  readonly previous: { readonly token?: Secret | undefined; readonly aesKey?: Secret | undefined };
  /** The original id of the account (`gh_…`). Undefined: that of its messages. */
  readonly originalId?: string | undefined;
}

/** The log of events of the platform, and where they are received. */
export interface EventsConfig {
  /** A separate listener for the platform. Undefined: the listener of the endpoint receives its messages too. */
  readonly listener: { readonly host: string; readonly port: number } | undefined;
  /** How long events are kept, days, 1..365. Default 7. */
  readonly retentionDays: number;
  /** Size of the events of all accounts, bytes, 1,048,576..999,999,999. Default 256 MiB. */
  readonly maxBytes: number;
}

/** The limits of the indexes that searches use. */
export interface IndexConfig {
  /** Cards of one account, 1..1,000,000. Default 20,000. */
  readonly maxCards: number;
  /** Memory of the indexes of all accounts, bytes, 1,048,576..999,999,999. Default 256 MiB. */
  readonly maxBytes: number;
  /** Calls for the index of one account, 1..100,000. Default 300. */
  readonly callsPerMinute: number;
}

/** One account of the platform. */
export interface AccountConfig {
  readonly appid: string;
  /** Without a trailing slash. Default `https://api.weixin.qq.com`. */
  readonly baseUrl: string;
  readonly token: TokenSource;
  /** Undefined: no messages are received for the account. */
  readonly events?: PushConfig | undefined;
}

/** The platform or the emulator that the server calls. */
export type Upstream =
  /** The embedded emulator, listening on `port` (0..65535, 0 = a free port, default 4100). Without `events`, random ones are made. */
  | { readonly kind: 'emulator'; readonly port: number; readonly events?: PushConfig | undefined }
  /** The platform. The first account is the default account. There may be none in third-party mode. */
  | { readonly kind: 'platform'; readonly accounts: readonly AccountConfig[] };

/** A third-party platform ("component"), which calls the platform for the merchants that authorized it. */
export interface ComponentConfig {
  readonly appid: string;
  /** Without a trailing slash. The same as that of accounts without their own. */
  readonly baseUrl: string;
  readonly secret: Secret;
  /** Signs and encrypts notifications, and the messages of all merchants. */
  readonly push: PushConfig;
  /** Where the browser of a merchant returns to after the authorization. Undefined: `cardgraph authorize` requires `--redirect`. */
  readonly redirectUrl: string | undefined;
  /** Names of the callers that may use every authorized account. Default none. */
  readonly callersOfAuthorized: readonly string[];
}

/** Where state that outlives a request is stored. */
export type StateConfig =
  /** In this process, like the state of the embedded emulator. */
  | { readonly kind: 'memory' }
  /** In a folder on this machine. */
  | { readonly kind: 'folder'; readonly path: string }
  /** In Redis. The URL is a secret, because it may contain a password. */
  | { readonly kind: 'redis'; readonly url: Secret };

/** The caller of one API key. Contains only the hash of the key. */
export interface ApiKey {
  readonly name: string;
  /** Hex. */
  readonly sha256: string;
  readonly scopes: readonly Scope[];
  readonly appids: readonly string[];
}

/** How callers authenticate. */
export type AuthConfig =
  /** Not at all. Requires a loopback address. */
  | { readonly mode: 'none' }
  | { readonly mode: 'api-key'; readonly keys: readonly ApiKey[] }
  | {
      readonly mode: 'jwt';
      /** A JWKS whose keys may rotate, or one public key in PEM. */
      readonly keys: { readonly jwksUrl: string } | { readonly publicKey: string };
      readonly issuer: string;
      readonly audience: string;
      /** Asymmetric ones only. */
      readonly algorithms: readonly string[];
      /** Accepted difference between the clocks, seconds. Default 5. */
      readonly clockToleranceSeconds: number;
    };

/** One entry of the manifest. */
export interface PersistedOperation {
  /** Chosen by the tool that created the manifest; by default the SHA-256 of the body in hex. */
  readonly id: string;
  /** Name of the operation in `body`. */
  readonly name: string;
  /** As clients send it, to the character. */
  readonly body: string;
}

/** The persisted operations. */
export interface PersistedOperationsConfig {
  /** Whether other operations are rejected (`enforce`, the default) or only logged (`audit`). */
  readonly mode: 'audit' | 'enforce';
  readonly operations: readonly PersistedOperation[];
}

/** The export of traces. */
export interface TracesConfig {
  /** The complete URL of the collector. */
  readonly url: string;
  /** Headers that the collector requires, such as a credential. */
  readonly headers: Readonly<Record<string, Secret>>;
  readonly serviceName: string;
  /** The share of the traces started here that is recorded, 0 to 1. Default 1. */
  readonly ratio: number;
}

/** Maximum open subscriptions. */
export interface SubscriptionLimits {
  readonly perCaller: number;
  readonly perAccount: number;
  readonly perProcess: number;
}

/** Limits of operations, their request bodies and their responses. */
export interface OperationLimits {
  /** Levels of nested fields. */
  readonly depth: number;
  /** GraphQL tokens of the text: names, punctuators and values. */
  readonly tokens: number;
  /** Aliases. Those in a fragment count each time it is spread. */
  readonly aliases: number;
  /** Directives, counted in the same way. */
  readonly directives: number;
  /** Root fields of a query. */
  readonly rootFields: number;
  /** Root fields of a mutation. */
  readonly mutations: number;
  /** Irreversible root fields of a mutation: `irreversible` in `graph/policies/root-fields.ts`. */
  readonly irreversible: number;
  /** Maximum upstream calls, estimated by the cost tables. */
  readonly cost: number;
  /** Estimated fields of the response: the selected fields, multiplied by the lengths of the lists that contain them. */
  readonly fields: number;
  /** References in all `_entities` fields of an operation. */
  readonly representations: number;
  /** Validation errors reported in one response. */
  readonly validationErrors: number;
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Bytes of a response. */
  readonly responseBytes: number;
}

/** Rate limits. Each minute starts with the first counted event. Undefined: no limit. */
export interface RateLimits {
  /** Requests of one caller. */
  readonly callerPerMinute: number | undefined;
  /** Requests to one account by all callers. */
  readonly accountPerMinute: number | undefined;
  /** Calls for one code by all callers. */
  readonly codePerMinute: number | undefined;
  /** Code look-ups of one caller that found nothing. */
  readonly codeMissesPerMinute: number;
}

/** Thresholds above which this process counts as overloaded; 0: no threshold. */
export interface OverloadLimits {
  /** Mean event-loop delay, milliseconds, 0..60,000. Default 500. */
  readonly eventLoopDelayMs: number;
  /** Heap usage, percent of V8's heap limit, 0..100. Default 90. */
  readonly heapPercent: number;
}

/** Times of a graceful shutdown. */
export interface ShutdownTimes {
  /** How long the server keeps serving while not ready, so that load balancers notice, 0..3,600,000. Default 3,000. */
  readonly waitMs: number;
  /** Maximum duration of the shutdown, including the wait, 1,000..7,200,000. Default 10,000. */
  readonly graceMs: number;
}

/** The whole configuration, deeply frozen. */
export interface Config {
  /** Whether NODE_ENV is `production`. Default false. */
  readonly production: boolean;
  /** Host name or IP address to listen on, an IPv6 address without brackets. Default `127.0.0.1`. */
  readonly host: string;
  /** Port to listen on, 0..65535; 0 selects a free port. Default 4000. */
  readonly port: number;
  readonly upstream: Upstream;
  /** Undefined: no third-party mode. */
  readonly component: ComponentConfig | undefined;
  /** Default: a folder `./.state`, or memory with the embedded emulator. */
  readonly state: StateConfig;
  readonly events: EventsConfig;
  /** Total deadline of a request in milliseconds, 1..600,000. Default 5,000. */
  readonly requestTimeoutMs: number;
  /** Concurrent upstream calls per account, 1..10,000. Default 64. */
  readonly upstreamConcurrency: number;
  /** Upstream calls waiting per account, 0..1,000,000. Default 2,000. */
  readonly upstreamQueue: number;
  /** Size of the response cache, bytes, 1..999,999,999; 0: no cache. Default 64 MiB. */
  readonly cacheMaxBytes: number;
  readonly index: IndexConfig;
  /** Whether equal reads in flight share one call. Default true. */
  readonly coalesce: boolean;
  /** Whether queries take the fast path around Apollo Server and graphql-js. Default true. */
  readonly fastPath: boolean;
  readonly limits: OperationLimits;
  /** Default 20, 200, 2,000. */
  readonly subscriptions: SubscriptionLimits;
  /** How long a client may take to read a response, milliseconds, 100..3,600,000. Default 30,000. */
  readonly responseWriteTimeoutMs: number;
  /** Default: 60 code look-ups per minute that find nothing, and no other limit. */
  readonly rates: RateLimits;
  /** The audit log. `file` is undefined for stderr. `key` is the key of its hashes, undefined for a random key per process. */
  readonly audit: { readonly file: string | undefined; readonly key: Secret | undefined };
  readonly overload: OverloadLimits;
  readonly shutdown: ShutdownTimes;
  /** Host names that a server on loopback accepts besides loopback ones, as `hostOf` returns them, without duplicates. Default none. */
  readonly allowedHosts: readonly string[];
  /** Origins whose pages may send requests, as a browser sends them (`https://shop.example`), without duplicates. Default none. */
  readonly corsOrigins: readonly string[];
  /** Default `info`. */
  readonly logLevel: LogLevel;
  /** Whether /metrics is served. Default true. */
  readonly metrics: boolean;
  /** Undefined: no tracing. */
  readonly traces: TracesConfig | undefined;
  /** Whether /explorer is served. Default: only outside production. */
  readonly explorer: boolean;
  /** Whether /console is served. Default: only outside production. */
  readonly console: boolean;
  /** Whether federated traces (ftv1) are returned on request. Default: only outside production. */
  readonly federatedTraces: boolean;
  /** Default `none`. */
  readonly auth: AuthConfig;
  /** Required in x-router-secret; undefined: the header is not required. */
  readonly routerSecret: Secret | undefined;
  /** Undefined: every operation is accepted. */
  readonly persistedOperations: PersistedOperationsConfig | undefined;
  /** Whether the subgraph schema declares required scopes with `@requiresScopes`. Default false. */
  readonly federationScopes: boolean;
  /** Whether the subgraph schema contains the type `Subscription`. Default true. */
  readonly federationSubscriptions: boolean;
}

/** One problem with one variable. */
export interface ConfigProblem {
  /** The variable. */
  readonly name: string;
  /** Never contains the value, at most its length or the path of a file. */
  readonly problem: string;
}

/** The configuration is invalid. `problems` holds all problems; `message` has one line per problem. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super([`The configuration has ${count}:`, ...problems.map((p) => `${p.name}: ${p.problem}`)].join('\n  '));
    this.problems = problems;
  }
}
