// Finds the prose of a file: comments, GraphQL descriptions, test names, messages and Markdown text. Code, inline code, URLs and
// file paths are masked with `¤`, so that line numbers stay correct and no phrase matches inside them.
import { parse } from '@babel/parser';
import { parse as parseGraphQL, TokenKind, visit as visitGraphQL } from 'graphql';
import { LineCounter, parseAllDocuments, visit as visitYaml, Lexer as YamlLexer } from 'yaml';

/**
 * @typedef {object} Prose
 * @property {number} line The line on which `text` starts, from 1.
 * @property {string} text May span lines. Begins where a sentence begins.
 * @property {'comment' | 'description' | 'test name' | 'test row' | 'message' | 'markdown'} kind `test row`: a cell of `.each(rows)`.
 */

const EXTRACTORS = [
  [/\.(ts|mjs|cjs|js)$/, codeProse],
  [/\.md$/, markdownProse],
  [/\.graphql$/, graphqlProse],
  [/\.ya?ml$/, yamlProse],
  [/(\.(service|conf|example)|(^|\/)(Dockerfile|\.ci\/run))$/, hashProse],
];

/** Whether `extractProse` reads files with this name. */
export const hasProse = (file) => EXTRACTORS.some(([name]) => name.test(file)) && !file.endsWith('.json.example');

/**
 * Returns the prose of a file in order of lines. `file` is the path from the root of the repository: it decides the language, and
 * which strings of the code are prose.
 * @returns {Prose[]}
 */
export function extractProse(file, text) {
  const [, extract] = EXTRACTORS.find(([name]) => name.test(file)) ?? [];
  if (extract === undefined) throw new Error(`No prose can be read from ${file}; add its type to EXTRACTORS`);
  const found = extract(text, file).map((prose) => ({ ...prose, text: mask(prose.text) }));
  return found.filter(({ text }) => /\p{L}/u.test(text)).sort((one, other) => one.line - other.line);
}

const CODE = [
  /@(param|returns?|type|typedef|property|template|throws)\b[ \t]*(\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})?([ \t]*\[?[\w.$]+(=[^\]]*)?\]?)?/g,
  /^[ \t]*(```+|~~~+)[\s\S]*?^[ \t]*\1[ \t]*$/gm,
  /(?<!`)(`+)(?!`)[^`]+?\1(?!`)/g,
  /<!--[\s\S]*?-->/g,
  /\]\([^)\s]*\)/g,
  /\b[a-z]+:\/\/[^\s)>\]'"]+/g,
  /(?<![\w/])[\w.@*-]*\/[\w./@*-]*\w/g,
  /\b\w+(?:_\w+)+\b|\b[a-z]+[A-Z]\w*/g,
];

function mask(text) {
  let masked = text;
  for (const pattern of CODE) masked = masked.replace(pattern, (code) => code.replace(/[^\n]/g, '¤'));
  return masked;
}

const lineAt = (text, offset) => text.slice(0, offset).split('\n').length;

/** Two words at least, so that a key, a path or an operator is not taken for a sentence. */
const isSentence = (text) => /\p{L}{2,}[,:;]? +\S*\p{L}/u.test(text);

/** Queries, SQL, HTML and the like in a string. */
const isSource = (text) => /[{}<>][\s\S]*[{}<>]|^\s*(query|mutation|fragment)\b|=>|;\s*$/.test(text);

/** Where every string that is a sentence may reach a reader. In a test, most strings are data. */
const SPEAKING = /^(src|bench|deploy)\/|\.(mjs|cjs)$/;

const TEST_FUNCTIONS = new Set(['describe', 'it', 'test']);

function codeProse(text, file) {
  const { program, comments } = parse(text, {
    sourceType: 'module',
    plugins: [...(file.endsWith('.ts') ? ['typescript'] : []), 'decorators-legacy'],
    attachComment: false,
    errorRecovery: true,
    allowReturnOutsideFunction: true,
  });
  const found = commentProse(comments, text);
  const add = (node, kind) => found.push({ line: node.loc.start.line, text: stringText(node, text), kind });
  const taken = new Set();
  const speaks = SPEAKING.test(file);

  walk(program, (node) => {
    if (node.type === 'CallExpression' && testFunction(node.callee)) {
      const [name] = node.arguments;
      if (isString(name) && !isEach(node.callee)) {
        taken.add(name);
        add(name, 'test name');
      }
      if (isEach(node.callee)) {
        walk(node.arguments, (inner) => {
          if (!isString(inner) || taken.has(inner) || !isPlainSentence(stringText(inner, text))) return;
          taken.add(inner);
          add(inner, 'test row');
        });
      }
    }
    if (node.type === 'NewExpression' && /Error$/.test(className(node.callee))) {
      for (const argument of node.arguments) {
        if (!isString(argument) || taken.has(argument) || !isSentence(stringText(argument, text))) continue;
        taken.add(argument);
        add(argument, 'message');
      }
    }
    if (speaks && isString(node) && !taken.has(node)) {
      const value = stringText(node, text);
      if (isSentence(value) && !isSource(value)) add(node, 'message');
    }
  });
  return found;
}

const isString = (node) => node?.type === 'StringLiteral' || node?.type === 'TemplateLiteral';
const isEach = (callee) => callee.type === 'MemberExpression' && callee.property.name === 'each';

/** A cell of a table of tests that is part of the name of each. */
const isPlainSentence = (text) => /^[\p{L}\d ,:;.'’()-]+$/u.test(text) && isSentence(text);

/** `test` of `test`, `test.skip`, `test.each` and `test.each(rows)`. */
function testFunction(callee) {
  if (callee.type === 'Identifier') return TEST_FUNCTIONS.has(callee.name);
  if (callee.type === 'CallExpression') return isEach(callee.callee) && testFunction(callee.callee);
  if (callee.type === 'TaggedTemplateExpression') return testFunction(callee.tag);
  return callee.type === 'MemberExpression' && testFunction(callee.object);
}

/** `Error` of `Error` and `errors.Error`. */
const className = ({ name, property }) => name ?? property?.name ?? '';

/** The text between the quotes as written, so that lines can be counted; `${…}` is masked. */
function stringText(node, text) {
  const source = text.slice(node.start + 1, node.end - 1);
  if (node.type === 'StringLiteral') return source.replace(/\\(['"\\])/g, '$1').replace(/\\n/g, '. ');
  let result = source;
  for (const expression of node.expressions) {
    const [from, to] = [expression.start, expression.end].map((offset) => offset - node.start - 1);
    result = result.slice(0, from) + result.slice(from, to).replace(/[^\n]/g, '¤') + result.slice(to);
  }
  return result.replace(/\$\{|(?<=¤)\s*\}/g, (braces) => '¤'.repeat(braces.length));
}

function walk(node, visit) {
  if (Array.isArray(node)) {
    for (const one of node) walk(one, visit);
    return;
  }
  if (typeof node?.type !== 'string') return;
  visit(node);
  if (['ImportDeclaration', 'ExportAllDeclaration', 'TSLiteralType'].includes(node.type)) return;
  for (const key in node) {
    if (key !== 'loc' && typeof node[key] === 'object' && node[key] !== null) walk(node[key], visit);
  }
}

/** Line comments that follow each other are one text. */
function commentProse(comments, source) {
  const found = [];
  let last;
  for (const comment of comments) {
    const { line, column } = comment.loc.start;
    if (comment.type === 'CommentBlock') {
      const text = comment.value.replace(/^\*/, '').replace(/^[ \t]*\*/gm, '');
      found.push({ line, text, kind: 'comment' });
      last = undefined;
      continue;
    }
    const alone = source.slice(comment.start - column, comment.start).trim() === '';
    if (alone && last?.column === column && last.line === line - 1) {
      last.prose.text += `\n${comment.value}`;
      last.line = line;
      continue;
    }
    const prose = { line, text: comment.value, kind: 'comment' };
    found.push(prose);
    last = { line, column, prose };
  }
  return found.flatMap(paragraphs);
}

/** Splits at blank lines, list items, headings, table cells and tags: a sentence does not cross them. */
function paragraphs({ line, text, kind }) {
  const found = [];
  let current;
  for (const [index, content] of text.split('\n').entries()) {
    const isStart = /^\s*([-*+]|\d+\.|#+|@\w+|\|)\s/.test(content);
    if (content.trim() === '') current = undefined;
    else if (current && !isStart) current.text += `\n${content}`;
    else {
      current = { line: line + index, text: content, kind };
      found.push(current);
    }
  }
  return found;
}

function markdownProse(text) {
  return paragraphs({ line: 1, text: mask(text), kind: 'markdown' });
}

function graphqlProse(text) {
  const found = [];
  const document = parseGraphQL(text);
  for (let token = document.loc.startToken; token; token = token.next) {
    if (token.kind === TokenKind.COMMENT) found.push({ line: token.line, text: token.value, kind: 'comment' });
  }
  visitGraphQL(document, {
    StringValue({ loc, block, value }) {
      if (!isSentence(value)) return;
      const quotes = block ? 3 : 1;
      const content = text.slice(loc.start + quotes, loc.end - quotes);
      found.push(...paragraphs({ line: lineAt(text, loc.start), text: content, kind: 'description' }));
    },
  });
  return found;
}

const SCALAR = '\u001f';

/** Tokens of the lexer that have no text in the file. */
const MARKERS = ['\u0002', '\u0018', SCALAR];

function yamlProse(text) {
  const found = [];
  let offset = 0;
  let last;
  for (const token of new YamlLexer().lex(text)) {
    if (MARKERS.includes(token)) {
      last = token;
      continue;
    }
    if (token.startsWith('#') && last !== SCALAR) found.push({ offset, text: token });
    offset += token.length;
    last = token;
  }
  const prose = hashLines(text, new Map(found.map((one) => [lineAt(text, one.offset), one.text])));
  const lineCounter = new LineCounter();
  for (const document of parseAllDocuments(text, { lineCounter })) {
    visitYaml(document, {
      Pair(_, { key, value }) {
        if (!/^(summary|description|title|runbook)$/.test(String(key)) || typeof value?.value !== 'string') return;
        const { line } = lineCounter.linePos(value.range[0]);
        prose.push({ line, text: text.slice(value.range[0], value.range[1]), kind: 'description' });
      },
    });
  }
  return prose;
}

/** Shell, nginx, systemd, Dockerfile and `.env` files: what follows a `#` outside of quotes, and a unit's description. */
function hashProse(text) {
  const comments = new Map();
  const prose = [];
  for (const [index, content] of text.split('\n').entries()) {
    const [, before, comment] = /^(.*?(?:^|\s))(#(?!!).*)$/.exec(content) ?? [];
    const isQuoted = ['"', "'"].some((quote) => (before ?? '').split(quote).length % 2 === 0);
    if (comment !== undefined && !isQuoted) comments.set(index + 1, comment);
    const [, description] = /^Description=(.*)$/.exec(content) ?? [];
    if (description !== undefined) prose.push({ line: index + 1, text: description, kind: 'description' });
  }
  return [...prose, ...hashLines(text, comments)];
}

/** Comments by line; those on consecutive lines without code are one text. */
function hashLines(text, comments) {
  const lines = text.split('\n');
  const found = [];
  let last;
  for (const [line, comment] of [...comments].sort(([one], [other]) => one - other)) {
    const content = comment.replace(/^#+/, '');
    const alone = lines[line - 1].trimStart().startsWith('#');
    if (alone && last?.next === line) {
      last.prose.text += `\n${content}`;
      last.next = line + 1;
      continue;
    }
    const prose = { line, text: content, kind: 'comment' };
    found.push(prose);
    last = alone ? { prose, next: line + 1 } : undefined;
  }
  return found.flatMap(paragraphs);
}
