import type { EmulatorOptions } from '../../../src/emulator/server.js';
import { startEmulator } from '../../../src/emulator/server.js';

/** A JSON response, parsed without a contract because the tests inspect single fields. */
export interface Json {
  readonly [field: string]: unknown;
}

/** The emulator of one suite and the requests that the tests send to it. */
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

  /** Sends a body unchanged. */
  raw(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(this.url + path, { method, headers, ...(body === undefined ? {} : { body }) });
  }

  /** Sends a platform call. The test fails unless the response is HTTP 200 with JSON. */
  async post(path: string, body: unknown): Promise<Json> {
    const response = await this.raw('POST', path, JSON.stringify(body));
    expect(response.status).toBe(200);
    return json(response);
  }

  /** Sends a card call with a token. */
  call(path: string, token: string, request: unknown): Promise<Json> {
    return this.post(`${path}?access_token=${token}`, request);
  }

  /** Sends a control call that must succeed. */
  async control(method: string, path: string, body?: unknown): Promise<Json> {
    const response = await this.raw(method, `/_emulator${path}`, body === undefined ? undefined : JSON.stringify(body));
    const answer = await json(response);
    expect({ status: response.status, error: answer.error }).toEqual({ status: 200, error: undefined });
    return answer;
  }

  stable(extra: Json = {}): Promise<Json> {
    return this.post('/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid: 'wxdemo',
      secret: 'demo-secret',
      ...extra,
    });
  }

  /** Returns a token of an account, by default of wxdemo. */
  async token(extra: Json = {}): Promise<string> {
    const { access_token } = await this.stable(extra);
    expect(typeof access_token).toBe('string');
    return String(access_token);
  }

  async classic(query = 'grant_type=client_credential&appid=wxdemo&secret=demo-secret'): Promise<Json> {
    return json(await this.raw('GET', `/cgi-bin/token?${query}`));
  }

  /** Returns the errcode of a card/get with this token. */
  async errcodeWith(token: string): Promise<unknown> {
    return (await this.call('/card/get', token, { card_id: 'pDEMO-groupon-0001' })).errcode;
  }

  /** Returns the ledger, with its records oldest first. */
  async calls(query = ''): Promise<{ total: number; byPath: Record<string, number>; recent: Json[] }> {
    const { total, byPath, recent } = await this.control('GET', `/calls${query}`);
    return { total, byPath, recent } as { total: number; byPath: Record<string, number>; recent: Json[] };
  }
}

export async function json(response: Response): Promise<Json> {
  return (await response.json()) as Json;
}
