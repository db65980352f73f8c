import { Deadline } from '../../../src/deadline.js';
import { checkOperations } from '../../../src/doctor/operations.check.js';
import { createSchema } from '../../../src/graph/schema/schema.js';
import { LIMITS } from '../../support/stack.js';

const options = { schema: createSchema(), limits: LIMITS };
const GOOD = { id: 'an-id', name: 'Any', body: '{ __typename }' };
const BAD = { ...GOOD, body: '{ nameOfBefore }' };

describe('the check of a manifest by the doctor', () => {
  const findingsOf = async (operations: readonly (typeof GOOD)[], milliseconds: number) => {
    const deadline = new Deadline(milliseconds);
    try {
      return await checkOperations('operations', { mode: 'enforce', operations }, options, deadline);
    } finally {
      deadline.close();
    }
  };

  test('warns if the operations that fit are only those that could be checked in time', async () => {
    expect(await findingsOf(Array(100_000).fill(GOOD), 50)).toEqual([
      {
        state: 'warn',
        name: 'operations',
        found: expect.stringMatching(/^the \d{1,4} that could be checked in time fit the schema; there are 100000$/),
        fix: expect.stringContaining('log of a server'),
      },
    ]);
  });

  test('fails if one of those that could be checked in time does not fit', async () => {
    const [finding] = await findingsOf([BAD, ...Array(100_000).fill(GOOD)], 50);
    expect(finding).toMatchObject({
      state: 'fail',
      found: expect.stringMatching(
        /^1 of \d{1,4} that could be checked in time do not fit the schema: Any \(an-id\): /,
      ),
    });
  });
});
