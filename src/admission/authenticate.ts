import { createHash, timingSafeEqual } from 'node:crypto';
import type { Caller } from '../config/caller.js';
import type { ApiKey, AuthConfig } from '../config/config.js';
import { effectiveScopes, SCOPES } from '../config/scopes.js';
import type { Secret } from '../config/secret.js';
import { type Authenticate, MAX_CREDENTIAL_LENGTH } from './credential.js';
import { unauthenticated } from './http-refusal.js';
import { byJwt } from './jwt.js';

/** The authentication scheme of a request without the router's secret. */
export const ROUTER_CHALLENGE = 'RouterSecret';

/**
 * Creates the authentication of callers.
 * @returns a function that rejects with `HttpRefusal`: 401 if the credential is not valid, 503 if it cannot be verified now
 */
export function createAuthenticate(auth: AuthConfig, routerSecret: Secret | undefined): Authenticate {
  const authenticate = authenticatorOf(auth);
  if (routerSecret === undefined) return authenticate;
  const expected = digest(routerSecret.reveal());
  return async (headers) => {
    const given = headers['x-router-secret'];
    if (typeof given !== 'string' || !timingSafeEqual(digest(given), expected)) {
      throw unauthenticated(
        ROUTER_CHALLENGE,
        'Requests are accepted only from the router. Send this request to the router',
        'router secret',
      );
    }
    return authenticate(headers);
  };
}

function authenticatorOf(auth: AuthConfig): Authenticate {
  switch (auth.mode) {
    case 'none':
      return async () => ANYONE;
    case 'api-key':
      return byApiKey(auth.keys);
    case 'jwt':
      return byJwt(auth);
  }
}

/** The caller without authentication, who may do everything. The server then listens on loopback only. */
const ANYONE: Caller = { name: 'anonymous', scopes: new Set(SCOPES), appids: 'all' };

function byApiKey(keys: readonly ApiKey[]): Authenticate {
  const entries = keys.map(({ name, sha256, scopes, appids }) => ({
    hash: Buffer.from(sha256, 'hex'),
    caller: { name, scopes: effectiveScopes(scopes), appids } satisfies Caller,
  }));
  return async (headers) => {
    const given = headers['x-api-key'];
    if (typeof given !== 'string' || given === '') {
      throw unauthenticated('ApiKey', 'The API key is missing. Send it in the header x-api-key', 'no key');
    }
    const hash = digest(given.slice(0, MAX_CREDENTIAL_LENGTH));
    // Every entry is compared, so that the time does not depend on which one matches.
    let found: Caller | undefined;
    for (const { hash: stored, caller } of entries) {
      if (timingSafeEqual(hash, stored)) found = caller;
    }
    if (found === undefined || given.length > MAX_CREDENTIAL_LENGTH) {
      throw unauthenticated('ApiKey', 'The API key is not valid', 'unknown key');
    }
    return found;
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
