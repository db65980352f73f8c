import { InputType, Int } from 'type-graphql';
import { MemberCustomCellInput, MemberCustomFieldInput, MemberPointsRuleInput } from '../update/member-card.input.js';
import { MiniProgramPageInput } from '../update/mini-program.input.js';
import { Creates, CreatesGroup } from './creation-field.decorators.js';

@InputType({
  description:
    'The fields of a new member card. At most one way of activation: `autoActivate: true`, `wxActivate: true`, ' +
    '`activateUrl` or `activateMiniProgram`. At most three of `pointsEnabled: true`, `balanceEnabled: true` and the custom ' +
    'fields together.',
})
export class NewMemberCard {
  @Creates(() => String, 'memberCard.benefits')
  benefits!: string;

  @Creates(() => Boolean, 'memberCard.pointsEnabled')
  pointsEnabled!: boolean;

  @Creates(() => Boolean, 'memberCard.balanceEnabled', { hint: '`true` requires the top-up privilege.' })
  balanceEnabled!: boolean;

  @Creates(() => String, 'memberCard.backgroundPicUrl')
  backgroundPicUrl?: string | null;

  @Creates(() => String, 'memberCard.pointsExpiryText')
  pointsExpiryText?: string | null;

  @Creates(() => String, 'memberCard.pointsRulesText')
  pointsRulesText?: string | null;

  @Creates(() => String, 'memberCard.pointsUrl')
  pointsUrl?: string | null;

  @Creates(() => String, 'memberCard.balanceUrl')
  balanceUrl?: string | null;

  @Creates(() => String, 'memberCard.balanceRulesText')
  balanceRulesText?: string | null;

  @CreatesGroup(() => MiniProgramPageInput, 'Page that opens when the user taps the points.', {
    input: 'memberCard.pointsMiniProgram',
  })
  pointsMiniProgram?: MiniProgramPageInput | null;

  @CreatesGroup(() => MiniProgramPageInput, 'Page that opens when the user taps the balance.', {
    input: 'memberCard.balanceMiniProgram',
  })
  balanceMiniProgram?: MiniProgramPageInput | null;

  @Creates(() => Boolean, 'memberCard.autoActivate')
  autoActivate?: boolean | null;

  @Creates(() => Boolean, 'memberCard.wxActivate', {
    hint: 'Has no effect until the form for activation is set.',
  })
  wxActivate?: boolean | null;

  @Creates(() => Boolean, 'memberCard.wxActivateAfterSubmit', {
    hint: '`true` requires `wxActivate: true`, and `wxActivateAfterSubmitUrl` or `activateMiniProgram`.',
  })
  wxActivateAfterSubmit?: boolean | null;

  @Creates(() => String, 'memberCard.wxActivateAfterSubmitUrl', { hint: 'Must start with `http://` or `https://`.' })
  wxActivateAfterSubmitUrl?: string | null;

  @Creates(() => String, 'memberCard.activateUrl')
  activateUrl?: string | null;

  @CreatesGroup(
    () => MiniProgramPageInput,
    'Page on which users activate the card or, with `wxActivateAfterSubmit: true`, that opens after the form is submitted.',
    { input: 'memberCard.activateMiniProgram' },
  )
  activateMiniProgram?: MiniProgramPageInput | null;

  @CreatesGroup(
    () => MemberCustomFieldInput,
    'First custom field on the front of the card. Needs `nameType` or `name`.',
    {
      input: 'memberCard.customField1',
    },
  )
  customField1?: MemberCustomFieldInput | null;

  @CreatesGroup(
    () => MemberCustomFieldInput,
    'Second custom field on the front of the card. Needs `nameType` or `name`.',
    {
      input: 'memberCard.customField2',
    },
  )
  customField2?: MemberCustomFieldInput | null;

  @CreatesGroup(
    () => MemberCustomFieldInput,
    'Third custom field on the front of the card. Needs `nameType` or `name`.',
    {
      input: 'memberCard.customField3',
    },
  )
  customField3?: MemberCustomFieldInput | null;

  @CreatesGroup(
    () => MemberCustomCellInput,
    'First custom entry below the front of the card. Needs `name`, `tips` and `url`.',
    { input: 'memberCard.customCell1' },
  )
  customCell1?: MemberCustomCellInput | null;

  @CreatesGroup(
    () => MemberCustomCellInput,
    'Second custom entry below the front of the card. Needs `name`, `tips` and `url`.',
    { input: 'memberCard.customCell2' },
  )
  customCell2?: MemberCustomCellInput | null;

  @CreatesGroup(
    () => MemberCustomCellInput,
    'Third custom entry below the front of the card. Needs `name`, `tips` and `url`.',
    { input: 'memberCard.customCell3' },
  )
  customCell3?: MemberCustomCellInput | null;

  @CreatesGroup(
    () => MemberPointsRuleInput,
    'How points are earned and spent when paying with WeChat Pay. Platform: `bonus_rule`.',
  )
  pointsRule?: MemberPointsRuleInput | null;

  @Creates(() => Int, 'memberCard.discountPercentOff')
  discountPercentOff?: number | null;

  @Creates(() => Boolean, 'memberCard.needPushOnView')
  needPushOnView?: boolean | null;
}
