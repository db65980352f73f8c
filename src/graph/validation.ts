import { ValidateBy, type ValidationArguments, type ValidationError, validateSync } from 'class-validator';
import { GraphQLError } from 'graphql';

/** One thing wrong with an input: where, what was expected and what came (its type or length, never its value). */
export interface InputProblem {
  /** Path from the argument's root. */
  readonly field: readonly string[];
  readonly message: string;
}

/** Everything that its class-validator decorators find wrong with an input or an arguments object. */
export function problemsOf(input: object): InputProblem[] {
  const flatten = (errors: readonly ValidationError[], path: readonly string[]): InputProblem[] =>
    errors.flatMap(({ property, constraints, children }) => {
      const field = [...path, property];
      const own = Object.values(constraints ?? {}).map((message) => ({ field, message }));
      return [...own, ...flatten(children ?? [], field)];
    });
  return flatten(validateSync(input, { skipUndefinedProperties: true, forbidUnknownValues: false }), []);
}

/** type-graphql's validation hook for the arguments of queries: a problem is BAD_USER_INPUT before any call. */
export function validateArguments(args: unknown): void {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return;
  const problems = problemsOf(args);
  if (problems.length > 0) throw badUserInput(problems);
}

/** A top-level error that names each field. */
export function badUserInput(problems: readonly InputProblem[]): GraphQLError {
  const message = problems.map(({ field, message }) => `${field.join('.')}: ${message}`).join('; ');
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', problems } });
}

/** What came, without its value. */
function came(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return `a text of ${Buffer.byteLength(value)} bytes`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return Number.isInteger(value) ? 'an integer outside of it' : `a ${typeof value}`;
}

function constraint(name: string, expected: string, holds: (value: unknown) => boolean, each = false) {
  return ValidateBy(
    {
      name,
      validator: {
        validate: holds,
        defaultMessage: ({ value }: ValidationArguments) =>
          `expected ${expected}, got ${each && Array.isArray(value) ? offender(value, holds) : came(value)}`,
      },
    },
    each ? { each: true } : undefined,
  );
}

function offender(values: readonly unknown[], holds: (value: unknown) => boolean): string {
  const index = values.findIndex((value) => !holds(value));
  return `${came(values[index])} at place ${index + 1}`;
}

/** An integer from `min` to `max`. */
export function IntegerBetween(min: number, max: number): PropertyDecorator {
  const holds = (value: unknown) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
  return constraint('integerBetween', `an integer from ${min} to ${max}`, holds);
}

/** A list of `min` to `max` entries. */
export function ListLength(min: number, max: number): PropertyDecorator {
  const holds = (value: unknown) => Array.isArray(value) && value.length >= min && value.length <= max;
  return constraint('listLength', `a list of ${min} to ${max}`, holds);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTROL = /[\u0000-\u001f\u007f]/;

/** An identifier: 1 to `maxBytes` bytes of UTF-8 without control characters. With `each`, every entry of a list. */
export function Identifier(maxBytes: number, options: { each?: boolean } = {}): PropertyDecorator {
  const holds = (value: unknown) =>
    typeof value === 'string' &&
    value.length > 0 &&
    Buffer.byteLength(value) <= maxBytes &&
    !CONTROL.test(value) &&
    value.isWellFormed();
  const expected = `text of 1 to ${maxBytes} bytes without control characters`;
  return constraint('identifier', expected, holds, options.each);
}
