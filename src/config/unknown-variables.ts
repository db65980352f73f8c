/** Variables that look like ours and are not: a name with a slip in it would be passed over, and what it was to forbid be open. */

import type { ConfigProblem } from './config.js';
import { VARIABLES } from './env.js';

/**
 * First words that are ours alone. Deliberately not all that we use: NODE_, LOG_, REDIS_, STATE_, CACHE_, CORS_, API_, ACCOUNTS_
 * and the like are other programs' too, and the environment is theirs as well.
 */
export const GUARDED = [
  'WECHAT',
  'AUTH',
  'JWT',
  'LIMIT',
  'RATE',
  'AUDIT',
  'PERSISTED',
  'UPSTREAM',
  'FEDERATION',
  'ROUTER',
];

/** What Kubernetes, and Docker's links, put into the environment for a service that happens to be called `auth` or `router`. */
const SERVICE_LINK = /_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)$/;
const SERVICE_URL = /^(?:tcp|udp|sctp):\/\//;

const NAMES = VARIABLES.map(({ name }) => name);

/** @param given without empty variables: they are unset */
export function unknownVariables(given: Readonly<Record<string, string | undefined>>): readonly ConfigProblem[] {
  const unknown = Object.entries(given).filter(([name, value]) => isGuarded(name) && !isServiceLink(name, value));
  return unknown.flatMap(([name]) => (NAMES.includes(name) ? [] : [{ name, problem: problemOf(name) }]));
}

const isGuarded = (name: string) => GUARDED.some((word) => name.startsWith(`${word}_`));

const isServiceLink = (name: string, value = '') =>
  SERVICE_LINK.test(name) || (name.endsWith('_PORT') && SERVICE_URL.test(value));

function problemOf(name: string): string {
  const near = nearest(name);
  return `expected a variable of this server, of which none is called so${near === undefined ? '' : `; did you mean ${near}?`}`;
}

/** The name that takes the fewest changes, if those are fewer than a third of its letters. */
function nearest(name: string): string | undefined {
  const [best] = NAMES.map((existing) => ({ existing, changes: distance(name, existing) }))
    .filter(({ existing, changes }) => changes <= existing.length / 3)
    .sort((a, b) => a.changes - b.changes);
  return best?.existing;
}

/** Levenshtein's: how many letters are to be put in, left out or replaced. Row by row of its table. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...a].entries()) {
    const row = [index + 1];
    for (const [column, other] of [...b].entries()) {
      const replaced = (above[column] ?? 0) + (letter === other ? 0 : 1);
      row.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (row[column] ?? 0) + 1));
    }
    above = row;
  }
  return above[b.length] ?? 0;
}
