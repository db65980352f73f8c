import type { EmulatorOptions } from '../../../src/emulator/server.js';
import { startEmulator } from '../../../src/emulator/server.js';

/** A JSON response without a contract, because the tests check single fields. */
export interface Json {
  readonly [field: string]: unknown;
}

/** The emulator of one suite, with methods to send requests to it. */
export class EmulatorClient {
  readonly url: string;
  readonly close: () => Promise<void>;

  private constructor(url: string, close: () => Promise<void>) {
    this.url = url;
    this.close = close;
  }

  static async start(options?: EmulatorOptions): Promise<EmulatorClient> {
    const { url, close } = await startEmulator(options);
    return new EmulatorClient(url, close);
  }

  /** Sends a request with an unmodified body. */
  raw(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(this.url + path, { method, headers, ...(body === undefined ? {} : { body }) });
  }

  /** Sends a platform call. Expects HTTP 200 and JSON. */
  async post(path: string, body: unknown): Promise<Json> {
    const response = await this.raw('POST', path, JSON.stringify(body));
    expect(response.status).toBe(200);
    return json(response);
  }

  /** Sends a card call with a token. */
  call(path: string, token: string, request: unknown): Promise<Json> {
    return this.post(`${path}?access_token=${token}`, request);
  }

  /** Sends a control call, which must succeed. */
  async control(method: string, path: string, body?: unknown): Promise<Json> {
    const response = await this.raw(method, `/_emulator${path}`, body === undefined ? undefined : JSON.stringify(body));
    const reply = await json(response);
    expect({ status: response.status, error: reply.error }).toEqual({ status: 200, error: undefined });
    return reply;
  }

  stable(extra: Json = {}): Promise<Json> {
    return this.post('/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid: 'wxdemo',
      secret: 'demo-secret',
      ...extra,
    });
  }

  /** A token of an account, wxdemo if none is named. */
  async token(extra: Json = {}): Promise<string> {
    const { access_token } = await this.stable(extra);
    expect(typeof access_token).toBe('string');
    return String(access_token);
  }

  async classic(query = 'grant_type=client_credential&appid=wxdemo&secret=demo-secret'): Promise<Json> {
    return json(await this.raw('GET', `/cgi-bin/token?${query}`));
  }

  /** Returns the errcode of a card/get with a token. */
  async errcodeWith(token: string): Promise<unknown> {
    return (await this.call('/card/get', token, { card_id: 'pDEMO-groupon-0001' })).errcode;
  }

  /** Returns the ledger, oldest call first. */
  async calls(query = ''): Promise<{ total: number; byPath: Record<string, number>; recent: Json[] }> {
    const { total, byPath, recent } = await this.control('GET', `/calls${query}`);
    return { total, byPath, recent } as { total: number; byPath: Record<string, number>; recent: Json[] };
  }
}

export async function json(response: Response): Promise<Json> {
  return (await response.json()) as Json;
}
