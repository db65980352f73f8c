import fastify from 'fastify';
import { addHealth, Health } from '../../../src/http/health.js';

async function responseOf(health: Health, path: string) {
  const http = fastify();
  addHealth(http, health);
  const { statusCode, headers, body } = await http.inject(path);
  return { status: statusCode, cached: headers['cache-control'], body: JSON.parse(body) };
}

const STATES: readonly [what: string, status: number, readiness: string, make: () => Health][] = [
  ['that is starting', 503, 'starting', () => new Health(() => false)],
  ['that is starting and overloaded', 503, 'starting', () => new Health(() => true)],
  ['that has started', 200, 'ready', () => after(new Health(() => false), 'started')],
  ['that is overloaded', 503, 'overloaded', () => after(new Health(() => true), 'started')],
  ['that is draining', 503, 'draining', () => after(new Health(() => false), 'started', 'startDraining')],
  ['that is draining and overloaded', 503, 'draining', () => after(new Health(() => true), 'started', 'startDraining')],
];

function after(health: Health, ...steps: ('started' | 'startDraining')[]): Health {
  for (const step of steps) health[step]();
  return health;
}

test.each(STATES)(
  'a server %s responds to /health/ready with %i %s and to /health/live with 200, both not cacheable',
  async (...state) => {
    const [, status, readiness, make] = state;
    const body = { status: readiness };
    expect(await responseOf(make(), '/health/ready')).toEqual({ status, cached: 'no-store', body });
    expect(await responseOf(make(), '/health/live')).toEqual({
      status: 200,
      cached: 'no-store',
      body: { status: 'live' },
    });
  },
);

test('a server is ready again when an overload has ended', async () => {
  let isOverloaded = true;
  const health = after(new Health(() => isOverloaded), 'started');
  expect(health.readiness).toBe('overloaded');
  isOverloaded = false;
  expect(health.readiness).toBe('ready');
});
