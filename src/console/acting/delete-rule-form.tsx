import { runMutation } from '../client.js';
import { Facts } from '../components/facts.js';
import { DeletePayGiftRuleDocument, type DeletePayGiftRuleInput } from '../generated/operations.js';
import { ruleActs as en } from '../words/en/rule-acts.js';
import { inLanguage } from '../words/words.js';
import { ruleActs as zh } from '../words/zh/rule-acts.js';
import { ActForm } from './act-form.js';
import type { ActFormProps } from './actions.js';
import { CONFIRMATION, Confirmation, confirmationProblem } from './field.js';
import { useAct } from './use-act.js';

/** Deletes a pay-gift rule. */
export function DeleteRuleForm({ subject: id, onSettled }: ActFormProps<string>) {
  const words = inLanguage({ en, zh });
  const act = useAct({
    name: `delete-rule.${id}`,
    initial: { [CONFIRMATION]: '' },
    check: (values) => confirmationProblem(values, id),
    inputOf: (_, idempotencyKey): DeletePayGiftRuleInput => ({ ruleId: id, idempotencyKey }),
    send: async (input: DeletePayGiftRuleInput) => {
      const { data, errors } = await runMutation(DeletePayGiftRuleDocument, { input });
      return { payload: data?.deletePayGiftRule, errors };
    },
    onSettled,
  });
  return (
    <ActForm
      act={act}
      submit={words.delete}
      result={({ deletedRuleId }) => <Facts facts={[[words.deleted, deletedRuleId]]} />}
    >
      <p>{words.deletion}</p>
      <Confirmation act={act} subject={id} />
    </ActForm>
  );
}
