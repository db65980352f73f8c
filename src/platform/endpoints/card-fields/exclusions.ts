import { valueAt } from './value-at.js';

/** One field of a pair, and the value with which it excludes the other. `filled` means any text or list that is not empty. */
export interface ExcludedField {
  readonly path: string;
  readonly when: true | 1 | 'filled';
  /** The pair does not exclude each other if this field is true. */
  readonly unless?: string;
}

/** Two fields that one request cannot contain together. The stored values of the card do not count (assumed). */
export interface Exclusion {
  readonly fields: readonly [ExcludedField, ExcludedField];
  /** The errcode of a request with both. null means that the platform accepts both and the first has no effect. */
  readonly errcode: 40145 | null;
  readonly source: string;
}

/** A message has either coupons or a link. With both, the link takes precedence (documented). */
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

const PAGE = { path: 'activate_app_brand_user_name', when: 'filled' } as const;

/**
 * A card has at most one way of activation. The platform accepts several, and ignores one of them (documented). With
 * wx_activate_after_submit, the page in a mini program opens after the form instead of replacing it.
 */
const ACTIVATION_EXCLUSIONS = (
  [
    [
      { path: 'wx_activate', when: true },
      { path: 'auto_activate', when: true },
    ],
    [
      { path: 'activate_url', when: 'filled' },
      { path: 'auto_activate', when: true },
    ],
    [PAGE, { path: 'auto_activate', when: true }],
    [
      { ...PAGE, unless: 'wx_activate_after_submit' },
      { path: 'wx_activate', when: true },
    ],
    [{ path: 'activate_url', when: 'filled' }, PAGE],
  ] satisfies Exclusion['fields'][]
).map((fields): Exclusion => ({ fields, errcode: null, source: 'member-cards 8.2' }));

/** All pairs of fields that exclude each other. The rejection is documented; the errcode is assumed. */
export const EXCLUSIONS: readonly Exclusion[] = [
  {
    // All shops, or these. An empty list of shops does not conflict (assumed).
    fields: [
      { path: 'base_info.location_id_list', when: 'filled' },
      { path: 'base_info.use_all_locations', when: true },
    ],
    errcode: 40145,
    source: 'member-cards 8.2',
  },
  {
    // Activation by the platform, or on the merchant's own page.
    fields: [
      { path: 'wx_activate', when: true },
      { path: 'activate_url', when: 'filled' },
    ],
    errcode: 40145,
    source: 'member-cards 8.2',
  },
  ...ACTIVATION_EXCLUSIONS,
  {
    // A redemption gives away either this voucher again or another one. 0 with a list is valid: the documents' own example has it.
    fields: [
      { path: 'advanced_info.consume_share_self_num', when: 1 },
      { path: 'advanced_info.consume_share_card_list', when: 'filled' },
    ],
    errcode: 40145,
    source: 'friends-vouchers',
  },
  ...MESSAGE_EXCLUSIONS,
];

/** Returns the pairs of EXCLUSIONS that an update (the object under the type key) contains. */
export function exclusionsIn(payload: object): Exclusion[] {
  return EXCLUSIONS.filter(({ fields }) =>
    fields.every(
      ({ path, when, unless }) =>
        excludesOther(valueAt(payload, path), when) && !(unless !== undefined && valueAt(payload, unless) === true),
    ),
  );
}

function excludesOther(value: unknown, when: ExcludedField['when']): boolean {
  if (when !== 'filled') return value === when;
  // The text "0" clears location_id_list, the only list that is sent as text; no link is "0".
  return Array.isArray(value) ? value.length > 0 : typeof value === 'string' && value !== '' && value !== '0';
}
