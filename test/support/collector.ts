import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span that the collector received. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the root span of a trace. */
  readonly parentSpanId: string;
  readonly traceState: string | undefined;
  readonly name: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 0 unset, 1 ok, 2 error. */
  readonly status: number;
  readonly service: unknown;
}

/** A trace collector over HTTP with JSON. */
export interface Collector {
  readonly url: string;
  /** The bodies of all requests. */
  readonly text: string;
  readonly spans: readonly CollectedSpan[];
  readonly headers: readonly NodeJS.Dict<string | string[]>[];
  close(): Promise<void>;
}

/** @param status the HTTP status of each response */
export async function startCollector(status = 200): Promise<Collector> {
  const bodies: string[] = [];
  const headers: NodeJS.Dict<string | string[]>[] = [];
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    bodies.push(Buffer.concat(chunks).toString());
    headers.push(message.headers);
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get text() {
      return bodies.join('\n');
    },
    get spans() {
      return bodies.flatMap(spansIn);
    },
    headers,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** The part of OTLP's JSON that the tests use. */
interface Posted {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly PostedSpan[] }[];
  }[];
}

type PostedSpan = Omit<CollectedSpan, 'attributes' | 'status' | 'service'> & {
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code: number };
};

function spansIn(body: string): CollectedSpan[] {
  return (JSON.parse(body) as Posted).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map(({ parentSpanId = '', attributes, status, ...span }) => ({
        ...span,
        parentSpanId,
        attributes: read(attributes),
        status: status.code,
        service: read(resource.attributes)['service.name'],
      })),
  );
}

function read(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
