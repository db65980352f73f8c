/** Detects unknown variables with one of our prefixes, and near misses of our names. A misspelt name would be ignored, and the restriction it was meant to set would be off. */

import type { ConfigProblem } from './config.js';
import { VARIABLES } from './env.js';
import { isNearMiss, nearestOf } from './similar-names.js';

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

/** Names without an underscore, such as `HOST`, are too common in other programs and in other cases. */
const DISTINCTIVE = NAMES.filter((name) => name.includes('_'));

/**
 * Returns a problem for each unknown variable with one of our prefixes, and for each near miss of a variable that is not set.
 * @param given without empty variables, which count as unset
 */
export function unknownVariables(given: Readonly<Record<string, string | undefined>>): readonly ConfigProblem[] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (NAMES.includes(name) || isServiceLink(name, value)) return [];
    // If the variable with the right name is set, the other one belongs to another program.
    const missed = DISTINCTIVE.find((own) => given[own] === undefined && isNearMiss(name, own));
    if (!isGuarded(name) && missed === undefined) return [];
    const near = missed ?? nearestOf(name, NAMES);
    return [{ name: shown(name), problem: `unknown variable${near === undefined ? '' : `; did you mean ${near}?`}` }];
  });
}

/** Maximum length of a name that is shown, characters. */
const MAX_SHOWN = 128;

/** Returns a name for the message: a control character in it could start a line that looks like another problem. */
function shown(name: string): string {
  const visible = name.slice(0, MAX_SHOWN).replace(/\p{Cc}/gu, '?');
  return name.length > MAX_SHOWN ? `${visible}…` : visible;
}

const isGuarded = (name: string) => GUARDED.some((word) => name.startsWith(`${word}_`));

const isServiceLink = (name: string, value = '') =>
  SERVICE_LINK.test(name) || (name.endsWith('_PORT') && SERVICE_URL.test(value));
