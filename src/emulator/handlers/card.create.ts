import type { CardCreateAnswer, CardCreateRequest } from '../../platform/endpoints/card.create.js';
import { type CreateField, type Leaf, leavesIn } from '../../platform/endpoints/card.fields.js';
import {
  type AdvancedInfo,
  type BaseInfo,
  CARD_TYPES,
  type CardPayload,
  payloadKey,
  VOUCHER_TYPES,
  type WireCardType,
} from '../../platform/endpoints/card.wire.js';
import { BASE_INFO_FIELDS } from '../../platform/endpoints/card-fields/base-info.fields.js';
import { isRecord } from '../../platform/is-record.js';
import type { AccountCall } from '../handler.js';
import { formatError } from '../http/request-checks.js';
import { PlatformRefusal } from '../refusal.js';
import { newCardId } from '../state/card-id.js';
import {
  checkLengths,
  checkRequired,
  checkSlots,
  checkValues,
  createTreeOf,
  hasOnlyFieldsOfItsType,
  missing,
  newerDateType,
} from './card.create.checks.js';
import { storeLeaves } from './card.stored-form.js';
import { isDigits, isReadable } from './card.value.checks.js';

/** Handles card/create. The new card is under review. */
export function createCard({ request, state, now, commit }: AccountCall<CardCreateRequest>): CardCreateAnswer {
  const cardType = typeIn(request);
  const sent = payloadIn(request, cardType);
  const leaves = leavesIn(createTreeOf(cardType), sent);
  const isWellFormed = leaves.every(isReadableInCreate) && hasOnlyFieldsOfItsType(sent);
  if (!isWellFormed || Object.keys(request).length > 1) throw formatError(JSON.stringify(request));
  checkSlots(sent);
  const payload = withNewerDateType(sent);
  checkRequired(cardType, payload);
  checkLengths(leaves);
  checkValues(cardType, payload, leaves, { now, subMerchants: state.subMerchants });

  const id = newCardId(state.appid);
  const card = state.cards.add({ cardType, payload: storedForm(cardType, payload, leaves, id, now) });
  state.cards.startReview(card, now + (state.reviewSeconds ?? Number.POSITIVE_INFINITY));
  commit();
  return { card_id: id };
}

/** Returns the type. A type that is not known or cannot be created is 40071. */
function typeIn({ card }: CardCreateRequest): WireCardType {
  const { card_type: sent }: { card_type?: unknown } = card;
  if (sent === undefined) throw missing('card_type');
  if (typeof sent !== 'string') throw formatError(JSON.stringify({ card }));
  const cardType = CARD_TYPES.find((known) => known === sent);
  if (cardType === undefined || createTreeOf(cardType).fields.size === 0) throw new PlatformRefusal(40071);
  return cardType;
}

/** Returns the payload under the card's type. Refuses a card without it, and one with any other key (assumed). */
function payloadIn({ card }: CardCreateRequest, cardType: WireCardType): object {
  const { card_type: _, ...payloads }: Readonly<Record<string, unknown>> = { ...card };
  const payload = payloads[payloadKey(cardType)];
  if (payload === undefined) throw missing(payloadKey(cardType));
  if (!isRecord(payload) || Object.keys(payloads).length > 1) throw formatError(JSON.stringify({ card }));
  return payload;
}

/** The id of a sub-merchant may be text of digits (one public client sends it). */
function isReadableInCreate(leaf: Leaf<CreateField>): boolean {
  return isReadable(leaf) || (leaf.path === 'base_info.sub_merchant_info.merchant_id' && isDigits(leaf.value));
}

function withNewerDateType(sent: object): object {
  const payload: { base_info?: { date_info?: { type?: unknown } } } = structuredClone(sent);
  const dates = payload.base_info?.date_info;
  if (dates?.type !== undefined) dates.type = newerDateType(sent);
  return payload;
}

/** The defaults of base_info that the documents give. */
const BASE_DEFAULTS = Object.fromEntries(
  BASE_INFO_FIELDS.flatMap(({ path, create }) =>
    create?.default === undefined || create.kinds !== undefined
      ? []
      : [[path.replace('base_info.', ''), create.default]],
  ),
);

const EMPTY_LISTS = { location_id_list: [], area_code_list: [] };

/** Returns the payload as card/get shows it: with defaults, and with empty lists and objects instead of absent ones (observed). */
function storedForm(
  cardType: WireCardType,
  payload: object,
  leaves: readonly Leaf<CreateField>[],
  id: string,
  now: number,
): CardPayload {
  // The checks have made sure that it has every required field.
  const { base_info, advanced_info, ...own } = storeLeaves(payload, leaves) as CardPayload;
  const { date_info, sku } = base_info;
  const isTerm = date_info.type === 'DATE_TYPE_FIX_TERM';
  const base: BaseInfo = {
    ...BASE_DEFAULTS,
    ...EMPTY_LISTS,
    ...base_info,
    id,
    date_info: isTerm ? { fixed_begin_term: 0, ...date_info } : date_info,
    sku: { ...sku, total_quantity: sku.quantity },
    status: 'CARD_STATUS_NOT_VERIFY',
    create_time: now,
    update_time: now,
  };
  return { base_info: base, ...emptyFields(cardType, own, advanced_info) };
}

function emptyFields(
  cardType: WireCardType,
  own: Omit<CardPayload, 'base_info'>,
  advanced: AdvancedInfo | undefined,
): Omit<CardPayload, 'base_info'> {
  if (cardType === 'MEMBER_CARD') {
    const empty = { custom_field1: {}, custom_field2: {}, custom_field3: {}, custom_cell1: {} };
    return { ...empty, ...own, ...(advanced === undefined ? {} : { advanced_info: advanced }) };
  }
  const zero = cardType === 'CASH' ? { least_cost: 0 } : {};
  if (!VOUCHER_TYPES.includes(cardType))
    return { ...own, ...(advanced === undefined ? {} : { advanced_info: advanced }) };
  const empty: AdvancedInfo = {
    time_limit: [],
    text_image_list: [],
    business_service: [],
    consume_share_card_list: [],
    abstract: {},
    share_friends: false,
  };
  return { ...zero, ...own, advanced_info: { ...empty, ...advanced } };
}
