import type { FastifyInstance } from 'fastify';

/** Whether requests should come here. Upstream and Redis say nothing about it: without them this server answers as well as the next. */
export type Readiness = 'starting' | 'ready' | 'overloaded' | 'draining';

/** What `/health/ready` says. */
export class Health {
  readonly #isOverloaded: () => boolean;
  #phase: 'starting' | 'ready' | 'draining' = 'starting';

  constructor(isOverloaded: () => boolean) {
    this.#isOverloaded = isOverloaded;
  }

  get readiness(): Readiness {
    return this.#phase === 'ready' && this.#isOverloaded() ? 'overloaded' : this.#phase;
  }

  started(): void {
    this.#phase = 'ready';
  }

  /** For good. */
  drains(): void {
    this.#phase = 'draining';
  }
}

/** `/health/live`: the process answers. `/health/ready`: requests should come here. Nobody has to say who asks. */
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
