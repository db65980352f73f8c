import { createLog } from '../../../../src/log.js';
import { PlatformError, refusal } from '../../../../src/platform/errors.js';
import { addressesIn, TokenDiagnostics } from '../../../../src/platform/token/diagnostics.js';
import type { TokenMode } from '../../../../src/platform/token/fetch-token.js';

const STABLE = '/cgi-bin/stable_token';
const MODES: Record<TokenMode['mode'], TokenMode> = {
  stable: { mode: 'stable', secret: { reveal: () => 'PLANTED' } },
  classic: { mode: 'classic', secret: { reveal: () => 'PLANTED' } },
  url: { mode: 'url', url: { reveal: () => 'http://PLANTED' } },
  component: {
    mode: 'component',
    issuer: {
      component: 'wxcomponent',
      endpoint: '/cgi-bin/component/api_authorizer_token',
      issue: () => Promise.reject(new Error('not called')),
    },
    secret: { reveal: () => 'PLANTED' },
  },
};

let now = 0;
let lines: Record<string, unknown>[];
beforeEach(() => {
  lines = [];
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => jest.restoreAllMocks());

function diagnosticsOf(mode: TokenMode['mode'] = 'stable'): TokenDiagnostics {
  const log = createLog({ level: 'trace', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
  return new TokenDiagnostics(log, 'wx1', MODES[mode]);
}

const reported = () => lines.map(({ level, errcode, kind }) => [level, errcode ?? kind]);

describe('a failed fetch', () => {
  test('that only an operator can fix is logged at level error, with the addresses in its errmsg', () => {
    const error = refusal(STABLE, 40164, 'invalid ip 203.0.113.7, not in whitelist rid: 1a-2b');
    diagnosticsOf().report(error);
    expect(lines).toMatchObject([
      {
        level: 'error',
        appid: 'wx1',
        kind: 'config',
        endpoint: STABLE,
        errcode: 40164,
        rid: '1a-2b',
        addresses: ['203.0.113.7'],
        msg: error.message,
      },
    ]);
  });

  test.each<[string, PlatformError, unknown]>([
    ['because the platform is busy', refusal(STABLE, -1, ''), -1],
    ['because of a quota', refusal(STABLE, 45009, ''), 45009],
    ['without a response', new PlatformError({ kind: 'transport', endpoint: STABLE }), 'transport'],
  ])('%s is logged at level warn, without addresses', (_what, error, what) => {
    diagnosticsOf().report(error);
    expect(reported()).toEqual([['warn', what]]);
    expect(lines[0]).toMatchObject({ appid: 'wx1', endpoint: STABLE, msg: error.message });
    expect(lines[0]).not.toHaveProperty('addresses');
  });

  test('because of an internal error is not logged here', () => {
    diagnosticsOf().report(new TypeError('internal'));
    expect(lines).toEqual([]);
  });

  test('with the same cause is logged again only after a minute', () => {
    const diagnostics = diagnosticsOf();
    for (const passed of [0, 59_999, 1, 30_000, 30_000]) {
      now += passed;
      diagnostics.report(refusal(STABLE, 40125, ''));
    }
    expect(reported()).toEqual(Array(3).fill(['error', 40125]));
  });

  test('with another cause is logged immediately', () => {
    const diagnostics = diagnosticsOf();
    for (const errcode of [40125, 40164, 45009, -1]) diagnostics.report(refusal(STABLE, errcode, ''));
    diagnostics.report(new PlatformError({ kind: 'transport', endpoint: STABLE }));
    diagnostics.report(new PlatformError({ kind: 'timeout', endpoint: STABLE }));
    expect(reported()).toEqual([
      ['error', 40125],
      ['error', 40164],
      ['warn', 45009],
      ['warn', -1],
      ['warn', 'transport'],
      ['warn', 'timeout'],
    ]);
  });

  test('with another address is logged immediately', () => {
    const diagnostics = diagnosticsOf();
    for (const address of ['203.0.113.7', '203.0.113.8', '203.0.113.7']) {
      diagnostics.report(refusal(STABLE, 40164, `invalid ip ${address}, not in whitelist`));
    }
    expect(lines.map(({ addresses }) => addresses)).toEqual([['203.0.113.7'], ['203.0.113.8']]);
  });
});

describe('a process that fetches its token without the other replicas', () => {
  test('logs it once a minute in classic mode, in which replicas invalidate the tokens of each other', () => {
    const diagnostics = diagnosticsOf('classic');
    for (const passed of [0, 59_999, 1]) {
      now += passed;
      diagnostics.reportStandalone();
    }
    expect(lines).toMatchObject([
      { level: 'warn', appid: 'wx1' },
      { level: 'warn', appid: 'wx1' },
    ]);
  });

  test.each(['stable', 'url', 'component'] as const)('does not log it in %s mode', (mode) => {
    diagnosticsOf(mode).reportStandalone();
    expect(lines).toEqual([]);
  });
});

test.each([
  ['stable', STABLE, /check that the secret belongs to this appid/],
  ['classic', '/cgi-bin/token', /check whether another system fetches tokens/],
  [
    'component',
    '/cgi-bin/component/api_authorizer_token',
    /check whether another system fetches tokens with this third-party platform/,
  ],
  ['url', 'token service', /check that the service returns a valid token/],
] as const)('a repeated token in %s mode is a config error with a hint for the operator', (mode, endpoint, what) => {
  const error = diagnosticsOf(mode).repeated();
  expect(error).toMatchObject({ name: 'PlatformError', kind: 'config', endpoint });
  expect(error.errcode).toBeUndefined();
  expect(error.message).toMatch(what);
});

test.each([
  ['invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist', ['203.0.113.7', '::ffff:203.0.113.7']],
  ['invalid ip 2001:DB8::7 ipv6 2001:DB8::7, not', ['2001:DB8::7']],
  ['it is 203.0.113.7.', ['203.0.113.7']],
  ['203.0.113.7', ['203.0.113.7']],
  ['refused at 10:20:30 by 1.2.3 or 256.1.1.1, face it', []],
  ['', []],
])('the addresses in %p are %p', (errmsg, addresses) => {
  expect(addressesIn(errmsg)).toEqual(addresses);
});
