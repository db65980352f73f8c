import type { update as en } from '../en/update-card.js';

export const update: typeof en = {
  submit: '保存修改',
  onlyChanged: '仅提交修改过的字段。',
  allowReview: '如果字段需要审核，允许卡券重新提审',
  reviewNotAllowed: '此修改会使卡券重新提审，请在表单末尾允许。',
  couponsOrLink: '优惠券与链接不能同时设置。请清空优惠券，或清空网址和小程序。',
  noChanges: '请至少修改一个字段。',
  reviewed: '卡券已重新提审。',
  notReviewed: '卡券没有重新提审。',
  wouldReview: (fields: string) => `以下字段会使卡券重新提审：${fields}。`,
  wouldNotReview: '卡券不会重新提审。',
  verified: '已修改，并已从微信平台读回确认',
  unverified: '微信平台已接受，但读回的值不同',
  sentOnly: '微信平台已接受，尚未读回确认',
  validityExtends: '日期区间只能延长：提前开始或推迟结束。',
  hours: '修改后会替换全部日期，并移除微信平台为其记录的时段。',
  separator: '、',
};
