// cspell:ignore REDISURL STATEDIR WECHATAPPID
import { VARIABLES } from '../../../src/config/env.js';
import { unknownVariables } from '../../../src/config/unknown-variables.js';

describe('unknownVariables', () => {
  test.each([
    ['WECHAT_APPID', 'WECHAT_APP_ID'],
    ['WECHAT_APP_SERCET', 'WECHAT_APP_SECRET'],
    ['WECHAT_SECRET', 'WECHAT_APP_SECRET'],
    ['AUTH_MODES', 'AUTH_MODE'],
    ['JWT_JWKS_URI', 'JWT_JWKS_URL'],
    ['UPSTREAM_CONCURENCY', 'UPSTREAM_CONCURRENCY'],
    ['PERSISTED_OPERATION_FILE', 'PERSISTED_OPERATIONS_FILE'],
    ['ROUTER_SECRETS', 'ROUTER_SECRET'],
    ['FEDERATION_SCOPE', 'FEDERATION_SCOPES'],
  ])('rejects %s and suggests %s', (name, near) => {
    const [problem, ...more] = unknownVariables({ [name]: 'planted' });
    expect(problem?.name).toBe(name);
    expect(problem?.problem).toMatch(new RegExp(`; did you mean ${near}\\?$`));
    expect(problem?.problem).not.toContain('planted');
    expect(more).toEqual([]);
  });

  test.each([
    ['REDISURL', 'REDIS_URL'],
    ['redis_url', 'REDIS_URL'],
    ['Redis_Url', 'REDIS_URL'],
    ['REDIS_ULR', 'REDIS_URL'],
    ['STATEDIR', 'STATE_DIR'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['API_KEY_FILE', 'API_KEYS_FILE'],
    ['ACOUNTS_FILE', 'ACCOUNTS_FILE'],
    ['wechat_appid', 'WECHAT_APP_ID'],
    ['WECHATAPPID', 'WECHAT_APP_ID'],
    ['jwt_audience', 'JWT_AUDIENCE'],
    ['JWT_AUDIENCES', 'JWT_AUDIENCE'],
  ])('rejects the near miss %s and suggests %s', (name, near) => {
    expect(unknownVariables({ [name]: 'planted' })).toEqual([
      { name, problem: `unknown variable; did you mean ${near}?` },
    ]);
  });

  test('ignores a near miss of a variable that is set, unless it has one of our prefixes', () => {
    expect(unknownVariables({ REDIS_URL: 'redis://a', redis_url: 'redis://b', REDIS_URI: 'redis://c' })).toEqual([]);
    expect(unknownVariables({ JWT_AUDIENCE: 'a', JWT_AUDIENCES: 'b' })).toHaveLength(1);
  });

  test.each(['LIMIT_OF_THE_SKY', 'RATE_Q', 'AUDIT_COMMITTEE_MEMBERS', 'WECHAT_PAY_MERCHANT_NUMBER'])(
    'rejects %s without a suggestion, because no name is similar',
    (name) => {
      expect(unknownVariables({ [name]: '1' })).toEqual([{ name, problem: 'unknown variable' }]);
    },
  );

  test.each([
    ['NODE_OPTIONS', '--no-warnings'],
    ['HOSTNAME', 'a'],
    ['LOG_FORMAT', 'json'],
    ['REDIS_HOST', 'redis'],
    ['REDIS_PORT', '6379'],
    ['REDIS_URL_FILE', '/run/secrets/redis'],
    ['host', 'a'],
    ['port', '1'],
    ['POST', '1'],
    ['OTEL_TRACES_SAMPLER', 'always_on'],
    ['OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', 'http://collector'],
    ['a'.repeat(10_000), '1'],
    ['STATE_DIRECTORY', '/var/lib/cardgraph'],
    ['WECHATTY', '1'],
    ['AUTH', '1'],
    ['AUTH_SERVICE_HOST', '10.0.0.1'],
    ['AUTH_SERVICE_PORT', '80'],
    ['AUTH_SERVICE_PORT_HTTP', '80'],
    ['AUTH_PORT', 'tcp://10.0.0.1:80'],
    ['ROUTER_PORT_4000_TCP_ADDR', '10.0.0.1'],
  ])('ignores %s=%s of other programs', (name, value) => {
    expect(unknownVariables({ [name]: value })).toEqual([]);
  });

  test('shows a name without its control characters, and truncates a long one', () => {
    const problem = 'unknown variable';
    expect(unknownVariables({ 'WECHAT_X\n  PORT\u001b': '1' })).toEqual([{ name: 'WECHAT_X?  PORT?', problem }]);
    const long = 'WECHAT_'.padEnd(100_000, 'X');
    expect(unknownVariables({ [long]: '1' })).toEqual([{ name: `${long.slice(0, 128)}…`, problem }]);
  });

  test('rejects a port that is not a service link', () => {
    expect(unknownVariables({ AUTH_PORT: '80' })).toHaveLength(1);
  });

  test('accepts every variable of the server', () => {
    expect(unknownVariables(Object.fromEntries(VARIABLES.map(({ name }) => [name, 'x'])))).toEqual([]);
  });
});
