import { drawIds } from './ids.mjs';

/**
 * One request of a row, ready to be sent, and what is right for an answer.
 *
 * @typedef {object} Prepared
 * @property {Operation} operation
 * @property {readonly string[]} body one text, or two with a new idempotency key in between each time
 * @property {Buffer} expected
 *
 * @typedef {object} Plan
 * @property {Prepared[]} requests
 * @property {number} leastCalls that a server without a cache makes for one of them
 * @property {number} mostCalls
 *
 * @typedef {{ query: string, variables?: object }} Operation
 *
 * @typedef {object} Dialect how a server with another schema is asked for the same
 * @property {(operation: Operation) => Operation} operation
 * @property {(data: any) => object} dataOf its data in the shape of the others'
 */

/** Stands in a body where the key comes. */
const KEY = '‹idempotency key›';

/**
 * Makes the requests of a row, with the data that the floor would answer.
 * @param {import('./works.mjs').Work} work
 * @param {import('./ids.mjs').Spread} spread
 * @param {readonly string[]} ids of the cards that there are to ask for
 * @param {number} count
 * @param {import('./works.mjs').Call} call
 * @returns {Promise<Plan>}
 */
export async function planRequests(work, spread, ids, count, call) {
  const known = remembering(call);
  const requests = [];
  const calls = [];
  for (const drawn of drawIds(spread, ids, work.ids === undefined ? 1 : count, work.ids ?? 0)) {
    const operation = work.operation(KEY, drawn);
    let made = 0;
    const data = await work.floor((path, request) => {
      made += 1;
      return known(path, request);
    }, operation.variables);
    if (!work.check(data))
      throw new Error(`${work.name}: expected other data, got ${JSON.stringify(data).slice(0, 500)}`);
    requests.push({ operation, body: bodyOf(operation), expected: Buffer.from(JSON.stringify({ data })) });
    calls.push(made);
  }
  return { requests, leastCalls: Math.min(...calls), mostCalls: Math.max(...calls) };
}

/**
 * The same requests in a dialect.
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
 * The same answer for the same call: data of the bench never change under it.
 * @param {import('./works.mjs').Call} call
 * @returns {import('./works.mjs').Call}
 */
function remembering(call) {
  /** @type {Map<string, Promise<any>>} */
  const answers = new Map();
  return (path, request) => {
    const name = `${path} ${JSON.stringify(request)}`;
    const answer = answers.get(name) ?? call(path, request);
    answers.set(name, answer);
    return answer;
  };
}
