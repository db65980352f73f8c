import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isEnumType } from 'graphql';
import { VARIABLES } from '../../../src/config/env.js';
import { EXECUTION_CODES, topLevelCode } from '../../../src/graph/format-error.js';
import { CARD_ERROR_CODES } from '../../../src/graph/mutation/card-error-codes.js';
import { type CardErrorCodeName, codeOfErrcode } from '../../../src/graph/mutation/user-error.js';
import { KNOWN_LABELS, REJECTION_CODES } from '../../../src/http/known-labels.js';
import { ERRCODES, type ErrcodeEntry } from '../../../src/platform/errcodes.js';
import { PlatformError, type PlatformErrorKind, refusal } from '../../../src/platform/errors.js';
import { UNKNOWN_CODE } from '../../../src/telemetry/request-stats.js';

const ROOT = join(__dirname, '../../..');
const PAGE = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');

const ENTRIES = [...ERRCODES.values()];
const CODES = Object.keys(CARD_ERROR_CODES) as CardErrorCodeName[];

/** Matches source text that contains error codes: `code: 'X'`, lists of codes, and the calls that create an error. */
const ERROR_CODES =
  /(\bcode: '[A-Z_]+'|_CODES = \[[^\]]*\]|\[?code, message\] =[^;]*;|\bnew (?:CardUserError|HttpRefusal)\([^)]{0,200}|(?:\boverLimit|\.named)\('[A-Z_]+')/g;

/** Returns the cells of the rows of one section's table, without its first two lines. */
function rowsOf(markdown: string, heading: string): string[][] {
  const [, section = ''] = markdown.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  const lines = own.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const listed = (items: readonly string[]) => (items.length === 0 ? '–' : items.join(', '));

/** One failure of each type that has no errcode. */
const SILENT: readonly PlatformErrorKind[] = [
  ...(['transport', 'timeout', 'cancelled', 'overloaded', 'token', 'config', 'account', 'bug', 'unknown'] as const),
];

/** Codes of failures that have no errcode and no PlatformError. */
const OWN_CODES = [
  'EVENTS_OFF',
  'EVENTS_CURSOR_UNKNOWN',
  'EVENTS_CURSOR_EXPIRED',
  'INTERNAL_SERVER_ERROR',
  'BAD_USER_INPUT',
  'IDEMPOTENCY_STORE_UNAVAILABLE',
];

const topLevelOf = ({ errcode }: ErrcodeEntry) => topLevelCode(refusal('/card/get', errcode, ''));

/** Returns the errcodes by extensions.code. */
function topLevelRows(): Map<string, string> {
  const silent = SILENT.map((kind) => topLevelCode(new PlatformError({ kind, endpoint: '/card/get' })));
  const codes = new Set([...ENTRIES.map(topLevelOf), ...silent, ...OWN_CODES]);
  return new Map(
    [...codes].map((code) => [
      `\`${code}\``,
      listed(ENTRIES.filter((entry) => topLevelOf(entry) === code).map(({ errcode }) => String(errcode))),
    ]),
  );
}

describe('docs/errors.md', () => {
  test('has exactly one row in its second table for each extensions.code of a failed read, with its errcodes', () => {
    const rows = rowsOf(PAGE, 'extensions.code');
    expect(new Map(rows.map(([code = '', , errcodes = '']) => [code, errcodes]))).toEqual(topLevelRows());
    expect(rows).toHaveLength(topLevelRows().size);
    // RATE_LIMITED has its row in the third table.
    const expected = EXECUTION_CODES.filter((code) => code !== 'RATE_LIMITED').map((code) => `\`${code}\``);
    expect([...topLevelRows().keys()].sort()).toEqual(expected.sort());
    for (const [code, meaning, , remedy, retry] of rows) {
      expect({ code, meaning, remedy, retry }).toEqual({
        code,
        meaning: expect.stringMatching(/^[A-Z].*\.$/),
        remedy: expect.stringMatching(/^[A-Z].*\.$/),
        retry: expect.stringMatching(/^(no|yes|later)$/),
      });
    }
  });

  test('lists every errcode of the table under its code or its extensions.code', () => {
    const tables = [...rowsOf(PAGE, 'CardErrorCode'), ...rowsOf(PAGE, 'extensions.code')];
    const found = (entry: ErrcodeEntry) => {
      const own = tables.filter(([code]) => code === `\`${entry.code ?? entry.topLevel}\``);
      return own.some(([, , errcodes = '']) => errcodes.split(', ').includes(String(entry.errcode)));
    };
    expect(ENTRIES.filter((entry) => !found(entry)).map(({ errcode }) => errcode)).toEqual([]);
  });

  test('has exactly one row in its third table for each code of a refused request, with its statuses', () => {
    const rows = rowsOf(PAGE, 'Requests rejected before execution');
    const codes = rows.map(([code = '']) => code.replaceAll('`', ''));
    expect(codes.sort()).toEqual([...REJECTION_CODES].sort());
    for (const [, status, when, remedy, retry] of rows) {
      expect(status).toMatch(/^(200|[45]\d\d)(, [45]\d\d)*$/);
      expect([when, remedy, retry].join(' ')).toMatch(/^[A-Zx].*\. [A-Z].*\. (no|yes|later)$/);
    }
  });

  test('names every error code that a source file contains', () => {
    const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
    // The excluded folders return no errors to clients, and contain codes of the system and of the platform.
    const own = files.filter(
      (file) => file.endsWith('.ts') && !/^(config|doctor|emulator|explorer|platform\/endpoints|store)\//.test(file),
    );
    const found = new Set<string>();
    for (const file of own) {
      for (const [, literal] of readFileSync(join(ROOT, 'src', file), 'utf8').matchAll(ERROR_CODES)) {
        for (const [, code = ''] of (literal ?? '').matchAll(/'([A-Z_]{3,})'/g)) found.add(code);
      }
    }
    expect(found.size).toBeGreaterThan(40);
    for (const code of [...CODES, ...KNOWN_LABELS.codes]) found.add(code);
    found.delete(UNKNOWN_CODE); // appears in metrics only
    expect([...found].filter((code) => !PAGE.includes(`\`${code}\``))).toEqual([]);
  });

  test('names only existing codes', () => {
    const existing = new Set<string>([
      ...CODES,
      ...REJECTION_CODES,
      'BAD_GATEWAY', // from deploy/nginx.conf
      ...VARIABLES.map(({ name }) => name),
      ...[...topLevelRows().keys()].map((code) => code.replaceAll('`', '')),
    ]);
    const named = [...PAGE.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code]) => code ?? '');
    expect(named.filter((code) => !existing.has(code))).toEqual([]);
  });
});

describe('the errcode table', () => {
  test('has only valid CardErrorCodes in code and byPath, and in topLevel only those of operators, merchants and an expired ticket', () => {
    const codes = ENTRIES.flatMap(({ code, byPath = {} }) => [...(code ? [code] : []), ...Object.values(byPath)]);
    expect(codes.filter((code) => !(CODES as string[]).includes(code))).toEqual([]);
    const topLevel = new Set(ENTRIES.flatMap(({ topLevel }) => topLevel ?? []));
    expect([...topLevel].sort()).toEqual([
      'ACCOUNT_NOT_AUTHORIZED',
      'ACTIVATION_TICKET_EXPIRED',
      'INTERNAL_SERVER_ERROR',
      'PLATFORM_CONFIG',
    ]);
  });

  test('has either a code or a topLevel in every entry, and both in some about the authorization of the account', () => {
    const both = ENTRIES.filter(({ code, topLevel }) => code !== undefined && topLevel !== undefined);
    expect(both.filter(({ code, topLevel }) => code !== topLevel || code !== 'ACCOUNT_NOT_AUTHORIZED')).toEqual([]);
    expect(ENTRIES.filter(({ code, topLevel }) => code === undefined && topLevel === undefined)).toEqual([]);
  });

  test('maps an errcode to the code of its path, then to its general code, then to PLATFORM_REJECTED', () => {
    expect(codeOfErrcode(40116, '/card/code/update')).toBe('CODE_ALREADY_EXISTS');
    expect(codeOfErrcode(40116, '/card/code/get')).toBe('CODE_NOT_FOUND');
    expect(codeOfErrcode(99999, '/card/code/get')).toBe('PLATFORM_REJECTED');
  });
});

test('the enum of the schema has the codes of the table, each with its meaning as the description', () => {
  const sdl = readFileSync(join(ROOT, 'schema/schema.graphql'), 'utf8');
  const type = buildSchema(sdl, { assumeValid: true }).getType('CardErrorCode');
  if (!isEnumType(type)) throw new Error('the schema has no enum CardErrorCode');
  const described = type.getValues().map(({ name, description }) => [name, description]);
  expect(described.sort()).toEqual(CODES.map((code) => [code, CARD_ERROR_CODES[code].meaning]).sort());
});

test('every code has a meaning and a remedy that are sentences without a vertical bar', () => {
  const facts = Object.values(CARD_ERROR_CODES);
  expect(
    facts.filter(({ meaning, remedy }) => ![meaning, remedy].every((text) => /^[A-Z][^|]*\.$/.test(text))),
  ).toEqual([]);
});
