import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { Derivations } from '../../../src/operation/operation.js';
import { PlainVariables } from '../../../src/operation/plain-variables.js';

const schema = buildSchema('input In { a: Int } scalar Day type Query { a: Int }');

/** Returns the variables as they were recognized, and as graphql-js coerces them. */
function both(definitions: string, sent: Record<string, unknown>) {
  const document = parse(`query (${definitions}) { a }`);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const plain = new PlainVariables({ schema, document, operation, derived: new Derivations() });
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], sent);
  return { plain: plain.coerced(sent), coerced };
}

describe('plain variables', () => {
  test.each([
    ['an id', '$v: ID!', { v: 'p1' }],
    ['a text', '$v: String', { v: '' }],
    ['a condition', '$v: Boolean!', { v: false }],
    ['the largest integer', '$v: Int', { v: 2 ** 31 - 1 }],
    ['several, with another one that is not declared', '$b: Int!, $a: ID!', { a: 'x', b: -1, c: {} }],
    ['one with a default and a value', '$v: Int = 3', { v: 4 }],
    ['one that has the name of a property of every object', '$constructor: ID!', { constructor: 'x' }],
  ])('are those that graphql-js returns, for %s', (_, definitions, sent) => {
    const { plain, coerced } = both(definitions, sent);
    expect(plain).toEqual(coerced);
    expect(Object.keys(plain ?? {})).toEqual(Object.keys(coerced ?? {}));
  });

  test.each([
    ['an id that is a number', '$v: ID!', { v: 1 }],
    ['a number beyond 32 bits', '$v: Int', { v: 2 ** 31 }],
    ['a fraction', '$v: Int', { v: 1.5 }],
    ['a text for an integer', '$v: Int', { v: '1' }],
    ['null', '$v: ID', { v: null }],
    ['a missing value', '$v: ID', {}],
    ['a missing value with a default', '$v: Int = 3', {}],
    ['an inherited value', '$toString: ID!', {}],
    ['a list', '$v: [ID!]!', { v: ['a'] }],
    ['an input object', '$v: In', { v: {} }],
    ['a scalar of the schema', '$v: Day', { v: 'x' }],
    ['a plain one next to another one', '$a: ID!, $v: [ID!]', { a: 'x', v: [] }],
  ])('are left to graphql-js, for %s', (_, definitions, sent) => {
    expect(both(definitions, sent).plain).toBeUndefined();
  });
});
