import { ID, Int, ObjectType } from 'type-graphql';
import type {
  BaseInfo,
  CardPayload,
  MessageOperation,
  MemberBonusRule as WireBonusRule,
  MemberCustomField as WireCustomField,
} from '../../platform/endpoints/card.wire.js';
import { isRecord } from '../../platform/is-record.js';
import { bool, instant, int, type Loose, record, text, texts } from '../../platform/wire.js';
import { CnyAmount } from '../types/cny-amount.type.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { DateTime } from '../types/scalars.js';
import { MemberFieldNameType, readMemberFieldName } from './card-enums.type.js';

/** The platform sends empty shells for what a card does not have. */
function filled<T extends object>(value: unknown, make: (wire: Record<string, unknown>) => T): T | null {
  return isRecord(value) && Object.keys(value).length > 0 ? make(value) : null;
}

@ObjectType({ simpleResolvers: true, description: 'A cell on the front of a member card, shown once it is activated.' })
export class MemberCustomField {
  @Nullable(() => MemberFieldNameType, 'What it shows, one of the given names.')
  readonly nameType: string | null;

  @Nullable(() => String, 'nameType as the platform spells it, also where nameType is UNKNOWN.')
  readonly nameTypeRaw: string | null;

  @Nullable(() => String, 'A free name in place of nameType.')
  readonly name: string | null;

  @Nullable(() => String, 'Where it leads.')
  readonly url: string | null;

  constructor(wire: Loose<WireCustomField>) {
    this.nameType = readMemberFieldName(wire.name_type);
    this.nameTypeRaw = text(wire.name_type);
    this.name = text(wire.name);
    this.url = text(wire.url);
  }
}

@ObjectType({ simpleResolvers: true, description: 'An entry below the front of a member card.' })
export class MemberCustomCell {
  @Nullable(() => String, 'Its name.')
  readonly name: string | null;

  @Nullable(() => String, 'The text beside it.')
  readonly tips: string | null;

  @Nullable(() => String, 'Where it leads.')
  readonly url: string | null;

  constructor(wire: Loose<NonNullable<CardPayload['custom_cell1']>>) {
    this.name = text(wire.name);
    this.tips = text(wire.tips);
    this.url = text(wire.url);
  }
}

@ObjectType({
  simpleResolvers: true,
  description: 'How points are earned and spent when paying with WeChat Pay. Platform: `bonus_rule`.',
})
export class MemberPointsRule {
  @Nullable(() => CnyAmount, 'Amount spent for which `pointsPerUnit` points are earned. Platform: `cost_money_unit`.')
  readonly spendUnit: CnyAmount | null;

  @Nullable(() => Int, 'Points earned per `spendUnit`. Platform: `increase_bonus`.')
  readonly pointsPerUnit: number | null;

  @Nullable(() => Int, 'Maximum points earned per payment. Platform: `max_increase_bonus`.')
  readonly maxPointsPerPayment: number | null;

  @Nullable(() => Int, 'Points granted on activation. Platform: `init_increase_bonus`.')
  readonly initialPoints: number | null;

  @Nullable(() => Int, 'Points are redeemed in multiples of this. Platform: `cost_bonus_unit`.')
  readonly redeemUnitPoints: number | null;

  @Nullable(() => CnyAmount, 'Amount off per `redeemUnitPoints` points. Platform: `reduce_money`.')
  readonly amountOffPerUnit: CnyAmount | null;

  @Nullable(() => CnyAmount, 'Minimum payment for which points can be redeemed. Platform: `least_money_to_use_bonus`.')
  readonly minimumSpend: CnyAmount | null;

  @Nullable(() => Int, 'Maximum points redeemed per payment. Platform: `max_reduce_bonus`.')
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

@ObjectType({ simpleResolvers: true, description: 'Gift coupons or a link under a message to a member.' })
export class MemberMessageOperation {
  @NonNull(() => [ID], 'Cards that the member can claim, at most 10. Without effect while a url or an app is set.')
  readonly cardIds: string[];

  @Nullable(() => DateTime, 'Until when it is shown.')
  readonly endsAt: Date | null;

  @Nullable(() => String, 'The text.')
  readonly text: string | null;

  @Nullable(() => String, 'Where it leads.')
  readonly url: string | null;

  @Nullable(() => String, 'The mini program that it opens.')
  readonly appBrandId: string | null;

  @Nullable(() => String, 'The page of the mini program.')
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

@ObjectType({ simpleResolvers: true, description: 'What a member card has beside the fields of every card.' })
export class MemberCardDetails {
  readonly #wire: Loose<CardPayload>;

  constructor(payload: Loose<CardPayload>) {
    this.#wire = payload;
  }

  @Nullable(() => String, 'URL of the background picture.')
  get backgroundPicUrl() {
    return text(this.#wire.background_pic_url);
  }

  @Nullable(() => Boolean, 'Whether the card keeps points.')
  get pointsEnabled() {
    return bool(this.#wire.supply_bonus);
  }

  @Nullable(() => Boolean, 'Whether the card keeps stored value.')
  get balanceEnabled() {
    return bool(this.#wire.supply_balance);
  }

  @Nullable(() => String, 'When points are cleared.')
  get pointsExpiryText() {
    return text(this.#wire.bonus_cleared);
  }

  @Nullable(() => String, 'How points are gained.')
  get pointsRulesText() {
    return text(this.#wire.bonus_rules);
  }

  @Nullable(() => String, 'Where the points lead.')
  get pointsUrl() {
    return text(this.#wire.bonus_url);
  }

  @Nullable(() => String, 'Where the balance leads.')
  get balanceUrl() {
    return text(this.#wire.balance_url);
  }

  @Nullable(() => String, 'How value is stored.')
  get balanceRulesText() {
    return text(this.#wire.balance_rules);
  }

  @Nullable(() => String, 'Privileges of members.')
  get benefits() {
    return text(this.#wire.prerogative);
  }

  @Nullable(() => String, 'Where holders of an old card bind it.')
  get bindOldCardUrl() {
    return text(this.#wire.bind_old_card_url);
  }

  @Nullable(() => Boolean, 'Whether the platform tells the merchant each time a user opens the card.')
  get needPushOnView() {
    return bool(this.#wire.need_push_on_view ?? record<BaseInfo>(this.#wire.base_info).need_push_on_view);
  }

  @Nullable(() => Boolean, 'Whether users activate it with one tap.')
  get wxActivate() {
    return bool(this.#wire.wx_activate);
  }

  @Nullable(() => Boolean, 'Whether it is active as soon as it is claimed.')
  get autoActivate() {
    return bool(this.#wire.auto_activate);
  }

  @Nullable(() => String, "The merchant's own page for activation.")
  get activateUrl() {
    return text(this.#wire.activate_url);
  }

  @Nullable(() => MemberCustomField, 'First cell on the front.')
  get customField1() {
    return filled(this.#wire.custom_field1, (wire) => new MemberCustomField(wire));
  }

  @Nullable(() => MemberCustomField, 'Second cell on the front.')
  get customField2() {
    return filled(this.#wire.custom_field2, (wire) => new MemberCustomField(wire));
  }

  @Nullable(() => MemberCustomField, 'Third cell on the front.')
  get customField3() {
    return filled(this.#wire.custom_field3, (wire) => new MemberCustomField(wire));
  }

  @Nullable(() => MemberCustomCell, 'Entry below the front.')
  get customCell1() {
    return filled(this.#wire.custom_cell1, (wire) => new MemberCustomCell(wire));
  }

  @Nullable(() => MemberPointsRule, 'How points are gained and spent at a payment.')
  get pointsRule() {
    return filled(this.#wire.bonus_rule, (wire) => new MemberPointsRule(wire));
  }

  @Nullable(() => Int, 'Percentage off for members: 10 means that they pay 90 % (assumed: the documents give no unit).')
  get discountPercentOff() {
    return int(this.#wire.discount);
  }

  @Nullable(() => MemberMessageOperation, 'Gift coupons or a link under the activation message.')
  get activateMessageOperation() {
    return filled(this.#wire.activate_msg_operation, (wire) => new MemberMessageOperation(wire));
  }

  @Nullable(() => MemberMessageOperation, 'The same under messages about points and balance.')
  get modifyMessageOperation() {
    return filled(this.#wire.modify_msg_operation, (wire) => new MemberMessageOperation(wire));
  }
}
