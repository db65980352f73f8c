import { ArgsType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { DEPOSIT_MAX_CODES } from '../../platform/endpoints/deposit.js';
import { CARD_ID_BYTES } from '../card/card.type.js';
import { CODE_BYTES } from '../code/code.type.js';
import { Constraint, IsIdentifier, ListLength } from '../input/validation.js';
import { IdempotencyKey, MutationPayload } from '../mutation/mutation-payload.js';
import { Internal, NonNull } from '../types/field.decorators.js';

@InputType({ description: 'The input of `depositCodes`.' })
export class DepositCodesInput {
  @Field(() => ID, { description: 'The `card_id` of an approved card with the `codeMode` `DEPOSITED`.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @Field(() => [String], {
    description:
      'The codes, 1 to 1,000, all distinct. A code has 1 to 20 characters: Latin letters, digits, hyphens and underscores.',
  })
  codes!: string[];

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;
}

/** The four lists of a payload. */
export interface DepositLists {
  readonly deposited: readonly string[];
  readonly alreadyDeposited: readonly string[];
  readonly failed: readonly string[];
  readonly remaining: readonly string[];
}

@ObjectType({
  simpleResolvers: true,
  description:
    'The result of `depositCodes`. The four lists together are the codes of the input: each code is in one of them, in the order of the input.',
})
export class DepositCodesPayload extends MutationPayload implements DepositLists {
  @NonNull(() => ID, 'The `card_id` of the input.')
  readonly cardId: string;

  @Internal()
  @NonNull(() => [String], 'The codes that were deposited.')
  readonly deposited: readonly string[];

  @Internal()
  @NonNull(() => [String], 'The codes that had been deposited for this card before.')
  readonly alreadyDeposited: readonly string[];

  @Internal()
  @NonNull(
    () => [String],
    'The codes that the platform rejected, for example because another card of the account has them.',
  )
  readonly failed: readonly string[];

  @Internal()
  @NonNull(
    () => [String],
    'The codes that were not sent, and those for which a lost response leaves it unknown whether they were deposited. Send them again: a repeat does no harm.',
  )
  readonly remaining: readonly string[];

  /** Number of codes in the input. */
  readonly codes: number;

  constructor({ cardId, codes }: DepositCodesInput, { lists, ...outcome }: Partial<DepositOutcome>) {
    super(outcome);
    const { deposited, alreadyDeposited, failed, remaining } = lists ?? nothingSent(codes);
    this.cardId = cardId;
    this.deposited = deposited;
    this.alreadyDeposited = alreadyDeposited;
    this.failed = failed;
    this.remaining = remaining;
    this.codes = codes.length;
  }
}

/** The outcome of a deposit. */
export interface DepositOutcome extends Pick<MutationPayload, 'replayed' | 'userErrors'> {
  readonly lists: DepositLists;
}

const nothingSent = (codes: readonly string[]): DepositLists => ({
  deposited: [],
  alreadyDeposited: [],
  failed: [],
  remaining: codes,
});

@ArgsType()
export class CodeDepositArgs {
  @Field(() => ID, { description: 'The `card_id` of a card with the `codeMode` `DEPOSITED`.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @Field(() => [String], { description: 'The codes, 1 to 100, all distinct, at most 64 bytes each.' })
  @ListLength(1, DEPOSIT_MAX_CODES)
  @IsIdentifier(CODE_BYTES, { each: true })
  @Constraint({
    name: 'distinct',
    code: 'INVALID_INPUT',
    expected: 'distinct codes',
    holds: (value) => !Array.isArray(value) || new Set(value).size === value.length,
  })
  codes!: string[];
}

@ObjectType({
  simpleResolvers: true,
  description: 'The result of `codeDeposit`. Both lists together are the codes of the arguments, in their order.',
})
export class CodeDeposit {
  @Internal()
  @NonNull(() => [String], 'The codes that are deposited for the card, claimed ones included.')
  readonly deposited: readonly string[];

  @Internal()
  @NonNull(() => [String], 'The other codes.')
  readonly missing: readonly string[];

  constructor(deposited: readonly string[], missing: readonly string[]) {
    this.deposited = deposited;
    this.missing = missing;
  }
}
