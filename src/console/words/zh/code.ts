import type { code as en } from '../en/code.js';

export const code: typeof en = {
  code: '券码',
  customCardId: '卡券 ID（自定义 code 必填）',
  check: '查询券码',
  redeemable: '券码可核销。',
  refused: '券码不可核销。',
  memberCard: '此券码属于会员卡，会员卡不能核销。',
  unknown: '未找到券码。',
  customHint: '微信平台只有在同时提供卡券 ID 时才能找到自定义 code。如果这是自定义 code，请填写卡券 ID 后重新查询。',
  enterCardId: '填写卡券 ID',
  cardsWith: (mode) => `查看卡券：${mode}`,
  card: '卡券',
  beginsAt: '生效时间',
  endsAt: '失效时间',
  channel: '渠道',
  holder: '持有人',
  wallet: '卡包',
  member: '会员',
  profile: '会员信息',
  personal: '（含个人信息）',
};
