import { buildSchema, executeSync, parse } from 'graphql';
import { formatError, isUnforeseen } from '../../../src/graph/format-error.js';

/** Formats the first error of a query with these resolver results. */
function formatted(rootValue: object, query: string) {
  const schema = buildSchema('type Query { number: Int list: [Int!] day: String }');
  const { errors: [error] = [] } = executeSync({ schema, document: parse(query), rootValue });
  return { ...formatError({ message: 'as it was', extensions: {} }, error), isLogged: isUnforeseen(error) };
}

const MASKED = { message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' }, isLogged: true };

describe('a resolver result that is invalid for its type', () => {
  test.each([
    ['a string instead of a number', { number: 'PLANTED' }, '{ number }'],
    ['an integer over 32 bits', { number: 2 ** 40 }, '{ number }'],
    ['a number instead of a list', { list: 987_654_321 }, '{ list }'],
    ['null in a list of non-null entries', { list: [null] }, '{ list }'],
    ['an object instead of text', { day: { planted: 'PLANTED' } }, '{ day }'],
    ['a thrown error', { day: new Error('PLANTED') }, '{ day }'],
  ])('%s is masked and logged', (_subject, rootValue, query) => {
    expect(formatted(rootValue, query)).toEqual(MASKED);
  });
});
