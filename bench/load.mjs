import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'undici';

/** @typedef {import('./requests.mjs').Prepared} Prepared */

/**
 * @typedef {object} Load
 * @property {number} requests all with a correct response
 * @property {number} seconds from the first request to the last response
 * @property {Float64Array} latencies milliseconds, sorted
 * @property {number} cpuMicros CPU that this process used to generate the load
 */

/** Idempotency keys so far. Unique over all clients, because replicas share the keys that they store. */
let keys = 0;

/** Puts one server under load: N connections, each of which sends its next request as soon as it has received a response. */
export class Client {
  #pool;
  #path;
  /** One entry per connection. */
  #headers;
  #dataOf;
  /** The bytes of a response that was found correct although they differ from the expected ones. @type {Map<Prepared, Buffer>} */
  #alsoRight = new Map();

  /**
   * @param {string} url
   * @param {number} connections
   * @param {(connection: number) => Record<string, string>} headersOf
   * @param {(data: any) => object} dataOf selects the data of a response that is compared
   */
  constructor(url, connections, headersOf, dataOf) {
    const { origin, pathname } = new URL(url);
    this.#pool = new Pool(origin, { connections, pipelining: 1, allowH2: false });
    this.#path = pathname;
    this.#dataOf = dataOf;
    this.#headers = Array.from({ length: connections }, (_, connection) => ({
      'content-type': 'application/json',
      ...headersOf(connection),
    }));
  }

  /**
   * Puts the server under load for a time. Fails at the first wrong response.
   * @param {readonly Prepared[]} requests sent in turn, starting at a different position for each connection
   * @param {number} seconds
   * @param {{ requests: number, seconds: number }} [least] continues until it has had this many responses, for at most this long
   * @returns {Promise<Load>}
   */
  async run(requests, seconds, least) {
    /** @type {number[]} */
    const latencies = [];
    const cpuBefore = process.cpuUsage();
    const start = performance.now();
    const end = start + seconds * 1000;
    const latestEnd = start + (least?.seconds ?? 0) * 1000;
    const goesOn = (/** @type {number} */ now) =>
      now < end || (least !== undefined && latencies.length < least.requests && now < latestEnd);
    let failed = false;
    const connection = async (/** @type {Record<string, string>} */ headers, /** @type {number} */ number) => {
      let next = Math.floor((number * requests.length) / this.#headers.length);
      for (let sent = performance.now(); goesOn(sent) && !failed; sent = performance.now()) {
        const request = /** @type {Prepared} */ (requests[next]);
        next = (next + 1) % requests.length;
        const body = await this.#send(request, headers);
        latencies.push(performance.now() - sent);
        this.#verify(request, body);
      }
    };
    const stopOthers = (/** @type {unknown} */ error) => {
      failed = true;
      throw error;
    };
    await Promise.all(this.#headers.map((headers, number) => connection(headers, number).catch(stopOthers)));
    const elapsed = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpuBefore);
    return {
      requests: latencies.length,
      seconds: elapsed,
      latencies: Float64Array.from(latencies).sort(),
      cpuMicros: user + system,
    };
  }

  /** Sends one request. Fails if the response is wrong. @param {Prepared} request */
  async once(request) {
    this.#verify(request, await this.#send(request, this.#headers[0] ?? {}));
  }

  /** Sends a query that is not measured. Returns its data. @param {string} query @returns {Promise<any>} */
  async data(query) {
    const body = await this.#send({ body: [JSON.stringify({ query })] }, this.#headers[0] ?? {});
    return JSON.parse(body.toString()).data;
  }

  close() {
    return this.#pool.destroy();
  }

  /**
   * Uses `dispatch`, which costs less CPU than `request`, because the load generator shares the CPU with the servers.
   * @param {Pick<Prepared, 'body'>} request
   * @param {Record<string, string>} headers
   * @returns {Promise<Buffer>}
   */
  #send({ body }, headers) {
    keys += 1;
    return new Promise((resolve, reject) => {
      /** @type {Buffer[]} */
      const chunks = [];
      let status = 0;
      this.#pool.dispatch(
        { path: this.#path, method: 'POST', headers, body: body.join(`bench-${keys}`) },
        {
          onRequestStart: () => {},
          onResponseStart: (_, statusCode) => {
            status = statusCode;
          },
          onResponseData: (_, chunk) => {
            chunks.push(chunk);
          },
          onResponseEnd: () => {
            const bytes = chunks.length === 1 ? /** @type {Buffer} */ (chunks[0]) : Buffer.concat(chunks);
            if (status === 200) resolve(bytes);
            else reject(new Error(`expected HTTP 200, got ${status}: ${excerpt(bytes)}`));
          },
          onResponseError: (_, error) => reject(error),
        },
      );
    });
  }

  /**
   * Checks a response. Its bytes nearly always equal the expected ones or those of the previous response to the same request.
   * @param {Prepared} request
   * @param {Buffer} body
   */
  #verify(request, body) {
    if (body.equals(request.expected) || this.#alsoRight.get(request)?.equals(body)) return;
    const { data, errors } = JSON.parse(body.toString());
    if (errors !== undefined) throw new Error(`expected no errors, got ${excerpt(body)}`);
    if (!isDeepStrictEqual(this.#dataOf(data), JSON.parse(request.expected.toString()).data)) {
      throw new Error(`expected the floor's data ${excerpt(request.expected)}, got ${excerpt(body)}`);
    }
    this.#alsoRight.set(request, body);
  }
}

/** @param {Buffer} body */
function excerpt(body) {
  return body.toString().slice(0, 500);
}
