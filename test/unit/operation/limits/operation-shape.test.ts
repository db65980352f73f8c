import { type OperationDefinitionNode, parse } from 'graphql';
import { rootFieldsOf, type Shape, Shapes } from '../../../../src/operation/limits/operation-shape.js';

function shapeOf(text: string): Shape & { readonly circle: string | undefined } {
  const document = parse(text);
  const shapes = new Shapes(document);
  const shape = shapes.of(document.definitions[0] as OperationDefinitionNode);
  return { ...shape, circle: shapes.circle };
}

const NOTHING = { depth: 1, aliases: 0, directives: 0, repeats: 0, circle: undefined };

/** Returns a document of n fragments, each of which spreads the next one twice. */
const doubling = (n: number) =>
  `{ ...F0 } ${Array.from({ length: n }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(' ')}
   fragment F${n} on Query { a: b }`;

describe('the shape of an operation', () => {
  test.each([
    ['one field', '{ a }', {}],
    ['levels of nested fields', '{ a { b { c } } d }', { depth: 3 }],
    ['no level for inline fragments', '{ ... { ... on Query { a { ... { b } } } } }', { depth: 2 }],
    ['the levels of a fragment', '{ a { ...F } } fragment F on A { b { c } }', { depth: 3 }],
    [
      'the levels of the deepest of several fragments',
      '{ ...F ...G } fragment F on Q { a } fragment G on Q { a { b } }',
      { depth: 2 },
    ],
    ['nothing for a missing fragment', '{ ...F }', { depth: 0 }],
    ['aliases, including those of __typename', '{ x: a y: __typename z: a { w: b } }', { depth: 2, aliases: 4 }],
    ['the aliases of a fragment each time it is spread', '{ ...F ...F } fragment F on Q { x: a y: b }', { aliases: 4 }],
    [
      'directives of fields and fragments',
      '{ a @x @y ... @z { b } ...F @x } fragment F on Q @v { c @w }',
      { directives: 6 },
    ],
    ['directives of an operation and its variables', 'query ($a: A @x) @y { a }', { directives: 2 }],
    ['repeated fields of one selection', '{ a a b a c: a }', { aliases: 1, repeats: 2 }],
    ['no repeats for equal fields of different selections', '{ a { b } c { b } }', { depth: 2 }],
    [
      'repeated fields in the inline fragments of one selection',
      '{ a ... { a ... { b } } ... { b } c { b ... { b } } }',
      { depth: 2, repeats: 3 },
    ],
    ['an alias that repeats the name of another field', '{ a a: b }', { aliases: 1, repeats: 1 }],
  ] satisfies [string, string, Partial<Shape>][])('counts %s', (_subject, text, expected) => {
    expect(shapeOf(text)).toEqual({ ...NOTHING, ...expected });
  });

  test('counts circular fragments once and names one of them', () => {
    expect(shapeOf('{ ...F } fragment F on Q { a { ...G } } fragment G on Q { b: c ...F }')).toEqual({
      ...NOTHING,
      depth: 2,
      aliases: 1,
      circle: 'F',
    });
  });

  test('names a fragment that is spread within itself', () => {
    expect(shapeOf('{ ...F } fragment F on Q { a ...F }').circle).toBe('F');
  });

  test('reports no circle for a fragment that is spread twice', () => {
    expect(shapeOf('{ ...F a { ...F } } fragment F on Q { b }').circle).toBeUndefined();
  });

  test('visits each of two hundred fragments once, even if each spreads the next one twice', () => {
    expect(shapeOf(doubling(200)).aliases).toBe(2 ** 200);
  });
});

describe('the root fields of an operation', () => {
  const rootFields = (text: string) => {
    const document = parse(text);
    return Object.fromEntries(rootFieldsOf(document.definitions[0] as OperationDefinitionNode, document));
  };

  test.each([
    ['by their names instead of aliases', '{ x: a y: a b { c } }', { a: 2, b: 1 }],
    ['within fragments of both kinds', '{ ... { a } ...F } fragment F on Q { a ... on Q { b } }', { a: 2, b: 1 }],
    ['each time their fragment is spread', '{ ...F ...F } fragment F on Q { a }', { a: 2 }],
    ['once in circular fragments', '{ ...F } fragment F on Q { a ...G } fragment G on Q { b ...F }', { a: 1, b: 1 }],
    ['without those of a missing fragment', '{ a ...F }', { a: 1 }],
  ])('are counted %s', (_subject, text, expected) => {
    expect(rootFields(text)).toEqual(expected);
  });

  test('are counted exactly even if fragments spread others twice', () => {
    expect(rootFields(doubling(100))).toEqual({ b: 2 ** 100 });
  });
});
