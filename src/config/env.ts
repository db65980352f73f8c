/** The environment variables, one entry each: how it is read, its default, and its row in docs/config.md. */
import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import { httpUrl, isRedirectUrl, REDIRECT_URL } from './http-url.js';
import { hostOf } from './loopback.js';
import { Secret } from './secret.js';

/** pino's log levels, and `silent` for no output. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

// The types of values. Each has its own complete message, because zod's messages may contain the value.

/**
 * Returns the message of a problem.
 * @param received described by its length if it is a string, otherwise by its type: the JSON of a file may contain anything
 */
export function expected(what: string, received: unknown): string {
  return `expected ${what}, got ${described(received)}`;
}

function described(received: unknown): string {
  if (received === undefined) return 'nothing';
  if (typeof received === 'string') return `${received.length} character${received.length === 1 ? '' : 's'}`;
  if (received === null) return 'null';
  return Array.isArray(received) ? 'a list' : `${typeof received === 'object' ? 'an' : 'a'} ${typeof received}`;
}

export function text(what: string, test: (value: string) => boolean) {
  const error = ({ input }: { readonly input: unknown }) => expected(what, input);
  return z.string({ error }).refine(test, { error });
}

function integer(min: number, max: number) {
  const inRange = (value: string) => /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max;
  return text(`an integer from ${min} to ${max}`, inRange).transform(Number);
}

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  const what = values.length === 1 ? `"${values[0]}"` : `one of ${values.join(', ')}`;
  return z.enum(values, { error: ({ input }) => expected(what, input) });
}

export const noSpaces = (value: string) => !/\s/.test(value);

const hostOnly = (value: string) => isIPv4(value) || isIPv6(value) || /^[a-z\d]([a-z\d._-]*[a-z\d])?$/i.test(value);

export const baseUrl = text(
  'an http or https URL without query, hash and credentials',
  (value) => httpUrl(value) !== undefined && !value.includes('?'),
).transform((value) => new URL(value).href.replace(/\/+$/, ''));

// The parts of an account, configured by variables or in ACCOUNTS_FILE.

export const appid = text('an appid without white space', (value) => value !== '' && noSpaces(value));

/** The value in deploy/accounts.json.example. */
const EXAMPLE_SECRET = 'the-secret-of-the-account';

export const platformSecret = text('a secret without white space', (value) => value !== '' && noSpaces(value))
  .refine(
    (value) => value !== EXAMPLE_SECRET,
    'this is the secret of the example file accounts.json.example; use the AppSecret of your account',
  )
  .transform((value) => new Secret(value));

export const tokenUrl = text(
  'an http or https URL without hash and credentials',
  (value) => httpUrl(value) !== undefined,
).transform((value) => new Secret(value));

/** The token with which the platform's messages are signed. */
export const pushToken = text('a token of 3 to 32 letters and digits', (value) =>
  /^[A-Za-z0-9]{3,32}$/.test(value),
).transform((value) => new Secret(value));

/** The key with which they are encrypted. */
export const pushAesKey = text('an EncodingAESKey of 43 letters and digits', (value) =>
  /^[A-Za-z0-9]{43}$/.test(value),
).transform((value) => new Secret(value));

export const originalId = text('an original id such as gh_0a1b2c3d4e5f', (value) => /^gh_\w{1,61}$/.test(value));

/** Rejects a query and a hash, which would be ignored silently. */
const redisUrl = text('a redis:// or rediss:// URL whose path is empty or a database number', (value) => {
  if (!/^rediss?:\/\/[^\s\\#?]+$/i.test(value) || !URL.canParse(value)) return false;
  const { hostname, pathname } = new URL(value);
  return hostname !== '' && /^\/?\d*$/.test(pathname);
}).transform((value) => new Secret(value));

const otlpUrl = text(
  'an http or https URL without query, hash and credentials',
  (value) => httpUrl(value) !== undefined && !value.includes('?'),
);

/** Parses `name=value,…` as OpenTelemetry defines it, with percent-encoded values. */
const otlpHeaders = z.string().transform((list, ctx): Readonly<Record<string, Secret>> => {
  const headers: Record<string, Secret> = {};
  for (const [index, entry] of list.split(',').entries()) {
    if (entry.trim() === '') continue;
    const [, name, encoded] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*([!-~]+)\s*$/.exec(entry) ?? [];
    const value = encoded === undefined ? undefined : decoded(encoded);
    if (name !== undefined && value !== undefined) headers[name.toLowerCase()] = new Secret(value);
    else ctx.addIssue({ code: 'custom', message: expected(`name=value as entry ${index + 1}`, entry), input: list });
  }
  return headers;
});

/** Returns undefined if the text is not valid percent-encoding or not a valid header value. */
function decoded(text: string): string | undefined {
  try {
    const value = decodeURIComponent(text);
    return /^[\t -~]*$/.test(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** Parses a comma-separated list and removes duplicates. */
function list(what: string, test: (entry: string) => boolean) {
  return z.string().transform((value, ctx) => {
    const entries = value.split(',').map((entry) => entry.trim());
    for (const [index, entry] of entries.entries()) {
      if (!test(entry))
        ctx.addIssue({ code: 'custom', message: expected(`${what} as entry ${index + 1}`, entry), input: value });
    }
    return [...new Set(entries)];
  });
}

const allowedHosts = list(
  'a host name or an IP address, without scheme, port and brackets',
  (entry) => entry === '' || (hostOnly(entry) && hostOf(authorityOf(entry)) !== undefined),
).transform((entries) => [...new Set(entries.flatMap((entry) => hostOf(authorityOf(entry)) ?? []))]);

const authorityOf = (host: string) => (isIPv6(host) ? `[${host}]` : host);

const corsOrigins = z.string().transform((list, ctx) => {
  const entries = list.split(',').map((entry) => entry.trim());
  const origins = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const refuse = (message: string) => ctx.addIssue({ code: 'custom', message, input: list });
    if (entry === '') continue;
    const url = /^https?:\/\/[^/?#*]+$/i.test(entry) ? httpUrl(entry) : undefined;
    if (entry === '*')
      refuse(
        "'*' is not accepted, because any web page could then send queries from a visitor's network. List the origins",
      );
    else if (!url) refuse(expected(`an http or https origin without a path as entry ${index + 1}`, entry));
    else origins.add(url.origin);
  }
  return [...origins];
});

/** Every variable: how it is read, its default as written in the environment (`prefault`), and its row in docs/config.md. */
export const Env = z.object({
  NODE_ENV: z.string().optional().describe('`production` enables production mode. Any other value means development.'),
  HOST: text('a host name or an IP address, without scheme, port and brackets', hostOnly)
    .prefault('127.0.0.1')
    .describe(
      'The address to listen on. `AUTH_MODE=none` requires a loopback address: 127.0.0.0/8, `::1` or `localhost`.',
    ),
  PORT: integer(0, 65_535).prefault('4000').describe('The port to listen on, 0 to 65535; 0 selects a free port.'),
  EMULATOR_PORT: integer(0, 65_535)
    .prefault('4100')
    .describe('The port of the embedded emulator, 0 to 65535. If it is 0 or in use, a free port is selected.'),
  WECHAT_BASE_URL: baseUrl
    .prefault('https://api.weixin.qq.com')
    .describe('The platform: an http or https URL without query, hash and credentials. A trailing slash is removed.'),
  WECHAT_APP_ID: appid.optional().describe('The appid of a single account.'),
  WECHAT_APP_SECRET: platformSecret
    .optional()
    .describe('The secret of the account. Not needed with `WECHAT_TOKEN_MODE=url`.'),
  WECHAT_TOKEN_MODE: oneOf(['stable', 'classic', 'url'])
    .prefault('stable')
    .describe(
      'Where access tokens come from: `stable` (cgi-bin/stable_token), `classic` (cgi-bin/token) or `url` (`WECHAT_TOKEN_URL`).',
    ),
  WECHAT_TOKEN_URL: tokenUrl
    .optional()
    .describe(
      'For `WECHAT_TOKEN_MODE=url`: the URL whose GET response is `{access_token, expires_in}`. Treated as a secret.',
    ),
  STATE_DIR: z
    .string()
    .prefault('./.state')
    .describe(
      'The folder for state that outlives this process, on this machine. Created if it does not exist. Not used with `REDIS_URL` or the embedded emulator.',
    ),
  REDIS_URL: redisUrl
    .optional()
    .describe(
      'A `redis://` or `rediss://` URL. Stores state shared by several processes, instead of `STATE_DIR`. Treated as a secret, because it may contain a password.',
    ),
  REQUEST_TIMEOUT_MS: integer(1, 600_000)
    .prefault('5000')
    .describe('The total deadline of a request in milliseconds, 1 to 600000.'),
  UPSTREAM_CONCURRENCY: integer(1, 10_000)
    .prefault('64')
    .describe('Concurrent upstream calls per account, 1 to 10000.'),
  UPSTREAM_QUEUE: integer(0, 1_000_000)
    .prefault('2000')
    .describe(
      'Upstream calls that may wait in the queue of an account, 0 to 1000000. Further calls, and calls that would wait past their deadline, are rejected with SERVER_OVERLOADED.',
    ),
  CACHE: oneOf(['on', 'off'])
    .prefault('on')
    .describe('Whether cards and past days of statistics are cached in memory: `on`, or `off` for measurements.'),
  CACHE_MAX_BYTES: integer(1, 999_999_999)
    .prefault('67108864')
    .describe(
      'Approximate size of the cache for all accounts together, 1 to 999999999 bytes. An eighth of it is for responses to frequent queries.',
    ),
  INDEX_MAX_CARDS: integer(1, 1_000_000)
    .prefault('20000')
    .describe('Cards of an account that `searchCards` finds, 1 to 1000000. Further cards are not indexed.'),
  INDEX_MAX_BYTES: integer(1_048_576, 999_999_999)
    .prefault('268435456')
    .describe(
      'Approximate size of the search indexes of all accounts together, 1048576 to 999999999 bytes. Beyond it, the index of the account that was searched least recently is removed.',
    ),
  INDEX_CALLS_PER_MINUTE: integer(1, 100_000)
    .prefault('300')
    .describe(
      'Upstream calls that building and updating the search index may make for an account, 1 to 100000 a minute.',
    ),
  COALESCE: oneOf(['on', 'off'])
    .prefault('on')
    .describe('Whether equal reads in flight share one upstream call: `on`, or `off` for measurements.'),
  GRAPHQL_FAST_PATH: oneOf(['on', 'off'])
    .prefault('on')
    .describe(
      '`on`: operations are executed by plans, and cached ones without Apollo Server. `off`: Apollo Server and graphql-js execute everything. Responses are the same.',
    ),
  LIMIT_DEPTH: integer(1, 1000)
    .prefault('20')
    .describe('Levels of nested fields in an operation, 1 to 1000. OPERATION_TOO_DEEP.'),
  LIMIT_TOKENS: integer(1, 100_000)
    .prefault('4000')
    .describe('GraphQL tokens in the text of an operation, 1 to 100000. TOO_MANY_TOKENS.'),
  LIMIT_ALIASES: integer(0, 10_000)
    .prefault('100')
    .describe(
      'Aliases in an operation, including those of `__typename`, 0 to 10000. Aliases in a fragment count each time it is spread. TOO_MANY_ALIASES.',
    ),
  LIMIT_DIRECTIVES: integer(0, 10_000)
    .prefault('50')
    .describe('Directives in an operation, 0 to 10000, counted in the same way. TOO_MANY_DIRECTIVES.'),
  LIMIT_ROOT_FIELDS: integer(1, 10_000)
    .prefault('30')
    .describe('Root fields of a query, 1 to 10000. TOO_MANY_ROOT_FIELDS.'),
  LIMIT_MUTATIONS: integer(1, 1000)
    .prefault('4')
    .describe('Root fields of a mutation, 1 to 1000. TOO_MANY_ROOT_FIELDS.'),
  LIMIT_IRREVERSIBLE: integer(0, 1000)
    .prefault('1')
    .describe('Irreversible root fields of a mutation, 0 to 1000. TOO_MANY_ROOT_FIELDS.'),
  LIMIT_COST: integer(1, 1_000_000)
    .prefault('1000')
    .describe(
      'Maximum upstream calls of an operation, 1 to 1000000, estimated from `@cost` and `@listSize`. OPERATION_TOO_COMPLEX.',
    ),
  LIMIT_FIELDS: integer(1, 100_000_000)
    .prefault('400000')
    .describe(
      'Estimated fields of a response, 1 to 100000000: the selected fields, multiplied by the lengths of the lists that contain them. OPERATION_TOO_COMPLEX.',
    ),
  LIMIT_REPRESENTATIONS: integer(1, 10_000)
    .prefault('100')
    .describe('Representations in all `_entities` fields of an operation, 1 to 10000. TOO_MANY_REPRESENTATIONS.'),
  LIMIT_VALIDATION_ERRORS: integer(1, 1000)
    .prefault('5')
    .describe('Validation errors, or problems with variables, reported in one response, 1 to 1000.'),
  LIMIT_BODY_BYTES: integer(1, 100_000_000)
    .prefault('2097152')
    .describe(
      'Bytes of a request body, 1 to 100000000. Bodies over 1048576 bytes also require the scope `card:write`. BODY_TOO_LARGE.',
    ),
  LIMIT_RESPONSE_BYTES: integer(1024, 500_000_000)
    .prefault('8388608')
    .describe(
      'Bytes of a response, 1024 to 500000000. Execution stops when a response becomes larger. OPERATION_TOO_COMPLEX.',
    ),
  LIMIT_SUBSCRIPTIONS_CALLER: integer(0, 1_000_000)
    .prefault('20')
    .describe('Open subscriptions per caller in this process, 0 to 1000000. TOO_MANY_SUBSCRIPTIONS.'),
  LIMIT_SUBSCRIPTIONS_ACCOUNT: integer(0, 1_000_000)
    .prefault('200')
    .describe('Open subscriptions per account in this process, 0 to 1000000. TOO_MANY_SUBSCRIPTIONS.'),
  LIMIT_SUBSCRIPTIONS_PROCESS: integer(0, 1_000_000)
    .prefault('2000')
    .describe('Open subscriptions in this process, 0 to 1000000. TOO_MANY_SUBSCRIPTIONS.'),
  RESPONSE_WRITE_TIMEOUT_MS: integer(100, 3_600_000)
    .prefault('30000')
    .describe(
      'How long a client may take to read a response, 100 to 3600000 milliseconds. After that, its connection is closed.',
    ),
  RATE_CALLER_PER_MINUTE: integer(1, 100_000_000)
    .optional()
    .describe('Requests per caller and minute, 1 to 100000000. Unset: no limit. RATE_LIMITED.'),
  RATE_ACCOUNT_PER_MINUTE: integer(1, 100_000_000)
    .optional()
    .describe(
      'Requests per account and minute by all callers together, 1 to 100000000. Unset: no limit. RATE_LIMITED.',
    ),
  RATE_CODE_PER_MINUTE: integer(1, 1_000_000)
    .optional()
    .describe(
      'Look-ups and changes per code and minute by all callers together, 1 to 1000000. Unset: no limit. RATE_LIMITED.',
    ),
  RATE_CODE_MISSES_PER_MINUTE: integer(1, 1_000_000)
    .prefault('60')
    .describe(
      'Code look-ups without a result per caller and minute, 1 to 1000000. This limit cannot be disabled. RATE_LIMITED.',
    ),
  AUDIT_FILE: z
    .string()
    .optional()
    .describe('The file of the audit log of mutations; see audit.md. Reopened on SIGHUP. Unset: stderr.'),
  AUDIT_KEY: text('a key of 32 characters or more', (value) => value.length >= 32)
    .transform((value) => new Secret(value))
    .optional()
    .describe(
      'The key for the hashes in the audit log. Unset: a random key per process, so that hashes cannot be compared between processes.',
    ),
  OVERLOAD_EVENT_LOOP_DELAY_MS: integer(0, 60_000)
    .prefault('500')
    .describe(
      'Mean event-loop delay above which requests are rejected with SERVER_OVERLOADED, 1 to 60000 milliseconds; 0: no limit.',
    ),
  OVERLOAD_HEAP_PERCENT: integer(0, 100)
    .prefault('90')
    .describe(
      'Heap usage above which requests are rejected with SERVER_OVERLOADED, 1 to 100 percent of the heap limit of Node; 0: no limit.',
    ),
  SHUTDOWN_WAIT_SECONDS: integer(0, 3600)
    .prefault('3')
    .describe(
      'How long the server keeps serving after SIGTERM while it reports not ready, so that load balancers notice, 0 to 3600. A second signal ends the wait. SIGINT skips it.',
    ),
  SHUTDOWN_GRACE_SECONDS: integer(1, 7200)
    .prefault('10')
    .describe(
      'Maximum duration of a shutdown, including the wait, 1 to 7200. Then in-flight requests are cut off and the exit code is 1.',
    ),
  ALLOWED_HOSTS: allowedHosts
    .prefault('')
    .describe(
      'Comma-separated host names without a port that a server on a loopback `HOST` accepts in addition to loopback names, for a proxy on this machine that forwards the original name. Other names are rejected with 403. Not used with any other `HOST`.',
    ),
  CORS_ORIGINS: corsOrigins
    .prefault('')
    .describe(
      'Comma-separated origins whose web pages may send requests, such as `https://shop.example`. `*` is not accepted. Outside production, Apollo Sandbox is allowed too, and with the embedded emulator every origin on loopback.',
    ),
  EXPLORER: oneOf(['on', 'off'])
    .optional()
    .describe(
      'Whether `/explorer` serves GraphiQL: `on` or `off`. Unset: only outside production. In production it shows no documentation, because introspection is off.',
    ),
  CONSOLE: oneOf(['on', 'off'])
    .optional()
    .describe(
      'Whether `/console` serves the console: `on` or `off`. Unset: only outside production. The page requires no credential; its requests do.',
    ),
  FTV1: oneOf(['on', 'off'])
    .optional()
    .describe(
      'Whether a request with the header `apollo-federation-include-trace: ftv1` gets a federated trace in `extensions.ftv1`: `on` or `off`. Unset: only outside production. A traced operation is executed without the fast path; other requests are not affected.',
    ),
  LOG_LEVEL: oneOf(LOG_LEVELS)
    .prefault('info')
    .describe('`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`.'),
  METRICS: oneOf(['on', 'off'])
    .prefault('on')
    .describe('Whether `/metrics` is served: `on` or `off`. It requires no credential; see metrics.md.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl
    .optional()
    .describe(
      'The URL of a collector that receives traces by OTLP over HTTP; `/v1/traces` is appended. Unset: no tracing.',
    ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: otlpUrl
    .optional()
    .describe('The complete URL for traces, instead of `OTEL_EXPORTER_OTLP_ENDPOINT`.'),
  OTEL_EXPORTER_OTLP_HEADERS: otlpHeaders
    .prefault('')
    .describe(
      'Comma-separated headers for the collector: `name=value` with percent-encoded values. Treated as a secret.',
    ),
  OTEL_SERVICE_NAME: z.string().prefault('cardgraph').describe('The name of this server in traces.'),
  OTEL_TRACES_SAMPLER_ARG: text('a number from 0 to 1', (value) => /^(?:0(?:\.\d{1,9})?|1(?:\.0+)?)$/.test(value))
    .transform(Number)
    .prefault('1')
    .describe(
      'The share of traces that is recorded, 0 to 1. If a request has a `traceparent`, the decision of its sender applies.',
    ),
  ACCOUNTS_FILE: z
    .string()
    .optional()
    .describe(
      'A JSON file with several accounts, `[{appid, secret or tokenUrl, baseUrl?, events?}]`, instead of `WECHAT_APP_ID`, `WECHAT_APP_SECRET`, `WECHAT_TOKEN_MODE`, `WECHAT_TOKEN_URL` and the tokens and keys of events. `events` is `{token, aesKey, previous?: {token?, aesKey?}, originalId?}`. Reloaded on SIGHUP.',
    ),
  EVENTS_TOKEN: pushToken
    .optional()
    .describe(
      'The token with which the platform signs the messages that it pushes for the single account. Unset: no messages are received, except with the embedded emulator, for which a random token and key are made at each start.',
    ),
  EVENTS_AES_KEY: pushAesKey
    .optional()
    .describe('The EncodingAESKey with which the platform encrypts these messages. Required with `EVENTS_TOKEN`.'),
  EVENTS_PREVIOUS_TOKEN: pushToken
    .optional()
    .describe('The token before a change. Messages that are signed with it are accepted until it is unset.'),
  EVENTS_PREVIOUS_AES_KEY: pushAesKey
    .optional()
    .describe(
      'The EncodingAESKey before a change. Messages that are encrypted with it are accepted until it is unset.',
    ),
  EVENTS_HOST: text('a host name or an IP address, without scheme, port and brackets', hostOnly)
    .optional()
    .describe(
      'The address of a second listener that serves only `/wechat`. `HOST` then does not serve it. Requires `EVENTS_PORT`. Unset: the same address as `HOST`.',
    ),
  EVENTS_PORT: integer(0, 65_535)
    .optional()
    .describe(
      'The port of the second listener, 0 to 65535; 0 selects a free port. Unset: there is no second listener.',
    ),
  EVENTS_RETENTION_DAYS: integer(1, 365).prefault('7').describe('How long events are kept, 1 to 365 days.'),
  EVENTS_MAX_BYTES: integer(1_048_576, 999_999_999)
    .prefault('268435456')
    .describe(
      'Size of the kept events of all accounts together, 1048576 to 999999999 bytes. Beyond it, the oldest events of the account with the most bytes are removed, so that one account does not displace the events of the others.',
    ),
  COMPONENT_APP_ID: appid
    .optional()
    .describe(
      'The appid of a third-party platform, whose merchants are served in addition to the accounts of the configuration. An account is then not required. Requires `COMPONENT_APP_SECRET`, `COMPONENT_TOKEN` and `COMPONENT_AES_KEY`.',
    ),
  COMPONENT_APP_SECRET: platformSecret.optional().describe('The secret of the third-party platform.'),
  COMPONENT_TOKEN: pushToken
    .optional()
    .describe(
      'The token with which the platform signs notifications, and the messages that it pushes for all merchants. No account may have the same token and key.',
    ),
  COMPONENT_AES_KEY: pushAesKey.optional().describe('The EncodingAESKey with which the platform encrypts them.'),
  COMPONENT_REDIRECT_URL: text(REDIRECT_URL, isRedirectUrl)
    .optional()
    .describe(
      'The public URL of `/wechat/component/callback`, to which the browser of a merchant returns after the authorization: https, or http on loopback, on the login domain of the third-party platform. Unset: `cardgraph authorize` requires `--redirect`.',
    ),
  COMPONENT_ALL_ACCOUNTS: list('the name of a caller', (entry) => entry !== '')
    .optional()
    .describe(
      'Comma-separated names of callers (of API keys, or claims `sub`) that may use the accounts of all merchants. Other callers may use those that their key or token names.',
    ),
  AUTH_MODE: oneOf(['none', 'jwt', 'api-key'])
    .prefault('none')
    .describe(
      'How callers authenticate. `none`: not at all, only on a loopback `HOST`; `jwt`: by a bearer token; `api-key`: by an API key.',
    ),
  JWT_JWKS_URL: text('an http or https URL without hash and credentials', (value) => httpUrl(value) !== undefined)
    .optional()
    .describe('For `jwt`: the URL of the JWKS of the issuer. Its keys may rotate.'),
  JWT_PUBLIC_KEY_FILE: z
    .string()
    .optional()
    .describe('For `jwt`, instead of `JWT_JWKS_URL`: a PEM file with one public key.'),
  JWT_ISSUER: z.string().optional().describe('For `jwt`: the required value of the claim `iss`.'),
  JWT_AUDIENCE: z.string().optional().describe('For `jwt`: the value that the claim `aud` must contain.'),
  JWT_ALGORITHMS: list('an algorithm with a public key', (name) => ASYMMETRIC.includes(name))
    .prefault(ASYMMETRIC.join())
    .describe(
      'For `jwt`: comma-separated accepted algorithms. Algorithms with a shared secret, and `none`, are not possible.',
    ),
  JWT_CLOCK_TOLERANCE_SECONDS: integer(0, 300)
    .prefault('5')
    .describe('For `jwt`: accepted difference between the clocks in seconds, 0 to 300.'),
  API_KEYS_FILE: z
    .string()
    .optional()
    .describe('For `api-key`: a JSON file `[{name, sha256, scopes[], appids[]}]`. Reloaded on SIGHUP.'),
  ROUTER_SECRET: text('a secret without white space', noSpaces)
    .transform((value) => new Secret(value))
    .optional()
    .describe("If set, requests must carry it in `x-router-secret`, in addition to the caller's own credential."),
  PERSISTED_OPERATIONS_FILE: z
    .string()
    .optional()
    .describe(
      'A manifest of persisted operations in the format of Apollo; see persisted-operations.md. Reloaded on SIGHUP.',
    ),
  PERSISTED_OPERATIONS_MODE: oneOf(['audit', 'enforce'])
    .prefault('enforce')
    .describe('With a manifest: whether other operations are rejected (`enforce`) or only logged (`audit`).'),
  FEDERATION_SCOPES: oneOf(['on', 'off'])
    .prefault('off')
    .describe(
      'Whether the subgraph schema declares required scopes with `@requiresScopes`. `off` by default, because a router without a licence may reject it. The server checks scopes in both cases.',
    ),
  FEDERATION_SUBSCRIPTIONS: oneOf(['on', 'off'])
    .prefault('on')
    .describe(
      'Whether the subgraph schema contains the type `Subscription`. Set `off` for a router without subscriptions. Clients of the server itself can subscribe in both cases.',
    ),
});

export type Values = z.output<typeof Env>;
export type VariableName = keyof Values;

/** A variable as shown in docs/config.md. */
export interface Variable {
  readonly name: string;
  /** As written in the environment; undefined if no value means the same as unset. */
  readonly default: string | undefined;
  readonly meaning: string;
}

/** Every variable that `loadConfig` reads, in the order of docs/config.md. */
export const VARIABLES: readonly Variable[] = Object.entries(Env.shape).map(([name, schema]) => ({
  name,
  default: schema instanceof z.ZodPrefault ? schema.def.defaultValue || undefined : undefined,
  meaning: schema.description ?? '',
}));
