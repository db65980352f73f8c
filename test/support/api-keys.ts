import { createHash } from 'node:crypto';
import type { ApiKey, AuthConfig } from '../../src/config/config.js';
import { SCOPES } from '../../src/config/scopes.js';

/** The key of a name. */
export const keyOf = (name: string): string => `PLANTED-KEY-OF-${name}`;

/** The entry of API_KEYS_FILE for it; every scope and the demo account unless said otherwise. */
export function entryOf(name: string, own: Partial<Pick<ApiKey, 'scopes' | 'appids'>> = {}): ApiKey {
  return { name, sha256: sha256(keyOf(name)), scopes: SCOPES, appids: ['wxdemo'], ...own };
}

export function apiKeys(...keys: readonly ApiKey[]): AuthConfig {
  return { mode: 'api-key', keys };
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
