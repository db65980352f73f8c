import { createPublicKey } from 'node:crypto';
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Caller } from '../config/caller.js';
import type { AuthConfig } from '../config/config.js';
import { effectiveScopes, isScope } from '../config/scopes.js';
import { type Authenticate, MAX_CREDENTIAL_LENGTH } from './credential.js';
import { HttpRefusal, unauthenticated } from './http-refusal.js';
import { KeySetUnavailable, keySetAt } from './key-set.js';

type JwtConfig = Extract<AuthConfig, { mode: 'jwt' }>;

/** Creates the authentication by JWT. Every invalid token gets the same message, regardless of the reason. */
export function byJwt(config: JwtConfig): Authenticate {
  const { issuer, audience, algorithms, clockToleranceSeconds } = config;
  const key = 'jwksUrl' in config.keys ? keySetAt(config.keys.jwksUrl) : keyIn(config.keys.publicKey);
  const options = {
    issuer,
    audience,
    algorithms: [...algorithms],
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ['exp', 'sub'],
  };
  return async ({ authorization }) => {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) {
      throw unauthenticated(
        'Bearer',
        'The token is missing. Send it in the header authorization: Bearer …',
        'no token',
      );
    }
    if (token.length > MAX_CREDENTIAL_LENGTH) throw invalid('longer than 8 KB');
    return callerOf(await claimsOf(token, key, options), clockToleranceSeconds);
  };
}

async function claimsOf(
  token: string,
  key: JWTVerifyGetKey,
  options: Parameters<typeof jwtVerify>[2],
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, key, options)).payload;
  } catch (error) {
    if (error instanceof KeySetUnavailable) {
      throw new HttpRefusal(503, 'INTERNAL_SERVER_ERROR', 'Tokens cannot be verified at the moment', {
        cause: error.cause,
      });
    }
    throw invalid(reasonOf(error));
  }
}

function callerOf({ sub, scope, wechat_appids, exp = 0 }: JWTPayload, toleranceSeconds: number): Caller {
  // The library accepts a subject of any type.
  if (typeof sub !== 'string' || sub === '') throw invalid('sub is not a non-empty string');
  const scopes = typeof scope === 'string' ? scope.split(' ').filter(isScope) : [];
  const appids = Array.isArray(wechat_appids) ? wechat_appids.filter((appid) => typeof appid === 'string') : [];
  return { name: sub, scopes: effectiveScopes(scopes), appids, expiresAt: (exp + toleranceSeconds) * 1000 };
}

function invalid(reason: string): HttpRefusal {
  return unauthenticated('Bearer error="invalid_token"', 'The token is not valid', reason);
}

/** Returns the reason for the log: the error code and the name of the claim. The message and cause may contain values of the token. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) {
    return `${error.code} ${error.claim}`;
  }
  return error instanceof errors.JOSEError ? error.code : (error as Error).name;
}

function keyIn(pem: string): JWTVerifyGetKey {
  const key = createPublicKey(pem);
  return async () => key;
}
