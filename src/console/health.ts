/** The states that `/health/ready` reports. */
const READINESS = ['ready', 'starting', 'overloaded', 'draining'] as const;
export type Readiness = (typeof READINESS)[number];

/** The health of the server process that responded. */
export interface Health {
  readonly isLive: boolean;
  /** Undefined: no valid response. */
  readonly readiness: Readiness | undefined;
  /** Duration of both requests, which were sent at the same time. */
  readonly durationMs: number;
}

/** Reads the health of the server, without a credential. Never rejects. */
export async function readHealth(): Promise<Health> {
  const start = performance.now();
  const [live, ready] = await Promise.all(['/health/live', '/health/ready'].map(readStatus));
  return {
    isLive: live === 'live',
    readiness: READINESS.find((one) => one === ready),
    durationMs: performance.now() - start,
  };
}

/** A server that is not ready responds with 503 and its status. */
async function readStatus(path: string): Promise<unknown> {
  try {
    const response = await fetch(path, { cache: 'no-store', credentials: 'omit' });
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null && 'status' in body ? body.status : undefined;
  } catch {
    return undefined;
  }
}
