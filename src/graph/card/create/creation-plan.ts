import {
  CREATE_FIELDS,
  type CreateField,
  createFieldsOf,
  isRequired,
} from '../../../platform/endpoints/card.fields.js';
import type { WireCardType } from '../../../platform/endpoints/card.wire.js';
import { exclusionsIn } from '../../../platform/endpoints/card-fields/exclusions.js';
import { valueAt } from '../../../platform/endpoints/card-fields/value-at.js';
import { describeReceived } from '../../input/validation.js';
import { CardUserError } from '../../mutation/user-error.js';
import { kindsOf } from '../field-description.js';
import { isEmpty } from '../update/update-field.limits.js';
import { CODE_MODES } from './code-mode.input.js';
import type { NewCardPayload, Reject } from './creation.types.js';

import { problemsOfValue, toWire } from './creation-values.js';
import { objectAt, setAt, valuesAt, withIndexes } from './input-paths.js';
import { checkListLengths } from './list-lengths.js';
import { checkMemberCard } from './member-card-rules.js';
import { KIND_INPUTS, type NewCard } from './new-card.input.js';
import { checkValidity, validityType } from './validity-rules.js';

/** The card to create, or every problem of the input. If there is one, no call is made. */
export type CreationPlan =
  | { readonly errors: readonly CardUserError[]; readonly type?: undefined; readonly payload?: undefined }
  | { readonly errors?: undefined; readonly type: WireCardType; readonly payload: NewCardPayload };

/** Where the input of a new card lies in the argument of createCard. */
const ROOT = 'card';

/** The end of a fixed range is also the last moment of a fixed term. */
const LAST_MOMENT = 'baseInfo.validity.fixedTerm.endsAt';

/** Fields that are derived from others: `codeMode` determines two, the chosen validity its type. */
const DERIVED: ReadonlySet<string | null> = new Set(['baseInfo.codeMode', 'baseInfo.validity', null]);

/** The rows whose values the input contains, each with its path in the input. */
const ROWS: readonly { readonly row: CreateField; readonly input: string }[] = CREATE_FIELDS.flatMap((row) => {
  if (row.input === null || DERIVED.has(row.input)) return [];
  const rows = [{ row, input: row.input }];
  return row.path === 'base_info.date_info.end_timestamp' ? [...rows, { row, input: LAST_MOMENT }] : rows;
});

/** Derives the request of card/create from the input, and checks everything that can be checked before the call. */
export function planCreation(card: NewCard, now: number = Date.now()): CreationPlan {
  const errors: CardUserError[] = [];
  const reject: Reject = (code, input, message) =>
    errors.push(new CardUserError(code, message, input === '' ? [ROOT] : [ROOT, ...input.split('.')]));
  const type = typeOf(card, reject);
  if (!checkListLengths(card, reject) || type === undefined) return { errors };

  const payload = payloadOf(card, type, reject);
  checkRequired(card, type, payload, reject);
  checkValidity(card.baseInfo.validity, type, now, reject);
  checkMemberCard(card.memberCard, reject);
  checkExclusions(payload, reject);
  return errors.length > 0 ? { errors } : { type, payload };
}

/** Returns the body of the call: the payload under the key of the card's type. */
export function creationRequest(type: WireCardType, payload: NewCardPayload) {
  return { card: { card_type: type, [type.toLowerCase()]: payload } };
}

function typeOf(card: NewCard, reject: Reject): WireCardType | undefined {
  const given = (Object.keys(KIND_INPUTS) as (keyof typeof KIND_INPUTS)[]).filter((input) => card[input] != null);
  const [only, second] = given;
  if (only !== undefined && second === undefined) return KIND_INPUTS[only];
  const expected = `expected exactly one of ${Object.keys(KIND_INPUTS).join(', ')}`;
  if (second === undefined) reject('INVALID_INPUT', '', `${expected}, got none of them`);
  else reject('CONFLICTING_FIELDS', second, `${expected}, got ${given.join(' and ')}. Send only one of them`);
  return undefined;
}

/** Returns the payload. It contains refused values of the card's own fields too, so that the rules between fields apply to them. */
function payloadOf(card: NewCard, type: WireCardType, reject: Reject): NewCardPayload {
  const payload: Record<string, unknown> = {};
  const own = createFieldsOf(type);
  const { codeMode, validity } = card.baseInfo;
  let foreign = 0;
  for (const { row, input } of ROWS) {
    if (own.has(row.path)) addContainer(payload, row, input, card);
    for (const { indexes, value } of valuesAt(card, input)) {
      const field = withIndexes(input, indexes);
      if (!own.has(row.path)) {
        reject('WRONG_CARD_TYPE', field, wrongTypeMessage(row, type));
        foreign += 1;
        continue;
      }
      for (const { code, message } of problemsOfValue(row, value, codeMode)) reject(code, field, message);
      if (!isEmpty(value)) setAt(payload, withIndexes(row.path, indexes), toWire(row, value));
    }
  }
  if (card.advancedInfo != null && foreign === 0 && ![...own.keys()].some((path) => path.startsWith('advanced_info'))) {
    reject('WRONG_CARD_TYPE', 'advancedInfo', `a ${type} has no advancedInfo. Omit it`);
  }
  for (const [name, value] of Object.entries(CODE_MODES[codeMode])) setAt(payload, `base_info.${name}`, value);
  const dateType = validityType(validity);
  if (dateType !== undefined) setAt(payload, 'base_info.date_info.type', dateType);
  return payload;
}

/** Adds the object or the list that contains a field if the input contains it. Its presence can require fields. */
function addContainer(payload: Record<string, unknown>, row: CreateField, input: string, card: NewCard): void {
  const [list, entry] = row.path.split('[]');
  if (list !== undefined && entry !== undefined) {
    const entries = objectAt(card, input.slice(0, input.indexOf('[]')));
    const isNew = Array.isArray(entries) && entries.length > 0 && valueAt(payload, list) === undefined;
    if (isNew)
      setAt(
        payload,
        list,
        entries.map(() => ({})),
      );
  } else if (typeof row.required === 'object' && 'sent' in row.required.when) {
    const { sent } = row.required.when;
    if (objectAt(card, input.slice(0, input.lastIndexOf('.'))) != null && valueAt(payload, sent) === undefined) {
      setAt(payload, sent, {});
    }
  }
}

function wrongTypeMessage(row: CreateField, type: WireCardType): string {
  return `only ${kindsOf(row).join(', ')} can have this field, got it for ${type}. Omit the field`;
}

/** Rejects required fields that are missing, and empty entries of lists. */
function checkRequired(card: NewCard, type: WireCardType, payload: NewCardPayload, reject: Reject): void {
  const own = createFieldsOf(type);
  const emptyEntries = new Set<string>();
  for (const { row, input } of ROWS) {
    if (own.get(row.path) !== row || input === LAST_MOMENT || input.startsWith('baseInfo.validity')) continue;
    const [list = '', rest] = row.path.split('[]');
    if (rest !== undefined) {
      const listInput = input.slice(0, input.indexOf('[]'));
      const entries = valueAt(payload, list);
      const isNeeded = typeof row.required === 'object' && 'kind' in row.required.when;
      const name = rest.slice(1);
      const isGiven = Array.isArray(entries) && entries.some((entry) => valueAt(entry, name) !== undefined);
      if (isNeeded && !isGiven && isRequired(row.required, type, payload)) {
        const field = input.slice(input.lastIndexOf('.') + 1);
        const message = `a ${type} needs at least one entry with ${field}, got none. Add an entry with ${field}`;
        reject('INVALID_INPUT', listInput, message);
      }
      for (const [index, entry] of Object.entries(Array.isArray(entries) ? entries : [])) {
        if (Object.keys(entry as object).length === 0) emptyEntries.add(`${listInput}.${index}`);
      }
    } else if (isRequired(row.required, type, payload) && valueAt(payload, row.path) === undefined) {
      const received = describeReceived(objectAt(card, input));
      reject('INVALID_INPUT', input, `expected ${expectedOf(row)}, got ${received}`);
    }
  }
  for (const entry of emptyEntries)
    reject('INVALID_INPUT', entry, 'expected an entry with at least one field, got none');
}

/** Describes what a required field needs, with the fields that can take its place. */
function expectedOf({ type, required }: CreateField): string {
  const expected = type === 'string' ? 'text that is not empty' : 'a value';
  const unless = typeof required === 'object' ? (required.unless ?? []) : [];
  return [expected, ...unless.map((path) => inputOf(path))].join(', or ');
}

/** The ways of activation, which have their own check. */
const ACTIVATION: ReadonlySet<string> = new Set([
  'wx_activate',
  'auto_activate',
  'activate_url',
  'activate_app_brand_user_name',
]);

function checkExclusions(payload: NewCardPayload, reject: Reject): void {
  for (const { fields } of exclusionsIn(payload)) {
    const [one, other] = fields.map(({ path }) => path);
    if (one === undefined || other === undefined || (ACTIVATION.has(one) && ACTIVATION.has(other))) continue;
    const message = `${inputOf(one)} excludes ${inputOf(other)}. Send only one of them`;
    reject('CONFLICTING_FIELDS', inputOf(one), message);
  }
}

function inputOf(path: string): string {
  return ROWS.find(({ row }) => row.path === path)?.input ?? path;
}
