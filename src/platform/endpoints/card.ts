import { CARD_ID, endpoint, type FieldRule } from '../endpoint.js';
import type { CardCreateAnswer, CardCreateRequest } from './card.create.js';
import type {
  CardDeleteRequest,
  CardModifystockRequest,
  CardUpdateAnswer,
  CardUpdateRequest,
  EmptyAnswer,
} from './card.update.js';
import {
  BATCHGET_MAX_COUNT,
  CARD_STATUS_FILTERS,
  type CardBatchgetAnswer,
  type CardBatchgetRequest,
  type CardGetAnswer,
  type CardGetRequest,
} from './card.wire.js';

/** The payload of an update. card.fields.ts has the rules for its fields. null is 47001 anywhere in an update. */
const PAYLOAD: FieldRule = { type: 'object', rejectsNull: true };

/** Endpoints that create, read, update and delete cards. */
export const card = {
  /** A repeat creates a second card, and nothing in the request identifies the first. null is 47001 anywhere in the card. */
  create: endpoint<CardCreateRequest, CardCreateAnswer>({
    path: '/card/create',
    method: 'POST',
    effect: 'once',
    request: { card: { type: 'object', missing: 41011 } },
    errcodes: [
      -1, 40048, 40068, 40070, 40071, 40072, 40076, 40079, 40097, 40122, 40124, 40136, 40139, 40140, 40141, 40145,
      40148, 40149, 40150, 40151, 40165, 40166, 41011, 41026, 43009, 43010, 43011, 43012, 45021, 45042, 45043, 45044,
      47001, 65106, 65115, 65116, 72016, 72021, 73205, 73211, 73213,
    ],
    source: 'the official page about creating cards',
  }),
  get: endpoint<CardGetRequest, CardGetAnswer>({
    path: '/card/get',
    method: 'POST',
    effect: 'read',
    request: { card_id: CARD_ID },
    errcodes: [40073, 41012],
    cache: { fresh: 5, staleWhileRevalidate: 60, staleIfError: 600, notFound: 2 },
    source: 'managing-coupons: View voucher details',
  }),
  batchget: endpoint<CardBatchgetRequest, CardBatchgetAnswer>({
    path: '/card/batchget',
    method: 'POST',
    effect: 'read',
    request: {
      offset: { type: 'int', missing: 41011, min: 0 },
      count: { type: 'int', missing: 41011, min: 0, max: BATCHGET_MAX_COUNT },
      status_list: { type: 'string[]', values: CARD_STATUS_FILTERS },
    },
    errcodes: [40097],
    source: 'managing-coupons: Bulk query list of coupons',
  }),

  /** Sends only changed fields. The documents advise reading the card afterwards to verify the update. */
  update: endpoint<CardUpdateRequest, CardUpdateAnswer>({
    path: '/card/update',
    method: 'POST',
    effect: 'write',
    request: {
      card_id: CARD_ID,
      groupon: PAYLOAD,
      discount: PAYLOAD,
      gift: PAYLOAD,
      cash: PAYLOAD,
      general_coupon: PAYLOAD,
      member_card: PAYLOAD,
      scenic_ticket: PAYLOAD,
      movie_ticket: PAYLOAD,
      boarding_pass: PAYLOAD,
      meeting_ticket: PAYLOAD,
      bus_ticket: PAYLOAD,
    },
    errcodes: [
      -1, 40072, 40073, 40076, 40078, 40079, 40097, 40100, 40124, 40135, 40141, 40142, 40144, 40145, 40151, 41012,
      43008, 43010, 45021, 45046, 47001, 72009, 72014, 72019, 72066, 73209, 73210, 73211, 73213,
    ],
    source: 'managing-coupons: Change the card information; member-cards 8.2, 8.3, 8.5.2; friends-vouchers',
  }),
  /** A repeat changes the stock again. If both values are given, both apply (assumed). */
  modifystock: endpoint<CardModifystockRequest, EmptyAnswer>({
    path: '/card/modifystock',
    method: 'POST',
    effect: 'once',
    request: {
      card_id: CARD_ID,
      increase_stock_value: { type: 'int', min: 0 },
      reduce_stock_value: { type: 'int', min: 0 },
    },
    errcodes: [-1, 40073, 40078, 40097, 40136, 41012, 45031, 45041, 47001, 72014, 73208],
    source: 'managing-coupons: Modify the inventory',
  }),
  /** Irreversible. A repeat is harmless: it returns 40078 (assumed). */
  delete: endpoint<CardDeleteRequest, EmptyAnswer>({
    path: '/card/delete',
    method: 'POST',
    effect: 'write',
    request: { card_id: CARD_ID },
    errcodes: [40073, 40078, 41012, 72066],
    source: 'managing-coupons: Delete the card',
  }),
};
