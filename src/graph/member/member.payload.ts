import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import {
  CUSTOM_FIELD_VALUE_MAX_UTF8_BYTES,
  INIT_RECORD_MAX_UTF8_BYTES,
  MEMBER_PICTURE_URL_MAX_UTF8_BYTES,
  MEMBERSHIP_NUMBER_MAX_UTF8_BYTES,
  RECORD_MAX_UTF8_BYTES,
} from '../../platform/endpoints/membership.js';
import { CARD_ID_BYTES } from '../card/card.type.js';
import { CODE_BYTES } from '../code/code.type.js';
import { Constraint, IntegerBetween, IsIdentifier, IsSendableText } from '../input/validation.js';
import { IdempotencyKey, MutationPayload } from '../mutation/mutation-payload.js';
import { CnyAmount } from '../types/cny-amount.type.js';
import { NonNull, Nullable, PersonalData } from '../types/field.decorators.js';
import { DateTime, unixSeconds } from '../types/scalars.js';

/** The maximum of points and of a balance in fen: the range of GraphQL's Int. */
const MAX_TOTAL = 2 ** 31 - 1;

/** Maximum bytes of the code of a card that is activated. */
const ACTIVATED_CODE_BYTES = 20;

const UNIT = 'in fen (1/100 yuan)';
const RANGE = `0 to ${MAX_TOTAL.toLocaleString('en-US')}`;
const DIFFERENCE = `Range: ±${MAX_TOTAL.toLocaleString('en-US')}, without 0.`;

/** Declares an optional text of at most `bytes` bytes of UTF-8. */
function OptionalText(bytes: number, description: string): PropertyDecorator {
  const limit = `At most ${bytes} bytes of UTF-8.`;
  return (prototype, property) => {
    Field(() => String, { nullable: true, description: `${description} ${limit}` })(prototype, property);
    IsSendableText()(prototype, property);
    Constraint({
      name: 'maxUtf8Bytes',
      code: 'FIELD_TOO_LONG',
      expected: `at most ${bytes} bytes of UTF-8`,
      holds: (value) => typeof value !== 'string' || Buffer.byteLength(value) <= bytes,
    })(prototype, property);
  };
}

const customFieldOf = (n: number) =>
  `Value of the card's custom field ${n}. The platform ignores it if the card does not have that field. Platform: ` +
  `\`custom_field_value${n}\`.`;

/** Declares an optional total, an integer from 0. */
function OptionalTotal(description: string): PropertyDecorator {
  return (prototype, property) => {
    Field(() => Int, { nullable: true, description })(prototype, property);
    IntegerBetween(0, MAX_TOTAL)(prototype, property);
  };
}

/** Declares an optional difference, an integer other than 0. */
function OptionalDifference(description: string): PropertyDecorator {
  return (prototype, property) => {
    Field(() => Int, { nullable: true, description })(prototype, property);
    Constraint({
      name: 'difference',
      code: 'INVALID_INPUT',
      expected: `an integer between -${MAX_TOTAL} and ${MAX_TOTAL} other than 0`,
      holds: (value) =>
        value === null || (Number.isInteger(value) && value !== 0 && Math.abs(Number(value)) <= MAX_TOTAL),
    })(prototype, property);
  };
}

/** Declares an optional instant that the wire can represent. */
function OptionalInstant(description: string): PropertyDecorator {
  return (prototype, property) => {
    Field(() => DateTime, { nullable: true, description })(prototype, property);
    Constraint({
      name: 'instant',
      code: 'INVALID_INPUT',
      expected: 'an instant after 1970-01-01T00:00:00Z',
      holds: (value) => value === null || (value instanceof Date && unixSeconds(value) > 0),
    })(prototype, property);
  };
}

@InputType({ description: 'The input of `activateMember`.' })
export class ActivateMemberInput {
  @Field(() => ID, { description: 'The `card_id` of the member card, at most 32 bytes.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @Field(() => String, { description: 'The code with which the user holds the card, at most 20 bytes.' })
  @IsIdentifier(ACTIVATED_CODE_BYTES)
  code!: string;

  @Field(() => String, {
    description: 'The membership number that the card shows, at most 20 bytes. Platform: `membership_number`.',
  })
  @IsIdentifier(MEMBERSHIP_NUMBER_MAX_UTF8_BYTES)
  membershipNumber!: string;

  @OptionalTotal(
    `Points at the start. Range: ${RANGE}. If absent, the platform uses 0 or the card's initial points. Platform: \`init_bonus\`.`,
  )
  initialPoints?: number | null;

  @OptionalText(INIT_RECORD_MAX_UTF8_BYTES, 'Why the member gets the points. Platform: `init_bonus_record`.')
  initialPointsRecord?: string | null;

  @OptionalTotal(`Stored value at the start, ${UNIT}. Range: ${RANGE}. Platform: \`init_balance\`.`)
  initialBalanceFen?: number | null;

  @OptionalText(CUSTOM_FIELD_VALUE_MAX_UTF8_BYTES, customFieldOf(1).replace('custom_field', 'init_custom_field'))
  customFieldValue1?: string | null;

  @OptionalText(CUSTOM_FIELD_VALUE_MAX_UTF8_BYTES, customFieldOf(2).replace('custom_field', 'init_custom_field'))
  customFieldValue2?: string | null;

  @OptionalText(CUSTOM_FIELD_VALUE_MAX_UTF8_BYTES, customFieldOf(3).replace('custom_field', 'init_custom_field'))
  customFieldValue3?: string | null;

  @OptionalInstant('When the membership becomes valid. Defaults to the validity of the card.')
  beginsAt?: Date | null;

  @OptionalInstant('When the membership expires. Must be later than `beginsAt`. Defaults to the validity of the card.')
  endsAt?: Date | null;

  @OptionalText(MEMBER_PICTURE_URL_MAX_UTF8_BYTES, "The picture of this member's card: a URL from `uploadImage`.")
  backgroundPicUrl?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether an active member is activated again: every sent value then replaces the current one, points and stored value included. ' +
      'If false, an active member is rejected with `MEMBER_ALREADY_ACTIVE`.',
  })
  overwrite!: boolean;

  @IdempotencyKey({ nullable: false })
  idempotencyKey!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The result of `activateMember`.' })
export class ActivateMemberPayload extends MutationPayload {
  @NonNull(() => ID, 'The `card_id` of the input.')
  readonly cardId: string;

  @PersonalData()
  @NonNull(() => String, 'The code of the input.')
  readonly codeValue: string;

  constructor({ cardId, code }: ActivateMemberInput, outcome: Partial<MutationPayload>) {
    super(outcome);
    this.cardId = cardId;
    this.codeValue = code;
  }
}

@InputType({ description: 'The messages that a member gets about a change.' })
export class MemberNotifyInput {
  @Field(() => Boolean, { defaultValue: true, description: 'Whether changed points send a message.' })
  points!: boolean;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether a changed stored value sends a message.' })
  balance!: boolean;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether a changed custom field 1 sends a message.' })
  customField1!: boolean;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether a changed custom field 2 sends a message.' })
  customField2!: boolean;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether a changed custom field 3 sends a message.' })
  customField3!: boolean;
}

/** The value of `notify` if it is absent. */
const NOTIFY: MemberNotifyInput = {
  points: true,
  balance: true,
  customField1: false,
  customField2: false,
  customField3: false,
};

@InputType({
  description:
    'The change of a member, with at least one new value. `setPoints` and `setBalanceFen` are totals, `addPoints` and `addBalanceFen` ' +
    'are differences; a total and a difference of the same value exclude each other.',
})
export class UpdateMemberInput {
  @Field(() => ID, { description: 'The `card_id` of the member card, at most 32 bytes.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @Field(() => String, { description: 'The code with which the member holds the card, at most 64 bytes.' })
  @IsIdentifier(CODE_BYTES)
  code!: string;

  @OptionalTotal(`The new total of points. Range: ${RANGE}. Excludes \`addPoints\`. Platform: \`bonus\`.`)
  setPoints?: number | null;

  @OptionalDifference(
    `Points to add; a negative number takes points away. ${DIFFERENCE} Excludes \`setPoints\`. Platform: \`add_bonus\`.`,
  )
  addPoints?: number | null;

  @OptionalText(RECORD_MAX_UTF8_BYTES, 'Why the points change, as the member reads it. Platform: `record_bonus`.')
  pointsRecord?: string | null;

  @OptionalTotal(`The new stored value, ${UNIT}. Range: ${RANGE}. Excludes \`addBalanceFen\`. Platform: \`balance\`.`)
  setBalanceFen?: number | null;

  @OptionalDifference(
    `Stored value to add, ${UNIT}; a negative number takes it away. ${DIFFERENCE} Excludes \`setBalanceFen\`. Platform: \`add_balance\`.`,
  )
  addBalanceFen?: number | null;

  @OptionalText(
    RECORD_MAX_UTF8_BYTES,
    'Why the stored value changes, as the member reads it. Platform: `record_balance`.',
  )
  balanceRecord?: string | null;

  @OptionalText(CUSTOM_FIELD_VALUE_MAX_UTF8_BYTES, customFieldOf(1))
  customFieldValue1?: string | null;

  @OptionalText(CUSTOM_FIELD_VALUE_MAX_UTF8_BYTES, customFieldOf(2))
  customFieldValue2?: string | null;

  @OptionalText(CUSTOM_FIELD_VALUE_MAX_UTF8_BYTES, customFieldOf(3))
  customFieldValue3?: string | null;

  @OptionalText(MEMBER_PICTURE_URL_MAX_UTF8_BYTES, "The picture of this member's card: a URL from `uploadImage`.")
  backgroundPicUrl?: string | null;

  @Field(() => MemberNotifyInput, {
    defaultValue: NOTIFY,
    description:
      'Which messages the member gets. Always sent, because the defaults of the platform are contradictory. The platform advises ' +
      'to send a member at most three messages a day.',
  })
  notify!: MemberNotifyInput;

  @IdempotencyKey({ nullable: false })
  idempotencyKey!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The result of `updateMember`.' })
export class UpdateMemberPayload extends MutationPayload {
  @NonNull(() => ID, 'The `card_id` of the input.')
  readonly cardId: string;

  @PersonalData()
  @NonNull(() => String, 'The code of the input.')
  readonly codeValue: string;

  @PersonalData()
  @Nullable(
    () => Int,
    'Points after the change, as the platform returned them. Null if the change was not committed or they exceed the range of an integer. ' +
      'Platform: `result_bonus`.',
  )
  readonly points: number | null;

  @PersonalData()
  @Nullable(
    () => CnyAmount,
    'Stored value after the change, as the platform returned it. Null if the change was not committed, if the platform did not report a ' +
      'whole number of fen, or if a read-back settled it and the card has no stored value. Platform: `result_balance`.',
  )
  readonly balance: CnyAmount | null;

  /** The openid in the response to this request. Absent for a replay. */
  readonly openid: string | undefined;

  constructor(
    { cardId, code }: UpdateMemberInput,
    outcome: Partial<Pick<UpdateMemberPayload, 'points' | 'balance' | 'openid' | 'replayed' | 'userErrors'>>,
  ) {
    super(outcome);
    this.cardId = cardId;
    this.codeValue = code;
    this.points = outcome.points ?? null;
    this.balance = outcome.balance ?? null;
    this.openid = outcome.openid;
  }
}
