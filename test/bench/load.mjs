import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'undici';

/**
 * @typedef {object} Load
 * @property {number} requests all answered, and answered right
 * @property {number} seconds from the first request to the last answer
 * @property {Float64Array} latencies milliseconds, sorted
 */

/** One server under load: N connections, on each the next request as soon as the answer before has come. */
export class Client {
  #pool;
  #path;
  #body;
  #connections;
  /** @type {Buffer | undefined} */
  #expectedBody;
  /** @type {unknown} */
  #expectedData;

  /**
   * @param {string} url
   * @param {{ query: string, variables?: object }} operation
   * @param {number} connections
   */
  constructor(url, { query, variables }, connections) {
    const { origin, pathname } = new URL(url);
    this.#pool = new Pool(origin, { connections, pipelining: 1, allowH2: false });
    this.#path = pathname;
    this.#body = JSON.stringify({ query, variables });
    this.#connections = connections;
  }

  /** One answer; whatever it holds is taken for right from here on, so the caller looks at it. */
  async first() {
    const body = await this.#request();
    this.#expectedBody = body;
    this.#expectedData = dataOf(body);
    return this.#expectedData;
  }

  /**
   * Loads the server for a time. Fails at the first wrong answer.
   * @param {number} seconds
   * @returns {Promise<Load>}
   */
  async run(seconds) {
    /** @type {number[]} */
    const latencies = [];
    const start = performance.now();
    const end = start + seconds * 1000;
    let failed = false;
    const connection = async () => {
      for (let sent = performance.now(); sent < end && !failed; sent = performance.now()) {
        const body = await this.#request();
        latencies.push(performance.now() - sent);
        this.#verify(body);
      }
    };
    const stopOthers = (/** @type {unknown} */ error) => {
      failed = true;
      throw error;
    };
    await Promise.all(Array.from({ length: this.#connections }, () => connection().catch(stopOthers)));
    const elapsed = (performance.now() - start) / 1000;
    return { requests: latencies.length, seconds: elapsed, latencies: Float64Array.from(latencies).sort() };
  }

  close() {
    return this.#pool.destroy();
  }

  async #request() {
    const { statusCode, body } = await this.#pool.request({
      path: this.#path,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: this.#body,
    });
    const bytes = Buffer.from(await body.arrayBuffer());
    if (statusCode !== 200) throw new Error(`expected HTTP 200, got ${statusCode}: ${excerpt(bytes)}`);
    return bytes;
  }

  /**
   * Nearly always the bytes are the same, and comparing them costs nothing beside the server's work on the other core.
   * @param {Buffer} body
   */
  #verify(body) {
    if (this.#expectedBody?.equals(body)) return;
    if (!isDeepStrictEqual(dataOf(body), this.#expectedData)) {
      throw new Error(`expected the data of the first answer, got ${excerpt(body)}`);
    }
  }
}

/** @param {Buffer} body */
function dataOf(body) {
  const { data, errors } = JSON.parse(body.toString());
  if (errors !== undefined) throw new Error(`expected no errors, got ${excerpt(body)}`);
  return data;
}

/** @param {Buffer} body */
function excerpt(body) {
  return body.toString().slice(0, 500);
}
