/** The rules between variables. They see what could be read; a variable with a problem of its own is absent. */

import type {
  AccountConfig,
  ApiKey,
  AuthConfig,
  PersistedOperation,
  PersistedOperationsConfig,
  StateConfig,
  TokenSource,
  Upstream,
} from './config.js';
import type { PublicKey } from './credential-files.js';
import { expected, type Values, type VariableName } from './env.js';
import { isLoopbackAddress } from './loopback.js';

export type Report = (name: VariableName, problem: string) => void;

/** The files that variables name. What is wrong with one is reported under its variable. */
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
      reportForgottenMode(given, report);
      if (values.HOST !== undefined && !isLoopbackAddress(values.HOST)) {
        const what = 'a loopback address (127.0.0.0/8, ::1, localhost), since AUTH_MODE none lets everyone in';
        report('HOST', expected(what, values.HOST));
      }
      return { mode: 'none' };
    case 'api-key':
      if (values.API_KEYS_FILE !== undefined) return { mode: 'api-key', keys: files.apiKeys(values.API_KEYS_FILE) };
      report('API_KEYS_FILE', expected('the file of the keys, since AUTH_MODE is api-key', undefined));
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
  // Whoever sets the mode means a list to be asked.
  if (given.PERSISTED_OPERATIONS_MODE !== undefined && file === undefined) {
    report('PERSISTED_OPERATIONS_FILE', expected('a manifest, since PERSISTED_OPERATIONS_MODE is set', undefined));
  }
  return undefined;
}

/** Waiting alone would use the grace time up, and everything under way would be cut. */
export function reportShortGrace(values: Partial<Values>, report: Report): void {
  const { SHUTDOWN_WAIT_SECONDS: wait, SHUTDOWN_GRACE_SECONDS: grace } = values;
  if (wait === undefined || grace === undefined || grace > wait) return;
  report('SHUTDOWN_GRACE_SECONDS', `expected more than SHUTDOWN_WAIT_SECONDS, which is ${wait}`);
}

/** Whoever names keys means them to be asked for: the default would let everyone in without a word. */
function reportForgottenMode(given: Given, report: Report): void {
  if (given.AUTH_MODE !== undefined) return;
  const modes = { API_KEYS_FILE: 'api-key', JWT_JWKS_URL: 'jwt', JWT_PUBLIC_KEY_FILE: 'jwt' };
  const [name, mode] = Object.entries(modes).find(([variable]) => given[variable] !== undefined) ?? [];
  if (name !== undefined) report('AUTH_MODE', expected(`${mode} (or none), since ${name} is set`, undefined));
}

function chooseJwt(values: Partial<Values>, report: Report, files: Files): AuthConfig | undefined {
  const { JWT_JWKS_URL: jwksUrl, JWT_PUBLIC_KEY_FILE: file, JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = values;
  const { JWT_ALGORITHMS: algorithms, JWT_CLOCK_TOLERANCE_SECONDS: clockToleranceSeconds } = values;
  if (jwksUrl === undefined && file === undefined) {
    report(
      'JWT_JWKS_URL',
      expected('the key set of the issuer, or JWT_PUBLIC_KEY_FILE, since AUTH_MODE is jwt', undefined),
    );
  }
  if (jwksUrl !== undefined && file !== undefined) {
    report('JWT_PUBLIC_KEY_FILE', expected('nothing, since JWT_JWKS_URL is set', file));
  }
  if (issuer === undefined) report('JWT_ISSUER', expected('the issuer, since AUTH_MODE is jwt', undefined));
  if (audience === undefined) report('JWT_AUDIENCE', expected('the audience, since AUTH_MODE is jwt', undefined));
  const publicKey = file === undefined ? undefined : files.publicKey(file);
  const keys = jwksUrl !== undefined ? { jwksUrl } : publicKey && { publicKey: publicKey.pem };
  if (!keys || issuer === undefined || audience === undefined) return undefined;
  if (!algorithms || clockToleranceSeconds === undefined) return undefined;
  const fitting = publicKey ? algorithms.filter((name) => publicKey.algorithms.includes(name)) : algorithms;
  if (publicKey && fitting.length === 0) {
    const what = `one that goes with the key of JWT_PUBLIC_KEY_FILE: ${publicKey.algorithms.join(', ')}`;
    report('JWT_ALGORITHMS', expected(what, algorithms.join()));
  }
  return { mode: 'jwt', keys, issuer, audience, algorithms: fitting, clockToleranceSeconds };
}

/** What ACCOUNTS_FILE stands in place of: beside it, one of these would be passed over in silence. */
const ONE_ACCOUNT = ['WECHAT_APP_ID', 'WECHAT_APP_SECRET', 'WECHAT_TOKEN_MODE', 'WECHAT_TOKEN_URL'] as const;

/** The emulator where nothing speaks against it, else the account. Undefined when a variable it needs has a problem. */
export function chooseUpstream(
  values: Partial<Values>,
  given: Given,
  report: Report,
  files: Files,
): Upstream | undefined {
  const because = whyNoEmulator(values, given);
  const { EMULATOR_PORT: port, WECHAT_APP_ID: appid, WECHAT_BASE_URL: baseUrl, ACCOUNTS_FILE: accountsFile } = values;
  if (because === undefined) return port === undefined ? undefined : { kind: 'emulator', port };
  if (accountsFile !== undefined) {
    for (const name of ONE_ACCOUNT) {
      if (given[name] !== undefined) report(name, expected('nothing, since ACCOUNTS_FILE is set', given[name]));
    }
    const [first, ...more] = baseUrl === undefined ? [] : files.accounts(accountsFile, baseUrl);
    return first && { kind: 'platform', accounts: [first, ...more] };
  }

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
  if (values.HOST !== undefined && !isLoopbackAddress(values.HOST)) return 'the emulator needs a loopback HOST';
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
