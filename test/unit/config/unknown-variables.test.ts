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
  ])('%s: refused, with %s as the nearest', (name, near) => {
    const [problem, ...more] = unknownVariables({ [name]: 'planted' });
    expect(problem?.name).toBe(name);
    expect(problem?.problem).toMatch(new RegExp(`; did you mean ${near}\\?$`));
    expect(problem?.problem).not.toContain('planted');
    expect(more).toEqual([]);
  });

  test.each(['LIMIT_OF_THE_SKY', 'RATE_Q', 'AUDIT_COMMITTEE_MEMBERS', 'WECHAT_PAY_MERCHANT_NUMBER'])(
    '%s, which is near to nothing: refused without a guess',
    (name) => {
      expect(unknownVariables({ [name]: '1' })).toEqual([
        { name, problem: 'expected a variable of this server, of which none is called so' },
      ]);
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
  ])("%s=%s, another program's: not looked at", (name, value) => {
    expect(unknownVariables({ [name]: value })).toEqual([]);
  });

  test('a port that is no link of a service: refused', () => {
    expect(unknownVariables({ AUTH_PORT: '80' })).toHaveLength(1);
  });

  test('every variable of ours: known', () => {
    expect(unknownVariables(Object.fromEntries(VARIABLES.map(({ name }) => [name, 'x'])))).toEqual([]);
  });
});
