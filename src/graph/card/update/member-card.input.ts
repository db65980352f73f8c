import { ID, InputType, Int } from 'type-graphql';
import { DateTime } from '../../types/scalars.js';
import { type MemberFieldName, MemberFieldNameTypeInput, writeMemberFieldName } from '../card-enums.type.js';
import { MiniProgramPageInput } from './mini-program.input.js';
import { LimitsBytes, Updates, UpdatesGroup } from './update-field.decorators.js';
import { secondsOf } from './wire-values.js';

@InputType({ description: 'Field on the front of a member card, displayed once the card is activated.' })
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

  @UpdatesGroup(
    () => MiniProgramPageInput,
    'Page in a mini program that opens when the user taps the field. Platform: `app_brand_*`.',
  )
  miniProgram?: MiniProgramPageInput | null;
}

@InputType({ description: 'Entry below the front of a member card.' })
export class MemberCustomCellInput {
  @Updates(() => String, 'name', { row: 'custom_cell1.name' })
  name?: string | null;

  @Updates(() => String, 'tips', { row: 'custom_cell1.tips' })
  tips?: string | null;

  @Updates(() => String, 'url', { row: 'custom_cell1.url' })
  url?: string | null;

  @UpdatesGroup(
    () => MiniProgramPageInput,
    'Page in a mini program that opens when the user taps the entry. Platform: `app_brand_*`.',
  )
  miniProgram?: MiniProgramPageInput | null;
}

@InputType({
  description: 'How points are earned and spent when paying with WeChat Pay. Amounts are in fen (1/100 yuan).',
})
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

/** Names the row of a field of either message operation. Both operations have the same fields. */
const cellRow = (field: string) => ({ row: `activate_msg_operation.url_cell.${field}` });

@InputType({
  description:
    'Coupons or a link below a message to a member. `cardIds` excludes `url`, `appBrandId` and `appBrandPath`: the ' +
    'platform ignores it if one of them is set.',
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

@InputType({
  description:
    'Changes to the fields of a member card. `BaseInfoChanges` has further fields that only member cards have. Omitted ' +
    'fields are unchanged.',
})
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

  @UpdatesGroup(
    () => MiniProgramPageInput,
    'Page in a mini program that opens when the user taps the points. Platform: `bonus_app_brand_*`.',
    (path) => `bonus_${path}`,
  )
  pointsMiniProgram?: MiniProgramPageInput | null;

  @Updates(() => String, 'balance_url')
  balanceUrl?: string | null;

  @UpdatesGroup(
    () => MiniProgramPageInput,
    'Page in a mini program that opens when the user taps the balance. Platform: `balance_app_brand_*`.',
    (path) => `balance_${path}`,
  )
  balanceMiniProgram?: MiniProgramPageInput | null;

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
    () => MiniProgramPageInput,
    'Page in a mini program on which users activate the card. Platform: `activate_app_brand_*`.',
    (path) => `activate_${path}`,
  )
  activateMiniProgram?: MiniProgramPageInput | null;

  @Updates(() => Boolean, 'wx_activate_after_submit')
  wxActivateAfterSubmit?: boolean | null;

  @Updates(() => String, 'wx_activate_after_submit_url')
  wxActivateAfterSubmitUrl?: string | null;

  @Updates(() => Boolean, 'base_info.need_push_on_view')
  needPushOnView?: boolean | null;

  @UpdatesGroup(
    () => MemberCustomFieldInput,
    'First custom field on the front of the card.',
    (path) => `custom_field1.${path}`,
  )
  customField1?: MemberCustomFieldInput | null;

  @UpdatesGroup(
    () => MemberCustomFieldInput,
    'Second custom field on the front of the card.',
    (path) => `custom_field2.${path}`,
  )
  customField2?: MemberCustomFieldInput | null;

  @UpdatesGroup(
    () => MemberCustomFieldInput,
    'Third custom field on the front of the card.',
    (path) => `custom_field3.${path}`,
  )
  customField3?: MemberCustomFieldInput | null;

  @UpdatesGroup(
    () => MemberCustomCellInput,
    'First custom entry below the front of the card.',
    (path) => `custom_cell1.${path}`,
  )
  customCell1?: MemberCustomCellInput | null;

  @UpdatesGroup(
    () => MemberCustomCellInput,
    'Second custom entry below the front of the card. Maximum bytes of UTF-8: `name` 15, `tips` 18.',
    (path) => `custom_cell2.${path}`,
  )
  @LimitsBytes({ name: 'custom_cell2.name', tips: 'custom_cell2.tips' })
  customCell2?: MemberCustomCellInput | null;

  @UpdatesGroup(
    () => MemberCustomCellInput,
    'Third custom entry below the front of the card. Maximum bytes of UTF-8: `name` 15, `tips` 18.',
    (path) => `custom_cell3.${path}`,
  )
  @LimitsBytes({ name: 'custom_cell3.name', tips: 'custom_cell3.tips' })
  customCell3?: MemberCustomCellInput | null;

  @UpdatesGroup(
    () => MemberPointsRuleInput,
    'How points are earned and spent when paying with WeChat Pay. Platform: `bonus_rule`.',
  )
  pointsRule?: MemberPointsRuleInput | null;

  @Updates(() => Int, 'discount')
  discountPercentOff?: number | null;

  @UpdatesGroup(
    () => MemberMessageOperationInput,
    'Coupons or a link below the activation message. Platform: `activate_msg_operation`.',
    (path) => `activate_msg_operation.url_cell.${path}`,
  )
  activateMessageOperation?: MemberMessageOperationInput | null;

  @UpdatesGroup(
    () => MemberMessageOperationInput,
    'Coupons or a link below messages about points and balance. Platform: `modify_msg_operation`.',
    (path) => `modify_msg_operation.url_cell.${path}`,
  )
  modifyMessageOperation?: MemberMessageOperationInput | null;
}
