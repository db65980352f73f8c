import { ID, InputType, Int } from 'type-graphql';
import { DateTime } from '../../types/scalars.js';
import { type MemberFieldName, MemberFieldNameTypeInput, writeMemberFieldName } from '../card-enums.type.js';
import { Updates, UpdatesGroup } from './update-field.decorators.js';
import { secondsOf } from './wire-values.js';

@InputType({ description: 'A cell on the front of a member card.' })
export class MemberCustomFieldInput {
  @Updates(() => MemberFieldNameTypeInput, 'name_type', {
    row: 'custom_field1.name_type',
    write: (name: MemberFieldName) => writeMemberFieldName(name),
  })
  nameType?: MemberFieldName | null;

  @Updates(() => String, 'name', { row: 'custom_field1.name' })
  name?: string | null;

  @Updates(() => String, 'url', { row: 'custom_field1.url' })
  url?: string | null;
}

@InputType({ description: 'An entry below the front of a member card.' })
export class MemberCustomCellInput {
  @Updates(() => String, 'custom_cell1.name')
  name?: string | null;

  @Updates(() => String, 'custom_cell1.tips')
  tips?: string | null;

  @Updates(() => String, 'custom_cell1.url')
  url?: string | null;
}

@InputType({ description: 'How points are gained and spent at a payment. Amounts are in fen, 1/100 yuan.' })
export class MemberPointsRuleInput {
  @Updates(() => Int, 'bonus_rule.cost_money_unit')
  spendUnitFen?: number | null;

  @Updates(() => Int, 'bonus_rule.increase_bonus')
  pointsPerUnit?: number | null;

  @Updates(() => Int, 'bonus_rule.max_increase_bonus')
  maxPointsPerPayment?: number | null;

  @Updates(() => Int, 'bonus_rule.init_increase_bonus')
  initialPoints?: number | null;

  @Updates(() => Int, 'bonus_rule.cost_bonus_unit')
  redeemUnitPoints?: number | null;

  @Updates(() => Int, 'bonus_rule.reduce_money')
  amountOffPerUnitFen?: number | null;

  @Updates(() => Int, 'bonus_rule.least_money_to_use_bonus')
  minimumSpendFen?: number | null;

  @Updates(() => Int, 'bonus_rule.max_reduce_bonus')
  maxPointsPerRedemption?: number | null;
}

/** The row of a field of either message operation: the two have the same. */
const cellRow = (field: string) => ({ row: `activate_msg_operation.url_cell.${field}` });

@InputType({
  description:
    'Gift coupons or a link under a message to a member. cardIds excludes url, appBrandId and appBrandPath, with which ' +
    'it would have no effect.',
})
export class MemberMessageOperationInput {
  @Updates(() => [ID], 'card_id_list', cellRow('card_id_list'))
  cardIds?: string[] | null;

  @Updates(() => DateTime, 'end_time', { ...cellRow('end_time'), ...secondsOf })
  endsAt?: Date | null;

  @Updates(() => String, 'text', cellRow('text'))
  text?: string | null;

  @Updates(() => String, 'url', cellRow('url'))
  url?: string | null;

  @Updates(() => String, 'app_brand_id', cellRow('app_brand_id'))
  appBrandId?: string | null;

  @Updates(() => String, 'app_brand_pass', cellRow('app_brand_pass'))
  appBrandPath?: string | null;
}

@InputType({ description: 'Fields of member cards. baseInfo has some more that are theirs alone.' })
export class MemberCardChanges {
  @Updates(() => String, 'background_pic_url')
  backgroundPicUrl?: string | null;

  @Updates(() => Boolean, 'supply_bonus')
  pointsEnabled?: boolean | null;

  @Updates(() => Boolean, 'supply_balance')
  balanceEnabled?: boolean | null;

  @Updates(() => String, 'bonus_cleared')
  pointsExpiryText?: string | null;

  @Updates(() => String, 'bonus_rules')
  pointsRulesText?: string | null;

  @Updates(() => String, 'bonus_url')
  pointsUrl?: string | null;

  @Updates(() => String, 'balance_url')
  balanceUrl?: string | null;

  @Updates(() => String, 'balance_rules')
  balanceRulesText?: string | null;

  @Updates(() => String, 'prerogative')
  benefits?: string | null;

  @Updates(() => Boolean, 'wx_activate')
  wxActivate?: boolean | null;

  @Updates(() => Boolean, 'auto_activate')
  autoActivate?: boolean | null;

  @Updates(() => String, 'activate_url')
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

  @UpdatesGroup(() => MemberPointsRuleInput, 'How points are gained and spent at a payment.')
  pointsRule?: MemberPointsRuleInput | null;

  @Updates(() => Int, 'discount')
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
