import { typesWith, updateFieldsOf } from '../../../platform/endpoints/card.fields.js';
import type { CardUpdateFields } from '../../../platform/endpoints/card.update.js';
import { type CardObject, type CardPayload, COLORS, type WireCardType } from '../../../platform/endpoints/card.wire.js';
import { UPDATABLE_DATE_TYPES } from '../../../platform/endpoints/card-fields/base-info.fields.js';
import { exclusionsIn } from '../../../platform/endpoints/card-fields/exclusions.js';
import { FRONT_SLOTS, frontSlotsOf } from '../../../platform/endpoints/card-fields/front-slots.js';
import { valueAt } from '../../../platform/endpoints/card-fields/value-at.js';
import { isRecord } from '../../../platform/is-record.js';
import { bool, type Loose, list, record, safeInt, text, texts } from '../../../platform/wire.js';
import { problemsOf } from '../../input/validation.js';
import { CardUserError } from '../../mutation/user-error.js';
import { payloadOf } from '../card.type.js';
import { readCardType } from '../card-enums.type.js';
import { namesOf } from '../card-kinds.js';
import type { UpdateCardInput } from './update-card.input.js';
import { type Change, changesOf } from './update-field.decorators.js';

/** An update as derived from the input, before the card is read. */
export interface PlannedUpdate {
  readonly changes: readonly Change[];
  /** The object under the type key of the request. */
  readonly payload: CardUpdateFields;
  /** Problems of the input itself. If there are any, no call is made. */
  readonly errors: readonly CardUserError[];
}

/** Derives the changes from the input and checks its limits, fields that cannot be cleared, and fields that exclude each other. */
export function planUpdate(input: UpdateCardInput): PlannedUpdate {
  const { changes, problems } = changesOf(input);
  const payload = payloadOfChanges(changes);
  const errors = [...problemsOf(input), ...problems].map(
    (problem) => new CardUserError(problem.code, problem.message, problem.field),
  );
  for (const { fields } of exclusionsIn(payload)) {
    const [one = [], other = []] = fields.map(
      ({ path }) => changes.find((change) => change.path === path)?.field ?? [],
    );
    const message = `${one.join('.')} excludes ${other.join('.')}. Send only one of them`;
    errors.push(new CardUserError('CONFLICTING_FIELDS', message, one));
  }
  if (payload.wx_activate_after_submit === true && payload.wx_activate === false) {
    const message =
      'wxActivateAfterSubmit requires one-tap activation. Set wxActivate to true, or omit wxActivateAfterSubmit';
    errors.push(new CardUserError('ACTIVATION_REQUIRED', message, ['memberCard', 'wxActivateAfterSubmit']));
  }
  if (frontSlotsOf(payload) > FRONT_SLOTS) errors.push(tooManySlots(changes));
  if (changes.length === 0 && errors.length === 0) {
    errors.push(new CardUserError('INVALID_INPUT', 'the update has no changes. Set at least one field'));
  }
  return { changes, payload, errors };
}

/** Reports the last custom field that the update sends. */
function tooManySlots(changes: readonly Change[]): CardUserError {
  const field = changes.findLast(({ path }) => path.startsWith('custom_field'))?.field.slice(0, 2) ?? ['memberCard'];
  const message = `points, balance and custom fields are more than ${FRONT_SLOTS} together. Send fewer custom fields`;
  return new CardUserError('TOO_MANY_ITEMS', message, field);
}

/** The result of checking a planned update against the current card. */
export interface UpdateCheck {
  /** The errors that can be detected before the call. */
  readonly errors: readonly CardUserError[];
  /** Paths in the input of the fields that would send the card back to review. */
  readonly reviewFields: readonly (readonly string[])[];
}

/**
 * Checks a planned update against the current card: fields of another kind, fields that require a review, validity ranges that would
 * shrink, and settings that cannot be turned off.
 */
export function validateUpdate(
  { changes, payload }: PlannedUpdate,
  card: Loose<CardObject>,
  allowReview: boolean,
): UpdateCheck {
  const type = readCardType(card.card_type);
  const current = payloadOf(card);
  const errors: CardUserError[] = [];
  const reject = (code: CardUserError['code'], { field }: Pick<Change, 'field'>, message: string) =>
    errors.push(new CardUserError(code, message, field));
  if (text(record<CardPayload['base_info']>(current.base_info).status) === 'CARD_STATUS_DELETE') {
    errors.push(new CardUserError('CARD_STATUS_CONFLICT', 'the card is deleted and can no longer be updated'));
  }

  const knownType = type === 'UNKNOWN' ? null : type;
  const rows = knownType === null ? undefined : updateFieldsOf(knownType);
  const reviewFields: (readonly string[])[] = [];
  for (const change of changes) {
    const changedRows = change.rows.map((path) => rows?.get(path));
    if (changedRows.includes(undefined)) {
      const code = knownType !== null && change.path === TITLE ? 'FIELD_NOT_UPDATABLE' : 'WRONG_CARD_TYPE';
      reject(code, change, wrongTypeMessage(change, knownType));
      continue;
    }
    if (changedRows.some((row) => row?.review)) reviewFields.push(change.field);
    if (changedRows[0]?.onlyOn && change.value === false && bool(currentValue(current, change.path)) === true) {
      reject('SETTING_IRREVERSIBLE', change, 'this setting cannot be turned off once it is on. Omit the field');
    }
  }
  if (frontSlotsOf(payload) <= FRONT_SLOTS && frontSlotsOf(payload, current) > FRONT_SLOTS && type === 'MEMBER_CARD') {
    errors.push(tooManySlots(changes));
  }
  checkValidity(changes, current, reject);
  if (!allowReview) {
    const message = 'this field would send the card back to review. Omit it, or set allowReview to true';
    for (const field of reviewFields) errors.push(new CardUserError('REVIEW_REQUIRED', message, field));
  }
  return { errors, reviewFields };
}

/** Returns the body of the call: the payload under the key of the card's type. */
export function updateRequest(cardId: string, type: WireCardType, payload: CardUpdateFields) {
  return { card_id: cardId, [type.toLowerCase()]: payload };
}

/** Returns the paths in the input of the fields whose sent value does not appear in the card as read back. */
export function unverifiedFields(changes: readonly Change[], card: Loose<CardObject>): (readonly string[])[] {
  const current = payloadOf(card);
  return changes
    .filter(({ path, value }) => !isShown(currentValue(current, path), path, value))
    .map(({ field }) => field);
}

/** Every card has a title, unlike the other fields that belong to some kinds of card. */
const TITLE = 'base_info.title';

const BEGIN = 'base_info.date_info.begin_timestamp';
const END = 'base_info.date_info.end_timestamp';

/** Rejects changes of the validity unless they extend a fixed range. */
function checkValidity(
  changes: readonly Change[],
  current: Loose<CardPayload>,
  reject: (code: CardUserError['code'], change: Pick<Change, 'field'>, message: string) => void,
): void {
  const begin = changes.find(({ path }) => path === BEGIN);
  const end = changes.find(({ path }) => path === END);
  const first = begin ?? end;
  if (first === undefined) return;
  const type = text(currentValue(current, 'base_info.date_info.type'));
  if (!UPDATABLE_DATE_TYPES.some((updatable) => updatable === type) && type !== '1') {
    reject('INVALID_VALIDITY', first, 'the validity of this card is not a fixed range and cannot be changed');
    return;
  }
  const currentBegin = safeInt(currentValue(current, BEGIN));
  const currentEnd = safeInt(currentValue(current, END));
  if (begin && currentBegin !== null && Number(begin.value) > currentBegin) {
    reject('INVALID_VALIDITY', begin, 'expected a time that is not later than the current beginning, got a later one');
  }
  if (end && currentEnd !== null && Number(end.value) < currentEnd) {
    reject('INVALID_VALIDITY', end, 'expected a time that is not earlier than the current end, got an earlier one');
  }
}

/** Returns the message for a field that a card of this type does not have, or whose value is permanent. It names the types that have it. */
function wrongTypeMessage({ path, rows }: Change, type: WireCardType | null): string {
  if (type === null) return 'this server does not support the type of this card';
  const owners = namesOf(typesWith(rows));
  if (path === TITLE) return `only the title of ${owners} can be changed. Omit the field`;
  return `only ${owners} have this field, ${namesOf([type])} do not. Omit the field`;
}

function payloadOfChanges(changes: readonly Change[]): CardUpdateFields {
  const payload: Record<string, unknown> = {};
  for (const { path, value } of changes) {
    const parts = path.split('.');
    const last = parts.pop() ?? path;
    const parent = parts.reduce((object, part) => {
      object[part] ??= {};
      return object[part] as Record<string, unknown>;
    }, payload);
    parent[last] = value;
    // The type is sent together with the range.
    if (path === BEGIN || path === END) parent.type = UPDATABLE_DATE_TYPES[0];
  }
  return payload;
}

/** Where else the platform may return a field, by the path at which an update sends it. Observed in public libraries. */
const OTHER_PLACES: Readonly<Record<string, string>> = {
  'base_info.is_pay_and_qrcode': 'base_info.pay_info.swipe_card.is_pay_and_qrcode',
  'base_info.pay_info.swipe_card.is_swipe_card': 'base_info.is_swipe_card',
  'base_info.need_push_on_view': 'need_push_on_view',
};

function currentValue(current: Loose<CardPayload>, path: string): unknown {
  return valueAt(current, path) ?? valueAt(current, OTHER_PLACES[path] ?? path);
}

/** Returns whether a current value equals the sent one, in any format in which the platform returns it. */
export function isShown(current: unknown, path: string, sent: unknown): boolean {
  if (sent === '' || (sent === '0' && path === 'base_info.location_id_list')) return isCleared(current);
  if (path === 'base_info.color') {
    return text(current)?.toLowerCase() === (COLORS[String(sent)] ?? String(sent)).toLowerCase();
  }
  if (Array.isArray(sent)) return isListShown(list(current), sent);
  if (typeof sent === 'number') return safeInt(current) === sent;
  if (typeof sent === 'boolean') return bool(current) === sent;
  return text(current) === sent;
}

/** Compares scalars in any order, because some lists are sets. Compares objects in order, by the fields that were sent. */
function isListShown(current: readonly unknown[], sent: readonly unknown[]): boolean {
  if (current.length !== sent.length) return false;
  if (!sent.some(isRecord)) return texts(current).sort().join('\n') === texts(sent).sort().join('\n');
  return sent.every((entry, index) => {
    const currentEntry = record<Record<string, unknown>>(current[index]);
    return Object.entries(record<Record<string, unknown>>(entry)).every(
      ([name, value]) => text(currentEntry[name]) === text(value),
    );
  });
}

function isCleared(current: unknown): boolean {
  return (
    current === undefined || current === null || current === '' || (Array.isArray(current) && current.length === 0)
  );
}
