/**
 * The environment, read once: every variable is one entry of `Env`, every rule between variables one function below it.
 * What is wrong is told all at once, and without the values: any of them may be a secret.
 */
import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';

/** A text that no log, JSON or inspection shows. Only `reveal()` gives it, so every place that uses a secret can be found. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself: for the request that needs it, never for a message. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/** How much is logged: pino's levels, and `silent` for nothing. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

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

/** Everything the environment decides, frozen through and through. */
export interface Config {
  /** NODE_ENV is `production`. Default false. */
  readonly production: boolean;
  /** Host name or IP address to listen on, an IPv6 one without brackets. Default `127.0.0.1`. */
  readonly host: string;
  /** Port to listen on, 0..65535; 0 takes any free one. Default 4000. */
  readonly port: number;
  readonly upstream: Upstream;
  /** Total deadline of a request in milliseconds, 1..600,000. Default 5,000. */
  readonly requestTimeoutMs: number;
  /** Upstream calls at a time per account, 1..10,000. Default 64. */
  readonly upstreamConcurrency: number;
  /** Origins whose pages may query, as a browser sends them (`https://shop.example`), each once. Default none. */
  readonly corsOrigins: readonly string[];
  /** Default `info`. */
  readonly logLevel: LogLevel;
  /** Who is let in. `none` takes everyone, and so listens on a loopback address only. Default `none`. */
  readonly authMode: 'none';
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

// The kinds of value. Each says the whole problem itself, so that no value gets into a message by zod's own texts.

function expected(what: string, came: unknown): string {
  const got = typeof came === 'string' ? `${came.length} character${came.length === 1 ? '' : 's'}` : 'nothing';
  return `expected ${what}, got ${got}`;
}

function text(what: string, test: (value: string) => boolean) {
  return z.string().refine(test, { error: ({ input }) => expected(what, input) });
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

const noSpaces = (value: string) => !/\s/.test(value);

const hostOnly = (value: string) => isIPv4(value) || isIPv6(value) || /^[a-z\d]([a-z\d._-]*[a-z\d])?$/i.test(value);

const baseUrl = text(
  'an http or https URL without query, hash and credentials',
  (value) => httpUrl(value) !== undefined && !value.includes('?'),
).transform((value) => new URL(value).href.replace(/\/+$/, ''));

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
const Env = z.object({
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
  WECHAT_APP_ID: text('an appid without white space', noSpaces).optional().describe('The appid of the one account.'),
  WECHAT_APP_SECRET: text('a secret without white space', noSpaces)
    .transform((value) => new Secret(value))
    .optional()
    .describe('Its secret. Not needed with `WECHAT_TOKEN_MODE=url`.'),
  WECHAT_TOKEN_MODE: oneOf(['stable', 'classic', 'url'])
    .prefault('stable')
    .describe(
      'Where access tokens come from: `stable` (cgi-bin/stable_token), `classic` (cgi-bin/token) or `url` (`WECHAT_TOKEN_URL`).',
    ),
  WECHAT_TOKEN_URL: text('an http or https URL without hash and credentials', (value) => httpUrl(value) !== undefined)
    .transform((value) => new Secret(value))
    .optional()
    .describe('For `WECHAT_TOKEN_MODE=url`: GET answers `{access_token, expires_in}`. Treated as a secret.'),
  REQUEST_TIMEOUT_MS: integer(1, 600_000)
    .prefault('5000')
    .describe('The total deadline of a request in milliseconds, 1 to 600000.'),
  UPSTREAM_CONCURRENCY: integer(1, 10_000).prefault('64').describe('Upstream calls at a time per account, 1 to 10000.'),
  CORS_ORIGINS: corsOrigins
    .prefault('')
    .describe('Origins whose web pages may query, comma-separated: `https://shop.example`. `*` is refused.'),
  LOG_LEVEL: oneOf(LOG_LEVELS)
    .prefault('info')
    .describe('`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`.'),
  AUTH_MODE: oneOf(['none']).prefault('none').describe('Who is let in. `none`: everyone, on a loopback `HOST` only.'),
});

type Values = z.output<typeof Env>;
type VariableName = keyof Values;

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

/**
 * Reads the configuration. An empty variable is unset; one that is not in `VARIABLES` is not looked at.
 * @throws {ConfigError} with every problem, those of single variables and those between them.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Env.safeParse(given);
  const problems = (parsed.error?.issues ?? []).map(({ path, message }) => ({
    name: String(path[0]),
    problem: message,
  }));
  // A variable that already has a problem gets no second one from a rule: fixing the first may settle both.
  const report: Report = (name, problem) => {
    if (!problems.some((p) => p.name === name)) problems.push({ name, problem });
  };
  const sound = parsed.data ?? soundValues(given);
  checkAuth(sound, report);
  const upstream = chooseUpstream(sound, given, report);
  if (!parsed.success || !upstream || problems.length > 0) throw new ConfigError(problems);

  const values = parsed.data;
  return deepFreeze({
    production: isProduction(values),
    host: values.HOST,
    port: values.PORT,
    upstream,
    requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
    upstreamConcurrency: values.UPSTREAM_CONCURRENCY,
    corsOrigins: values.CORS_ORIGINS,
    logLevel: values.LOG_LEVEL,
    authMode: values.AUTH_MODE,
  });
}

// The rules between variables. They see what could be read; a variable with a problem of its own is absent.

type Report = (name: VariableName, problem: string) => void;
type Given = Readonly<Record<string, string | undefined>>;

/** What can be read of an environment with problems, so that the rules can speak beside them. */
function soundValues(given: Given): Partial<Values> {
  const entries = Object.entries(Env.shape).map(
    ([name, schema]) => [name, schema.safeParse(given[name]).data] as const,
  );
  return Object.fromEntries(entries);
}

const isProduction = (values: Partial<Values>) => values.NODE_ENV === 'production';

function isLoopback(host: string): boolean {
  if (isIPv4(host)) return host.startsWith('127.');
  // URL writes every spelling of an IPv6 address (0:0:0:0:0:0:0:1) in one way.
  if (isIPv6(host)) return URL.canParse(`http://[${host}]`) && new URL(`http://[${host}]`).hostname === '[::1]';
  return host.toLowerCase() === 'localhost';
}

function checkAuth({ HOST, AUTH_MODE }: Partial<Values>, report: Report): void {
  if (AUTH_MODE === 'none' && HOST !== undefined && !isLoopback(HOST)) {
    report(
      'HOST',
      expected('a loopback address (127.0.0.0/8, ::1, localhost), since AUTH_MODE none lets everyone in', HOST),
    );
  }
}

/** The emulator where nothing speaks against it, else the account. Undefined when a variable it needs has a problem. */
function chooseUpstream(values: Partial<Values>, given: Given, report: Report): Upstream | undefined {
  const because = whyNoEmulator(values, given);
  const { EMULATOR_PORT: port, WECHAT_APP_ID: appid, WECHAT_BASE_URL: baseUrl } = values;
  if (because === undefined) return port === undefined ? undefined : { kind: 'emulator', port };

  if (appid === undefined) report('WECHAT_APP_ID', expected(`an appid, since ${because}`, undefined));
  const token = chooseTokenSource(values, report);
  return appid !== undefined && baseUrl !== undefined && token
    ? { kind: 'platform', accounts: [{ appid, baseUrl, token }] }
    : undefined;
}

/** Why the embedded emulator must not start, or undefined if it may. */
function whyNoEmulator(values: Partial<Values>, given: Given): string | undefined {
  // A credential without its appid is a mistake that must not end in demo data.
  const credentials = ['WECHAT_APP_ID', 'ACCOUNTS_FILE', 'WECHAT_BASE_URL', 'WECHAT_APP_SECRET', 'WECHAT_TOKEN_URL'];
  const set = credentials.find((name) => given[name] !== undefined);
  if (set !== undefined) return `${set} is set`;
  if (isProduction(values)) return 'NODE_ENV is production';
  if (values.HOST !== undefined && !isLoopback(values.HOST)) return 'the emulator needs a loopback HOST';
  return undefined;
}

function chooseTokenSource(values: Partial<Values>, report: Report): TokenSource | undefined {
  const { WECHAT_TOKEN_MODE: mode, WECHAT_TOKEN_URL: url, WECHAT_APP_SECRET: secret } = values;
  if (mode === undefined) return undefined;
  if (mode === 'url') {
    if (url) return { mode, url };
    report('WECHAT_TOKEN_URL', expected('the URL that hands out tokens, since WECHAT_TOKEN_MODE is url', undefined));
    return undefined;
  }
  if (secret) return { mode, secret };
  const hint = url ? ' (WECHAT_TOKEN_URL is read only when it is url)' : '';
  report(
    'WECHAT_APP_SECRET',
    expected(`the secret of the account, since WECHAT_TOKEN_MODE is ${mode}${hint}`, undefined),
  );
  return undefined;
}

function deepFreeze<T extends object>(value: T): T {
  for (const child of Object.values(value)) if (typeof child === 'object' && child !== null) deepFreeze(child);
  return Object.freeze(value);
}
