import { ID, InputType, Int } from 'type-graphql';
import { DateTime } from '../../types/scalars.js';
import { type MemberFieldName, MemberFieldNameTypeInput, writeMemberFieldName } from '../card-enums.type.js';
import { Updates, UpdatesGroup } from './update-field.decorators.js';
import { secondsOf } from './wire-values.js';

@InputType({ description: 'A cell on the front of a member card.' })
export class MemberCustomFieldInput {
  @Updates(() => MemberFieldNameTypeInput, 'name_type', 'What it shows, one of the given names.', {
    row: 'custom_field1.name_type',
    write: (name: MemberFieldName) => writeMemberFieldName(name),
  })
  nameType?: MemberFieldName | null;

  @Updates(() => String, 'name', 'A free name in place of nameType.', { row: 'custom_field1.name' })
  name?: string | null;

  @Updates(() => String, 'url', 'Where it leads.', { row: 'custom_field1.url' })
  url?: string | null;
}

@InputType({ description: 'An entry below the front of a member card.' })
export class MemberCustomCellInput {
  @Updates(() => String, 'custom_cell1.name', 'Its name.')
  name?: string | null;

  @Updates(() => String, 'custom_cell1.tips', 'The text beside it.')
  tips?: string | null;

  @Updates(() => String, 'custom_cell1.url', 'Where it leads.')
  url?: string | null;
}

@InputType({ description: 'How points are gained and spent at a payment. Amounts are in fen, 1/100 yuan.' })
export class MemberBonusRuleInput {
  @Updates(() => Int, 'bonus_rule.cost_money_unit', 'Fen spent.')
  costMoneyUnit?: number | null;

  @Updates(() => Int, 'bonus_rule.increase_bonus', 'Points gained for it.')
  increaseBonus?: number | null;

  @Updates(() => Int, 'bonus_rule.max_increase_bonus', 'Points gained per purchase at the most.')
  maxIncreaseBonus?: number | null;

  @Updates(() => Int, 'bonus_rule.init_increase_bonus', 'Points given at activation.')
  initIncreaseBonus?: number | null;

  @Updates(() => Int, 'bonus_rule.cost_bonus_unit', 'Points are spent in steps of this many.')
  costBonusUnit?: number | null;

  @Updates(() => Int, 'bonus_rule.reduce_money', 'Fen off per costBonusUnit points.')
  reduceMoney?: number | null;

  @Updates(
    () => Int,
    'bonus_rule.least_money_to_use_bonus',
    'Fen that a purchase must reach before points can be spent.',
  )
  leastMoneyToUseBonus?: number | null;

  @Updates(() => Int, 'bonus_rule.max_reduce_bonus', 'Points spent per purchase at the most.')
  maxReduceBonus?: number | null;
}

/** The row of a field of either message operation: the two have the same. */
const cellRow = (field: string) => ({ row: `activate_msg_operation.url_cell.${field}` });

@InputType({
  description:
    'Gift coupons or a link under a message to a member. cardIds excludes url, appBrandId and appBrandPath, with which ' +
    'it would have no effect.',
})
export class MemberMessageOperationInput {
  @Updates(() => [ID], 'card_id_list', 'Cards that the member can claim.', cellRow('card_id_list'))
  cardIds?: string[] | null;

  @Updates(() => DateTime, 'end_time', 'Until when it is shown.', { ...cellRow('end_time'), ...secondsOf })
  endsAt?: Date | null;

  @Updates(() => String, 'text', 'The text.', cellRow('text'))
  text?: string | null;

  @Updates(() => String, 'url', 'Where it leads.', cellRow('url'))
  url?: string | null;

  @Updates(() => String, 'app_brand_id', 'The mini program that it opens.', cellRow('app_brand_id'))
  appBrandId?: string | null;

  @Updates(() => String, 'app_brand_pass', 'The page of the mini program.', cellRow('app_brand_pass'))
  appBrandPath?: string | null;
}

@InputType({ description: 'Fields of member cards. baseInfo has some more that are theirs alone.' })
export class MemberCardChanges {
  @Updates(() => String, 'background_pic_url', 'URL of the background picture.')
  backgroundPicUrl?: string | null;

  @Updates(
    () => Boolean,
    'supply_bonus',
    'Keeps points from now on; cannot be turned off. Sends the card back to review.',
  )
  supplyBonus?: boolean | null;

  @Updates(
    () => Boolean,
    'supply_balance',
    'Keeps stored value from now on; cannot be turned off. Needs a privilege. Sends the card back to review.',
  )
  supplyBalance?: boolean | null;

  @Updates(() => String, 'bonus_cleared', 'When points are cleared.')
  bonusCleared?: string | null;

  @Updates(() => String, 'bonus_rules', 'How points are gained. Sends the card back to review.')
  bonusRules?: string | null;

  @Updates(() => String, 'bonus_url', 'Where the points lead.')
  bonusUrl?: string | null;

  @Updates(() => String, 'balance_url', 'Where the balance leads.')
  balanceUrl?: string | null;

  @Updates(() => String, 'balance_rules', 'How value is stored.')
  balanceRules?: string | null;

  @Updates(() => String, 'prerogative', 'Privileges of members.')
  prerogative?: string | null;

  @Updates(() => Boolean, 'wx_activate', 'Users activate it with one tap. Excludes activateUrl.')
  wxActivate?: boolean | null;

  @Updates(() => Boolean, 'auto_activate', 'It is active as soon as it is claimed.')
  autoActivate?: boolean | null;

  @Updates(() => String, 'activate_url', "The merchant's own page for activation. Excludes wxActivate: true.")
  activateUrl?: string | null;

  @UpdatesGroup(
    () => MemberCustomFieldInput,
    'First cell on the front.',
    (path) => `custom_field1.${path}`,
  )
  customField1?: MemberCustomFieldInput | null;

  @UpdatesGroup(
    () => MemberCustomFieldInput,
    'Second cell on the front.',
    (path) => `custom_field2.${path}`,
  )
  customField2?: MemberCustomFieldInput | null;

  @UpdatesGroup(
    () => MemberCustomFieldInput,
    'Third cell on the front.',
    (path) => `custom_field3.${path}`,
  )
  customField3?: MemberCustomFieldInput | null;

  @UpdatesGroup(() => MemberCustomCellInput, 'Entry below the front.')
  customCell1?: MemberCustomCellInput | null;

  @UpdatesGroup(() => MemberBonusRuleInput, 'How points are gained and spent at a payment.')
  bonusRule?: MemberBonusRuleInput | null;

  @Updates(
    () => Int,
    'discount',
    'Percentage off for members: 10 means that they pay 90 %. Sends the card back to review.',
  )
  discountPercentOff?: number | null;

  @UpdatesGroup(
    () => MemberMessageOperationInput,
    'Gift coupons or a link under the activation message.',
    (path) => `activate_msg_operation.url_cell.${path}`,
  )
  activateMessageOperation?: MemberMessageOperationInput | null;

  @UpdatesGroup(
    () => MemberMessageOperationInput,
    'The same under messages about points and balance.',
    (path) => `modify_msg_operation.url_cell.${path}`,
  )
  modifyMessageOperation?: MemberMessageOperationInput | null;
}
