import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { PageInfo, PageRequest } from '../../../../src/graph/fetching/paging.js';

const LIST = ['cards', ['APPROVED']];

function refusal(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    expect(error).toBeInstanceOf(GraphQLError);
    expect((error as GraphQLError).extensions.code).toBe('BAD_USER_INPUT');
    return (error as GraphQLError).message;
  }
  throw new Error('expected a refusal, got a page');
}

describe('PageRequest', () => {
  test('starts after the entry of the cursor, at any position', () => {
    fc.assert(
      fc.property(fc.nat(0x7fff_ff00), fc.integer({ min: 1, max: 100 }), (position, first) => {
        const cursor = new PageRequest(LIST, { first: 20 }).cursor(position);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(new PageRequest(LIST, { first, after: cursor })).toMatchObject({ start: position + 1, first });
      }),
    );
  });

  test.each([
    [{ first: 5 }, 0],
    [{ first: 5, after: null, offset: null }, 0],
    [{ first: 5, offset: 0 }, 0],
    [{ first: 5, offset: 7 }, 7],
  ])('with %j starts at position %i', (args, start) => {
    expect(new PageRequest(LIST, args).start).toBe(start);
  });

  test.each([
    ['another list', ['rules', ['APPROVED']]],
    ['another filter', ['cards', ['DELETED']]],
    ['no filter', ['cards', null]],
  ])('rejects a cursor of %s', (_subject, other) => {
    const after = new PageRequest(other, { first: 1 }).cursor(3);
    expect(refusal(() => new PageRequest(LIST, { first: 1, after }))).toContain('after: expected a cursor');
  });

  test('rejects a text that is not a cursor, without repeating it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ minLength: 12 }), fc.base64String({ minLength: 12 })), (after) => {
        const message = refusal(() => new PageRequest(LIST, { first: 1, after }));
        expect(message).toBe(
          `after: expected a cursor that this field returned for the same arguments, got a string of ${after.length} characters`,
        );
      }),
    );
    expect(refusal(() => new PageRequest(LIST, { first: 1, after: '' }))).toContain('got a string of 0 characters');
  });

  test('rejects a cursor past the last position', () => {
    const after = new PageRequest(LIST, { first: 1 }).cursor(0x7fff_ffff);
    expect(refusal(() => new PageRequest(LIST, { first: 1, after }))).toContain('after: expected a cursor');
  });

  test('rejects after together with offset', () => {
    const after = new PageRequest(LIST, { first: 1 }).cursor(3);
    expect(refusal(() => new PageRequest(LIST, { first: 1, after, offset: 0 }))).toContain('either after or offset');
  });
});

describe('PageInfo of a page', () => {
  test.each([
    ['that is full and ends before the total', 0, 5, 5, 6, true, false],
    ['that is full and ends at the total', 0, 5, 5, 5, false, false],
    ['that is full, in a list without a total', 10, 5, 5, null, true, true],
    ['that is not full, although the total is larger', 0, 5, 4, 9, false, false],
    ['that is empty, past the end', 20, 5, 0, 5, false, true],
  ])(
    '%s has the expected neighbours and cursors',
    (_subject, offset, first, count, total, hasNextPage, hasPreviousPage) => {
      const info = new PageInfo(new PageRequest(LIST, { first, offset }), count, total);
      const cursorOf = (position: number) => new PageRequest(LIST, { first: 1 }).cursor(position);
      expect(info).toMatchObject({
        hasNextPage,
        hasPreviousPage,
        startCursor: count === 0 ? null : cursorOf(offset),
        endCursor: count === 0 ? null : cursorOf(offset + count - 1),
      });
    },
  );
});
