import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../../src/config/config.js';
import { loadConfig } from '../../src/config/load-config.js';
import table from '../support/broken-configurations.json' with { type: 'json' };
import { Child } from '../support/child.js';

/** Number of concurrent processes. */
const AT_A_TIME = 4;

const folder = mkdtempSync(join(tmpdir(), 'cardgraph-broken-'));

interface Broken {
  readonly what: string;
  readonly env: Readonly<Record<string, string>>;
  /** The variables of its problems, one per problem. */
  readonly named: readonly string[];
}

/** The table, with the files of each row in a separate folder. */
const BROKEN: readonly Broken[] = table.map(({ what, env, named, files }, index) => {
  const own = join(folder, String(index));
  mkdirSync(own);
  for (const [name, text] of Object.entries(files ?? {})) writeFileSync(join(own, name), text);
  return { what, named, env: JSON.parse(JSON.stringify(env).replaceAll('{folder}', own)) };
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Returns the variables that a message names, one per problem. */
function namedIn(message: string): string[] {
  return Array.from(message.matchAll(/^ {2}([A-Z_]+): /gm), ([, name]) => name ?? '').sort();
}

function messageOf(env: Readonly<Record<string, string>>): string {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'nothing is wrong';
}

describe('a configuration with', () => {
  test.each(BROKEN.map((broken) => [broken.what, broken] as const))('%s names every problem', (_, { env, named }) => {
    const message = messageOf(env);
    expect(namedIn(message)).toEqual([...named].sort());
    expect(message).not.toMatch(/planted/i);
  });
});

describe('cardgraph serve', () => {
  test('with each of the 40 prints the same to stderr, nothing to stdout, and exits with 78', async () => {
    const waiting = [...BROKEN.entries()];
    const outcomes: unknown[] = [];
    const work = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [index, { what, env }] = next;
        const child = new Child(['serve'], env);
        outcomes[index] = { code: await child.exit(), what, stderr: child.stderr, stdout: child.stdout };
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    const expected = BROKEN.map(({ what, env }) => ({ code: 78, what, stderr: `${messageOf(env)}\n`, stdout: '' }));
    expect(expected).toHaveLength(40);
    expect(outcomes).toEqual(expected);
  });
});
