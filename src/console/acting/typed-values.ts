import { formatYuan } from '../format.js';
import { actingWords, fenIn } from './limits.js';

/** Returns the problem of an amount in yuan, by the name of its field. An empty amount has none. */
export function amountProblem(
  name: string,
  yuan: string,
  { min, max, required = false }: { min: number; max: number; required?: boolean },
): Record<string, string> {
  const words = actingWords();
  if (yuan.trim() === '') return required ? { [name]: words.required } : {};
  const fen = fenIn(yuan);
  if (fen === undefined) return { [name]: words.notAmount };
  return fen < min || fen > max ? { [name]: words.amountOutOfRange(formatYuan(min), formatYuan(max)) } : {};
}

/** Returns the lines of a text without the empty ones. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
