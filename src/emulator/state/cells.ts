import type { SelfconsumecellSetRequest } from '../../platform/endpoints/cells.js';
import { PlatformRefusal } from '../refusal.js';
import type { StoredCard } from './cards.js';

/** The settings of an open self-redemption cell. */
type SelfRedemption = Required<Pick<SelfconsumecellSetRequest, 'need_verify_cod' | 'need_remark_amount'>>;

/** The open cells of a card. At most one of them is open. */
export interface OpenCells {
  readonly pay: boolean;
  readonly selfConsume: SelfRedemption | undefined;
}

const CLOSED: OpenCells = { pay: false, selfConsume: undefined };

/** The cells of the cards with which users pay or redeem themselves. */
export class Cells {
  readonly #open = new Map<StoredCard, OpenCells>();

  of(card: StoredCard): OpenCells {
    return this.#open.get(card) ?? CLOSED;
  }

  isOpen(card: StoredCard): boolean {
    const { pay, selfConsume } = this.of(card);
    return pay || selfConsume !== undefined;
  }

  /** Opens or closes the payment cell. */
  setPay(card: StoredCard, isOpen: boolean): void {
    const { selfConsume } = this.of(card);
    if (isOpen) checkCanOpen(card, selfConsume !== undefined);
    this.#open.set(card, { pay: isOpen, selfConsume });
  }

  /** Opens the self-redemption cell with its settings, or closes it. */
  setSelfConsume(card: StoredCard, selfConsume: SelfRedemption | undefined): void {
    const { pay } = this.of(card);
    if (selfConsume !== undefined) {
      checkCanOpen(card, pay);
      if (card.payload.advanced_info?.share_friends && !selfConsume.need_verify_cod) throw new PlatformRefusal(40153);
    }
    this.#open.set(card, { pay, selfConsume });
  }

  all(): { card: StoredCard; open: OpenCells }[] {
    return Array.from(this.#open, ([card, open]) => ({ card, open }));
  }
}

const CENTER_FIELDS = ['center_title', 'center_sub_title', 'center_url', 'center_app_brand_user_name'] as const;

/** Whether the button in the middle of a card is set. It has the place of the cells. */
export function hasCenter(base: { readonly [Name in (typeof CENTER_FIELDS)[number]]?: string | undefined }): boolean {
  return CENTER_FIELDS.some((name) => Boolean(base[name]));
}

/** Refuses to open a cell of a card without a shop, then one whose place is taken. */
function checkCanOpen({ payload: { base_info: base } }: StoredCard, isOtherOpen: boolean): void {
  if (base.location_id_list.length === 0 && base.use_all_locations !== true) throw new PlatformRefusal(43017);
  if (hasCenter(base) || isOtherOpen) throw new PlatformRefusal(45046);
}
