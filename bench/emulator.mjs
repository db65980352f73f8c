import { Pool } from 'undici';
import { platformPath } from './platform-path.mjs';
import { MeasuredProcess } from './processes.mjs';

/** The emulator's account that always exists. */
export const ACCOUNT = { appid: 'wxdemo', secret: 'demo-secret' };

/** The emulator of the card platform in a separate process. All servers of a row call it. */
export class Emulator {
  #process;
  #pool;
  /** The access token that all servers use. */
  token = '';

  /** @param {MeasuredProcess} process */
  constructor(process) {
    this.#process = process;
    this.#pool = new Pool(process.url, { connections: 8 });
  }

  static async start() {
    const args = ['dist/cli.js', 'emulator', '--port', '0'];
    const emulator = new Emulator(await MeasuredProcess.start('emulator', { args, env: {} }));
    const grant = { grant_type: 'client_credential', ...ACCOUNT };
    const { access_token } = await emulator.#request('POST', '/cgi-bin/stable_token', grant);
    emulator.token = access_token;
    return emulator;
  }

  get url() {
    return this.#process.url;
  }

  /**
   * Sends a platform call that is not measured.
   * @type {import('./works.mjs').Call}
   */
  call(path, request) {
    return this.#request(request === undefined ? 'GET' : 'POST', platformPath(path, this.token), request);
  }

  /** Adds an account. @param {{ appid: string, secret: string }} account */
  async addAccount(account) {
    await this.#request('POST', '/_emulator/accounts', account);
  }

  /**
   * Adds demo cards to an account, by default `ACCOUNT`. Returns their ids, which are the same in every account.
   * @param {{ count: number, card_type?: string, appid?: string }} cards
   * @returns {Promise<string[]>}
   */
  async addCards(cards) {
    return (await this.#request('POST', '/_emulator/cards', cards)).card_ids;
  }

  /** Delays every subsequent platform call. @param {number} milliseconds */
  async setLatency(milliseconds) {
    await this.#request('POST', '/_emulator/faults', { kind: 'latency', value: milliseconds });
  }

  /** @returns {Promise<void>} */
  async forgetCalls() {
    await this.#request('DELETE', '/_emulator/calls');
  }

  /**
   * Returns the number of platform calls since the ledger was cleared.
   * @param {string} [path] counts only calls to this path
   * @returns {Promise<number>}
   */
  async countCalls(path) {
    const { total, byPath } = await this.#request('GET', '/_emulator/calls');
    return path === undefined ? total : (byPath[path] ?? 0);
  }

  /**
   * Returns the number of platform calls since the ledger was cleared, by path.
   * @returns {Promise<Record<string, number>>}
   */
  async callsByPath() {
    return (await this.#request('GET', '/_emulator/calls')).byPath;
  }

  /** @returns {Promise<import('./probe.mjs').Usage>} */
  usage() {
    return this.#process.usage();
  }

  async stop() {
    await this.#pool.destroy();
    await this.#process.stop();
  }

  /**
   * @param {'GET' | 'POST' | 'DELETE'} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<any>}
   */
  async #request(method, path, body) {
    const answer = await this.#pool.request({ path, method, body: body && JSON.stringify(body) });
    if (answer.statusCode === 200) return answer.body.json();
    const [shown] = path.split('?');
    throw new Error(`${method} ${shown}: expected HTTP 200, got ${answer.statusCode}: ${await answer.body.text()}`);
  }
}
