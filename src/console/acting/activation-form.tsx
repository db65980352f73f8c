import { runMutation } from '../client.js';
import {
  type CardQuery,
  type MemberFormCommonField,
  type MemberFormPartInput,
  SetActivationFormDocument,
  type SetMemberActivationFormInput,
} from '../generated/operations.js';
import { activationForm as en } from '../words/en/activation-form.js';
import { members as enMembers } from '../words/en/members.js';
import { inLanguage } from '../words/words.js';
import { activationForm as zh } from '../words/zh/activation-form.js';
import { members as zhMembers } from '../words/zh/members.js';
import { ActForm } from './act-form.js';
import type { ActFormProps } from './actions.js';
import { CheckField, Field } from './field.js';
import { actingWords, bytesOf, type Limits, problemsOf } from './limits.js';
import { linesOf } from './typed-values.js';
import { type Problems, useAct } from './use-act.js';
import type { Values } from './values.js';

const texts = () => inLanguage({ en, zh });

/** In the order in which the form shows them. */
const COMMON_FIELDS = [
  'MOBILE',
  'NAME',
  'SEX',
  'BIRTHDAY',
  'EMAIL',
  'LOCATION',
  'IDCARD',
  'EDUCATION_BACKGROUND',
  'INDUSTRY',
  'INCOME',
  'HABIT',
] as const satisfies readonly MemberFormCommonField[];

const PARTS = ['required', 'optional'] as const;
type Part = (typeof PARTS)[number];

const LINKS = ['serviceStatement', 'bindOldCard'] as const;

/** Limits of the fields that the merchant defines. */
const MAX_FIELDS = 20;
const MAX_NAME_BYTES = 32;

const NAME: Limits = { maxUtf8Bytes: MAX_NAME_BYTES };
const URL_LIMITS: Limits = { maxUtf8Bytes: 128 };

const INITIAL: Values = {
  ...Object.fromEntries(COMMON_FIELDS.map((name) => [name, ''])),
  ...Object.fromEntries(
    PARTS.flatMap((part) => [`${part}.customFields`, `${part}.canModify`]).map((name) => [name, '']),
  ),
  ...Object.fromEntries(LINKS.flatMap((link) => [`${link}.name`, `${link}.url`]).map((name) => [name, ''])),
};

/** Sets the form that users fill in to activate a member card. The platform does not return the present one. */
export function ActivationFormForm({ subject: { id }, onSettled }: ActFormProps<NonNullable<CardQuery['card']>>) {
  const words = texts();
  const { fields: names } = inLanguage({ en: enMembers, zh: zhMembers });
  const act = useAct({
    name: `activation-form.${id}`,
    initial: INITIAL,
    check: problemsIn,
    inputOf: (values, idempotencyKey): SetMemberActivationFormInput => ({
      cardId: id,
      idempotencyKey,
      requiredPart: partOf('required', values),
      optionalPart: partOf('optional', values),
      serviceStatement: linkOf('serviceStatement', values),
      bindOldCard: linkOf('bindOldCard', values),
    }),
    send: async (input: SetMemberActivationFormInput) => {
      const { data, errors } = await runMutation(SetActivationFormDocument, { input });
      return { payload: data?.setMemberActivationForm, errors };
    },
    fieldOf: ([part = '', name]) => {
      const field = `${part.replace('Part', '')}.${name}`;
      return Object.hasOwn(INITIAL, field) ? field : undefined;
    },
    onSettled,
  });
  const choices = [['', words.absent], ...PARTS.map((part) => [part, words.parts[part]] as const)] as const;
  return (
    <ActForm act={act} submit={words.submit}>
      <p class="notice">{words.replaces}</p>
      <fieldset class="set set-wide">
        <legend>{words.commonFields}</legend>
        {COMMON_FIELDS.map((name) => (
          <Field key={name} act={act} name={name} label={names[name]} options={choices} />
        ))}
      </fieldset>
      {PARTS.map((part) => (
        <fieldset key={part} class="set">
          <legend>{words.ownFields[part]}</legend>
          <Field act={act} name={`${part}.customFields`} label={words.ownNames} hint={words.onePerLine} isLong />
          <CheckField act={act} name={`${part}.canModify`} label={words.canModify[part]} />
        </fieldset>
      ))}
      {LINKS.map((link) => (
        <fieldset key={link} class="set">
          <legend>{words.links[link]}</legend>
          <Field act={act} name={`${link}.name`} label={words.linkText} limits={NAME} />
          <Field act={act} name={`${link}.url`} label={words.linkUrl} limits={URL_LIMITS} type="url" />
        </fieldset>
      ))}
    </ActForm>
  );
}

const ownFieldsOf = (part: Part, values: Values) => linesOf(values[`${part}.customFields`] ?? '');

/** Returns undefined for a part without fields: the server rejects it. */
function partOf(part: Part, values: Values): MemberFormPartInput | undefined {
  const commonFields = COMMON_FIELDS.filter((name) => values[name] === part);
  const customFields = ownFieldsOf(part, values);
  if (commonFields.length + customFields.length === 0) return undefined;
  return { commonFields, customFields, canModify: values[`${part}.canModify`] === 'true' };
}

function linkOf(link: (typeof LINKS)[number], values: Values) {
  const name = values[`${link}.name`]?.trim() ?? '';
  const url = values[`${link}.url`]?.trim() ?? '';
  return name === '' && url === '' ? undefined : { name, url };
}

function problemsIn(values: Values): Problems {
  const words = texts();
  const isEmpty = PARTS.every((part) => partOf(part, values) === undefined);
  return {
    ...(isEmpty ? { [COMMON_FIELDS[0]]: words.noFields } : {}),
    ...Object.fromEntries(PARTS.flatMap((part) => ownFieldProblems(part, values))),
    ...Object.assign({}, ...LINKS.map((link) => linkProblems(link, values))),
  };
}

function ownFieldProblems(part: Part, values: Values): [string, string][] {
  const words = texts();
  const names = ownFieldsOf(part, values);
  const earlier = part === 'optional' ? ownFieldsOf('required', values) : [];
  const found = [
    names.length > MAX_FIELDS && words.tooManyFields(MAX_FIELDS),
    ...names.map((name) => bytesOf(name) > MAX_NAME_BYTES && `${name}: ${actingWords().tooManyBytes(MAX_NAME_BYTES)}`),
    ...names.map((name, at) => (names.indexOf(name) < at || earlier.includes(name)) && words.repeated(name)),
  ].find((problem) => problem !== false);
  return found === undefined ? [] : [[`${part}.customFields`, found]];
}

/** Both the text and the URL of a link are required, or neither. */
function linkProblems(link: (typeof LINKS)[number], values: Values): Record<string, string> {
  const { name, url } = linkOf(link, values) ?? {};
  if (name === undefined || url === undefined) return {};
  const isWeb = /^https?:\/\//i.test(url) && URL.canParse(url);
  return {
    ...(isWeb ? {} : { [`${link}.url`]: texts().notWeb }),
    ...problemsOf(values, {
      [`${link}.name`]: { ...NAME, required: true },
      [`${link}.url`]: { ...URL_LIMITS, required: true },
    }),
  };
}
