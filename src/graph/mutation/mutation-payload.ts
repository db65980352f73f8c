import { Field, ObjectType } from 'type-graphql';
import { IsIdentifier } from '../input/validation.js';
import { NonNull } from '../types/field.decorators.js';
import { CardUserError } from './user-error.js';

/** Bytes of an idempotencyKey at the most. */
const IDEMPOTENCY_KEY_BYTES = 64;

/** The idempotencyKey of an input. */
export function IdempotencyKey({ nullable }: { nullable: boolean }): PropertyDecorator {
  return (prototype, property) => {
    const description =
      '1 to 64 bytes. A repeat with the same key and input changes nothing a second time and answers what became of the ' +
      'first, with replayed: true. Counts per account, caller and mutation; kept for 24 hours at least. What was ' +
      'certainly not executed frees the key.';
    Field(() => String, { nullable, description })(prototype, property);
    IsIdentifier(IDEMPOTENCY_KEY_BYTES)(prototype, property);
  };
}

/** What every mutation answers. */
@ObjectType({ simpleResolvers: true, description: 'What every mutation answers.' })
export abstract class MutationPayload {
  @NonNull(() => Boolean, 'Whether this is the answer of an earlier request with the same idempotencyKey.')
  readonly replayed: boolean;

  @NonNull(
    () => [CardUserError],
    'Why it was refused. Empty means committed, also where an object beside it is null because its read failed.',
  )
  readonly userErrors: readonly CardUserError[];

  constructor({ replayed = false, userErrors = [] }: Partial<Pick<MutationPayload, 'replayed' | 'userErrors'>>) {
    this.replayed = replayed;
    this.userErrors = userErrors;
  }
}
