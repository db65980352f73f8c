import { type TextLimit, textProblem } from '../../input/bounded-text.js';
import { describeReceived } from '../../input/validation.js';
import { inputErrors } from '../../mutation/perform-write.js';
import { CardUserError } from '../../mutation/user-error.js';
import {
  FORM_MAX_FIELDS,
  FORM_MAX_VALUES,
  FORM_NAME,
  FORM_VALUE_BYTES,
  formFields,
  type MemberFormPartInput,
  type SetMemberActivationFormInput,
} from './activation-form.input.js';

const PARTS = ['requiredPart', 'optionalPart'] as const;

/** Returns the problems of the input. The lengths of the lists come first: the entries of a longer one are not checked. */
export function problemsIn(input: SetMemberActivationFormInput): CardUserError[] {
  const parts = PARTS.flatMap((name) => (input[name] == null ? [] : [{ name, part: input[name] }]));
  if (parts.length === 0) {
    const message = 'expected requiredPart, optionalPart or both, got neither. Send at least one of them';
    return [new CardUserError('INVALID_INPUT', message, ['requiredPart'])];
  }
  const lengths = parts.flatMap(({ name, part }) => lengthProblems(part, name));
  if (lengths.length > 0) return lengths;
  return [
    ...inputErrors(input),
    ...parts.flatMap(({ name, part }) => entryProblems(part, name)),
    ...repetitionsIn(parts.flatMap(({ name, part }) => fieldsOf(part, name))),
  ];
}

function lengthProblems(part: MemberFormPartInput, name: string): CardUserError[] {
  const lists = ['commonFields', 'customFields', 'richFields'] as const;
  if (lists.every((list) => !part[list]?.length)) {
    const message = 'expected at least one field, got none. Add a field, or omit this part';
    return [new CardUserError('INVALID_INPUT', message, [name])];
  }
  const tooLong = lists.flatMap((list) => tooMany(part[list] ?? [], FORM_MAX_FIELDS, [name, list]));
  if (tooLong.length > 0) return tooLong;
  return (part.richFields ?? []).flatMap(({ values }, index) => {
    const field = [name, 'richFields', String(index), 'values'];
    if (values.length > 0) return tooMany(values, FORM_MAX_VALUES, field);
    return [new CardUserError('INVALID_INPUT', `expected 1 to ${FORM_MAX_VALUES} values, got none`, field)];
  });
}

function tooMany(list: readonly unknown[], max: number, field: readonly string[]): CardUserError[] {
  if (list.length <= max) return [];
  const message = `expected a list of at most ${max} entries, got ${describeReceived(list)}`;
  return [new CardUserError('TOO_MANY_ITEMS', message, field)];
}

/** Checks the texts in lists. The names of rich fields have decorators. */
function entryProblems({ customFields, richFields }: MemberFormPartInput, name: string): CardUserError[] {
  const texts = (list: readonly string[], limit: TextLimit, path: readonly string[]) =>
    list.flatMap((text, index) => {
      const problem = textProblem(text, limit);
      return problem ? [new CardUserError(problem.code, problem.message, [...path, String(index)])] : [];
    });
  return [
    ...texts(customFields ?? [], FORM_NAME, [name, 'customFields']),
    ...(richFields ?? []).flatMap(({ values }, index) => {
      const path = [name, 'richFields', String(index), 'values'];
      const repeated = values.flatMap((value, at) => {
        if (values.indexOf(value) === at) return [];
        const message = `expected distinct values, got entry ${values.indexOf(value) + 1} again as entry ${at + 1}`;
        return [new CardUserError('INVALID_INPUT', message, [...path, String(at)])];
      });
      return [...texts(values, { bytes: FORM_VALUE_BYTES }, path), ...repeated];
    }),
  ];
}

/** A field of the form, by its name on the wire. */
interface FormField {
  readonly part: string;
  readonly name: string;
  readonly path: readonly string[];
}

function fieldsOf({ commonFields, customFields, richFields }: MemberFormPartInput, part: string): FormField[] {
  const at = (list: string, name: string, index: number, ...below: string[]) => ({
    part,
    name,
    path: [part, list, String(index), ...below],
  });
  return [
    ...(commonFields ?? []).map((name, index) => at('commonFields', formFields.write(name), index)),
    ...(customFields ?? []).map((name, index) => at('customFields', name, index)),
    ...(richFields ?? []).map(({ name }, index) => at('richFields', name, index, 'name')),
  ];
}

function repetitionsIn(fields: readonly FormField[]): CardUserError[] {
  const seen = new Map<string, FormField>();
  return fields.flatMap((field) => {
    const first = seen.get(field.name);
    if (first === undefined) {
      seen.set(field.name, field);
      return [];
    }
    const message = `this field is the same as ${first.path.join('.')}. Send only one of them`;
    return [new CardUserError(first.part === field.part ? 'INVALID_INPUT' : 'CONFLICTING_FIELDS', message, field.path)];
  });
}
