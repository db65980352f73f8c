import type { CreateField } from '../../../platform/endpoints/card.fields.js';
import { COLORS } from '../../../platform/endpoints/card.wire.js';
import { type Constraint, describeReceived } from '../../input/validation.js';
import type { CardErrorCodeName } from '../../mutation/user-error.js';
import { unixSeconds } from '../../types/scalars.js';
import { writeBusinessService, writeCodeType, writeMemberFieldName, writeWeekday } from '../card-enums.type.js';
import { limitsOf } from '../update/update-field.limits.js';
import type { CodeModeName } from './code-mode.input.js';

/** A limit that a value breaks. */
interface ValueProblem {
  readonly code: CardErrorCodeName;
  readonly message: string;
}

/** Returns the limits of its row that a value in the input breaks. */
export function problemsOfValue(row: CreateField, value: unknown, codeMode: CodeModeName): ValueProblem[] {
  return limitsFor(row, codeMode)
    .filter(({ holds }) => !holds(value))
    .map(({ code, expected }) => ({ code, message: `expected ${expected}, got ${describeReceived(value)}` }));
}

/** Returns a value of the input in the format of card/create. */
export function toWire(row: CreateField, value: unknown): unknown {
  if (row.color) return colorName(String(value)) ?? value;
  if (AS_DIGITS.has(row.path)) return String(unixSeconds(value as Date));
  const write = row.type.startsWith('enum') ? ENUMS[lastPart(row.path)] : undefined;
  if (write !== undefined)
    return Array.isArray(value) ? value.map((name) => write(name as never)) : write(value as never);
  if (row.type === 'unixSeconds') return unixSeconds(value as Date);
  if (row.type === 'int') return Number(value);
  return row.type === 'int[]' ? (value as unknown[]).map(Number) : value;
}

/** Times that card/create expects as a string of digits. */
const AS_DIGITS: ReadonlySet<string> = new Set(['departure_time', 'landing_time']);

/** Writes the enums, by the last part of their paths. */
const ENUMS: Readonly<Record<string, (name: never) => string>> = {
  code_type: writeCodeType,
  name_type: writeMemberFieldName,
  business_service: writeBusinessService,
  type: writeWeekday,
};

const QUANTITY = 'base_info.sku.quantity';
const SUB_MERCHANT = 'base_info.sub_merchant_info.merchant_id';
const AFTER_SUBMIT_URL = 'wx_activate_after_submit_url';

/** Deposited codes add to the quantity later. */
const NO_QUANTITY: Constraint = {
  name: 'deposited',
  code: 'INVALID_INPUT',
  expected: '0, because codeMode is DEPOSITED',
  holds: (value) => value === 0,
};

const COLOR: Constraint = {
  name: 'color',
  code: 'INVALID_INPUT',
  expected: 'a colour name from Color010 to Color102, or the hex value of one of them',
  holds: (value) => value === '' || colorName(String(value)) !== undefined,
};

const DIGITS: Constraint = {
  name: 'id',
  code: 'INVALID_INPUT',
  expected: 'an id of 1 to 15 digits',
  holds: (value) => /^\d{1,15}$/.test(String(value)),
};

const WEB_ADDRESS: Constraint = {
  name: 'web',
  code: 'INVALID_INPUT',
  expected: 'a URL that starts with http:// or https://',
  holds: (value) => value === '' || /^https?:\/\//i.test(String(value)),
};

/** A page in a mini program needs both of its texts. */
const NOT_EMPTY: Constraint = {
  name: 'notEmpty',
  code: 'INVALID_INPUT',
  expected: 'text that is not empty',
  holds: (value) => value !== '',
};

const LIMITS = new Map<CreateField, readonly Constraint[]>();

function limitsFor(row: CreateField, codeMode: CodeModeName): readonly Constraint[] {
  if (row.path === QUANTITY && codeMode === 'DEPOSITED') return [NO_QUANTITY];
  let limits = LIMITS.get(row);
  if (limits === undefined) {
    limits = ownLimits(row);
    LIMITS.set(row, limits);
  }
  return limits;
}

function ownLimits(row: CreateField): readonly Constraint[] {
  if (row.color) return [COLOR];
  if (row.path === SUB_MERCHANT) return [DIGITS];
  const limits = limitsOf(row);
  if (row.path === AFTER_SUBMIT_URL) return [...limits, WEB_ADDRESS];
  return /app_brand_(?:user_name|pass)$/.test(row.path) ? [...limits, NOT_EMPTY] : limits;
}

/** Returns the name of a colour that is given by its name or its hex value, or undefined if there is none. */
function colorName(value: string): string | undefined {
  if (Object.hasOwn(COLORS, value)) return value;
  return Object.keys(COLORS).find((name) => COLORS[name]?.toLowerCase() === value.toLowerCase());
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
