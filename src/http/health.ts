import type { FastifyInstance } from 'fastify';

/** Whether this server should receive requests. Upstream and Redis do not count, because their failure affects every replica. */
export type Readiness = 'starting' | 'ready' | 'overloaded' | 'draining';

/** Tracks the readiness that `/health/ready` reports. */
export class Health {
  readonly #isOverloaded: () => boolean;
  #phase: 'starting' | 'ready' | 'draining' = 'starting';

  constructor(isOverloaded: () => boolean) {
    this.#isOverloaded = isOverloaded;
  }

  get readiness(): Readiness {
    return this.#phase === 'ready' && this.#isOverloaded() ? 'overloaded' : this.#phase;
  }

  /** Sets `ready`. */
  started(): void {
    this.#phase = 'ready';
  }

  /** Sets `draining`, which is final. */
  startDraining(): void {
    this.#phase = 'draining';
  }
}

/** Adds `/health/live` (the process responds) and `/health/ready` (it should receive requests). Neither requires a credential. */
export function addHealth(http: FastifyInstance, health: Health): void {
  http.get('/health/live', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return { status: 'live' };
  });
  http.get('/health/ready', async (_request, reply) => {
    const status = health.readiness;
    return reply
      .code(status === 'ready' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status });
  });
}
