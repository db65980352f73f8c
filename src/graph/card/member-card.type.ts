import { ID, Int, ObjectType } from 'type-graphql';
import type {
  BaseInfo,
  CardPayload,
  MessageOperation,
  MemberBonusRule as WireBonusRule,
  MemberCustomCell as WireCustomCell,
  MemberCustomField as WireCustomField,
} from '../../platform/endpoints/card.wire.js';
import { isRecord } from '../../platform/is-record.js';
import { bool, instant, int, type Loose, record, text, texts } from '../../platform/wire.js';
import { CnyAmount } from '../types/cny-amount.type.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { DateTime } from '../types/scalars.js';
import { MemberFieldNameType, readMemberFieldName } from './card-enums.type.js';
import { descriptionOf } from './field-description.js';
import { MiniProgramPage } from './mini-program.type.js';

/** Returns null for an empty object: the platform sends one for each part that a card does not have. */
function nullIfEmpty<T extends object>(value: unknown, create: (wire: Record<string, unknown>) => T): T | null {
  return isRecord(value) && Object.keys(value).length > 0 ? create(value) : null;
}

const pageOnTap = (tapped: string) =>
  `Page in a mini program that opens when the user taps the ${tapped}. Platform: \`app_brand_*\`.`;

@ObjectType({
  simpleResolvers: true,
  description: 'Field on the front of a member card, displayed once the card is activated.',
})
export class MemberCustomField {
  @Nullable(() => MemberFieldNameType, descriptionOf('custom_field1.name_type'))
  readonly nameType: string | null;

  @Nullable(
    () => String,
    "The predefined name in the platform's spelling, even if `nameType` is `UNKNOWN`. Platform: `name_type`.",
  )
  readonly nameTypeRaw: string | null;

  @Nullable(() => String, descriptionOf('custom_field1.name'))
  readonly name: string | null;

  @Nullable(() => String, descriptionOf('custom_field1.url'))
  readonly url: string | null;

  @Nullable(() => MiniProgramPage, pageOnTap('field'))
  readonly miniProgram: MiniProgramPage | null;

  constructor(wire: Loose<WireCustomField>) {
    this.nameType = readMemberFieldName(wire.name_type);
    this.nameTypeRaw = text(wire.name_type);
    this.name = text(wire.name);
    this.url = text(wire.url);
    this.miniProgram = MiniProgramPage.from(wire.app_brand_user_name, wire.app_brand_pass);
  }
}

@ObjectType({ simpleResolvers: true, description: 'Entry below the front of a member card.' })
export class MemberCustomCell {
  @Nullable(() => String, descriptionOf('custom_cell1.name'))
  readonly name: string | null;

  @Nullable(() => String, descriptionOf('custom_cell1.tips'))
  readonly tips: string | null;

  @Nullable(() => String, descriptionOf('custom_cell1.url'))
  readonly url: string | null;

  @Nullable(() => MiniProgramPage, pageOnTap('entry'))
  readonly miniProgram: MiniProgramPage | null;

  constructor(wire: Loose<WireCustomCell>) {
    this.name = text(wire.name);
    this.tips = text(wire.tips);
    this.url = text(wire.url);
    this.miniProgram = MiniProgramPage.from(wire.app_brand_user_name, wire.app_brand_pass);
  }
}

@ObjectType({
  simpleResolvers: true,
  description: 'How points are earned and spent when paying with WeChat Pay. Platform: `bonus_rule`.',
})
export class MemberPointsRule {
  @Nullable(() => CnyAmount, descriptionOf('bonus_rule.cost_money_unit'))
  readonly spendUnit: CnyAmount | null;

  @Nullable(() => Int, descriptionOf('bonus_rule.increase_bonus'))
  readonly pointsPerUnit: number | null;

  @Nullable(() => Int, descriptionOf('bonus_rule.max_increase_bonus'))
  readonly maxPointsPerPayment: number | null;

  @Nullable(() => Int, descriptionOf('bonus_rule.init_increase_bonus'))
  readonly initialPoints: number | null;

  @Nullable(() => Int, descriptionOf('bonus_rule.cost_bonus_unit'))
  readonly redeemUnitPoints: number | null;

  @Nullable(() => CnyAmount, descriptionOf('bonus_rule.reduce_money'))
  readonly amountOffPerUnit: CnyAmount | null;

  @Nullable(() => CnyAmount, descriptionOf('bonus_rule.least_money_to_use_bonus'))
  readonly minimumSpend: CnyAmount | null;

  @Nullable(() => Int, descriptionOf('bonus_rule.max_reduce_bonus'))
  readonly maxPointsPerRedemption: number | null;

  constructor(wire: Loose<WireBonusRule>) {
    this.spendUnit = CnyAmount.from(wire.cost_money_unit);
    this.pointsPerUnit = int(wire.increase_bonus);
    this.maxPointsPerPayment = int(wire.max_increase_bonus);
    this.initialPoints = int(wire.init_increase_bonus);
    this.redeemUnitPoints = int(wire.cost_bonus_unit);
    this.amountOffPerUnit = CnyAmount.from(wire.reduce_money);
    this.minimumSpend = CnyAmount.from(wire.least_money_to_use_bonus);
    this.maxPointsPerRedemption = int(wire.max_reduce_bonus);
  }
}

@ObjectType({
  simpleResolvers: true,
  description: 'Coupons or a link below a message to a member. Platform: `url_cell`.',
})
export class MemberMessageOperation {
  @NonNull(
    () => [ID],
    descriptionOf(
      'activate_msg_operation.url_cell.card_id_list',
      'Has no effect if `url`, `appBrandId` or `appBrandPath` is set.',
    ),
  )
  readonly cardIds: string[];

  @Nullable(() => DateTime, descriptionOf('activate_msg_operation.url_cell.end_time'))
  readonly endsAt: Date | null;

  @Nullable(() => String, descriptionOf('activate_msg_operation.url_cell.text'))
  readonly text: string | null;

  @Nullable(() => String, descriptionOf('activate_msg_operation.url_cell.url'))
  readonly url: string | null;

  @Nullable(() => String, descriptionOf('activate_msg_operation.url_cell.app_brand_id'))
  readonly appBrandId: string | null;

  @Nullable(() => String, descriptionOf('activate_msg_operation.url_cell.app_brand_pass'))
  readonly appBrandPath: string | null;

  constructor(operation: Loose<MessageOperation>) {
    const wire = record<NonNullable<MessageOperation['url_cell']>>(operation.url_cell);
    this.cardIds = texts(wire.card_id_list);
    this.endsAt = instant(wire.end_time);
    this.text = text(wire.text);
    this.url = text(wire.url);
    this.appBrandId = text(wire.app_brand_id);
    this.appBrandPath = text(wire.app_brand_pass);
  }
}

@ObjectType({ simpleResolvers: true, description: 'Fields that only a member card has.' })
export class MemberCardDetails {
  readonly #wire: Loose<CardPayload>;

  constructor(payload: Loose<CardPayload>) {
    this.#wire = payload;
  }

  @Nullable(() => String, descriptionOf('background_pic_url'))
  get backgroundPicUrl() {
    return text(this.#wire.background_pic_url);
  }

  @Nullable(() => Boolean, descriptionOf('supply_bonus'))
  get pointsEnabled() {
    return bool(this.#wire.supply_bonus);
  }

  @Nullable(() => Boolean, descriptionOf('supply_balance'))
  get balanceEnabled() {
    return bool(this.#wire.supply_balance);
  }

  @Nullable(() => String, descriptionOf('bonus_cleared'))
  get pointsExpiryText() {
    return text(this.#wire.bonus_cleared);
  }

  @Nullable(() => String, descriptionOf('bonus_rules'))
  get pointsRulesText() {
    return text(this.#wire.bonus_rules);
  }

  @Nullable(() => String, descriptionOf('bonus_url'))
  get pointsUrl() {
    return text(this.#wire.bonus_url);
  }

  @Nullable(
    () => MiniProgramPage,
    'Page in a mini program that opens when the user taps the points. Platform: `bonus_app_brand_*`.',
  )
  get pointsMiniProgram() {
    return MiniProgramPage.from(this.#wire.bonus_app_brand_user_name, this.#wire.bonus_app_brand_pass);
  }

  @Nullable(() => String, descriptionOf('balance_url'))
  get balanceUrl() {
    return text(this.#wire.balance_url);
  }

  @Nullable(
    () => MiniProgramPage,
    'Page in a mini program that opens when the user taps the balance. Platform: `balance_app_brand_*`.',
  )
  get balanceMiniProgram() {
    return MiniProgramPage.from(this.#wire.balance_app_brand_user_name, this.#wire.balance_app_brand_pass);
  }

  @Nullable(() => String, descriptionOf('balance_rules'))
  get balanceRulesText() {
    return text(this.#wire.balance_rules);
  }

  @Nullable(() => String, descriptionOf('prerogative'))
  get benefits() {
    return text(this.#wire.prerogative);
  }

  @Nullable(() => String, 'URL of the page on which users link their old membership card.')
  get bindOldCardUrl() {
    return text(this.#wire.bind_old_card_url);
  }

  @Nullable(() => Boolean, descriptionOf('base_info.need_push_on_view'))
  get needPushOnView() {
    return bool(record<BaseInfo>(this.#wire.base_info).need_push_on_view ?? this.#wire.need_push_on_view);
  }

  @Nullable(() => Boolean, descriptionOf('wx_activate'))
  get wxActivate() {
    return bool(this.#wire.wx_activate);
  }

  @Nullable(() => Boolean, descriptionOf('auto_activate'))
  get autoActivate() {
    return bool(this.#wire.auto_activate);
  }

  @Nullable(() => String, descriptionOf('activate_url'))
  get activateUrl() {
    return text(this.#wire.activate_url);
  }

  @Nullable(
    () => MiniProgramPage,
    'Page in a mini program on which users activate the card. Platform: `activate_app_brand_*`.',
  )
  get activateMiniProgram() {
    return MiniProgramPage.from(this.#wire.activate_app_brand_user_name, this.#wire.activate_app_brand_pass);
  }

  @Nullable(() => Boolean, descriptionOf('wx_activate_after_submit'))
  get wxActivateAfterSubmit() {
    return bool(this.#wire.wx_activate_after_submit);
  }

  @Nullable(() => String, descriptionOf('wx_activate_after_submit_url'))
  get wxActivateAfterSubmitUrl() {
    return text(this.#wire.wx_activate_after_submit_url);
  }

  @Nullable(() => MemberCustomField, 'First custom field on the front of the card.')
  get customField1() {
    return nullIfEmpty(this.#wire.custom_field1, (wire) => new MemberCustomField(wire));
  }

  @Nullable(() => MemberCustomField, 'Second custom field on the front of the card.')
  get customField2() {
    return nullIfEmpty(this.#wire.custom_field2, (wire) => new MemberCustomField(wire));
  }

  @Nullable(() => MemberCustomField, 'Third custom field on the front of the card.')
  get customField3() {
    return nullIfEmpty(this.#wire.custom_field3, (wire) => new MemberCustomField(wire));
  }

  @Nullable(() => MemberCustomCell, 'First custom entry below the front of the card.')
  get customCell1() {
    return nullIfEmpty(this.#wire.custom_cell1, (wire) => new MemberCustomCell(wire));
  }

  @Nullable(() => MemberCustomCell, 'Second custom entry below the front of the card.')
  get customCell2() {
    return nullIfEmpty(this.#wire.custom_cell2, (wire) => new MemberCustomCell(wire));
  }

  @Nullable(() => MemberCustomCell, 'Third custom entry below the front of the card.')
  get customCell3() {
    return nullIfEmpty(this.#wire.custom_cell3, (wire) => new MemberCustomCell(wire));
  }

  @Nullable(
    () => MemberPointsRule,
    'How points are earned and spent when paying with WeChat Pay. Platform: `bonus_rule`.',
  )
  get pointsRule() {
    return nullIfEmpty(this.#wire.bonus_rule, (wire) => new MemberPointsRule(wire));
  }

  @Nullable(() => Int, descriptionOf('discount'))
  get discountPercentOff() {
    return int(this.#wire.discount);
  }

  @Nullable(
    () => MemberMessageOperation,
    'Coupons or a link below the activation message. Platform: `activate_msg_operation`.',
  )
  get activateMessageOperation() {
    return nullIfEmpty(this.#wire.activate_msg_operation, (wire) => new MemberMessageOperation(wire));
  }

  @Nullable(
    () => MemberMessageOperation,
    'Coupons or a link below messages about points and balance. Platform: `modify_msg_operation`.',
  )
  get modifyMessageOperation() {
    return nullIfEmpty(this.#wire.modify_msg_operation, (wire) => new MemberMessageOperation(wire));
  }
}
