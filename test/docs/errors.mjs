// The generated blocks of docs/errors.md and docs/errors.zh-CN.md, and the texts of errors for the console.
import { topLevelCode } from '../../dist/graph/format-error.js';
import { CARD_ERROR_CODES } from '../../dist/graph/mutation/card-error-codes.js';
import { ERRCODES } from '../../dist/platform/errcodes.js';
import { refusal } from '../../dist/platform/errors.js';
import { EXECUTION_ERRORS, PROXY_ERRORS, REJECTIONS } from './error-texts.mjs';
import { code, escaped, listed, table } from './markdown.mjs';

const LANGUAGES = {
  en: {
    heads: {
      codes: ['Code', 'Meaning', 'errcodes', 'Remedy', 'Retry'],
      rejections: ['Code', 'Status', 'When', 'Remedy', 'Retry'],
      errcodes: ['errcode', 'Meaning', 'In `userErrors`', 'In `errors`'],
    },
    meaningOf: ({ meaning }) => meaning,
    retry: { no: 'no', yes: 'yes', later: 'later' },
    atPath: (what, path) => `${what} at ${code(path)}`,
    proxy: (name, { status, meaning, remedy }) => `${code(name)} (${status}): ${meaning} ${remedy}`,
  },
  zh: {
    heads: {
      codes: ['错误码', '含义', 'errcode', '处理办法', '重试'],
      rejections: ['错误码', '状态码', '情形', '处理办法', '重试'],
      errcodes: ['errcode', '含义', '在 `userErrors` 中', '在 `errors` 中'],
    },
    meaningOf: ({ zh }) => zh,
    retry: { no: '否', yes: '立即', later: '稍后' },
    atPath: (what, path) => `${what}（仅 ${code(path)}）`,
    proxy: (name, { status, meaning, remedy }) => `${code(name)}（${status}）：${meaning}${remedy}`,
  },
};

const ENTRIES = [...ERRCODES.values()];

/** Returns the facts with their texts in a language. */
const textsIn = (language, facts) => ({ ...facts, ...(language === 'en' ? {} : facts[language]) });

/** Returns the errcodes of a CardErrorCode: first those with this meaning everywhere, then those with this meaning at one path. */
function errcodesOf(name, atPath) {
  const everywhere = ENTRIES.filter((entry) => entry.code === name).map(({ errcode }) => String(errcode));
  const atPaths = ENTRIES.flatMap(({ errcode, byPath = {} }) =>
    Object.entries(byPath).flatMap(([path, named]) => (named === name ? [atPath(String(errcode), path)] : [])),
  );
  return [...everywhere, ...atPaths];
}

/** Returns the `extensions.code` of an errcode. */
const topLevelOf = (errcode) => topLevelCode(refusal('/card/get', errcode, ''));

function blocksIn(language) {
  const { heads, meaningOf, retry, atPath, proxy } = LANGUAGES[language];
  const rowsOf = (errors, third) =>
    Object.entries(errors).map(([name, facts]) => {
      const { meaning, remedy } = textsIn(language, facts);
      return third(name, meaning, facts).concat(remedy, retry[facts.retry]);
    });
  return {
    'card error codes': table(
      heads.codes,
      rowsOf(CARD_ERROR_CODES, (name, meaning) => [code(name), meaning, listed(errcodesOf(name, atPath))]),
    ),
    'execution errors': table(
      heads.codes,
      rowsOf(EXECUTION_ERRORS, (name, meaning) => {
        const own = ENTRIES.filter(({ errcode }) => topLevelOf(errcode) === name);
        return [code(name), meaning, listed(own.map(({ errcode }) => String(errcode)))];
      }),
    ),
    rejections: table(
      heads.rejections,
      rowsOf(REJECTIONS, (name, meaning, { status }) => [code(name), status, meaning]),
    ),
    'proxy errors': Object.entries(PROXY_ERRORS)
      .map(([name, facts]) => proxy(name, textsIn(language, facts)))
      .join('\n\n'),
    errcodes: table(
      heads.errcodes,
      ENTRIES.map((entry) => {
        const { errcode, code: name, byPath = {} } = entry;
        const everywhere = name === undefined ? [] : [code(name)];
        const atPaths = Object.entries(byPath).map(([path, named]) => atPath(code(named), path));
        return [
          String(errcode),
          escaped(meaningOf(entry)),
          listed([...everywhere, ...atPaths]),
          code(topLevelOf(errcode)),
        ];
      }),
    ),
  };
}

/** The blocks of the page in each language, by their names. */
export const BLOCKS_OF_ERRORS = { en: blocksIn('en'), zh: blocksIn('zh') };

/** Returns Markdown as plain text. Links to documents are left out if they are in parentheses or after a colon. */
const plain = (markdown) =>
  markdown
    .replace(/ ?[(（]\[[^\]]*\]\([^)]*\)[)）]|[:：] ?\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '');

const TYPES = {
  en: { head: '', open: 'export const errors = {', close: '} as const;' },
  zh: {
    head: "import type { errors as en } from '../en/errors.js';\n\n",
    open: 'export const errors: Readonly<Record<keyof typeof en, { readonly meaning: string; readonly remedy: string }>> = {',
    close: '};',
  },
};

/** Returns the module with the meaning and the remedy of each code. A CardErrorCode precedes an `extensions.code` of the same name. */
export function errorWords(language) {
  const all = { ...PROXY_ERRORS, ...REJECTIONS, ...EXECUTION_ERRORS, ...CARD_ERROR_CODES };
  const lines = Object.keys(all)
    .sort()
    .map((name) => {
      const { meaning, remedy } = textsIn(language, all[name]);
      return `  ${name}: { meaning: ${JSON.stringify(plain(meaning))}, remedy: ${JSON.stringify(plain(remedy))} },`;
    });
  const { head, open, close } = TYPES[language];
  const comment =
    '/** The texts of each CardErrorCode and each `extensions.code`. Generated by `npm run docs` from the tables of errors. */';
  return `${head}${comment}\n${open}\n${lines.join('\n')}\n${close}\n`;
}
