import { CARD_ID, endpoint } from '../endpoint.js';
import type { EmptyAnswer } from './card.update.js';

export interface PaycellSetRequest {
  card_id: string;
  /** Defaults to true. */
  is_open?: boolean;
}

export interface SelfconsumecellSetRequest {
  card_id: string;
  /** Defaults to true (assumed, as in paycell/set). */
  is_open?: boolean;
  /** Whether the user enters a verification code. Defaults to false. The spelling is the platform's. */
  need_verify_cod?: boolean;
  /** Whether the user enters the amount. Defaults to false. */
  need_remark_amount?: boolean;
}

/** Errcodes of both calls. Without a shop: 43017 (observed). `center_*` and the two cells exclude each other: 45046. */
const errcodes = [40073, 40078, 40107, 41012, 43008, 43017, 45046];

/** Endpoints for the cells on a card with which users pay or redeem themselves. No call returns their state (assumed). */
export const cells = {
  paycellSet: endpoint<PaycellSetRequest, EmptyAnswer>({
    path: '/card/paycell/set',
    method: 'POST',
    effect: 'write',
    request: { card_id: CARD_ID, is_open: { type: 'bool' } },
    errcodes,
    source: 'creating-cards: Set the payment cell',
  }),
  selfconsumecellSet: endpoint<SelfconsumecellSetRequest, EmptyAnswer>({
    path: '/card/selfconsumecell/set',
    method: 'POST',
    effect: 'write',
    request: {
      card_id: CARD_ID,
      is_open: { type: 'bool' },
      need_verify_cod: { type: 'bool' },
      need_remark_amount: { type: 'bool' },
    },
    errcodes: [...errcodes, 40153],
    source: 'creating-cards: Set the self-redemption cell',
  }),
};
