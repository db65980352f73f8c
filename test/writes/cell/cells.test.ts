import { useStack } from '../../support/use-stack.js';

const PAY = '/card/paycell/set';
const SELF = '/card/selfconsumecell/set';
/** A card with shops and without a button in the middle. */
const CARD = 'pDEMO-member-card-0002';

const stack = useStack({ server: { requestTimeoutMs: 1500 } });

const SELECTION = 'cardId card { id } replayed userErrors { code message field errcode }';
const setPay = async (input: object) =>
  (
    await stack.graph.data(`mutation ($input: SetPayCellInput!) { setPayCell(input: $input) { ${SELECTION} } }`, {
      input: { cardId: CARD, enabled: true, ...input },
    })
  ).setPayCell;
const setSelf = async (input: object) =>
  (
    await stack.graph.data(
      `mutation ($input: SetSelfRedeemCellInput!) { setSelfRedeemCell(input: $input) { ${SELECTION} } }`,
      { input: { cardId: CARD, enabled: true, ...input } },
    )
  ).setSelfRedeemCell;
const requests = async () =>
  (await stack.emulator.ledger()).recent.flatMap(({ path, request }) =>
    path === PAY || path === SELF ? [request] : [],
  );
const cells = async () => (await stack.emulator.state()).cells;

const DONE = { cardId: CARD, card: { id: CARD }, replayed: false, userErrors: [] };

describe('setPayCell', () => {
  test('shows and hides the cell with one call each', async () => {
    expect(await setPay({})).toEqual(DONE);
    expect(await cells()).toEqual([{ card_id: CARD, pay: true, self_consume: null }]);
    expect(await setPay({ enabled: false })).toEqual(DONE);
    expect(await cells()).toEqual([{ card_id: CARD, pay: false, self_consume: null }]);
    expect(await requests()).toEqual([
      { card_id: CARD, is_open: true },
      { card_id: CARD, is_open: false },
    ]);
  });

  test.each([
    [40073, 'CARD_NOT_FOUND', ['cardId'], 'check the id'],
    [40107, 'CARD_STATUS_CONFLICT', ['cardId'], 'set locationIds'],
    [40145, 'CONFLICTING_FIELDS', ['enabled'], 'Disable the other cell'],
    [43008, 'PAYMENT_NOT_ENABLED', null, 'Enable it'],
    [43017, 'LOCATION_REQUIRED', ['cardId'], 'Set locationIds'],
  ])('explains errcode %i as %s', async (value, code, field, words) => {
    await stack.emulator.fault({ path: PAY, kind: 'errcode', value, times: 1 });
    expect(await setPay({})).toMatchObject({
      card: null,
      userErrors: [{ code, errcode: value, field, message: expect.stringContaining(words) }],
    });
  });

  test('returns LOCATION_REQUIRED for a card without a shop', async () => {
    const { card_ids: ids } = await stack.emulator.addCards(1, 'GROUPON');
    const [cardId] = ids;
    const { updateCard } = await stack.graph.data(
      'mutation ($input: UpdateCardInput!) { updateCard(input: $input) { userErrors { code message } } }',
      { input: { cardId, baseInfo: { locationIds: [] }, allowReview: true } },
    );
    expect(updateCard.userErrors).toEqual([]);
    expect((await setPay({ cardId })).userErrors).toMatchObject([{ code: 'LOCATION_REQUIRED', errcode: 43017 }]);
  });

  test('refuses an empty id before any call', async () => {
    expect((await setPay({ cardId: '' })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['cardId'] }]);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('returns OUTCOME_UNKNOWN after a lost response, and a repeat with the key sets the cell again', async () => {
    await stack.emulator.fault({ path: PAY, kind: 'truncate', when: 'after', times: 1 });
    const input = { idempotencyKey: 'cell' };
    expect((await setPay(input)).userErrors).toMatchObject([
      { code: 'OUTCOME_UNKNOWN', message: expect.stringContaining('does no harm') },
    ]);
    expect(await setPay(input)).toEqual(DONE);
    expect(await setPay(input)).toEqual({ ...DONE, replayed: true });
    expect(await stack.emulator.calls()).toEqual({ [PAY]: 2 });
  });
});

describe('setSelfRedeemCell', () => {
  test('sends every setting, false ones included', async () => {
    expect(await setSelf({ askAmount: true })).toEqual(DONE);
    expect(await requests()).toEqual([
      { card_id: CARD, is_open: true, need_verify_cod: false, need_remark_amount: true },
    ]);
    expect(await cells()).toEqual([
      { card_id: CARD, pay: false, self_consume: { need_verify_cod: false, need_remark_amount: true } },
    ]);
  });

  test('is refused while the pay cell is enabled, with a message that names the way out', async () => {
    await setPay({});
    expect((await setSelf({})).userErrors).toMatchObject([
      { code: 'CONFLICTING_FIELDS', errcode: 45046, field: ['enabled'], message: expect.stringContaining('Disable') },
    ]);
  });

  test('requires the verification code for a voucher of friends', async () => {
    await stack.emulator.fault({ path: SELF, kind: 'errcode', value: 40153, times: 1 });
    expect((await setSelf({})).userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['requireVerifyCode'] }]);
  });

  test('returns OUTCOME_UNKNOWN after a lost response, and a repeat with the key sets the cell again', async () => {
    await stack.emulator.fault({ path: SELF, kind: 'reset', when: 'after', times: 1 });
    const input = { idempotencyKey: 'cell' };
    expect((await setSelf(input)).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    expect(await setSelf(input)).toEqual(DONE);
    expect(await stack.emulator.calls()).toEqual({ [SELF]: 2 });
  });
});
