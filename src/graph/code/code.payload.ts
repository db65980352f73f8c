import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { REASON_MAX_UTF8_BYTES } from '../../platform/endpoints/code.js';
import { CARD_ID_BYTES } from '../card/card.type.js';
import { Constraint, IsIdentifier, IsSendableText } from '../input/validation.js';
import { IdempotencyKey, MutationPayload } from '../mutation/mutation-payload.js';
import { NonNull, Nullable, PersonalData } from '../types/field.decorators.js';
import { CODE_BYTES } from './code.type.js';

@InputType({ description: 'The input of `updateCode`.' })
export class UpdateCodeInput {
  @Field(() => String, { description: 'The current code, at most 64 bytes.' })
  @IsIdentifier(CODE_BYTES)
  code!: string;

  @Field(() => String, { description: 'The new code, at most 64 bytes. Must differ from `code`.' })
  @IsIdentifier(CODE_BYTES)
  newCode!: string;

  @Field(() => ID, {
    description: 'The `card_id` of its card. The card must use custom codes, else the error is `NOT_PERMITTED`.',
  })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The result of `updateCode`.' })
export class UpdateCodePayload extends MutationPayload {
  @NonNull(() => ID, 'The `card_id` of the input.')
  readonly cardId: string;

  @PersonalData()
  @NonNull(() => String, 'The old code of the input.')
  readonly oldCode: string;

  @PersonalData()
  @NonNull(() => String, 'The new code of the input.')
  readonly newCode: string;

  constructor({ cardId, code, newCode }: UpdateCodeInput, outcome: Partial<MutationPayload>) {
    super(outcome);
    this.cardId = cardId;
    this.oldCode = code;
    this.newCode = newCode;
  }
}

@InputType({ description: 'The input of `setCodeUnavailable`.' })
export class SetCodeUnavailableInput {
  @Field(() => String, { description: 'The code, at most 64 bytes.' })
  @IsIdentifier(CODE_BYTES)
  code!: string;

  @Field(() => ID, { nullable: true, description: 'The `card_id` of its card. Required for custom codes.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId?: string | null;

  @Field(() => String, { nullable: true, description: 'The reason, such as a refund. At most 64 bytes.' })
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

@ObjectType({ simpleResolvers: true, description: 'The result of `setCodeUnavailable`.' })
export class SetCodeUnavailablePayload extends MutationPayload {
  @PersonalData()
  @NonNull(() => String, 'The code of the input.')
  readonly codeValue: string;

  @Nullable(() => ID, 'The `card_id` of the input, if there was one.')
  readonly cardId: string | null;

  constructor({ code, cardId }: SetCodeUnavailableInput, outcome: Partial<MutationPayload>) {
    super(outcome);
    this.codeValue = code;
    this.cardId = cardId ?? null;
  }
}
