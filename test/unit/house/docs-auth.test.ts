import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VARIABLES } from '../../../src/config/env.js';
import { loadConfig } from '../../../src/config/load-config.js';
import { sha256 } from '../../support/api-keys.js';

const PAGE = readFileSync(join(__dirname, '../../../docs/auth.md'), 'utf8');

const blocks = (language: string) =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, body = '']) => body);

const HASH = sha256('a key');

describe('docs/auth.md', () => {
  test('has valid example files of keys and accounts, except for the hash', () => {
    const [keys = '', accounts = ''] = blocks('json');
    const files: Record<string, string> = { k: keys.replace('64 hexadecimal digits', HASH), a: accounts };
    const env = { AUTH_MODE: 'api-key', API_KEYS_FILE: 'k', ACCOUNTS_FILE: 'a' };
    const { auth, upstream } = loadConfig(env, (path) => files[path] ?? '');
    expect(auth).toMatchObject({ keys: [{ name: 'till', sha256: HASH }] });
    expect(upstream).toMatchObject({ kind: 'platform', accounts: { length: 3 } });
  });

  test('has commands for a key that print the hash in the file format', () => {
    const commands = blocks('sh').find((block) => block.includes('dgst')) ?? '';
    const printed = execFileSync('sh', ['-c', `${commands}printf '%s\\n' "$key"`], { encoding: 'utf8' });
    const [hash, key = ''] = printed.trim().split('\n');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(hash).toBe(sha256(key));
  });

  test('has a valid configuration for tokens', () => {
    const line = blocks('sh').find((block) => block.includes('AUTH_MODE=jwt')) ?? '';
    const env = Object.fromEntries([...line.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value]));
    expect(loadConfig(env).auth).toMatchObject({ mode: 'jwt', keys: { jwksUrl: expect.any(String) } });
  });

  test('names only existing variables', () => {
    const existing: readonly string[] = VARIABLES.map(({ name }) => name);
    const codes = [
      ...['UNAUTHENTICATED', 'FORBIDDEN', 'ACCOUNT_REQUIRED', 'ACCOUNT_NOT_AUTHORIZED', 'INTERNAL_SERVER_ERROR'],
      ...['ACTIVE', 'LACKS_CARDS', 'NEEDS_AUTHORIZATION', 'UNAUTHORIZED'],
    ];
    const named = [...PAGE.matchAll(/`([A-Z]+(?:_[A-Z]+)*)(?:=[^`]*)?`/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !existing.includes(name) && !codes.includes(name))).toEqual([]);
  });
});
