import type {
  CardCodeMode,
  CardEventKind,
  CardStatus,
  CardType,
  CodeStatus,
  WechatAccountStatus,
} from '../../generated/operations.js';

export const cardStatuses: Record<CardStatus, string> = {
  IN_REVIEW: 'In review',
  REJECTED: 'Rejected',
  APPROVED: 'Approved',
  DISPATCHED: 'Handed out',
  DELETED: 'Deleted',
  UNKNOWN: 'Unknown',
};

export const cardTypes: Record<CardType, string> = {
  GROUPON: 'Groupon',
  CASH: 'Cash coupon',
  DISCOUNT: 'Discount coupon',
  GIFT: 'Gift coupon',
  GENERAL_COUPON: 'General coupon',
  MEMBER_CARD: 'Member card',
  SCENIC_TICKET: 'Scenic ticket',
  MOVIE_TICKET: 'Movie ticket',
  BOARDING_PASS: 'Boarding pass',
  MEETING_TICKET: 'Meeting ticket',
  BUS_TICKET: 'Bus ticket',
  UNKNOWN: 'Unknown',
};

export const cardCodeModes: Record<CardCodeMode, string> = {
  PLATFORM: 'Codes of the platform',
  CUSTOM: 'Custom codes',
  DEPOSITED: 'Deposited codes',
  UNKNOWN: 'Unknown',
};

export const cardEventKinds: Record<CardEventKind, string> = {
  CLAIMED: 'Claimed',
  GIFTED: 'Given as a gift',
  DELETED: 'Deleted by the user',
  REDEEMED: 'Redeemed',
  VIEWED: 'Member card opened',
  CHAT_ENTERED: 'Chat entered from the card',
  PAID: 'Paid',
  REVIEWED: 'Review ended',
  STOCK_LOW: 'Stock low',
  MEMBER_CHANGED: 'Member card changed',
  MEMBER_SUBMITTED: 'Activation form submitted',
  GAP: 'Gap: events may be missing',
  CHECKPOINT: 'Checkpoint',
  UNKNOWN: 'Unknown',
};

export const accountStatuses: Record<WechatAccountStatus, string> = {
  ACTIVE: 'Active',
  NEEDS_AUTHORIZATION: 'Authorization has to be renewed',
  LACKS_CARDS: 'Permission for cards is missing',
  UNAUTHORIZED: 'Authorization withdrawn',
};

export const codeStatuses: Record<CodeStatus, string> = {
  NORMAL: 'Normal',
  REDEEMED: 'Redeemed',
  EXPIRED: 'Expired',
  GIFTING: 'Being given',
  GIFT_SUCCEEDED: 'Given away',
  GIFT_TIMEOUT: 'Gift timed out',
  DELETED: 'Deleted',
  UNAVAILABLE: 'Unavailable',
  UNKNOWN: 'Unknown',
};
