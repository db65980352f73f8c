import { runMutation } from '../client.js';
import { ActivateMemberDocument, type ActivateMemberInput } from '../generated/operations.js';
import { ActForm } from './act-form.js';
import type { ActFormProps } from './actions.js';
import { Field } from './field.js';
import { fenIn, integerIn, type Limits, problemsOf } from './limits.js';
import { featuresOf, MAX_TOTAL, memberActTexts, type SubjectMember } from './member-subject.js';
import { amountProblem } from './typed-values.js';
import { useAct } from './use-act.js';
import { dateTimeOf } from './values.js';

const LIMITS = {
  membershipNumber: { required: true, maxUtf8Bytes: 20 },
  initialPoints: { min: 0, max: MAX_TOTAL },
  initialPointsRecord: { maxUtf8Bytes: 32 },
  customFieldValue1: { maxUtf8Bytes: 12 },
  customFieldValue2: { maxUtf8Bytes: 12 },
  customFieldValue3: { maxUtf8Bytes: 12 },
} satisfies Readonly<Record<string, Limits>>;

const CUSTOM_FIELDS = [1, 2, 3] as const;

/** Activates a member card for its holder. An active member is refused. */
export function ActivateForm({ subject, onSettled }: ActFormProps<SubjectMember>) {
  const { cardId, code, member } = subject;
  const words = memberActTexts();
  const features = featuresOf(member);
  const act = useAct({
    name: `activate.${cardId}.${code}`,
    initial: {
      ...Object.fromEntries(Object.keys(LIMITS).map((name) => [name, ''])),
      initialBalanceFen: '',
      beginsAt: '',
      endsAt: '',
    },
    check: (values) => {
      const { initialBalanceFen = '', beginsAt = '', endsAt = '' } = values;
      const isReversed = beginsAt !== '' && endsAt !== '' && beginsAt >= endsAt;
      return {
        ...problemsOf(values, LIMITS),
        ...amountProblem('initialBalanceFen', initialBalanceFen, { min: 0, max: MAX_TOTAL }),
        ...(isReversed ? { endsAt: words.endsBefore } : {}),
      };
    },
    inputOf: (values, idempotencyKey): ActivateMemberInput => {
      const text = (name: string) => values[name]?.trim() || undefined;
      const time = (name: string) => (values[name] ? dateTimeOf(values[name]) : undefined);
      return {
        cardId,
        code,
        idempotencyKey,
        overwrite: false,
        membershipNumber: text('membershipNumber') ?? '',
        initialPoints: integerIn(values.initialPoints ?? ''),
        initialPointsRecord: text('initialPointsRecord'),
        initialBalanceFen: fenIn(values.initialBalanceFen ?? ''),
        customFieldValue1: text('customFieldValue1'),
        customFieldValue2: text('customFieldValue2'),
        customFieldValue3: text('customFieldValue3'),
        beginsAt: time('beginsAt'),
        endsAt: time('endsAt'),
      };
    },
    send: async (input: ActivateMemberInput) => {
      const { data, errors } = await runMutation(ActivateMemberDocument, { input });
      return { payload: data?.activateMember, errors };
    },
    onSettled,
  });
  const customFields = CUSTOM_FIELDS.flatMap((number) => {
    const field = features?.[`customField${number}`];
    const name = field?.name || (field?.nameType && words.fieldNames[field.nameType]);
    const isMissing = features !== undefined && !name;
    return isMissing ? [] : [[`customFieldValue${number}`, name || words.customField(number)] as const];
  });
  const field = (name: keyof typeof LIMITS, label: string) => (
    <Field
      key={name}
      act={act}
      name={name}
      label={label}
      limits={LIMITS[name]}
      type={name === 'initialPoints' ? 'number' : 'text'}
    />
  );
  return (
    <ActForm act={act} submit={words.activate}>
      {field('membershipNumber', words.membershipNumber)}
      {features?.pointsEnabled !== false && (
        <>
          {field('initialPoints', words.initialPoints)}
          {field('initialPointsRecord', words.pointsRecord)}
        </>
      )}
      {features?.balanceEnabled !== false && <Field act={act} name="initialBalanceFen" label={words.initialBalance} />}
      {customFields.map(([name, label]) => field(name, label))}
      <Field act={act} name="beginsAt" label={words.beginsAt} type="datetime-local" hint={words.periodHint} />
      <Field act={act} name="endsAt" label={words.endsAt} type="datetime-local" hint={words.periodHint} />
    </ActForm>
  );
}
