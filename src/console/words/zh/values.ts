import type {
  CardCodeMode,
  CardEventKind,
  CardStatus,
  CardType,
  CodeStatus,
  WechatAccountStatus,
} from '../../generated/operations.js';

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

export const cardEventKinds: Record<CardEventKind, string> = {
  CLAIMED: '领取',
  GIFTED: '转赠',
  DELETED: '用户删除',
  REDEEMED: '核销',
  VIEWED: '进入会员卡',
  CHAT_ENTERED: '从卡券进入公众号会话',
  PAID: '买单',
  REVIEWED: '审核结果',
  STOCK_LOW: '库存告警',
  MEMBER_CHANGED: '会员卡内容更新',
  MEMBER_SUBMITTED: '会员提交开卡信息',
  GAP: '事件缺口（可能有遗漏）',
  CHECKPOINT: '检查点',
  UNKNOWN: '未知',
};

export const accountStatuses: Record<WechatAccountStatus, string> = {
  ACTIVE: '正常',
  NEEDS_AUTHORIZATION: '需重新授权',
  LACKS_CARDS: '缺少卡券权限',
  UNAUTHORIZED: '已取消授权',
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
