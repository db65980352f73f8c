import fc from 'fast-check';

/** A value of parsed JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json };

/** Characters of the private use area that `encode` replaces by output that JSON.stringify never produces. */
const RAW_CONTROL = '\ue000';
const BROKEN_BYTE = '\ue001';
const LITERAL = '\ue002';

/** Returns a literal for a number that JavaScript cannot represent exactly. */
const literal = (digits: string): string => `${LITERAL}${digits}`;

/** Encodes JSON as the platform was observed to send it, with raw control characters, invalid UTF-8 and any number. */
export function encode(value: unknown): Buffer {
  const json = jsonOf(value);
  const [control, broken] = [RAW_CONTROL, BROKEN_BYTE].map((mark) => Buffer.from(mark).toString('latin1'));
  const bytes = Buffer.from(json).toString('latin1');
  return Buffer.from(bytes.replaceAll(control ?? '', '\x01').replaceAll(broken ?? '', '\xff'), 'latin1');
}

/** Serializes JSON with unquoted literals. Also works inside a string that contains JSON, which a quote would end. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value).replaceAll(new RegExp(`"${LITERAL}([^"]*)"`, 'g'), '$1');
}

/** Marks a removed field. */
const REMOVED = Symbol('removed');
type Changed = unknown | typeof REMOVED;

/** Replacements of a value by name. All of them were observed or are possible. */
export const CHANGES: Readonly<Record<string, (value: Json) => Changed>> = {
  removed: () => REMOVED,
  null: () => null,
  'an empty text': () => '',
  'a text': () => 'mutated',
  'text with raw control characters': () => `a${RAW_CONTROL}b\n${RAW_CONTROL}`,
  'text of broken UTF-8': () => `微${BROKEN_BYTE}信`,
  'text with a lone surrogate': () => 'a\ud800b',
  'a long text': () => '字'.repeat(20_000),
  'text of blanks': () => ' \t ',
  'an unknown enum value': () => 'GENERAL_CARD',
  'a name that every object has': () => '__PROTO__',
  constructor: () => 'constructor',
  true: () => true,
  false: () => false,
  0: () => 0,
  '-1': () => -1,
  '-0': () => literal('-0'),
  '1.5': () => 1.5,
  '2^31': () => 2 ** 31,
  '2^32 - 1': () => 2 ** 32 - 1,
  '-2^31 - 1': () => -(2 ** 31) - 1,
  '2^53 + 1': () => literal('9007199254740993'),
  '1e300': () => 1e300,
  'more than every number': () => literal('1e400'),
  'a number as text': () => '4294967295',
  'a number too long, as text': () => '9'.repeat(40),
  'a year past all calendars': () => 253_402_300_800,
  'an empty list': () => [],
  'a list of everything': () => [null, true, 1, -1.5, 'text', '', [], [[]], {}, { card_id: 'p' }, { type: 5 }],
  'an empty object': () => ({}),
  'an object of everything': () => ({ 0: 1, length: 3, type: {}, card_id: [], text: null, quantity: '1e3' }),
  'shells within shells': () => ({ base_info: { base_info: [{ base_info: {} }] } }),
  'itself in a list': (value) => [value],
  'itself in a list twice': (value) => [value, value],
  'itself in an object': (value) => ({ value }),
  'its text': (value) => (typeof value === 'object' ? jsonOf(value) : String(value)),
  'its number': (value) => Number(value) || 0,
  'its values in a list': (value) => (isObject(value) ? Object.values(value) : [value]),
  'its entries by position': (value) => (Array.isArray(value) ? { ...value } : { 0: value }),
  'unknown fields': (value) => (isObject(value) ? { ...value, new_field: [{}], toString: 'x', toJSON: 1 } : value),
};

export function isObject(value: unknown): value is { readonly [field: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export type Place = readonly (string | number)[];

/** Returns every place in a value, including the value itself. */
export function placesIn(value: Json, place: Place = []): Place[] {
  const entries: [string | number, Json][] = Array.isArray(value)
    ? [...value.entries()]
    : isObject(value)
      ? Object.entries(value)
      : [];
  return [place, ...entries.flatMap(([key, item]) => placesIn(item, [...place, key]))];
}

/** Returns the value with one place changed. A place that an earlier change removed is ignored. */
export function changed(value: Json, place: Place, change: string): Json {
  const [key, ...rest] = place;
  const apply = CHANGES[change];
  if (apply === undefined) throw new Error(`CHANGES has no change ${change}`);
  // A complete response cannot be missing.
  if (key === undefined) return without(apply(value), null);
  if (Array.isArray(value)) {
    const items = value.map((item, index) => (index === key ? step(item) : item));
    return items.filter((item) => item !== REMOVED) as Json;
  }
  if (!isObject(value) || !Object.hasOwn(value, key)) return value;
  const fields = Object.entries(value).map(([name, item]) => [name, name === key ? step(item) : item]);
  return Object.fromEntries(fields.filter(([, item]) => item !== REMOVED)) as Json;

  function step(item: Json): Changed {
    return rest.length === 0 ? apply?.(item) : changed(item, rest, change);
  }
}

function without(value: Changed, instead: Json): Json {
  return (value === REMOVED ? instead : value) as Json;
}

/** One change at one place. The place is an index among the places of a value, so that all are equally likely. */
export interface Mutation {
  readonly place: number;
  readonly change: string;
}

/** One to four mutations. */
export const someMutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({ place: fc.nat(10_000), change: fc.constantFrom(...Object.keys(CHANGES)) }),
  { minLength: 1, maxLength: 4 },
);

/** Returns every place of a response except errcode and errmsg, whose effects are tested separately. */
export function placesOfAnswer(answer: Json): Place[] {
  return placesIn(answer).filter(([top]) => top !== 'errcode' && top !== 'errmsg');
}

/** Returns a response with some mutations applied. */
export function mutated(answer: Json, mutations: readonly Mutation[]): Json {
  return mutations.reduce((value, { place, change }) => {
    const places = placesOfAnswer(value);
    return changed(value, places[place % places.length] ?? [], change);
  }, answer);
}
