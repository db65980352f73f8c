import type { AdvancedInfo } from '../../platform/endpoints/card.wire.js';
import type { CardSeed } from '../state/cards.js';
import { type DemoBase, type DemoDays, demoSeed } from './seed.js';

/** The tea-house chain that issues the vouchers. */
const TEA_HOUSE = '青岚茶舍';

/** An `advanced_info` with few fields set: the platform sends empty lists for the others, not absent ones (observed). */
const PLAIN: AdvancedInfo = {
  time_limit: [],
  text_image_list: [],
  business_service: [],
  consume_share_card_list: [],
  abstract: { abstract: '点击了解更多', icon_url_list: ['http://mmbiz.qpic.cn/mmbiz/demoteahouse/0?wx_fmt=jpeg'] },
  share_friends: false,
};

const WEEKDAYS_AFTERNOON: NonNullable<AdvancedInfo['time_limit']> = [
  { type: 'MONDAY', begin_hour: 13, begin_minute: 30, end_hour: 17, end_minute: 59 },
  { type: 'TUESDAY', begin_hour: 13, begin_minute: 30, end_hour: 17, end_minute: 59 },
  { type: 'WEDNESDAY', begin_hour: 13, begin_minute: 30, end_hour: 17, end_minute: 59 },
];

function fixedTerm(days: number, startsAfterDays: number): DemoBase['date_info'] {
  return { type: 'DATE_TYPE_FIX_TERM', fixed_term: days, fixed_begin_term: startsAfterDays };
}

/** Returns three cards of each of the five voucher types: two approved ones, and one with another status or custom codes. */
export function demoVouchers(days: DemoDays): CardSeed[] {
  const house: Pick<DemoBase, 'brand_name' | 'color' | 'notice'> = {
    brand_name: TEA_HOUSE,
    color: '#63b359',
    notice: '使用时向服务员出示此券',
  };
  return [
    demoSeed(
      'GROUPON',
      1,
      days.at(-300),
      {
        ...house,
        title: '双人下午茶套餐',
        description: '不可与其他优惠同享\n如需发票，请在消费时向商户提出\n店内均可使用，仅限堂食',
        date_info: days.range(-290, 300),
        service_phone: '020-00000000',
        use_limit: 1,
        source: '茶生活',
        center_title: '立即使用',
        center_sub_title: '到店出示即可',
        center_url: 'https://demo.example/tea/use',
        custom_url_name: '查看菜单',
        custom_url: 'https://demo.example/tea/menu',
        custom_url_sub_title: '当季新品',
        promotion_url_name: '更多优惠',
        promotion_url: 'https://demo.example/tea/offers',
        promotion_url_sub_title: '卖场大优惠',
      },
      {
        deal_detail: '凤凰单丛一壶 68元\n手工茶点四款 56元\n时令水果一份 24元\n合计 148元，团购价 98元',
        advanced_info: {
          ...PLAIN,
          use_condition: {
            accept_category: '茶饮',
            reject_category: '外带茶叶',
            least_cost: 9800,
            object_use_for: '下午茶套餐',
            can_use_with_other_discount: false,
          },
          abstract: {
            abstract: '青岚茶舍推出多种新茶，期待您的光临',
            icon_url_list: ['http://mmbiz.qpic.cn/mmbiz/demoteahouse/1?wx_fmt=jpeg'],
          },
          text_image_list: [
            {
              image_url: 'http://mmbiz.qpic.cn/mmbiz/demoteahouse/2?wx_fmt=jpeg',
              text: '凤凰单丛，产自海拔千米的茶山',
            },
            { image_url: 'http://mmbiz.qpic.cn/mmbiz/demoteahouse/3?wx_fmt=jpeg', text: '四款手工茶点，每日现做' },
          ],
          time_limit: WEEKDAYS_AFTERNOON,
          business_service: ['BIZ_SERVICE_FREE_WIFI', 'BIZ_SERVICE_FREE_PARK'],
        },
      },
    ),
    demoSeed(
      'GROUPON',
      2,
      days.at(-297),
      { ...house, title: '四人茶宴', description: '请提前一天预约', date_info: fixedTerm(30, 0), use_limit: 1 },
      { deal_detail: '茶宴六道，配茶三款\n合计 688元，团购价 468元', advanced_info: PLAIN },
    ),
    demoSeed(
      'GROUPON',
      3,
      days.at(-294),
      {
        ...house,
        title: '新店茶点拼盘',
        description: '仅限天河新店使用',
        date_info: days.range(-290, 200),
        status: 'CARD_STATUS_DISPATCH',
        location_id_list: [402521608],
      },
      { deal_detail: '茶点拼盘一份 39元', advanced_info: PLAIN },
    ),
    demoSeed(
      'DISCOUNT',
      1,
      days.at(-291),
      {
        ...house,
        title: '9折优惠券',
        notice: '到店使用',
        description: '',
        code_type: 'CODE_TYPE_NONE',
        color: '#dd6549',
        date_info: fixedTerm(30, 0),
        sku: { quantity: 100_096, total_quantity: 100_100 },
      },
      {
        discount: 10,
        advanced_info: { ...PLAIN, time_limit: [{ type: 'MONDAY' }, { type: 'TUESDAY' }] },
      },
    ),
    demoSeed(
      'DISCOUNT',
      2,
      days.at(-288),
      {
        ...house,
        title: '会员日7折',
        description: '每月8日会员日可用',
        date_info: days.range(-280, 365),
        color: '#e4b138',
      },
      { discount: 30, advanced_info: { ...PLAIN, share_friends: true } },
    ),
    demoSeed(
      'DISCOUNT',
      3,
      days.at(-285),
      {
        ...house,
        title: '全场5折券',
        description: '活动规则以门店公示为准',
        date_info: days.range(-280, 100),
        status: 'CARD_STATUS_VERIFY_FAIL',
        sku: { quantity: 500, total_quantity: 500 },
      },
      { discount: 50, advanced_info: PLAIN },
    ),
    demoSeed(
      'GIFT',
      1,
      days.at(-282),
      { ...house, title: '茶点兑换券', description: '每桌限用一张', date_info: fixedTerm(90, 1), color: '#ee903c' },
      { gift: '可兑换手工桂花糕一份', advanced_info: PLAIN },
    ),
    demoSeed(
      'GIFT',
      2,
      days.at(-279),
      {
        ...house,
        title: '品茗杯礼券',
        description: '礼品每日限量，兑完即止',
        date_info: days.range(-270, 180),
        sku: { quantity: 0, total_quantity: 200 },
        get_limit: 1,
      },
      { gift: '可兑换青瓷品茗杯一只', advanced_info: { ...PLAIN, business_service: ['BIZ_SERVICE_DELIVER'] } },
    ),
    demoSeed(
      'GIFT',
      3,
      days.at(-276),
      {
        ...house,
        title: '端午粽礼券',
        description: '活动已结束',
        date_info: days.range(-275, -200),
        status: 'CARD_STATUS_DELETE',
        update_time: days.at(-190),
        sku: { quantity: 312, total_quantity: 1_000 },
      },
      { gift: '可兑换茶香粽子一盒', advanced_info: PLAIN },
    ),
    demoSeed(
      'CASH',
      1,
      days.at(-273),
      {
        ...house,
        title: '满100减20',
        description: '酒水不参与满减',
        date_info: days.range(-270, 365),
        color: '#cc463d',
      },
      {
        least_cost: 10_000,
        reduce_cost: 2_000,
        advanced_info: {
          ...PLAIN,
          use_condition: { accept_category: '全场茶饮', least_cost: 10_000, can_use_with_other_discount: true },
        },
      },
    ),
    demoSeed(
      'CASH',
      2,
      days.at(-270),
      { ...house, title: '5元无门槛券', description: '每单限用一张', date_info: fixedTerm(7, 0), get_limit: 1 },
      { least_cost: 0, reduce_cost: 500, advanced_info: PLAIN },
    ),
    demoSeed(
      'CASH',
      3,
      days.at(-1),
      {
        ...house,
        title: '满300减80',
        description: '新品上市，限时满减',
        date_info: days.range(0, 90),
        status: 'CARD_STATUS_NOT_VERIFY',
        update_time: days.at(-1),
        sku: { quantity: 3_000, total_quantity: 3_000 },
      },
      { least_cost: 30_000, reduce_cost: 8_000, advanced_info: PLAIN },
    ),
    demoSeed(
      'GENERAL_COUPON',
      1,
      days.at(-267),
      {
        ...house,
        title: '茶艺体验券',
        description: '请提前三天预约',
        date_info: days.range(-260, 365),
        color: '#5885cf',
      },
      { default_detail: '可免费参加周末茶艺体验课一次', advanced_info: PLAIN },
    ),
    demoSeed(
      'GENERAL_COUPON',
      2,
      days.at(-264),
      { ...house, title: '免费停车两小时', description: '凭当日消费小票使用', date_info: fixedTerm(60, 0) },
      { default_detail: '消费任意金额，免费停车两小时', advanced_info: PLAIN },
    ),
    demoSeed(
      'GENERAL_COUPON',
      3,
      days.at(-261),
      {
        ...house,
        title: '企业客户通用券',
        description: '券码由青岚茶舍发放',
        date_info: days.range(-260, 365),
        code_type: 'CODE_TYPE_TEXT',
        use_custom_code: true,
        get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT',
        bind_openid: false,
        can_share: false,
        can_give_friend: false,
      },
      { default_detail: '企业采购满500元，赠品茗套装一份', advanced_info: PLAIN },
    ),
  ];
}
