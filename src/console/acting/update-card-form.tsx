import { useEffect, useState } from 'preact/hooks';
import { type QueryResult, runMutation, runQuery } from '../client.js';
import { ErrorNotice } from '../components/error-notice.js';
import { Facts } from '../components/facts.js';
import { Progress } from '../components/progress.js';
import { UPDATE_FIELDS } from '../generated/card-fields.js';
import {
  CardFieldsDocument,
  type CardFieldsQuery,
  PreviewUpdateDocument,
  UpdateCardDocument,
  type UpdateCardInput,
  type UpdateCardMutation,
} from '../generated/operations.js';
import { update as en } from '../words/en/update-card.js';
import { inLanguage } from '../words/words.js';
import { update as zh } from '../words/zh/update-card.js';
import { ActForm } from './act-form.js';
import type { ActFormProps } from './actions.js';
import { cardFormWords, fullNameOfField, groupOf } from './card/card-field.js';
import { CardFields } from './card/card-fields.js';
import {
  type FormField,
  fieldOfEntry,
  fieldProblems,
  formFieldsOf,
  inputOfFields,
  otherOfPage,
  pathsIn,
  textOf,
} from './card/form-fields.js';
import { CheckField, problemText } from './field.js';
import { actingWords } from './limits.js';
import { usePreview } from './preview.js';
import { useAct } from './use-act.js';
import type { Values } from './values.js';

type Card = NonNullable<CardFieldsQuery['card']>;
type Updated = NonNullable<UpdateCardMutation['updateCard']>;

const texts = () => inLanguage({ en, zh });

const ALLOW_REVIEW = 'allowReview';
/** The name of the problem that nothing is changed. */
const CHANGES = 'changes';

/** The coupons or links of the messages to members. */
const OPERATIONS = ['activateMessageOperation', 'modifyMessageOperation'].map((name) => `memberCard.${name}`);

/** Fields of a card that are changed together. */
interface Part {
  /** Names the draft. */
  readonly name: string;
  /** The groups of the fields. Undefined: all. */
  readonly groups?: readonly string[];
  /** The group that is open at first. */
  readonly open: string | undefined;
}

const WHOLE: Part = { name: 'update', open: 'baseInfo' };
const MESSAGES: Part = { name: 'messages', groups: OPERATIONS, open: OPERATIONS[0] };

/** Changes fields of a card. */
export const UpdateCardForm = (props: ActFormProps<{ readonly id: string }>) => <PartForm {...props} part={WHOLE} />;

/** Changes the coupons or links of the messages to members. */
export const MessagesForm = (props: ActFormProps<{ readonly id: string }>) => <PartForm {...props} part={MESSAGES} />;

/** Starts with the values that the platform has now, not with cached ones. */
function PartForm({ subject: { id }, onSettled, part }: ActFormProps<{ readonly id: string }> & { part: Part }) {
  const [{ data, errors }, setRead] = useState<QueryResult<CardFieldsQuery>>({ data: undefined, errors: [] });
  const read = async () => {
    const result = await runQuery(CardFieldsDocument, { id }, { fresh: true });
    if (result.data?.card != null) setRead(result);
    return result;
  };
  const start = () => {
    read().then(setRead);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: `read` depends on the id only
  useEffect(start, [id]);
  const card = data?.card ?? undefined;
  if (card === undefined) {
    return errors.length > 0 ? <ErrorNotice errors={errors} onRetry={start} /> : <Progress loading />;
  }
  const settle = () => {
    read();
    onSettled();
  };
  return <LoadedForm part={part} card={card} read={read} onSettled={settle} />;
}

function LoadedForm(props: {
  part: Part;
  card: Card;
  read: () => Promise<QueryResult<CardFieldsQuery>>;
  onSettled: () => void;
}) {
  const { part, card, read, onSettled } = props;
  const words = texts();
  const fields = fieldsOf(card).filter(({ name }) => part.groups?.includes(groupOf(name)) ?? true);
  const initial = valuesOf(fields, card);
  const inputFor = (values: Values): UpdateCardInput => ({
    ...inputOfFields(changedFields(fields, values, initial), values),
    allowReview: values[ALLOW_REVIEW] === 'true',
    cardId: card.id,
  });
  const act = useAct({
    name: `${part.name}.${card.id}`,
    initial,
    check: (values) => problemsIn(fields, values, initial),
    readAgain: async () => {
      const { data, errors } = await read();
      return { initial: data?.card ? valuesOf(fields, data.card) : undefined, errors };
    },
    inputOf: (values, idempotencyKey) => ({ ...inputFor(values), idempotencyKey }),
    send: async (input: UpdateCardInput) => {
      const { data, errors } = await runMutation(UpdateCardDocument, { input });
      return { payload: data?.updateCard && { ...data.updateCard, sent: sentIn(input) }, errors };
    },
    fieldOf: fieldOfEntry,
    onSettled,
  });
  const preview = usePreview(
    act,
    async () => {
      const { data, errors } = await runQuery(PreviewUpdateDocument, { input: inputFor(act.values) });
      return { preview: data?.previewCardUpdate, errors };
    },
    ({ reviewRequired, reviewFields }) => (
      <p>{reviewRequired ? words.wouldReview(namesOf(reviewFields)) : words.wouldNotReview}</p>
    ),
  );
  const hints: Readonly<Record<string, string>> = {
    'baseInfo.validity.beginsAt': words.validityExtends,
    'advancedInfo.timeLimits': words.hours,
  };
  return (
    <ActForm
      act={act}
      submit={words.submit}
      buttons={preview.button}
      result={(payload) => <Result payload={payload} />}
    >
      <p class="facts">{words.onlyChanged}</p>
      <CardFields act={act} fields={fields} open={part.open} hintOf={(name) => hints[name]} />
      {fields.some(({ review }) => review) && <CheckField act={act} name={ALLOW_REVIEW} label={words.allowReview} />}
      {changedFields(fields, act.values, initial).length === 0 && (
        <p class="problem">{problemText(act.problems[CHANGES])}</p>
      )}
      {preview.notice}
    </ActForm>
  );
}

/** What became of the sent fields. */
function Result({ payload }: { payload: Updated & { readonly sent: readonly string[] } }) {
  const words = texts();
  const { reviewRequired, verified, unverifiedFields, sent } = payload;
  const differing = unverifiedFields.map((path) => path.join('.'));
  const isDiffering = (path: string) => differing.some((one) => path === one || path.startsWith(`${one}.`));
  const rest = sent
    .filter((path) => !isDiffering(path))
    .map(fullNameOfField)
    .join('\n');
  return (
    <>
      {reviewRequired !== null && <p>{reviewRequired ? words.reviewed : words.notReviewed}</p>}
      <Facts
        facts={[
          [verified === null ? words.sentOnly : words.verified, rest],
          [words.unverified, differing.map(fullNameOfField).join('\n')],
        ]}
      />
    </>
  );
}

const namesOf = (paths: readonly (readonly string[])[]) =>
  paths.map((path) => fullNameOfField(path.join('.'))).join(texts().separator);

/** A validity that is not a fixed range cannot be changed. */
function fieldsOf(card: Card): readonly FormField[] {
  const isRange = card.validity?.type === 'FIXED_RANGE';
  return formFieldsOf(UPDATE_FIELDS, card.type ?? '').filter(
    ({ name }) => isRange || !name.startsWith('baseInfo.validity'),
  );
}

function valuesOf(fields: readonly FormField[], card: Card): Values {
  const values = fields.map((field) => [field.name, textOf(field, valueAt(card, field.name))] as const);
  return { ...Object.fromEntries(values), [ALLOW_REVIEW]: '' };
}

/** Returns the value of a card that a field of the input changes. */
function valueAt(card: Card, name: string): unknown {
  const [part, ...path] = name.split('.');
  const start: unknown = part === 'baseInfo' ? card : part === 'advancedInfo' ? card.advancedInfo : card.details;
  return path.reduce((value, one) => (value as Record<string, unknown> | null | undefined)?.[one], start);
}

/** The id and the page of a mini program are sent together. */
function changedFields(fields: readonly FormField[], values: Values, initial: Values): readonly FormField[] {
  const isChanged = (name: string | undefined) => name !== undefined && values[name] !== initial[name];
  return fields.filter(({ name }) => isChanged(name) || isChanged(otherOfPage(name)));
}

function problemsIn(fields: readonly FormField[], values: Values, initial: Values): Values {
  const changed = changedFields(fields, values, initial);
  const words = { ...actingWords(), ...cardFormWords().form };
  const isAllowed = values[ALLOW_REVIEW] === 'true';
  const { couponsOrLink, reviewNotAllowed, noChanges } = texts();
  if (changed.length === 0) return { [CHANGES]: noChanges };
  const problems = changed.flatMap((field) => {
    const own = Object.entries(fieldProblems(field, values, initial, words));
    if (own.length === 0 && isIneffective(field.name, values)) return [[field.name, couponsOrLink] as const];
    return own.length === 0 && field.review && !isAllowed ? [[field.name, reviewNotAllowed] as const] : own;
  });
  return Object.fromEntries(problems);
}

/** Returns whether a value of a message is one of the two that exclude each other: the platform ignores coupons with a link. */
function isIneffective(name: string, values: Values): boolean {
  const operation = OPERATIONS.find((one) => name.startsWith(`${one}.`));
  const isFilled = (field: string) => (values[`${operation}.${field}`] ?? '').trim() !== '';
  const hasLink = ['url', 'appBrandId', 'appBrandPath'].some(isFilled);
  const isText = name.endsWith('.text') || name.endsWith('.endsAt');
  return operation !== undefined && !isText && isFilled('cardIds') && hasLink && (values[name] ?? '').trim() !== '';
}

function sentIn({ allowReview: _, cardId: __, idempotencyKey: ___, ...changes }: UpdateCardInput): readonly string[] {
  return pathsIn(changes);
}
