import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { GraphError } from './graph-client.js';

/** What is sent with node:http alone, so that nothing of it is mended on the way. */
export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Several parts go in chunks, unless there is a content-length. */
  readonly body?: string | Buffer | readonly (string | Buffer)[];
}

/** An HTTP answer as it came, of whatever type. */
export interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export const JSON_BODY = { 'content-type': 'application/json' };

/** Apollo Server takes a GET from those alone whom a browser would have asked first. */
export const PREFLIGHTED = { 'apollo-require-preflight': 'true' };

/** Sends what fetch would not: paths and bodies as they are. Over a connection of its own. */
export function send(
  url: string,
  path: string,
  { method = 'GET', headers = {}, body = [] }: Sent = {},
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    // As most clients do: one that asks to be closed on may be so while it still sends.
    const kept = { connection: 'keep-alive', ...headers };
    const request = httpRequest({ agent: false, hostname, port, path, method, headers: kept }, (response) => {
      isAnswered = true;
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    // Of a body that nobody reads, the rest may meet a closed socket once the answer is here.
    request.on('error', (error) => isAnswered || reject(error));
    for (const part of Array.isArray(body) ? body.slice(0, -1) : []) request.write(part);
    request.end(Array.isArray(body) ? body.at(-1) : body);
  });
}

/** Sends a body to the endpoint. */
export function postTo(
  url: string,
  body: NonNullable<Sent['body']>,
  headers: Readonly<Record<string, string>> = JSON_BODY,
): Promise<Answer> {
  return send(url, '/graphql', { method: 'POST', headers, body });
}

/** Asks the endpoint by GET with these parameters: `query`, `variables` and so on. */
export function getFrom(
  url: string,
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = PREFLIGHTED,
): Promise<Answer> {
  return send(url, `/graphql?${new URLSearchParams(parameters)}`, { headers });
}

/**
 * Sends bytes that may be no HTTP at all, and resolves with what came until the server closed the connection.
 * @param quietMs after so many milliseconds without an answer this end is closed; undefined: never
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

/** The answer within what came over a connection, the last one if there are several. */
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

/** What every error under the endpoint's path must be: its status, and one GraphQL error with this code. */
export function expectError(answer: Answer, status: number, code: string): void {
  expect(codesOf(answer, status)).toEqual([code]);
}

/** The codes of an answer that must have errors alone, in the form of GraphQL and with this status. */
export function codesOf(answer: Answer, status: number): string[] {
  expect({ status: answer.status, type: answer.headers['content-type'] }).toEqual({
    status,
    type: expect.stringMatching(/^application\/(graphql-response\+)?json; charset=utf-8$/),
  });
  const { extensions: _, ...told } = JSON.parse(answer.text);
  const code = expect.stringMatching(/^[A-Z_]+$/);
  const error = expect.objectContaining({ message: expect.any(String), extensions: expect.objectContaining({ code }) });
  expect(told).toEqual({ errors: told.errors?.map(() => error) });
  return told.errors.map(({ extensions }: GraphError) => extensions.code);
}
