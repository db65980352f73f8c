import { runMutation } from '../client.js';
import { Facts } from '../components/facts.js';
import { type CardQuery, DeleteCardDocument, type DeleteCardInput } from '../generated/operations.js';
import { deleteCard as en } from '../words/en/delete-card.js';
import { inLanguage } from '../words/words.js';
import { deleteCard as zh } from '../words/zh/delete-card.js';
import { ActForm } from './act-form.js';
import type { ActFormProps } from './actions.js';
import { CONFIRMATION, Confirmation, confirmationProblem } from './field.js';
import { useAct } from './use-act.js';

type Card = NonNullable<CardQuery['card']>;

/** Deletes a card. */
export function DeleteCardForm({ subject: { id }, onSettled }: ActFormProps<Pick<Card, 'id'>>) {
  const words = inLanguage({ en, zh });
  const act = useAct({
    name: `delete.${id}`,
    initial: { [CONFIRMATION]: '' },
    check: (values) => confirmationProblem(values, id),
    inputOf: (_, idempotencyKey): DeleteCardInput => ({ cardId: id, idempotencyKey }),
    send: async (input: DeleteCardInput) => {
      const { data, errors } = await runMutation(DeleteCardDocument, { input });
      return { payload: data?.deleteCard, errors };
    },
    onSettled,
  });
  return (
    <ActForm
      act={act}
      submit={words.submit}
      result={({ deletedCardId }) => <Facts facts={[[words.deleted, deletedCardId]]} />}
    >
      <p>{words.effect}</p>
      <p>
        <code>{id}</code>
      </p>
      <Confirmation act={act} subject={id} />
    </ActForm>
  );
}
