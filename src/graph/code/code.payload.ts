import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { REASON_MAX_UTF8_BYTES } from '../../platform/endpoints/code.js';
import { CARD_ID_BYTES } from '../card/card.type.js';
import { Constraint, IsIdentifier, IsSendableText } from '../input/validation.js';
import { IdempotencyKey, MutationPayload } from '../mutation/mutation-payload.js';
import { NonNull, Nullable, PersonalData } from '../types/field.decorators.js';
import { CODE_BYTES } from './code.type.js';

@InputType({ description: 'A new value for an issued custom code.' })
export class UpdateCodeInput {
  @Field(() => String, { description: 'The code as it is, at most 64 bytes.' })
  @IsIdentifier(CODE_BYTES)
  code!: string;

  @Field(() => String, { description: 'The code as it is to be, at most 64 bytes.' })
  @IsIdentifier(CODE_BYTES)
  newCode!: string;

  @Field(() => ID, { description: 'Its card, which must have custom codes: else NOT_PERMITTED.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'What became of a change of a code.' })
export class UpdateCodePayload extends MutationPayload {
  @NonNull(() => ID, 'The card_id that was named.')
  readonly cardId: string;

  @PersonalData()
  @NonNull(() => String, 'The code that was named.')
  readonly oldCode: string;

  @PersonalData()
  @NonNull(() => String, 'The new code that was named.')
  readonly newCode: string;

  constructor({ cardId, code, newCode }: UpdateCodeInput, outcome: Partial<MutationPayload>) {
    super(outcome);
    this.cardId = cardId;
    this.oldCode = code;
    this.newCode = newCode;
  }
}

@InputType({ description: 'Which code to make unavailable.' })
export class SetCodeUnavailableInput {
  @Field(() => String, { description: 'The code, at most 64 bytes.' })
  @IsIdentifier(CODE_BYTES)
  code!: string;

  @Field(() => ID, { nullable: true, description: 'Its card. Needed for custom codes.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId?: string | null;

  @Field(() => String, { nullable: true, description: 'Why, at most 64 bytes: a refund, say.' })
  @IsSendableText()
  @Constraint({
    name: 'maxUtf8Bytes',
    code: 'FIELD_TOO_LONG',
    expected: `at most ${REASON_MAX_UTF8_BYTES} bytes of UTF-8`,
    holds: (value) => typeof value !== 'string' || Buffer.byteLength(value) <= REASON_MAX_UTF8_BYTES,
  })
  reason?: string | null;

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'What became of making a code unavailable.' })
export class SetCodeUnavailablePayload extends MutationPayload {
  @PersonalData()
  @NonNull(() => String, 'The code that was named.')
  readonly codeValue: string;

  @Nullable(() => ID, 'The card_id that was named, if one was.')
  readonly cardId: string | null;

  constructor({ code, cardId }: SetCodeUnavailableInput, outcome: Partial<MutationPayload>) {
    super(outcome);
    this.codeValue = code;
    this.cardId = cardId ?? null;
  }
}
