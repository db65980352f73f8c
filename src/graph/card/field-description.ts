import {
  belongsTo,
  CARD_FIELDS,
  CREATE_FIELDS,
  type CreateField,
  UPDATE_FIELDS,
  type UpdateField,
} from '../../platform/endpoints/card.fields.js';
import { CARD_TYPES, type WireCardType } from '../../platform/endpoints/card.wire.js';
import type { CardField, FieldLimits } from '../../platform/endpoints/card-fields/field.js';

/** Describes a response field or enum value that the documents do not mention. */
export const UNDOCUMENTED = 'Undocumented; observed in responses.';

/**
 * Returns the description of the field at a path in responses: its meaning, its limits and its name on the platform.
 * @param note a sentence about the field in responses
 */
export function descriptionOf(path: string, note?: string): string {
  const { meaning, limits, platformName } = describe(path, rowAt(path));
  return join(meaning, note, limits, platformName);
}

/**
 * Returns the description of the field of an update: its meaning, what the update does to the field, whether it sends the card back to
 * review, its limits, the hosts of its pictures and its name on the platform.
 * @param isListEntry whether the field belongs to the entries of a list, whose own description mentions the review
 */
export function updateDescriptionOf(row: UpdateField, { isListEntry }: { readonly isListEntry: boolean }): string {
  const { meaning, limits, platformName } = describe(row.path, row);
  return join(
    meaning,
    row.hint,
    isListEntry ? undefined : reviewText(row.path),
    limits,
    updateHostsText(row),
    platformName,
  );
}

/**
 * Returns the description of a field of a new card: its meaning, the kinds of card that have it if not all in its input do, its limits,
 * what the platform assumes if it is missing, and its name on the platform.
 * @param hint sentences about the field in new cards
 */
export function createDescriptionOf(row: CreateField, hint?: string): string {
  const { meaning, limits, platformName } = describe(row.path, row);
  const hosts = row.hosts && `Must be on ${anyOf(row.hosts)}.`;
  const assumed = row.default === undefined ? undefined : `Defaults to \`${row.default}\` on the platform.`;
  return join(meaning, hint, kindsText(row), limits, hosts, assumed, platformName);
}

/** Returns the maximum bytes of the texts in a nested input of a new card, and the hosts of its pictures, by their names in it. */
export function createLimitsOf(input: string): string {
  const rows = CREATE_FIELDS.flatMap((row) => {
    const prefix = [`${input}.`, `${input}[].`].find((each) => row.input?.startsWith(each));
    return prefix === undefined ? [] : [{ ...row, name: `\`${row.input?.slice(prefix.length)}\`` }];
  });
  const limits = rows.flatMap(({ name, maxUtf8Bytes, type }) =>
    maxUtf8Bytes === undefined || type === 'enum' ? [] : [`${name} ${maxUtf8Bytes}`],
  );
  const hosts = rows.flatMap(({ name, hosts: each }) => (each ? [`${name} must be on ${anyOf(each)}.`] : []));
  return join(limits.length === 0 ? '' : `Maximum bytes of UTF-8: ${limits.join(', ')}.`, ...hosts);
}

/** Names the hosts of a picture in an update, and those that only a new card accepts: its entries of lists have the same input class. */
function updateHostsText({ path, hosts }: UpdateField): string | undefined {
  if (hosts === undefined) return undefined;
  const forCreation = CREATE_FIELDS.find((row) => row.path === path)?.hosts ?? [];
  const further = forCreation.filter((host) => !hosts.includes(host));
  const inNewCards = further.length === 0 ? '' : ` or, in a new card, on ${anyOf(further)}`;
  return `Must be on ${anyOf(hosts)}${inNewCards}.`;
}

function anyOf(hosts: readonly string[]): string {
  return hosts.map((host) => `\`${host}\``).join(' or ');
}

/** Returns the kinds of card that have a field. */
export function kindsOf({ kinds }: CreateField): readonly WireCardType[] {
  return CARD_TYPES.filter((type) => kinds.some((each) => belongsTo(each, type)));
}

/** Names the kinds of card that have a field, unless all that can have its input do. */
function kindsText(row: CreateField): string | undefined {
  const [input] = row.input?.split('.') ?? [];
  const kinds = kindsOf(row);
  const isNarrow = input === 'baseInfo' ? !row.kinds.includes('*') : input === 'advancedInfo' && kinds.length < 6;
  return isNarrow ? `Only for ${kinds.map((type) => `\`${type}\``).join(' and ')}.` : undefined;
}

/** Returns what the field at a path is. */
export function meaningOf(path: string): string {
  return rowAt(path).meaning ?? '';
}

function rowAt(path: string): CardField {
  const row = CARD_FIELDS.find((each) => each.path === path);
  if (row === undefined) throw new Error(`CARD_FIELDS has no row with the path ${path}`);
  return row;
}

function join(...sentences: readonly (string | undefined)[]): string {
  return sentences.filter((sentence) => sentence !== undefined && sentence !== '').join(' ');
}

type Describable = FieldLimits & {
  readonly meaning?: string;
  readonly input?: string | null;
  readonly update?: { readonly input?: string | null };
};

function describe(path: string, row: Describable) {
  const input = row.input ?? row.update?.input;
  return {
    meaning: row.meaning,
    limits: limitText(path, row),
    platformName: input == null ? undefined : platformName(path, input),
  };
}

/** The rows of one path differ between kinds of card in their review flag. */
function reviewText(path: string): string | undefined {
  const rows = UPDATE_FIELDS.filter((row) => row.path === path);
  if (rows.every(({ review }) => review)) return 'Sends the card back to review.';
  return rows.some(({ review }) => review) ? 'Sends the card back to review, except for member cards.' : undefined;
}

/** Fields of digits, Latin letters or URLs. A limit in Chinese characters would not help with them. */
const LATIN = /(?:url|phone|flight|gate|model|_id|_pass|_user_name)$/;

const count = (amount: number) => amount.toLocaleString('en-GB');

function limitText(path: string, row: FieldLimits): string | undefined {
  const { type, maxUtf8Bytes, maxCharacters, min, max, color } = row;
  if (maxCharacters !== undefined) return `At most ${count(maxCharacters)} characters.`;
  if (type === 'string' && maxUtf8Bytes !== undefined && !color) {
    const characters = LATIN.test(path) ? '' : ` (${count(Math.floor(maxUtf8Bytes / 3))} Chinese characters)`;
    return `At most ${count(maxUtf8Bytes)} bytes of UTF-8${characters}.`;
  }
  if (type === 'int[]' && maxUtf8Bytes !== undefined) {
    return `At most ${count(maxUtf8Bytes)} bytes when joined with commas.`;
  }
  if (type === 'string[]' && max !== undefined) return `At most ${count(max)} ${max === 1 ? 'entry' : 'entries'}.`;
  if (type !== 'int' || min === undefined) return undefined;
  if (max === undefined) return min === 0 ? undefined : `At least ${count(min)}.`;
  if (min === max) return `Must be ${count(min)}.`;
  return max - min === 1 ? `Must be ${count(min)} or ${count(max)}.` : `Range: ${count(min)} to ${count(max)}.`;
}

/** Names the platform's field, if its name is not merely another spelling of the name in the schema. */
function platformName(path: string, input: string): string | undefined {
  // A list whose entries have a single field is one field of the schema.
  const field = input.endsWith('[]') ? path.slice(0, path.lastIndexOf('[]')) : path;
  const name = lastPart(field);
  const camelCase = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return camelCase === lastPart(input).replace('[]', '') ? undefined : `Platform: \`${name}\`.`;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
