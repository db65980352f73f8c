import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { language } from '../preferences.js';
import { errorText } from '../words/words.js';
import type { ActPayload, UserError } from './attempt.js';
import { actingWords, bytesOf, type Limits } from './limits.js';
import type { Act } from './use-act.js';

interface FieldProps<Payload extends ActPayload> {
  act: Act<Payload>;
  name: string;
  label: string;
  limits?: Limits;
  hint?: ComponentChildren;
  /** Whether a change sends the card back to review. It is shown as soon as the value differs. */
  review?: boolean;
  /** Several lines. */
  isLong?: boolean;
  type?: 'text' | 'number' | 'datetime-local' | 'url' | 'tel';
  /** The keyboard of a phone. */
  inputMode?: 'text' | 'decimal' | 'numeric';
  /** The values that can be chosen, with their texts. */
  options?: readonly (readonly [value: string, text: string])[];
}

/** A labelled field with its limits, problem and whether it sends the card back to review. Problems are shown while typing. */
export function Field<Payload extends ActPayload>(props: FieldProps<Payload>) {
  const { act, name, label, limits = {}, hint, review, isLong, type = 'text', inputMode, options } = props;
  const id = useId();
  const words = actingWords();
  const value = act.values[name] ?? '';
  const used = usage(value, limits);
  const problem = used?.exceeded ?? shownProblem(act, name);
  const described = { id, name, value, disabled: act.locked, required: limits.required ?? false };
  const invalid = problem === undefined ? undefined : 'true';
  const shared = {
    ...described,
    'aria-invalid': invalid as 'true' | undefined,
    'aria-describedby': `${id}-hint ${id}-problem`,
    onInput: (event: { currentTarget: { value: string } }) => act.set(name, event.currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id}>
        <span>
          {label}
          {limits.required && ' *'}
        </span>
      </label>
      {options !== undefined ? (
        <select {...shared}>
          {options.map(([one, text]) => (
            <option key={one} value={one}>
              {text}
            </option>
          ))}
        </select>
      ) : isLong ? (
        <textarea {...shared} rows={4} />
      ) : (
        <input
          {...shared}
          type={type as 'number'}
          inputMode={inputMode}
          min={limits.min}
          max={limits.max}
          autocomplete="off"
        />
      )}
      <p id={`${id}-hint`} class="facts">
        {hint} {used?.text} {review && act.isChanged(name) && <strong class="review">{words.review}</strong>}
      </p>
      <p id={`${id}-problem`} class="problem" aria-live="polite">
        {problem}
      </p>
    </div>
  );
}

/** A yes or no question. Its values are `true` and an empty text. */
export function CheckField<Payload extends ActPayload>(props: {
  act: Act<Payload>;
  name: string;
  label: string;
  review?: boolean;
}) {
  const { act, name, label, review } = props;
  return (
    <div class="field">
      <label class="check">
        <input
          type="checkbox"
          name={name}
          checked={act.values[name] === 'true'}
          disabled={act.locked}
          onChange={(event) => act.set(name, event.currentTarget.checked ? 'true' : '')}
        />
        {label}
      </label>
      <p class="facts">{review && act.isChanged(name) && <strong class="review">{actingWords().review}</strong>}</p>
      <p class="problem" aria-live="polite">
        {shownProblem(act, name)}
      </p>
    </div>
  );
}

/** Returns the problem of a field in words: another change of its value is one. */
export function shownProblem<Payload extends ActPayload>(act: Act<Payload>, name: string): string | undefined {
  return problemText(act.problems[name]) ?? (act.isOutdated(name) ? actingWords().outdated : undefined);
}

/** The name of the field with which an irreversible change is confirmed. */
export const CONFIRMATION = 'confirmation';

const CONFIRMED_CHARACTERS = 4;

/** Returns the problem of the confirmation of an irreversible change, by the name of its field. */
export function confirmationProblem(values: Readonly<Record<string, string>>, subject: string): Record<string, string> {
  const isConfirmed = values[CONFIRMATION] === subject.slice(-CONFIRMED_CHARACTERS) && subject !== '';
  return isConfirmed ? {} : { [CONFIRMATION]: actingWords().notConfirmed };
}

/** Asks for the last characters of the code or card id that an irreversible change concerns. */
export function Confirmation<Payload extends ActPayload>({ act, subject }: { act: Act<Payload>; subject: string }) {
  const words = actingWords();
  const count = Math.min(CONFIRMED_CHARACTERS, subject.length);
  return (
    <Field
      act={act}
      name={CONFIRMATION}
      label={words.confirm(count)}
      limits={{ required: true }}
      hint={<strong>{words.irreversible}</strong>}
    />
  );
}

function usage(value: string, { maxUtf8Bytes, maxCharacters }: Limits) {
  const words = actingWords();
  if (maxUtf8Bytes !== undefined) {
    const used = bytesOf(value);
    const exceeded = used > maxUtf8Bytes ? words.tooManyBytes(maxUtf8Bytes) : undefined;
    return { text: words.bytes(used, maxUtf8Bytes), exceeded };
  }
  if (maxCharacters === undefined) return undefined;
  const used = [...value].length;
  const exceeded = used > maxCharacters ? words.tooManyCharacters(maxCharacters) : undefined;
  return { text: words.characters(used, maxCharacters), exceeded };
}

/** The messages of the server are in English. */
export function problemText(problem: string | UserError | undefined): string | undefined {
  if (problem === undefined || typeof problem === 'string') return problem;
  const meaning = errorText(problem.code)?.meaning;
  return language.value === 'en' || meaning === undefined ? problem.message : `${meaning}（${problem.message}）`;
}
