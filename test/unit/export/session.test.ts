import { GraphQLError, GraphQLInt, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { Pace } from '../../../src/export/pace.js';
import { ExportSession } from '../../../src/export/session.js';
import { ExportStopped } from '../../../src/export/stopped.js';
import type { OperationContext } from '../../../src/operation/operation-context.js';
import { PlatformError, type PlatformErrorFacts } from '../../../src/platform/errors.js';
import { realTime, sleptTime } from '../../support/time.js';

/** Creates a session over a field that fails with these errors, one after another, and then is 1. */
function sessionOf(...errors: readonly Error[]) {
  const notes: string[] = [];
  let calls = 0;
  const value = () => {
    const error = errors[calls];
    calls += 1;
    if (error !== undefined) throw error;
    return 1;
  };
  const query = new GraphQLObjectType({ name: 'Query', fields: { value: { type: GraphQLInt, resolve: value } } });
  const session = new ExportSession({
    schema: new GraphQLSchema({ query }),
    contextOf: () => ({}) as OperationContext,
    timeoutMs: 1000,
    pace: new Pace(6000),
    notify: (text) => notes.push(text),
  });
  return {
    notes,
    read: () => session.query<{ readonly value: number | null }>('{ value }', {}, 1),
    calls: () => calls,
  };
}

const failed = (facts: Partial<PlatformErrorFacts>) =>
  new PlatformError({ kind: 'transport', endpoint: '/card/get', ...facts });

beforeEach(sleptTime);
afterEach(realTime);

describe('ExportSession', () => {
  test('waits until the quota is restored, as often as needed', async () => {
    const quota = (retryAfterSeconds: number) => failed({ kind: 'quota', errcode: 45009, retryAfterSeconds });
    const { read, notes } = sessionOf(...Array.from({ length: 20 }, () => quota(600)), quota(5));
    const startedAt = Date.now();
    expect((await read()).data).toEqual({ value: 1 });
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(12_005_000);
    expect(notes).toHaveLength(21);
    expect(notes[0]).toMatch(/^PLATFORM_QUOTA_EXCEEDED: .*\. Paused; next attempt in 600 s$/);
  });

  test('repeats a query that failed temporarily, with growing pauses', async () => {
    const { read, notes } = sessionOf(failed({}), failed({ kind: 'timeout' }), failed({ kind: 'overloaded' }));
    expect((await read()).data).toEqual({ value: 1 });
    expect(notes.map((note) => /in (\d+) s$/.exec(note)?.[1])).toEqual(['1', '2', '4']);
  });

  test('stops if the platform remains unavailable', async () => {
    const { read, calls } = sessionOf(...Array.from({ length: 100 }, () => failed({})));
    await expect(read()).rejects.toThrow(ExportStopped);
    expect(calls()).toBe(7);
  });

  test('returns a refusal with its path, without a retry', async () => {
    const { read, calls } = sessionOf(failed({ kind: 'unknown', errcode: 99_999 }));
    expect(await read()).toEqual({
      data: { value: null },
      refused: [expect.objectContaining({ code: 'PLATFORM_REJECTED', path: ['value'] })],
    });
    expect(calls()).toBe(1);
  });

  test.each([
    ['a wrong secret', failed({ kind: 'config', errcode: 40125 }), 'PLATFORM_CONFIG'],
    ['events that are off', new GraphQLError('off', { extensions: { code: 'EVENTS_OFF' } }), 'EVENTS_OFF: off'],
  ])('stops for %s', async (_, error, message) => {
    const { read, calls } = sessionOf(error);
    await expect(read()).rejects.toThrow(message);
    expect(calls()).toBe(1);
  });

  test('stops for an unexpected error without its message', async () => {
    const { read } = sessionOf(new Error('secret'));
    await expect(read()).rejects.toThrow(/^INTERNAL_SERVER_ERROR: Internal server error$/);
  });
});
