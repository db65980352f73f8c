import { request } from 'undici';
import type { Deadline } from '../../deadline.js';
import { BodyTooLarge, readBounded } from '../bounded-body.js';
import { TOKEN_LIFETIME_SECONDS, token as tokenCalls } from '../endpoints/token.js';
import { open, unusable } from '../envelope.js';
import { PlatformError } from '../errors.js';
import { type Observer, observed } from '../observer.js';
import type { Transport } from '../transport.js';
import { safeInt, text } from '../wire.js';
import type { Concealed } from './seal.js';

/** How an account's access token is obtained. */
export type TokenMode =
  /** `stable`: `stable_token`; a fetch does not invalidate other tokens. `classic`: each fetch invalidates the previous token. */
  | { readonly mode: 'stable' | 'classic'; readonly secret: Concealed }
  /** A GET request to the merchant's own token service, which returns `{access_token, expires_in}`. */
  | { readonly mode: 'url'; readonly url: Concealed }
  /** The tokens of a third-party platform. It is assumed that a fetch may invalidate other tokens. */
  | { readonly mode: 'component'; readonly issuer: TokenIssuer; readonly secret: Concealed };

/** Fetches the tokens of a third-party platform. */
export interface TokenIssuer {
  /** AppID of the third-party platform. */
  readonly component: string;
  /** Path of the call that fetches a token. */
  readonly endpoint: string;
  /**
   * @param appid of the account
   * @throws {PlatformError}
   */
  issue(appid: string, deadline: Deadline): Promise<FetchedToken>;
}

export interface FetchedToken {
  readonly value: string;
  /** Seconds from now, at most 7200. */
  readonly lifetimeSeconds: number;
}

/** Name of a token service in errors. Its URL may contain a secret. */
const TOKEN_SERVICE = 'token service';

/** Maximum size of a token response, bytes. The usual size is a few hundred. */
const MAX_TOKEN_BYTES = 64 * 1024;

/** Returns the name of the token endpoint for errors and metrics: the path of the call or `token service`. */
export function tokenEndpoint(token: TokenMode): string {
  if (token.mode === 'component') return token.issuer.endpoint;
  return token.mode === 'url' ? TOKEN_SERVICE : tokenCalls[token.mode].path;
}

/** Returns the secret of an account that only this deployment has. It encrypts what the account stores. */
export function ownSecretOf(token: TokenMode): Concealed {
  return token.mode === 'url' ? token.url : token.secret;
}

export interface TokenRequest {
  readonly appid: string;
  readonly token: TokenMode;
  readonly transport: Transport;
  readonly deadline: Deadline;
  /** Only for `stable`: invalidates the current token. */
  readonly forceRefresh?: boolean;
  readonly observer?: Observer | undefined;
}

/** @throws {PlatformError} that contains neither the secret nor the URL */
export function fetchToken(tokenRequest: TokenRequest): Promise<FetchedToken> {
  const { appid, token, deadline, observer } = tokenRequest;
  // The issuer observes its own calls, which may be several.
  if (token.mode === 'component') return token.issuer.issue(appid, deadline);
  const endpoint = tokenEndpoint(token);
  return observed(observer, appid, endpoint, async () =>
    readToken(endpoint, 'access_token', open(endpoint, await send(tokenRequest, token, endpoint))),
  );
}

/**
 * Reads the token of a response.
 * @param field that contains the token
 * @throws {PlatformError} if it contains no token
 */
export function readToken(endpoint: string, field: string, answer: Readonly<Record<string, unknown>>): FetchedToken {
  const value = text(answer[field]);
  if (!value) throw unusable(endpoint, field);
  const lifetime = safeInt(answer.expires_in) ?? TOKEN_LIFETIME_SECONDS;
  return { value, lifetimeSeconds: Math.min(lifetime, TOKEN_LIFETIME_SECONDS) };
}

function send(
  tokenRequest: TokenRequest,
  token: Exclude<TokenMode, { mode: 'component' }>,
  endpoint: string,
): Promise<Buffer> {
  const { appid, transport, deadline, forceRefresh } = tokenRequest;
  if (token.mode === 'url') return sendToService(token.url.reveal(), deadline);
  const credentials = { grant_type: 'client_credential', appid, secret: token.secret.reveal() };
  if (token.mode === 'classic') {
    const query = `?${new URLSearchParams(credentials)}`;
    return transport.send({ endpoint, method: tokenCalls.classic.method, query, maxBytes: MAX_TOKEN_BYTES, deadline });
  }
  const body = JSON.stringify(forceRefresh ? { ...credentials, force_refresh: true } : credentials);
  return transport.send({
    endpoint,
    method: tokenCalls.stable.method,
    query: '',
    body,
    maxBytes: MAX_TOKEN_BYTES,
    deadline,
  });
}

async function sendToService(url: string, deadline: Deadline): Promise<Buffer> {
  const noResponse = () => serviceError('it did not respond');
  try {
    // Raced because undici checks the signal only after connecting.
    return await deadline.race(getFromService(url, deadline.signal), noResponse);
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    throw error instanceof BodyTooLarge ? serviceError(error.message) : noResponse();
  }
}

/** Does not follow redirects. */
async function getFromService(url: string, signal: AbortSignal): Promise<Buffer> {
  const { statusCode, body } = await request(url, { signal });
  if (statusCode === 200) return readBounded(body, MAX_TOKEN_BYTES);
  // The body is not read, and it may be arbitrarily large.
  body.on('error', () => undefined).destroy();
  throw serviceError(`HTTP status ${statusCode}`);
}

function serviceError(reason: string): PlatformError {
  return new PlatformError({ kind: 'transport', endpoint: TOKEN_SERVICE, reason });
}
