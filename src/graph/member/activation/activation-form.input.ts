import { IsOptional, ValidateNested } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import {
  type ActivateuserformSetRequest,
  type ActivationForm,
  type COMMON_FORM_FIELDS,
  FORM_NAME_MAX_UTF8_BYTES,
  FORM_URL_MAX_UTF8_BYTES,
  type FormLink,
  type RICH_FORM_FIELD_TYPES,
  type RichFormField,
} from '../../../platform/endpoints/activation.js';
import { CARD_ID_BYTES } from '../../card/card.type.js';
import { IsBoundedText } from '../../input/bounded-text.js';
import { Constraint, IsIdentifier } from '../../input/validation.js';
import { IdempotencyKey } from '../../mutation/mutation-payload.js';
import { WireEnum } from '../../types/wire-enum.js';

/** Maximum lengths of lists and values. The platform documents none. */
export const FORM_MAX_FIELDS = 20;
export const FORM_MAX_VALUES = 50;
export const FORM_VALUE_BYTES = 128;

export const FORM_NAME = { bytes: FORM_NAME_MAX_UTF8_BYTES };

type CommonFieldName =
  | 'MOBILE'
  | 'SEX'
  | 'NAME'
  | 'BIRTHDAY'
  | 'IDCARD'
  | 'EMAIL'
  | 'LOCATION'
  | 'EDUCATION_BACKGROUND'
  | 'INDUSTRY'
  | 'INCOME'
  | 'HABIT';

/** Older fields, such as `_CAREER`, are not offered. */
export const formFields = new WireEnum<CommonFieldName, (typeof COMMON_FORM_FIELDS)[number]>({
  MOBILE: { wire: 'USER_FORM_INFO_FLAG_MOBILE', description: 'Mobile number.' },
  SEX: { wire: 'USER_FORM_INFO_FLAG_SEX', description: 'Sex of the user.' },
  NAME: { wire: 'USER_FORM_INFO_FLAG_NAME', description: 'Full name.' },
  BIRTHDAY: { wire: 'USER_FORM_INFO_FLAG_BIRTHDAY', description: 'Date of birth.' },
  IDCARD: { wire: 'USER_FORM_INFO_FLAG_IDCARD', description: 'Number of the identity card.' },
  EMAIL: { wire: 'USER_FORM_INFO_FLAG_EMAIL', description: 'Email address.' },
  LOCATION: { wire: 'USER_FORM_INFO_FLAG_LOCATION', description: 'Postal address.' },
  EDUCATION_BACKGROUND: { wire: 'USER_FORM_INFO_FLAG_EDUCATION_BACKGROUND', description: 'Education.' },
  INDUSTRY: { wire: 'USER_FORM_INFO_FLAG_INDUSTRY', description: 'Industry of the profession.' },
  INCOME: { wire: 'USER_FORM_INFO_FLAG_INCOME', description: 'Income of the user.' },
  HABIT: { wire: 'USER_FORM_INFO_FLAG_HABIT', description: 'Interests.' },
});
const MemberFormCommonField = formFields.input(
  'MemberFormCommonField',
  'A form field that the platform defines. Platform: `USER_FORM_INFO_FLAG_*`.',
);

const richTypes = new WireEnum<'RADIO' | 'SELECT' | 'CHECK_BOX', (typeof RICH_FORM_FIELD_TYPES)[number]>({
  RADIO: { wire: 'FORM_FIELD_RADIO', description: 'Buttons. The user chooses one.' },
  SELECT: { wire: 'FORM_FIELD_SELECT', description: 'A list. The user chooses one value.' },
  CHECK_BOX: { wire: 'FORM_FIELD_CHECK_BOX', description: 'Check boxes. The user chooses any number.' },
});
const MemberFormRichFieldType = richTypes.input('MemberFormRichFieldType', 'How a form field offers its values.');

@InputType({ description: 'A form field with values from which the user chooses.' })
export class MemberFormRichFieldInput {
  @Field(() => MemberFormRichFieldType, { description: 'How the field offers its values.' })
  type!: 'RADIO' | 'SELECT' | 'CHECK_BOX';

  @Field(() => String, { description: `Name of the field, 1 to ${FORM_NAME_MAX_UTF8_BYTES} bytes of UTF-8.` })
  @IsBoundedText(FORM_NAME)
  name!: string;

  @Field(() => [String], {
    description: `The values, 1 to ${FORM_MAX_VALUES}, all distinct, of 1 to ${FORM_VALUE_BYTES} bytes of UTF-8 each.`,
  })
  values!: string[];

  toWire(): RichFormField {
    return { type: richTypes.write(this.type), name: this.name, values: this.values };
  }
}

@InputType({ description: 'The required or the optional fields of an activation form, at least one.' })
export class MemberFormPartInput {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the member may change the values later. Platform: `can_modify`.',
  })
  canModify?: boolean | null;

  @Field(() => [MemberFormCommonField], {
    nullable: true,
    description: 'Fields that the platform defines. Platform: `common_field_id_list`.',
  })
  commonFields?: CommonFieldName[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      `Names of text fields that you define, at most ${FORM_MAX_FIELDS}, of 1 to ${FORM_NAME_MAX_UTF8_BYTES} bytes of UTF-8 each. ` +
      'Platform: `custom_field_list`.',
  })
  customFields?: string[] | null;

  @Field(() => [MemberFormRichFieldInput], {
    nullable: true,
    description: `Fields with values that you define, at most ${FORM_MAX_FIELDS}. Platform: \`rich_field_list\`.`,
  })
  @IsOptional()
  @ValidateNested({ each: true })
  richFields?: MemberFormRichFieldInput[] | null;

  /** An empty list is left out, like one that is absent: the platform rejects null. */
  toWire(): ActivationForm {
    const { canModify, commonFields, customFields, richFields } = this;
    return {
      ...(canModify == null ? {} : { can_modify: canModify }),
      ...(commonFields?.length ? { common_field_id_list: commonFields.map((name) => formFields.write(name)) } : {}),
      ...(customFields?.length ? { custom_field_list: customFields } : {}),
      ...(richFields?.length ? { rich_field_list: richFields.map((field) => field.toWire()) } : {}),
    };
  }
}

@InputType({ description: 'A link on an activation form.' })
export class MemberFormLinkInput {
  @Field(() => String, { description: `Text of the link, 1 to ${FORM_NAME_MAX_UTF8_BYTES} bytes of UTF-8.` })
  @IsBoundedText(FORM_NAME)
  name!: string;

  @Field(() => String, {
    description: `URL of the page, at most ${FORM_URL_MAX_UTF8_BYTES} bytes. Must start with \`http://\` or \`https://\`.`,
  })
  @IsBoundedText({ bytes: FORM_URL_MAX_UTF8_BYTES })
  @Constraint({
    name: 'webUrl',
    code: 'INVALID_INPUT',
    expected: 'a URL that starts with http:// or https://',
    holds: (value) => typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value),
  })
  url!: string;

  toWire(): FormLink {
    return { name: this.name, url: this.url };
  }
}

@InputType({
  description:
    'The input of `setMemberActivationForm`: at least one of `requiredPart` and `optionalPart`. A field can be in only one of them.',
})
export class SetMemberActivationFormInput {
  @Field(() => ID, { description: 'The `card_id` of the member card, at most 32 bytes. Its `wxActivate` must be on.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @Field(() => MemberFormPartInput, {
    nullable: true,
    description: 'The fields that users must fill in. Platform: `required_form`.',
  })
  @IsOptional()
  @ValidateNested()
  requiredPart?: MemberFormPartInput | null;

  @Field(() => MemberFormPartInput, {
    nullable: true,
    description: 'The fields that users may leave empty. Platform: `optional_form`.',
  })
  @IsOptional()
  @ValidateNested()
  optionalPart?: MemberFormPartInput | null;

  @Field(() => MemberFormLinkInput, {
    nullable: true,
    description: 'Link to the terms of the membership. Platform: `service_statement`.',
  })
  @IsOptional()
  @ValidateNested()
  serviceStatement?: MemberFormLinkInput | null;

  @Field(() => MemberFormLinkInput, {
    nullable: true,
    description: 'Link to the page on which users bind an older membership card. Platform: `bind_old_card`.',
  })
  @IsOptional()
  @ValidateNested()
  bindOldCard?: MemberFormLinkInput | null;

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;

  toWire(): ActivateuserformSetRequest {
    const { cardId, requiredPart, optionalPart, serviceStatement, bindOldCard } = this;
    return {
      card_id: cardId,
      ...(serviceStatement == null ? {} : { service_statement: serviceStatement.toWire() }),
      ...(bindOldCard == null ? {} : { bind_old_card: bindOldCard.toWire() }),
      ...(requiredPart == null ? {} : { required_form: requiredPart.toWire() }),
      ...(optionalPart == null ? {} : { optional_form: optionalPart.toWire() }),
    };
  }
}
