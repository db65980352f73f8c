import { component, componentAccess, type FuncInfo } from '../../platform/endpoints/component.js';
import { type EmulatedComponent, PRE_AUTH_CODE_SECONDS } from '../component/emulated-component.js';
import type { Merchant } from '../component/merchants.js';
import type { ComponentCall, HandlerGroup, OpenCall } from '../handler.js';
import { originalIdOf } from '../push/message.js';
import { PlatformRefusal } from '../refusal.js';

type NamingComponent = { readonly component_appid: string };

/** Handlers of the calls with the secret of a component. */
export const componentAccessCalls: HandlerGroup<typeof componentAccess> = {
  contract: componentAccess,
  needsToken: false,
  hasErrcode: false,
  handlers: {
    startPushTicket: (call) => {
      const found = authenticated(call, call.request.component_secret);
      if (found.isPushingTickets) return { errcode: 0, errmsg: 'in a normal state' };
      found.pushTicket();
      return { errcode: 0, errmsg: 'ok' };
    },

    componentToken: (call) => {
      const found = authenticated(call, call.request.component_appsecret);
      found.checkTicket(call.request.component_verify_ticket);
      const { access_token, expires_in } = call.tokens.issue('component', found.appid, call.now);
      return { component_access_token: access_token, expires_in };
    },
  },
};

/** Handlers of the calls with the access token of a component. */
export const componentCalls: HandlerGroup<typeof component> = {
  contract: component,
  needsToken: 'component',
  hasErrcode: false,
  handlers: {
    createPreauthcode: (call) => {
      const { text } = named(call).createPreAuthCode();
      return { pre_auth_code: text, expires_in: PRE_AUTH_CODE_SECONDS };
    },

    queryAuth: (call) => {
      const merchant = named(call).exchange(call.request.authorization_code);
      call.commit();
      const { appid } = merchant.grant;
      const { access_token, expires_in } = call.tokens.issue('authorizer', appid, call.now);
      return {
        authorization_info: {
          authorizer_appid: appid,
          authorizer_access_token: access_token,
          expires_in,
          authorizer_refresh_token: merchant.refreshToken,
          func_info: funcInfoOf(merchant),
        },
      };
    },

    authorizerToken: (call) => {
      const { authorizer_appid: appid, authorizer_refresh_token: refreshToken } = call.request;
      const found = named(call);
      const merchant = found.refresh(appid, refreshToken);
      call.commit();
      if (found.faults.take('answer-lost', appid)) call.loseAnswer();
      const { access_token, expires_in } = call.tokens.issue('authorizer', appid, call.now);
      return {
        authorizer_access_token: access_token,
        expires_in,
        authorizer_refresh_token: merchant.refreshToken,
      };
    },

    getAuthorizerInfo: (call) => {
      const { authorizer_appid: appid } = call.request;
      const merchant = named(call).requireAuthorized(appid);
      return {
        authorizer_info: {
          nick_name: merchant.grant.name,
          head_img: 'http://wx.qlogo.cn/mmopen/emulator/0',
          service_type_info: { id: 2 },
          verify_type_info: { id: 0 },
          user_name: originalIdOf(appid),
          principal_name: merchant.grant.name,
          alias: appid,
          business_info: {
            open_store: 0,
            open_scan: 0,
            open_pay: 1,
            open_card: merchant.grant.hasCards ? 1 : 0,
            open_shake: 0,
          },
          qrcode_url: 'http://mmbiz.qpic.cn/emulator',
          account_status: 1,
        },
        authorization_info: {
          authorizer_appid: appid,
          ...(merchant.isExchanged ? { authorizer_refresh_token: merchant.refreshToken } : {}),
          func_info: funcInfoOf(merchant),
        },
      };
    },

    getAuthorizerList: (call) => {
      const { offset, count } = call.request;
      const list = named(call).list();
      return {
        total_count: list.length,
        list: list.slice(offset, offset + count).map(({ merchant, refreshToken }) => ({
          authorizer_appid: merchant.grant.appid,
          refresh_token: refreshToken,
          auth_time: merchant.authorizedAt,
        })),
      };
    },
  },
};

/** Returns the component whose secret was sent. */
function authenticated(call: OpenCall<NamingComponent>, secret: string): EmulatedComponent {
  const found = named(call);
  if (found.settings.secret !== secret) throw new PlatformRefusal(40125);
  return found;
}

/** Returns the component that a request names. */
function named({
  request,
  accounts,
  component: found,
}: OpenCall<NamingComponent> | ComponentCall<NamingComponent>): EmulatedComponent {
  const { component_appid: appid } = request;
  if (found?.appid === appid) return found;
  throw new PlatformRefusal(accounts.get(appid) === undefined ? 40013 : 61011);
}

function funcInfoOf({ grant }: Merchant): FuncInfo[] {
  return grant.funcs.map((id) => ({ funcscope_category: { id } }));
}
