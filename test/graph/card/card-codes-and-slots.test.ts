import { codeOfErrcode } from '../../../src/graph/mutation/user-error.js';
import { UPDATE_FIELDS } from '../../../src/platform/endpoints/card.fields.js';
import { COLORS } from '../../../src/platform/endpoints/card.wire.js';
import { PICTURE_HOSTS } from '../../../src/platform/endpoints/card-fields/field.js';
import { kindOfErrcode } from '../../../src/platform/errcodes.js';
import { CardWrites, pathsCalled, refusalsOf, storedPayload } from '../../support/card-writes.js';
import { previewCreations } from '../../support/creation-previews.js';
import { having, minimalCard } from '../../support/new-cards.js';
import { sendJson } from '../../support/raw-platform.js';
import { WIDE_LIMITS } from '../../support/stack.js';
import { useProxiedStack, useStack } from '../../support/use-stack.js';

const VOUCHER = 'pDEMO-groupon-0001';
const MEMBER = 'pDEMO-member-card-0001';
const DEPOSITED = 'pDEMO-general-coupon-0003';
const PAGE = { userName: 'gh_0123456789ab@app', path: 'pages/index' };

const stack = useStack({ server: { limits: WIDE_LIMITS } });
let cards: CardWrites;

beforeAll(() => {
  cards = new CardWrites(stack.graph);
});

test('a card with deposited codes has the code mode DEPOSITED', async () => {
  const data = await stack.graph.data(`{
    card(id: "${DEPOSITED}") { codeMode codeModeRaw useCustomCode subTitle subMerchantId }
  }`);
  const card = { codeMode: 'DEPOSITED', codeModeRaw: 'GET_CUSTOM_CODE_MODE_DEPOSIT', useCustomCode: true };
  expect(data).toEqual({ card: { ...card, subTitle: null, subMerchantId: null } });
});

describe('a response', () => {
  const proxied = useProxiedStack();

  test.each([
    [{ use_custom_code: false }, 'PLATFORM', null],
    [{ use_custom_code: true }, 'CUSTOM', null],
    [{ use_custom_code: true, get_custom_code_mode: '' }, 'CUSTOM', ''],
    [
      { use_custom_code: false, get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_OTHER' },
      'UNKNOWN',
      'GET_CUSTOM_CODE_MODE_OTHER',
    ],
    [{}, null, null],
  ])('to card/get with %j has the code mode %s', async (base, codeMode, codeModeRaw) => {
    const base_info = { id: VOUCHER, sub_title: '副标题', sub_merchant_info: { merchant_id: 320 }, ...base };
    proxied.answerNext('/card/get', (_, response) =>
      sendJson(response, { errcode: 0, card: { card_type: 'GROUPON', groupon: { base_info } } }),
    );
    const data = await proxied.graph.data(`{ card(id: "${VOUCHER}") { codeMode codeModeRaw subTitle subMerchantId } }`);
    expect(data).toEqual({ card: { codeMode, codeModeRaw, subTitle: '副标题', subMerchantId: '320' } });
  });

  test('to card/batchget can have an empty card_list in addition to the ids', async () => {
    proxied.answerNext('/card/batchget', (_, response) =>
      sendJson(response, { errcode: 0, card_list: [], card_id_list: [VOUCHER], total_num: 1 }),
    );
    const data = await proxied.graph.data('{ cards(first: 5) { totalCount nodes { id } } }');
    expect(data).toEqual({ cards: { totalCount: 1, nodes: [{ id: VOUCHER }] } });
  });

  test('to membercard/userinfo/get can have both value and value_list, and a postcode twice', async () => {
    const postcode = { name: 'USER_FORM_INFO_FLAG_POST_CODE', value: '510000' };
    const common_field_list = [{ ...postcode, value_list: [] }, postcode];
    proxied.answerNext('/card/membercard/userinfo/get', (_, response) =>
      sendJson(response, { errcode: 0, openid: 'o', user_info: { common_field_list } }),
    );
    const data = await proxied.graph.data(`{
      memberInfo(cardId: "${MEMBER}", code: "200000010001") { commonFields { name value values } }
    }`);
    const field = { ...postcode, values: [] };
    expect(data).toEqual({ memberInfo: { commonFields: [field, field] } });
  });
});

test('the stock of a card with deposited codes cannot exceed their number', async () => {
  const stock = await cards.stock({ cardId: DEPOSITED, increaseBy: 1, idempotencyKey: 'deposited' });
  expect(stock.userErrors).toMatchObject([{ code: 'STOCK_OUT_OF_RANGE', errcode: 40136 }]);
});

test('a missing shop is a state that the caller resolves, and not a permission', () => {
  expect([kindOfErrcode(43017), codeOfErrcode(43017, '/card/paycell/set')]).toEqual(['state', 'LOCATION_REQUIRED']);
});

test('a link to a web page that the platform no longer accepts is LINK_NOT_ALLOWED', async () => {
  await stack.emulator.fault({ kind: 'errcode', path: '/card/update', value: 73211 });
  const { userErrors } = await cards.update({ cardId: VOUCHER, baseInfo: { center: { url: 'https://a.example' } } });
  expect(userErrors).toMatchObject([{ code: 'LINK_NOT_ALLOWED', errcode: 73211 }]);
});

describe('more than three fields on the front of a member card', () => {
  const name = { name: '等级' };

  test('are TOO_MANY_ITEMS without a call if the update itself has them', async () => {
    const memberCard = { pointsEnabled: true, balanceEnabled: true, customField1: name, customField2: name };
    const outcome = await cards.update({ cardId: MEMBER, memberCard });
    expect(refusalsOf(outcome)).toEqual([['TOO_MANY_ITEMS', 'memberCard.customField2']]);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('are TOO_MANY_ITEMS before the write if they result from the points of the card', async () => {
    const memberCard = { customField1: name, customField2: name, customField3: name };
    const outcome = await cards.update({ cardId: MEMBER, memberCard });
    expect(refusalsOf(outcome)).toEqual([['TOO_MANY_ITEMS', 'memberCard.customField3']]);
    expect(await pathsCalled(stack.emulator)).toEqual(['/card/get']);
  });
});

test('the code of a member card cannot be changed, and the update returns WRONG_CARD_TYPE', async () => {
  const data = await stack.graph.data(`mutation {
    updateCode(input: { cardId: "${MEMBER}", code: "200000010001", newCode: "X-1" }) { userErrors { code errcode } }
  }`);
  expect(data.updateCode.userErrors).toEqual([{ code: 'WRONG_CARD_TYPE', errcode: 40071 }]);
});

test('a colour is verified regardless of the case of its digits', async () => {
  expect(COLORS.Color102).toBe('#5E6671');
  for (const color of ['Color102', '#5e6671']) {
    const outcome = await cards.update({ cardId: MEMBER, baseInfo: { color } });
    expect(outcome).toMatchObject({ verified: true, userErrors: [] });
  }
});

describe('a page in a mini program', () => {
  test('is sent with both halves, is shown, and is cleared with null', async () => {
    const shown = `{ card(id: "${MEMBER}") {
      center { name miniProgram { userName path } }
      details { ... on MemberCardDetails { pointsMiniProgram { userName path } customCell2 { miniProgram { path } } } }
    } }`;
    const memberCard = { pointsMiniProgram: PAGE, customCell2: { name: '商城', miniProgram: PAGE } };
    const baseInfo = { center: { name: '使用', miniProgram: PAGE } };
    expect(await cards.update({ cardId: MEMBER, baseInfo, memberCard })).toMatchObject({
      verified: true,
      userErrors: [],
    });
    expect(await stack.graph.data(shown)).toEqual({
      card: {
        center: { name: '使用', miniProgram: PAGE },
        details: { pointsMiniProgram: PAGE, customCell2: { miniProgram: { path: PAGE.path } } },
      },
    });
    const cleared = { cardId: MEMBER, memberCard: { pointsMiniProgram: null } };
    expect(await cards.update(cleared)).toMatchObject({ verified: true, userErrors: [] });
    const { bonus_app_brand_user_name, bonus_app_brand_pass } = await storedPayload(stack.emulator, MEMBER);
    expect([bonus_app_brand_user_name, bonus_app_brand_pass]).toEqual(['', '']);
  });
});

describe('ways of activation', () => {
  test.each([
    ['one tap and automatic activation', { wxActivate: true, autoActivate: true }],
    ['a page and automatic activation', { activateUrl: 'https://a.example', autoActivate: true }],
    ['a page in a mini program and one tap', { activateMiniProgram: PAGE, wxActivate: true }],
    ['a page on the web and one in a mini program', { activateUrl: 'https://a.example', activateMiniProgram: PAGE }],
  ])('are CONFLICTING_FIELDS without a call for %s', async (_subject, memberCard) => {
    const { userErrors } = await cards.update({ cardId: MEMBER, memberCard });
    expect(userErrors.map(({ code }) => code)).toEqual(['CONFLICTING_FIELDS']);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('accept a page in a mini program with one tap if it opens after the form', async () => {
    const memberCard = { activateMiniProgram: PAGE, wxActivate: true, wxActivateAfterSubmit: true };
    expect(await cards.update({ cardId: MEMBER, memberCard })).toMatchObject({ verified: true, userErrors: [] });
  });

  test('are ACTIVATION_REQUIRED without a call if the form is used while one tap is turned off', async () => {
    const memberCard = { wxActivate: false, wxActivateAfterSubmit: true };
    const outcome = await cards.update({ cardId: MEMBER, memberCard });
    expect(refusalsOf(outcome)).toEqual([['ACTIVATION_REQUIRED', 'memberCard.wxActivateAfterSubmit']]);
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('a claim limit', () => {
  const withLimit = (claimLimit: number) => having(minimalCard('CASH'), ['baseInfo.claimLimit', claimLimit]);

  test('from 1 to 50 is previewed without an error for a new card, and any other is refused', async () => {
    const errors = await previewCreations(stack.graph, [1, 50, 0, 51].map(withLimit));
    const refusal = { code: 'INVALID_INPUT', field: ['card', 'baseInfo', 'claimLimit'] };
    expect(errors).toMatchObject([[], [], [refusal], [refusal]]);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('that is 0 or over 50 is refused before any call for an existing card', async () => {
    for (const claimLimit of [0, 51]) {
      const outcome = await cards.update({ cardId: VOUCHER, baseInfo: { claimLimit } });
      expect(refusalsOf(outcome)).toEqual([['INVALID_INPUT', 'baseInfo.claimLimit']]);
    }
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('has a range that is marked as assumed, because 72009 may belong to other coupons', () => {
    const rows = UPDATE_FIELDS.filter(({ path }) => path === 'base_info.get_limit');
    expect(rows.length).toBeGreaterThan(0);
    for (const { note } of rows) expect(note).toContain('assumed');
  });
});

test('the description of each change between the ways of activation warns that it may have no effect', async () => {
  const { __type } = await stack.graph.data(
    '{ __type(name: "MemberCardChanges") { inputFields { name description } } }',
  );
  const descriptions = new Map<string, string>(
    __type.inputFields.map(({ name, description }: { name: string; description: string }) => [name, description]),
  );
  for (const name of ['autoActivate', 'activateUrl', 'wxActivate']) {
    expect(descriptions.get(name)).toContain(
      'Changing `autoActivate` or `activateUrl` to `wxActivate` may have no effect.',
    );
  }
});

test('the description of each picture names the hosts that the checks of its call accept', async () => {
  const { update, creation } = await stack.graph.data(`{
    update: __type(name: "CardTextImageInput") { inputFields { name description } }
    creation: __type(name: "NewAdvancedInfo") { inputFields { name description } }
  }`);
  const described = [...update.inputFields, ...creation.inputFields].filter(({ name }: { name: string }) =>
    ['imageUrl', 'textImages', 'cover'].includes(name),
  );
  expect(described).toHaveLength(3);
  for (const { description } of described) for (const host of PICTURE_HOSTS) expect(description).toContain(host);
  const urls = PICTURE_HOSTS.map((host) => `https://${host}/picture`);
  const created = urls.map((imageUrl) => having(minimalCard('CASH'), ['advancedInfo.textImages', [{ imageUrl }]]));
  expect((await previewCreations(stack.graph, created)).flat()).toEqual([]);
  const outcomes = await Promise.all(
    urls.map((imageUrl) => cards.preview({ cardId: VOUCHER, advancedInfo: { textImages: [{ imageUrl }] } })),
  );
  expect(outcomes.map(refusalsOf)).toEqual([[], [['INVALID_INPUT', 'advancedInfo.textImages.0.imageUrl']]]);
});
