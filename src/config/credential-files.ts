/** Reads the files that the configuration refers to: accounts, API keys and a public key. All problems of a file are reported together. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { AccountConfig, ApiKey, PushConfig } from './config.js';
import {
  appid,
  baseUrl,
  expected,
  noSpaces,
  originalId,
  platformSecret,
  pushAesKey,
  pushToken,
  text,
  tokenUrl,
} from './env.js';
import { type ReadFile, readJson, unreadable } from './json-file.js';
import { SCOPES } from './scopes.js';
import { nearestOf } from './similar-names.js';

/** The valid entries of a file and its problems. Problems never contain values, because any of them may be a secret. */
export interface Entries<T> {
  readonly entries: readonly T[];
  readonly problems: readonly string[];
}

const entryOf = <Shape extends z.ZodRawShape>(what: string, shape: Shape) =>
  z.strictObject(shape, { error: ({ code, input }) => (code === 'invalid_type' ? expected(what, input) : undefined) });

const PushEntry = entryOf('the token and key of events', {
  token: pushToken,
  aesKey: pushAesKey,
  previous: entryOf('a previous token or key', {
    token: pushToken.optional(),
    aesKey: pushAesKey.optional(),
  }).optional(),
  originalId: originalId.optional(),
});

const AccountEntry = entryOf('an account', {
  appid,
  secret: platformSecret.optional(),
  tokenUrl: tokenUrl.optional(),
  baseUrl: baseUrl.optional(),
  events: PushEntry.optional(),
}).refine(({ secret, tokenUrl: url }) => (secret === undefined) !== (url === undefined), {
  error: 'expected either secret or tokenUrl',
  when: ({ value }) => z.looseObject({}).safeParse(value).success, // Also if there are other problems.
});

/**
 * Reads the accounts from JSON `[{appid, secret or tokenUrl, baseUrl?, events?}]`. Each appid must be unique. Two accounts must not accept
 * the same token and key: the path of a message, which names its account, is not signed.
 */
export function readAccounts(path: string, defaultBaseUrl: string, readFile: ReadFile): Entries<AccountConfig> {
  const { entries, problems } = readEntries(path, AccountEntry, readFile, {
    appid: (entry) => entry.appid,
    events: ({ events }) => pushPairs(events),
  });
  return {
    problems,
    entries: entries.flatMap(({ appid, secret, tokenUrl: url, baseUrl: own, events }) => {
      const token = secret ? { mode: 'stable' as const, secret } : url && { mode: 'url' as const, url };
      const push = events && { ...events, previous: events.previous ?? {} };
      return token ? [{ appid, baseUrl: own ?? defaultBaseUrl, token, events: push }] : [];
    }),
  };
}

/** Returns each accepted token with each accepted key. */
export function pushPairs(events: z.output<typeof PushEntry> | PushConfig | undefined): readonly string[] {
  const keys = [events?.aesKey, events?.previous?.aesKey].flatMap((key) => key?.reveal() ?? []);
  const tokens = [events?.token, events?.previous?.token].flatMap((token) => token?.reveal() ?? []);
  return tokens.flatMap((token) => keys.map((key) => `${token} ${key}`));
}

/** The value in deploy/keys.json.example. */
const EXAMPLE_SHA256 = '0'.repeat(64);

const ApiKeyEntry = entryOf('an API key', {
  name: text('a name without white space', (value) => value !== '' && noSpaces(value)),
  sha256: text('the SHA-256 of the key, 64 hexadecimal digits', (value) => /^[0-9a-f]{64}$/i.test(value)).refine(
    (value) => value !== EXAMPLE_SHA256,
    'this is the key of the example file keys.json.example; generate a key and put its SHA-256 here (docs/auth.md)',
  ),
  scopes: z.array(z.enum(SCOPES, { error: ({ input }) => expected(`one of ${SCOPES.join(', ')}`, input) }), {
    error: ({ input }) => expected('a list of scopes', input),
  }),
  appids: z.array(appid, { error: ({ input }) => expected('a list of appids', input) }),
});

/** Reads the API keys from JSON `[{name, sha256, scopes[], appids[]}]`. Each name and each key must be unique. */
export function readApiKeys(path: string, readFile: ReadFile): Entries<ApiKey> {
  return readEntries(path, ApiKeyEntry, readFile, {
    name: ({ name }) => name,
    sha256: ({ sha256 }) => sha256.toLowerCase(),
  });
}

export interface PublicKey {
  readonly pem: string;
  /** The signature algorithms that this key can verify. */
  readonly algorithms: readonly string[];
}

/** Reads one public key in PEM. */
export function readPublicKey(path: string, readFile: ReadFile): Entries<PublicKey> {
  const problem = (message: string) => ({ entries: [], problems: [message] });
  let pem: string;
  try {
    pem = readFile(path);
  } catch (error) {
    return problem(unreadable(path, error));
  }
  if (holdsPrivateKey(pem)) {
    return problem('the file contains a private key, which only the issuer may have; use its public key');
  }
  try {
    const algorithms = algorithmsOf(createPublicKey(pem));
    if (algorithms.length > 0) return { entries: [{ pem, algorithms }], problems: [] };
    return problem(
      'expected a public key of type RSA with at least 2048 bits, P-256, P-384, P-521 or Ed25519, got another',
    );
  } catch {
    return problem('the file contains no public key in PEM');
  }
}

/** Returns whether the text contains a private key. `createPublicKey` would silently derive the public key from it. */
function holdsPrivateKey(pem: string): boolean {
  try {
    createPrivateKey(pem);
    return true;
  } catch {
    return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem);
  }
}

/** Returns the algorithms that a key can verify. Source: RFC 7518, 3.1; RFC 8037, 3.1. */
function algorithmsOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): readonly string[] {
  switch (type) {
    case 'rsa':
      return (details?.modulusLength ?? 0) < 2048 ? [] : ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
    case 'ec':
      return { prime256v1: ['ES256'], secp384r1: ['ES384'], secp521r1: ['ES512'] }[details?.namedCurve ?? ''] ?? [];
    case 'ed25519':
      return ['EdDSA'];
    default:
      return [];
  }
}

/** @param unique fields whose values must be unique, or each of their parts */
function readEntries<Schema extends z.ZodObject>(
  path: string,
  Entry: Schema,
  readFile: ReadFile,
  unique: Readonly<Record<string, (entry: z.output<Schema>) => string | readonly string[]>>,
): Entries<z.output<Schema>> {
  const problem = (message: string) => ({ entries: [], problems: [message] });
  const file = readJson(path, readFile);
  if ('problem' in file) return problem(file.problem);
  const { json } = file;
  if (!Array.isArray(json) || json.length === 0) return problem('expected a JSON list with at least one entry');
  const problems: string[] = [];
  const valid: { readonly number: number; readonly entry: z.output<Schema> }[] = [];
  for (const [index, value] of json.entries()) {
    const number = index + 1;
    const { success, data, error } = Entry.safeParse(value);
    if (success) valid.push({ number, entry: data });
    else {
      problems.push(
        ...error.issues.map(
          (issue) => `entry ${number}${at(issue.path)}: ${messageOf(issue, fieldsAt(Entry, issue.path))}`,
        ),
      );
    }
  }
  for (const [field, keyOf] of Object.entries(unique)) {
    const first = new Map<string, number>();
    for (const { number, entry } of valid) {
      const keys = [keyOf(entry)].flat();
      const other = keys.map((key) => first.get(key)).find((one) => one !== undefined);
      for (const key of keys) if (!first.has(key)) first.set(key, number);
      if (other !== undefined) problems.push(`entry ${number}${at([field])}: duplicate of entry ${other}`);
    }
  }
  return { entries: valid.map(({ entry }) => entry), problems };
}

/** Returns the fields of the object at a path within an entry. */
function fieldsAt(schema: z.core.$ZodType, [name, ...path]: readonly PropertyKey[]): readonly string[] {
  if (schema instanceof z.ZodOptional) return fieldsAt(schema.unwrap(), name === undefined ? [] : [name, ...path]);
  if (!(schema instanceof z.ZodObject)) return [];
  const { shape } = schema;
  return name === undefined ? Object.keys(shape) : fieldsAt(shape[String(name)], path);
}

/** Formats a path in parentheses instead of before a colon, because the log scrubber redacts what follows `secret:`. */
const at = (path: readonly PropertyKey[]) => (path.length === 0 ? '' : ` (${path.map(String).join('.')})`);

/** Replaces zod's message about unknown keys, which contains all their names. One of them may be a misplaced secret. */
function messageOf(issue: z.core.$ZodIssue, fields: readonly string[]): string {
  if (issue.code !== 'unrecognized_keys') return issue.message;
  const named = issue.keys.filter((key) => FIELD_NAME.test(key)).slice(0, MAX_NAMED);
  const others = issue.keys.length - named.length;
  const texts = named.map((key) => {
    const near = nearestOf(key, fields);
    return `"${key}"${near === undefined ? '' : ` (did you mean "${near}"?)`}`;
  });
  if (others > 0) texts.push(`${others} ${named.length > 0 ? 'more' : 'with a name that is not shown'}`);
  return `unknown ${issue.keys.length === 1 ? 'key' : 'keys'} ${texts.join(', ')}; expected only ${fields.join(', ')}`;
}

/** A key that is shown. Secrets of the platform contain digits or are longer. */
const FIELD_NAME = /^[A-Za-z][A-Za-z_-]{0,23}$/;

/** Maximum number of unknown keys of one entry that are shown. */
const MAX_NAMED = 5;
