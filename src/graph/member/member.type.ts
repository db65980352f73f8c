import { Directive, ID, Int, ObjectType } from 'type-graphql';
import type {
  MEMBER_SEXES,
  MemberFormField,
  MemberUserinfoGetAnswer,
  MemberUserinfoGetRequest,
} from '../../platform/endpoints/member.js';
import { isRecord } from '../../platform/is-record.js';
import { bool, int, type Loose, list, record, text, texts } from '../../platform/wire.js';
import { CodeStatus, readCodeStatus } from '../code/code-status.type.js';
import { WechatUser } from '../code/wechat-user.type.js';
import { NonNull, Nullable, PersonalData } from '../types/field.decorators.js';
import { JSONObject } from '../types/scalars.js';
import { WireEnum } from '../types/wire-enum.js';

const sexes = new WireEnum<'MALE' | 'FEMALE', Exclude<(typeof MEMBER_SEXES)[number], 'UNKNOWN'>>({
  MALE: { wire: 'MALE', description: 'The member is male.' },
  FEMALE: { wire: 'FEMALE', description: 'The member is female.' },
});
const MemberSex = sexes.output('MemberSex', 'The sex that a member entered.');

@ObjectType({ simpleResolvers: true, description: 'A field of the form that a member filled in.' })
export class MemberField {
  @NonNull(
    () => String,
    'Name of the field: one of the platform, such as `USER_FORM_INFO_FLAG_MOBILE`, or one that the merchant defined.',
  )
  readonly name: string;

  @Nullable(() => String, 'The value that the member entered.')
  readonly value: string | null;

  @NonNull(() => [String], 'The values of a field with several, such as check boxes. Platform: `value_list`.')
  readonly values: string[];

  constructor(wire: Loose<MemberFormField>) {
    this.name = text(wire.name) ?? '';
    this.value = text(wire.value);
    this.values = texts(wire.value_list);
  }
}

@ObjectType({ simpleResolvers: true, description: "A member's profile on one member card." })
export class MemberInfo {
  @NonNull(() => ID, 'The `card_id` of the member card.')
  readonly cardId: string;

  @PersonalData()
  @NonNull(() => String, 'The code with which the member holds the card.')
  readonly code: string;

  readonly #wire: Loose<MemberUserinfoGetAnswer>;

  private constructor({ card_id, code }: MemberUserinfoGetRequest, wire: Loose<MemberUserinfoGetAnswer>) {
    this.cardId = card_id;
    this.code = code;
    this.#wire = wire;
  }

  /** Creates a profile from the response of userinfo/get. The request supplies the keys, which the response does not repeat. */
  static from(request: MemberUserinfoGetRequest, answer: Loose<MemberUserinfoGetAnswer>): MemberInfo {
    return new MemberInfo(request, answer);
  }

  @PersonalData()
  @Nullable(() => WechatUser, 'The WeChat user who is the member. Platform: `openid`.')
  get holder() {
    const openid = text(this.#wire.openid);
    return openid ? new WechatUser(openid) : null;
  }

  @PersonalData()
  @Nullable(() => String, "The member's WeChat nickname. It may contain unusual characters.")
  get nickname() {
    return text(this.#wire.nickname);
  }

  @PersonalData()
  @Nullable(() => String, 'The membership number that the merchant assigned at activation.')
  get membershipNumber() {
    return text(this.#wire.membership_number);
  }

  @PersonalData()
  @Nullable(() => Int, 'Loyalty points. Platform: `bonus`.')
  get points() {
    return int(this.#wire.bonus);
  }

  @PersonalData()
  @Nullable(
    () => String,
    'Stored value as a decimal number in text form, as the platform sends it. The unit is not documented; fen (1/100 yuan) is assumed. ' +
      'Null unless the card supports stored value.',
  )
  get balance() {
    return text(this.#wire.balance);
  }

  @PersonalData()
  @Nullable(() => MemberSex, 'The sex that the member entered.')
  get sex() {
    return sexes.read(this.#wire.sex);
  }

  @PersonalData()
  @NonNull(
    () => [MemberField],
    'Form fields that the platform defines, such as mobile number, name and birthday. Platform: `common_field_list`.',
  )
  get commonFields() {
    return this.#fields('common_field_list');
  }

  @PersonalData()
  @NonNull(() => [MemberField], 'Form fields that the merchant defined. Platform: `custom_field_list`.')
  get customFields() {
    return this.#fields('custom_field_list');
  }

  @Nullable(() => CodeStatus, "Status of the member's code. Platform: `user_card_status`.")
  get status() {
    return readCodeStatus(this.#wire.user_card_status);
  }

  @Nullable(
    () => String,
    '`status` as the platform spells it, even if `status` is `UNKNOWN`. Platform: `user_card_status`.',
  )
  get statusRaw() {
    return text(this.#wire.user_card_status);
  }

  @Nullable(
    () => Boolean,
    'Whether the member has activated the card. Undocumented; observed in responses. Platform: `has_active`.',
  )
  get activated() {
    return bool(this.#wire.has_active);
  }

  @Directive('@tag(name: "internal")')
  @PersonalData()
  @Nullable(
    () => JSONObject,
    'The response exactly as the platform sent it, including fields that this schema does not have.',
  )
  get raw() {
    return this.#wire;
  }

  #fields(name: 'common_field_list' | 'custom_field_list'): MemberField[] {
    const form = record<NonNullable<MemberUserinfoGetAnswer['user_info']>>(this.#wire.user_info);
    return list(form[name])
      .filter(isRecord)
      .map((field) => new MemberField(field));
  }
}
