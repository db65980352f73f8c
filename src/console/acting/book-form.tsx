import { runMutation } from '../client.js';
import { Facts } from '../components/facts.js';
import { Masked } from '../components/masked.js';
import { formatNumber, formatYuan } from '../format.js';
import { BookMemberDocument, type UpdateMemberInput } from '../generated/operations.js';
import { ActForm } from './act-form.js';
import type { ActFormProps } from './actions.js';
import { CheckField, Field } from './field.js';
import { fenIn, integerIn, type Limits, problemsOf } from './limits.js';
import { featuresOf, MAX_TOTAL, memberActTexts, type SubjectMember } from './member-subject.js';
import { amountProblem } from './typed-values.js';
import { type Problems, useAct } from './use-act.js';
import type { Values } from './values.js';

const MODES = ['keep', 'add', 'remove', 'set'] as const;
type Mode = (typeof MODES)[number];

const RECORD: Limits = { maxUtf8Bytes: 42 };

const modeOf = (value: string | undefined): Mode => MODES.find((one) => one === value) ?? 'keep';
const rangeOf = (mode: Mode) => ({ required: true, min: mode === 'set' ? 0 : 1, max: MAX_TOTAL });

/** Changes the points and the stored value of a member. */
export function BookForm({ subject, onSettled }: ActFormProps<SubjectMember>) {
  const { cardId, code, member, shown } = subject;
  const words = memberActTexts();
  const features = featuresOf(member);
  const act = useAct({
    name: `book.${cardId}.${code}`,
    initial: {
      pointsMode: features?.balanceEnabled === false ? 'add' : 'keep',
      points: '',
      pointsRecord: '',
      notifyPoints: 'true',
      balanceMode: 'keep',
      balance: '',
      balanceRecord: '',
      notifyBalance: 'true',
    },
    check: (values) => problemsIn(values, words.nothingToBook),
    inputOf: (values, idempotencyKey): UpdateMemberInput => ({
      cardId,
      code,
      idempotencyKey,
      ...pointsChange(values),
      ...balanceChange(values),
      notify: {
        points: values.notifyPoints === 'true',
        balance: values.notifyBalance === 'true',
        customField1: false,
        customField2: false,
        customField3: false,
      },
    }),
    send: async (input: UpdateMemberInput) => {
      const { data, errors } = await runMutation(BookMemberDocument, { input });
      return { payload: data?.updateMember, errors };
    },
    // The values are sent under names that depend on the modes.
    fieldOf: ([name]) => {
      if (name === 'addPoints' || name === 'setPoints') return 'points';
      return name === 'addBalanceFen' || name === 'setBalanceFen' ? 'balance' : undefined;
    },
    onSettled,
  });
  const modes = MODES.map((one) => [one, words.modes[one]] as const);
  const changesPoints = modeOf(act.values.pointsMode) !== 'keep';
  const changesBalance = modeOf(act.values.balanceMode) !== 'keep';
  return (
    <ActForm
      act={act}
      submit={words.book}
      result={({ points, balance }) => (
        <Facts
          facts={[
            [words.pointsAfter, points !== null && <Masked key="points" value={formatNumber(points)} shown={shown} />],
            [
              words.balanceAfter,
              balance !== null && <Masked key="balance" value={formatYuan(balance.fen)} shown={shown} />,
            ],
          ]}
        />
      )}
    >
      {features?.pointsEnabled !== false && (
        <fieldset class="set">
          <legend>{words.points}</legend>
          <Field act={act} name="pointsMode" label={words.pointsMode} options={modes} />
          {changesPoints && (
            <>
              <Field
                act={act}
                name="points"
                label={words.pointsAmount}
                type="number"
                limits={rangeOf(modeOf(act.values.pointsMode))}
              />
              <Field act={act} name="pointsRecord" label={words.pointsRecord} limits={RECORD} hint={words.recordHint} />
              <CheckField act={act} name="notifyPoints" label={words.notify} />
            </>
          )}
        </fieldset>
      )}
      {features?.balanceEnabled !== false && (
        <fieldset class="set">
          <legend>{words.balance}</legend>
          <Field act={act} name="balanceMode" label={words.balanceMode} options={modes} />
          {changesBalance && (
            <>
              <Field act={act} name="balance" label={words.balanceAmount} limits={{ required: true }} />
              <Field
                act={act}
                name="balanceRecord"
                label={words.balanceRecord}
                limits={RECORD}
                hint={words.recordHint}
              />
              <CheckField act={act} name="notifyBalance" label={words.notify} />
            </>
          )}
        </fieldset>
      )}
    </ActForm>
  );
}

function problemsIn(values: Values, nothing: string): Problems {
  const { points, balance } = { points: modeOf(values.pointsMode), balance: modeOf(values.balanceMode) };
  if (points === 'keep' && balance === 'keep') return { pointsMode: nothing, balanceMode: nothing };
  return {
    ...(points === 'keep' ? {} : problemsOf(values, { points: rangeOf(points), pointsRecord: RECORD })),
    ...(balance === 'keep'
      ? {}
      : {
          ...amountProblem('balance', values.balance ?? '', rangeOf(balance)),
          ...problemsOf(values, { balanceRecord: RECORD }),
        }),
  };
}

function pointsChange({ pointsMode, points = '', pointsRecord = '' }: Values): Partial<UpdateMemberInput> {
  const mode = modeOf(pointsMode);
  if (mode === 'keep') return {};
  const amount = integerIn(points) ?? 0;
  const record = pointsRecord.trim() || undefined;
  return mode === 'set'
    ? { setPoints: amount, pointsRecord: record }
    : { addPoints: mode === 'add' ? amount : -amount, pointsRecord: record };
}

function balanceChange({ balanceMode, balance = '', balanceRecord = '' }: Values): Partial<UpdateMemberInput> {
  const mode = modeOf(balanceMode);
  if (mode === 'keep') return {};
  const fen = fenIn(balance) ?? 0;
  const record = balanceRecord.trim() || undefined;
  return mode === 'set'
    ? { setBalanceFen: fen, balanceRecord: record }
    : { addBalanceFen: mode === 'add' ? fen : -fen, balanceRecord: record };
}
