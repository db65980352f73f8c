/** The doctor's look at the issuer of tokens: is its key set there, and does it hold a key that is taken. */
import { createLocalJWKSet, type JSONWebKeySet, type JWK } from 'jose';
import { KEY_SET_TIMEOUT_MS, MAX_KEY_SET_BYTES, MAX_KEYS } from '../admission/key-set.js';
import type { AuthConfig } from '../config/config.js';
import type { Deadline } from '../deadline.js';
import { readBounded } from '../platform/bounded-body.js';
import type { Finding } from './finding.js';
import { probe } from './http-probe.js';

/** Fetches the key set as the server does, in as much time. Nothing where keys come from no set. */
export async function checkIssuer(auth: AuthConfig, deadline: Deadline): Promise<readonly Finding[]> {
  if (auth.mode !== 'jwt' || !('jwksUrl' in auth.keys)) return [];
  const { jwksUrl } = auth.keys;
  const name = `key set ${new URL(jwksUrl).host}`;
  const answer = await probe(jwksUrl, KEY_SET_TIMEOUT_MS, deadline, async ({ statusCode, body }) => ({
    statusCode,
    text: (await readBounded(body, MAX_KEY_SET_BYTES)).toString(),
  }));
  if (answer.trouble !== undefined) {
    const fix = 'check JWT_JWKS_URL, and the DNS, firewall and way out of this machine';
    return [{ state: 'fail', name, found: answer.trouble, fix }];
  }
  const { statusCode, text } = answer;
  const keys = statusCode === 200 ? keysIn(text) : undefined;
  if (keys === undefined) {
    const found = statusCode === 200 ? 'the answer is no key set' : `HTTP status ${statusCode}`;
    const fix =
      'set JWT_JWKS_URL to where the key set itself is: it must be answered with 200, no redirect is followed';
    return [{ state: 'fail', name, found, fix }];
  }
  if (keys.length > MAX_KEYS) {
    const fix = 'set JWT_JWKS_URL to a key set of this issuer alone, without keys that it no longer signs with';
    return [{ state: 'fail', name, found: `${keys.length} keys, more than the ${MAX_KEYS} that are accepted`, fix }];
  }
  const taken = keys.filter((key) => isTaken(key, auth.algorithms)).length;
  const found = `${keys.length} ${keys.length === 1 ? 'key' : 'keys'}, ${taken} of which can be taken`;
  if (taken > 0) return [{ state: 'ok', name, found }];
  return [{ state: 'fail', name, found, fix: 'compare JWT_ALGORITHMS with the algorithms of the keys' }];
}

function keysIn(text: string): readonly JWK[] | undefined {
  try {
    const keySet: JSONWebKeySet = JSON.parse(text);
    createLocalJWKSet(keySet);
    return keySet.keys;
  } catch {
    return undefined;
  }
}

/** Whether a token that the key signed may be good: by what the set says of the key, which may be little. */
function isTaken({ kty, use = 'sig', alg }: JWK, algorithms: readonly string[]): boolean {
  return kty !== 'oct' && use === 'sig' && (alg === undefined || algorithms.includes(alg));
}
