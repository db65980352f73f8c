/** Detects unknown variables with one of our prefixes. A misspelt name would be ignored, and the restriction it was meant to set would be off. */

import type { ConfigProblem } from './config.js';
import { VARIABLES } from './env.js';

/**
 * Prefixes that only this server uses. Others are deliberately not included: NODE_, LOG_, REDIS_, STATE_, CACHE_, CORS_, API_, ACCOUNTS_
 * and the like are also used by other programs in the same environment.
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

/** Variables that Kubernetes and Docker links set for a service that is called `auth` or `router`. */
const SERVICE_LINK = /_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)$/;
const SERVICE_URL = /^(?:tcp|udp|sctp):\/\//;

const NAMES = VARIABLES.map(({ name }) => name);

/**
 * Returns a problem for each unknown variable with one of our prefixes.
 * @param given without empty variables, which count as unset
 */
export function unknownVariables(given: Readonly<Record<string, string | undefined>>): readonly ConfigProblem[] {
  const unknown = Object.entries(given).filter(([name, value]) => isGuarded(name) && !isServiceLink(name, value));
  return unknown.flatMap(([name]) => (NAMES.includes(name) ? [] : [{ name, problem: problemOf(name) }]));
}

const isGuarded = (name: string) => GUARDED.some((word) => name.startsWith(`${word}_`));

const isServiceLink = (name: string, value = '') =>
  SERVICE_LINK.test(name) || (name.endsWith('_PORT') && SERVICE_URL.test(value));

function problemOf(name: string): string {
  const near = nearest(name);
  return `unknown variable${near === undefined ? '' : `; did you mean ${near}?`}`;
}

/** Returns the name with the smallest distance, if that is at most a third of its length. */
function nearest(name: string): string | undefined {
  const [best] = NAMES.map((existing) => ({ existing, changes: distance(name, existing) }))
    .filter(({ existing, changes }) => changes <= existing.length / 3)
    .sort((a, b) => a.changes - b.changes);
  return best?.existing;
}

/** Returns the Levenshtein distance, computed row by row. */
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
