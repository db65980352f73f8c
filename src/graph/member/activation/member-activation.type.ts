import { ObjectType } from 'type-graphql';
import type { ActivatetempinfoGetAnswer } from '../../../platform/endpoints/activation.js';
import { isRecord } from '../../../platform/is-record.js';
import { type Loose, list } from '../../../platform/wire.js';
import { NonNull, PersonalData } from '../../types/field.decorators.js';
import { MemberField } from '../member.type.js';

type Info = ActivatetempinfoGetAnswer['info'];

@ObjectType({ simpleResolvers: true, description: 'The values that a user entered in an activation form.' })
export class MemberActivation {
  readonly #info: Loose<Info>;

  constructor(info: Loose<Info>) {
    this.#info = info;
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

  #fields(name: keyof Info): MemberField[] {
    return list(this.#info[name])
      .filter(isRecord)
      .map((field) => new MemberField(field));
  }
}
