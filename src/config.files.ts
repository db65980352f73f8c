/** The files that the configuration names: accounts, API keys, a public key. Everything wrong with one is told at once. */
import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import type { AccountConfig, ApiKey } from './config.js';
import { SCOPES } from './guard/scopes.js';
import { Secret } from './secret.js';

/** What a file holds, and what is wrong with it: no value is named, any of them may be a secret. */
export interface Entries<T> {
  readonly entries: readonly T[];
  readonly problems: readonly string[];
}

type ReadFile = (path: string) => string;

const text = (what: string) => z.string(`expected ${what}`).regex(/^\S+$/, `expected ${what} without white space`);
const httpUrl = z
  .string('expected an http or https URL')
  .refine((value) => /^https?:\/\//i.test(value) && URL.canParse(value), 'expected an http or https URL');

const AccountEntry = z
  .strictObject({
    appid: text('an appid'),
    secret: text('a secret').optional(),
    tokenUrl: httpUrl.optional(),
    baseUrl: httpUrl.optional(),
  })
  .refine(({ secret, tokenUrl }) => (secret === undefined) !== (tokenUrl === undefined), {
    error: 'expected either secret or tokenUrl',
  });

/** Several accounts: JSON `[{appid, secret or tokenUrl, baseUrl?}]`, each appid once. */
export function readAccounts(path: string, baseUrl: string, readFile: ReadFile): Entries<AccountConfig> {
  const { entries, problems } = readEntries(path, AccountEntry, readFile, ({ appid }) => appid);
  return {
    problems,
    entries: entries.map(({ appid, secret, tokenUrl, baseUrl: own }) => ({
      appid,
      baseUrl: (own ?? baseUrl).replace(/\/+$/, ''),
      token:
        tokenUrl === undefined
          ? { mode: 'stable' as const, secret: new Secret(secret ?? '') }
          : { mode: 'url' as const, url: new Secret(tokenUrl) },
    })),
  };
}

const ApiKeyEntry = z.strictObject({
  name: text('a name'),
  sha256: z
    .string('expected the SHA-256 of the key')
    .regex(/^[0-9a-f]{64}$/i, 'expected the SHA-256 of the key, 64 hexadecimal digits'),
  scopes: z.array(z.enum(SCOPES, `expected one of ${SCOPES.join(', ')}`), 'expected a list of scopes'),
  appids: z.array(text('an appid'), 'expected a list of appids'),
});

/** The API keys: JSON `[{name, sha256, scopes[], appids[]}]`, each name and each key once. */
export function readApiKeys(path: string, readFile: ReadFile): Entries<ApiKey> {
  return readEntries(
    path,
    ApiKeyEntry,
    readFile,
    ({ name }) => name,
    ({ sha256 }) => sha256.toLowerCase(),
  );
}

/** A PEM with one public key. */
export function readPublicKey(path: string, readFile: ReadFile): Entries<string> {
  try {
    const pem = readFile(path);
    createPublicKey(pem);
    return { entries: [pem], problems: [] };
  } catch (error) {
    const why = 'syscall' in (error as object) ? 'it cannot be read' : 'it holds no public key in PEM';
    return { entries: [], problems: [`expected a file with a public key, ${why}`] };
  }
}

function readEntries<Schema extends z.ZodType<object>>(
  path: string,
  Entry: Schema,
  readFile: ReadFile,
  ...unique: ((entry: z.output<Schema>) => string)[]
): Entries<z.output<Schema>> {
  const problem = (message: string) => ({ entries: [], problems: [message] });
  let json: unknown;
  try {
    json = JSON.parse(readFile(path));
  } catch (error) {
    return problem(
      error instanceof SyntaxError ? 'expected JSON, got something else' : 'expected a file, it cannot be read',
    );
  }
  if (!Array.isArray(json) || json.length === 0) return problem('expected a JSON list with one entry at least');
  const problems: string[] = [];
  const entries: z.output<Schema>[] = [];
  for (const [index, value] of json.entries()) {
    const { success, data, error } = Entry.safeParse(value);
    if (success) entries.push(data);
    else problems.push(...error.issues.map((issue) => `entry ${index + 1}${at(issue.path)}: ${messageOf(issue)}`));
  }
  for (const key of unique) {
    const keys = entries.map(key);
    const repeated = keys.findIndex((value, index) => keys.indexOf(value) < index);
    if (repeated >= 0)
      problems.push(`entry ${repeated + 1}: expected an entry of its own, got one that repeats another`);
  }
  return { entries, problems };
}

const at = (path: readonly PropertyKey[]) => (path.length === 0 ? '' : `, ${path.map(String).join('.')}`);

/** zod's own texts about fields that do not belong name them; they may be a mistyped secret. */
function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys' ? `expected no other fields, got ${issue.keys.length} more` : issue.message;
}
