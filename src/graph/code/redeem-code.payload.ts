import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { CARD_ID_BYTES } from '../card/card.type.js';
import { IsIdentifier } from '../input/validation.js';
import { IdempotencyKey, MutationPayload } from '../mutation/mutation-payload.js';
import { Nullable, PersonalData } from '../types/field.decorators.js';
import { CODE_BYTES } from './code.type.js';
import { IsEncryptedCode } from './encrypted-code.js';

const ENCRYPTED_CODE =
  'The encrypted code from `wx.chooseCard`, `wx.addCard` or a link on the card. It is percent-decoded once; a `+` is kept. At most 128 bytes after that.';

@InputType({ description: 'The input of `redeemCode`: exactly one of `code` and `encryptedCode`.' })
export class RedeemCodeInput {
  @Field(() => String, { nullable: true, description: 'The code, at most 64 bytes. Excludes `encryptedCode`.' })
  @IsIdentifier(CODE_BYTES)
  code?: string | null;

  @Field(() => String, { nullable: true, description: `${ENCRYPTED_CODE} Excludes \`code\`.` })
  @IsEncryptedCode()
  encryptedCode?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The `card_id` of its card. Required for custom codes: without it, the platform does not find them.',
  })
  @IsIdentifier(CARD_ID_BYTES)
  cardId?: string | null;

  @IdempotencyKey({ nullable: false })
  idempotencyKey!: string;
}

/** The code that a redemption concerns. */
export interface Redeemed {
  readonly code: string | null;
  readonly cardId: string | null;
  /** The openid of the holder, if the response of this request named it. */
  readonly openid?: string | undefined;
  /** Why `code` is null although the redemption was committed: it could not be decrypted again. */
  readonly failure?: Error | undefined;
}

@ObjectType({ simpleResolvers: true, description: 'The result of `redeemCode`.' })
export class RedeemCodePayload extends MutationPayload {
  @PersonalData()
  @Nullable(() => String, 'The redeemed code. Null if an `encryptedCode` was not decrypted.')
  readonly codeValue: string | null;

  @Nullable(
    () => ID,
    'The `card_id` of its card as the platform reports it, or that of the input if nothing was redeemed.',
  )
  readonly cardId: string | null;

  readonly openid: string | undefined;
  readonly failure: Error | undefined;

  constructor({ code, cardId, openid, failure }: Redeemed, outcome: Partial<MutationPayload>) {
    super(outcome);
    this.codeValue = code;
    this.cardId = cardId;
    this.openid = openid;
    this.failure = failure;
  }
}
