/**
 * @typedef {{ functionName: string, url: string, lineNumber: number }} Frame
 *
 * @typedef {object} Profile the result of V8's sampling profiler
 * @property {{ id: number, callFrame: Frame, children?: number[] }[]} nodes
 * @property {number[]} samples the node on top of the stack, one per sample
 * @property {number[]} timeDeltas microseconds since the previous sample
 */

const GROUPS = 14;
const FUNCTIONS = 4;

/**
 * Returns the distribution of a profile's time: the groups of code with the most self time, each with its most expensive functions.
 * JSON.parse and JSON.stringify have no frames, so their time counts for their callers. Samples measure wall time, so on a busy machine the
 * microseconds include waiting for a core, and only the shares are meaningful.
 * @param {Profile} profile
 * @param {number} requests served during the profile
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
  const lines = [`${amount(busy)}  on the JavaScript thread, per request`];
  const greatestGroups = [...groups].sort(([, a], [, b]) => b.total - a.total).slice(0, GROUPS);
  for (const [name, { total, functions }] of greatestGroups) {
    lines.push(`${amount(total)}  ${name}`);
    const greatest = [...functions].sort(([, a], [, b]) => b - a).slice(0, FUNCTIONS);
    lines.push(...greatest.map(([label, micros]) => `${' '.repeat(18)}${amount(micros)}  ${label}`));
  }
  return lines.join('\n');
}

/**
 * Returns the group that a node's time counts for. Native functions without a file count for their caller. Idle time and the profiler do
 * not count.
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
