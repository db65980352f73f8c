import { createLog, type Log } from '../../src/log.js';

/** Stands for every secret. It must never reach a line. */
const PLANT = 'PLANTED-7f3a';

/** The lines that the function logs, as text and parsed. */
function linesOf(write: (log: Log) => void) {
  const lines: string[] = [];
  write(createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) } }));
  return { text: lines.join(''), lines: lines.map((line): Record<string, unknown> => JSON.parse(line)) };
}

/** The one line that the function logs. */
function lineOf(write: (log: Log) => void): Record<string, unknown> {
  const [line, ...more] = linesOf(write).lines;
  if (!line || more.length > 0) throw new Error(`expected one line, got ${more.length}`);
  return line;
}

describe('a line', () => {
  test('its form: JSON with the time in UTC, the level by name and the text, ended by a line feed', () => {
    const { text, lines } = linesOf((log) => log.info({ endpoint: '/card/get', ms: 12 }, 'called'));
    expect(text).toMatch(/^\{.*\}\n$/);
    expect(lines).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), endpoint: '/card/get', ms: 12, msg: 'called' },
    ]);
  });

  test('its form after a redaction: the same', () => {
    const { text, lines } = linesOf((log) => log.info({ token: PLANT, ms: 12 }, 'called'));
    expect(text).toMatch(/^\{.*\}\n$/);
    expect(lines).toEqual([{ level: 'info', time: expect.any(String), token: '[redacted]', ms: 12, msg: 'called' }]);
  });

  test('below the level: not written', () => {
    const lines: string[] = [];
    createLog({ level: 'warn', destination: { write: (line) => void lines.push(line) } }).info('quiet');
    expect(lines).toEqual([]);
  });
});

const SENSITIVE = [
  ...['access_token', 'accessToken', 'ACCESS_TOKEN', 'secret', 'appsecret', 'appSecret', 'WECHAT_APP_SECRET'],
  ...['authorization', 'Authorization', 'cookie', 'set-cookie', 'x-api-key', 'X-Api-Key', 'x-router-secret'],
  ...['code', 'new_code', 'newCode', 'codes', 'card_code', 'openid', 'openId', 'openids', 'nickname', 'nickName'],
  ...['membership_number', 'membershipNumber', 'user_info', 'token', 'password'],
];

test.each<[form: string, write: (log: Log, key: string) => void]>([
  ['at the top', (log, key) => log.info({ [key]: PLANT })],
  ['one level down', (log, key) => log.info({ a: { [key]: PLANT } })],
  ['six levels down', (log, key) => log.info({ a: { b: { c: { d: { e: { f: { [key]: PLANT } } } } } } })],
  ['in an array', (log, key) => log.info({ list: [1, { [key]: PLANT }, [{ [key]: PLANT }]] })],
  ['as a number', (log, key) => log.info({ a: { [key]: 7_000_000_007 } })],
  ['as a list', (log, key) => log.info({ a: { [key]: [PLANT, { text: PLANT }] } })],
  ['as an object', (log, key) => log.info({ a: { [key]: { text: PLANT } } })],
  ['in a binding of a child', (log, key) => log.child({ a: { [key]: PLANT } }).info('called')],
  [
    'in an instance of a class',
    (log, key) =>
      log.info({
        a: new (class {
          readonly [key] = PLANT;
        })(),
      }),
  ],
  ['behind toJSON', (log, key) => log.info({ a: { toJSON: () => ({ [key]: PLANT }) } })],
  ['in a parameter of the message', (log, key) => log.info('got %j', { [key]: PLANT })],
  ['in a URL', (log, key) => log.info({ url: `https://api.weixin.qq.com/card/get?a=1&${key}=${PLANT}&b=2` })],
  ['first in the query of a URL', (log, key) => log.info(`GET /card/get?${key}=${PLANT} took 3 ms`)],
  ['in a URL within a URL', (log, key) => log.info(`/login?next=${encodeURIComponent(`/x?a=1&${key}=${PLANT}`)}`)],
  ['in JSON as a text', (log, key) => log.info({ body: JSON.stringify({ a: [{ [key]: PLANT }] }) })],
  ['in JSON as a list', (log, key) => log.info({ body: JSON.stringify({ [key]: [PLANT, PLANT] }) })],
  ['in JSON within JSON', (log, key) => log.info({ body: JSON.stringify({ a: JSON.stringify({ [key]: PLANT }) }) })],
  ['in JSON with quotes in it', (log, key) => log.info({ body: JSON.stringify({ [key]: `"quoted" ${PLANT}` }) })],
  ['in JSON cut short', (log, key) => log.info({ body: `{"a":1,"${key}":"${PLANT}` })],
  ['in a GraphQL document', (log, key) => log.info({ query: `{ x(${key}: "${PLANT}") { id } }` })],
  ['in JavaScript', (log, key) => log.info(`{ ${key}: '${PLANT}' }`)],
  ['in a header', (log, key) => log.info(`sent\r\n${key}: ${PLANT}\r\nAccept: */*`)],
  ['at the beginning of a line of a text', (log, key) => log.info(`first line\n${key}=${PLANT}`)],
])('every sensitive key %s: its value redacted', (_, write) => {
  for (const key of SENSITIVE) {
    const { text } = linesOf((log) => write(log, key));
    expect(text).not.toMatch(/PLANTED|7000000007/);
    expect(text).toContain('[redacted]');
  }
});

describe('an error', () => {
  const url = `https://api.weixin.qq.com/cgi-bin/token?secret=${PLANT}&access_token=${PLANT}`;

  test.each([
    ['message and stack', new Error(`GET ${url} failed`)],
    ['cause', new Error('failed', { cause: new Error(`GET ${url} failed`) })],
    ['cause of a cause', new Error('failed', { cause: new Error('again', { cause: new TypeError(url) }) })],
    ['cause that is no error', new Error('failed', { cause: { url, openid: PLANT } })],
    ['members of an AggregateError', new AggregateError([new Error(url)], 'several')],
    ['error of a GraphQL error', Object.assign(new Error('failed'), { originalError: new Error(url) })],
    ['own properties', Object.assign(new Error('failed'), { extensions: { input: { name: PLANT } } })],
    ['code that is no error code', Object.assign(new Error('failed'), { code: PLANT })],
    ['authorization in the text', new Error(`refused header Bearer ${PLANT}`)],
  ])('its %s: without the secrets', (_, error) => {
    for (const write of [
      (log: Log) => log.error(error),
      (log: Log) => log.error({ err: error }, 'it failed'),
      (log: Log) => log.error({ error }, `it failed: ${error}`),
      (log: Log) => log.child({ err: error }).error('it failed'),
    ]) {
      expect(linesOf(write).text).not.toContain('PLANTED');
    }
  });

  test('what it tells: type, text, stack, code, the facts of a refused call, and its causes', () => {
    const cause = Object.assign(new TypeError('socket closed'), { code: 'UND_ERR_SOCKET' });
    const facts = { kind: 'transport', endpoint: '/card/get', errcode: 40001, sent: false, card: { id: 'p1' } };
    expect(lineOf((log) => log.error(Object.assign(new Error('no answer', { cause }), facts))).err).toEqual({
      type: 'Error',
      message: 'no answer',
      stack: expect.stringContaining('log.test'),
      kind: 'transport',
      endpoint: '/card/get',
      errcode: 40001,
      sent: false,
      cause: {
        type: 'TypeError',
        message: 'socket closed',
        stack: expect.any(String),
        errorCode: 'UND_ERR_SOCKET',
      },
    });
  });

  test('a circle of causes: ends', () => {
    const error = new Error('round');
    error.cause = error;
    expect(lineOf((log) => log.error(error)).msg).toBe('round');
  });

  test('something else under err: as it is', () => {
    expect(lineOf((log) => log.error({ err: 'just text' }, 'odd')).err).toBe('just text');
  });
});

describe('what is not sensitive', () => {
  test.each([
    ['an errcode', { errcode: 40001, errorCode: 'PLATFORM_CONFIG', statusCode: 500, exitCode: 78 }],
    [
      'words that contain a sensitive one',
      { decoded: 'x', tokens: 3, tokenMode: 'stable', secretary: 'y', codec: 'z' },
    ],
    ['a URL', { url: 'https://api.weixin.qq.com/card/get?card_id=p1' }],
    ['a text about codes', { text: 'the status code was 500, errcode=40001, its secret is missing' }],
  ])('%s: unchanged', (_, fields) => {
    expect(lineOf((log) => log.info(fields, 'called'))).toMatchObject(fields);
  });

  test('a sensitive key without a value: unchanged, since its absence is worth knowing', () => {
    expect(lineOf((log) => log.info({ code: null, openid: '', token: false }))).toMatchObject({
      code: null,
      openid: '',
      token: false,
    });
  });

  test('the rest of a redacted line: unchanged', () => {
    const fields = { token: PLANT, n: 1.5, big: 2 ** 53 - 1, text: 'a "b"\n', list: [null, true, { a: 1 }] };
    expect(lineOf((log) => log.info(fields))).toMatchObject({ ...fields, token: '[redacted]' });
    expect(lineOf((log) => log.info(`GET /card/get?access_token=${PLANT}&card_id=p1 took 3 ms`)).msg).toBe(
      'GET /card/get?access_token=[redacted]&card_id=p1 took 3 ms',
    );
  });
});

// Time that grew with the square of the length would pass the limit of a test by far.
test('a long text made of beginnings of secrets: written', () => {
  for (const part of ['-', '\\', 'code:', 'token"', 'a_', 'secret=', 'x-api-key: [']) {
    const long = part.repeat(200_000 / part.length);
    expect(lineOf((log) => log.info(`token=${PLANT} ${long} code:"${long}`)).msg).toContain('token=[redacted]');
  }
});
