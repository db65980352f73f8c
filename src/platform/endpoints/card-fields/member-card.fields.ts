import { MEMBER_FIELD_NAME_TYPES } from '../card.wire.js';
import { type CardField, type CreateColumn, miniProgram, PICTURE_HOSTS, type UpdateColumn } from './field.js';

const MEMBER = ['member'] as const;
const UPDATE = { kinds: MEMBER } as const satisfies UpdateColumn;
const CLEARABLE = { kinds: MEMBER, clear: '' } as const satisfies UpdateColumn;
const CREATE = { kinds: MEMBER } as const satisfies CreateColumn;
const OBSERVED = { kinds: MEMBER, mark: 'observed' } as const satisfies CreateColumn;

/** Returns the rows of a field on the front, which is displayed once the card is activated. */
function customField(field: string): CardField[] {
  const input = `memberCard.${field.replace('custom_f', 'customF')}`;
  return [
    {
      path: `${field}.name_type`,
      type: 'enum',
      meaning: 'Content of the field, as one of the predefined names.',
      input: `${input}.nameType`,
      update: {
        ...UPDATE,
        values: MEMBER_FIELD_NAME_TYPES,
        note: "the enum decides, not the documents' 24 bytes",
      },
      create: {
        ...CREATE,
        required: { when: { sent: field }, unless: [`${field}.name`] },
        maxUtf8Bytes: 24,
        values: MEMBER_FIELD_NAME_TYPES,
        note: 'at most three of supply_bonus, supply_balance and the custom fields may be sent, otherwise 40124 (assumed)',
      },
    },
    {
      path: `${field}.name`,
      type: 'string',
      maxUtf8Bytes: 24,
      meaning: 'Name of the field in free text, instead of `nameType`.',
      input: `${input}.name`,
      update: { ...CLEARABLE, source: 'observed' },
      create: CREATE,
    },
    {
      path: `${field}.url`,
      type: 'string',
      maxUtf8Bytes: 128,
      meaning: 'URL that opens when the user taps the field.',
      input: `${input}.url`,
      update: CLEARABLE,
      create: CREATE,
    },
    ...miniProgram(`${field}.`, `${input}.miniProgram`, { kinds: MEMBER, create: OBSERVED }),
  ];
}

/**
 * Returns the rows of an entry below the front.
 * @param observed whether only public projects, but no document, have the entry
 */
function customCell(cell: string, { observed }: { readonly observed: boolean }): CardField[] {
  const input = `memberCard.${cell.replace('custom_c', 'customC')}`;
  const update: UpdateColumn = { ...CLEARABLE, source: 'observed' };
  const create = { ...(observed ? OBSERVED : CREATE), required: { when: { sent: cell } } };
  /** card/update has a limit only for the entries that were observed. */
  const limited = (maxUtf8Bytes: number) => (observed ? { ...update, maxUtf8Bytes } : update);
  return [
    {
      path: `${cell}.name`,
      type: 'string',
      meaning: 'Name of the entry.',
      input: `${input}.name`,
      update: limited(15),
      create: { ...create, maxUtf8Bytes: 15, note: 'length assumed from custom_url_name' },
    },
    {
      path: `${cell}.tips`,
      type: 'string',
      meaning: 'Short text next to the name.',
      input: `${input}.tips`,
      update: limited(18),
      create: { ...create, maxUtf8Bytes: 18, note: 'at most six Chinese characters' },
    },
    {
      path: `${cell}.url`,
      type: 'string',
      maxUtf8Bytes: 128,
      meaning: 'URL that opens when the user taps the entry.',
      input: `${input}.url`,
      update,
      create,
    },
    ...miniProgram(`${cell}.`, `${input}.miniProgram`, { kinds: MEMBER, create: OBSERVED }),
  ];
}

/** Reported by users of the platform, without an explanation. */
const NO_EFFECT = 'Changing `autoActivate` or `activateUrl` to `wxActivate` may have no effect.';

/** The unit of amounts, which the input has as an integer. */
const IN_FEN = 'In fen (1/100 yuan).';

/** Returns the row of an amount in the rule for earning and spending points with WeChat Pay payments. The rule has no effect elsewhere. */
function pointsRule(
  field: string,
  meaning: string,
  createInput: string,
  update: { input: string; hint?: string; note: string },
): CardField {
  return {
    path: `bonus_rule.${field}`,
    type: 'int',
    meaning,
    input: `memberCard.pointsRule.${createInput}`,
    update: { ...UPDATE, ...update, input: `memberCard.pointsRule.${update.input}` },
    create: { ...CREATE, min: 0 },
  };
}

/** Returns the rows of the coupons or the link below a message to a member. card/create does not accept them. */
function messageOperation(operation: string, inputName: string): CardField[] {
  const path = `${operation}.url_cell`;
  const input = `memberCard.${inputName}`;
  const source = 'member-cards 8.3';
  const text = (field: string, property: string, meaning: string, note?: string): CardField => ({
    path: `${path}.${field}`,
    type: 'string',
    meaning,
    input: `${input}.${property}`,
    update: { ...CLEARABLE, source, ...(note === undefined ? {} : { note }) },
  });
  return [
    {
      path: `${path}.card_id_list`,
      type: 'string[]',
      max: 10,
      meaning: 'Ids of the cards that the member can claim.',
      input: `${input}.cardIds`,
      update: {
        ...UPDATE,
        clear: [],
        source,
        note: "has no effect together with url or app_brand_*: the documents' example sends both, the emulator accepts that, and our input rejects it. Common coupons cannot be combined with friends' vouchers. 43008 without WeChat Pay",
      },
    },
    {
      path: `${path}.end_time`,
      type: 'unixSeconds',
      meaning: 'Time until which the coupons or the link are displayed.',
      input: `${input}.endsAt`,
      update: { ...UPDATE, source },
    },
    text('text', 'text', 'Text of the link.'),
    text('url', 'url', 'URL that the link opens.', 'takes precedence over card_id_list'),
    text('app_brand_id', 'appBrandId', 'Id of the mini program that the link opens.', 'excludes card_id_list'),
    text('app_brand_pass', 'appBrandPath', 'Path of the page in the mini program.', 'excludes card_id_list'),
  ];
}

/**
 * The fields that only member cards have, except those in base_info. The source of `update` columns is member-cards 8.2. The source of
 * `create` columns is the official page about creating member cards. A row can override either.
 */
export const MEMBER_CARD_FIELDS: readonly CardField[] = [
  {
    path: 'background_pic_url',
    type: 'string',
    maxUtf8Bytes: 128,
    meaning: 'URL of the background picture.',
    input: 'memberCard.backgroundPicUrl',
    update: CLEARABLE,
    create: { ...CREATE, hosts: PICTURE_HOSTS, note: 'smaller than 1000 x 600 pixels' },
  },
  {
    path: 'supply_bonus',
    type: 'bool',
    meaning: 'Whether the card has points.',
    input: 'memberCard.pointsEnabled',
    update: {
      ...UPDATE,
      input: 'memberCard.pointsEnabled',
      hint: 'Cannot be turned off once it is on.',
      review: true,
      onlyOn: true,
    },
    create: { ...CREATE, required: true, note: 'must be sent even if false' },
  },
  {
    path: 'supply_balance',
    type: 'bool',
    meaning: 'Whether the card has a stored-value balance.',
    input: 'memberCard.balanceEnabled',
    update: {
      ...UPDATE,
      input: 'memberCard.balanceEnabled',
      hint: 'Requires the top-up privilege. Cannot be turned off once it is on.',
      review: true,
      onlyOn: true,
      note: 'requires the top-up privilege, otherwise 43010',
    },
    create: {
      ...CREATE,
      required: true,
      note: 'must be sent even if false; true requires the top-up privilege, otherwise 43010',
    },
  },
  {
    path: 'bonus_cleared',
    type: 'string',
    maxUtf8Bytes: 3072,
    meaning: 'Text that explains when points expire.',
    input: 'memberCard.pointsExpiryText',
    update: {
      ...CLEARABLE,
      input: 'memberCard.pointsExpiryText',
      note: 'review=yes in managing-coupons; the member-card document is more specific and takes precedence',
    },
    create: {
      ...CREATE,
      note: "the documents' text requires it with supply_bonus, their example does not; not required (assumed)",
    },
  },
  {
    path: 'bonus_rules',
    type: 'string',
    maxUtf8Bytes: 3072,
    meaning: 'Text that explains how points are earned.',
    input: 'memberCard.pointsRulesText',
    update: {
      ...CLEARABLE,
      input: 'memberCard.pointsRulesText',
      review: true,
      source: 'managing-coupons',
      note: 'listed only in managing-coupons, with review=yes',
    },
    create: { ...CREATE, note: 'as bonus_cleared' },
  },
  {
    path: 'bonus_url',
    type: 'string',
    maxUtf8Bytes: 128,
    meaning: 'URL that opens when the user taps the points.',
    input: 'memberCard.pointsUrl',
    update: { ...CLEARABLE, input: 'memberCard.pointsUrl' },
    create: CREATE,
  },
  ...miniProgram('bonus_', 'memberCard.pointsMiniProgram', { kinds: MEMBER, create: OBSERVED }),
  {
    path: 'balance_url',
    type: 'string',
    maxUtf8Bytes: 128,
    meaning: 'URL that opens when the user taps the balance.',
    input: 'memberCard.balanceUrl',
    update: CLEARABLE,
    create: CREATE,
  },
  ...miniProgram('balance_', 'memberCard.balanceMiniProgram', { kinds: MEMBER, create: OBSERVED }),
  {
    path: 'balance_rules',
    type: 'string',
    maxUtf8Bytes: 3072,
    meaning: 'Text that explains how the balance is topped up.',
    input: 'memberCard.balanceRulesText',
    update: { ...CLEARABLE, input: 'memberCard.balanceRulesText', note: 'as bonus_cleared' },
    create: { ...CREATE, note: 'as bonus_cleared, with supply_balance' },
  },
  {
    path: 'prerogative',
    type: 'string',
    maxUtf8Bytes: 3072,
    meaning: 'Text that describes the benefits of members.',
    input: 'memberCard.benefits',
    update: { ...CLEARABLE, input: 'memberCard.benefits', note: 'as bonus_cleared' },
    create: { ...CREATE, required: true },
  },
  {
    path: 'wx_activate',
    type: 'bool',
    meaning: 'Whether users activate the card with one tap.',
    input: 'memberCard.wxActivate',
    update: {
      ...UPDATE,
      hint: `\`true\` excludes the other ways of activation. ${NO_EFFECT}`,
      note: 'true excludes activate_url',
    },
    create: { ...CREATE, default: false, note: 'takes effect after activateuserform/set; activate_url turns it off' },
  },
  {
    path: 'auto_activate',
    type: 'bool',
    meaning: 'Whether the card is active as soon as it is claimed.',
    input: 'memberCard.autoActivate',
    update: { ...UPDATE, hint: `\`true\` excludes the other ways of activation. ${NO_EFFECT}` },
    create: { ...CREATE, default: false, note: 'activate_url and wx_activate have no effect if it is true' },
  },
  {
    path: 'activate_url',
    type: 'string',
    maxUtf8Bytes: 128,
    meaning: "URL of the merchant's own activation page.",
    input: 'memberCard.activateUrl',
    update: {
      ...CLEARABLE,
      hint: `Excludes the other ways of activation. ${NO_EFFECT}`,
      note: 'excludes wx_activate=true',
    },
    create: {
      ...CREATE,
      note: 'exactly one of activate_url, auto_activate and wx_activate is recommended; without any of them users cannot activate the card',
    },
  },
  ...miniProgram('activate_', 'memberCard.activateMiniProgram', { kinds: MEMBER, create: CREATE }),
  {
    path: 'wx_activate_after_submit',
    type: 'bool',
    meaning: 'Whether the merchant activates the card after the user has submitted the form.',
    input: 'memberCard.wxActivateAfterSubmit',
    update: {
      ...UPDATE,
      hint: '`true` requires `wxActivate`.',
      source: 'observed',
      note: 'review and clear are assumed',
    },
    create: { ...CREATE, default: false, note: 'requires wx_activate' },
  },
  {
    path: 'wx_activate_after_submit_url',
    type: 'string',
    maxUtf8Bytes: 128,
    meaning: 'URL that opens after the user has submitted the form.',
    input: 'memberCard.wxActivateAfterSubmitUrl',
    update: { ...CLEARABLE, source: 'observed', note: 'review and clear are assumed' },
    create: {
      ...CREATE,
      required: {
        when: { path: 'wx_activate_after_submit', is: true },
        unless: ['activate_app_brand_user_name', 'activate_app_brand_pass'],
      },
      note: 'must start with http:// or https://',
    },
  },
  {
    path: 'bind_old_card_url',
    type: 'string',
    maxUtf8Bytes: 128,
    create: { ...OBSERVED, input: null, createOnly: true, note: 'replaced by bind_old_card of activateuserform/set' },
  },
  ...['custom_field1', 'custom_field2', 'custom_field3'].flatMap(customField),
  ...customCell('custom_cell1', { observed: false }),
  ...customCell('custom_cell2', { observed: true }),
  ...customCell('custom_cell3', { observed: true }),
  pointsRule('cost_money_unit', 'Amount spent for which `pointsPerUnit` points are earned.', 'spendUnitFen', {
    input: 'spendUnitFen',
    hint: IN_FEN,
    note: 'fen spent',
  }),
  pointsRule('increase_bonus', 'Points earned per spend unit.', 'pointsPerUnit', {
    input: 'pointsPerUnit',
    note: 'points earned per cost_money_unit',
  }),
  pointsRule('max_increase_bonus', 'Maximum points earned per payment.', 'maxPointsPerPayment', {
    input: 'maxPointsPerPayment',
    note: 'maximum points earned per payment',
  }),
  pointsRule('init_increase_bonus', 'Points granted on activation.', 'initialPoints', {
    input: 'initialPoints',
    note: 'points on activation',
  }),
  pointsRule('cost_bonus_unit', 'Points are redeemed in multiples of this.', 'redeemUnitPoints', {
    input: 'redeemUnitPoints',
    note: 'points are redeemed in multiples of this',
  }),
  pointsRule('reduce_money', 'Amount off per `redeemUnitPoints` points.', 'amountOffPerUnitFen', {
    input: 'amountOffPerUnitFen',
    hint: IN_FEN,
    note: 'fen off per cost_bonus_unit',
  }),
  pointsRule('least_money_to_use_bonus', 'Minimum payment for which points can be redeemed.', 'minimumSpendFen', {
    input: 'minimumSpendFen',
    hint: IN_FEN,
    note: 'in fen; the payment must reach this',
  }),
  pointsRule('max_reduce_bonus', 'Maximum points redeemed per payment.', 'maxPointsPerRedemption', {
    input: 'maxPointsPerRedemption',
    note: 'maximum points redeemed per payment',
  }),
  {
    path: 'discount',
    type: 'int',
    meaning: 'Percentage off for members: 10 means that they pay 90 % (assumed: the documents give no unit).',
    input: 'memberCard.discountPercentOff',
    update: {
      ...UPDATE,
      review: true,
      note: 'the same unit as for discount coupons (assumed: the documents give no unit)',
    },
    create: CREATE,
  },
  ...messageOperation('activate_msg_operation', 'activateMessageOperation'),
  ...messageOperation('modify_msg_operation', 'modifyMessageOperation'),
];
