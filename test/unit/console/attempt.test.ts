import { type ActPayload, newKey, outcomeOf, type UserError } from '../../../src/console/acting/attempt.js';
import type { QueryError } from '../../../src/console/query-error.js';

const error = (code: string): QueryError => ({
  code,
  message: '',
  errcode: undefined,
  rid: undefined,
  retryAfter: undefined,
});
const payload = (...codes: UserError['code'][]): ActPayload => ({
  replayed: false,
  userErrors: codes.map((code) => ({ code, message: '', field: null, errcode: null, errmsg: null })),
});

describe('the outcome of a mutation', () => {
  test('is that it took effect if there are no errors, or errors of fields that were read afterwards', () => {
    expect(outcomeOf({ payload: payload(), errors: [] }).kind).toBe('done');
    expect(outcomeOf({ payload: payload(), errors: [error('FORBIDDEN')] }).kind).toBe('done');
  });

  test('is a refusal with the errors of the payload', () => {
    expect(outcomeOf({ payload: payload('STOCK_CHANGED'), errors: [] }).kind).toBe('refused');
  });

  test.each(['OUTCOME_UNKNOWN', 'IDEMPOTENCY_KEY_IN_USE'] as const)('is unknown after %s', (code) => {
    expect(outcomeOf({ payload: payload('INVALID_INPUT', code), errors: [] }).kind).toBe('unknown');
  });

  test.each(['RATE_LIMITED', 'UNAUTHENTICATED', 'PLATFORM_TIMEOUT', 'BAD_USER_INPUT'])(
    'is that it was not executed after %s',
    (code) => {
      expect(outcomeOf({ payload: undefined, errors: [error(code)] }).kind).toBe('notExecuted');
    },
  );

  test.each(['OFFLINE', 'UNREACHABLE', 'TIMED_OUT', 'RESTARTING', 'INTERNAL_SERVER_ERROR'])(
    'is unknown after %s, because the request may have arrived',
    (code) => {
      expect(outcomeOf({ payload: null, errors: [error(code)] }).kind).toBe('unknown');
    },
  );

  test('is unknown if only a part of several requests took effect', () => {
    const partial = { payload: undefined, errors: [error('RATE_LIMITED')], effect: 'partial' } as const;
    expect(outcomeOf(partial)).toMatchObject({ kind: 'unknown', cause: 'PARTIAL' });
  });

  test('is that it was not executed if it changes nothing', () => {
    expect(outcomeOf({ payload: undefined, errors: [error('UNREACHABLE')], effect: 'none' }).kind).toBe('notExecuted');
  });

  test('is unknown if the response has neither a payload nor an error', () => {
    expect(outcomeOf({ payload: null, errors: [] }).kind).toBe('unknown');
  });
});

test('a new idempotency key has 32 hexadecimal digits, and is another one each time', () => {
  const keys = Array.from({ length: 100 }, newKey);
  expect(new Set(keys).size).toBe(100);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
});
