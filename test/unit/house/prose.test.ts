import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const PROSE = join(__dirname, '../../prose');

/** Runs `npm run lint:prose` without the spelling in a folder with these files. Returns the lines that it prints and its exit code. */
function check(files: Readonly<Record<string, string>>, ...paths: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-prose-'));
  try {
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const args = [join(PROSE, 'check.mjs'), '--phrases', ...paths];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('');
    return { status, lines: stdout.trimEnd().split('\n') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `file:line` of each report. */
const places = (lines: readonly string[]) => lines.slice(0, -1).map((line) => /^[^:]+:\d+/.exec(line)?.[0]);

const summary = (phrases: number, files: number) => `${phrases} phrases to replace in ${files} files`;

const FENCE = '```';

const REPORTED: readonly (readonly [source: string, file: string, text: string, line: number])[] = [
  ['a line comment', 'src/a.ts', 'const a = 1;\n\n// It waits in the queue, also where\n// it is full.\n', 3],
  ['a phrase that spans two lines of a comment', 'src/a.ts', '/**\n * Waits, also\n * where it is full.\n */\n', 2],
  ['a comment behind code', 'bench/a.mjs', 'const a = 1; // also where it is full\n', 1],
  ['a message', 'src/a.ts', "export const a = () => {\n  throw new Error('is full also where it is not');\n};\n", 2],
  ['a message in a template literal', 'src/a.ts', `log.warn(\n  \`queue \${name} is full, also where\`,\n);\n`, 2],
  ['an error in a test', 'test/a.ts', "\nthrow new TypeError('is full also where it is not');\n", 2],
  [
    'a description in the code',
    'src/a.ts',
    "class A {\n  @Field({ description: 'Null, also where empty.' })\n  a;\n}\n",
    2,
  ],
  [
    'a description of the schema',
    'schema/schema.graphql',
    'type A {\n  """\n  Null, also where empty.\n  """\n  a: Int\n}\n',
    3,
  ],
  ['a short description', 'schema/schema.graphql', '"""Null, also where empty."""\nscalar A\n', 1],
  [
    'a deprecation',
    'schema/schema.graphql',
    'type A {\n  a: Int @deprecated(reason: "Null, also where empty.")\n}\n',
    2,
  ],
  ['a comment in an operation', 'test/a.graphql', '{\n  # null also where empty\n  a\n}\n', 2],
  [
    'a test name',
    'test/a.test.ts',
    "describe('a', () => {\n  test('is full also where it is not', () => {});\n});\n",
    2,
  ],
  ['a name of test.each', 'test/a.test.ts', "test.each([1])(\n  'is %s also where it is not',\n  () => {},\n);\n", 2],
  ['a row of test.each', 'test/a.test.ts', "it.each([\n  ['full, also where empty', 1],\n])('is %s', () => {});\n", 2],
  ['Markdown', 'docs/a.md', '# A\n\nOne.\n\n- Two, also\n  where empty.\n', 5],
  ['a Markdown table', 'docs/a.md', '| A | B |\n| --- | --- |\n| `a` | null, also where empty |\n', 3],
  ['a comment in YAML', 'deploy/a.yml', 'a: "# one"\n# null, also where empty\nb: 2\n', 2],
  ['a summary in YAML', 'deploy/a.yml', 'a:\n  - summary: "Full, also where empty."\n', 2],
  ['a comment in a configuration file', 'deploy/a.conf', 'listen 80;\nroot /a; # also where empty\n', 2],
  ['a comment in a shell script', '.ci/run', '#!/usr/bin/env bash\n# also where empty\n', 2],
];

const IGNORED: readonly (readonly [source: string, file: string, text: string])[] = [
  ['an identifier', 'src/a.ts', 'const thing = also.where;\n'],
  ['a string that is not a sentence', 'src/a.ts', "const key = 'things';\nimport './beside/nobody.js';\n"],
  ['inline code in a comment', 'src/a.ts', '// Calls `thing told` and thing_of_nobody and thingToTell.\n'],
  ['a URL in a comment', 'src/a.ts', '// See https://example.com/things/told#nobody and docs/things/told.md.\n'],
  ['a URL in a string', 'test/a.ts', "const url = 'https://example.com/ // also where';\n"],
  ['an expression in a template literal', 'src/a.ts', `log.warn(\`queue \${thing.beside(nobody)} is full\`);\n`],
  ['a string that is data of a test', 'test/a.test.ts', "expect(send('a thing that nobody told')).toBe(1);\n"],
  ['a type in a doc comment', 'bench/a.mjs', '/** @param {{ thing: { told: number } }} things of one request */\n'],
  ['inline code in a description', 'schema/schema.graphql', '"""Like `thing told`."""\nscalar A\n'],
  ['inline code in Markdown', 'docs/a.md', 'Like `thing told`.\n'],
  ['a code fence', 'docs/a.md', `Like this:\n\n${FENCE}sh\necho also where # thing\n${FENCE}\n`],
  ['the target of a link', 'docs/a.md', 'See [the queue](things/told.md).\n'],
  ['a quoted value in YAML', 'deploy/a.yml', 'a: "# things told"\n'],
  ['a quoted value in a configuration file', 'deploy/a.conf', 'add_header a "told # things";\n'],
];

describe('the check of prose', () => {
  // One process reads the files of all cases: `src/a.ts` of the third is `src/a3.ts`.
  const nameOf = (file: string, index: number) => file.replace(/a(?=\.)/, `a${index}`);
  let reported: ReturnType<typeof check>;
  let ignored: ReturnType<typeof check>;

  beforeAll(() => {
    reported = check(Object.fromEntries(REPORTED.map(([, file, text], index) => [nameOf(file, index), text])));
    ignored = check(Object.fromEntries(IGNORED.map(([, file, text], index) => [nameOf(file, index), text])));
  });

  it.each(REPORTED.map(([source, file, , line], index) => [source, nameOf(file, index), line] as const))(
    'reports a phrase in %s at its line',
    (_, file, line) => {
      const lines = reported.lines.filter((one) => one.startsWith(`${file}:`));
      expect(lines).toEqual([`${file}:${line}: "also where": use "even if"`]);
    },
  );

  it.each(IGNORED.map(([source, file], index) => [source, nameOf(file, index)] as const))(
    'ignores a phrase in %s',
    (_, file) => {
      expect(ignored.lines.filter((one) => one.startsWith(`${file}:`))).toEqual([]);
    },
  );

  it('exits with 1 and the number of phrases, and with 0 if there are none', () => {
    const { length: phrases } = REPORTED;
    expect(reported).toMatchObject({ status: 1, lines: expect.arrayContaining([summary(phrases, phrases)]) });
    expect(ignored).toEqual({ status: 0, lines: [summary(0, IGNORED.length)] });
  });

  it('reports a colon in the name of a test only', () => {
    const { lines } = check({ 'test/a.test.ts': "// A note: short.\ntest('a late response: ignored', () => {});\n" });
    expect(places(lines)).toEqual(['test/a.test.ts:2']);
  });

  it('reports a sentence that begins with its object, and accepts a question', () => {
    const text = 'It is full. What waits is refused.\n\n## What is a queue?\n\nOf both, one is refused.\n';
    expect(places(check({ 'docs/a.md': text }).lines)).toEqual(['docs/a.md:1', 'docs/a.md:5']);
  });

  it('checks only the files and folders that are named', () => {
    const files = { 'src/http/a.ts': '// a thing\n', 'src/store/a.ts': '// a thing\n', 'docs/auth.md': 'A thing.\n' };
    expect(places(check(files, 'src/http', 'docs/auth.md').lines)).toEqual(['docs/auth.md:1', 'src/http/a.ts:1']);
  });

  it('leaves out generated and released schemas', () => {
    const generated = ['schema/released.graphql', 'schema/supergraph.graphql', 'test/graph/generated/graphql.ts'];
    const files = Object.fromEntries(generated.map((file) => [file, '# a thing\n']));
    expect(check({ ...files, 'docs/a.md': 'One.\n' }).lines).toEqual([summary(0, 1)]);
  });

  it('reports the example of each phrase, and accepts a legitimate use in the file that is named', () => {
    const script = `
      const { PHRASES } = await import(process.argv[1] + '/phrases.mjs');
      const { findPhrases } = await import(process.argv[1] + '/find-phrases.mjs');
      const found = PHRASES.map(({ example, instead, kinds: [kind] = ['comment'] }) => {
        const prose = [{ line: 7, text: example, kind }];
        return findPhrases('a.md', prose, []).some((hit) => hit.line === 7 && hit.instead === instead) ? true : example;
      });
      const prose = [{ line: 1, text: 'A thing.', kind: 'markdown' }];
      const allowed = [{ file: 'a.md', phrase: 'thing', reason: 'a proper noun' }];
      const uses = ['a.md', 'b.md'].map((file) => findPhrases(file, prose, allowed).length);
      console.log(JSON.stringify({ missed: found.filter((one) => one !== true), phrases: found.length, uses }));
    `;
    const args = ['--input-type=module', '--eval', script, pathToFileURL(PROSE).href];
    const { missed, phrases, uses } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    expect(missed).toEqual([]);
    expect(phrases).toBeGreaterThan(40);
    expect(uses).toEqual([0, 1]);
  });
});
