// Checks the Dockerfile: the findings of a linter, our additional rules. Also exports its instructions for test/ship/image.mjs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';

/** Returns pairs of instruction and arguments, with continued lines joined and comments omitted. */
export function instructionsOf(text) {
  const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  const whole = lines
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n');
  return whole.map((line) => {
    const [, name, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [undefined, line, ''];
    return [name, rest];
  });
}

/** Returns the list of an instruction in exec form, or undefined if a shell would run it. */
export const execForm = (text) => (/\[.*\]$/.test(text) ? JSON.parse(text.slice(text.indexOf('['))) : undefined);

/** `A=b C="d e"`. */
export const pairsOf = (text) =>
  Array.from(text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S*))/g), ([, name, a, b]) => [name, a ?? b]);

/** `--from=x a b ./c` → { from: x, sources: [a, b], target: ./c } */
export function copyOf(text) {
  const words = text.split(/\s+/);
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  const paths = words.filter((word) => !word.startsWith('--'));
  return { from, sources: paths.slice(0, -1), target: paths.at(-1) };
}

/** Whether a path is sent to the builder. The last line of .dockerignore that matches it or one of its folders applies. */
export function isSent(path, ignore) {
  const parts = path.split('/');
  const prefixes = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  let sent = true;
  for (const line of ignore.split('\n').filter((text) => text !== '' && !text.startsWith('#'))) {
    const pattern = line.replace(/^!/, '').replace(/\/$/, '');
    if (prefixes.some((prefix) => globbed(prefix, pattern))) sent = line.startsWith('!');
  }
  return sent;
}

const globbed = (path, pattern) =>
  new RegExp(`^${pattern.replaceAll(/[.+^${}()|\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`).test(path);

/** Returns the problems. `files` are those of the repository. */
export function problemsOfDockerfile(root, files, variables) {
  const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
  const ignore = readFileSync(join(root, '.dockerignore'), 'utf8');
  const problems = validate(text).map(({ message, range }) => `line ${range.start.line + 1}: ${message}`);
  const instructions = instructionsOf(text);
  const last = (name) => instructions.filter(([other]) => other === name).at(-1)?.[1];

  const stages = instructions.filter(([name]) => name === 'FROM').map(([, rest]) => rest.split(' AS '));
  const bases = new Set(stages.map(([base]) => base));
  if (bases.size !== 1) problems.push(`expected one base for all stages, got ${[...bases]}`);
  for (const base of bases) {
    if (!/^node:24-\w+-slim(@sha256:[0-9a-f]{64})?$/.test(base))
      problems.push(`expected a Node 24 slim image, got ${base}`);
  }
  for (const [, rest] of instructions.filter(([name]) => name === 'COPY')) {
    const { from, sources } = copyOf(rest);
    if (from !== undefined) {
      if (!stages.some(([, name]) => name === from)) problems.push(`COPY --from=${from}: the stage does not exist`);
      continue;
    }
    for (const source of sources) {
      const there = files.filter((file) => file === source || file.startsWith(`${source}/`));
      if (there.length === 0) problems.push(`COPY ${source}: not in the repository`);
      if (there.some((file) => !isSent(file, ignore))) problems.push(`COPY ${source}: .dockerignore excludes it`);
    }
  }
  for (const secret of [
    '.env',
    'deploy/cardgraph.env',
    'deploy/accounts.json',
    '.state/records.mdb',
    'node_modules/a',
    '.git/config',
  ]) {
    if (isSent(secret, ignore)) problems.push(`.dockerignore does not exclude ${secret}`);
  }
  if (instructions.some(([name]) => name === 'ADD' || name === 'ARG')) problems.push('expected neither ADD nor ARG');
  if (!/^[1-9]\d*:[1-9]\d*$/.test(last('USER') ?? ''))
    problems.push(`USER: expected numeric ids other than root's, got ${last('USER')}`);
  if (last('STOPSIGNAL') !== 'SIGTERM') problems.push('expected STOPSIGNAL SIGTERM');
  for (const name of ['ENTRYPOINT', 'CMD', 'HEALTHCHECK']) {
    if (!execForm(last(name) ?? ''))
      problems.push(`${name}: expected the exec form, because a shell does not forward signals`);
  }
  for (const [, rest] of instructions.filter(([name]) => name === 'ENV')) {
    for (const [name] of pairsOf(rest))
      if (!variables.includes(name)) problems.push(`ENV ${name}: not a variable of the server`);
  }
  return problems;
}
