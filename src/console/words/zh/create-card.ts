import type { create as en } from '../en/create-card.js';

export const create: typeof en = {
  kind: '卡券类型',
  requiredFields: '必填',
  validity: '有效期',
  validities: {
    fixedTerm: '领取后按天计算',
    fixedRange: '固定日期区间',
    permanent: '永久有效',
  },
  codes: '券码',
  codeMode: '券码模式',
  deposited: '初始库存为 0。卡券通过审核后再导入 code，每导入一个 code，库存加一。',
  optional: '选填',
  submit: '创建卡券',
  created: '卡券已创建，正在审核。审核通过后，用户即可领取。',
  open: '打开卡券',
  candidates: '此后创建的同类卡券，其中之一可能是本次请求的结果：',
  noCandidates: '目前没有找到同类卡券。',
  endBeforeBegin: '失效时间须晚于生效时间。',
  ended: '失效时间须晚于现在。',
  needsPicture: '优惠券至少需要一张图片。',
  preview: '卡面预览',
  brand: '商户名',
  title: '标题',
  notice: '使用提醒',
};
