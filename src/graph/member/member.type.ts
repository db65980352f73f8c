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
  MALE: { wire: 'MALE', description: 'Male.' },
  FEMALE: { wire: 'FEMALE', description: 'Female.' },
});
const MemberSex = sexes.output('MemberSex', 'The sex that a member gave.');

@ObjectType({ simpleResolvers: true, description: 'One item of the form that a member filled in.' })
export class MemberField {
  @NonNull(() => String, 'Its name: USER_FORM_INFO_FLAG_MOBILE, say, or one that the merchant made.')
  readonly name: string;

  @Nullable(() => String, 'What the member entered.')
  readonly value: string | null;

  @NonNull(() => [String], 'Several, for check boxes.')
  readonly values: string[];

  constructor(wire: Loose<MemberFormField>) {
    this.name = text(wire.name) ?? '';
    this.value = text(wire.value);
    this.values = texts(wire.value_list);
  }
}

@ObjectType({ simpleResolvers: true, description: "A member's profile." })
export class MemberInfo {
  @NonNull(() => ID, 'The member card.')
  readonly cardId: string;

  @PersonalData()
  @NonNull(() => String, 'The code under which the member holds it.')
  readonly code: string;

  readonly #wire: Loose<MemberUserinfoGetAnswer>;

  private constructor({ card_id, code }: MemberUserinfoGetRequest, wire: Loose<MemberUserinfoGetAnswer>) {
    this.cardId = card_id;
    this.code = code;
    this.#wire = wire;
  }

  /** From userinfo/get's answer, which does not repeat what was asked for. */
  static from(request: MemberUserinfoGetRequest, answer: Loose<MemberUserinfoGetAnswer>): MemberInfo {
    return new MemberInfo(request, answer);
  }

  @PersonalData()
  @Nullable(() => WechatUser, 'Who the member is.')
  get holder() {
    const openid = text(this.#wire.openid);
    return openid ? new WechatUser(openid) : null;
  }

  @PersonalData()
  @Nullable(() => String, "The member's name on WeChat, odd characters included.")
  get nickname() {
    return text(this.#wire.nickname);
  }

  @PersonalData()
  @Nullable(() => String, 'The number that the merchant gave at activation.')
  get membershipNumber() {
    return text(this.#wire.membership_number);
  }

  @PersonalData()
  @Nullable(() => Int, 'Points.')
  get points() {
    return int(this.#wire.bonus);
  }

  @PersonalData()
  @Nullable(
    () => String,
    'Stored value, a decimal as the platform sends it; its unit is not documented. null unless the card keeps stored value.',
  )
  get balance() {
    return text(this.#wire.balance);
  }

  @PersonalData()
  @Nullable(() => MemberSex, 'The sex that the member gave.')
  get sex() {
    return sexes.read(this.#wire.sex);
  }

  @PersonalData()
  @NonNull(() => [MemberField], "Items of the platform's own: mobile number, name, birthday and others.")
  get commonFields() {
    return this.#fields('common_field_list');
  }

  @PersonalData()
  @NonNull(() => [MemberField], 'Items that the merchant made.')
  get customFields() {
    return this.#fields('custom_field_list');
  }

  @Nullable(() => CodeStatus, "Where the member's code stands.")
  get status() {
    return readCodeStatus(this.#wire.user_card_status);
  }

  @Nullable(() => String, 'status as the platform spells it, also where status is UNKNOWN.')
  get statusRaw() {
    return text(this.#wire.user_card_status);
  }

  @Nullable(() => Boolean, 'Whether the member has activated the card. Observed, not in the documents.')
  get activated() {
    return bool(this.#wire.has_active);
  }

  @Directive('@tag(name: "internal")')
  @PersonalData()
  @Nullable(
    () => JSONObject,
    'The answer exactly as the platform sent it, with the fields that this schema does not name.',
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
