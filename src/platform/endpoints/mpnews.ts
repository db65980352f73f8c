import { CARD_ID, endpoint } from '../endpoint.js';

export interface MpnewsGethtmlRequest {
  card_id: string;
}
export interface MpnewsGethtmlAnswer {
  /** One iframe. */
  content: string;
}

/** Endpoint for cards inside articles of the account. */
export const mpnews = {
  /** Not for custom codes that are not deposited (documented); 40097 for those is assumed. */
  gethtml: endpoint<MpnewsGethtmlRequest, MpnewsGethtmlAnswer>({
    path: '/card/mpnews/gethtml',
    method: 'POST',
    effect: 'read',
    request: { card_id: CARD_ID },
    errcodes: [40068, 40073, 40097, 40129, 45039],
    source: 'delivering-cards: Cards in articles',
  }),
};
