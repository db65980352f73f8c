/**
 * @typedef {{ functionName: string, url: string, lineNumber: number }} Frame
 *
 * @typedef {object} Profile what V8's sampling profiler answers
 * @property {{ id: number, callFrame: Frame, children?: number[] }[]} nodes
 * @property {number[]} samples node on top of the stack, one a sample
 * @property {number[]} timeDeltas microseconds since the sample before
 */

const GROUPS = 14;
const FUNCTIONS = 4;

/**
 * Where a profile's time went: the groups of code with the most self time, each with its greatest functions. JSON.parse and
 * JSON.stringify have no frames of their own: their time is their caller's. Samples are of wall time: on a busy machine
 * the microseconds grow with the waiting for a core, and only the shares say something.
 * @param {Profile} profile
 * @param {number} requests answered meanwhile
 * @returns {string}
 */
export function selfTimes({ nodes, samples, timeDeltas }, requests) {
  const owners = ownersOf(nodes);
  /** @type {Map<string, { total: number, functions: Map<string, number> }>} */
  const groups = new Map();
  let busy = 0;
  samples.forEach((id, index) => {
    const owner = owners.get(id);
    const micros = timeDeltas[index] ?? 0;
    if (owner === undefined) return;
    busy += micros;
    const group = groups.get(owner.group) ?? { total: 0, functions: new Map() };
    groups.set(owner.group, group);
    group.total += micros;
    group.functions.set(owner.label, (group.functions.get(owner.label) ?? 0) + micros);
  });
  const amount = (/** @type {number} */ micros) =>
    `${(micros / requests).toFixed(0).padStart(6)} µs ${((100 * micros) / busy).toFixed(1).padStart(5)} %`;
  const lines = [`${amount(busy)}  on the JavaScript thread, a request`];
  const greatestGroups = [...groups].sort(([, a], [, b]) => b.total - a.total).slice(0, GROUPS);
  for (const [name, { total, functions }] of greatestGroups) {
    lines.push(`${amount(total)}  ${name}`);
    const greatest = [...functions].sort(([, a], [, b]) => b - a).slice(0, FUNCTIONS);
    lines.push(...greatest.map(([label, micros]) => `${' '.repeat(18)}${amount(micros)}  ${label}`));
  }
  return lines.join('\n');
}

/**
 * Whose time a node's is. What is native and has no file counts for its caller; idling and the profiler for nobody.
 * @param {Profile['nodes']} nodes
 */
function ownersOf(nodes) {
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node])));
  /** @type {Map<number, { group: string, label: string }>} */
  const owners = new Map();
  for (const { id, callFrame } of nodes) {
    let owner = callFrame;
    for (let parent = parents.get(id); parent !== undefined; parent = parents.get(parent.id)) {
      if (owner.url === '' && !owner.functionName.startsWith('(')) owner = parent.callFrame;
      if (parent.callFrame.url.endsWith('/probe.mjs')) owner = parent.callFrame;
    }
    if (owner.functionName === '(idle)' || owner.url.endsWith('/probe.mjs')) continue;
    const native = owner === callFrame ? '' : ` (${callFrame.functionName})`;
    owners.set(id, { group: groupOf(owner), label: `${labelOf(owner)}${native}` });
  }
  return owners;
}

/** @param {Frame} frame */
function groupOf({ functionName, url }) {
  if (url === '') return functionName;
  // undici's HTTP parser is the only WebAssembly here.
  if (url.startsWith('wasm:')) return 'undici';
  if (/^node:(_?http|net|internal\/(http|stream|net))/.test(url)) return 'node: http, net, streams';
  if (url.startsWith('node:')) return 'node: the rest';
  const dependency = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  return dependency ?? /\/(dist\/\w+|test\/bench)[/.]/.exec(url)?.[1] ?? url;
}

/** @param {Frame} frame */
function labelOf({ functionName, url, lineNumber }) {
  const name = functionName || '(anonymous)';
  return url === '' ? name : `${name} ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`;
}
