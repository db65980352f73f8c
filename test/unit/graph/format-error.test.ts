import { buildSchema, executeSync, parse } from 'graphql';
import { formatError, isUnforeseen } from '../../../src/graph/format-error.js';

/** What a client is told of the first error of a query over these answers of resolvers. */
function told(rootValue: object, query: string) {
  const schema = buildSchema('type Query { number: Int list: [Int!] day: String }');
  const { errors: [error] = [] } = executeSync({ schema, document: parse(query), rootValue });
  return { ...formatError({ message: 'as it was', extensions: {} }, error), isLogged: isUnforeseen(error) };
}

const MASKED = { message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' }, isLogged: true };

describe('an answer of a resolver that is no value of its type', () => {
  test.each([
    ['a number that is none', { number: 'PLANTED' }, '{ number }'],
    ['a number that is too large', { number: 2 ** 40 }, '{ number }'],
    ['a list that is none', { list: 987_654_321 }, '{ list }'],
    ['null where there must be something', { list: [null] }, '{ list }'],
    ['an object where a text belongs', { day: { planted: 'PLANTED' } }, '{ day }'],
    ['an error that was thrown', { day: new Error('PLANTED') }, '{ day }'],
  ])('%s: masked, and logged', (_subject, rootValue, query) => {
    expect(told(rootValue, query)).toEqual(MASKED);
  });
});
