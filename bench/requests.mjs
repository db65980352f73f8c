import { drawIds } from './ids.mjs';

/**
 * One prepared request of a row, with its correct response.
 *
 * @typedef {object} Prepared
 * @property {Operation} operation
 * @property {readonly string[]} body one text, or two with a new idempotency key between them for each request
 * @property {Buffer} expected
 *
 * @typedef {object} Plan
 * @property {Prepared[]} requests
 * @property {number} leastCalls minimum number of calls of a server without a cache for one request
 * @property {number} mostCalls
 *
 * @typedef {{ query: string, variables?: object }} Operation
 *
 * @typedef {object} Dialect the equivalent request for a server with a different schema
 * @property {(operation: Operation) => Operation} operation
 * @property {(data: any) => object} dataOf its data in the shape of the other servers
 */

/** Replaced by the key in a body. */
const KEY = '‹idempotency key›';

/**
 * Creates the requests of a row, with the data that the floor would return.
 * @param {import('./works.mjs').Work} work
 * @param {import('./ids.mjs').Spread} spread
 * @param {readonly string[]} ids of the cards that can be requested
 * @param {number} count
 * @param {import('./works.mjs').Call} call
 * @returns {Promise<Plan>}
 */
export async function planRequests(work, spread, ids, count, call) {
  const prepared = await work.prepare?.(call);
  const { comparable = (/** @type {object} */ data) => data } = work;
  const requests = [];
  const calls = [];
  for (const drawn of drawIds(spread, ids, work.ids === undefined ? 1 : count, work.ids ?? 0)) {
    const operation = work.operation(KEY, drawn);
    let made = 0;
    const data = await work.floor(
      (path, request) => {
        made += 1;
        return call(path, request);
      },
      operation.variables,
      prepared,
    );
    if (!work.check(data))
      throw new Error(`${work.name}: the floor returned unusable data: ${JSON.stringify(data).slice(0, 500)}`);
    requests.push({
      operation,
      body: bodyOf(operation),
      expected: Buffer.from(JSON.stringify({ data: comparable(data) })),
    });
    calls.push(made);
  }
  return { requests, leastCalls: Math.min(...calls), mostCalls: Math.max(...calls) };
}

/**
 * Returns the same requests in a dialect.
 * @param {readonly Prepared[]} requests
 * @param {Dialect} [dialect]
 */
export function translated(requests, dialect) {
  if (dialect === undefined) return requests;
  return requests.map((request) => ({ ...request, body: bodyOf(dialect.operation(request.operation)) }));
}

/** @param {Operation} operation */
function bodyOf(operation) {
  return JSON.stringify(operation).split(KEY);
}

/**
 * Returns a call that caches its responses, because the data of the bench never change.
 * @param {import('./works.mjs').Call} call
 * @returns {import('./works.mjs').Call}
 */
export function remembering(call) {
  /** @type {Map<string, Promise<any>>} */
  const answers = new Map();
  return (path, request) => {
    const name = `${path} ${JSON.stringify(request)}`;
    const answer = answers.get(name) ?? call(path, request);
    answers.set(name, answer);
    return answer;
  };
}
