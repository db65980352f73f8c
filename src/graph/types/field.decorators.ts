import 'reflect-metadata';
import { Directive, Field } from 'type-graphql';

/** A type as `Field` accepts it: a class, a scalar, an enum, or a list of one of these. */
type TypeThunk = () => object;
type FieldDecorator = (prototype: object, property: string) => void;

/**
 * Declares a nullable field, on a plain property or on a getter.
 *
 * Getters are read by the default resolver of graphql-js. type-graphql's `Field` would wrap each one in a resolver, which
 * is four times slower. A getter reads its value from the wire only if the field is selected.
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

/** Declares a list that is never null but whose entries are nullable: `[Thing]!`. */
export function ListOfNullable(type: () => [object], description: string): FieldDecorator {
  const declare = Field(type, { nullable: 'items', description });
  return (prototype, property) => declare(prototype, property);
}

/** Tags a field that a public contract should not have. */
export function Internal(): FieldDecorator {
  const tag = Directive('@tag(name: "internal")');
  return (prototype, property) => tag(prototype, property);
}

/** Tags a field that holds personal data, so that contracts can exclude it. */
export function PersonalData(): FieldDecorator {
  const tag = Directive('@tag(name: "pii")');
  return (prototype, property) => tag(prototype, property);
}
