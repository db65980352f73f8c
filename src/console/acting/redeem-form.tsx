import { runMutation } from '../client.js';
import { RedeemCodeDocument, type RedeemCodeInput } from '../generated/operations.js';
import { ActForm } from './act-form.js';
import type { ActFormProps } from './actions.js';
import { codeActTexts, type SubjectCode } from './code-subject.js';
import { CONFIRMATION, Confirmation, confirmationProblem, problemText } from './field.js';
import { useAct } from './use-act.js';

/** Redeems a code. */
export function RedeemForm({ subject: { code, cardId }, onSettled }: ActFormProps<SubjectCode>) {
  const act = useAct({
    name: `redeem.${cardId}.${code}`,
    initial: { [CONFIRMATION]: '' },
    check: (values) => confirmationProblem(values, code),
    inputOf: (_, idempotencyKey): RedeemCodeInput => ({ code, cardId, idempotencyKey }),
    send: async (input: RedeemCodeInput) => {
      const { data, errors } = await runMutation(RedeemCodeDocument, { input });
      return { payload: data?.redeemCode, errors };
    },
    onSettled,
  });
  return (
    <ActForm
      act={act}
      submit={codeActTexts().redeem}
      // Another till may have redeemed the code.
      clues={({ userErrors }) =>
        userErrors.map((error) => (
          <p key={error.code} class="facts">
            {problemText(error)}
          </p>
        ))
      }
    >
      <p>
        <code>{code}</code>
      </p>
      <Confirmation act={act} subject={code} />
    </ActForm>
  );
}
