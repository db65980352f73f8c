// Finds the phrases of phrases.mjs in prose.
import { ALLOWED, PHRASES } from './phrases.mjs';

const compiled = PHRASES.map((phrase) => ({
  ...phrase,
  expression: new RegExp(phrase.pattern.replaceAll(' ', '\\s+'), 'giu'),
}));

/**
 * Returns the phrases in the prose of one file, in order of lines.
 * @param {string} file
 * @param {import('./extract-prose.mjs').Prose[]} prose
 * @returns {{ line: number, found: string, instead: string }[]}
 */
export function findPhrases(file, prose, allowed = ALLOWED) {
  const own = allowed.filter((one) => one.file === file).map((one) => one.phrase.toLowerCase());
  const hits = [];
  for (const { line, text, kind } of prose) {
    for (const { expression, instead, kinds } of compiled) {
      if (kinds && !kinds.includes(kind)) continue;
      for (const match of text.matchAll(expression)) {
        const found = match[0].replace(/\s+/g, ' ').trim();
        if (own.includes(found.toLowerCase())) continue;
        const start = match.index + match[0].length - match[0].trimStart().length;
        hits.push({ line: line + text.slice(0, start).split('\n').length - 1, found, instead });
      }
    }
  }
  return hits.sort((one, other) => one.line - other.line);
}
