import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { GraphError } from './graph-client.js';

/** A request that is sent with plain node:http, which does not correct it. */
export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Several parts are sent as chunks, unless there is a content-length. */
  readonly body?: string | Buffer | readonly (string | Buffer)[];
}

/** A raw HTTP response of any content type. */
export interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export const JSON_BODY = { 'content-type': 'application/json' };

/** Apollo Server accepts a GET only if a browser would have sent a preflight request for it. */
export const PREFLIGHTED = { 'apollo-require-preflight': 'true' };

/** Sends requests that fetch would reject or change, with unmodified paths and bodies, each over its own connection. */
export function send(
  url: string,
  path: string,
  { method = 'GET', headers = {}, body = [] }: Sent = {},
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let hasResponse = false;
    // Like most clients. With `connection: close`, the server might close the connection while the request is being sent.
    const allHeaders = { connection: 'keep-alive', ...headers };
    const request = httpRequest({ agent: false, hostname, port, path, method, headers: allHeaders }, (response) => {
      hasResponse = true;
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    // If the server does not read the body, the rest of it may be sent to a closed socket after the response arrived.
    request.on('error', (error) => hasResponse || reject(error));
    for (const part of Array.isArray(body) ? body.slice(0, -1) : []) request.write(part);
    request.end(Array.isArray(body) ? body.at(-1) : body);
  });
}

/** Sends a POST request to the endpoint. */
export function postTo(
  url: string,
  body: NonNullable<Sent['body']>,
  headers: Readonly<Record<string, string>> = JSON_BODY,
): Promise<Answer> {
  return send(url, '/graphql', { method: 'POST', headers, body });
}

/** Sends a GET request to the endpoint with parameters such as `query` and `variables`. */
export function getFrom(
  url: string,
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = PREFLIGHTED,
): Promise<Answer> {
  return send(url, `/graphql?${new URLSearchParams(parameters)}`, { headers });
}

/**
 * Sends bytes that need not be valid HTTP, and resolves with everything that arrived until the server closed the connection.
 * @param quietMs closes this end after that many milliseconds without a response. undefined: never
 */
export function sendBytes(url: string, bytes: string | Buffer, quietMs?: number): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      text += chunk;
    });
    if (quietMs !== undefined) socket.setTimeout(quietMs, () => socket.end());
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
    socket.write(bytes);
  });
}

/** Parses the last response among the bytes of a connection. */
export function answerIn(text: string): Answer {
  const start = text.search(/HTTP\/1\.1 \d{3} (?!.*HTTP\/1\.1 \d{3} )/s);
  const [head = '', ...body] = text.slice(start).split('\r\n\r\n');
  const [line = '', ...fields] = head.split('\r\n');
  const headers = fields.map((field) => /^([^:]*):\s*(.*)$/.exec(field)?.slice(1) ?? []);
  const status = Number(line.split(' ')[1]);
  return {
    status,
    headers: Object.fromEntries(headers.map(([name = '', value]) => [name.toLowerCase(), value])),
    text: body.join('\r\n\r\n'),
  };
}

/** Expects the status and a single GraphQL error with this code, as for every error under the endpoint's path. */
export function expectError(answer: Answer, status: number, code: string): void {
  expect(codesOf(answer, status)).toEqual([code]);
}

/** Returns the codes of a response that must have the status and consist only of GraphQL errors. */
export function codesOf(answer: Answer, status: number): string[] {
  expect({ status: answer.status, type: answer.headers['content-type'] }).toEqual({
    status,
    type: expect.stringMatching(/^application\/(graphql-response\+)?json; charset=utf-8$/),
  });
  const { extensions: _, ...result } = JSON.parse(answer.text);
  const code = expect.stringMatching(/^[A-Z_]+$/);
  const error = expect.objectContaining({ message: expect.any(String), extensions: expect.objectContaining({ code }) });
  expect(result).toEqual({ errors: result.errors?.map(() => error) });
  return result.errors.map(({ extensions }: GraphError) => extensions.code);
}
