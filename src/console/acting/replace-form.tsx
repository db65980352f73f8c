import { runMutation } from '../client.js';
import { ReplaceCodeDocument, type UpdateCodeInput } from '../generated/operations.js';
import { trimmed } from '../search-target.js';
import { ActForm } from './act-form.js';
import type { ActFormProps } from './actions.js';
import { codeActTexts, type SubjectCode } from './code-subject.js';
import { Field } from './field.js';
import { type Limits, problemsOf } from './limits.js';
import { useAct } from './use-act.js';

const NEW_CODE: Limits = { required: true, maxUtf8Bytes: 64 };

/** Replaces a custom code by another one. The holder keeps the card. */
export function ReplaceForm({ subject: { code, cardId, onReplaced }, onSettled }: ActFormProps<SubjectCode>) {
  const words = codeActTexts();
  const act = useAct({
    name: `replace.${cardId}.${code}`,
    initial: { newCode: '' },
    check: (values) => {
      const isSame = trimmed(values.newCode ?? '') === code;
      return isSame ? { newCode: words.sameCode } : problemsOf(values, { newCode: NEW_CODE });
    },
    inputOf: ({ newCode = '' }, idempotencyKey): UpdateCodeInput => ({
      code,
      cardId,
      newCode: trimmed(newCode),
      idempotencyKey,
    }),
    send: async (input: UpdateCodeInput) => {
      const { data, errors } = await runMutation(ReplaceCodeDocument, { input });
      return { payload: data?.updateCode, errors };
    },
    onSettled: (outcome) => {
      if (outcome.kind === 'done') onReplaced(outcome.payload);
      else onSettled();
    },
  });
  return (
    <ActForm act={act} submit={words.replace}>
      <Field act={act} name="newCode" label={words.newCode} limits={NEW_CODE} hint={words.replaceHint} />
    </ActForm>
  );
}
