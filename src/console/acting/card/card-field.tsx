import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useCardColors } from '../../card-colors.js';
import { codeTypes as enCodeTypes } from '../../words/en/card-details.js';
import * as en from '../../words/en/card-form.js';
import { inLanguage } from '../../words/words.js';
import { codeTypes as zhCodeTypes } from '../../words/zh/card-details.js';
import * as zh from '../../words/zh/card-form.js';
import type { ActPayload } from '../attempt.js';
import { CheckField, Field, shownProblem } from '../field.js';
import { actingWords } from '../limits.js';
import type { Act } from '../use-act.js';
import { choicesText, type FormField, PICTURE_TEXT_CHARACTERS, picturesText } from './form-fields.js';
import { Upload } from './picture-upload.js';
import { picturesIn } from './pictures.js';

export const cardFormWords = () => inLanguage<typeof en>({ en, zh });

const codeTypes = () => inLanguage({ en: enCodeTypes, zh: zhCodeTypes });

/** Returns the name of a field without that of its group. */
export function nameOfField(path: string): string {
  const { fieldNames } = cardFormWords();
  const parts = path.split('.');
  const ends = [...parts.map((_, from) => parts.slice(from).join('.')), path.slice(path.indexOf('Operation.'))];
  const found = ends.find((end) => Object.hasOwn(fieldNames, end) && end.includes('.')) ?? parts.at(-1) ?? path;
  return Object.hasOwn(fieldNames, found) ? fieldNames[found as keyof typeof fieldNames] : path;
}

/** Returns the path of the group to which a field belongs. */
export function groupOf(path: string): string {
  const parts = path.split('.');
  const beginnings = parts.map((_, count) => parts.slice(0, parts.length - count).join('.'));
  return beginnings.find((one) => Object.hasOwn(cardFormWords().groupNames, one)) ?? parts[0] ?? path;
}

export function nameOfGroup(group: string): string {
  const { groupNames } = cardFormWords();
  return Object.hasOwn(groupNames, group) ? groupNames[group as keyof typeof groupNames] : group;
}

/** Returns the name of a field with that of its group, if the group is a part of the card. */
export function fullNameOfField(path: string): string {
  const group = groupOf(path);
  const name = nameOfField(path);
  return group.includes('.') ? `${nameOfGroup(group)}: ${name}` : name;
}

interface CardFieldProps<Payload extends ActPayload> {
  act: Act<Payload>;
  field: FormField;
  hint?: ComponentChildren;
}

/** A field of a card, edited as fits its type. */
export function CardField<Payload extends ActPayload>({ act, field, hint }: CardFieldProps<Payload>) {
  const { name, limits, review, control } = field;
  const { form, nameTypes, services, weekdays } = cardFormWords();
  const shared = { act, name, limits, review, label: nameOfField(name), hint };
  switch (control) {
    case 'flag':
      return <CheckField {...shared} />;
    case 'choice': {
      const texts: Readonly<Record<string, string>> = name.endsWith('nameType') ? nameTypes : codeTypes();
      const { UNKNOWN: _, ...known } = texts;
      const isUnset = act.initial[name] === '' || act.initial[name] === 'UNKNOWN';
      const unset = isUnset ? [[act.initial[name] ?? '', form.none] as const] : [];
      return <Field {...shared} options={[...unset, ...Object.entries(known)]} />;
    }
    case 'choices':
      return <Choices act={act} field={field} hint={hint} texts={name.endsWith('timeLimits') ? weekdays : services} />;
    case 'color':
      return <Colors act={act} field={field} />;
    case 'picture':
      return <PictureField act={act} field={field} hint={hint} />;
    case 'pictures':
      return <Pictures act={act} field={field} />;
    case 'lines':
      return <Field {...shared} hint={hint ?? form.onePerLine} isLong />;
    case 'long':
      return <Field {...shared} isLong />;
    case 'time':
      return <Field {...shared} type="datetime-local" />;
    case 'integer':
      return <Field {...shared} inputMode="numeric" />;
    case 'amount':
      return <Field {...shared} inputMode="decimal" />;
    case 'phone':
      return <Field {...shared} type="tel" />;
    default:
      return <Field {...shared} />;
  }
}

/** The frame of a field that consists of several inputs. */
function Group<Payload extends ActPayload>(props: {
  act: Act<Payload>;
  field: FormField;
  hint?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { act, field, hint, children } = props;
  const problem = shownProblem(act, field.name);
  const id = useId();
  return (
    <fieldset class="field" aria-describedby={`${id}-hint ${id}-problem`} disabled={act.locked}>
      <legend>
        {nameOfField(field.name)}
        {field.limits.required && ' *'}
      </legend>
      {children}
      <p id={`${id}-hint`} class="facts">
        {hint} {field.review && act.isChanged(field.name) && <strong class="review">{actingWords().review}</strong>}
      </p>
      <p id={`${id}-problem`} class="problem" aria-live="polite">
        {problem}
      </p>
    </fieldset>
  );
}

function Choices<Payload extends ActPayload>(
  props: CardFieldProps<Payload> & { texts: Readonly<Record<string, string>> },
) {
  const { act, field, hint, texts } = props;
  const chosen = (act.values[field.name] ?? '').split(',').filter(Boolean);
  const choose = (value: string, isChosen: boolean) =>
    act.set(field.name, choicesText(isChosen ? [...chosen, value] : chosen.filter((one) => one !== value)));
  return (
    <Group act={act} field={field} hint={hint}>
      <div class="choices">
        {Object.entries(texts).map(([value, text]) => (
          <label key={value} class="check">
            <input
              type="checkbox"
              name={`${field.name}.${value}`}
              checked={chosen.includes(value)}
              onChange={(event) => choose(value, event.currentTarget.checked)}
            />
            {text}
          </label>
        ))}
      </div>
    </Group>
  );
}

/** The colors that the platform allows. A card has the name or the hex value of one. */
function Colors<Payload extends ActPayload>({ act, field }: CardFieldProps<Payload>) {
  const colors = useCardColors();
  const value = (act.values[field.name] ?? '').toLowerCase();
  const initial = act.initial[field.name] ?? '';
  const isValue = (text: string) => text !== '' && text.toLowerCase() === value;
  const choose = ({ name, hex }: { name: string; hex: string }) => {
    const isInitial = [name, hex].some((one) => one.toLowerCase() === initial.toLowerCase());
    act.set(field.name, isInitial ? initial : name);
  };
  const invalid = shownProblem(act, field.name) === undefined ? undefined : 'true';
  return (
    <Group act={act} field={field}>
      <div
        class="colors"
        role="radiogroup"
        aria-label={nameOfField(field.name)}
        tabIndex={invalid && -1}
        aria-invalid={invalid as 'true' | undefined}
      >
        {colors.map((color) => (
          <label key={color.name} title={color.name}>
            <input
              type="radio"
              name={field.name}
              checked={isValue(color.name) || isValue(color.hex)}
              onChange={() => choose(color)}
            />
            <span class="color" style={{ background: color.hex }} />
            <span class="hidden">{color.name}</span>
          </label>
        ))}
      </div>
    </Group>
  );
}

function PictureField<Payload extends ActPayload>({ act, field, hint }: CardFieldProps<Payload>) {
  const { name, limits, review } = field;
  return (
    <>
      <Field act={act} name={name} label={nameOfField(name)} limits={limits} review={review} hint={hint} />
      <Upload
        url={act.values[name] ?? ''}
        label={nameOfField(name)}
        disabled={act.locked}
        onUploaded={(url) => act.set(name, url)}
      />
    </>
  );
}

/** Pictures with texts, as one value. */
function Pictures<Payload extends ActPayload>({ act, field }: CardFieldProps<Payload>) {
  const { form } = cardFormWords();
  const { name } = field;
  const pictures = picturesIn(act.values[name] ?? '');
  const change = (index: number, part: { imageUrl?: string; text?: string }) =>
    act.set(
      name,
      picturesText(picturesIn(act.latest(name)).map((one, at) => (at === index ? { ...one, ...part } : one))),
    );
  return (
    <Group act={act} field={field}>
      {pictures.map(({ imageUrl, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity
        <fieldset key={index}>
          <legend>{form.picture(index + 1)}</legend>
          <Part
            label={form.pictureUrl}
            value={imageUrl}
            problem={shownProblem(act, `${name}.${index}.imageUrl`)}
            onInput={(typed) => change(index, { imageUrl: typed })}
          />
          <Upload
            url={imageUrl}
            label={form.picture(index + 1)}
            disabled={act.locked}
            onUploaded={(url) => change(index, { imageUrl: url })}
          />
          <Part
            label={form.pictureText}
            value={text}
            count={actingWords().characters([...text].length, PICTURE_TEXT_CHARACTERS)}
            problem={shownProblem(act, `${name}.${index}.text`)}
            onInput={(typed) => change(index, { text: typed })}
          />
          <button
            type="button"
            class="quiet"
            onClick={() => act.set(name, picturesText(pictures.filter((_, at) => at !== index)))}
          >
            {form.removePicture}
          </button>
        </fieldset>
      ))}
      <button
        type="button"
        class="quiet"
        onClick={() => act.set(name, picturesText([...pictures, { imageUrl: '', text: '' }]))}
      >
        {form.addPicture}
      </button>
    </Group>
  );
}

function Part(props: {
  label: string;
  value: string;
  count?: string;
  problem: string | undefined;
  onInput: (value: string) => void;
}) {
  const { label, value, count, problem, onInput } = props;
  const id = useId();
  return (
    <div class="field">
      <label for={id}>
        <span>{label}</span>
      </label>
      <input
        id={id}
        value={value}
        autocomplete="off"
        aria-invalid={(problem && 'true') as 'true' | undefined}
        aria-describedby={`${id}-problem`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <p class="facts">{count}</p>
      <p id={`${id}-problem`} class="problem" aria-live="polite">
        {problem}
      </p>
    </div>
  );
}
