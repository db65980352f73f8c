import { ValidateBy, type ValidationArguments, type ValidationError, validateSync } from 'class-validator';
import { GraphQLError } from 'graphql';
import { isRecord } from '../../platform/is-record.js';
import type { CardErrorCodeName } from '../mutation/user-error.js';

/** One thing wrong with an input: where, what was expected and what came (its type or length, never its value). */
export interface InputProblem {
  /** What kind of thing is wrong, for the userErrors of a mutation. */
  readonly code: CardErrorCodeName;
  /** Path from the argument's root. */
  readonly field: readonly string[];
  readonly message: string;
}

/** Everything that its class-validator decorators find wrong with an input or an arguments object. */
export function problemsOf(input: object): InputProblem[] {
  const flatten = (errors: readonly ValidationError[], path: readonly string[]): InputProblem[] =>
    errors.flatMap(({ property, constraints, contexts, children }) => {
      const field = [...path, property];
      const own = Object.entries(constraints ?? {}).map(([name, message]) => {
        const context: ConstraintContext = contexts?.[name] ?? { code: 'INVALID_INPUT' };
        return { code: context.code, field: [...field, ...(context.below ?? [])], message };
      });
      return [...own, ...flatten(children ?? [], field)];
    });
  return flatten(validateSync(input, { skipUndefinedProperties: true, forbidUnknownValues: false }), []);
}

/** type-graphql's validation hook for the arguments of queries: a problem is BAD_USER_INPUT before any call. */
export function validateArguments(args: unknown): void {
  if (!isRecord(args) || satisfiesAll(args)) return;
  const problems = problemsOf(args);
  if (problems.length > 0) throw badUserInput(problems);
}

/** The constraints of each class that `Constraint` decorates, by its prototype. */
const CONSTRAINTS = new Map<
  object,
  { readonly property: PropertyKey; readonly isSatisfied: (value: unknown) => boolean }[]
>();

/**
 * Whether flat arguments keep every rule: nearly all do, and class-validator looks its rules up anew for each object. What does not, or
 * holds objects with rules of their own, is left to it.
 */
function satisfiesAll(args: object): boolean {
  if (Object.values(args).some(isRecord)) return false;
  for (let prototype = Object.getPrototypeOf(args); prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
    for (const { property, isSatisfied } of CONSTRAINTS.get(prototype) ?? []) {
      const value: unknown = Reflect.get(args, property);
      if (value !== undefined && !isSatisfied(value)) return false;
    }
  }
  return true;
}

/** In place of `validateArguments` for an input whose problems the resolver answers as userErrors. */
export function leaveToResolver(): void {}

/** A top-level error that names each field. */
export function badUserInput(problems: readonly Omit<InputProblem, 'code'>[]): GraphQLError {
  const message = problems.map(({ field, message }) => `${field.join('.')}: ${message}`).join('; ');
  return new GraphQLError(message, {
    extensions: { code: 'BAD_USER_INPUT', problems: problems.map(({ field, message }) => ({ field, message })) },
  });
}

interface ConstraintContext {
  readonly code: CardErrorCodeName;
  readonly below?: readonly string[];
}

/** One rule about a property. */
export interface Constraint extends ConstraintContext {
  /** Unique on its property. */
  readonly name: string;
  /** What was expected, as the message says it. */
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
  /** The rule is about each entry of a list. */
  readonly each?: boolean;
  /** The rule is about a property below this one: the way to it. */
  readonly below?: readonly string[];
}

/** The rule as a class-validator decorator. Its message says what was expected and what came. */
export function Constraint({ name, expected, holds, code, each = false, below = [] }: Constraint): PropertyDecorator {
  const reach = (value: unknown) =>
    below.reduce<unknown>((parent, key) => (parent as Record<string, unknown> | null)?.[key], value);
  const isSatisfied = (value: unknown) => (each && Array.isArray(value) ? value.every(holds) : holds(reach(value)));
  const byClassValidator = ValidateBy(
    {
      name: [...below, name].join('.'),
      validator: {
        validate: (value) => holds(reach(value)),
        defaultMessage: ({ value }: ValidationArguments) =>
          `expected ${expected}, got ${each && Array.isArray(value) ? offender(value, holds) : describeReceived(reach(value))}`,
      },
    },
    { each, context: { code, below } satisfies ConstraintContext },
  );
  return (prototype, property) => {
    byClassValidator(prototype, property);
    const constraints = CONSTRAINTS.get(prototype) ?? [];
    CONSTRAINTS.set(prototype, [...constraints, { property, isSatisfied }]);
  };
}

/** Describes a received value by its type or length, never by the value itself. */
export function describeReceived(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return `a text of ${Buffer.byteLength(value)} bytes`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  return Number.isInteger(value) ? 'an integer outside of it' : `a ${typeof value}`;
}

function offender(values: readonly unknown[], holds: (value: unknown) => boolean): string {
  const index = values.findIndex((value) => !holds(value));
  return `${describeReceived(values[index])} at place ${index + 1}`;
}

/** An integer from `min` to `max`; null passes, as nothing does. */
export function IntegerBetween(min: number, max: number): PropertyDecorator {
  return Constraint({
    name: 'integerBetween',
    code: 'INVALID_INPUT',
    expected: `an integer from ${min} to ${max}`,
    holds: (value) =>
      value === null || (Number.isInteger(value) && (value as number) >= min && (value as number) <= max),
  });
}

/** A list of `min` to `max` entries. */
export function ListLength(min: number, max: number): PropertyDecorator {
  return Constraint({
    name: 'listLength',
    code: 'TOO_MANY_ITEMS',
    expected: `a list of ${min} to ${max}`,
    holds: (value) => Array.isArray(value) && value.length >= min && value.length <= max,
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTROL = /[\u0000-\u001f\u007f]/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused; tab and line ends are text
const CONTROL_IN_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/**
 * Whether the platform can be sent this as text: JSON would write anything else as a `\u` escape, which the platform
 * refuses.
 */
export function isSendable(value: string): boolean {
  return !CONTROL_IN_TEXT.test(value) && value.isWellFormed();
}

/** An identifier: 1 to `maxBytes` bytes of UTF-8 without control characters; null passes, as nothing does. */
export function IsIdentifier(maxBytes: number, options: { each?: boolean } = {}): PropertyDecorator {
  return Constraint({
    name: 'identifier',
    code: 'INVALID_INPUT',
    expected: identifierOf(maxBytes),
    holds: (value) => value === null || isIdentifier(value, maxBytes),
    ...options,
  });
}

/** What an identifier of 1 to `maxBytes` bytes is expected to be, as messages say it. */
export const identifierOf = (maxBytes: number) => `text of 1 to ${maxBytes} bytes without control characters`;

/** Whether it is an identifier of 1 to `maxBytes` bytes of UTF-8. */
export function isIdentifier(value: unknown, maxBytes: number): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    Buffer.byteLength(value) <= maxBytes &&
    !CONTROL.test(value) &&
    value.isWellFormed()
  );
}

/** Text that the platform can be sent; null passes, as nothing does. */
export function IsSendableText(): PropertyDecorator {
  return Constraint({
    name: 'sendable',
    code: 'INVALID_INPUT',
    expected: 'text without control characters',
    holds: (value) => value === null || (typeof value === 'string' && isSendable(value)),
  });
}
