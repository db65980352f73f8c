import { type UpdateField, updateFieldsOf } from '../../../platform/endpoints/card.fields.js';
import type { CardUpdateFields } from '../../../platform/endpoints/card.update.js';
import { type CardObject, type CardPayload, COLORS, type WireCardType } from '../../../platform/endpoints/card.wire.js';
import { UPDATABLE_DATE_TYPES } from '../../../platform/endpoints/card-fields/base-info.fields.js';
import { exclusionsIn } from '../../../platform/endpoints/card-fields/exclusions.js';
import { isRecord } from '../../../platform/is-record.js';
import { bool, type Loose, list, record, safeInt, text, texts } from '../../../platform/wire.js';
import { problemsOf } from '../../input/validation.js';
import { CardUserError } from '../../mutation/user-error.js';
import { payloadOf } from '../card.type.js';
import { readCardType } from '../card-enums.type.js';
import type { UpdateCardInput } from './update-card.input.js';
import { type Change, changesOf } from './update-field.decorators.js';

/** An update as the input alone tells it, before the card is known. */
export interface PlannedUpdate {
  readonly changes: readonly Change[];
  /** The object that goes under the type key. */
  readonly payload: CardUpdateFields;
  /** What is wrong with the input whatever the card is. With one of these there is no call. */
  readonly errors: readonly CardUserError[];
}

/** Reads the input: limits, what cannot be emptied, and what excludes each other, all by the contract. */
export function planUpdate(input: UpdateCardInput): PlannedUpdate {
  const { changes, problems } = changesOf(input);
  const payload = payloadOfChanges(changes);
  const errors = [...problemsOf(input), ...problems].map(
    (problem) => new CardUserError(problem.code, problem.message, problem.field),
  );
  for (const { fields } of exclusionsIn(payload)) {
    const [one, other] = fields.map(({ path }) => changes.find((change) => change.path === path)?.field ?? []);
    const message = `expected it without ${other?.join('.')}, which excludes it, got both`;
    errors.push(new CardUserError('CONFLICTING_FIELDS', message, one ?? null));
  }
  if (changes.length === 0 && errors.length === 0) {
    errors.push(new CardUserError('INVALID_INPUT', 'expected at least one field to change, got none'));
  }
  return { changes, payload, errors };
}

/** What an update means for the card as it is. */
export interface Judgement {
  /** Refusals that can be told before the call. */
  readonly errors: readonly CardUserError[];
  /** Fields that would send the card back to review. */
  readonly reviewFields: readonly (readonly string[])[];
}

/** Holds a planned update against the card: fields of another kind, review, and what only grows or only turns on. */
export function validateUpdate({ changes }: PlannedUpdate, card: Loose<CardObject>, allowReview: boolean): Judgement {
  const type = readCardType(card.card_type);
  const held = payloadOf(card);
  const errors: CardUserError[] = [];
  const refuse = (code: CardUserError['code'], { field }: Pick<Change, 'field'>, message: string) =>
    errors.push(new CardUserError(code, message, field));
  if (text(record<CardPayload['base_info']>(held.base_info).status) === 'CARD_STATUS_DELETE') {
    errors.push(new CardUserError('CARD_STATUS_CONFLICT', 'expected a card that is not deleted, got a deleted one'));
  }

  const rows = type === null || type === 'UNKNOWN' ? new Map<string, UpdateField>() : updateFieldsOf(type);
  const reviewFields: (readonly string[])[] = [];
  for (const change of changes) {
    const known = change.rows.map((path) => rows.get(path));
    if (known.includes(undefined)) {
      refuse('WRONG_CARD_TYPE', change, `expected a field of ${typeName(type)}, got one of another kind of card`);
      continue;
    }
    if (known.some((row) => row?.review)) reviewFields.push(change.field);
    if (known[0]?.onlyOn && change.value === false && bool(heldAt(held, change.path)) === true) {
      refuse('SETTING_IRREVERSIBLE', change, 'expected true: once on, it cannot be turned off, got false');
    }
  }
  judgeValidity(changes, held, refuse);
  if (!allowReview) {
    const message = 'expected no field that sends the card back to review, since allowReview is false, got this one';
    for (const field of reviewFields) errors.push(new CardUserError('REVIEW_REQUIRED', message, field));
  }
  return { errors, reviewFields };
}

/** The call's body: the payload under the key of the card's type. */
export function updateRequest(cardId: string, type: WireCardType, payload: CardUpdateFields) {
  return { card_id: cardId, [type.toLowerCase()]: payload };
}

/** Fields whose sent value the card, as read back, does not show. */
export function unverifiedFields(changes: readonly Change[], card: Loose<CardObject>): (readonly string[])[] {
  const held = payloadOf(card);
  return changes.filter(({ path, value }) => !shows(heldAt(held, path), path, value)).map(({ field }) => field);
}

const BEGIN = 'base_info.date_info.begin_timestamp';
const END = 'base_info.date_info.end_timestamp';

/** A validity may only grow, and only where it is a fixed range. */
function judgeValidity(
  changes: readonly Change[],
  held: Loose<CardPayload>,
  refuse: (code: CardUserError['code'], change: Pick<Change, 'field'>, message: string) => void,
): void {
  const begin = changes.find(({ path }) => path === BEGIN);
  const end = changes.find(({ path }) => path === END);
  const first = begin ?? end;
  if (first === undefined) return;
  const type = text(heldAt(held, 'base_info.date_info.type'));
  if (!UPDATABLE_DATE_TYPES.some((updatable) => updatable === type) && type !== '1') {
    refuse('INVALID_VALIDITY', first, 'expected a card that has a fixed range, got one with another kind of validity');
    return;
  }
  const heldBegin = safeInt(heldAt(held, BEGIN));
  const heldEnd = safeInt(heldAt(held, END));
  if (begin && heldBegin !== null && Number(begin.value) > heldBegin) {
    refuse('INVALID_VALIDITY', begin, 'expected an instant that is not later than the beginning now, got a later one');
  }
  if (end && heldEnd !== null && Number(end.value) < heldEnd) {
    refuse('INVALID_VALIDITY', end, 'expected an instant that is not earlier than the end now, got an earlier one');
  }
}

function typeName(type: string | null): string {
  return type === null || type === 'UNKNOWN' ? 'a kind of card that this server knows' : type;
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
    // A range is sent with its type.
    if (path === BEGIN || path === END) parent.type = UPDATABLE_DATE_TYPES[0];
  }
  return payload;
}

function heldAt(held: Loose<CardPayload>, path: string): unknown {
  const at = (full: string) =>
    full.split('.').reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), held);
  // One public library reads the switches of swipe_card directly under base_info.
  return at(path) ?? at(path.replace('pay_info.swipe_card.', ''));
}

/** Whether a held value is what was sent, in the forms in which the platform shows it. */
function shows(held: unknown, path: string, sent: unknown): boolean {
  if (sent === '' || (sent === '0' && path === 'base_info.location_id_list')) return isNothing(held);
  if (path === 'base_info.color') {
    return text(held)?.toLowerCase() === (COLORS[String(sent)] ?? String(sent)).toLowerCase();
  }
  if (Array.isArray(sent)) return showsList(list(held), sent);
  if (typeof sent === 'number') return safeInt(held) === sent;
  if (typeof sent === 'boolean') return bool(held) === sent;
  return text(held) === sent;
}

/** Scalars in any order, since some lists are sets; objects in theirs, by the fields that were sent. */
function showsList(held: readonly unknown[], sent: readonly unknown[]): boolean {
  if (held.length !== sent.length) return false;
  if (!sent.some(isRecord)) return texts(held).sort().join('\n') === texts(sent).sort().join('\n');
  return sent.every((entry, index) => {
    const heldEntry = record<Record<string, unknown>>(held[index]);
    return Object.entries(record<Record<string, unknown>>(entry)).every(
      ([name, value]) => text(heldEntry[name]) === text(value),
    );
  });
}

function isNothing(held: unknown): boolean {
  return held === undefined || held === null || held === '' || (Array.isArray(held) && held.length === 0);
}
