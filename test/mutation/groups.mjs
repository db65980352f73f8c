/**
 * What is mutated, and the tests that should notice: of each group those that are about it, and fast. A process that one starts
 * is the build without changes, since Stryker's are in its own alone.
 * @type {Readonly<Record<string, { mutate: readonly string[], tests: readonly string[] }>>}
 */
export const GROUPS = {
  retries: { mutate: ['src/platform/rules/retry.ts'], tests: ['unit/platform/rules/retry.test.ts'] },
  tokens: {
    mutate: ['src/platform/token*.ts', 'src/platform/rules/token.ts'],
    tests: ['unit/platform/{token,token.record,token.seal,token.source,token.troubles,rules/token}.test.ts'],
  },
  writes: {
    mutate: ['src/safety/**/*.ts'],
    tests: ['unit/safety/*.test.ts'],
  },
  operations: {
    mutate: ['src/guard/{limits,costs,operation-*}.ts'],
    tests: ['unit/guard/operation-*.test.ts'],
  },
  callers: {
    mutate: ['src/guard/{access,account,auth,credential,guard-schema,jwt,scopes}.ts'],
    tests: ['unit/guard/{access,auth,guard-schema,scopes}.test.ts'],
  },
  rates: {
    mutate: ['src/guard/{code-rates,rates,request-rates,throttle}.ts'],
    tests: ['unit/guard/{code-rates,rates,throttle}.test.ts'],
  },
  // Everything else, also what comes later.
  requests: {
    mutate: [
      'src/guard/**/*.ts',
      '!src/guard/{limits,costs,operation-*}.ts',
      '!src/guard/{access,account,auth,credential,guard-schema,jwt,scopes}.ts',
      '!src/guard/{code-rates,rates,request-rates,throttle}.ts',
    ],
    tests: ['unit/guard/{audit,body,http-answers,load-shedding,persisted-operations}.test.ts'],
  },
};

/** The group that this process is about: `GROUP`, set by run.mjs. */
export function group() {
  const name = process.env.GROUP ?? '';
  const found = GROUPS[name];
  if (found === undefined) throw new Error(`GROUP: expected one of ${Object.keys(GROUPS).join(', ')}`);
  return { name, ...found };
}
