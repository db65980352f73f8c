import { Directive, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { Caller } from '../../config/caller.js';
import { SCOPES } from '../../config/scopes.js';
import type { Account } from '../../platform/client.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { DateTime } from '../types/scalars.js';

const WechatAccountOrigin = { CONFIGURED: 'CONFIGURED', AUTHORIZED: 'AUTHORIZED' } as const;
registerEnumType(WechatAccountOrigin, {
  name: 'WechatAccountOrigin',
  description: 'How this server obtained access to an account.',
  valuesConfig: {
    CONFIGURED: { description: 'The account is configured on this server.' },
    AUTHORIZED: { description: 'The merchant authorized the third-party platform that this server runs.' },
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
    ACTIVE: { description: 'Requests for the account are served.' },
    LACKS_CARDS: { description: 'The authorization does not include the permission set for cards.' },
    NEEDS_AUTHORIZATION: { description: 'The merchant must renew the authorization.' },
    UNAUTHORIZED: { description: 'The merchant has withdrawn the authorization.' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description:
    'A WeChat official account whose cards this server provides. Each request is for one account, selected by the header ' +
    '`x-wechat-appid`.',
})
export class WechatAccount {
  @NonNull(() => ID, 'The appid of the account: the value to send in `x-wechat-appid`.')
  readonly appid: string;

  @NonNull(() => WechatAccountOrigin, 'How this server obtained access to the account.')
  readonly origin: keyof typeof WechatAccountOrigin;

  @NonNull(() => WechatAccountStatus, 'Whether requests for the account can be served.')
  readonly status: keyof typeof WechatAccountStatus;

  @Nullable(
    () => String,
    'Name of the account on the platform, for accounts that authorized this server. Null for configured accounts.',
  )
  readonly name: string | null;

  @Nullable(
    () => DateTime,
    'When the merchant authorized this server. Null for configured accounts, and if the time is not known.',
  )
  readonly authorizedAt: Date | null;

  constructor({ appid, authorization }: Pick<Account, 'appid' | 'authorization'>) {
    this.appid = appid;
    this.origin = authorization === undefined ? 'CONFIGURED' : 'AUTHORIZED';
    this.status = authorization?.status ?? 'ACTIVE';
    this.name = authorization?.name ?? null;
    this.authorizedAt = authorization?.authorizedAt ? new Date(authorization.authorizedAt) : null;
  }
}

@ObjectType({ simpleResolvers: true, description: 'The caller of a request and its permissions.' })
export class CardgraphViewer {
  @Directive('@tag(name: "internal")')
  @NonNull(() => String, 'Name of the caller: the name of its API key, the `sub` of its token, or `anonymous`.')
  readonly name: string;

  @NonNull(() => [String], 'Scopes of the caller, such as `card:read`, with those that they include.')
  readonly scopes: readonly string[];

  @Nullable(
    () => WechatAccount,
    'The account of this request: the one that `x-wechat-appid` names, or else the first that the caller may use.',
  )
  readonly account: WechatAccount;

  /** @param account the account of the request */
  constructor(caller: Caller, account: Pick<Account, 'appid' | 'authorization'>) {
    this.name = caller.name;
    this.scopes = SCOPES.filter((scope) => caller.scopes.has(scope));
    this.account = new WechatAccount(account);
  }
}
