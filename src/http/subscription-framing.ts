import type { IncomingHttpHeaders } from 'node:http';

/** How the results of a subscription are written to a response. */
export interface Framing {
  /** For metrics. */
  readonly name: 'sse' | 'multipart';
  readonly contentType: string;
  /** Sent at once, so that the client receives the headers. */
  readonly start: string;
  readonly heartbeat: string;
  readonly end: string;
  /** @param json a result on one line */
  result(json: string): string;
  /** @param json the result with which the server ends the subscription */
  lastResult(json: string): string;
}

/** GraphQL over server-sent events, distinct connections mode. JSON has no line breaks outside of escapes. */
const SSE: Framing = {
  name: 'sse',
  contentType: 'text/event-stream; charset=utf-8',
  start: ':\n\n',
  heartbeat: ':\n\n',
  end: 'event: complete\ndata:\n\n',
  result: (json) => `event: next\ndata: ${json}\n\n`,
  lastResult: (json) => `event: next\ndata: ${json}\n\n`,
};

const part = (json: string) => `\r\ncontent-type: application/json\r\n\r\n${json}\r\n--graphql`;

/** Apollo's protocol for subscriptions over multipart. Clients parse a part once the boundary after it has arrived. */
const MULTIPART: Framing = {
  name: 'multipart',
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  start: '\r\n--graphql',
  heartbeat: part('{}'),
  end: '--\r\n',
  result: (json) => part(`{"payload":${json}}`),
  // Errors that end the subscription are outside of the payload.
  lastResult: (json) => part(`{"payload":null,${json.slice(1)}`),
};

/** Matches one media type: on the whole header, it would take a time quadratic in its length. */
const MULTIPART_TYPE = /^\s*multipart\/mixed\s*;.*subscriptionSpec\s*=\s*"?1\.0"?/i;

/** Returns how a client accepts streamed results, by the media types that it names. Undefined: it accepts no stream. */
export function framingOf({ accept = '' }: IncomingHttpHeaders): Framing | undefined {
  if (/(?:^|,)\s*text\/event-stream\s*(?:[;,]|$)/i.test(accept)) return SSE;
  return accept.split(',').some((type) => MULTIPART_TYPE.test(type)) ? MULTIPART : undefined;
}

/** Returns how to frame the single result of a query or mutation. Undefined: as JSON, which clients of multipart accept as well. */
export function singleFramingOf({ accept = '' }: IncomingHttpHeaders): Framing | undefined {
  if (/application\/(?:graphql-response\+)?json|\*\/\*/i.test(accept)) return undefined;
  return framingOf({ accept }) === SSE ? SSE : undefined;
}
