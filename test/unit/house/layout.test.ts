import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const SRC = join(__dirname, '../../../src');
const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.tsx?$/.test(name) && !name.startsWith('console/generated/'),
);
const linesOf = (name: string) => readFileSync(join(SRC, name), 'utf8').trimEnd().split('\n');

/** Maximum number of lines that are easy to read in one go. */
const MAX_LINES = 400;

/** Tables of facts, which may be longer. */
const TABLES =
  /^(config\/env\.ts|graph\/mutation\/card-error-codes\.ts|platform\/errcodes\.ts|platform\/endpoints\/.*)$/;

test('the files directly in src are the five that every folder may import and the command line', () => {
  const direct = FILES.filter((name) => !name.includes('/'));
  expect(direct.sort()).toEqual(['cli.ts', 'deadline.ts', 'graphql-path.ts', 'log.ts', 'turns.ts']);
});

test(`files of src have at most ${MAX_LINES} lines, except for tables of facts`, () => {
  expect(FILES.length).toBeGreaterThan(100);
  const long = FILES.filter((name) => !TABLES.test(name) && linesOf(name).length > MAX_LINES);
  expect(long).toEqual([]);
});

test('names of files and folders of src state their contents', () => {
  const vague = /(^|\/)(utils?|helpers?|common|services?|misc|index)(\.|\/)/;
  expect(FILES.filter((name) => vague.test(name))).toEqual([]);
});

test('no file of src only re-exports other files', () => {
  const isBarrel = (name: string) => {
    const code = linesOf(name).filter((line) => !/^\s*(\/[/*].*|\*.*)?$/.test(line));
    return code.length > 0 && code.every((line) => /^export (type )?(\*|\{).* from '.*';$/.test(line));
  };
  expect(FILES.filter(isBarrel)).toEqual([]);
});

/** Files that may use `process`: those that start, end or measure a process. */
const PROCESS = /^(cli\.ts|commands\/.*|store\/walk\.ts)$/;

test('only the command line and its commands use process', () => {
  const mention = /(?<![\w.#'"-])process\.[a-z]|node:process|globalThis\.process|\[['"]process['"]\]/;
  const mentions = FILES.filter((name) => !PROCESS.test(name)).flatMap((name) =>
    linesOf(name)
      .map((line) => line.replace(/\/\/.*$|^\s*\/?\*.*$|(['`])(?:(?!\1)[^\\$]|\\.)*\1/g, ''))
      .flatMap((line, index) => (mention.test(line) ? [`${basename(name)}:${index + 1}`] : [])),
  );
  expect(mentions).toEqual([]);
});

test('src contains no imports that the import check cannot follow, computed ones and those in types', () => {
  const unfollowed = /\bimport\((?!\s*['"])|\bimport\('[^']*'\)\.(?!then\b)/;
  const computed = FILES.filter((name) => linesOf(name).some((line) => unfollowed.test(line)));
  expect(computed).toEqual([]);
});
