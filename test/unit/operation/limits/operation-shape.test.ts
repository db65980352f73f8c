import { type OperationDefinitionNode, parse } from 'graphql';
import { rootFieldsOf, type Shape, Shapes } from '../../../../src/operation/limits/operation-shape.js';

function shapeOf(text: string): Shape & { readonly circle: string | undefined } {
  const document = parse(text);
  const shapes = new Shapes(document);
  const shape = shapes.of(document.definitions[0] as OperationDefinitionNode);
  return { ...shape, circle: shapes.circle };
}

const NOTHING = { depth: 1, aliases: 0, directives: 0, repeats: 0, circle: undefined };

/** Of n fragments each spreads the next one twice. */
const doubling = (n: number) =>
  `{ ...F0 } ${Array.from({ length: n }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(' ')}
   fragment F${n} on Query { a: b }`;

describe('the shape of an operation', () => {
  test.each([
    ['one field', '{ a }', {}],
    ['levels of fields', '{ a { b { c } } d }', { depth: 3 }],
    ['inline fragments: no level of their own', '{ ... { ... on Query { a { ... { b } } } } }', { depth: 2 }],
    ['a fragment: the levels below it', '{ a { ...F } } fragment F on A { b { c } }', { depth: 3 }],
    [
      'the deepest of several fragments',
      '{ ...F ...G } fragment F on Q { a } fragment G on Q { a { b } }',
      { depth: 2 },
    ],
    ['a fragment that is missing', '{ ...F }', { depth: 0 }],
    ['aliases, also of __typename', '{ x: a y: __typename z: a { w: b } }', { depth: 2, aliases: 4 }],
    ['aliases of a fragment, wherever it is spread', '{ ...F ...F } fragment F on Q { x: a y: b }', { aliases: 4 }],
    [
      'directives of fields and fragments',
      '{ a @x @y ... @z { b } ...F @x } fragment F on Q @v { c @w }',
      { directives: 6 },
    ],
    ['directives of an operation and its variables', 'query ($a: A @x) @y { a }', { directives: 2 }],
    ['fields again in one selection', '{ a a b a c: a }', { aliases: 1, repeats: 2 }],
    ['fields again in another selection', '{ a { b } c { b } }', { depth: 2 }],
    [
      'fields again in inline fragments of one selection',
      '{ a ... { a ... { b } } ... { b } c { b ... { b } } }',
      { depth: 2, repeats: 3 },
    ],
    ['an alias that is the name of another field', '{ a a: b }', { aliases: 1, repeats: 1 }],
  ] satisfies [string, string, Partial<Shape>][])('%s', (_subject, text, expected) => {
    expect(shapeOf(text)).toEqual({ ...NOTHING, ...expected });
  });

  test('fragments in a circle: counted once, and one of them named', () => {
    expect(shapeOf('{ ...F } fragment F on Q { a { ...G } } fragment G on Q { b: c ...F }')).toEqual({
      ...NOTHING,
      depth: 2,
      aliases: 1,
      circle: 'F',
    });
  });

  test('a fragment that is spread within itself: named', () => {
    expect(shapeOf('{ ...F } fragment F on Q { a ...F }').circle).toBe('F');
  });

  test('the same fragment twice, one after the other: no circle', () => {
    expect(shapeOf('{ ...F a { ...F } } fragment F on Q { b }').circle).toBeUndefined();
  });

  test('two hundred fragments that double: looked at once each', () => {
    expect(shapeOf(doubling(200)).aliases).toBe(2 ** 200);
  });
});

describe('the root fields of an operation', () => {
  const rootFields = (text: string) => {
    const document = parse(text);
    return Object.fromEntries(rootFieldsOf(document.definitions[0] as OperationDefinitionNode, document));
  };

  test.each([
    ['by their own names', '{ x: a y: a b { c } }', { a: 2, b: 1 }],
    ['within fragments of both kinds', '{ ... { a } ...F } fragment F on Q { a ... on Q { b } }', { a: 2, b: 1 }],
    ['of a fragment, wherever it is spread', '{ ...F ...F } fragment F on Q { a }', { a: 2 }],
    ['in a circle: once', '{ ...F } fragment F on Q { a ...G } fragment G on Q { b ...F }', { a: 1, b: 1 }],
    ['of a fragment that is missing: none', '{ a ...F }', { a: 1 }],
  ])('%s', (_subject, text, expected) => {
    expect(rootFields(text)).toEqual(expected);
  });

  test('of fragments that double: counted without end', () => {
    expect(rootFields(doubling(100))).toEqual({ b: 2 ** 100 });
  });
});
