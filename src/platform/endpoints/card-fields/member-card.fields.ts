import { MEMBER_FIELD_NAME_TYPES } from '../card.wire.js';
import { type CardField, type CreateColumn, miniProgram, PICTURE_HOSTS, type UpdateColumn } from './field.js';

const MEMBER = ['member'] as const;
const UPDATE = { kinds: MEMBER } as const satisfies UpdateColumn;
const CLEARABLE = { kinds: MEMBER, clear: '' } as const satisfies UpdateColumn;
const CREATE = { kinds: MEMBER } as const satisfies CreateColumn;
const OBSERVED = { kinds: MEMBER, mark: 'observed' } as const satisfies CreateColumn;

/** The last two are observed. */
const CREATE_NAME_TYPES = [...MEMBER_FIELD_NAME_TYPES, 'FIELD_NAME_TYPE_SET_POINTS', 'FIELD_NAME_TYPE_TIMS'] as const;

/** A cell on the front, shown once the card is activated. */
function customField(field: string): CardField[] {
  const input = `memberCard.${field.replace('custom_f', 'customF')}`;
  return [
    {
      path: `${field}.name_type`,
      type: 'enum',
      meaning: 'What it shows, one of the given names.',
      input: `${input}.nameType`,
      update: {
        ...UPDATE,
        values: MEMBER_FIELD_NAME_TYPES,
        note: "the enum is what counts, not the documents' 24 bytes",
      },
      create: {
        ...CREATE,
        required: { when: { sent: field }, unless: [`${field}.name`] },
        maxUtf8Bytes: 24,
        values: CREATE_NAME_TYPES,
        note: 'at most three of supply_bonus, supply_balance and the custom fields that are sent, else 40124 (assumed)',
      },
    },
    {
      path: `${field}.name`,
      type: 'string',
      maxUtf8Bytes: 24,
      meaning: 'A free name in place of nameType.',
      input: `${input}.name`,
      update: { ...CLEARABLE, source: 'observed' },
      create: CREATE,
    },
    {
      path: `${field}.url`,
      type: 'string',
      maxUtf8Bytes: 128,
      meaning: 'Where it leads.',
      input: `${input}.url`,
      update: CLEARABLE,
      create: CREATE,
    },
    ...miniProgram(`${field}.`, `${input}.miniProgram`, OBSERVED),
  ];
}

/** An entry below the front. card/update accepts the first alone. */
function customCell(cell: string, update?: UpdateColumn): CardField[] {
  const input = `memberCard.${cell.replace('custom_c', 'customC')}`;
  const updates = update === undefined ? {} : { update };
  const create = { ...(update === undefined ? OBSERVED : CREATE), required: { when: { sent: cell } } };
  return [
    {
      path: `${cell}.name`,
      type: 'string',
      meaning: 'Its name.',
      input: `${input}.name`,
      ...updates,
      create: { ...create, maxUtf8Bytes: 15, note: 'length assumed from custom_url_name' },
    },
    {
      path: `${cell}.tips`,
      type: 'string',
      meaning: 'The text beside it.',
      input: `${input}.tips`,
      ...updates,
      create: { ...create, maxUtf8Bytes: 18, note: 'at most six Chinese characters' },
    },
    {
      path: `${cell}.url`,
      type: 'string',
      maxUtf8Bytes: 128,
      meaning: 'Where it leads.',
      input: `${input}.url`,
      ...updates,
      create,
    },
    ...miniProgram(`${cell}.`, `${input}.miniProgram`, OBSERVED),
  ];
}

/** An amount of the rule by which points are gained and spent at a WeChat payment. It has no effect elsewhere. */
function pointsRule(
  field: string,
  meaning: string,
  createInput: string,
  update: { input: string; meaning?: string; note: string },
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

/** Coupons or a link under a message to a member. card/create does not accept it. */
function messageOperation(operation: string, place: string): CardField[] {
  const path = `${operation}.url_cell`;
  const input = `memberCard.${place}`;
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
      meaning: 'Cards that the member can claim.',
      input: `${input}.cardIds`,
      update: {
        ...UPDATE,
        clear: [],
        source,
        note: "with url or app_brand_* beside it the documents' example is accepted and card_id_list has no effect: the emulator does so, our input refuses it. Common coupons cannot stand with friend-shared ones. 43008 without WeChat Pay",
      },
    },
    {
      path: `${path}.end_time`,
      type: 'unixSeconds',
      meaning: 'Until when it is shown.',
      input: `${input}.endsAt`,
      update: { ...UPDATE, source },
    },
    text('text', 'text', 'The text.'),
    text('url', 'url', 'Where it leads.', 'wins over card_id_list'),
    text('app_brand_id', 'appBrandId', 'The mini program that it opens.', 'excludes card_id_list'),
    text('app_brand_pass', 'appBrandPath', 'The page of the mini program.', 'excludes card_id_list'),
  ];
}

/**
 * The fields that member cards have alone, but for those in base_info. Sources: of `update` member-cards 8.2, of `create` the official
 * page about creating member cards, unless a row says otherwise.
 */
export const MEMBER_CARD_FIELDS: readonly CardField[] = [
  {
    path: 'background_pic_url',
    type: 'string',
    maxUtf8Bytes: 128,
    meaning: 'URL of the background picture.',
    input: 'memberCard.backgroundPicUrl',
    update: CLEARABLE,
    create: { ...CREATE, hosts: PICTURE_HOSTS, note: 'less than 1000 x 600 pixels' },
  },
  {
    path: 'supply_bonus',
    type: 'bool',
    meaning: 'Whether the card keeps points.',
    input: 'memberCard.pointsEnabled',
    update: {
      ...UPDATE,
      input: 'memberCard.pointsEnabled',
      meaning: 'Keeps points from now on; cannot be turned off.',
      review: true,
      onlyOn: true,
    },
    create: { ...CREATE, required: true, note: 'false must be sent' },
  },
  {
    path: 'supply_balance',
    type: 'bool',
    meaning: 'Whether the card keeps stored value.',
    input: 'memberCard.balanceEnabled',
    update: {
      ...UPDATE,
      input: 'memberCard.balanceEnabled',
      meaning: 'Keeps stored value from now on; cannot be turned off. Needs a privilege.',
      review: true,
      onlyOn: true,
      note: 'needs the top-up privilege, else 43010',
    },
    create: { ...CREATE, required: true, note: 'false must be sent; true needs the top-up privilege, else 43010' },
  },
  {
    path: 'bonus_cleared',
    type: 'string',
    maxUtf8Bytes: 3072,
    meaning: 'When points are cleared.',
    input: 'memberCard.pointsExpiryText',
    update: {
      ...CLEARABLE,
      input: 'memberCard.pointsExpiryText',
      note: 'managing-coupons says review=yes; the member-card document is the specific one and rules',
    },
    create: { ...CREATE, note: "required if supply_bonus by the documents' text, not by their example (assumed)" },
  },
  {
    path: 'bonus_rules',
    type: 'string',
    maxUtf8Bytes: 3072,
    meaning: 'How points are gained.',
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
    meaning: 'Where the points lead.',
    input: 'memberCard.pointsUrl',
    update: { ...CLEARABLE, input: 'memberCard.pointsUrl' },
    create: CREATE,
  },
  ...miniProgram('bonus_', 'memberCard.pointsMiniProgram', OBSERVED),
  {
    path: 'balance_url',
    type: 'string',
    maxUtf8Bytes: 128,
    meaning: 'Where the balance leads.',
    input: 'memberCard.balanceUrl',
    update: CLEARABLE,
    create: CREATE,
  },
  ...miniProgram('balance_', 'memberCard.balanceMiniProgram', OBSERVED),
  {
    path: 'balance_rules',
    type: 'string',
    maxUtf8Bytes: 3072,
    meaning: 'How value is stored.',
    input: 'memberCard.balanceRulesText',
    update: { ...CLEARABLE, input: 'memberCard.balanceRulesText', note: 'as bonus_cleared' },
    create: { ...CREATE, note: 'as bonus_cleared, with supply_balance' },
  },
  {
    path: 'prerogative',
    type: 'string',
    maxUtf8Bytes: 3072,
    meaning: 'Privileges of members.',
    input: 'memberCard.benefits',
    update: { ...CLEARABLE, input: 'memberCard.benefits', note: 'as bonus_cleared' },
    create: { ...CREATE, required: true },
  },
  {
    path: 'wx_activate',
    type: 'bool',
    meaning: 'Whether users activate it with one tap.',
    input: 'memberCard.wxActivate',
    update: {
      ...UPDATE,
      meaning: 'Users activate it with one tap.',
      hint: 'Excludes activateUrl.',
      note: 'excludes activate_url',
    },
    create: { ...CREATE, default: false, note: 'takes effect after activateuserform/set; activate_url turns it off' },
  },
  {
    path: 'auto_activate',
    type: 'bool',
    meaning: 'Whether it is active as soon as it is claimed.',
    input: 'memberCard.autoActivate',
    update: { ...UPDATE, meaning: 'It is active as soon as it is claimed.' },
    create: { ...CREATE, default: false, note: 'activate_url and wx_activate have no effect beside it' },
  },
  {
    path: 'activate_url',
    type: 'string',
    maxUtf8Bytes: 128,
    meaning: "The merchant's own page for activation.",
    input: 'memberCard.activateUrl',
    update: { ...CLEARABLE, hint: 'Excludes wxActivate: true.', note: 'excludes wx_activate=true' },
    create: {
      ...CREATE,
      note: 'exactly one of activate_url, auto_activate and wx_activate is advised; without any of them users cannot activate the card',
    },
  },
  ...miniProgram('activate_', 'memberCard.activateMiniProgram', CREATE),
  {
    path: 'wx_activate_after_submit',
    type: 'bool',
    meaning: 'Whether the merchant activates the card after the user has submitted the form.',
    input: 'memberCard.wxActivateAfterSubmit',
    create: { ...CREATE, default: false, note: 'needs wx_activate' },
  },
  {
    path: 'wx_activate_after_submit_url',
    type: 'string',
    maxUtf8Bytes: 128,
    meaning: 'Where the user goes after the form.',
    input: 'memberCard.wxActivateAfterSubmitUrl',
    create: {
      ...CREATE,
      required: {
        when: { path: 'wx_activate_after_submit', is: true },
        unless: ['activate_app_brand_user_name', 'activate_app_brand_pass'],
      },
      note: 'starts with http:// or https://',
    },
  },
  {
    path: 'bind_old_card_url',
    type: 'string',
    maxUtf8Bytes: 128,
    create: { ...OBSERVED, input: null, createOnly: true, note: 'replaced by bind_old_card of activateuserform/set' },
  },
  ...['custom_field1', 'custom_field2', 'custom_field3'].flatMap(customField),
  ...customCell('custom_cell1', { ...CLEARABLE, source: 'observed' }),
  ...customCell('custom_cell2'),
  ...customCell('custom_cell3'),
  pointsRule('cost_money_unit', 'Fen spent.', 'spendUnitFen', { input: 'spendUnitFen', note: 'cents spent' }),
  pointsRule('increase_bonus', 'Points gained for it.', 'pointsPerUnit', {
    input: 'pointsPerUnit',
    note: 'points gained per cost_money_unit',
  }),
  pointsRule('max_increase_bonus', 'Points gained per purchase at the most.', 'maxPointsPerPayment', {
    input: 'maxPointsPerPayment',
    note: 'most points per purchase',
  }),
  pointsRule('init_increase_bonus', 'Points given at activation.', 'initialPoints', {
    input: 'initialPoints',
    note: 'points on activation',
  }),
  pointsRule('cost_bonus_unit', 'Points are spent in steps of this many.', 'redeemUnitPoints', {
    input: 'redeemUnitPoints',
    note: 'points are spent in steps of this',
  }),
  pointsRule('reduce_money', 'Fen off per step of points.', 'amountOffPerUnitFen', {
    input: 'amountOffPerUnitFen',
    meaning: 'Fen off per redeemUnitPoints points.',
    note: 'cents off per cost_bonus_unit',
  }),
  pointsRule(
    'least_money_to_use_bonus',
    'Fen that a purchase must reach before points can be spent.',
    'minimumSpendFen',
    {
      input: 'minimumSpendFen',
      note: 'cents; purchase must reach this',
    },
  ),
  pointsRule('max_reduce_bonus', 'Points spent per purchase at the most.', 'maxPointsPerRedemption', {
    input: 'maxPointsPerRedemption',
    note: 'most points per purchase',
  }),
  {
    path: 'discount',
    type: 'int',
    meaning: 'Percentage off for members: 10 means that they pay 90 %.',
    input: 'memberCard.discountPercentOff',
    update: { ...UPDATE, review: true, note: 'as for discount coupons (assumed: the documents give no unit)' },
    create: CREATE,
  },
  ...messageOperation('activate_msg_operation', 'activateMessageOperation'),
  ...messageOperation('modify_msg_operation', 'modifyMessageOperation'),
];
