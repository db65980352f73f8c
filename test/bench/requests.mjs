import { drawIds } from './ids.mjs';

/**
 * One request of a row, ready to be sent, and what is right for an answer.
 *
 * @typedef {object} Prepared
 * @property {readonly string[]} body one text, or two with a new idempotency key in between each time
 * @property {Buffer} expected
 *
 * @typedef {object} Plan
 * @property {Prepared[]} requests
 * @property {number} leastCalls that a server without a cache makes for one of them
 * @property {number} mostCalls
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
    requests.push({ body: JSON.stringify(operation).split(KEY), expected: Buffer.from(JSON.stringify({ data })) });
    calls.push(made);
  }
  return { requests, leastCalls: Math.min(...calls), mostCalls: Math.max(...calls) };
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
