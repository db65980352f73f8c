import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { KnownQueries, type KnownQuery } from '../../../src/execution/known-queries.js';

const schema = buildSchema('type Query { a: Int }');

/** A query of so many characters, most of them in a comment. */
function textOf(name: string, characters: number): string {
  return `query ${name} { a } #`.padEnd(characters, 'x');
}

function queryOf(text: string): KnownQuery {
  const document = parse(text);
  const [operation] = document.definitions as OperationDefinitionNode[];
  return { schema, document, operation: operation as OperationDefinitionNode, queryHash: undefined };
}

function knowing(...texts: readonly string[]) {
  const known = new KnownQueries();
  for (const text of texts) known.remember(text, undefined, queryOf(text));
  return known;
}

describe('queries that are known', () => {
  const TEXT = textOf('A', 20);

  test('found by their text, with the variables as they were sent', () => {
    const variables = { n: 1 };
    const found = knowing(TEXT).find({ query: TEXT, variables });
    expect(found?.query.operation.name?.value).toBe('A');
    expect(found?.variables).toBe(variables);
    expect(knowing(TEXT).find({ query: TEXT, variables: null, operationName: null })?.variables).toEqual({});
  });

  test('found by the name of their operation, under no other', () => {
    const known = knowing(TEXT);
    expect(known.find({ query: TEXT, operationName: 'A' })).toBeUndefined();
    known.remember(TEXT, 'A', queryOf(TEXT));
    expect(known.find({ query: TEXT, operationName: 'A' })).toBeDefined();
    expect(known.find({ query: TEXT })).toBeDefined();
  });

  test.each([
    ['no object', 'query A { a }'],
    ['a list', [{ query: TEXT }]],
    ['without a text', { variables: {} }],
    ['of another text', { query: `${TEXT} ` }],
    ['with variables that are none', { query: TEXT, variables: [] }],
    ['with extensions that are none', { query: TEXT, extensions: 'x' }],
    ['with the hash of a text', { query: TEXT, extensions: { persistedQuery: { sha256Hash: 'x' } } }],
  ])('not found by a body that is %s', (_subject, body) => {
    expect(knowing(TEXT).find(body)).toBeUndefined();
  });

  test('forgotten when there are too many, what was not asked for longest first', () => {
    const texts = Array.from({ length: 30 }, (_, index) => textOf(`Q${index}`, 20_000));
    const known = knowing(...texts.slice(0, 25));
    known.find({ query: texts[0] });
    known.remember(texts[25] as string, undefined, queryOf(texts[25] as string));
    const isKnown = (index: number) => known.find({ query: texts[index] }) !== undefined;
    expect([0, 1, 2, 25].map(isKnown)).toEqual([true, false, true, true]);
  });

  test('not remembered where the text is long, so that it pushes no other out', () => {
    const known = knowing(TEXT, textOf('Long', 20_001));
    expect(known.find({ query: textOf('Long', 20_001) })).toBeUndefined();
    expect(known.find({ query: TEXT })).toBeDefined();
  });
});
