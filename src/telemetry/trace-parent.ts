/** Where a request stands in a trace that its sender began: the header `traceparent`. Source: W3C Trace Context, level 1. */
export interface TraceParent {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits: the span that the request comes from. */
  readonly spanId: string;
  /** Whether its sender records the trace. */
  readonly isSampled: boolean;
}

/** A later version may add fields behind these. Version ff, and ids of zeros alone, are none. */
const HEADER = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/** @returns undefined where the header is absent or not as it should be: then a trace begins here */
export function readTraceParent(header: string | readonly string[] | undefined): TraceParent | undefined {
  if (typeof header !== 'string') return undefined;
  const [, version, traceId, spanId, flags, more] = HEADER.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined || (version === '00' && more !== undefined)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags ?? '0', 16) & 1) === 1 };
}
