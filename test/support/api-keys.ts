import { createHash } from 'node:crypto';
import type { ApiKey, AuthConfig } from '../../src/config/config.js';
import { SCOPES } from '../../src/config/scopes.js';

/** Returns the API key for a name. */
export const keyOf = (name: string): string => `PLANTED-KEY-OF-${name}`;

/** Returns the entry of API_KEYS_FILE for a name. Defaults to every scope and the demo account. */
export function entryOf(name: string, own: Partial<Pick<ApiKey, 'scopes' | 'appids'>> = {}): ApiKey {
  return { name, sha256: sha256(keyOf(name)), scopes: SCOPES, appids: ['wxdemo'], ...own };
}

export function apiKeys(...keys: readonly ApiKey[]): AuthConfig {
  return { mode: 'api-key', keys };
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
