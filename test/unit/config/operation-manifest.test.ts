import { ConfigError } from '../../../src/config/config.js';
import { loadConfig } from '../../../src/config/load-config.js';

const OPERATION = { id: 'card-1', name: 'Card', type: 'query', body: '{ __typename }' };
const manifest = (fields: object = {}) =>
  JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations: [OPERATION], ...fields });

function load(text: string, env: Record<string, string> = {}) {
  return loadConfig({ PERSISTED_OPERATIONS_FILE: 'manifest.json', ...env }, () => text).persistedOperations;
}

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ name, problem }) => `${name}: ${problem}`);
    throw error;
  }
  return [];
}

describe('PERSISTED_OPERATIONS_FILE', () => {
  test('reads a manifest written by Apollo, which is enforced by default', () => {
    const text = manifest({ operations: [{ ...OPERATION, clientName: null }] });
    const operations = [{ id: 'card-1', name: 'Card', body: '{ __typename }' }];
    expect(load(text)).toEqual({ mode: 'enforce', operations });
    expect(load(text, { PERSISTED_OPERATIONS_MODE: 'audit' })).toEqual({ mode: 'audit', operations });
  });

  test('accepts a manifest without operations', () => {
    expect(load(manifest({ operations: [] }))).toEqual({ mode: 'enforce', operations: [] });
  });

  test.each([
    ['invalid JSON', '{', ['the file manifest.json is not valid JSON at line 1, column 2']],
    ['a list', '[]', [expect.any(String)]],
    ['another format', manifest({ format: 'relay' }), ['(format) expected apollo-persisted-query-manifest']],
    ['another version', manifest({ version: 2 }), ['(version) expected 1']],
    ['no operations', manifest({ operations: undefined }), [expect.stringMatching(/^\(operations\) expected a list/)]],
    [
      'an operation without id and body, and one of another type',
      manifest({
        operations: [
          { name: 'A', type: 'query' },
          { ...OPERATION, type: 'fragment' },
        ],
      }),
      [
        'operation 1 (id): expected a string',
        'operation 1 (body): expected a string',
        'operation 2 (type): expected query, mutation or subscription',
      ],
    ],
    [
      'a duplicate id',
      manifest({ operations: [OPERATION, OPERATION] }),
      ['operation 2 (id): duplicate of operation 1'],
    ],
  ])('reports all problems of %s under the variable', (_subject, text, expected) => {
    const reported = problemsOf(() => load(text)).map((problem) => problem.replace('PERSISTED_OPERATIONS_FILE: ', ''));
    expect(reported).toEqual(expected);
  });

  test('reports a file that cannot be read', () => {
    const missing = () => loadConfig({ PERSISTED_OPERATIONS_FILE: '/no/such/manifest.json' });
    expect(problemsOf(missing)).toEqual([
      'PERSISTED_OPERATIONS_FILE: the file /no/such/manifest.json cannot be read: ENOENT, it does not exist',
    ]);
  });
});

describe('PERSISTED_OPERATIONS_MODE', () => {
  test('requires PERSISTED_OPERATIONS_FILE', () => {
    expect(problemsOf(() => loadConfig({ PERSISTED_OPERATIONS_MODE: 'enforce' }))).toEqual([
      'PERSISTED_OPERATIONS_FILE: required because PERSISTED_OPERATIONS_MODE is set',
    ]);
  });

  test('rejects an unknown mode', () => {
    expect(problemsOf(() => load(manifest(), { PERSISTED_OPERATIONS_MODE: 'on' }))).toEqual([
      'PERSISTED_OPERATIONS_MODE: expected one of audit, enforce, got 2 characters',
    ]);
  });
});
