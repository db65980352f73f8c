import { inspect } from 'node:util';
import pino from 'pino';
import { ConfigError } from '../../../src/config/config.js';
import { LOG_LEVELS } from '../../../src/config/env.js';
import { loadConfig } from '../../../src/config/load-config.js';
import { Secret } from '../../../src/config/secret.js';

const PLATFORM = { WECHAT_APP_ID: 'wx1', WECHAT_APP_SECRET: 'planted-secret' };

/** Returns the error of `loadConfig`. Throws if it reports no problem. */
function errorOf(env: Record<string, string | undefined>): ConfigError {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('loadConfig reported no problem');
}

/** Returns the problems of an environment by variable. */
function problemsOf(env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(errorOf(env).problems.map(({ name, problem }) => [name, problem]));
}

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

describe('loadConfig', () => {
  test('returns the embedded emulator and all defaults for an empty environment', () => {
    expect(loadConfig({})).toEqual({
      production: false,
      host: '127.0.0.1',
      port: 4000,
      upstream: { kind: 'emulator', port: 4100 },
      state: { kind: 'memory' },
      events: { listener: undefined, retentionDays: 7, maxBytes: 268_435_456 },
      requestTimeoutMs: 5000,
      upstreamConcurrency: 64,
      upstreamQueue: 2000,
      index: { maxCards: 20_000, maxBytes: 268_435_456, callsPerMinute: 300 },
      cacheMaxBytes: 67_108_864,
      coalesce: true,
      limits: {
        depth: 20,
        tokens: 4000,
        aliases: 100,
        directives: 50,
        rootFields: 30,
        mutations: 4,
        irreversible: 1,
        cost: 1000,
        fields: 400_000,
        representations: 100,
        validationErrors: 5,
        bodyBytes: 2_097_152,
        responseBytes: 8_388_608,
      },
      subscriptions: { perCaller: 20, perAccount: 200, perProcess: 2000 },
      responseWriteTimeoutMs: 30_000,
      rates: {
        callerPerMinute: undefined,
        accountPerMinute: undefined,
        codePerMinute: undefined,
        codeMissesPerMinute: 60,
      },
      audit: { file: undefined, key: undefined },
      overload: { eventLoopDelayMs: 500, heapPercent: 90 },
      shutdown: { waitMs: 3000, graceMs: 10_000 },
      allowedHosts: [],
      corsOrigins: [],
      logLevel: 'info',
      metrics: true,
      traces: undefined,
      explorer: true,
      console: true,
      federatedTraces: true,
      fastPath: true,
      auth: { mode: 'none' },
      routerSecret: undefined,
      persistedOperations: undefined,
      federationScopes: false,
      federationSubscriptions: true,
    });
  });

  test('treats an empty variable as unset', () => {
    const empty = { HOST: '', PORT: '', WECHAT_APP_ID: '', WECHAT_BASE_URL: '', ACCOUNTS_FILE: '', CORS_ORIGINS: '' };
    expect(loadConfig(empty)).toEqual(loadConfig({}));
  });

  test('reads every field of a complete environment', () => {
    const config = loadConfig({
      ...PLATFORM,
      NODE_ENV: 'production',
      HOST: 'localhost',
      PORT: '0',
      WECHAT_BASE_URL: 'http://proxy.internal:8080/wechat//',
      WECHAT_TOKEN_MODE: 'classic',
      EVENTS_TOKEN: 'plantedToken',
      EVENTS_AES_KEY: 'A'.repeat(43),
      EVENTS_PREVIOUS_TOKEN: 'plantedToken0',
      EVENTS_PREVIOUS_AES_KEY: 'B'.repeat(43),
      EVENTS_HOST: '0.0.0.0',
      EVENTS_PORT: '8081',
      EVENTS_RETENTION_DAYS: '30',
      EVENTS_MAX_BYTES: '1048576',
      STATE_DIR: '/var/lib/cardgraph',
      REQUEST_TIMEOUT_MS: '600000',
      UPSTREAM_CONCURRENCY: '1',
      UPSTREAM_QUEUE: '0',
      CACHE: 'off',
      CACHE_MAX_BYTES: '1000',
      INDEX_MAX_CARDS: '10',
      INDEX_MAX_BYTES: '2000000',
      INDEX_CALLS_PER_MINUTE: '20',
      COALESCE: 'off',
      FTV1: 'off',
      GRAPHQL_FAST_PATH: 'off',
      LIMIT_DEPTH: '1',
      LIMIT_TOKENS: '2',
      LIMIT_ALIASES: '3',
      LIMIT_DIRECTIVES: '4',
      LIMIT_ROOT_FIELDS: '5',
      LIMIT_MUTATIONS: '6',
      LIMIT_IRREVERSIBLE: '7',
      LIMIT_COST: '8',
      LIMIT_REPRESENTATIONS: '9',
      LIMIT_FIELDS: '16',
      LIMIT_RESPONSE_BYTES: '1024',
      LIMIT_SUBSCRIPTIONS_CALLER: '5',
      LIMIT_SUBSCRIPTIONS_ACCOUNT: '6',
      LIMIT_SUBSCRIPTIONS_PROCESS: '7',
      RESPONSE_WRITE_TIMEOUT_MS: '100',
      LIMIT_VALIDATION_ERRORS: '10',
      LIMIT_BODY_BYTES: '11',
      RATE_CALLER_PER_MINUTE: '12',
      RATE_ACCOUNT_PER_MINUTE: '13',
      RATE_CODE_PER_MINUTE: '14',
      RATE_CODE_MISSES_PER_MINUTE: '15',
      AUDIT_FILE: '/var/log/audit.jsonl',
      AUDIT_KEY: 'k'.repeat(32),
      OVERLOAD_EVENT_LOOP_DELAY_MS: '0',
      OVERLOAD_HEAP_PERCENT: '75',
      SHUTDOWN_WAIT_SECONDS: '20',
      SHUTDOWN_GRACE_SECONDS: '60',
      ALLOWED_HOSTS: ' Cards.Internal , fd00:0::1,,10.0.0.7,cards.internal',
      CORS_ORIGINS: 'https://a.example, https://b.example:8443 ,https://A.example:443,',
      LOG_LEVEL: 'silent',
      METRICS: 'off',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/',
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20cGxhbnRlZA==, x-tenant=shop',
      OTEL_SERVICE_NAME: 'cards',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
      AUTH_MODE: 'none',
    });
    expect(config).toEqual({
      production: true,
      host: 'localhost',
      port: 0,
      upstream: {
        kind: 'platform',
        accounts: [
          {
            appid: 'wx1',
            baseUrl: 'http://proxy.internal:8080/wechat',
            token: { mode: 'classic', secret: new Secret('planted-secret') },
            events: {
              token: new Secret('plantedToken'),
              aesKey: new Secret('A'.repeat(43)),
              previous: { token: new Secret('plantedToken0'), aesKey: new Secret('B'.repeat(43)) },
            },
          },
        ],
      },
      state: { kind: 'folder', path: '/var/lib/cardgraph' },
      events: { listener: { host: '0.0.0.0', port: 8081 }, retentionDays: 30, maxBytes: 1_048_576 },
      requestTimeoutMs: 600_000,
      upstreamConcurrency: 1,
      upstreamQueue: 0,
      cacheMaxBytes: 0,
      index: { maxCards: 10, maxBytes: 2_000_000, callsPerMinute: 20 },
      coalesce: false,
      limits: {
        depth: 1,
        tokens: 2,
        aliases: 3,
        directives: 4,
        rootFields: 5,
        mutations: 6,
        irreversible: 7,
        cost: 8,
        fields: 16,
        representations: 9,
        validationErrors: 10,
        bodyBytes: 11,
        responseBytes: 1024,
      },
      subscriptions: { perCaller: 5, perAccount: 6, perProcess: 7 },
      responseWriteTimeoutMs: 100,
      rates: { callerPerMinute: 12, accountPerMinute: 13, codePerMinute: 14, codeMissesPerMinute: 15 },
      audit: { file: '/var/log/audit.jsonl', key: new Secret('k'.repeat(32)) },
      overload: { eventLoopDelayMs: 0, heapPercent: 75 },
      shutdown: { waitMs: 20_000, graceMs: 60_000 },
      allowedHosts: ['cards.internal', '[fd00::1]', '10.0.0.7'],
      corsOrigins: ['https://a.example', 'https://b.example:8443'],
      logLevel: 'silent',
      metrics: false,
      traces: {
        url: 'http://collector:4318/v1/traces',
        headers: { authorization: new Secret('Basic cGxhbnRlZA=='), 'x-tenant': new Secret('shop') },
        serviceName: 'cards',
        ratio: 0.25,
      },
      explorer: false,
      console: false,
      federatedTraces: false,
      fastPath: false,
      auth: { mode: 'none' },
      routerSecret: undefined,
      persistedOperations: undefined,
      federationScopes: false,
      federationSubscriptions: true,
    });
  });

  test('returns a deeply frozen result', () => {
    expect(isDeeplyFrozen(loadConfig({ ...PLATFORM, CORS_ORIGINS: 'https://a.example' }))).toBe(true);
  });

  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '4e3'],
    ['PORT', ' 4000'],
    ['PORT', '0x10'],
    ['EMULATOR_PORT', 'any'],
    ['REQUEST_TIMEOUT_MS', '0'],
    ['REQUEST_TIMEOUT_MS', '600001'],
    ['REQUEST_TIMEOUT_MS', '5s'],
    ['UPSTREAM_CONCURRENCY', '0'],
    ['UPSTREAM_CONCURRENCY', '10001'],
    ['UPSTREAM_CONCURRENCY', '1.5'],
    ['UPSTREAM_QUEUE', '-1'],
    ['UPSTREAM_QUEUE', '1000001'],
    ['OVERLOAD_EVENT_LOOP_DELAY_MS', '60001'],
    ['OVERLOAD_HEAP_PERCENT', '101'],
    ['SHUTDOWN_WAIT_SECONDS', '-1'],
    ['SHUTDOWN_GRACE_SECONDS', '0'],
    ['CACHE', 'yes'],
    ['CACHE_MAX_BYTES', '0'],
    ['INDEX_MAX_CARDS', '0'],
    ['INDEX_MAX_BYTES', '1000'],
    ['INDEX_CALLS_PER_MINUTE', '0'],
    ['CACHE_MAX_BYTES', '64M'],
    ['COALESCE', 'true'],
    ['METRICS', 'yes'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4317'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'http://user:planted@collector/v1/traces'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization=%E0%A4%A'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization=a%0d%0ab'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.1'],
    ['OTEL_TRACES_SAMPLER_ARG', 'half'],
    ['HOST', 'http://127.0.0.1'],
    ['HOST', '127.0.0.1:4000'],
    ['HOST', '[::1]'],
    ['ALLOWED_HOSTS', 'cards.internal:8080'],
    ['ALLOWED_HOSTS', 'https://cards.internal'],
    ['ALLOWED_HOSTS', '*'],
    ['ALLOWED_HOSTS', '*.cards.internal'],
    ['ALLOWED_HOSTS', '999.1.1.1'],
    ['WECHAT_BASE_URL', 'api.weixin.qq.com'],
    ['WECHAT_BASE_URL', 'ftp://api.weixin.qq.com'],
    ['WECHAT_BASE_URL', 'https://api.weixin.qq.com/?a=b'],
    ['WECHAT_BASE_URL', 'https://api.weixin.qq.com/#a'],
    ['WECHAT_BASE_URL', 'https://user:pass@api.weixin.qq.com'],
    ['WECHAT_BASE_URL', 'https:///api.weixin.qq.com'],
    ['WECHAT_BASE_URL', ' https://api.weixin.qq.com'],
    ['WECHAT_APP_ID', 'wx 1'],
    ['WECHAT_APP_SECRET', 'planted\n'],
    ['WECHAT_TOKEN_MODE', 'Stable'],
    ['WECHAT_TOKEN_URL', 'https://user:pass@tokens.internal/'],
    ['REDIS_URL', 'http://redis:6379'],
    ['REDIS_URL', 'redis:6379'],
    ['REDIS_URL', 'redis://'],
    ['REDIS_URL', 'redis:///0'],
    ['REDIS_URL', 'redis://redis/cards'],
    ['REDIS_URL', 'redis://redis?db=1'],
    ['REDIS_URL', 'redis://user:pass word@redis'],
    ['CORS_ORIGINS', 'https://a.example/'],
    ['CORS_ORIGINS', 'https://a.example,b.example'],
    ['CORS_ORIGINS', 'https://*.example'],
    ['CORS_ORIGINS', 'https://user@a.example'],
    ['CORS_ORIGINS', 'null'],
    ['LOG_LEVEL', 'verbose'],
    ['AUTH_MODE', 'jwt-token'],
  ])('reports what was expected and the received length for %s=%j', (name, value) => {
    const problem = problemsOf({ ...PLATFORM, [name]: value })[name];
    expect(problem).toMatch(/^expected .*, got \d+ characters?$/);
  });

  test('rejects a grace period that the wait would use up, even if the wait is the default', () => {
    expect(problemsOf({ SHUTDOWN_WAIT_SECONDS: '10', SHUTDOWN_GRACE_SECONDS: '10' })).toEqual({
      SHUTDOWN_GRACE_SECONDS: 'expected more than SHUTDOWN_WAIT_SECONDS (10)',
    });
    expect(problemsOf({ SHUTDOWN_GRACE_SECONDS: '3' })).toEqual({
      SHUTDOWN_GRACE_SECONDS: 'expected more than SHUTDOWN_WAIT_SECONDS (3)',
    });
  });

  test("rejects CORS_ORIGINS of '*' with the reason", () => {
    expect(problemsOf({ CORS_ORIGINS: '*' }).CORS_ORIGINS).toContain('any web page');
  });

  test('reports an invalid origin by its position in the list', () => {
    expect(problemsOf({ CORS_ORIGINS: 'https://a.example,nonsense' }).CORS_ORIGINS).toContain(
      'entry 2, got 8 characters',
    );
  });

  test('reports all problems together, including those across variables, one line each', () => {
    const env = { PORT: 'x', LOG_LEVEL: 'loud', HOST: '0.0.0.0', WECHAT_BASE_URL: 'nowhere', CORS_ORIGINS: '*' };
    expect(Object.keys(problemsOf(env)).sort()).toEqual([
      'CORS_ORIGINS',
      'HOST',
      'LOG_LEVEL',
      'PORT',
      'WECHAT_APP_ID',
      'WECHAT_APP_SECRET',
      'WECHAT_BASE_URL',
    ]);
    const lines = errorOf(env).message.split('\n');
    expect(lines[0]).toBe('The configuration has 7 problems:');
    expect(lines).toHaveLength(8);
    expect(lines).toContain('  PORT: expected an integer from 0 to 65535, got 1 character');
  });

  test('repeats no value of an invalid environment in the message', () => {
    const env = {
      HOST: 'planted host',
      PORT: 'planted port',
      WECHAT_APP_ID: 'planted appid',
      WECHAT_APP_SECRET: 'planted secret',
      WECHAT_BASE_URL: 'planted url',
      WECHAT_TOKEN_MODE: 'planted mode',
      WECHAT_TOKEN_URL: 'planted token',
      REDIS_URL: 'planted redis',
      CORS_ORIGINS: 'planted,planted',
    };
    expect(errorOf(env).message).not.toContain('planted');
  });

  test("accepts pino's log levels and silent", () => {
    expect([...LOG_LEVELS].sort()).toEqual([...Object.keys(pino.levels.values), 'silent'].sort());
  });
});

describe('loopback', () => {
  test.each(['127.0.0.1', '127.8.9.10', '::1', '0:0:0:0:0:0:0:1', 'localhost', 'LOCALHOST'])(
    '%s is accepted without authentication',
    (HOST) => {
      expect(loadConfig({ HOST }).upstream.kind).toBe('emulator');
      expect(loadConfig({ HOST, ...PLATFORM }).host).toBe(HOST);
    },
  );

  test.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '128.0.0.1',
    'example.com',
    'localhost.example',
    '127.0.0.1.example',
    '127.1',
  ])('%s is rejected with AUTH_MODE none, with and without an account', (HOST) => {
    expect(Object.keys(problemsOf({ HOST, ...PLATFORM }))).toEqual(['HOST']);
    expect(problemsOf({ HOST }).HOST).toContain('AUTH_MODE none');
  });
});

describe('the upstream', () => {
  test.each([
    ['WECHAT_BASE_URL', { WECHAT_BASE_URL: 'https://api.weixin.qq.com' }],
    ['production', { NODE_ENV: 'production' }],
    ['a HOST that is not loopback', { HOST: '0.0.0.0' }],
    ['a secret without its appid', { WECHAT_APP_SECRET: 'planted' }],
    ['a token URL without its appid', { WECHAT_TOKEN_URL: 'https://tokens.internal' }],
  ])('requires an appid instead of the emulator with %s', (_, env) => {
    expect(problemsOf(env).WECHAT_APP_ID).toMatch(/^required because .*$/);
  });

  test('requires the secret of an appid', () => {
    expect(problemsOf({ WECHAT_APP_ID: 'wx1' })).toEqual({
      WECHAT_APP_SECRET: 'required because WECHAT_TOKEN_MODE is stable',
    });
  });

  test('names the mode that uses WECHAT_TOKEN_URL if the URL is set in another mode', () => {
    const env = { WECHAT_APP_ID: 'wx1', WECHAT_TOKEN_URL: 'https://tokens.internal' };
    expect(problemsOf(env).WECHAT_APP_SECRET).toContain('WECHAT_TOKEN_URL is used only if it is url');
  });

  test('is the emulator if NODE_ENV is anything but production', () => {
    expect(loadConfig({ NODE_ENV: 'Production' })).toMatchObject({ production: false, upstream: { kind: 'emulator' } });
  });

  test('reveals the secret of an account on demand', () => {
    expect(accountOf(PLATFORM)).toMatchObject({ appid: 'wx1', baseUrl: 'https://api.weixin.qq.com' });
    const { token } = accountOf(PLATFORM);
    expect(token.mode).toBe('stable');
    expect(token.mode !== 'url' && token.secret.reveal()).toBe('planted-secret');
  });

  test('keeps the token URL unchanged with its query in url mode, and requires no secret', () => {
    const url = 'https://tokens.internal/wx?key=planted';
    const { token } = accountOf({ WECHAT_APP_ID: 'wx1', WECHAT_TOKEN_MODE: 'url', WECHAT_TOKEN_URL: url });
    expect(token.mode === 'url' && token.url.reveal()).toBe(url);
  });

  test('requires the token URL in url mode', () => {
    expect(Object.keys(problemsOf({ ...PLATFORM, WECHAT_TOKEN_MODE: 'url' }))).toEqual(['WECHAT_TOKEN_URL']);
  });

  test('reports an unknown token mode without further problems that depend on it', () => {
    expect(Object.keys(problemsOf({ WECHAT_APP_ID: 'wx1', WECHAT_TOKEN_MODE: 'x' }))).toEqual(['WECHAT_TOKEN_MODE']);
  });
});

describe('the token and key of events', () => {
  const EVENTS = { EVENTS_TOKEN: 'plantedToken', EVENTS_AES_KEY: 'A'.repeat(43) };

  test('belong to the embedded emulator if there is no account', () => {
    const { upstream } = loadConfig(EVENTS);
    expect(upstream.kind === 'emulator' && upstream.events?.token.reveal()).toBe('plantedToken');
  });

  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['a token without a key', { EVENTS_TOKEN: 'abc' }, { EVENTS_AES_KEY: 'required because EVENTS_TOKEN is set' }],
    [
      'a key without a token',
      { EVENTS_AES_KEY: 'A'.repeat(43) },
      { EVENTS_TOKEN: 'required because EVENTS_AES_KEY is set' },
    ],
    [
      'only a previous token',
      { EVENTS_PREVIOUS_TOKEN: 'abc' },
      {
        EVENTS_TOKEN: 'required because EVENTS_PREVIOUS_TOKEN is set',
        EVENTS_AES_KEY: 'required because EVENTS_PREVIOUS_TOKEN is set',
      },
    ],
    [
      'a malformed token and key',
      { EVENTS_TOKEN: 'a_b', EVENTS_AES_KEY: 'A'.repeat(42) },
      {
        EVENTS_TOKEN: 'expected a token of 3 to 32 letters and digits, got 3 characters',
        EVENTS_AES_KEY: 'expected an EncodingAESKey of 43 letters and digits, got 42 characters',
      },
    ],
    ['a host without a port', { EVENTS_HOST: '0.0.0.0' }, { EVENTS_PORT: 'required because EVENTS_HOST is set' }],
    [
      'the address of the endpoint',
      { EVENTS_PORT: '4000' },
      { EVENTS_PORT: 'expected a port other than PORT, because HOST and EVENTS_HOST are the same' },
    ],
    [
      'a key beside ACCOUNTS_FILE',
      { ...EVENTS, ACCOUNTS_FILE: __filename },
      {
        EVENTS_TOKEN: 'cannot be combined with ACCOUNTS_FILE; unset one of them',
        EVENTS_AES_KEY: 'cannot be combined with ACCOUNTS_FILE; unset one of them',
      },
    ],
  ])('are rejected with %s', (_, env, problems) => {
    expect(problemsOf(env)).toMatchObject(problems);
  });

  test('allow a second listener on any address while the endpoint stays on loopback', () => {
    const { host, events } = loadConfig({ EVENTS_HOST: '0.0.0.0', EVENTS_PORT: '0' });
    expect({ host, listener: events.listener }).toEqual({ host: '127.0.0.1', listener: { host: '0.0.0.0', port: 0 } });
  });
});

describe('the third-party platform', () => {
  const COMPONENT = {
    COMPONENT_APP_ID: 'wxcomponent',
    COMPONENT_APP_SECRET: 'planted-component-secret',
    COMPONENT_TOKEN: 'plantedToken',
    COMPONENT_AES_KEY: 'A'.repeat(43),
  };

  test('needs no account and never starts the emulator', () => {
    const { upstream, state, component } = loadConfig(COMPONENT);
    expect(upstream).toEqual({ kind: 'platform', accounts: [] });
    expect(state).toEqual({ kind: 'folder', path: './.state' });
    expect(component).toMatchObject({ appid: 'wxcomponent', baseUrl: 'https://api.weixin.qq.com' });
    expect(component?.redirectUrl).toBeUndefined();
    expect(component?.callersOfAuthorized).toEqual([]);
    expect(component?.secret.reveal()).toBe('planted-component-secret');
    expect(component?.push.token.reveal()).toBe('plantedToken');
    expect(component?.push.aesKey.reveal()).toBe('A'.repeat(43));
    expect(inspect(component, { depth: null })).not.toContain('planted');
  });

  test('is served in addition to the accounts of the configuration, at the same platform', () => {
    const { upstream, component } = loadConfig({
      ...PLATFORM,
      ...COMPONENT,
      WECHAT_BASE_URL: 'https://proxy.internal/',
      COMPONENT_REDIRECT_URL: 'https://agency.example/wechat/component/callback',
      COMPONENT_ALL_ACCOUNTS: 'staff, desk,staff',
    });
    expect(upstream.kind === 'platform' && upstream.accounts.map(({ appid }) => appid)).toEqual(['wx1']);
    expect(component).toMatchObject({
      baseUrl: 'https://proxy.internal',
      redirectUrl: 'https://agency.example/wechat/component/callback',
      callersOfAuthorized: ['staff', 'desk'],
    });
  });

  test.each(Object.keys(COMPONENT))('requires the other three variables if only %s is set', (name) => {
    const set = { [name]: COMPONENT[name as keyof typeof COMPONENT] };
    const missing = Object.keys(COMPONENT).filter((other) => other !== name);
    expect(problemsOf({ ...PLATFORM, ...set })).toEqual(
      Object.fromEntries(missing.map((other) => [other, `required because ${name} is set`])),
    );
  });

  test.each(['COMPONENT_REDIRECT_URL', 'COMPONENT_ALL_ACCOUNTS'])('is required if %s is set', (name) => {
    const problems = problemsOf({ ...PLATFORM, [name]: 'https://agency.example/' });
    expect(Object.keys(problems)).toEqual(Object.keys(COMPONENT));
  });

  test('requires an appid for a credential of an account', () => {
    expect(problemsOf({ ...COMPONENT, WECHAT_APP_SECRET: 'planted' })).toHaveProperty('WECHAT_APP_ID');
    expect(problemsOf({ ...COMPONENT, EVENTS_TOKEN: 'abc' })).toHaveProperty('WECHAT_APP_ID');
  });

  test.each([
    ['http outside loopback', 'http://agency.example/wechat/component/callback'],
    ['a query', 'https://agency.example/wechat/component/callback?a=b'],
    ['a hash', 'https://agency.example/wechat/component/callback#a'],
    ['credentials', 'https://user:pass@agency.example/wechat/component/callback'],
    ['no host', 'https:///wechat/component/callback'],
  ])('rejects a redirect URL with %s', (_, url) => {
    expect(problemsOf({ ...COMPONENT, COMPONENT_REDIRECT_URL: url })).toEqual({
      COMPONENT_REDIRECT_URL: expect.stringMatching(/^expected an https URL, .*, got \d+ characters$/),
    });
  });

  test.each(['http://127.0.0.1:4000/callback', 'http://localhost/callback', 'http://[::1]:4000/callback'])(
    'accepts the redirect URL %s',
    (url) => {
      expect(loadConfig({ ...COMPONENT, COMPONENT_REDIRECT_URL: url }).component?.redirectUrl).toBe(url);
    },
  );

  test('rejects an empty name of a caller', () => {
    expect(problemsOf({ ...COMPONENT, COMPONENT_ALL_ACCOUNTS: 'staff,' })).toEqual({
      COMPONENT_ALL_ACCOUNTS: 'expected the name of a caller as entry 2, got 0 characters',
    });
  });

  test('rejects the appid of an account, and the token and key of an account', () => {
    expect(problemsOf({ ...PLATFORM, ...COMPONENT, COMPONENT_APP_ID: 'wx1' })).toEqual({
      COMPONENT_APP_ID: 'expected the appid of a third-party platform, got that of an account',
    });
    const { COMPONENT_TOKEN: EVENTS_TOKEN, COMPONENT_AES_KEY: EVENTS_AES_KEY } = COMPONENT;
    const other = { EVENTS_TOKEN: 'another', EVENTS_AES_KEY };
    expect(() => loadConfig({ ...PLATFORM, ...COMPONENT, ...other })).not.toThrow();
    const same = { COMPONENT_TOKEN: 'expected a token and a key other than those of an account, got the same pair' };
    expect(problemsOf({ ...PLATFORM, ...COMPONENT, EVENTS_TOKEN, EVENTS_AES_KEY })).toEqual(same);
    expect(problemsOf({ ...PLATFORM, ...COMPONENT, ...other, EVENTS_PREVIOUS_TOKEN: EVENTS_TOKEN })).toEqual(same);
  });
});

describe('the configuration of traces', () => {
  test('uses the URL for traces unchanged and in preference to the general one', () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/otlp/spans',
    };
    expect(loadConfig(env).traces).toEqual({
      url: 'https://traces.example/otlp/spans',
      headers: {},
      serviceName: 'cardgraph',
      ratio: 1,
    });
  });

  test('is undefined without a URL, even if other variables are set', () => {
    expect(loadConfig({ OTEL_SERVICE_NAME: 'cards', OTEL_TRACES_SAMPLER_ARG: '1' }).traces).toBeUndefined();
  });
});

describe('the store of state', () => {
  test('is a folder for an account, ./.state by default', () => {
    expect(loadConfig(PLATFORM).state).toEqual({ kind: 'folder', path: './.state' });
    expect(loadConfig({ ...PLATFORM, STATE_DIR: '/state' }).state).toEqual({ kind: 'folder', path: '/state' });
  });

  test('is in memory for the embedded emulator, even if STATE_DIR is set', () => {
    expect(loadConfig({ STATE_DIR: '/state' }).state).toEqual({ kind: 'memory' });
  });

  test.each([
    'redis://redis',
    'rediss://user:planted@redis.example:6380/2',
    'redis://:planted@[::1]:6379/',
    'REDIS://10.0.0.1:6379',
  ])('is Redis with REDIS_URL %s, for an account and for the emulator', (REDIS_URL) => {
    for (const env of [{ REDIS_URL }, { ...PLATFORM, REDIS_URL, STATE_DIR: '/state' }]) {
      const { state } = loadConfig(env);
      expect(state.kind === 'redis' && state.url.reveal()).toBe(REDIS_URL);
    }
  });
});

describe('secrets of a configuration', () => {
  const stable = loadConfig({ ...PLATFORM, REDIS_URL: 'redis://:planted@redis' });
  const url = loadConfig({
    WECHAT_APP_ID: 'wx1',
    WECHAT_TOKEN_MODE: 'url',
    WECHAT_TOKEN_URL: 'https://tokens.internal/?key=planted',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=planted',
  });

  test.each([
    ['JSON', (value: object) => JSON.stringify(value)],
    ['console.log', (value: object) => inspect(value, { depth: null, showHidden: true })],
    ['a template', (value: object) => `${value} ${Object.values(value)}`],
    ['pino without redaction', (value: object) => logged(value)],
  ])('are not shown by %s', (_, show) => {
    for (const config of [stable, url]) {
      expect(show(config)).not.toContain('planted');
      expect(show(accountFrom(config).token)).not.toContain('planted');
    }
  });

  test('are replaced by a placeholder in JSON', () => {
    expect(JSON.stringify(stable)).toContain('"secret":"[secret]"');
    expect(`${new Secret('planted')}`).toBe('[secret]');
  });
});

function accountOf(env: Record<string, string | undefined>) {
  return accountFrom(loadConfig(env));
}

function accountFrom({ upstream }: ReturnType<typeof loadConfig>) {
  const [account] = upstream.kind === 'platform' ? upstream.accounts : [];
  if (account === undefined) throw new Error(`expected an account, got none of the ${upstream.kind}`);
  return account;
}

function logged(value: object): string {
  const lines: string[] = [];
  pino({}, { write: (line: string) => void lines.push(line) }).info({ config: value }, 'started');
  return lines.join('');
}
