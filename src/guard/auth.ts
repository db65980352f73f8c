import { createHash, createPublicKey, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { ApiKey, AuthConfig } from '../config.js';
import type { Caller } from '../context.js';
import type { Secret } from '../secret.js';
import { Refused } from './refused.js';
import { isScope, SCOPES } from './scopes.js';

/** Tells who is asking from the headers of a request. */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Caller>;

/**
 * How callers are told from each other.
 * The returned function rejects with `Refused` 401 for whatever is no good credential; the reason stays in its cause.
 */
export function createAuthenticate(auth: AuthConfig, routerSecret: Secret | undefined): Authenticate {
  const authenticate = authenticatorOf(auth);
  if (routerSecret === undefined) return authenticate;
  const expected = digest(routerSecret.reveal());
  return async (headers) => {
    const given = headers['x-router-secret'];
    if (typeof given !== 'string' || !timingSafeEqual(digest(given), expected)) {
      throw unauthenticated('Only the router of this company is let in');
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

/** Without authentication everyone may do everything; the server listens on loopback alone then. */
const ANYONE: Caller = { name: 'anonymous', scopes: new Set(SCOPES), appids: 'all' };

/** Longer keys and tokens are not looked at. A token with many claims has 2 or 3 KB. */
const MAX_CREDENTIAL_BYTES = 8192;

function byApiKey(keys: readonly ApiKey[]): Authenticate {
  const entries = keys.map(({ name, sha256, scopes, appids }) => ({
    hash: Buffer.from(sha256, 'hex'),
    caller: { name, scopes: new Set(scopes), appids } satisfies Caller,
  }));
  return async (headers) => {
    const given = headers['x-api-key'];
    if (typeof given !== 'string' || given === '') throw unauthenticated('Send an API key in the header x-api-key');
    if (given.length > MAX_CREDENTIAL_BYTES) throw unauthenticated('The API key is not valid');
    const hash = digest(given);
    // Every entry is compared, so that the time tells nothing about which one is near.
    let found: Caller | undefined;
    for (const { hash: known, caller } of entries) {
      if (timingSafeEqual(hash, known)) found = caller;
    }
    if (found === undefined) throw unauthenticated('The API key is not valid');
    return found;
  };
}

/** A key id that is not known makes the key set be fetched again, but not more often than this: made-up ids cost nothing. */
const JWKS_COOLDOWN_MS = 1000;

function byJwt({
  keys,
  issuer,
  audience,
  algorithms,
  clockToleranceSeconds,
}: Extract<AuthConfig, { mode: 'jwt' }>): Authenticate {
  const key: JWTVerifyGetKey =
    'jwksUrl' in keys
      ? createRemoteJWKSet(new URL(keys.jwksUrl), { cooldownDuration: JWKS_COOLDOWN_MS, timeoutDuration: 3000 })
      : keyOf(keys.publicKey);
  const options = {
    issuer,
    audience,
    algorithms: [...algorithms],
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ['exp', 'sub'],
  };
  return async (headers) => {
    const token = bearerOf(headers.authorization);
    try {
      const { payload } = await jwtVerify(token, key, options);
      return callerOf(payload);
    } catch (error) {
      if (isOfKeySet(error)) {
        throw new Refused(503, 'INTERNAL_SERVER_ERROR', 'Tokens cannot be verified at the moment', { cause: error });
      }
      throw unauthenticated('The token is not valid', error);
    }
  };
}

function keyOf(pem: string): JWTVerifyGetKey {
  const key = createPublicKey(pem);
  return async () => key as never;
}

function bearerOf(authorization: string | undefined): string {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw unauthenticated('Send a token in the header authorization: Bearer …');
  if (token.length > MAX_CREDENTIAL_BYTES) throw unauthenticated('The token is not valid');
  return token;
}

function callerOf({ sub, scope, wechat_appids }: JWTPayload): Caller {
  const scopes = typeof scope === 'string' ? scope.split(' ').filter(isScope) : [];
  const appids = Array.isArray(wechat_appids) ? wechat_appids.filter((appid) => typeof appid === 'string') : [];
  return { name: sub ?? '', scopes: new Set(scopes), appids };
}

/** The key set could not be fetched or read: no fault of the caller. */
function isOfKeySet(error: unknown): boolean {
  return (
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    !(error instanceof errors.JOSEError) ||
    (error.code === 'ERR_JOSE_GENERIC' && /JSON Web Key Set/i.test(error.message))
  );
}

function unauthenticated(message: string, cause?: unknown): Refused {
  return new Refused(401, 'UNAUTHENTICATED', message, { cause });
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
