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

/** Where an account's access token comes from. */
export type TokenMode =
  /** `stable`: stable_token, replicas cannot void each other's token. `classic`: each fetch voids the one before. */
  | { readonly mode: 'stable' | 'classic'; readonly secret: Concealed }
  /** A GET to a service of the merchant's own, which answers `{access_token, expires_in}`. */
  | { readonly mode: 'url'; readonly url: Concealed };

export interface FetchedToken {
  readonly value: string;
  /** Seconds from now, at most 7200. */
  readonly lifetimeSeconds: number;
}

/** The name under which errors speak of a token service: its URL may hold a secret. */
const TOKEN_SERVICE = 'token service';

/** Bytes of a response with a token that are read: one has a few hundred. */
const MAX_TOKEN_BYTES = 64 * 1024;

/** What is asked for a token: the path of a call, or the token service. */
export function tokenEndpoint({ mode }: TokenMode): string {
  return mode === 'url' ? TOKEN_SERVICE : tokenCalls[mode].path;
}

export interface TokenRequest {
  readonly appid: string;
  readonly token: TokenMode;
  readonly transport: Transport;
  readonly deadline: Deadline;
  /** `stable` alone: voids the token in use. */
  readonly forceRefresh?: boolean;
  readonly observer?: Observer | undefined;
}

/** @throws {PlatformError} that shows neither secret nor URL */
export function fetchToken(asked: TokenRequest): Promise<FetchedToken> {
  const endpoint = tokenEndpoint(asked.token);
  return observed(asked.observer, asked.appid, endpoint, () => fetchFrom(endpoint, asked));
}

async function fetchFrom(endpoint: string, asked: TokenRequest): Promise<FetchedToken> {
  const answer = open(endpoint, await send(asked, endpoint));
  const value = text(answer.access_token);
  if (!value) throw unusable(endpoint, 'access_token');
  const lifetime = safeInt(answer.expires_in) ?? TOKEN_LIFETIME_SECONDS;
  return { value, lifetimeSeconds: Math.min(lifetime, TOKEN_LIFETIME_SECONDS) };
}

function send(asked: TokenRequest, endpoint: string): Promise<Buffer> {
  const { appid, token, transport, deadline, forceRefresh } = asked;
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
  const noAnswer = () => serviceError('it did not answer');
  try {
    // The signal ends the body, but undici checks it only once it is connected.
    return await deadline.race(getFromService(url, deadline.signal), noAnswer);
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    throw error instanceof BodyTooLarge ? serviceError(error.message) : noAnswer();
  }
}

/** No redirect is followed. */
async function getFromService(url: string, signal: AbortSignal): Promise<Buffer> {
  const { statusCode, body } = await request(url, { signal });
  if (statusCode === 200) return readBounded(body, MAX_TOKEN_BYTES);
  // Nobody reads it, and it may be of any length.
  body.on('error', () => undefined).destroy();
  throw serviceError(`HTTP status ${statusCode}`);
}

function serviceError(reason: string): PlatformError {
  return new PlatformError({ kind: 'transport', endpoint: TOKEN_SERVICE, reason });
}
