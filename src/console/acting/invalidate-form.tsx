import { runMutation } from '../client.js';
import { InvalidateCodeDocument, type SetCodeUnavailableInput } from '../generated/operations.js';
import { ActForm } from './act-form.js';
import type { ActFormProps } from './actions.js';
import { codeActTexts, type SubjectCode } from './code-subject.js';
import { CONFIRMATION, Confirmation, confirmationProblem, Field } from './field.js';
import { type Limits, problemsOf } from './limits.js';
import { useAct } from './use-act.js';

const REASON: Limits = { maxUtf8Bytes: 64 };

/** Makes a code unavailable, for instance after a refund. */
export function InvalidateForm({ subject: { code, cardId }, onSettled }: ActFormProps<SubjectCode>) {
  const words = codeActTexts();
  const act = useAct({
    name: `invalidate.${cardId}.${code}`,
    initial: { reason: '', [CONFIRMATION]: '' },
    check: (values) => ({ ...problemsOf(values, { reason: REASON }), ...confirmationProblem(values, code) }),
    inputOf: ({ reason = '' }, idempotencyKey): SetCodeUnavailableInput => ({
      code,
      cardId,
      idempotencyKey,
      ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    }),
    send: async (input: SetCodeUnavailableInput) => {
      const { data, errors } = await runMutation(InvalidateCodeDocument, { input });
      return { payload: data?.setCodeUnavailable, errors };
    },
    onSettled,
  });
  return (
    <ActForm act={act} submit={words.invalidate}>
      <p>
        <code>{code}</code>
      </p>
      <Field act={act} name="reason" label={words.reason} limits={REASON} hint={words.reasonHint} />
      <Confirmation act={act} subject={code} />
    </ActForm>
  );
}
