import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError } from '../../../src/config/config.js';
import { loadConfig } from '../../../src/config/load-config.js';
import { Secret } from '../../../src/config/secret.js';
import { createLog } from '../../../src/log.js';

const HASH = 'ab'.repeat(32);
const ACCOUNT = { appid: 'wx1', secret: 'PLANTED-secret' };
const KEY = { name: 'shop', sha256: HASH, scopes: ['card:read'], appids: ['wx1'] };
const JWT = {
  AUTH_MODE: 'jwt',
  JWT_ISSUER: 'https://issuer.example',
  JWT_AUDIENCE: 'cardgraph',
};

type Env = Record<string, string>;
type Files = Readonly<Record<string, unknown>>;

/** Loads the configuration with the given files. A string is the content of a file; anything else is converted to JSON. */
function load(env: Env, files: Files = {}) {
  return loadConfig(env, (path) => {
    const content = files[path];
    if (content === undefined) throw Object.assign(new Error(`ENOENT ${path}`), { code: 'ENOENT', syscall: 'open' });
    return typeof content === 'string' ? content : JSON.stringify(content);
  });
}

function errorOf(env: Env, files?: Files): ConfigError {
  try {
    load(env, files);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('loadConfig found nothing wrong');
}

/** Returns all problems, one line each. */
const linesOf = (env: Env, files?: Files) =>
  errorOf(env, files).problems.map(({ name, problem }) => `${name}: ${problem}`);

const accounts = (...entries: unknown[]) => [{ ACCOUNTS_FILE: 'a' }, { a: entries }] as const;
const keys = (...entries: unknown[]) => [{ AUTH_MODE: 'api-key', API_KEYS_FILE: 'k' }, { k: entries }] as const;

describe('the example files in deploy/', () => {
  const example = (name: string) => JSON.parse(readFileSync(`deploy/${name}.json.example`, 'utf8')) as object[];

  test('are rejected until they contain another secret and another key', () => {
    expect(linesOf(...accounts(...example('accounts')))).toEqual([
      'ACCOUNTS_FILE: entry 1 (secret): this is the secret of the example file accounts.json.example; use the AppSecret of your account',
    ]);
    expect(linesOf(...keys(...example('keys')))).toEqual([
      'API_KEYS_FILE: entry 1 (sha256): this is the key of the example file keys.json.example; generate a key and put its SHA-256 here (docs/auth.md)',
    ]);
  });

  test('are accepted with another secret and another key', () => {
    const own = { secret: 'PLANTED', sha256: HASH };
    const withOwn = (name: string, field: keyof typeof own) =>
      example(name).map((e) => ({ ...e, [field]: own[field] }));
    expect(() => load(...accounts(...withOwn('accounts', 'secret')))).not.toThrow();
    expect(() => load(...keys(...withOwn('keys', 'sha256')))).not.toThrow();
  });
});

describe('ACCOUNTS_FILE', () => {
  test('returns the accounts in order, with secret or token URL, and their own base URL or that of the environment', () => {
    const { upstream } = load(
      { ACCOUNTS_FILE: 'a', WECHAT_BASE_URL: 'https://proxy.internal/' },
      {
        a: [
          ACCOUNT,
          { appid: 'wx2', tokenUrl: 'https://tokens.internal/?key=PLANTED' },
          { appid: 'wx3', secret: 'PLANTED', baseUrl: 'HTTPS://Other.internal/wechat//' },
        ],
      },
    );
    expect(upstream).toEqual({
      kind: 'platform',
      accounts: [
        { appid: 'wx1', baseUrl: 'https://proxy.internal', token: { mode: 'stable', secret: expect.any(Secret) } },
        { appid: 'wx2', baseUrl: 'https://proxy.internal', token: { mode: 'url', url: expect.any(Secret) } },
        {
          appid: 'wx3',
          baseUrl: 'https://other.internal/wechat',
          token: { mode: 'stable', secret: expect.any(Secret) },
        },
      ],
    });
    expect(JSON.stringify(upstream)).not.toContain('PLANTED');
  });

  test('returns the token and keys of events', () => {
    const events = { token: 'PLANTED1', aesKey: 'A'.repeat(43), previous: { token: 'PLANTED0' }, originalId: 'gh_1' };
    const { upstream } = load(...accounts({ ...ACCOUNT, events }));
    const push = upstream.kind === 'platform' ? upstream.accounts[0]?.events : undefined;
    expect([push?.token.reveal(), push?.previous.token?.reveal(), push?.originalId]).toEqual([
      'PLANTED1',
      'PLANTED0',
      'gh_1',
    ]);
  });

  test('accepts two accounts that share a token or a key, and rejects two that share both', () => {
    const [A, B] = ['A'.repeat(43), 'B'.repeat(43)];
    const other = { ...ACCOUNT, appid: 'wx2' };
    const entries = (one: object, two: object) =>
      accounts({ ...ACCOUNT, events: { token: 'PLANTED1', aesKey: A, ...one } }, { ...other, events: two });
    expect(() => load(...entries({}, { token: 'PLANTED1', aesKey: B }))).not.toThrow();
    expect(() => load(...entries({}, { token: 'PLANTED2', aesKey: A }))).not.toThrow();
    const problem = ['ACCOUNTS_FILE: entry 2 (events): duplicate of entry 1'];
    expect(linesOf(...entries({}, { token: 'PLANTED1', aesKey: A }))).toEqual(problem);
    const previous = { token: 'PLANTED2', aesKey: B };
    expect(linesOf(...entries({ previous }, { token: 'PLANTED1', aesKey: B }))).toEqual(problem);
  });

  test('returns the secret of an entry', () => {
    const { upstream } = load(...accounts(ACCOUNT));
    const token = upstream.kind === 'platform' ? upstream.accounts[0]?.token : undefined;
    expect(token?.mode === 'stable' && token.secret.reveal()).toBe('PLANTED-secret');
  });

  test.each([
    ['a missing file', undefined, 'the file (1 characters) cannot be read: ENOENT, it does not exist'],
    ['invalid JSON', '[{"appid": "PLANTED"', 'the file a is not valid JSON at line 1, column 21'],
    ['an object', ACCOUNT, 'expected a JSON list with at least one entry'],
    ['an empty list', [], 'expected a JSON list with at least one entry'],
  ])('reports one problem for %s', (_, content, problem) => {
    const files = content === undefined ? {} : { a: content };
    expect(linesOf({ ACCOUNTS_FILE: 'a' }, files)).toEqual([`ACCOUNTS_FILE: ${problem}`]);
  });

  test.each([
    ['no appid', { secret: 'PLANTED' }, 'entry 1 (appid): expected an appid without white space, got nothing'],
    [
      'a number for an appid',
      { ...ACCOUNT, appid: 1 },
      'entry 1 (appid): expected an appid without white space, got a number',
    ],
    [
      'null for a secret',
      { ...ACCOUNT, secret: null },
      'entry 1 (secret): expected a secret without white space, got null',
    ],
    [
      'an empty secret',
      { ...ACCOUNT, secret: '' },
      'entry 1 (secret): expected a secret without white space, got 0 characters',
    ],
    ['neither secret nor token URL', { appid: 'wx1' }, 'entry 1: expected either secret or tokenUrl'],
    [
      'both secret and token URL',
      { ...ACCOUNT, tokenUrl: 'https://PLANTED.example' },
      'entry 1: expected either secret or tokenUrl',
    ],
    [
      'a misspelt key',
      { ...ACCOUNT, baseurl: 1 },
      'entry 1: unknown key "baseurl" (did you mean "baseUrl"?); expected only appid, secret, tokenUrl, baseUrl, events',
    ],
    [
      'a misspelt key of events',
      { ...ACCOUNT, events: { token: 'PLANTED', aesKey: 'A'.repeat(43), previous: { aesKeys: 1 } } },
      'entry 1 (events.previous): unknown key "aesKeys" (did you mean "aesKey"?); expected only token, aesKey',
    ],
    [
      'a malformed key of events',
      { ...ACCOUNT, events: { token: 'PLANTED', aesKey: 'PLANTED' } },
      'entry 1 (events.aesKey): expected an EncodingAESKey of 43 letters and digits, got 7 characters',
    ],
    [
      'a secret as a key',
      { ...ACCOUNT, 'PLANTED-0123456789abcdef': 1 },
      'entry 1: unknown key 1 with a name that is not shown; expected only appid, secret, tokenUrl, baseUrl, events',
    ],
    [
      'the secret of the example file',
      { ...ACCOUNT, secret: 'the-secret-of-the-account' },
      'entry 1 (secret): this is the secret of the example file accounts.json.example; use the AppSecret of your account',
    ],
    ['a string for an entry', 'PLANTED', 'entry 1: expected an account, got 7 characters'],
    ['a list for an entry', [ACCOUNT], 'entry 1: expected an account, got a list'],
  ])('reports %s by entry and field', (_, entry, problem) => {
    expect(linesOf(...accounts(entry))).toEqual([`ACCOUNTS_FILE: ${problem}`]);
  });

  // A file rejects the same values as a variable, which would otherwise be ignored silently.
  test.each([
    ['baseUrl', 'https://user:PLANTED@api.weixin.qq.com'],
    ['baseUrl', 'https://api.weixin.qq.com/?PLANTED'],
    ['baseUrl', 'https://api.weixin.qq.com/#PLANTED'],
    ['baseUrl', 'ftp://PLANTED'],
    ['tokenUrl', 'https://user:PLANTED@tokens.internal'],
    ['tokenUrl', 'https://tokens.internal/#PLANTED'],
    ['tokenUrl', 'PLANTED'],
  ])('rejects %s of %s as in the environment', (field, value) => {
    const { secret, ...rest } = ACCOUNT;
    const entry = field === 'tokenUrl' ? { ...rest, tokenUrl: value } : { ...rest, secret, baseUrl: value };
    expect(linesOf(...accounts(entry))).toEqual([
      expect.stringMatching(/^ACCOUNTS_FILE: entry 1 \(\w+\): expected an http/),
    ]);
  });

  test('reports several invalid entries together, each by its position in the file', () => {
    const entries = [{}, ACCOUNT, { appid: 'PLANTED PLANTED' }, ACCOUNT, { ...ACCOUNT, baseUrl: 'PLANTED' }, ACCOUNT];
    expect(linesOf(...accounts(...entries))).toEqual([
      'ACCOUNTS_FILE: entry 1 (appid): expected an appid without white space, got nothing',
      'ACCOUNTS_FILE: entry 1: expected either secret or tokenUrl',
      'ACCOUNTS_FILE: entry 3 (appid): expected an appid without white space, got 15 characters',
      'ACCOUNTS_FILE: entry 3: expected either secret or tokenUrl',
      'ACCOUNTS_FILE: entry 5 (baseUrl): expected an http or https URL without query, hash and credentials, got 7 characters',
      'ACCOUNTS_FILE: entry 4 (appid): duplicate of entry 2',
      'ACCOUNTS_FILE: entry 6 (appid): duplicate of entry 2',
    ]);
  });

  test.each([
    ['WECHAT_APP_ID', 'PLANTED'],
    ['WECHAT_APP_SECRET', 'PLANTED'],
    ['WECHAT_TOKEN_MODE', 'classic'],
    ['WECHAT_TOKEN_URL', 'https://PLANTED.example'],
  ])('cannot be combined with %s, which would be ignored silently', (name, value) => {
    const [env, files] = accounts(ACCOUNT);
    expect(linesOf({ ...env, [name]: value }, files)).toEqual([
      `${name}: cannot be combined with ACCOUNTS_FILE; unset one of them`,
    ]);
  });

  test('replaces WECHAT_APP_ID in production', () => {
    const [env, files] = accounts(ACCOUNT);
    expect(load({ ...env, NODE_ENV: 'production' }, files).upstream).toMatchObject({ kind: 'platform' });
  });
});

describe('API_KEYS_FILE', () => {
  test('returns the keys of the file', () => {
    expect(load(...keys(KEY)).auth).toEqual({ mode: 'api-key', keys: [KEY] });
  });

  test.each([
    ['no name', { ...KEY, name: undefined }, ['entry 1 (name): expected a name without white space, got nothing']],
    [
      'a key instead of its hash',
      { ...KEY, sha256: 'PLANTED' },
      ['entry 1 (sha256): expected the SHA-256 of the key, 64 hexadecimal digits, got 7 characters'],
    ],
    [
      'a scope that is not in a list',
      { ...KEY, scopes: 'card:read' },
      ['entry 1 (scopes): expected a list of scopes, got 9 characters'],
    ],
    ['no appids', { ...KEY, appids: undefined }, ['entry 1 (appids): expected a list of appids, got nothing']],
    [
      'an appid with a space',
      { ...KEY, appids: ['wx1', 'PLANTED 2'] },
      ['entry 1 (appids.1): expected an appid without white space, got 9 characters'],
    ],
  ])('reports %s by entry and field', (_, entry, problems) => {
    expect(linesOf(...keys(entry))).toEqual(problems.map((problem) => `API_KEYS_FILE: ${problem}`));
  });

  test('lists the existing scopes if a scope is unknown', () => {
    expect(linesOf(...keys({ ...KEY, scopes: ['card:read', 'PLANTED', 7] }))).toEqual([
      expect.stringMatching(
        /^API_KEYS_FILE: entry 1 \(scopes\.1\): expected one of card:read, .*, stats:read, got 7 characters$/,
      ),
      expect.stringMatching(
        /^API_KEYS_FILE: entry 1 \(scopes\.2\): expected one of card:read, .*, stats:read, got a number$/,
      ),
    ]);
  });

  test('reports each duplicate name and hash, regardless of the case of the hash', () => {
    const other = { ...KEY, name: 'till', sha256: HASH.toUpperCase() };
    expect(linesOf(...keys(KEY, other, { ...KEY, sha256: 'cd'.repeat(32) }))).toEqual([
      'API_KEYS_FILE: entry 3 (name): duplicate of entry 1',
      'API_KEYS_FILE: entry 2 (sha256): duplicate of entry 1',
    ]);
  });

  test('is required if AUTH_MODE is api-key', () => {
    expect(linesOf({ AUTH_MODE: 'api-key' })).toEqual(['API_KEYS_FILE: required because AUTH_MODE is api-key']);
  });
});

describe('AUTH_MODE', () => {
  test.each([
    ['API_KEYS_FILE', 'api-key'],
    ['JWT_JWKS_URL', 'jwt'],
    ['JWT_PUBLIC_KEY_FILE', 'jwt'],
  ])('must be set if %s is set, because the default would silently admit everyone', (name, mode) => {
    expect(linesOf({ [name]: 'https://PLANTED.example' })).toEqual([
      `AUTH_MODE: expected ${mode} (or none) because ${name} is set, got nothing`,
    ]);
  });

  test('may be set to none explicitly, even if API_KEYS_FILE is set', () => {
    expect(load({ AUTH_MODE: 'none', API_KEYS_FILE: 'k' }).auth).toEqual({ mode: 'none' });
  });

  test.each(['0.0.0.0', '::', 'cards.example'])(
    'allows the HOST %s with jwt and api-key, but not with none',
    (HOST) => {
      const [env, files] = accounts(ACCOUNT);
      const jwt = { ...env, ...JWT, HOST, JWT_JWKS_URL: 'https://issuer.example/jwks.json' };
      expect(load(jwt, files)).toMatchObject({ host: HOST, auth: { mode: 'jwt' } });
      const apiKey = { ...env, HOST, AUTH_MODE: 'api-key', API_KEYS_FILE: 'k' };
      expect(load(apiKey, { ...files, k: [KEY] })).toMatchObject({ host: HOST, auth: { mode: 'api-key' } });
      expect(linesOf({ ...env, HOST }, files)).toEqual([expect.stringContaining('HOST: expected a loopback address')]);
      const router = { ...env, HOST, ROUTER_SECRET: 'PLANTED-router-secret' };
      expect(linesOf(router, files)).toEqual([expect.stringContaining('HOST: expected a loopback address')]);
    },
  );
});

describe('JWT_*', () => {
  const pem = (key: KeyObject, type: 'spki' | 'pkcs8' = 'spki') => String(key.export({ type, format: 'pem' }));
  const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
  const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });

  test('are all reported as required together', () => {
    expect(linesOf({ AUTH_MODE: 'jwt' }).map((line) => line.split(':')[0])).toEqual([
      'JWT_JWKS_URL',
      'JWT_ISSUER',
      'JWT_AUDIENCE',
    ]);
  });

  test('cannot configure both a key set and a public key', () => {
    const env = { ...JWT, JWT_JWKS_URL: 'https://issuer.example/jwks.json', JWT_PUBLIC_KEY_FILE: 'pem' };
    const files = { pem: pem(ec('P-256').publicKey) };
    expect(linesOf(env, files)).toEqual([
      'JWT_PUBLIC_KEY_FILE: cannot be combined with JWT_JWKS_URL; unset one of them',
    ]);
  });

  test.each([
    ['RSA', rsa(2048).publicKey, ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
    ['P-256', ec('P-256').publicKey, ['ES256']],
    ['P-384', ec('P-384').publicKey, ['ES384']],
    ['P-521', ec('P-521').publicKey, ['ES512']],
    ['Ed25519', generateKeyPairSync('ed25519').publicKey, ['EdDSA']],
  ])('accept a public key of type %s with its algorithms', (_, key, algorithms) => {
    const { auth } = load({ ...JWT, JWT_PUBLIC_KEY_FILE: 'pem' }, { pem: pem(key) });
    expect(auth).toMatchObject({ mode: 'jwt', keys: { publicKey: pem(key) }, algorithms });
  });

  const NO_PEM = 'the file contains no public key in PEM';
  const PRIVATE = 'the file contains a private key';
  const UNSUPPORTED = 'expected a public key of type RSA with at least 2048 bits, P-256, P-384, P-521 or Ed25519';
  test.each([
    ['a missing file', undefined, 'the file (3 characters) cannot be read: ENOENT, it does not exist'],
    ['a file without PEM', 'PLANTED', NO_PEM],
    ['half a PEM', '-----BEGIN PUBLIC KEY-----\nPLANTED', NO_PEM],
    ['a private key', pem(ec('P-256').privateKey, 'pkcs8'), PRIVATE],
    ['both keys', pem(ec('P-256').publicKey) + pem(ec('P-256').privateKey, 'pkcs8'), PRIVATE],
    ['an RSA key of 1024 bits', pem(rsa(1024).publicKey), UNSUPPORTED],
    ['a key of another curve', pem(ec('secp256k1').publicKey), UNSUPPORTED],
    ['a key that cannot sign', pem(generateKeyPairSync('x25519').publicKey), UNSUPPORTED],
  ])('reject %s instead of a public key without repeating its content', (_, content, problem) => {
    const files = content === undefined ? {} : { pem: content };
    const { message } = errorOf({ ...JWT, JWT_PUBLIC_KEY_FILE: 'pem' }, files);
    expect(message).toContain(`JWT_PUBLIC_KEY_FILE: ${problem}`);
    expect(message).not.toMatch(/PLANTED|BEGIN/);
  });

  test('require an algorithm that matches the key', () => {
    const env = { ...JWT, JWT_PUBLIC_KEY_FILE: 'pem', JWT_ALGORITHMS: 'RS256,ES384' };
    expect(linesOf(env, { pem: pem(ec('P-256').publicKey) })).toEqual([
      'JWT_ALGORITHMS: expected an algorithm for the key in JWT_PUBLIC_KEY_FILE (ES256), got 11 characters',
    ]);
  });

  test.each(['HS256', 'none', 'RS256,none', 'rs256', ''])(
    'allow only asymmetric algorithms, not JWT_ALGORITHMS of %j',
    (value) => {
      const env = { ...JWT, JWT_JWKS_URL: 'https://issuer.example/jwks.json', JWT_ALGORITHMS: value };
      if (value === '')
        expect(load(env).auth).toMatchObject({ algorithms: expect.not.arrayContaining(['HS256', 'none']) });
      else
        expect(linesOf(env)).toEqual([
          expect.stringMatching(/^JWT_ALGORITHMS: expected an algorithm with a public key/),
        ]);
    },
  );

  test.each(['-1', '301', '1.5', '5s'])('reject a JWT_CLOCK_TOLERANCE_SECONDS of %s', (value) => {
    const env = { ...JWT, JWT_JWKS_URL: 'https://issuer.example/jwks.json', JWT_CLOCK_TOLERANCE_SECONDS: value };
    expect(linesOf(env)).toHaveLength(1);
  });
});

test('a ROUTER_SECRET with a space is rejected', () => {
  expect(linesOf({ ROUTER_SECRET: 'with a space' })).toEqual([
    expect.stringMatching(/^ROUTER_SECRET: expected a secret without white space, got \d+/),
  ]);
});

test('problems of variables and all files are reported together, without a value in the message or the log', () => {
  const lines: string[] = [];
  const env = {
    PORT: 'PLANTED',
    ACCOUNTS_FILE: 'a',
    WECHAT_APP_SECRET: 'PLANTED-secret',
    AUTH_MODE: 'jwt',
    JWT_JWKS_URL: 'PLANTED',
    JWT_PUBLIC_KEY_FILE: 'p',
    API_KEYS_FILE: 'k',
    ROUTER_SECRET: 'PLANTED ',
  };
  const files = {
    a: [
      { appid: 'PLANTED 1', secret: 'PLANTED 2' },
      { appid: 'wx1', 'PLANTED-3': 3 },
    ],
    p: 'PLANTED',
    k: 'PLANTED',
  };
  const error = errorOf(env, files);
  expect(new Set(error.problems.map(({ name }) => name))).toEqual(
    new Set([
      'PORT',
      'ACCOUNTS_FILE',
      'WECHAT_APP_SECRET',
      'JWT_JWKS_URL',
      'JWT_PUBLIC_KEY_FILE',
      'JWT_ISSUER',
      'JWT_AUDIENCE',
      'ROUTER_SECRET',
    ]),
  );
  expect(error.problems.filter(({ name }) => name === 'ACCOUNTS_FILE')).toHaveLength(4);
  expect(error.message).not.toContain('PLANTED');

  const log = createLog({ level: 'error', destination: { write: (line) => void lines.push(line) } });
  log.error({ problems: error.problems }, 'Reload failed');
  expect(JSON.parse(lines.join('')).problems).toEqual(error.problems);
});
