import { endpoint } from '../endpoint.js';

/** Maximum lifetime of a token, in seconds. Source: the platform's public token documents. */
export const TOKEN_LIFETIME_SECONDS = 7200;

/** `stable_token` returns the same token until this many seconds before it expires. Same source. */
export const STABLE_RENEWAL_SECONDS = 300;

/** After a new classic token is issued, the previous one remains valid for this many seconds. Same source. */
export const CLASSIC_OVERLAP_SECONDS = 300;

export interface ClassicTokenRequest {
  grant_type: string;
  appid: string;
  secret: string;
}

export interface StableTokenRequest extends ClassicTokenRequest {
  /** Invalidates the current token. At most 20 times a day, at least 30 s apart. */
  force_refresh?: boolean;
}

export interface TokenAnswer {
  /** Up to 512 characters. */
  access_token: string;
  /** In seconds, at most 7200. */
  expires_in: number;
}

const credentials = {
  grant_type: { type: 'string', missing: 40002 },
  appid: { type: 'string', missing: 41002 },
  secret: { type: 'string', missing: 41004 },
} as const;

const errcodes = [40002, 40013, 40125, 40164, 41002, 41004, 45009, 45011, 50004, 89501, 89503, 89506, 89507];

/** The two endpoints that issue access tokens. */
export const token = {
  stable: endpoint<StableTokenRequest, TokenAnswer>({
    path: '/cgi-bin/stable_token',
    method: 'POST',
    effect: 'read',
    request: { ...credentials, force_refresh: { type: 'bool' } },
    errcodes,
    source: 'public token documents (stable_token)',
  }),
  classic: endpoint<ClassicTokenRequest, TokenAnswer>({
    path: '/cgi-bin/token',
    method: 'GET',
    effect: 'write',
    request: credentials,
    errcodes,
    source: 'public token documents (token)',
  }),
};
