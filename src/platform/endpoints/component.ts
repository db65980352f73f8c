import { endpoint } from '../endpoint.js';

/** The calls of a third-party platform ("component"): an agency that calls for the merchants that authorized it. */

/** The permission set for cards and coupons. */
export const CARDS_PERMISSION = 8;

/** Maximum lifetime of the access tokens of a component and of its merchants, seconds. */
export const COMPONENT_TOKEN_LIFETIME_SECONDS = 7200;

/** Time after which a component access token is to be replaced (documented as about 1 h 50), seconds. */
export const COMPONENT_TOKEN_RENEWAL_SECONDS = 6600;

/** Time for which a ticket is valid, also after newer ones were pushed, seconds. */
export const TICKET_VALID_SECONDS = 12 * 3600;

/** Interval at which tickets are pushed, seconds. */
export const TICKET_INTERVAL_SECONDS = 600;

/** Maximum number of merchants on a page of `api_get_authorizer_list`. */
export const AUTHORIZER_PAGE = 500;

export interface StartPushTicketRequest {
  component_appid: string;
  component_secret: string;
}

export interface ComponentTokenRequest {
  component_appid: string;
  component_appsecret: string;
  component_verify_ticket: string;
}
export interface ComponentTokenAnswer {
  component_access_token: string;
  /** Seconds, at most 7200. */
  expires_in: number;
}

export interface CreatePreauthcodeRequest {
  component_appid: string;
}
export interface CreatePreauthcodeAnswer {
  pre_auth_code: string;
  /** Seconds: 1800 by the text of the document, 600 by its example. */
  expires_in: number;
}

export interface QueryAuthRequest {
  component_appid: string;
  authorization_code: string;
}
/** A permission set that a merchant granted. */
export interface FuncInfo {
  funcscope_category: { id: number };
}
export interface AuthorizationInfo {
  authorizer_appid: string;
  /** Absent if the account may not call the API. */
  authorizer_access_token?: string;
  expires_in?: number;
  authorizer_refresh_token?: string;
  func_info: FuncInfo[];
}
export interface QueryAuthAnswer {
  authorization_info: AuthorizationInfo;
}

export interface AuthorizerTokenRequest {
  component_appid: string;
  authorizer_appid: string;
  authorizer_refresh_token: string;
}
export interface AuthorizerTokenAnswer {
  authorizer_access_token: string;
  expires_in: number;
  /** Usually the one that was sent. */
  authorizer_refresh_token: string;
}

export interface GetAuthorizerInfoRequest {
  component_appid: string;
  authorizer_appid: string;
}
export interface AuthorizerInfo {
  nick_name: string;
  head_img?: string;
  /** 0, 1: subscription account; 2: service account. */
  service_type_info: { id: number };
  /** -1: not verified. */
  verify_type_info: { id: number };
  /** The original id, `gh_…`: the recipient of the messages about the account. */
  user_name: string;
  principal_name?: string;
  alias?: string;
  /** 1: enabled. */
  business_info: {
    open_card?: number;
    open_pay?: number;
    open_scan?: number;
    open_shake?: number;
    open_store?: number;
  };
  qrcode_url?: string;
  /** 1 normal, 14 closed, 16 banned, 18 warned, 19 frozen. */
  account_status?: number;
}
export interface GetAuthorizerInfoAnswer {
  authorizer_info: AuthorizerInfo;
  authorization_info: AuthorizationInfo;
}

export interface GetAuthorizerListRequest {
  component_appid: string;
  offset: number;
  count: number;
}
export interface AuthorizerListEntry {
  authorizer_appid: string;
  /** Empty: authorized, but the authorization code was never exchanged. */
  refresh_token: string;
  /** Unix seconds. */
  auth_time: number;
}
export interface GetAuthorizerListAnswer {
  total_count: number;
  list: AuthorizerListEntry[];
}

const component_appid = { type: 'string', missing: 41018 } as const;
const authorizer_appid = { type: 'string', missing: 41002 } as const;

/** Errcodes of the calls that send the secret. */
const secretErrcodes = [40013, 40125, 41004, 41018, 45009, 61004, 61011];

/** Errcodes of the calls with a component access token. */
const tokenErrcodes = [40013, 41018, 42006, 45009, 61004, 61011, 61014, 61028, 61029];

const COMPONENT_TOKEN = { tokenParameter: 'component_access_token' } as const;

/** The calls without an access token. They send the component's secret. */
export const componentAccess = {
  /** Starts the push of tickets. Its errmsg shows whether it was running: `in a normal state`, or `ok` if it was started. */
  startPushTicket: endpoint<StartPushTicketRequest, object>({
    path: '/cgi-bin/component/api_start_push_ticket',
    method: 'POST',
    effect: 'read',
    request: { component_appid, component_secret: { type: 'string', missing: 41004 } },
    errcodes: secretErrcodes,
    source: 'public third-party platform documents: start the ticket push',
  }),
  componentToken: endpoint<ComponentTokenRequest, ComponentTokenAnswer>({
    path: '/cgi-bin/component/api_component_token',
    method: 'POST',
    effect: 'read',
    request: {
      component_appid,
      component_appsecret: { type: 'string', missing: 41004 },
      component_verify_ticket: { type: 'string', missing: 61006 },
    },
    errcodes: [...secretErrcodes, 61005, 61006],
    source: 'public third-party platform documents: component access token',
  }),
};

/** The calls with a component access token. */
export const component = {
  createPreauthcode: endpoint<CreatePreauthcodeRequest, CreatePreauthcodeAnswer>({
    ...COMPONENT_TOKEN,
    path: '/cgi-bin/component/api_create_preauthcode',
    method: 'POST',
    effect: 'read',
    request: { component_appid },
    errcodes: tokenErrcodes,
    source: 'public third-party platform documents: pre-authorization code',
  }),
  /** An authorization code can be exchanged once. */
  queryAuth: endpoint<QueryAuthRequest, QueryAuthAnswer>({
    ...COMPONENT_TOKEN,
    path: '/cgi-bin/component/api_query_auth',
    method: 'POST',
    effect: 'once',
    request: { component_appid, authorization_code: { type: 'string', missing: 61009 } },
    errcodes: [...tokenErrcodes, 61009, 61010],
    source: 'public third-party platform documents: exchange of an authorization code',
  }),
  authorizerToken: endpoint<AuthorizerTokenRequest, AuthorizerTokenAnswer>({
    ...COMPONENT_TOKEN,
    path: '/cgi-bin/component/api_authorizer_token',
    method: 'POST',
    effect: 'write',
    request: {
      component_appid,
      authorizer_appid,
      authorizer_refresh_token: { type: 'string', missing: 61023 },
    },
    errcodes: [...tokenErrcodes, 61003, 61023],
    source: 'public third-party platform documents: access token of a merchant',
  }),
  getAuthorizerInfo: endpoint<GetAuthorizerInfoRequest, GetAuthorizerInfoAnswer>({
    ...COMPONENT_TOKEN,
    path: '/cgi-bin/component/api_get_authorizer_info',
    method: 'POST',
    effect: 'read',
    request: { component_appid, authorizer_appid },
    errcodes: [...tokenErrcodes, 61003],
    source: 'public third-party platform documents: details of a merchant',
  }),
  getAuthorizerList: endpoint<GetAuthorizerListRequest, GetAuthorizerListAnswer>({
    ...COMPONENT_TOKEN,
    path: '/cgi-bin/component/api_get_authorizer_list',
    method: 'POST',
    effect: 'read',
    request: {
      component_appid,
      offset: { type: 'int', missing: 40097, min: 0 },
      count: { type: 'int', missing: 40097, min: 1, max: AUTHORIZER_PAGE },
    },
    errcodes: tokenErrcodes,
    source: 'public third-party platform documents: list of merchants',
  }),
};
