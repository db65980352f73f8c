import type { Scope } from '../../config/scopes.js';

/** The scope of each type. It is required wherever a field leads to the type: from a root field, a nested path or an entity reference. */
export const TYPE_SCOPES: Readonly<Record<string, Scope>> = {
  Card: 'card:read',
  CardConnection: 'card:read',
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

/** @returns undefined for a type without a scope */
export function typeScope(name: string): Scope | undefined {
  return Object.hasOwn(TYPE_SCOPES, name) ? TYPE_SCOPES[name] : undefined;
}
