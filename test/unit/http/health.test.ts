import fastify from 'fastify';
import { addHealth, Health } from '../../../src/http/health.js';

async function asked(health: Health, path: string) {
  const http = fastify();
  addHealth(http, health);
  const { statusCode, headers, body } = await http.inject(path);
  return { status: statusCode, cached: headers['cache-control'], body: JSON.parse(body) };
}

const STATES: readonly [what: string, status: number, readiness: string, make: () => Health][] = [
  ['before it has started', 503, 'starting', () => new Health(() => false)],
  ['before it has started, busy', 503, 'starting', () => new Health(() => true)],
  ['once it has', 200, 'ready', () => after(new Health(() => false), 'started')],
  ['with too much to do', 503, 'overloaded', () => after(new Health(() => true), 'started')],
  ['on its way out', 503, 'draining', () => after(new Health(() => false), 'started', 'startDraining')],
  ['on its way out, busy', 503, 'draining', () => after(new Health(() => true), 'started', 'startDraining')],
];

function after(health: Health, ...steps: ('started' | 'startDraining')[]): Health {
  for (const step of steps) health[step]();
  return health;
}

test.each(STATES)(
  'a server %s: /health/ready is %i %s, /health/live 200, and nobody may keep either',
  async (...state) => {
    const [, status, readiness, make] = state;
    const body = { status: readiness };
    expect(await asked(make(), '/health/ready')).toEqual({ status, cached: 'no-store', body });
    expect(await asked(make(), '/health/live')).toEqual({ status: 200, cached: 'no-store', body: { status: 'live' } });
  },
);

test('an overload that is over: ready again', async () => {
  let isOverloaded = true;
  const health = after(new Health(() => isOverloaded), 'started');
  expect(health.readiness).toBe('overloaded');
  isOverloaded = false;
  expect(health.readiness).toBe('ready');
});
