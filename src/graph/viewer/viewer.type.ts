import { Directive, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { Caller } from '../../config/caller.js';
import { SCOPES } from '../../config/scopes.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { DateTime } from '../types/scalars.js';

const WechatAccountOrigin = { CONFIGURED: 'CONFIGURED', AUTHORIZED: 'AUTHORIZED' } as const;
registerEnumType(WechatAccountOrigin, {
  name: 'WechatAccountOrigin',
  description: 'How this server got access to an account.',
  valuesConfig: {
    CONFIGURED: { description: 'Named in the configuration.' },
    AUTHORIZED: { description: 'A merchant who authorised the third-party platform.' },
  },
});

const WechatAccountStatus = {
  ACTIVE: 'ACTIVE',
  LACKS_CARDS: 'LACKS_CARDS',
  NEEDS_AUTHORIZATION: 'NEEDS_AUTHORIZATION',
  UNAUTHORIZED: 'UNAUTHORIZED',
} as const;
registerEnumType(WechatAccountStatus, {
  name: 'WechatAccountStatus',
  description: 'Whether requests for an account can be served. Configured accounts are always `ACTIVE`.',
  valuesConfig: {
    ACTIVE: { description: 'Requests for it are served.' },
    LACKS_CARDS: { description: 'Authorised without the permission set for cards.' },
    NEEDS_AUTHORIZATION: { description: 'Its authorisation must be given anew.' },
    UNAUTHORIZED: { description: 'Its merchant has withdrawn the authorisation.' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description:
    'A WeChat official account whose cards can be requested here. Each request is for one account, which the header ' +
    '`x-wechat-appid` names.',
})
export class WechatAccount {
  @NonNull(() => ID, 'The appid: the value of `x-wechat-appid`.')
  readonly appid: string;

  @NonNull(() => WechatAccountOrigin, 'How this server got access to it.')
  readonly origin: keyof typeof WechatAccountOrigin = 'CONFIGURED';

  @NonNull(() => WechatAccountStatus, 'Whether requests for it can be served.')
  readonly status: keyof typeof WechatAccountStatus = 'ACTIVE';

  @Nullable(() => String, 'Name from the platform, for accounts that authorised this server; null for configured ones.')
  readonly name: string | null = null;

  @Nullable(() => DateTime, 'When its merchant authorised this server; null for configured accounts.')
  readonly authorizedAt: Date | null = null;

  constructor(appid: string) {
    this.appid = appid;
  }
}

@ObjectType({ simpleResolvers: true, description: 'The caller of this request, and what it may do.' })
export class CardgraphViewer {
  @Directive('@tag(name: "internal")')
  @NonNull(() => String, "The caller's name: that of the API key, the token's `sub`, or `anonymous`.")
  readonly name: string;

  @NonNull(() => [String], 'Scopes that the caller has, such as `card:read`.')
  readonly scopes: readonly string[];

  @Nullable(
    () => WechatAccount,
    'The account of this request: the one that `x-wechat-appid` names, else the first that the caller may use.',
  )
  readonly account: WechatAccount;

  /** @param account of the request */
  constructor(caller: Caller, account: { readonly appid: string }) {
    this.name = caller.name;
    this.scopes = SCOPES.filter((scope) => caller.scopes.has(scope));
    this.account = new WechatAccount(account.appid);
  }
}
