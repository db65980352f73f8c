/** Clients of subscriptions over each transport, of libraries and without. None of them reconnects. */

import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApolloClient, CombinedProtocolErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { createClient as createStreamClient, NetworkError } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import WebSocket from 'ws';

export type FollowedEvent = Readonly<Record<string, unknown>> & { readonly cursor: string };

/** How a subscription ended. */
export interface FollowEnd {
  /** `extensions.code`, the status of a response or of a closed WebSocket, or `CUT` if the connection was lost. */
  readonly code: string;
  /** The cursor that the server sent with the end. */
  readonly cursor?: string | undefined;
}

export interface FollowOptions {
  readonly url: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Returns the pause after each chunk that is read, milliseconds. Only for clients without a library. */
  readonly pauseMs?: () => number;
  readonly onEvent: (event: FollowedEvent) => void;
  /** Ends the subscription. */
  readonly signal: AbortSignal;
}

/** Subscribes once. Resolves at the end of the subscription, for any reason. */
export type Follower = (options: FollowOptions) => Promise<FollowEnd>;

interface Failure {
  readonly message?: string;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

interface Received {
  readonly data?: unknown;
  readonly errors?: readonly Failure[] | undefined;
}

const CUT: FollowEnd = { code: 'CUT' };

const endOf = ([failure]: readonly Failure[]): FollowEnd => ({
  code: String(failure?.extensions?.code ?? failure?.message),
  cursor: failure?.extensions?.cursor as string | undefined,
});

/** Passes an event on. Returns how the subscription ended if the result is its last one. */
function receive({ data, errors = [] }: Received, { onEvent }: FollowOptions): FollowEnd | undefined {
  const event = (data as { cardEvents?: FollowedEvent } | null | undefined)?.cardEvents;
  if (event) onEvent(event);
  return event || errors.length === 0 ? undefined : endOf(errors);
}

/** Sends a request for a stream and parses the response as it arrives. */
function followStream(accept: string, splitter: string, parse: (message: string) => Received | undefined): Follower {
  return (options) =>
    new Promise((resolve) => {
      const { url, query, variables = {}, headers = {}, pauseMs = () => 0, signal } = options;
      let end: FollowEnd | undefined;
      let rest = '';
      const sent = request(url, {
        ...{ method: 'POST', agent: false, signal },
        headers: { 'content-type': 'application/json', accept, ...headers },
      });
      sent.on('error', () => resolve(end ?? CUT));
      sent.on('response', (response) => {
        const isStream = response.statusCode === 200 && !response.headers['content-type']?.includes('json');
        response.setEncoding('utf8');
        response.on('error', () => {});
        response.on('close', () => resolve(end ?? (isStream ? CUT : refusalOf(response.statusCode, rest))));
        response.on('data', (text: string) => {
          const messages = (rest + text).split(isStream ? splitter : /$^/);
          rest = messages.pop() ?? '';
          for (const message of messages) end ??= receive(parse(message) ?? {}, options);
          const pause = pauseMs();
          if (pause === 0) return;
          response.pause();
          setTimeout(() => response.resume(), pause).unref();
        });
      });
      sent.end(JSON.stringify({ query, variables }));
    });
}

function refusalOf(status: number | undefined, text: string): FollowEnd {
  try {
    return endOf((JSON.parse(text) as Received).errors ?? []);
  } catch {
    return { code: String(status) };
  }
}

const followEvents = followStream('text/event-stream', '\n\n', (message) => {
  const [, json] = /^event: next\ndata: (.*)$/.exec(message) ?? [];
  return json === undefined ? undefined : JSON.parse(json);
});

const followParts = followStream('multipart/mixed;subscriptionSpec=1.0', '\r\n--graphql', (message) => {
  const [, json = '{}'] = message.split('\r\n\r\n');
  const { payload, errors } = JSON.parse(json) as { payload?: Received | null; errors?: Failure[] };
  return payload ?? { errors };
});

/** graphql-sse. */
const followWithStreamClient: Follower = async (options) => {
  const { url, query, variables = {}, headers = {}, signal } = options;
  const client = createStreamClient({ url, headers, retryAttempts: 0 });
  signal.addEventListener('abort', () => client.dispose(), { once: true });
  try {
    for await (const result of client.iterate({ query, variables: { ...variables } })) {
      const end = receive(result, options);
      if (end !== undefined) return end;
    }
    return CUT;
  } catch (error) {
    if (!(error instanceof NetworkError) || !error.response) return CUT;
    const response = error.response as unknown as Response;
    return refusalOf(response.status, await response.text().catch(() => ''));
  } finally {
    client.dispose();
  }
};

/** Apollo Client over multipart. */
const followWithApollo: Follower = (options) => {
  const { url, query, variables = {}, headers = {}, signal } = options;
  const client = new ApolloClient({ link: new HttpLink({ uri: url, headers }), cache: new InMemoryCache() });
  return new Promise<FollowEnd>((resolve) => {
    const subscribe = { query: gql(query), variables, fetchPolicy: 'no-cache', errorPolicy: 'all' } as const;
    const subscription = client.subscribe<Record<string, unknown>>(subscribe).subscribe({
      next: ({ data, error }) => {
        if (data) receive({ data }, options);
        else if (error) resolve(CombinedProtocolErrors.is(error) ? endOf(error.errors) : failedWith(error));
      },
      error: () => resolve(CUT),
      complete: () => resolve(CUT),
    });
    signal.addEventListener('abort', () => {
      subscription.unsubscribe();
      resolve(CUT);
    });
  }).finally(() => client.stop());
};

/** Returns the code of an error of Apollo Client: those of a response, or a network error. */
function failedWith(error: Failure & { readonly errors?: readonly Failure[]; readonly bodyText?: string }): FollowEnd {
  if (error.errors !== undefined) return endOf(error.errors);
  return error.bodyText === undefined ? CUT : refusalOf(undefined, error.bodyText);
}

/** graphql-ws. */
const followWithSocketClient: Follower = (options) => {
  const { url, query, variables = {}, headers = {}, signal } = options;
  const client = createSocketClient({
    ...{ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: headers },
  });
  return new Promise<FollowEnd>((resolve) => {
    const stop = client.subscribe<Record<string, unknown>>(
      { query, variables },
      {
        next: (result) => receive(result as Received, options),
        error: (failure) => resolve(Array.isArray(failure) ? endOf(failure) : closedWith(failure)),
        complete: () => resolve(CUT),
      },
    );
    signal.addEventListener('abort', stop, { once: true });
  }).finally(() => client.dispose());
};

function closedWith(failure: unknown): FollowEnd {
  const { code } = failure as { code?: unknown };
  return typeof code === 'number' && code !== 1006 ? { code: String(code) } : CUT;
}

/** A WebSocket without a library for the protocol. */
const followMessages: Follower = (options) => {
  const { url, query, variables = {}, headers = {}, pauseMs = () => 0, signal } = options;
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
  return new Promise<FollowEnd>((resolve) => {
    const send = (message: object) => socket.send(JSON.stringify(message));
    socket.on('open', () => send({ type: 'connection_init', payload: headers }));
    socket.on('error', () => {});
    socket.on('close', (code) => resolve(code === 1006 ? CUT : { code: String(code) }));
    socket.on('message', async (text) => {
      const { type, payload } = JSON.parse(String(text));
      if (type === 'connection_ack') send({ id: '1', type: 'subscribe', payload: { query, variables } });
      else if (type === 'next') receive(payload, options);
      else if (type === 'error') resolve(endOf(payload));
      const pause = pauseMs();
      if (pause === 0) return;
      socket.pause();
      await sleep(pause, undefined, { ref: false });
      socket.resume();
    });
    signal.addEventListener('abort', () => resolve(CUT), { once: true });
  }).finally(() => socket.terminate());
};

export const TRANSPORTS = ['sse', 'multipart', 'websocket'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** Clients without a library, which can read slowly. */
export const RAW_FOLLOWERS: Readonly<Record<Transport, Follower>> = {
  sse: followEvents,
  multipart: followParts,
  websocket: followMessages,
};

/** Clients with a library. */
export const LIBRARY_FOLLOWERS: Readonly<Record<Transport, Follower>> = {
  sse: followWithStreamClient,
  multipart: followWithApollo,
  websocket: followWithSocketClient,
};
