import { useStack } from '../../support/use-stack.js';

const stack = useStack();

describe('an operation with names from before the renames', () => {
  test.each([
    ['a field', '{ card(id: "pDEMO-cash-0001") { getLimit } }', 'Cannot query field "getLimit" on type "Card".'],
    ['an enum value', '{ cards(statuses: [VERIFY_OK]) { totalCount } }', 'CardStatusFilter'],
    [
      'a type',
      '{ card(id: "pDEMO-cash-0001") { details { ... on MemberCardDetails { prerogative } } } }',
      'prerogative',
    ],
    [
      'an input field',
      'mutation { updateCard(input: { cardId: "p", baseInfo: { canGiveFriend: true } }) { cardId } }',
      'canGiveFriend',
    ],
  ])('is rejected with GRAPHQL_VALIDATION_FAILED before any call for %s', async (_subject, operation, message) => {
    const { status, errors } = await stack.graph.ask(operation);
    expect([status, errors?.[0]?.extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect(errors?.[0]?.message).toContain(message);
    expect(await stack.emulator.calls()).toEqual({});
  });
});
