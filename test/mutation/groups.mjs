/** What is mutated, and the tests that should notice: the fast ones that are about it alone, since all of them are loaded for each change. */
const TABLE = {
  retries: ['src/platform/rules/retry.ts', 'platform/rules/retry'],
  tokens: ['src/platform/{token,rules/token}.ts', 'platform/{token.source,rules/token}'],
  fetches: ['src/platform/token.fetch.ts', 'platform/token'],
  records: ['src/platform/token.{record,seal,troubles}.ts', 'platform/token.{record,seal,troubles}'],
  writes: ['src/safety/**/*.ts', 'safety/*'],
  shapes: ['src/guard/operation-shape.ts', 'guard/operation-shape'],
  costs: ['src/guard/{costs,operation-cost,introspection-lengths}.ts', 'guard/operation-cost'],
  operations: ['src/guard/{limits,operation-limits}.ts', 'guard/operation-limits'],
  callers: ['src/guard/{access,account,auth,credential,jwt,key-set}.ts', 'guard/{access,auth}'],
  scopes: ['src/guard/{guard-schema,scopes}.ts', 'guard/{guard-schema,scopes}'],
  codes: ['src/guard/code-rates.ts', 'guard/code-rates'],
  rates: ['src/guard/{rates,request-rates}.ts', 'guard/rates'],
  overload: ['src/guard/{load-shedding,throttle}.ts', 'guard/{load-shedding,throttle}'],
  audit: ['src/guard/audit.ts', 'guard/audit'],
  hosts: ['src/guard/hosts.ts', 'guard/hosts'],
  persisted: ['src/guard/persisted-operations.ts', 'guard/persisted-operations'],
};

/** Whatever else there is of the guard, also what comes later. */
const ELSE = ['src/guard/**/*.ts', ...Object.values(TABLE).map(([files]) => `!${files}`)];

/** @type {Readonly<Record<string, { mutate: readonly string[], tests: string }>>} */
export const GROUPS = {
  ...Object.fromEntries(Object.entries(TABLE).map(([name, [files, tests]]) => [name, { mutate: [files], tests }])),
  answers: { mutate: ELSE, tests: 'guard/{http-answers,body}' },
};

/** The group that this process is about: `GROUP`, set by run.mjs. */
export function group() {
  const name = process.env.GROUP ?? '';
  const found = GROUPS[name];
  if (found === undefined) throw new Error(`GROUP: expected one of ${Object.keys(GROUPS).join(', ')}`);
  return { name, ...found };
}
