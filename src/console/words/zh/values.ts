import type { CardCodeMode, CardStatus, CardType, CodeStatus } from '../../generated/operations.js';

export const cardStatuses: Record<CardStatus, string> = {
  IN_REVIEW: '审核中',
  REJECTED: '审核失败',
  APPROVED: '已通过审核（待投放）',
  DISPATCHED: '已投放',
  DELETED: '已删除',
  UNKNOWN: '未知',
};

export const cardTypes: Record<CardType, string> = {
  GROUPON: '团购券',
  CASH: '代金券',
  DISCOUNT: '折扣券',
  GIFT: '礼品券（兑换券）',
  GENERAL_COUPON: '优惠券',
  MEMBER_CARD: '会员卡',
  SCENIC_TICKET: '景区门票',
  MOVIE_TICKET: '电影票',
  BOARDING_PASS: '飞机票',
  MEETING_TICKET: '会议门票',
  BUS_TICKET: '汽车票',
  UNKNOWN: '未知',
};

export const cardCodeModes: Record<CardCodeMode, string> = {
  PLATFORM: '系统分配 code',
  CUSTOM: '自定义 code',
  DEPOSITED: '导入 code',
  UNKNOWN: '未知',
};

export const codeStatuses: Record<CodeStatus, string> = {
  NORMAL: '正常',
  REDEEMED: '已核销',
  EXPIRED: '已过期',
  GIFTING: '转赠中',
  GIFT_SUCCEEDED: '转赠成功',
  GIFT_TIMEOUT: '转赠超时',
  DELETED: '已删除',
  UNAVAILABLE: '已失效',
  UNKNOWN: '未知',
};
