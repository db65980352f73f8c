import { sendJson } from '../../support/raw-platform.js';
import { useProxiedStack } from '../../support/use-stack.js';

const CARD = 'pDEMO-cash-0001';

const stack = useProxiedStack();

/** Returns the status and the validity of a card for which the platform returns this `base_info`. */
async function cardOf(base_info: object) {
  stack.answerNext('/card/get', (_, response) =>
    sendJson(response, {
      errcode: 0,
      errmsg: 'ok',
      card: { card_type: 'CASH', cash: { base_info: { id: CARD, ...base_info } } },
    }),
  );
  const { card } = await stack.graph.data(`{ card(id: "${CARD}") { status statusRaw validity { type endsAt } } }`);
  return card;
}

describe('Query.card', () => {
  test.each([
    ['CARD_STATUS_VERIFY_FALL', 'REJECTED'],
    ['CARD_STATUS_USER_DELETE', 'DELETED'],
    ['CARD_STATUS_USER_DISPATCH', 'DISPATCHED'],
  ])('reads the older spelling %s as the status %s', async (status, name) => {
    expect(await cardOf({ status })).toMatchObject({ status: name, statusRaw: status });
  });

  test.each([
    [1, 'FIXED_RANGE'],
    ['1', 'FIXED_RANGE'],
    [2, 'FIXED_TERM'],
  ])('reads %j, an older spelling, as the validity type %s', async (type, name) => {
    expect((await cardOf({ date_info: { type } })).validity).toMatchObject({ type: name });
  });

  test('returns null as endsAt for an end_timestamp of 2147483647', async () => {
    const date_info = {
      type: 'DATE_TYPE_FIX_TIME_RANGE',
      begin_timestamp: 1_700_000_000,
      end_timestamp: 2_147_483_647,
    };
    expect((await cardOf({ date_info })).validity).toEqual({ type: 'FIXED_RANGE', endsAt: null });
  });
});
