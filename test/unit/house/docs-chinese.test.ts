import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { CARD_ERROR_CODES } from '../../../src/graph/mutation/card-error-codes.js';
import { ERRCODES } from '../../../src/platform/errcodes.js';

const ROOT = join(__dirname, '../../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The pages that exist in both languages. The Chinese one is `*.zh-CN.md`. */
const PAGES = ['README.md', 'docs/errors.md'];
const chineseOf = (page: string) => page.replace(/\.md$/, '.zh-CN.md');

const FENCES = /^```[\s\S]*?^```$/gm;

/** Comments of the languages in the examples, and the spaces before them. */
const COMMENTS = /[ \t]*(?<=^|\s)(?:#\s.*$|\/\/\s.*$|\/\*\*[\s\S]*?\*\/)/gm;

/** The line with the links between the languages. */
const LANGUAGES = /^(?:English|\[English\]\(.*\)) \| .*$/m;

const CHINESE_LETTER = /\p{Script=Han}/u;

interface Structure {
  /** Levels of the headings, in order. */
  readonly headings: readonly number[];
  /** Code blocks without their comments, in order. */
  readonly blocks: readonly string[];
  /** Inline code outside headings, sorted: the languages differ in the order of words. */
  readonly inline: readonly string[];
  /** Targets of links and images, sorted. */
  readonly links: readonly string[];
}

const prose = (text: string) => text.replace(FENCES, '').replace(LANGUAGES, '');
const headingsOf = (text: string) => [...prose(text).matchAll(/^(#+) (.+)$/gm)];
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const anchorsIn = (file: string) => headingsOf(read(file)).map(([, , heading = '']) => anchorOf(heading));

/** Returns a link to a Chinese page as the link to the same heading of the English page. */
function inEnglish(page: string, target: string): string {
  if (!target.includes('.zh-CN.md')) return target;
  const [path = '', fragment] = target.split('#');
  const file = normalize(join(dirname(page), decodeURIComponent(path)));
  const english = path.replace('.zh-CN.md', '.md');
  if (fragment === undefined || !existsSync(join(ROOT, file))) return english;
  const index = anchorsIn(file).indexOf(decodeURIComponent(fragment));
  return `${english}#${anchorsIn(file.replace('.zh-CN.md', '.md'))[index]}`;
}

/** Returns the structure of a page, in which both languages must be equal. */
function structureOf(page: string, text: string): Structure {
  const body = prose(text);
  const links = [...body.matchAll(/\]\(([^)\s]+)\)|<(https?:[^>]+)>/g)];
  return {
    headings: headingsOf(text).map(([, marks = '']) => marks.length),
    blocks: [...text.matchAll(FENCES)].map(([block]) => block.replace(COMMENTS, '')),
    inline: [...body.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code).sort(),
    links: links.map(([, target = '', url]) => url ?? inEnglish(page, target)).sort(),
  };
}

describe.each(PAGES)('the Chinese version of %s', (page) => {
  const chinese = chineseOf(page);

  test('has the headings, code blocks, inline code and links of the English one', () => {
    expect(structureOf(chinese, read(chinese))).toEqual(structureOf(page, read(page)));
  });

  test('is linked from the English one at the top, and links to it', () => {
    const name = (file: string) => file.replace(/.*\//, '');
    expect(read(page).split('\n')[2]).toBe(`English | [简体中文](${name(chinese)})`);
    expect(read(chinese).split('\n')[2]).toBe(`[English](${name(page)}) | 简体中文`);
  });

  test('has Chinese text in each paragraph, heading and row that has text in English', () => {
    const hasText = (part: string) =>
      /\p{L}{3,}/u.test(
        part.replace(/`[^`]+`|\]\([^)]*\)|<!--.*?-->|\bCardgraph\b|\bextensions\.code\b|\bCardErrorCode\b/g, ''),
      );
    const parts = prose(read(chinese))
      .split(/\n+/)
      .filter((part) => hasText(part) && !part.startsWith('| errcode |'));
    expect(parts.length).toBeGreaterThan(40);
    expect(parts.filter((part) => !CHINESE_LETTER.test(part))).toEqual([]);
  });
});

describe('the comparison of languages', () => {
  const english = read('README.md');
  const chinese = read('README.zh-CN.md');
  const ofEnglish = structureOf('README.md', english);
  const without = (found: string | RegExp) => {
    const changed = chinese.replace(found, '');
    expect(changed).not.toBe(chinese);
    return structureOf('README.zh-CN.md', changed);
  };

  test.each<[missing: string, part: keyof Structure, found: string | RegExp]>([
    ['a heading', 'headings', /^## .*$/m],
    ['a code block', 'blocks', /^```json\n[\s\S]*?^```$/m],
    ['a line of a code block', 'blocks', /^echo "\$uploaded"\n/m],
    ['inline code', 'inline', '`node dist/cli.js schema`'],
    ['a link', 'links', '](docs/glossary.md)'],
    ['an image', 'links', /^!\[.*$/m],
    ['the fragment of a link to a Chinese page', 'links', '#创建结果未知的卡券'],
  ])('reports a missing part, %s', (_, part, found) => {
    expect(without(found)[part]).not.toEqual(ofEnglish[part]);
  });

  test('reports a changed option of a command, and ignores a translated comment', () => {
    const changed = chinese.replace('curl -s -N -m 5', 'curl -s -N -m 6');
    expect(structureOf('README.zh-CN.md', changed).blocks).not.toEqual(ofEnglish.blocks);
    expect(structureOf('README.zh-CN.md', chinese).blocks).toEqual(ofEnglish.blocks);
    expect(chinese).not.toContain('# builds');
  });
});

describe('docs/errors.zh-CN.md', () => {
  const rows = [...read('docs/errors.zh-CN.md').matchAll(/^\| (.+) \|$/gm)].map(([, cells = '']) => cells.split(' | '));

  test('leads from every errcode to a code with a Chinese meaning and remedy', () => {
    const described = new Map(rows.filter(({ length }) => length === 5).map(([code = '', ...cells]) => [code, cells]));
    const index = new Map(
      rows.filter(({ length }) => length === 4).map(([errcode = '', , ...codes]) => [errcode, codes]),
    );
    expect(ERRCODES.size).toBeGreaterThan(150);
    const missing = [...ERRCODES.keys()].filter((errcode) => {
      const codes = (index.get(String(errcode)) ?? []).join().match(/`[A-Z_]+`/g) ?? [];
      return codes.length === 0 || !codes.every((code) => CHINESE_LETTER.test(described.get(code)?.at(2) ?? ''));
    });
    expect(missing).toEqual([]);
  });

  test('has the codes in the order of the English page', () => {
    const codesOf = (file: string) => [...read(file).matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
    expect(codesOf('docs/errors.zh-CN.md')).toEqual(codesOf('docs/errors.md'));
  });
});

test('every errcode has a meaning that is Chinese text without a vertical bar', () => {
  expect([...ERRCODES.values()].filter(({ zh }) => !/^[^|]*\p{Script=Han}[^|]*[^。|]$/u.test(zh))).toEqual([]);
});

test('every CardErrorCode has a meaning and a remedy that are Chinese sentences without a vertical bar', () => {
  const texts = Object.values(CARD_ERROR_CODES).flatMap(({ zh }) => [zh.meaning, zh.remedy]);
  expect(texts.filter((text) => !/^[^|]*\p{Script=Han}[^|]*。$/u.test(text))).toEqual([]);
});
