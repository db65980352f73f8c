import { JSON_BODY, PREFLIGHTED, type Sent } from '../support/http.js';
import type { Operation } from './operations.js';
import type { Tape } from './tape.js';

export type Request = Sent & { readonly path: string };

/** Returns an operation as a POST or GET request, or with another Accept header. */
export function requestOf(tape: Tape, { query, variables, operationName }: Operation): Request {
  const how = tape.pick(['post', 'post', 'post', 'other type', 'get']);
  if (how === 'get') {
    const params = new URLSearchParams({ query, variables: JSON.stringify(variables) });
    if (operationName !== undefined) params.set('operationName', operationName);
    return { path: `/graphql?${params}`, headers: PREFLIGHTED };
  }
  const accept: Readonly<Record<string, string>> =
    how === 'post' ? {} : { accept: tape.pick(['application/graphql-response+json', '*/*', 'application/json;q=0.1']) };
  return {
    path: '/graphql',
    method: 'POST',
    headers: { ...JSON_BODY, ...accept },
    body: JSON.stringify({ query, variables, operationName }),
  };
}

/** Bytes inserted to break an HTTP message, in Latin-1, so that every byte value is possible. */
const BYTES = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  '\x00',
  '\xff',
  '\xc3',
  '\xed\xa0\x80',
  '\r\n',
  '\n',
  ' ',
  '0',
  '-',
  'null',
  '\\u0000',
  '\\ud800',
  '"__proto__":1,',
  '#',
  '$',
  '...',
  '@',
  '!',
  '"""',
  '\xef\xbb\xbf',
  '1e999',
  '\r\n\r\n',
];

/** Returns the text after some cuts, repetitions and insertions. */
export function broken(tape: Tape, text: string): string {
  let bytes = text;
  for (const change of tape.times(1, 4, () => tape.pick(['insert', 'cut', 'end', 'repeat', 'replace']))) {
    const at = tape.below(bytes.length + 1);
    const length = 1 + tape.below(20);
    if (change === 'insert') bytes = bytes.slice(0, at) + tape.pick(BYTES) + bytes.slice(at);
    if (change === 'cut') bytes = bytes.slice(0, at) + bytes.slice(at + length);
    if (change === 'end') bytes = bytes.slice(0, at);
    if (change === 'repeat')
      bytes = bytes.slice(0, at) + bytes.slice(at, at + length).repeat(1 + tape.below(50)) + bytes.slice(at);
    if (change === 'replace') bytes = bytes.slice(0, at) + tape.pick(BYTES) + bytes.slice(at + 1);
  }
  return bytes;
}

/** Returns a body that is broken JSON, or JSON of another type. */
export function bodyFrom(tape: Tape, operation: Operation): Request {
  const { query, variables } = operation;
  const whole: readonly unknown[] = [
    operation,
    {
      ...operation,
      extensions: {
        persistedQuery: { version: tape.pick([1, 2, '1']), sha256Hash: tape.pick(['', 'a', [], null, query]) },
      },
    },
    { query: [query], variables },
    { query, variables: JSON.stringify(variables) },
    { query, variables: [variables] },
    { query, operationName: { a: 1 } },
    { query, extensions: 'a' },
    [operation],
    query,
    null,
    1,
    { query: null },
    { variables },
    { query: '' },
    { query: { kind: 'Document', definitions: [] } },
    { ...operation, http: { status: 500 }, extensions: { code: 'INTERNAL_SERVER_ERROR', http: { status: 500 } } },
  ];
  const json = JSON.stringify(tape.chance(50) ? tape.pick<unknown>(whole) : operation);
  const body = tape.chance(60) ? Buffer.from(broken(tape, Buffer.from(json).toString('latin1')), 'latin1') : json;
  const type = tape.chance(85)
    ? 'application/json'
    : tape.pick([
        'application/json; charset=utf-8',
        'application/json;charset="',
        'application/json; a',
        'text/plain',
        'application/graphql+json',
        '',
        'a',
        '/',
        'multipart/form-data',
      ]);
  return { path: '/graphql', method: 'POST', headers: { 'content-type': type, ...moreHeaders(tape) }, body };
}

function moreHeaders(tape: Tape): Readonly<Record<string, string>> {
  if (!tape.chance(20)) return {};
  return tape.pick<Readonly<Record<string, string>>>([
    { 'x-wechat-appid': 'wxnobody' },
    { 'x-wechat-appid': 'wxdemo, wxdemo' },
    { 'x-request-id': 'a'.repeat(500) },
    { accept: 'text/html' },
    { accept: ';;;' },
    { 'content-encoding': 'gzip' },
    { origin: 'https://evil.example' },
    { 'accept-encoding': 'gzip, br' },
    { traceparent: '00-zz-zz-zz' },
    { authorization: 'Bearer \u00ff' },
    { expect: '200-ok' },
  ]);
}

const METHODS = [
  'POST',
  'GET',
  'HEAD',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'CONNECT',
  'PROPFIND',
  'BREW',
  'post',
  '',
];
const PATHS = [
  '/graphql',
  '/graphql?',
  '/graphql?query={__typename}',
  '/graphql?query=%',
  '/graphql?query=a&query=b',
  '/graphql?variables={',
  '/graphql?variables=[]&query={__typename}',
  '/graphql?extensions=1&query={__typename}',
  '/graphql/',
  '/graphql/%00',
  '/graphql/%zz',
  '/graphql#a',
  '/graphql;a',
  'http://127.0.0.1/graphql',
  '//graphql',
  '/graphql/../graphql',
  '*',
  'graphql',
  `/graphql?${'a&'.repeat(2000)}`,
];
const HEADERS = [
  'content-length: 5',
  'content-length: -1',
  'content-length: 1e3',
  'content-length:',
  'transfer-encoding: chunked',
  'transfer-encoding: gzip, chunked',
  'transfer-encoding: a',
  'content-type: application/json',
  'content-type: a',
  'host: b',
  'host:',
  'host: [',
  'expect: 100-continue',
  'expect: a',
  'upgrade: h2c',
  'upgrade: websocket',
  'connection: upgrade',
  'connection: close',
  'connection: keep-alive, upgrade',
  'accept: */*',
  'accept:',
  'apollo-require-preflight: 1',
  'origin: null',
  'access-control-request-method: POST',
  ': a',
  'a',
  'a : b',
  ' folded',
  `cookie: ${'a'.repeat(9000)}`,
  'x-\u00e9: 1',
  'content-encoding: br',
  'range: bytes=0-1',
  'if-none-match: *',
  'te: trailers',
  'trailer: a',
];

/** Returns the bytes of a possibly invalid request, in Latin-1. */
export function bytesFrom(tape: Tape, operation: Operation): string {
  const body = tape.chance(70)
    ? JSON.stringify(operation)
    : tape.pick(['', '{}', '5\r\n{"a":\r\n0\r\n\r\n', '{"query":"{__typename}"}', 'x']);
  const method = tape.chance(50) ? tape.pick(METHODS) : 'POST';
  const path = tape.chance(50) ? tape.pick(PATHS) : '/graphql';
  const version = tape.chance(90)
    ? 'HTTP/1.1'
    : tape.pick(['HTTP/1.0', 'HTTP/2.0', 'HTTP/1.1 ', 'http/1.1', 'HTTP/9', '']);
  const plain = [
    'connection: close',
    tape.chance(90)
      ? 'host: localhost'
      : tape.pick(['host:', 'host: [', 'host: a b', 'host: \xe9', 'host: ::1', 'host: a:x']),
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ].filter(() => !tape.chance(10));
  const head = [`${method} ${path} ${version}`, ...plain, ...tape.times(0, 4, () => tape.pick(HEADERS))];
  const text = `${head.join('\r\n')}\r\n\r\n${Buffer.from(body).toString('latin1')}`;
  return tape.chance(30) ? broken(tape, text) : text;
}
