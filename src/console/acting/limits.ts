import { acting as en } from '../words/en/acting.js';
import { inLanguage } from '../words/words.js';
import { acting as zh } from '../words/zh/acting.js';
import { type Limits, problemWithin } from './values.js';

export { bytesOf, fenIn, integerIn, type Limits } from './values.js';

/** The texts of all forms. */
export const actingWords = () => inLanguage({ en, zh });

/** Returns why a value is not within its limits, in words. Undefined: it is. */
export const problemOf = (value: string, limits: Limits): string | undefined =>
  problemWithin(value, limits, actingWords());

/** Returns the problems of values, by the name of the field. */
export function problemsOf(
  values: Readonly<Record<string, string>>,
  limits: Readonly<Record<string, Limits>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(limits).flatMap(([name, one]) => {
      const problem = problemOf(values[name] ?? '', one);
      return problem === undefined ? [] : [[name, problem]];
    }),
  );
}
