/** The content of the header `traceparent`. Source: W3C Trace Context, level 1. */
export interface TraceParent {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The parent span, 16 hexadecimal digits. */
  readonly spanId: string;
  /** Whether the sender records the trace. */
  readonly isSampled: boolean;
}

/** A later version may append fields. Version ff and ids of zeros are invalid. */
const HEADER = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/** Parses the header. Returns undefined if it is absent or invalid, in which case a new trace starts here. */
export function readTraceParent(header: string | readonly string[] | undefined): TraceParent | undefined {
  if (typeof header !== 'string') return undefined;
  const [, version, traceId, spanId, flags, more] = HEADER.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined || (version === '00' && more !== undefined)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags ?? '0', 16) & 1) === 1 };
}
