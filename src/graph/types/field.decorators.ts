import 'reflect-metadata';
import { Directive, Field } from 'type-graphql';

/** What `Field` takes as a type: a class, a scalar, an enum, or a list of one. */
type TypeThunk = () => object;
type FieldDecorator = (prototype: object, property: string) => void;

/**
 * Declares a field that may be null, on a plain property or on a getter.
 *
 * Getters are read by graphql-js's own default resolver: type-graphql's `Field` would wrap each in a resolver of its own
 * (four times slower). A getter reads its value from the wire only when the field is asked for.
 */
export function Nullable(type: TypeThunk, description: string): FieldDecorator {
  const declare = Field(type, { nullable: true, description });
  return (prototype, property) => declare(prototype, property);
}

/** Declares a field that is never null, on a plain property or on a getter. */
export function NonNull(type: TypeThunk, description: string): FieldDecorator {
  const declare = Field(type, { description });
  return (prototype, property) => declare(prototype, property);
}

/** Declares a list that is never null though its entries may be: `[Thing]!`. */
export function ListOfNullable(type: () => [object], description: string): FieldDecorator {
  const declare = Field(type, { nullable: 'items', description });
  return (prototype, property) => declare(prototype, property);
}

/** Tags a field whose value is personal data, for contracts that exclude it. */
export function PersonalData(): FieldDecorator {
  const tag = Directive('@tag(name: "pii")');
  return (prototype, property) => tag(prototype, property);
}
