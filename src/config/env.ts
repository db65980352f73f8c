/** The environment variables, one entry each: how it is read, its default, and its row in docs/config.md. */
import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import { hostOf } from './loopback.js';
import { Secret } from './secret.js';

/** How much is logged: pino's levels, and `silent` for nothing. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

// The kinds of value. Each says the whole problem itself, so that no value gets into a message by zod's own texts.

/** @param came named by its length, or by its type if it is no text: JSON of a file may hold anything */
export function expected(what: string, came: unknown): string {
  return `expected ${what}, got ${described(came)}`;
}

function described(came: unknown): string {
  if (came === undefined) return 'nothing';
  if (typeof came === 'string') return `${came.length} character${came.length === 1 ? '' : 's'}`;
  if (came === null) return 'null';
  return Array.isArray(came) ? 'a list' : `${typeof came === 'object' ? 'an' : 'a'} ${typeof came}`;
}

export function text(what: string, test: (value: string) => boolean) {
  const error = ({ input }: { readonly input: unknown }) => expected(what, input);
  return z.string({ error }).refine(test, { error });
}

function integer(min: number, max: number) {
  const inRange = (value: string) => /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max;
  return text(`a whole number from ${min} to ${max}`, inRange).transform(Number);
}

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  const what = values.length === 1 ? `"${values[0]}"` : `one of ${values.join(', ')}`;
  return z.enum(values, { error: ({ input }) => expected(what, input) });
}

/** The URL, or undefined if the text is not an http or https one. Credentials and a hash are refused: they would be dropped in silence. */
function httpUrl(value: string): URL | undefined {
  if (!/^https?:\/\/[^\s\\#/?][^\s\\#]*$/i.test(value) || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  return url.username || url.password ? undefined : url;
}

export const noSpaces = (value: string) => !/\s/.test(value);

const hostOnly = (value: string) => isIPv4(value) || isIPv6(value) || /^[a-z\d]([a-z\d._-]*[a-z\d])?$/i.test(value);

export const baseUrl = text(
  'an http or https URL without query, hash and credentials',
  (value) => httpUrl(value) !== undefined && !value.includes('?'),
).transform((value) => new URL(value).href.replace(/\/+$/, ''));

// What an account consists of, whether it stands in variables or in ACCOUNTS_FILE.

export const appid = text('an appid without white space', (value) => value !== '' && noSpaces(value));

export const platformSecret = text(
  'a secret without white space',
  (value) => value !== '' && noSpaces(value),
).transform((value) => new Secret(value));

export const tokenUrl = text(
  'an http or https URL without hash and credentials',
  (value) => httpUrl(value) !== undefined,
).transform((value) => new Secret(value));

/** Query and hash are refused: they would be dropped in silence. */
const redisUrl = text('a redis:// or rediss:// URL, at most with a number as its path', (value) => {
  if (!/^rediss?:\/\/[^\s\\#?]+$/i.test(value) || !URL.canParse(value)) return false;
  const { hostname, pathname } = new URL(value);
  return hostname !== '' && /^\/?\d*$/.test(pathname);
}).transform((value) => new Secret(value));

const otlpUrl = text(
  'an http or https URL without query, hash and credentials',
  (value) => httpUrl(value) !== undefined && !value.includes('?'),
);

/** `name=value,…` as OpenTelemetry writes it: values percent-encoded. */
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

/** Undefined for what is not percent-encoded, or would be no header. */
function decoded(text: string): string | undefined {
  try {
    const value = decodeURIComponent(text);
    return /^[\t -~]*$/.test(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** A comma-separated list, each entry once. */
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
      refuse("expected the origins by name: '*' would let any web page query from within a visitor's network");
    else if (!url) refuse(expected(`an http or https origin without a path as entry ${index + 1}`, entry));
    else origins.add(url.origin);
  }
  return [...origins];
});

/** Every variable: how it is read, its default as it would stand in the environment (`prefault`), and its row in docs/config.md. */
export const Env = z.object({
  NODE_ENV: z
    .string()
    .optional()
    .describe('`production` is the only switch of production mode; anything else is development.'),
  HOST: text('a host name or an IP address, without scheme, port and brackets', hostOnly)
    .prefault('127.0.0.1')
    .describe('The address to listen on. `AUTH_MODE=none` takes loopback ones only: 127.0.0.0/8, `::1`, `localhost`.'),
  PORT: integer(0, 65_535).prefault('4000').describe('The port to listen on, 0 to 65535; 0 takes any free one.'),
  EMULATOR_PORT: integer(0, 65_535)
    .prefault('4100')
    .describe('The port of the embedded emulator, 0 to 65535; any free one if it is taken or 0.'),
  WECHAT_BASE_URL: baseUrl
    .prefault('https://api.weixin.qq.com')
    .describe('The platform: an http or https URL without query, hash and credentials. A slash at its end is dropped.'),
  WECHAT_APP_ID: appid.optional().describe('The appid of the one account.'),
  WECHAT_APP_SECRET: platformSecret.optional().describe('Its secret. Not needed with `WECHAT_TOKEN_MODE=url`.'),
  WECHAT_TOKEN_MODE: oneOf(['stable', 'classic', 'url'])
    .prefault('stable')
    .describe(
      'Where access tokens come from: `stable` (cgi-bin/stable_token), `classic` (cgi-bin/token) or `url` (`WECHAT_TOKEN_URL`).',
    ),
  WECHAT_TOKEN_URL: tokenUrl
    .optional()
    .describe('For `WECHAT_TOKEN_MODE=url`: GET answers `{access_token, expires_in}`. Treated as a secret.'),
  STATE_DIR: z
    .string()
    .prefault('./.state')
    .describe(
      'The folder of what must outlive this process, on this machine. Made if it is missing. Not used with `REDIS_URL`, nor with the embedded emulator.',
    ),
  REDIS_URL: redisUrl
    .optional()
    .describe(
      'A `redis://` or `rediss://` URL, in place of `STATE_DIR`: what several processes share. Treated as a secret, since it may hold a password.',
    ),
  REQUEST_TIMEOUT_MS: integer(1, 600_000)
    .prefault('5000')
    .describe('The total deadline of a request in milliseconds, 1 to 600000.'),
  UPSTREAM_CONCURRENCY: integer(1, 10_000).prefault('64').describe('Upstream calls at a time per account, 1 to 10000.'),
  UPSTREAM_QUEUE: integer(0, 1_000_000)
    .prefault('2000')
    .describe(
      'Upstream calls that may wait per account, 0 to 1000000. One more, or one that would wait too long for its deadline, is refused with SERVER_OVERLOADED.',
    ),
  CACHE: oneOf(['on', 'off'])
    .prefault('on')
    .describe(
      'Whether cards and past days of statistics are answered from memory for a while: `on`, or `off` for measuring.',
    ),
  CACHE_MAX_BYTES: integer(1, 999_999_999)
    .prefault('67108864')
    .describe('How much memory that takes, about, for all accounts together: 1 to 999999999 bytes.'),
  COALESCE: oneOf(['on', 'off'])
    .prefault('on')
    .describe('Whether equal reads under way at the same time share one call: `on`, or `off` for measuring.'),
  GRAPHQL_FAST_PATH: oneOf(['on', 'off'])
    .prefault('on')
    .describe(
      'Whether queries are executed by plans, and known ones without Apollo Server; `off`: Apollo Server and graphql-js answer everything. Responses are the same.',
    ),
  LIMIT_DEPTH: integer(1, 1000)
    .prefault('20')
    .describe('Levels of fields of an operation, 1 to 1000. OPERATION_TOO_DEEP.'),
  LIMIT_TOKENS: integer(1, 100_000)
    .prefault('4000')
    .describe('Tokens of its text, as GraphQL counts them, 1 to 100000. TOO_MANY_TOKENS.'),
  LIMIT_ALIASES: integer(0, 10_000)
    .prefault('100')
    .describe(
      'Its aliases, also of `__typename`, 0 to 10000. Those in a fragment count wherever it is spread. TOO_MANY_ALIASES.',
    ),
  LIMIT_DIRECTIVES: integer(0, 10_000)
    .prefault('50')
    .describe('Its directives, 0 to 10000, counted likewise. TOO_MANY_DIRECTIVES.'),
  LIMIT_ROOT_FIELDS: integer(1, 10_000)
    .prefault('30')
    .describe('Root fields of a query, 1 to 10000. TOO_MANY_ROOT_FIELDS.'),
  LIMIT_MUTATIONS: integer(1, 1000)
    .prefault('4')
    .describe('Root fields of a mutation, 1 to 1000. TOO_MANY_ROOT_FIELDS.'),
  LIMIT_IRREVERSIBLE: integer(0, 1000)
    .prefault('1')
    .describe('Root fields of a mutation that the platform cannot undo, together, 0 to 1000. TOO_MANY_ROOT_FIELDS.'),
  LIMIT_COST: integer(1, 1_000_000)
    .prefault('1000')
    .describe(
      'Upstream calls that an operation may need at the most, 1 to 1000000, by `@cost` and `@listSize`. OPERATION_TOO_COMPLEX.',
    ),
  LIMIT_FIELDS: integer(1, 100_000_000)
    .prefault('400000')
    .describe(
      'Fields that a response may hold by estimate, 1 to 100000000: those selected, times the lengths of the lists that hold them. OPERATION_TOO_COMPLEX.',
    ),
  LIMIT_REPRESENTATIONS: integer(1, 10_000)
    .prefault('100')
    .describe('References in the `_entities` of an operation, 1 to 10000. TOO_MANY_REPRESENTATIONS.'),
  LIMIT_VALIDATION_ERRORS: integer(1, 1000)
    .prefault('5')
    .describe('Validation errors told in one answer, and wrong variables likewise, 1 to 1000.'),
  LIMIT_BODY_BYTES: integer(1, 100_000_000)
    .prefault('1048576')
    .describe("Bytes of a request's body, 1 to 100000000. BODY_TOO_LARGE."),
  LIMIT_RESPONSE_BYTES: integer(1024, 500_000_000)
    .prefault('8388608')
    .describe(
      'Bytes of a response, 1024 to 500000000. The execution of a larger one is stopped. OPERATION_TOO_COMPLEX.',
    ),
  RESPONSE_WRITE_TIMEOUT_MS: integer(100, 3_600_000)
    .prefault('30000')
    .describe(
      'How long a client may take to read a response, 100 to 3600000 milliseconds. Its connection is closed then.',
    ),
  RATE_CALLER_PER_MINUTE: integer(1, 100_000_000)
    .optional()
    .describe('Requests of one caller in a minute, 1 to 100000000. Unset: no limit. RATE_LIMITED.'),
  RATE_ACCOUNT_PER_MINUTE: integer(1, 100_000_000)
    .optional()
    .describe('Requests to one account in a minute, of all callers together. Unset: no limit.'),
  RATE_CODE_PER_MINUTE: integer(1, 1_000_000)
    .optional()
    .describe('Look-ups and changes of one code in a minute, by whomever. Unset: no limit.'),
  RATE_CODE_MISSES_PER_MINUTE: integer(1, 1_000_000)
    .prefault('60')
    .describe('Look-ups of codes by one caller in a minute that may find nothing, 1 to 1000000. It is always limited.'),
  AUDIT_FILE: z
    .string()
    .optional()
    .describe(
      'The file that gets the trail of mutations, line by line; see audit.md. Opened again on SIGHUP. Unset: stderr.',
    ),
  AUDIT_KEY: text('a key of 32 characters or more', (value) => value.length >= 32)
    .transform((value) => new Secret(value))
    .optional()
    .describe(
      'What the hashes in that trail are made with. Unset: a key of this process, so that no other one has the same hashes.',
    ),
  OVERLOAD_EVENT_LOOP_DELAY_MS: integer(0, 60_000)
    .prefault('500')
    .describe(
      'How late the event loop may be on average, milliseconds, before requests are refused with SERVER_OVERLOADED: 1 to 60000; 0: any.',
    ),
  OVERLOAD_HEAP_PERCENT: integer(0, 100)
    .prefault('90')
    .describe(
      'How much of the memory that Node may take for objects may be in use before requests are refused so: 1 to 100 percent; 0: any.',
    ),
  SHUTDOWN_WAIT_SECONDS: integer(0, 3600)
    .prefault('3')
    .describe(
      'How long the server goes on after SIGTERM, not ready, so that balancers see it: 0 to 3600. A second signal ends the wait; SIGINT does not wait.',
    ),
  SHUTDOWN_GRACE_SECONDS: integer(1, 7200)
    .prefault('10')
    .describe(
      'How long ending may take in all, that wait among it: 1 to 7200. What is under way then is cut, and the exit code is 1.',
    ),
  ALLOWED_HOSTS: allowedHosts
    .prefault('')
    .describe(
      'Host names, comma-separated and without a port, that a server on a loopback `HOST` accepts beside loopback ones: those under which a proxy on this machine forwards requests. Other names are refused with 403. Not used with another `HOST`.',
    ),
  CORS_ORIGINS: corsOrigins
    .prefault('')
    .describe('Origins whose web pages may query, comma-separated: `https://shop.example`. `*` is refused.'),
  EXPLORER: oneOf(['on', 'off'])
    .optional()
    .describe(
      'Whether `/explorer` serves GraphiQL: `on` or `off`. Unset: not in production. There it has no documentation, since introspection is off.',
    ),
  LOG_LEVEL: oneOf(LOG_LEVELS)
    .prefault('info')
    .describe('`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`.'),
  METRICS: oneOf(['on', 'off'])
    .prefault('on')
    .describe('Whether `/metrics` answers: `on` or `off`. It asks for no credential; see metrics.md.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl
    .optional()
    .describe(
      'Where traces go, by OTLP over HTTP: the URL of a collector, to which `/v1/traces` is added. Unset: nothing is traced.',
    ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: otlpUrl
    .optional()
    .describe('The same with its whole path, in place of `OTEL_EXPORTER_OTLP_ENDPOINT`.'),
  OTEL_EXPORTER_OTLP_HEADERS: otlpHeaders
    .prefault('')
    .describe(
      'Headers for the collector, comma-separated: `name=value`, the values percent-encoded. Treated as a secret.',
    ),
  OTEL_SERVICE_NAME: z.string().prefault('cardgraph').describe('The name of this server in traces.'),
  OTEL_TRACES_SAMPLER_ARG: text('a number from 0 to 1', (value) => /^(?:0(?:\.\d{1,9})?|1(?:\.0+)?)$/.test(value))
    .transform(Number)
    .prefault('1')
    .describe(
      'The share of traces that is recorded, 0 to 1. Of those that a `traceparent` begins, what its sender decided holds.',
    ),
  ACCOUNTS_FILE: z
    .string()
    .optional()
    .describe(
      'Several accounts: a file with JSON `[{appid, secret or tokenUrl, baseUrl?}]`, in place of `WECHAT_APP_ID` and what belongs to it. Read again on SIGHUP.',
    ),
  AUTH_MODE: oneOf(['none', 'jwt', 'api-key'])
    .prefault('none')
    .describe(
      'Who is let in. `none`: everyone, on a loopback `HOST` only; `jwt`: bearers of a token; `api-key`: holders of a key.',
    ),
  JWT_JWKS_URL: text('an http or https URL without hash and credentials', (value) => httpUrl(value) !== undefined)
    .optional()
    .describe('For `jwt`: the key set of the issuer. Its keys may rotate.'),
  JWT_PUBLIC_KEY_FILE: z
    .string()
    .optional()
    .describe('For `jwt`, in place of `JWT_JWKS_URL`: a PEM with one public key.'),
  JWT_ISSUER: z.string().optional().describe('For `jwt`: what the claim `iss` must be.'),
  JWT_AUDIENCE: z.string().optional().describe('For `jwt`: what the claim `aud` must hold.'),
  JWT_ALGORITHMS: list('an algorithm with a public key', (name) => ASYMMETRIC.includes(name))
    .prefault(ASYMMETRIC.join())
    .describe('For `jwt`: algorithms taken, comma-separated. Those with a shared secret, and `none`, are refused.'),
  JWT_CLOCK_TOLERANCE_SECONDS: integer(0, 300)
    .prefault('5')
    .describe('For `jwt`: by how many seconds the clocks may differ, 0 to 300.'),
  API_KEYS_FILE: z
    .string()
    .optional()
    .describe('For `api-key`: a file with JSON `[{name, sha256, scopes[], appids[]}]`. Read again on SIGHUP.'),
  ROUTER_SECRET: text('a secret without white space', noSpaces)
    .transform((value) => new Secret(value))
    .optional()
    .describe(
      "When set, only requests that carry it in `x-router-secret` are let in, with the caller's own credential beside it.",
    ),
  PERSISTED_OPERATIONS_FILE: z
    .string()
    .optional()
    .describe(
      'A manifest of the operations that clients were built with, in the format of Apollo; see persisted-operations.md. Read again on SIGHUP.',
    ),
  PERSISTED_OPERATIONS_MODE: oneOf(['audit', 'enforce'])
    .prefault('enforce')
    .describe('With a manifest: whether other operations are refused (`enforce`) or only logged (`audit`).'),
  FEDERATION_SCOPES: oneOf(['on', 'off'])
    .prefault('off')
    .describe(
      '`on`: the subgraph says in `@requiresScopes` what each type and root field needs. `off`, since a router without a licence may refuse it; the server checks scopes either way.',
    ),
});

export type Values = z.output<typeof Env>;
export type VariableName = keyof Values;

/** A variable as docs/config.md shows it. */
export interface Variable {
  readonly name: string;
  /** As it would stand in the environment; undefined where unset means something else than any value. */
  readonly default: string | undefined;
  readonly meaning: string;
}

/** Every variable that `loadConfig` reads, in the order of docs/config.md. */
export const VARIABLES: readonly Variable[] = Object.entries(Env.shape).map(([name, schema]) => ({
  name,
  default: schema instanceof z.ZodPrefault ? schema.def.defaultValue || undefined : undefined,
  meaning: schema.description ?? '',
}));
