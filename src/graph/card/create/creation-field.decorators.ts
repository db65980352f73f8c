import { Field } from 'type-graphql';
import { CREATE_FIELDS, type CreateField } from '../../../platform/endpoints/card.fields.js';
import { createDescriptionOf, createLimitsOf } from '../field-description.js';

interface CreationOptions {
  /** Overrides the requirement of the row. */
  readonly presence?: 'required' | 'optional' | { readonly defaultValue: unknown };
  /** Sentences of the description, after the meaning. */
  readonly hint?: string;
}

/** Declares a property that is one field of card/create. The field's row provides the nullability and the description. */
export function Creates(type: () => object, input: string, { presence, hint }: CreationOptions = {}) {
  const row = rowOf(input);
  const nullability = presence ?? (row.required === true ? 'required' : 'optional');
  return declare(type, nullability, createDescriptionOf(row, hint));
}

/**
 * Declares a property that is a nested input, or a list of them.
 * @param input its path in the input of a new card, if its class is shared with card/update, whose limits differ
 */
export function CreatesGroup(
  type: () => object,
  description: string,
  { presence = 'optional', input }: CreationOptions & { readonly input?: string } = {},
) {
  const limits = input === undefined ? '' : createLimitsOf(input);
  return declare(type, presence, limits === '' ? description : `${description} ${limits}`);
}

function declare(type: () => object, presence: NonNullable<CreationOptions['presence']>, description: string) {
  const options = presence === 'required' ? {} : presence === 'optional' ? { nullable: true } : presence;
  return (prototype: object, property: string): void => Field(type, { ...options, description })(prototype, property);
}

function rowOf(input: string): CreateField {
  const row = CREATE_FIELDS.find((each) => each.input === input);
  if (row === undefined) throw new Error(`CREATE_FIELDS has no row with the input ${input}`);
  return row;
}
