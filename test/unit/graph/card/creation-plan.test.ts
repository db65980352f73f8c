import { creationRequest, planCreation } from '../../../../src/graph/card/create/creation-plan.js';
import { showsCreation } from '../../../../src/graph/card/create/creation-shown.js';
import type { NewCard } from '../../../../src/graph/card/create/new-card.input.js';
import type { WireCardType } from '../../../../src/platform/endpoints/card.wire.js';
import { having, minimalCard } from '../../../support/new-cards.js';

/** Returns a new card as the schema passes it: with default values, and with instants. */
function inputOf(type: string, ...values: readonly (readonly [string, unknown])[]): NewCard {
  return having(minimalCard(type), ['baseInfo.codeMode', 'PLATFORM'], ...values) as unknown as NewCard;
}

function payloadOf(card: NewCard) {
  const { errors, type, payload } = planCreation(card);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return { type, payload };
}

describe('the request of a new card', () => {
  test('has the required fields of a coupon and nothing else', () => {
    const { type, payload } = payloadOf(inputOf('GROUPON', ['baseInfo.validity.fixedTerm.startsAfterDays', 0]));
    expect(creationRequest(type, payload)).toEqual({
      card: {
        card_type: 'GROUPON',
        groupon: {
          base_info: {
            title: '代金券',
            brand_name: '海底捞',
            logo_url: 'http://mmbiz.qpic.cn/mmbiz/logo',
            notice: '请出示二维码',
            description: '不可与其他优惠同享',
            color: 'Color010',
            code_type: 'CODE_TYPE_QRCODE',
            sku: { quantity: 500 },
            date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 0 },
            use_custom_code: false,
          },
          deal_detail: '双人套餐',
        },
      },
    });
  });

  test('has every setting of a member card that is false', () => {
    const off = ['wxActivate', 'autoActivate', 'wxActivateAfterSubmit', 'needPushOnView'];
    const { payload } = payloadOf(
      inputOf(
        'MEMBER_CARD',
        ...off.map((name) => [`memberCard.${name}`, false] as const),
        ...['bindOpenid', 'canShare', 'canGift', 'useAllLocations'].map((name) => [`baseInfo.${name}`, false] as const),
        ['baseInfo.quickPay', { enabled: false, withQrcode: false }],
      ),
    );
    expect(payload).toMatchObject({
      ...{ supply_bonus: false, supply_balance: false, wx_activate: false, auto_activate: false },
      wx_activate_after_submit: false,
      base_info: {
        ...{ bind_openid: false, can_share: false, can_give_friend: false, use_all_locations: false },
        ...{ need_push_on_view: false, is_pay_and_qrcode: false, pay_info: { swipe_card: { is_swipe_card: false } } },
      },
    });
  });

  test('lacks the fields that are null or empty', () => {
    const { payload } = payloadOf(
      inputOf(
        'GROUPON',
        ['baseInfo.servicePhone', ''],
        ['baseInfo.canGift', null],
        ['baseInfo.center', null],
        ['advancedInfo', null],
      ),
    );
    expect(payload).toEqual(payloadOf(inputOf('GROUPON')).payload);
  });

  test.each([
    ['CUSTOM', 500, { use_custom_code: true }],
    ['DEPOSITED', 0, { use_custom_code: true, get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT' }],
  ])('has the fields of the code mode %s', (codeMode, quantity, expected) => {
    const card = inputOf('GROUPON', ['baseInfo.codeMode', codeMode], ['baseInfo.quantity', quantity]);
    const { base_info } = payloadOf(card).payload;
    expect(base_info).toMatchObject({ ...expected, sku: { quantity } });
  });

  test('has the name of a colour that is given by its hex value in any case', () => {
    const { base_info } = payloadOf(inputOf('GROUPON', ['baseInfo.color', '#5E6671'])).payload;
    expect(base_info).toMatchObject({ color: 'Color102' });
  });

  test('has the times of a flight as strings of digits, and the ids of shops and of the sub-merchant as numbers', () => {
    const { payload } = payloadOf(
      inputOf(
        'BOARDING_PASS',
        ['boardingPass.departureAt', new Date(1_900_000_000_999)],
        ['boardingPass.landingAt', new Date(1_900_003_600_000)],
        ['boardingPass.boardingAt', new Date(1_899_990_000_000)],
        ['baseInfo.locationIds', ['7', '12']],
        ['baseInfo.subMerchantId', '1900000109'],
      ),
    );
    expect(payload).toMatchObject({
      ...{ departure_time: '1900000000', landing_time: '1900003600', boarding_time: 1_899_990_000 },
      base_info: { location_id_list: [7, 12], sub_merchant_info: { merchant_id: 1_900_000_109 } },
    });
  });

  test('has both texts of a page in a mini program, and the lists of advanced_info', () => {
    const miniProgram = { userName: 'gh_1@app', path: 'pages/a' };
    const { payload } = payloadOf(
      inputOf(
        'CASH',
        ['baseInfo.center', { name: '立即使用', miniProgram }],
        ['advancedInfo.timeLimits', [{ day: 'MONDAY', beginHour: 0, endHour: 23 }, { day: 'HOLIDAY' }]],
        ['advancedInfo.textImages', [{ imageUrl: 'https://mmbiz.qpic.cn/a', text: '菜' }]],
        ['advancedInfo.businessServices', ['FREE_WIFI']],
      ),
    );
    expect(payload).toMatchObject({
      base_info: { center_title: '立即使用', center_app_brand_user_name: 'gh_1@app', center_app_brand_pass: 'pages/a' },
      advanced_info: {
        time_limit: [{ type: 'MONDAY', begin_hour: 0, end_hour: 23 }, { type: 'HOLIDAY' }],
        text_image_list: [{ image_url: 'https://mmbiz.qpic.cn/a', text: '菜' }],
        business_service: ['BIZ_SERVICE_FREE_WIFI'],
      },
    });
  });

  test('is refused if the validity ends at this moment', () => {
    const range = { beginsAt: new Date(1_900_000_000_000), endsAt: new Date(1_900_000_001_000) };
    const card = inputOf('GROUPON', ['baseInfo.validity', { fixedRange: range }]);
    expect(planCreation(card, 1_900_000_001_000).errors?.map(({ code }) => code)).toEqual(['INVALID_VALIDITY']);
    expect(planCreation(card, 1_900_000_000_999).errors).toBeUndefined();
  });
});

describe('a card that was read back', () => {
  const card = inputOf(
    'BOARDING_PASS',
    ['baseInfo.locationIds', ['7', '12']],
    ['baseInfo.canGift', false],
    ['boardingPass.departureAt', new Date(1_900_000_000_000)],
    ['boardingPass.landingAt', new Date(1_900_003_600_000)],
  );
  const { type, payload } = payloadOf(card);
  const baseInfo = payload.base_info as Record<string, unknown>;

  const shown = (base: object = {}, own: object = {}, cardType: WireCardType = type) =>
    showsCreation(payload, type, {
      card_type: cardType,
      boarding_pass: { ...payload, ...own, base_info: { ...baseInfo, id: 'p1', ...base } },
    });

  test('shows the new card in every form of the platform', () => {
    expect(shown()).toBe(true);
    expect(shown({ color: '#63B359' })).toBe(true);
    expect(shown({ location_id_list: ['12', '7'] })).toBe(true);
    expect(shown({ sku: { quantity: 499, total_quantity: 500 } })).toBe(true);
    expect(shown({ sku: { quantity: '500' } })).toBe(true);
    expect(shown({ can_give_friend: undefined, use_custom_code: undefined })).toBe(true);
    expect(shown({ date_info: { type: 2, fixed_term: '30' } })).toBe(true);
    expect(shown({}, { departure_time: 1_900_000_000, gate: '' })).toBe(true);
  });

  test.each<[string, object, object]>([
    ['another title', { title: '别的' }, {}],
    ['no title', { title: undefined }, {}],
    ['another colour', { color: '#2c9f67' }, {}],
    ['another quantity', { sku: { quantity: 500, total_quantity: 501 } }, {}],
    ['other shops', { location_id_list: [7] }, {}],
    ['no shops', { location_id_list: undefined }, {}],
    ['another setting', { can_give_friend: true }, {}],
    ['another validity', { date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 31 } }, {}],
    ['another departure', {}, { departure_time: 1_900_000_001 }],
  ])('does not show the new card if it has %s', (_, base, own) => {
    expect(shown(base, own)).toBe(false);
  });

  test('does not show the new card if it has another type', () => {
    expect(shown({}, {}, 'GROUPON')).toBe(false);
    expect(showsCreation(payload, type, {})).toBe(false);
  });
});
