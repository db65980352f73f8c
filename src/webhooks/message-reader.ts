/** Reads messages of the platform in XML and in JSON: flat objects whose values are texts. */
import { hash } from 'node:crypto';
import { SaxesParser } from 'saxes';
import { KNOWN_FIELDS } from '../events/kinds.js';
import { readFlatXml } from './flat-xml-reader.js';
import { type Field, readJsonFields } from './json-reader.js';

/** Maximum size of a message, bytes. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

const MAX_DEPTH = 6;
const MAX_ELEMENTS = 200;

/** Maximum number of references such as `&amp;`. A full message of them would take the parser 30 ms. */
const MAX_REFERENCES = 2000;

export interface Message {
  /** The first-level fields with trimmed values. If a field without a meaning for this server is repeated, the first value. */
  readonly fields: ReadonlyMap<string, string>;
  /** All first-level fields, repeated ones included, sorted by name. */
  readonly entries: readonly Field[];
}

/** Parses a message. Returns undefined if it is not readable without doubt. */
export function readMessage(bytes: Buffer): Message | undefined {
  if (bytes.length > MAX_MESSAGE_BYTES) return undefined;
  const text = textOf(bytes);
  const found = text.startsWith('{')
    ? readJsonFields(text, { depth: MAX_DEPTH, values: MAX_ELEMENTS })
    : readXmlFields(text);
  if (found === undefined) return undefined;
  const fields = new Map<string, string>();
  const trimmed: readonly Field[] = found.map(([name, value]) => [name, value.trim()]);
  for (const [name, value] of trimmed) {
    if (!fields.has(name)) fields.set(name, value);
    else if (KNOWN_FIELDS.has(name)) return undefined;
  }
  return { fields, entries: [...trimmed].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)) };
}

/** Returns a message by its entries, as `Message` has them. */
export function fieldsOf(entries: readonly Field[]): Message {
  return { fields: new Map([...entries].reverse()), entries };
}

/** Returns the SHA-256 of the account and all fields in hex. A repetition of a message has the same digest. */
export function digestOf(appid: string, { entries }: Pick<Message, 'entries'>): string {
  return hash('sha256', JSON.stringify([appid, ...entries]), 'hex');
}

const utf8 = new TextDecoder();

/** Characters that XML forbids. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are replaced
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * Decodes UTF-8. Replaces invalid sequences and control characters, which occur in texts that people typed: a strict parser would reject
 * the message, and every repetition of it. Removes a byte order mark and surrounding white space.
 */
function textOf(bytes: Buffer): string {
  return utf8.decode(bytes).replace(FORBIDDEN, '\ufffd').trim();
}

/** Returns the children of the root `xml`, or undefined if the text is not well-formed or exceeds a bound. */
function readXmlFields(text: string): readonly Field[] | undefined {
  if (text.split('&').length > MAX_REFERENCES) return undefined;
  const flat = readFlatXml(text);
  // The root is an element as well.
  if (flat !== undefined) return flat.length < MAX_ELEMENTS ? flat : undefined;
  const fields: Field[] = [];
  let depth = 0;
  let elements = 0;
  let name = '';
  let value = '';
  const refuse = () => {
    throw new Unreadable();
  };
  const append = (part: string) => {
    if (depth > 1) value += part;
    else if (part.trim() !== '') refuse();
  };
  const parser = new SaxesParser({ position: false, defaultXMLVersion: '1.0', forceXMLVersion: true });
  parser.on('doctype', refuse);
  parser.on('processinginstruction', refuse);
  parser.on('attribute', refuse);
  parser.on('error', refuse);
  parser.on('text', append);
  parser.on('cdata', append);
  parser.on('opentag', (tag) => {
    depth += 1;
    elements += 1;
    if (depth > MAX_DEPTH || elements > MAX_ELEMENTS || (depth === 1 && tag.name !== 'xml')) refuse();
    if (depth === 2) [name, value] = [tag.name, ''];
  });
  parser.on('closetag', () => {
    if (depth === 2) fields.push([name, value]);
    depth -= 1;
  });
  try {
    parser.write(text).close();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
  return fields;
}

class Unreadable extends Error {}
