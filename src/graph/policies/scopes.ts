import type { Scope } from '../../config/scopes.js';
import type { CardEventKind } from '../../events/kinds.js';

/** The scope of each type. It is required wherever a field leads to the type: from a root field, a nested path or an entity reference. */
export const TYPE_SCOPES: Readonly<Record<string, Scope>> = {
  Card: 'card:read',
  CardConnection: 'card:read',
  CardSearchConnection: 'card:read',
  Code: 'code:read',
  CodeConnection: 'code:read',
  CodeWallet: 'code:read',
  WechatUser: 'code:read',
  MemberInfo: 'member:read',
  MemberActivation: 'member:read',
  PayGiftRule: 'rule:read',
  PayGiftRuleTerms: 'rule:read',
  PayGiftRuleConnection: 'rule:read',
  CardStats: 'stats:read',
  MerchantStats: 'stats:read',
  CouponStats: 'stats:read',
  MemberCardStats: 'stats:read',
  MemberCardDetailStats: 'stats:read',
};

/** The scopes that a caller needs in addition to `event:read` to receive events of a kind, because of what they show. */
export const EVENT_SCOPES: Readonly<Record<CardEventKind, readonly Scope[]>> = {
  REVIEWED: ['card:read'],
  STOCK_LOW: ['card:read'],
  CLAIMED: ['code:read'],
  GIFTED: ['code:read'],
  DELETED: ['code:read'],
  REDEEMED: ['code:read'],
  PAID: ['code:read'],
  MEMBER_CHANGED: ['member:read', 'code:read'],
  MEMBER_SUBMITTED: ['member:read', 'code:read'],
  VIEWED: ['code:read'],
  CHAT_ENTERED: ['code:read'],
  UNKNOWN: ['card:read', 'code:read', 'member:read'],
};

/** @returns undefined for a type without a scope */
export function typeScope(name: string): Scope | undefined {
  return Object.hasOwn(TYPE_SCOPES, name) ? TYPE_SCOPES[name] : undefined;
}
