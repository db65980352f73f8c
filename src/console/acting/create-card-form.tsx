import { runMutation, runQuery } from '../client.js';
import { CardFront } from '../components/card-front.js';
import { CardLink } from '../components/card-link.js';
import { formatTime } from '../format.js';
import {
  type CardCodeModeInput,
  type CardQuery,
  CreateCardDocument,
  type CreateCardInput,
  type CreateCardMutation,
  PreviewCreationDocument,
} from '../generated/operations.js';
import { create as en } from '../words/en/create-card.js';
import { inLanguage, words } from '../words/words.js';
import { create as zh } from '../words/zh/create-card.js';
import { ActForm } from './act-form.js';
import type { ActFormProps } from './actions.js';
import { CardField, cardFormWords } from './card/card-field.js';
import { CardFields } from './card/card-fields.js';
import { fieldOfEntry } from './card/form-fields.js';
import {
  CODE_MODE,
  EMPTY,
  fieldsOfKind,
  KIND,
  KINDS,
  type Kind,
  kindOf,
  newCardOf,
  newCardProblems,
  quantityField,
  TEXT_IMAGES,
  VALIDITIES,
  VALIDITY,
  validityFields,
  validityModeOf,
} from './card/new-card.js';
import { Field } from './field.js';
import { actingWords, integerIn } from './limits.js';
import { usePreview } from './preview.js';
import { useAct } from './use-act.js';
import { dateTimeOf, type Values } from './values.js';

type Created = NonNullable<CreateCardMutation['createCard']>;

const texts = () => inLanguage({ en, zh });

const CODE_MODES: readonly CardCodeModeInput[] = ['PLATFORM', 'CUSTOM', 'DEPOSITED'];

/** Creates a card, with a preview of its front. */
export function CreateCardForm(_: ActFormProps<null>) {
  const { cardTypes, cardCodeModes } = words();
  const { validities, ...text } = texts();
  const act = useAct({
    name: 'create',
    initial: EMPTY,
    check: (values) => newCardProblems(values, { ...actingWords(), ...cardFormWords().form, ...texts() }),
    inputOf: (values, idempotencyKey): CreateCardInput => ({ card: newCardOf(values), idempotencyKey }),
    send: async (input: CreateCardInput) => {
      const { data, errors } = await runMutation(CreateCardDocument, { input });
      return { payload: data?.createCard, errors };
    },
    fieldOf: fieldOfEntry,
  });
  const preview = usePreview(
    act,
    async () => {
      const { data, errors } = await runQuery(PreviewCreationDocument, { card: newCardOf(act.values) });
      return { preview: data?.previewCardCreation, errors };
    },
    () => null,
  );
  const { values } = act;
  const kind = kindOf(values);
  const mode = validityModeOf(values);
  const fields = fieldsOfKind(kind);
  const isRequired = ({ name, isRequired: always }: (typeof fields)[number]) =>
    always || (name === TEXT_IMAGES && kind === 'GENERAL_COUPON');
  const quantity = quantityField(values);
  const validityModes = VALIDITIES.filter((one) => one !== 'permanent' || kind === 'MEMBER_CARD');
  return (
    <div class="beside">
      <ActForm
        act={act}
        submit={text.submit}
        buttons={preview.button}
        result={(payload) => <Result payload={payload} />}
        clues={(payload) => <Candidates payload={payload} />}
      >
        <Field
          act={act}
          name={KIND}
          label={text.kind}
          options={(Object.keys(KINDS) as Kind[]).map((one) => [one, cardTypes[one]] as const)}
        />
        <h2>{text.requiredFields}</h2>
        {fields.filter(isRequired).map((field) => (
          <CardField key={field.name} act={act} field={field} />
        ))}
        <h2>{text.validity}</h2>
        <Field
          act={act}
          name={VALIDITY}
          label={text.validity}
          options={validityModes.map((one) => [one, validities[one]] as const)}
        />
        {validityFields(kind, mode).map((field) => (
          <CardField key={field.name} act={act} field={field} />
        ))}
        <h2>{text.codes}</h2>
        <Field
          act={act}
          name={CODE_MODE}
          label={text.codeMode}
          options={CODE_MODES.map((one) => [one, cardCodeModes[one]] as const)}
          hint={quantity === undefined && text.deposited}
        />
        {quantity && <CardField act={act} field={quantity} />}
        <h2>{text.optional}</h2>
        <CardFields act={act} fields={fields.filter((field) => !isRequired(field))} />
        {preview.notice}
      </ActForm>
      <aside aria-label={text.preview}>
        <p class="facts">{text.preview}</p>
        <CardFront
          color={values['baseInfo.color'] ?? ''}
          logoUrl={values['baseInfo.logoUrl'] ?? ''}
          brandName={values['baseInfo.brandName'] || text.brand}
          title={values['baseInfo.title'] || text.title}
          notice={values['baseInfo.notice'] || text.notice}
          validity={validityOf(values)}
        />
      </aside>
    </div>
  );
}

function Result({ payload }: { payload: Created }) {
  const { created, open } = texts();
  const { cardId } = payload;
  if (cardId === null) return null;
  return (
    <>
      <p>{created}</p>
      <p>
        <code>{cardId}</code> <CardLink id={cardId} title={open} />
      </p>
    </>
  );
}

/** Cards that may be the outcome of a request without a response. */
function Candidates({ payload }: { payload: Created }) {
  const { candidates: found, noCandidates } = texts();
  const cards = payload.candidates.filter((card) => card !== null);
  if (cards.length === 0) return <p>{noCandidates}</p>;
  return (
    <>
      <p>{found}</p>
      <ul>
        {cards.map(({ id, title, createdAt }) => (
          <li key={id}>
            <CardLink id={id} title={title} /> <code>{id}</code> {createdAt && formatTime(createdAt)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Returns the validity that is shown in the preview. */
function validityOf(values: Values): NonNullable<CardQuery['card']>['validity'] {
  const none = { beginsAt: null, endsAt: null, startsAfterDays: null, termDays: null };
  const value = (name: string) => values[`${VALIDITY}.${name}`] ?? '';
  const time = (name: string) => (value(name) === '' ? null : dateTimeOf(value(name)));
  switch (validityModeOf(values)) {
    case 'permanent':
      return { ...none, type: 'PERMANENT' };
    case 'fixedRange':
      return { ...none, type: 'FIXED_RANGE', beginsAt: time('fixedRange.beginsAt'), endsAt: time('fixedRange.endsAt') };
    case 'fixedTerm':
      return {
        ...none,
        type: 'FIXED_TERM',
        termDays: integerIn(value('fixedTerm.termDays')) ?? null,
        startsAfterDays: integerIn(value('fixedTerm.startsAfterDays')) ?? null,
      };
  }
}
