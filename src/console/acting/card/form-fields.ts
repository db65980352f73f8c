import type { CardField } from '../../generated/card-fields.js';
import {
  dateTimeOf,
  fenIn,
  integerIn,
  type LimitProblems,
  type Limits,
  problemWithin,
  type Values,
} from '../values.js';
import { picturesIn, type ShownPicture } from './pictures.js';

/** How a field is edited. */
export type Control =
  | 'text'
  | 'long'
  | 'url'
  | 'phone'
  | 'picture'
  | 'color'
  | 'integer'
  | 'amount'
  | 'time'
  | 'flag'
  | 'choice'
  | 'choices'
  | 'lines'
  | 'pictures'
  | 'gift';

/** A field of a card in a form. Its value in the form is a text. */
export interface FormField {
  /** Its path in the input. */
  readonly name: string;
  readonly control: Control;
  readonly limits: Limits;
  readonly isRequired: boolean;
  /** Whether an empty value clears the field. */
  readonly clear: boolean;
  /** Whether a change sends the card back to review. */
  readonly review: boolean;
  /** A picture on one of these hosts. */
  readonly hosts: readonly string[] | undefined;
  /** Whether it consists of ids in digits. */
  readonly isDigits: boolean;
  /** Maximum number of entries of a list. */
  readonly maxEntries: number | undefined;
}

const OWN_CONTROLS: Readonly<Record<string, Control>> = {
  'baseInfo.color': 'color',
  'baseInfo.servicePhone': 'phone',
  'baseInfo.subMerchantId': 'text',
  'advancedInfo.cover.iconUrls': 'picture',
  'advancedInfo.textImages': 'pictures',
  'advancedInfo.timeLimits': 'choices',
  'advancedInfo.redeemGifts': 'gift',
};

const CONTROLS: Readonly<Record<Exclude<CardField['type'], 'string' | 'int'>, Control>> = {
  bool: 'flag',
  enum: 'choice',
  'enum[]': 'choices',
  unixSeconds: 'time',
  'int[]': 'lines',
  'string[]': 'lines',
};

/** The shortest maximum of texts that are edited in several lines, bytes. */
const LONG_BYTES = 512;

const MAX_INT = 2_147_483_647;

function controlOf(name: string, { type, maxUtf8Bytes = 0 }: CardField): Control {
  const own = OWN_CONTROLS[name];
  if (own !== undefined) return own;
  if (type === 'int') return name.endsWith('Fen') ? 'amount' : 'integer';
  if (type !== 'string') return CONTROLS[type];
  if (/(logo|backgroundPic)Url$/.test(name)) return 'picture';
  if (/url$/i.test(name)) return 'url';
  return maxUtf8Bytes >= LONG_BYTES ? 'long' : 'text';
}

/** Returns the fields of a table that a type of card has. Entries of a list are one field. */
export function formFieldsOf(table: readonly CardField[], type: string): readonly FormField[] {
  const fields = new Map<string, FormField>();
  for (const row of table) {
    const [name = '', entry] = row.input.split('[]');
    if (!row.types.includes(type) || fields.has(name)) continue;
    const control = controlOf(name, row);
    const isNumber = control === 'integer';
    fields.set(name, {
      name,
      control,
      isRequired: row.required ?? false,
      clear: row.clear ?? false,
      review: row.review?.includes(type) ?? false,
      hosts: row.hosts,
      isDigits: row.type === 'int[]' || name === 'baseInfo.subMerchantId',
      maxEntries: row.max !== undefined && entry === undefined && row.type.endsWith('[]') ? row.max : undefined,
      limits: {
        required: (row.required ?? false) && control !== 'flag',
        maxUtf8Bytes: entry === undefined ? row.maxUtf8Bytes : undefined,
        maxCharacters: entry === undefined ? row.maxCharacters : undefined,
        min: isNumber ? (row.min ?? 0) : undefined,
        max: isNumber ? (row.max ?? MAX_INT) : undefined,
      },
    });
  }
  return [...fields.values()];
}

/** Returns the text in a form for a value that was read. */
export function textOf({ control }: FormField, value: unknown): string {
  if (value === null || value === undefined) return '';
  switch (control) {
    case 'flag':
      return value === true ? 'true' : '';
    case 'amount':
      return amountText(Object(value).fen ?? value);
    case 'time':
      return localTime(String(value));
    case 'choices':
      return choicesText(listOf(value).map((one) => String(Object(one).day ?? one)));
    case 'lines':
      return listOf(value).join('\n');
    case 'picture':
      return Array.isArray(value) ? String(value[0] ?? '') : String(value);
    case 'pictures':
      return picturesText(
        listOf(value).map((one) => ({ imageUrl: Object(one).imageUrl ?? '', text: Object(one).text ?? '' })),
      );
    case 'gift':
      return String(Object(listOf(value)[0]).cardId ?? '');
    default:
      return String(value);
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const amountText = (fen: unknown) => (typeof fen === 'number' ? String(fen / 100) : '');

/** Returns the value in the form of chosen values, in one order. */
export const choicesText = (chosen: readonly string[]) => [...new Set(chosen)].sort().join(',');

/** Returns the value in the form of pictures with texts. */
export const picturesText = (pictures: readonly ShownPicture[]) =>
  pictures.length === 0 ? '' : JSON.stringify(pictures);

const CHINA_OFFSET_MS = 8 * 3_600_000;

/** Returns a time in China as `datetime-local` has it, with its seconds only if there are any. */
function localTime(time: string): string {
  const local = new Date(Date.parse(time) + CHINA_OFFSET_MS).toISOString();
  return local.slice(17, 19) === '00' ? local.slice(0, 16) : local.slice(0, 19);
}

/** Returns the value in the input for the text in a form. */
export function inputOf({ name, control }: FormField, text: string): unknown {
  switch (control) {
    case 'flag':
      return text === 'true';
    case 'integer':
      return integerIn(text);
    case 'amount':
      return fenIn(text);
    case 'time':
      return text === '' ? null : dateTimeOf(text);
    case 'choices':
      return text.split(',').filter(Boolean);
    case 'lines':
      return linesIn(text);
    case 'picture':
      if (!name.endsWith('iconUrls')) return text;
      return text === '' ? [] : [text];
    case 'pictures':
      return picturesIn(text).map(({ imageUrl, text: own }) => ({
        ...(imageUrl === '' ? {} : { imageUrl }),
        ...(own === '' ? {} : { text: own }),
      }));
    case 'gift':
      return text === '' ? [] : [{ cardId: text }];
    default:
      return text;
  }
}

const linesIn = (text: string) => text.split(/[\s,]+/).filter(Boolean);

/** Texts of the problems that only fields of cards have. */
export interface FieldProblems extends LimitProblems {
  readonly notCleared: string;
  readonly bothOfPage: string;
  readonly otherHost: string;
  readonly emptyEntry: string;
  readonly notAmount: string;
  readonly tooManyEntries: (max: number) => string;
}

/** Maximum length of the text of a picture, characters. */
export const PICTURE_TEXT_CHARACTERS = 5000;

/** Returns the problems of a field, by the name of what has to be corrected. */
export function fieldProblems(field: FormField, values: Values, initial: Values, words: FieldProblems): Values {
  const { name, control, clear, hosts, limits, maxEntries } = field;
  const text = values[name] ?? '';
  const one = (problem: string | undefined): Values => (problem === undefined ? {} : { [name]: problem });
  if (control === 'flag') return {};
  if (control === 'pictures') return problemsOfPictures(name, text, hosts, words);
  const own = problemWithin(text, limits, words);
  if (own !== undefined) return one(own);
  const other = otherOfPage(name);
  if (text.trim() === '') {
    if (other !== undefined && (values[other] ?? '') !== '') return one(words.bothOfPage);
    return one(text === (initial[name] ?? '') || clear || limits.required ? undefined : words.notCleared);
  }
  if (control === 'amount' && (fenIn(text) ?? MAX_INT + 1) > MAX_INT) return one(words.notAmount);
  if (field.isDigits && !linesIn(text).every((one) => /^\d+$/.test(one))) return one(words.notInteger);
  if (maxEntries !== undefined && control === 'lines' && linesIn(text).length > maxEntries) {
    return one(words.tooManyEntries(maxEntries));
  }
  return one(isOn(hosts, text) ? undefined : words.otherHost);
}

function problemsOfPictures(
  name: string,
  text: string,
  hosts: readonly string[] | undefined,
  words: FieldProblems,
): Values {
  const problems: Record<string, string> = {};
  for (const [index, { imageUrl, text: own }] of picturesIn(text).entries()) {
    if (imageUrl === '' && own === '') problems[`${name}.${index}.imageUrl`] = words.emptyEntry;
    else if (imageUrl !== '' && !isOn(hosts, imageUrl)) problems[`${name}.${index}.imageUrl`] = words.otherHost;
    if ([...own].length > PICTURE_TEXT_CHARACTERS) {
      problems[`${name}.${index}.text`] = words.tooManyCharacters(PICTURE_TEXT_CHARACTERS);
    }
  }
  return problems;
}

const isOn = (hosts: readonly string[] | undefined, url: string) =>
  hosts === undefined || (URL.canParse(url) && hosts.includes(new URL(url).host));

/** Returns the name of the other field of a page in a mini program: its id and its path are sent together. */
export function otherOfPage(name: string): string | undefined {
  if (!/iniProgram\.\w+$/.test(name)) return undefined;
  const page = name.slice(0, name.lastIndexOf('.'));
  return name.endsWith('.path') ? `${page}.userName` : `${page}.path`;
}

/** Returns the input of some fields, as nested objects. */
export function inputOfFields(fields: readonly FormField[], values: Values): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const field of fields) setAt(input, field.name, inputOf(field, values[field.name] ?? ''));
  return input;
}

/** Sets a value in nested objects. */
export function setAt(input: Record<string, unknown>, path: string, value: unknown): void {
  const parts = path.split('.');
  const last = parts.pop() ?? path;
  let parent = input;
  for (const part of parts) {
    parent[part] ??= {};
    parent = parent[part] as Record<string, unknown>;
  }
  parent[last] = value;
}

/** Returns the paths of the values in an input: of fields, or of lists as a whole. */
export function pathsIn(input: unknown, path: readonly string[] = []): readonly string[] {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return [path.join('.')];
  return Object.entries(input).flatMap(([name, value]) => pathsIn(value, [...path, name]));
}

/** Returns the fields of a list to which the error of one of its entries belongs. */
export function fieldOfEntry(path: readonly string[]): string | undefined {
  const index = path.findIndex((part) => /^\d+$/.test(part));
  if (index < 0) return undefined;
  const list = path.slice(path.indexOf('advancedInfo'), index).join('.');
  return list.endsWith('textImages') ? [list, ...path.slice(index)].join('.') : list;
}
