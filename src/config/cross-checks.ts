/** Checks across variables. They receive only the valid variables; a variable that has a problem is absent. */

import type {
  AccountConfig,
  ApiKey,
  AuthConfig,
  ComponentConfig,
  EventsConfig,
  PersistedOperation,
  PersistedOperationsConfig,
  PushConfig,
  StateConfig,
  TokenSource,
  Upstream,
} from './config.js';
import { type PublicKey, pushPairs } from './credential-files.js';
import { expected, type Values, type VariableName } from './env.js';
import { isLoopbackAddress } from './loopback.js';

export type Report = (name: VariableName, problem: string) => void;

/** Reads the files that variables refer to. The problems of a file are reported under its variable. */
export interface Files {
  accounts(path: string, baseUrl: string): readonly AccountConfig[];
  apiKeys(path: string): readonly ApiKey[];
  publicKey(path: string): PublicKey | undefined;
  manifest(path: string): readonly PersistedOperation[];
}
export type Given = Readonly<Record<string, string | undefined>>;

export const isProduction = (values: Partial<Values>) => values.NODE_ENV === 'production';

export function chooseAuth(
  values: Partial<Values>,
  given: Given,
  report: Report,
  files: Files,
): AuthConfig | undefined {
  switch (values.AUTH_MODE) {
    case 'none':
      reportMissingMode(given, report);
      if (values.HOST !== undefined && !isLoopbackAddress(values.HOST)) {
        const what = 'a loopback address (127.0.0.0/8, ::1, localhost) with AUTH_MODE none';
        report('HOST', `${expected(what, values.HOST)}; set AUTH_MODE to api-key or jwt to listen elsewhere`);
      }
      return { mode: 'none' };
    case 'api-key':
      if (values.API_KEYS_FILE !== undefined) return { mode: 'api-key', keys: files.apiKeys(values.API_KEYS_FILE) };
      report('API_KEYS_FILE', required('AUTH_MODE is api-key'));
      return undefined;
    case 'jwt':
      return chooseJwt(values, report, files);
    default:
      return undefined;
  }
}

export function choosePersistedOperations(
  { PERSISTED_OPERATIONS_FILE: file, PERSISTED_OPERATIONS_MODE: mode }: Partial<Values>,
  given: Given,
  report: Report,
  files: Files,
): PersistedOperationsConfig | undefined {
  if (file !== undefined && mode !== undefined) return { mode, operations: files.manifest(file) };
  // Setting the mode shows that a list is meant to be enforced or audited.
  if (given.PERSISTED_OPERATIONS_MODE !== undefined && file === undefined) {
    report('PERSISTED_OPERATIONS_FILE', required('PERSISTED_OPERATIONS_MODE is set'));
  }
  return undefined;
}

/** Reports a grace period that the wait would use up. All in-flight requests would then be cut off. */
export function reportShortGrace(values: Partial<Values>, report: Report): void {
  const { SHUTDOWN_WAIT_SECONDS: wait, SHUTDOWN_GRACE_SECONDS: grace } = values;
  if (wait === undefined || grace === undefined || grace > wait) return;
  report('SHUTDOWN_GRACE_SECONDS', `expected more than SHUTDOWN_WAIT_SECONDS (${wait})`);
}

const required = (reason: string) => `required because ${reason}`;

const conflicting = (other: VariableName) => `cannot be combined with ${other}; unset one of them`;

/** Reports keys without AUTH_MODE. They are meant to be required, but the default mode would silently admit everyone. */
function reportMissingMode(given: Given, report: Report): void {
  if (given.AUTH_MODE !== undefined) return;
  const modes = { API_KEYS_FILE: 'api-key', JWT_JWKS_URL: 'jwt', JWT_PUBLIC_KEY_FILE: 'jwt' };
  const [name, mode] = Object.entries(modes).find(([variable]) => given[variable] !== undefined) ?? [];
  if (name !== undefined) report('AUTH_MODE', expected(`${mode} (or none) because ${name} is set`, undefined));
}

function chooseJwt(values: Partial<Values>, report: Report, files: Files): AuthConfig | undefined {
  const { JWT_JWKS_URL: jwksUrl, JWT_PUBLIC_KEY_FILE: file, JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = values;
  const { JWT_ALGORITHMS: algorithms, JWT_CLOCK_TOLERANCE_SECONDS: clockToleranceSeconds } = values;
  if (jwksUrl === undefined && file === undefined) {
    report('JWT_JWKS_URL', `${required('AUTH_MODE is jwt')}; alternatively set JWT_PUBLIC_KEY_FILE`);
  }
  if (jwksUrl !== undefined && file !== undefined) report('JWT_PUBLIC_KEY_FILE', conflicting('JWT_JWKS_URL'));
  if (issuer === undefined) report('JWT_ISSUER', required('AUTH_MODE is jwt'));
  if (audience === undefined) report('JWT_AUDIENCE', required('AUTH_MODE is jwt'));
  const publicKey = file === undefined ? undefined : files.publicKey(file);
  const keys = jwksUrl !== undefined ? { jwksUrl } : publicKey && { publicKey: publicKey.pem };
  if (!keys || issuer === undefined || audience === undefined) return undefined;
  if (!algorithms || clockToleranceSeconds === undefined) return undefined;
  const usable = publicKey ? algorithms.filter((name) => publicKey.algorithms.includes(name)) : algorithms;
  if (publicKey && usable.length === 0) {
    const what = `an algorithm for the key in JWT_PUBLIC_KEY_FILE (${publicKey.algorithms.join(', ')})`;
    report('JWT_ALGORITHMS', expected(what, algorithms.join()));
  }
  return { mode: 'jwt', keys, issuer, audience, algorithms: usable, clockToleranceSeconds };
}

/** Variables that ACCOUNTS_FILE replaces. They are rejected in combination with it, because they would be ignored silently. */
const ONE_ACCOUNT = [
  ...(['WECHAT_APP_ID', 'WECHAT_APP_SECRET', 'WECHAT_TOKEN_MODE', 'WECHAT_TOKEN_URL'] as const),
  ...(['EVENTS_TOKEN', 'EVENTS_AES_KEY', 'EVENTS_PREVIOUS_TOKEN', 'EVENTS_PREVIOUS_AES_KEY'] as const),
] as const;

/**
 * Returns the embedded emulator if nothing prevents it, otherwise the configured accounts. Returns undefined if a required variable has a
 * problem.
 */
export function chooseUpstream(
  values: Partial<Values>,
  given: Given,
  report: Report,
  files: Files,
): Upstream | undefined {
  const reason = whyNoEmulator(values, given);
  const { EMULATOR_PORT: port, WECHAT_APP_ID: appid, WECHAT_BASE_URL: baseUrl, ACCOUNTS_FILE: accountsFile } = values;
  if (reason === undefined) {
    const events = choosePush(values, given, report);
    return port === undefined ? undefined : { kind: 'emulator', port, events };
  }
  if (accountsFile !== undefined) {
    for (const name of ONE_ACCOUNT) {
      if (given[name] !== undefined) report(name, conflicting('ACCOUNTS_FILE'));
    }
    const accounts = baseUrl === undefined ? [] : files.accounts(accountsFile, baseUrl);
    return accounts.length === 0 ? undefined : { kind: 'platform', accounts };
  }
  // In third-party mode, an account is not required.
  if (given.COMPONENT_APP_ID !== undefined && ONE_ACCOUNT.every((name) => given[name] === undefined)) {
    return { kind: 'platform', accounts: [] };
  }

  if (appid === undefined) report('WECHAT_APP_ID', required(reason));
  const token = chooseTokenSource(values, report);
  const events = choosePush(values, given, report);
  return appid !== undefined && baseUrl !== undefined && token
    ? { kind: 'platform', accounts: [{ appid, baseUrl, token, events }] }
    : undefined;
}

/** Returns what the messages of the single account are signed and encrypted with. Each of the two requires the other. */
function choosePush(values: Partial<Values>, given: Given, report: Report): PushConfig | undefined {
  const { EVENTS_TOKEN: token, EVENTS_AES_KEY: aesKey } = values;
  const previous = { token: values.EVENTS_PREVIOUS_TOKEN, aesKey: values.EVENTS_PREVIOUS_AES_KEY };
  const names = ['EVENTS_TOKEN', 'EVENTS_AES_KEY', 'EVENTS_PREVIOUS_TOKEN', 'EVENTS_PREVIOUS_AES_KEY'] as const;
  const set = names.find((name) => given[name] !== undefined);
  if (set === undefined) return undefined;
  for (const name of ['EVENTS_TOKEN', 'EVENTS_AES_KEY'] as const) {
    if (given[name] === undefined) report(name, required(`${set} is set`));
  }
  return token && aesKey && { token, aesKey, previous };
}

/** The variables that a third-party platform requires. */
const COMPONENT = ['COMPONENT_APP_ID', 'COMPONENT_APP_SECRET', 'COMPONENT_TOKEN', 'COMPONENT_AES_KEY'] as const;

/**
 * Returns the third-party platform, or undefined if there is none. Each of its variables requires the four of `COMPONENT`. Its token and
 * key must not be those of an account, because the path of a message, which names its receiver, is not signed.
 */
export function chooseComponent(
  values: Partial<Values>,
  given: Given,
  upstream: Upstream | undefined,
  report: Report,
): ComponentConfig | undefined {
  const names = [...COMPONENT, 'COMPONENT_REDIRECT_URL', 'COMPONENT_ALL_ACCOUNTS'] as const;
  const set = names.find((name) => given[name] !== undefined);
  if (set === undefined) return undefined;
  for (const name of COMPONENT) if (given[name] === undefined) report(name, required(`${set} is set`));
  const { COMPONENT_APP_ID: appid, COMPONENT_APP_SECRET: secret, WECHAT_BASE_URL: baseUrl } = values;
  const { COMPONENT_TOKEN: token, COMPONENT_AES_KEY: aesKey } = values;
  if (appid === undefined || baseUrl === undefined || !secret || !token || !aesKey) return undefined;
  const push = { token, aesKey, previous: {} };
  const accounts = upstream?.kind === 'platform' ? upstream.accounts : [];
  if (accounts.some((account) => account.appid === appid)) {
    report('COMPONENT_APP_ID', 'expected the appid of a third-party platform, got that of an account');
  }
  const pairs = new Set(pushPairs(push));
  if (accounts.some(({ events }) => pushPairs(events).some((pair) => pairs.has(pair)))) {
    report('COMPONENT_TOKEN', 'expected a token and a key other than those of an account, got the same pair');
  }
  const { COMPONENT_REDIRECT_URL: redirectUrl, COMPONENT_ALL_ACCOUNTS: callersOfAuthorized = [] } = values;
  return { appid, baseUrl, secret, push, redirectUrl, callersOfAuthorized };
}

/** Returns the address of the second listener, or undefined if there is none. */
export function chooseEventsListener(values: Partial<Values>, given: Given, report: Report): EventsConfig['listener'] {
  const { HOST, PORT, EVENTS_HOST, EVENTS_PORT } = values;
  if (given.EVENTS_PORT === undefined) {
    if (given.EVENTS_HOST !== undefined) report('EVENTS_PORT', required('EVENTS_HOST is set'));
    return undefined;
  }
  const host = EVENTS_HOST ?? HOST;
  if (host === undefined || EVENTS_PORT === undefined) return undefined;
  if (EVENTS_PORT !== 0 && EVENTS_PORT === PORT && host === HOST) {
    report('EVENTS_PORT', 'expected a port other than PORT, because HOST and EVENTS_HOST are the same');
  }
  return { host, port: EVENTS_PORT };
}

/** Returns why the embedded emulator must not start, or undefined if it may. */
function whyNoEmulator(values: Partial<Values>, given: Given): string | undefined {
  // A credential without an appid is a mistake. It must not lead to demo data.
  const credentials = [
    ...['WECHAT_APP_ID', 'ACCOUNTS_FILE', 'WECHAT_BASE_URL', 'WECHAT_APP_SECRET', 'WECHAT_TOKEN_URL'],
    'COMPONENT_APP_ID',
  ];
  const set = credentials.find((name) => given[name] !== undefined);
  if (set !== undefined) return `${set} is set`;
  if (isProduction(values)) return 'NODE_ENV is production';
  if (values.HOST !== undefined && !isLoopbackAddress(values.HOST))
    return 'the embedded emulator requires a loopback HOST';
  return undefined;
}

export function stateOf({ REDIS_URL: url, STATE_DIR: path }: Values, upstream: Upstream): StateConfig {
  if (url !== undefined) return { kind: 'redis', url };
  return upstream.kind === 'emulator' ? { kind: 'memory' } : { kind: 'folder', path };
}

function chooseTokenSource(values: Partial<Values>, report: Report): TokenSource | undefined {
  const { WECHAT_TOKEN_MODE: mode, WECHAT_TOKEN_URL: url, WECHAT_APP_SECRET: secret } = values;
  if (mode === undefined) return undefined;
  if (mode === 'url') {
    if (url) return { mode, url };
    report('WECHAT_TOKEN_URL', required('WECHAT_TOKEN_MODE is url'));
    return undefined;
  }
  if (secret) return { mode, secret };
  const hint = url ? ' (WECHAT_TOKEN_URL is used only if it is url)' : '';
  report('WECHAT_APP_SECRET', required(`WECHAT_TOKEN_MODE is ${mode}${hint}`));
  return undefined;
}
