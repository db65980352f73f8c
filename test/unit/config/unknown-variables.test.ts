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

  test('rejects a port that is not a service link', () => {
    expect(unknownVariables({ AUTH_PORT: '80' })).toHaveLength(1);
  });

  test('accepts every variable of the server', () => {
    expect(unknownVariables(Object.fromEntries(VARIABLES.map(({ name }) => [name, 'x'])))).toEqual([]);
  });
});
