import { ValidateBy, type ValidationArguments, type ValidationError, validateSync } from 'class-validator';
import { GraphQLError } from 'graphql';
import { isRecord } from '../../platform/is-record.js';
import type { CardErrorCodeName } from '../mutation/user-error.js';

/** A problem of an input: its path, what was expected, and the type or length of what was received, never its value. */
export interface InputProblem {
  /** Code of the problem in the `userErrors` of a mutation. */
  readonly code: CardErrorCodeName;
  /** Path from the root of the argument. */
  readonly field: readonly string[];
  readonly message: string;
}

/** Validates an input or an arguments object by its class-validator decorators. Returns all problems. */
export function problemsOf(input: object): InputProblem[] {
  if (satisfiesAll(input)) return [];
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

/** Validates the arguments of queries, as type-graphql's validation hook. Problems are BAD_USER_INPUT, before any call. */
export function validateArguments(args: unknown): void {
  if (!isRecord(args)) return;
  const problems = problemsOf(args);
  if (problems.length > 0) throw badUserInput(problems);
}

/** The constraints of each decorated class, by its prototype. */
const CONSTRAINTS = new Map<
  object,
  { readonly property: PropertyKey; readonly isSatisfied: (value: unknown) => boolean }[]
>();

/**
 * Returns whether a flat input satisfies every constraint. This is a fast path: nearly all inputs do, and class-validator looks up its
 * constraints again for each object. An input that does not, or that contains objects, is left to class-validator.
 */
function satisfiesAll(input: object): boolean {
  for (const value of Object.values(input)) {
    if (Array.isArray(value) ? value.some(isObject) : isObject(value)) return false;
  }
  for (let prototype = Object.getPrototypeOf(input); prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
    for (const { property, isSatisfied } of CONSTRAINTS.get(prototype) ?? []) {
      const value: unknown = Reflect.get(input, property);
      if (value !== undefined && !isSatisfied(value)) return false;
    }
  }
  return true;
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/** Replaces `validateArguments` for an input whose problems the resolver returns as `userErrors`. */
export function leaveToResolver(): void {}

/** Creates a top-level error that names each field. */
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

/** A constraint on a property. */
export interface Constraint extends ConstraintContext {
  /** Unique per property. */
  readonly name: string;
  /** The expectation, as worded in the message. */
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
  /** Applies the constraint to each entry of a list. */
  readonly each?: boolean;
  /** Path to a nested property that the constraint applies to. */
  readonly below?: readonly string[];
}

/** Declares a constraint as a class-validator decorator. The message states what was expected and what was received. */
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
  if (typeof value === 'string') return `a string of ${Buffer.byteLength(value)} bytes`;
  if (Array.isArray(value)) return `a list of ${value.length} ${value.length === 1 ? 'entry' : 'entries'}`;
  if (value instanceof Date) return 'an out-of-range instant';
  if (typeof value === 'object') return 'an object';
  return Number.isInteger(value) ? 'an out-of-range integer' : `a ${typeof value}`;
}

function offender(values: readonly unknown[], holds: (value: unknown) => boolean): string {
  const index = values.findIndex((value) => !holds(value));
  return `${describeReceived(values[index])} as entry ${index + 1}`;
}

/** Requires an integer between `min` and `max`. Accepts null, like an absent value. */
export function IntegerBetween(min: number, max: number): PropertyDecorator {
  return Constraint({
    name: 'integerBetween',
    code: 'INVALID_INPUT',
    expected: `an integer between ${min} and ${max}`,
    holds: (value) =>
      value === null || (Number.isInteger(value) && (value as number) >= min && (value as number) <= max),
  });
}

/** Requires a list of `min` to `max` entries. A `min` of 0 allows an empty list. */
export function ListLength(min: number, max: number): PropertyDecorator {
  return Constraint({
    name: 'listLength',
    code: 'TOO_MANY_ITEMS',
    expected: min === 0 ? `a list of at most ${max} entries` : `a list of ${min} to ${max} entries`,
    holds: (value) => Array.isArray(value) && value.length >= min && value.length <= max,
  });
}

/**
 * Requires a list of 1 to `max` entries by which a list is filtered. Accepts null, like an absent value.
 * @param name the entries that no list selects
 */
export function FilterLength(max: number, name: string): PropertyDecorator {
  return Constraint({
    name: 'filterLength',
    code: 'INVALID_INPUT',
    expected: `a list of 1 to ${max} entries, or no list for all ${name}`,
    holds: (value) => value === null || (Array.isArray(value) && value.length > 0 && value.length <= max),
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: matches the characters to reject
const CONTROL = /[\u0000-\u001f\u007f]/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: matches the characters to reject; tabs and line breaks are allowed
const CONTROL_IN_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/**
 * Returns whether a text can be sent to the platform. JSON serializes other characters as `\u` escapes, which the platform rejects.
 */
export function isSendable(value: string): boolean {
  return !CONTROL_IN_TEXT.test(value) && value.isWellFormed();
}

/** Requires an identifier: 1 to `maxBytes` bytes of UTF-8 without control characters. Accepts null, like an absent value. */
export function IsIdentifier(maxBytes: number, options: { each?: boolean } = {}): PropertyDecorator {
  return Constraint({
    name: 'identifier',
    code: 'INVALID_INPUT',
    expected: identifierOf(maxBytes),
    holds: (value) => value === null || isIdentifier(value, maxBytes),
    ...options,
  });
}

/** Describes the expected identifier, for messages. */
export const identifierOf = (maxBytes: number) => `text of 1 to ${maxBytes} bytes without control characters`;

/** Returns whether a value is an identifier of 1 to `maxBytes` bytes of UTF-8. */
export function isIdentifier(value: unknown, maxBytes: number): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    Buffer.byteLength(value) <= maxBytes &&
    !CONTROL.test(value) &&
    value.isWellFormed()
  );
}

/** Requires text that can be sent to the platform. Accepts null, like an absent value. */
export function IsSendableText(): PropertyDecorator {
  return Constraint({
    name: 'sendable',
    code: 'INVALID_INPUT',
    expected: 'text without control characters',
    holds: (value) => value === null || (typeof value === 'string' && isSendable(value)),
  });
}
