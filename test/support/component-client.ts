import { COMPONENT } from './component-receiver.js';

/** A response whose fields are not checked. */
export type Answer = Readonly<Record<string, unknown>> & { readonly errcode?: number; readonly errmsg?: string };

/** The authorization that a code was exchanged for. */
export interface Authorization {
  readonly appid: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Sends the calls of a third-party platform like any client of the platform. */
export class ComponentClient {
  readonly #url: string;
  /** Component access token of the next calls. */
  accessToken = '';

  constructor(url: string) {
    this.#url = url;
  }

  /** Sends a call of the component. The request names the component unless it names another. */
  call(name: string, request: object = {}, parameter = 'component_access_token'): Promise<Answer> {
    const query = this.accessToken === '' ? {} : { [parameter]: this.accessToken };
    return this.post(`/cgi-bin/component/${name}`, query, { component_appid: COMPONENT.appid, ...request });
  }

  /** Obtains a component access token and uses it for the next calls. */
  async signIn(ticket: string): Promise<void> {
    const request = { component_appsecret: COMPONENT.secret, component_verify_ticket: ticket };
    const { component_access_token: token } = await this.call('api_component_token', request);
    if (typeof token !== 'string') throw new Error('The ticket was not accepted');
    this.accessToken = token;
  }

  async exchange(code: string): Promise<Authorization> {
    const { authorization_info: info } = await this.call('api_query_auth', { authorization_code: code });
    const { authorizer_appid, authorizer_access_token, authorizer_refresh_token } = info as Record<string, string>;
    return {
      appid: authorizer_appid ?? '',
      accessToken: authorizer_access_token ?? '',
      refreshToken: authorizer_refresh_token ?? '',
    };
  }

  refresh({ appid, refreshToken }: Pick<Authorization, 'appid' | 'refreshToken'>): Promise<Answer> {
    const request = { authorizer_appid: appid, authorizer_refresh_token: refreshToken };
    return this.call('api_authorizer_token', request);
  }

  info(appid: string): Promise<Answer> {
    return this.call('api_get_authorizer_info', { authorizer_appid: appid });
  }

  /** Returns the refresh tokens on a page of the list, by appid. */
  async list(offset = 0, count = 500): Promise<{ readonly total: unknown; readonly tokens: Record<string, string> }> {
    const { total_count: total, list } = await this.call('api_get_authorizer_list', { offset, count });
    const entries = list as { readonly authorizer_appid: string; readonly refresh_token: string }[];
    return { total, tokens: Object.fromEntries(entries.map((each) => [each.authorizer_appid, each.refresh_token])) };
  }

  /** Sends a card call with the token of a merchant. */
  card(accessToken: string, path = '/card/get', request: object = { card_id: 'pDEMO-groupon-0001' }): Promise<Answer> {
    return this.post(path, { access_token: accessToken }, request);
  }

  async post(path: string, query: Readonly<Record<string, string>>, request: object): Promise<Answer> {
    const body = JSON.stringify(request);
    const response = await fetch(`${this.#url}${path}?${new URLSearchParams(query)}`, { method: 'POST', body });
    return (await response.json()) as Answer;
  }
}
