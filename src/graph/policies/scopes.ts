import type { Scope } from '../../config/scopes.js';

/** What a type needs wherever a field leads to it, through a root field, a nested path or an entity reference. */
export const TYPE_SCOPES: Readonly<Record<string, Scope>> = {
  Card: 'card:read',
  CardConnection: 'card:read',
  Code: 'code:read',
  CodeConnection: 'code:read',
  CodeWallet: 'code:read',
  WechatUser: 'code:read',
  MemberInfo: 'member:read',
  PayGiftRule: 'rule:read',
  PayGiftRuleTerms: 'rule:read',
  PayGiftRuleConnection: 'rule:read',
  CardStats: 'stats:read',
  MerchantStats: 'stats:read',
  CouponStats: 'stats:read',
  MemberCardStats: 'stats:read',
  MemberCardDetailStats: 'stats:read',
};

/** @returns undefined for a type that needs none */
export function typeScope(name: string): Scope | undefined {
  return Object.hasOwn(TYPE_SCOPES, name) ? TYPE_SCOPES[name] : undefined;
}

/** What a root field needs. One that is not here is refused to everyone: a test tells before that happens. */
export const ROOT_FIELD_SCOPES: Readonly<Record<string, Readonly<Record<string, Scope>>>> = {
  Query: {
    card: 'card:read',
    cardsById: 'card:read',
    cards: 'card:read',
    previewCardUpdate: 'card:read',
    code: 'code:read',
    codeCheck: 'code:read',
    wechatUser: 'code:read',
    memberInfo: 'member:read',
    payGiftRule: 'rule:read',
    payGiftRules: 'rule:read',
    merchantStats: 'stats:read',
    couponStats: 'stats:read',
    memberCardStats: 'stats:read',
    memberCardDetailStats: 'stats:read',
  },
  Mutation: {
    updateCard: 'card:write',
    modifyStock: 'card:write',
    deleteCard: 'card:write',
    updateCode: 'code:write',
    setCodeUnavailable: 'code:write',
    addPayGiftRule: 'rule:write',
    deletePayGiftRule: 'rule:write',
  },
};

/** @returns undefined for a root field that the table does not know */
export function rootFieldScope(type: string, field: string): Scope | undefined {
  const fields = Object.hasOwn(ROOT_FIELD_SCOPES, type) ? ROOT_FIELD_SCOPES[type] : undefined;
  return fields && Object.hasOwn(fields, field) ? fields[field] : undefined;
}
