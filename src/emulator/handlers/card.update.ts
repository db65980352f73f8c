import { type Leaf, leavesOf } from '../../platform/endpoints/card.fields.js';
import type { CardUpdateAnswer, CardUpdateFields, CardUpdateRequest } from '../../platform/endpoints/card.update.js';
import { payloadKey, type WireCardType } from '../../platform/endpoints/card.wire.js';
import { UPDATABLE_DATE_TYPES } from '../../platform/endpoints/card-fields/base-info.fields.js';
import { type Exclusion, exclusionsIn } from '../../platform/endpoints/card-fields/exclusions.js';
import { isRecord } from '../../platform/is-record.js';
import type { AccountCall } from '../handler.js';
import { formatError } from '../http/request-checks.js';
import { PlatformRefusal } from '../refusal.js';
import { hasCenter } from '../state/cells.js';
import { storeLeaves } from './card.stored-form.js';
import { checkAgainstCard, checkGifts, checkUpdate } from './card.update.checks.js';
import { isReadable } from './card.value.checks.js';

/** If a body contains only these, the response has no `send_check` (member-cards 8.3). */
const MESSAGE_OPERATIONS = ['activate_msg_operation', 'modify_msg_operation'] as const;

/** Handles card/update. Either the whole request is applied or nothing is changed. */
export function updateCard({ request, state, now, commit }: AccountCall<CardUpdateRequest>): CardUpdateAnswer {
  const card = state.cards.requireNotDeleted(request.card_id);
  const sent = payloadIn(request, card.cardType);
  const leaves = sent === undefined ? [] : leavesOf(card.cardType, sent);
  // The types of the whole body are checked before any value (assumed).
  if (sent === undefined || !leaves.every(isReadable)) throw formatError(JSON.stringify(request));
  for (const leaf of leaves) checkUpdate(leaf);
  checkGifts(sent);
  const exclusions = exclusionsIn(sent);
  for (const { errcode } of exclusions) if (errcode !== null) throw new PlatformRefusal(errcode);
  checkAgainstCard(sent, leaves, card.payload);
  // The place of an open cell is taken (documented, the errcode is assumed).
  if (state.cells.isOpen(card) && hasCenter(sent.base_info ?? {})) throw new PlatformRefusal(40145);

  // A payload without fields is accepted and changes nothing (assumed).
  if (leaves.length === 0) return { send_check: false };
  const { base_info, ...rest } = merged(card.payload, storedForm(sent, leaves, exclusions));
  card.replace({ ...rest, base_info: { ...base_info, update_time: now } });
  const needsReview = leaves.some(({ field }) => field?.review);
  if (needsReview) state.cards.startReview(card, now + (state.reviewSeconds ?? Number.POSITIVE_INFINITY));
  commit();
  const isMessageOnly = leaves.every(({ at }) => MESSAGE_OPERATIONS.some((name) => name === at[0]));
  return isMessageOnly ? {} : { send_check: needsReview };
}

/** Returns the payload under the card's type, or undefined if the request has other keys in addition to it and `card_id`. */
function payloadIn(request: CardUpdateRequest, cardType: WireCardType): CardUpdateFields | undefined {
  const { card_id: _, ...payloads } = request;
  const key = payloadKey(cardType);
  return Object.keys(payloads).every((name) => name === key) ? payloads[key as keyof typeof payloads] : undefined;
}

/** Returns the sent fields in stored form: as `storeLeaves` does, and locations as a list, the newer spelling of the validity type. */
function storedForm(
  sent: CardUpdateFields,
  leaves: readonly Leaf[],
  exclusions: readonly Exclusion[],
): CardUpdateFields {
  const stored = storeLeaves(sent, leaves);
  const base = stored.base_info;
  if (base?.location_id_list === '0') base.location_id_list = [];
  if (base?.date_info?.type !== undefined) base.date_info.type = UPDATABLE_DATE_TYPES[0];
  for (const operation of MESSAGE_OPERATIONS) {
    const hasNoEffect = exclusions.some(({ fields }) => fields[0].path === `${operation}.url_cell.card_id_list`);
    if (hasNoEffect) delete stored[operation]?.url_cell?.card_id_list;
  }
  return stored;
}

/** Merges the sent fields into the stored ones, recursively. A list replaces the stored list. */
function merged<Stored extends object>(stored: Stored, sent: object): Stored {
  const result = { ...stored } as Record<string, unknown>;
  for (const [name, value] of Object.entries(sent)) {
    const before = result[name];
    result[name] = isRecord(value) ? merged(isRecord(before) ? before : {}, value) : value;
  }
  return result as Stored;
}
