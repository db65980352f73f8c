import { Field, ObjectType } from 'type-graphql';
import { IsIdentifier } from '../input/validation.js';
import { NonNull } from '../types/field.decorators.js';
import { CardUserError } from './user-error.js';

/** Maximum bytes of an idempotencyKey. */
const IDEMPOTENCY_KEY_BYTES = 64;

/** Declares the `idempotencyKey` of an input. */
export function IdempotencyKey({ nullable }: { nullable: boolean }): PropertyDecorator {
  return (prototype, property) => {
    const description =
      'Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the ' +
      'outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is ' +
      'released if the call was certainly not executed.';
    Field(() => String, { nullable, description })(prototype, property);
    IsIdentifier(IDEMPOTENCY_KEY_BYTES)(prototype, property);
  };
}

/** The fields that the payloads of all mutations have. */
@ObjectType({ simpleResolvers: true, description: 'The result of a mutation.' })
export abstract class MutationPayload {
  @NonNull(() => Boolean, 'Whether this is the outcome of an earlier request with the same `idempotencyKey`.')
  readonly replayed: boolean;

  @NonNull(
    () => [CardUserError],
    'Why the mutation was rejected. An empty list means the change was committed, even if an object in this payload is null because its read failed.',
  )
  readonly userErrors: readonly CardUserError[];

  constructor({ replayed = false, userErrors = [] }: Partial<Pick<MutationPayload, 'replayed' | 'userErrors'>>) {
    this.replayed = replayed;
    this.userErrors = userErrors;
  }
}
