/** Maximum length of a folded text that is indexed, UTF-16 code units. The platform's texts are much shorter. */
const MAX_FOLDED = 1024;

/**
 * Returns a text in the form in which texts are compared: compatible characters are one (so that width does not matter), and so are upper and
 * lower case. Each character is decomposed separately, because neighbors would otherwise change the form of a part of a text.
 */
export function fold(text: string): string {
  let decomposed = '';
  for (const character of text) decomposed += character.normalize('NFKD');
  // A sigma at the end of a word has another lower case.
  return decomposed.toLowerCase().replaceAll('ς', 'σ');
}

/** Returns the distinct folded words of a query, which contain no space. A text matches if it contains each of them. */
export function wordsOf(query: string): string[] {
  const words = fold(query).split(/\s+/u);
  return [...new Set(words)].filter((word) => word !== '');
}

/** Returns the folded form of several texts without line breaks. No word of a query matches across two of them. */
export function foldAll(texts: readonly (string | null)[]): string {
  const folded = texts.map((text) => fold((text ?? '').slice(0, MAX_FOLDED)).slice(0, MAX_FOLDED));
  return folded.join(' ').replaceAll(/\s/gu, ' ');
}
