/** The doctor's check of the token issuer: whether its JWKS can be fetched and contains a usable key. */
import { createLocalJWKSet, type JSONWebKeySet, type JWK } from 'jose';
import { KEY_SET_TIMEOUT_MS, MAX_KEY_SET_BYTES, MAX_KEYS } from '../admission/key-set.js';
import type { AuthConfig } from '../config/config.js';
import type { Deadline } from '../deadline.js';
import { readBounded } from '../platform/bounded-body.js';
import type { Finding } from './finding.js';
import { probe } from './http-probe.js';

/** Fetches the key set with the same timeout as the server. Returns no finding if no key set is configured. */
export async function checkIssuer(auth: AuthConfig, deadline: Deadline): Promise<readonly Finding[]> {
  if (auth.mode !== 'jwt' || !('jwksUrl' in auth.keys)) return [];
  const { jwksUrl } = auth.keys;
  const name = `key set ${new URL(jwksUrl).host}`;
  const response = await probe(jwksUrl, KEY_SET_TIMEOUT_MS, deadline, async ({ statusCode, body }) => ({
    statusCode,
    text: (await readBounded(body, MAX_KEY_SET_BYTES)).toString(),
  }));
  if (response.trouble !== undefined) {
    const fix = 'check JWT_JWKS_URL, and the DNS, firewall and outbound network of this machine';
    return [{ state: 'fail', name, found: response.trouble, fix }];
  }
  const { statusCode, text } = response;
  const keys = statusCode === 200 ? keysIn(text) : undefined;
  if (keys === undefined) {
    const found = statusCode === 200 ? 'the response is not a JWKS' : `HTTP status ${statusCode}`;
    const fix = 'set JWT_JWKS_URL to the URL of the JWKS itself: it must return 200, and redirects are not followed';
    return [{ state: 'fail', name, found, fix }];
  }
  if (keys.length > MAX_KEYS) {
    const fix = 'set JWT_JWKS_URL to a JWKS of only this issuer, without keys that it no longer signs with';
    return [{ state: 'fail', name, found: `${keys.length} keys, expected at most ${MAX_KEYS}`, fix }];
  }
  const usable = keys.filter((key) => isUsable(key, auth.algorithms)).length;
  const found = `${keys.length} ${keys.length === 1 ? 'key' : 'keys'}, ${usable} usable`;
  if (usable > 0) return [{ state: 'ok', name, found }];
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

/** Returns whether the server could accept a token signed with the key. The set may omit the use and the algorithm of a key. */
function isUsable({ kty, use = 'sig', alg }: JWK, algorithms: readonly string[]): boolean {
  return kty !== 'oct' && use === 'sig' && (alg === undefined || algorithms.includes(alg));
}
