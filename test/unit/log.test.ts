import { createLog, type Log } from '../../src/log.js';
import { SENSITIVE_KEYS } from './logging/scrubber.examples.js';

/** A secret that must never reach a line. */
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
  test('is JSON with the time in UTC, the level by name and the text, and ends with a line feed', () => {
    const { text, lines } = linesOf((log) => log.info({ endpoint: '/card/get', ms: 12 }, 'called'));
    expect(text).toMatch(/^\{.*\}\n$/);
    expect(lines).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), endpoint: '/card/get', ms: 12, msg: 'called' },
    ]);
  });

  test('has the same form after a redaction', () => {
    const { text, lines } = linesOf((log) => log.info({ token: PLANT, ms: 12 }, 'called'));
    expect(text).toMatch(/^\{.*\}\n$/);
    expect(lines).toEqual([{ level: 'info', time: expect.any(String), token: '[redacted]', ms: 12, msg: 'called' }]);
  });

  test('is not written if it is below the level', () => {
    const lines: string[] = [];
    createLog({ level: 'warn', destination: { write: (line) => void lines.push(line) } }).info('quiet');
    expect(lines).toEqual([]);
  });
});

// Places in which pino serializes a value. logging/scrubber.examples.ts covers the finished line.
test.each<[form: string, write: (log: Log, key: string) => void]>([
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
])('redacts the value of every sensitive key %s', (_, write) => {
  for (const key of SENSITIVE_KEYS) {
    const { text } = linesOf((log) => write(log, key));
    expect(text).not.toContain('PLANTED');
    expect(text).toContain('[redacted]');
  }
});

describe('an error', () => {
  const url = `https://api.weixin.qq.com/cgi-bin/token?secret=${PLANT}&access_token=${PLANT}`;

  test.each([
    ['message and stack', new Error(`GET ${url} failed`)],
    ['cause', new Error('failed', { cause: new Error(`GET ${url} failed`) })],
    ['cause of a cause', new Error('failed', { cause: new Error('again', { cause: new TypeError(url) }) })],
    ['cause that is not an error', new Error('failed', { cause: { url, openid: PLANT } })],
    ['members of an AggregateError', new AggregateError([new Error(url)], 'several')],
    ['error of a GraphQL error', Object.assign(new Error('failed'), { originalError: new Error(url) })],
    ['own properties', Object.assign(new Error('failed'), { extensions: { input: { name: PLANT } } })],
    ['code that is not an error code', Object.assign(new Error('failed'), { code: PLANT })],
    ['authorization in the text', new Error(`refused header Bearer ${PLANT}`)],
  ])('contains no secrets in its %s', (_, error) => {
    for (const write of [
      (log: Log) => log.error(error),
      (log: Log) => log.error({ err: error }, 'it failed'),
      (log: Log) => log.error({ error }, `it failed: ${error}`),
      (log: Log) => log.child({ err: error }).error('it failed'),
    ]) {
      expect(linesOf(write).text).not.toContain('PLANTED');
    }
  });

  test('has type, text, stack, code, the facts of a rejected call, and its causes', () => {
    const cause = Object.assign(new TypeError('socket closed'), { code: 'UND_ERR_SOCKET' });
    const facts = { kind: 'transport', endpoint: '/card/get', errcode: 40001, sent: false, card: { id: 'p1' } };
    expect(lineOf((log) => log.error(Object.assign(new Error('no response', { cause }), facts))).err).toEqual({
      type: 'Error',
      message: 'no response',
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

  test('with a circle of causes is written', () => {
    const error = new Error('round');
    error.cause = error;
    expect(lineOf((log) => log.error(error)).msg).toBe('round');
  });

  test('that is not an Error object is written unchanged', () => {
    expect(lineOf((log) => log.error({ err: 'just text' }, 'odd')).err).toBe('just text');
  });
});
