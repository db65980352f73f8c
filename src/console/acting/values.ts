/** The values of a form, by the name of the field. */
export type Values = Readonly<Record<string, string>>;

/** The limits of the value of a field. */
export interface Limits {
  readonly required?: boolean | undefined;
  readonly maxUtf8Bytes?: number | undefined;
  readonly maxCharacters?: number | undefined;
  /** Smallest and largest integer. Either makes the field one of integers. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

const encoder = new TextEncoder();

/** Returns the number of bytes of a text in UTF-8. */
export const bytesOf = (text: string): number => encoder.encode(text).length;

/** The texts of problems with limits. */
export interface LimitProblems {
  readonly required: string;
  readonly tooManyBytes: (max: number) => string;
  readonly tooManyCharacters: (max: number) => string;
  readonly notInteger: string;
  readonly outOfRange: (min: number | undefined, max: number | undefined) => string;
}

/** Returns why a value is not within its limits, in words. Undefined: it is. */
export function problemWithin(value: string, limits: Limits, words: LimitProblems): string | undefined {
  const { required, maxUtf8Bytes, maxCharacters, min, max } = limits;
  if (value.trim() === '') return required ? words.required : undefined;
  if (maxUtf8Bytes !== undefined && bytesOf(value) > maxUtf8Bytes) return words.tooManyBytes(maxUtf8Bytes);
  if (maxCharacters !== undefined && [...value].length > maxCharacters) return words.tooManyCharacters(maxCharacters);
  if (min === undefined && max === undefined) return undefined;
  const number = integerIn(value);
  if (number === undefined) return words.notInteger;
  if (number < (min ?? Number.NEGATIVE_INFINITY) || number > (max ?? Number.POSITIVE_INFINITY)) {
    return words.outOfRange(min, max);
  }
  return undefined;
}

/** Returns the integer that a text is. Undefined: it is not an integer, or not one that can be represented exactly. */
export function integerIn(text: string): number | undefined {
  const number = /^-?\d{1,16}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Returns the amount in fen that a text in yuan is, with at most two decimals. */
export function fenIn(yuan: string): number | undefined {
  const [, whole, decimals = ''] = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(yuan.trim()) ?? [];
  return whole === undefined ? undefined : Number(whole) * 100 + Number(decimals.padEnd(2, '0'));
}

/** Returns the `DateTime` of a local time in China. */
export const dateTimeOf = (local: string) => `${local.length === 16 ? `${local}:00` : local}+08:00`;
