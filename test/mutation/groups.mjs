/**
 * The mutated files and the tests that should detect the mutations. Only fast and specific tests, because all of them are loaded for each
 * mutation.
 */
const TABLE = {
  retries: ['src/platform/interceptors/retry.ts', 'platform/interceptors/retry'],
  tokens: [
    'src/platform/{token/token-source,interceptors/access-token}.ts',
    'platform/{token/token-source,interceptors/access-token}',
  ],
  fetches: ['src/platform/token/fetch-token.ts', 'platform/token/token-source.modes'],
  records: ['src/platform/token/{token-record,seal,diagnostics}.ts', 'platform/token/{token-record,seal,diagnostics}'],
  writes: ['src/safety/**/*.ts', 'safety/*'],
  shapes: ['src/operation/limits/operation-shape.ts', 'operation/limits/operation-shape'],
  costs: [
    'src/{graph/policies/costs,operation/limits/{operation-cost,introspection-lengths}}.ts',
    'operation/limits/operation-cost',
  ],
  operations: ['src/operation/limits/{limit-errors,operation-limits}.ts', 'operation/limits/operation-limits'],
  callers: ['src/admission/{access,account,authenticate,credential,jwt,key-set}.ts', 'admission/{access,authenticate}'],
  scopes: [
    'src/graph/{schema/scope-guard,policies/{scopes,root-fields}}.ts',
    'graph/{schema/scope-guard,policies/{scopes,root-fields}}',
  ],
  codes: ['src/platform/interceptors/code-lookup-limit.ts', 'platform/interceptors/code-lookup-limit'],
  rates: ['src/{store/rate-counter,admission/request-rates}.ts', '{store/rate-counter,admission/request-rates}'],
  overload: ['src/admission/{load-shedding,adaptive-throttle}.ts', 'admission/{load-shedding,adaptive-throttle}'],
  audit: ['src/graph/schema/audit-trail.ts', 'graph/schema/audit-trail'],
  hosts: ['src/admission/host-check.ts', 'admission/host-check'],
  persisted: ['src/admission/persisted-operations.ts', 'admission/persisted-operations'],
};

/** All other files of the guard, including those that are added later. */
const ELSE = [
  'src/admission/**/*.ts',
  'src/http/{error-responses,security-headers}.ts',
  ...Object.values(TABLE).map(([files]) => `!${files}`),
];

/** @type {Readonly<Record<string, { mutate: readonly string[], tests: string }>>} */
export const GROUPS = {
  ...Object.fromEntries(Object.entries(TABLE).map(([name, [files, tests]]) => [name, { mutate: [files], tests }])),
  answers: { mutate: ELSE, tests: '{http/error-responses,admission/request-body}' },
};

/** Returns the group of this process: `GROUP`, set by run.mjs. */
export function group() {
  const name = process.env.GROUP ?? '';
  const found = GROUPS[name];
  if (found === undefined) throw new Error(`GROUP: expected one of ${Object.keys(GROUPS).join(', ')}`);
  return { name, ...found };
}
