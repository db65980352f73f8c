import { valueAt } from './value-at.js';

/** One field of a pair, and the value with which it shuts out the other: this value, or any text or list but an empty one. */
export interface ExcludedField {
  readonly path: string;
  readonly when: true | 1 | 'filled';
}

/** Two fields that one request cannot hold together. What the card holds already does not count (assumed). */
export interface Exclusion {
  readonly fields: readonly [ExcludedField, ExcludedField];
  /** The errcode of a request with both; null: the platform takes both, and the first has no effect. */
  readonly errcode: 40145 | null;
  readonly source: string;
}

/** Coupons under a message, or a link, not both: the link wins (documented). */
const MESSAGE_EXCLUSIONS = ['activate_msg_operation', 'modify_msg_operation'].flatMap((operation) =>
  ['url', 'app_brand_id', 'app_brand_pass'].map(
    (link): Exclusion => ({
      fields: [
        { path: `${operation}.url_cell.card_id_list`, when: 'filled' },
        { path: `${operation}.url_cell.${link}`, when: 'filled' },
      ],
      errcode: null,
      source: 'member-cards 8.3',
    }),
  ),
);

/** Every pair of fields that exclude each other. That both are refused together is documented, the errcode is assumed. */
export const EXCLUSIONS: readonly Exclusion[] = [
  {
    // All stores, or these. That it needs a store to be a conflict is assumed.
    fields: [
      { path: 'base_info.location_id_list', when: 'filled' },
      { path: 'base_info.use_all_locations', when: true },
    ],
    errcode: 40145,
    source: 'member-cards 8.2',
  },
  {
    // Activated by the platform, or on the merchant's own page.
    fields: [
      { path: 'wx_activate', when: true },
      { path: 'activate_url', when: 'filled' },
    ],
    errcode: 40145,
    source: 'member-cards 8.2',
  },
  {
    // Who redeems gets this voucher again, or another; 0 beside a list is the documents' own example.
    fields: [
      { path: 'advanced_info.consume_share_self_num', when: 1 },
      { path: 'advanced_info.consume_share_card_list', when: 'filled' },
    ],
    errcode: 40145,
    source: 'friends-vouchers',
  },
  ...MESSAGE_EXCLUSIONS,
];

/** The pairs of EXCLUSIONS that an update (the object under the type key) holds. */
export function exclusionsIn(payload: object): Exclusion[] {
  return EXCLUSIONS.filter(({ fields }) => fields.every(({ path, when }) => shutsOut(valueAt(payload, path), when)));
}

function shutsOut(value: unknown, when: ExcludedField['when']): boolean {
  if (when !== 'filled') return value === when;
  // The text "0" empties the one list that is sent as text, and no link is "0".
  return Array.isArray(value) ? value.length > 0 : typeof value === 'string' && value !== '' && value !== '0';
}
