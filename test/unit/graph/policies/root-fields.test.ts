import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphQLFieldMap } from 'graphql';
import {
  IRREVERSIBLE_MUTATIONS,
  mutationField,
  queryField,
  rootField,
} from '../../../../src/graph/policies/root-fields.js';
import { createSchema } from '../../../../src/graph/schema/schema.js';

const schema = createSchema();
const fieldsOf = (type = schema.getQueryType()): GraphQLFieldMap<unknown, unknown> => type?.getFields() ?? {};

const TABLE = join(__dirname, '../../../../src/graph/policies/root-fields.js');
const TSC = join(__dirname, '../../../../node_modules/typescript/bin/tsc');
const FLAGS = [
  '--noEmit',
  '--strict',
  '--target',
  'es2022',
  '--module',
  'nodenext',
  '--types',
  '',
  '--pretty',
  'false',
];

/** Source that checks resolvers against rows as `schema.ts` does, with three root fields. */
const fixture = (queries: string, mutations: string, rows = 'RootFieldName') => `
  import type { DeclaredBy, None, RootFieldName } from ${JSON.stringify(TABLE)};
  type Rows = Extract<${rows}, 'Query.card' | 'Query.paintColors' | 'Mutation.updateCard'>;
  declare class CardQueries { ${queries} }
  declare class CodeQueries {}
  declare class CardMutations { ${mutations} }
  declare const RESOLVERS: {
    Query: readonly [typeof CardQueries, typeof CodeQueries];
    Mutation: readonly [typeof CardMutations];
  };
  export type WithoutRow = None<Exclude<DeclaredBy<typeof RESOLVERS>, Rows>>;
  export type WithoutField = None<Exclude<Rows, DeclaredBy<typeof RESOLVERS>>>;`;

const CARD = 'card(): string;';
const UPDATE = 'updateCard(): string;';
const FIXTURES = {
  'nothing while rows and root fields match': [fixture(CARD, UPDATE)],
  'a query without a row': [fixture(`${CARD} paintColors(): string;`, UPDATE), 'Query.paintColors'],
  'a mutation without a row': [fixture(CARD, `${UPDATE} paintCard(): string;`), 'Mutation.paintCard'],
  'a query in a class of mutations': [fixture(CARD, `${UPDATE} card(): string;`), 'Mutation.card'],
  'a row without a root field': [fixture(CARD, UPDATE, "RootFieldName | 'Query.paintColors'"), 'Query.paintColors'],
  'a row whose root field was removed': [fixture('', UPDATE), 'Query.card'],
} satisfies Record<string, [source: string, named?: string]>;

describe('the compiler', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-root-fields-'));
  let output = '';

  beforeAll(() => {
    const files = Object.values(FIXTURES).map(([source], index) => {
      const file = join(folder, `fixture-${index}.mts`);
      writeFileSync(file, source);
      return file;
    });
    output = spawnSync(process.execPath, [TSC, ...FLAGS, ...files], { encoding: 'utf8', cwd: folder }).stdout;
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(Object.entries(FIXTURES).map(([what, [, named]], index) => [what, index, named] as const))(
    'reports %s',
    (_, index, named) => {
      const errors = output.split('\n').filter((line) => line.includes(`fixture-${index}.mts`));
      expect(errors).toEqual(
        named === undefined
          ? []
          : [expect.stringContaining(`Type '"${named}"' does not satisfy the constraint 'never'.`)],
      );
    },
  );
});

describe('the rows of root fields', () => {
  test('postOnly marks exactly the queries with an argument that is a code, an openid, a ticket or a reference', () => {
    const naming = Object.values(fieldsOf()).filter(({ args }) =>
      args.some(({ name }) => /(codes?|openid|ticket)$/i.test(name) || name === 'representations'),
    );
    expect(naming.map(({ name }) => name).sort()).toEqual(
      Object.keys(fieldsOf())
        .filter((name) => queryField(name)?.postOnly)
        .sort(),
    );
  });

  test('irreversible marks exactly the mutations whose descriptions contain "Irreversible."', () => {
    const described = Object.values(fieldsOf(schema.getMutationType())).filter(({ description }) =>
      description?.includes('Irreversible.'),
    );
    expect(described.map(({ name }) => name).sort()).toEqual([...IRREVERSIBLE_MUTATIONS].sort());
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])('%p has no row', (name) => {
    expect(queryField(name)).toBeUndefined();
    expect(mutationField(name)).toBeUndefined();
    expect(rootField('Query', name)).toBeUndefined();
    expect(rootField(name, 'card')).toBeUndefined();
  });

  test('a field of another type has no row', () => {
    expect(rootField('UpdateCardPayload', 'card')).toBeUndefined();
    expect(rootField('Query', 'updateCard')).toBeUndefined();
  });
});
