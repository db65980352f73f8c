import { runMutation } from '../client.js';
import { CopyButton } from '../components/copy-button.js';
import { Facts } from '../components/facts.js';
import { formatTime } from '../format.js';
import { SignAddCardDocument, type SignAddCardInput, type SignAddCardMutation } from '../generated/operations.js';
import { ActForm } from './act-form.js';
import type { ActFormProps } from './actions.js';
import { CLAIM_VALUES, ClaimFields, claimIn, claimProblems, type HandedOut, handOutWords } from './claim-fields.js';
import { useAct } from './use-act.js';

type CardList = NonNullable<SignAddCardMutation['signAddCard']>['cardList'];

/** Signs a card for `wx.addCard`. Nothing is changed, so a failed request can be repeated. */
export function SignForm({ subject: card, onSettled }: ActFormProps<HandedOut>) {
  const words = handOutWords();
  const act = useAct({
    name: `sign.${card.id}`,
    initial: CLAIM_VALUES,
    check: (values) => claimProblems(values, card),
    inputOf: (values): SignAddCardInput => ({ cards: [claimIn(values, card)] }),
    send: async (input: SignAddCardInput) => {
      const { data, errors } = await runMutation(SignAddCardDocument, { input });
      const payload = data?.signAddCard;
      return { payload: payload && { ...payload, replayed: false }, errors, effect: 'none' };
    },
    onSettled,
  });
  return (
    <ActForm
      act={act}
      submit={words.sign}
      texts={{ refused: words.notSigned }}
      result={({ cardList }) => <Signed cardList={cardList} />}
    >
      <p>{words.signing}</p>
      <ClaimFields act={act} card={card} />
    </ActForm>
  );
}

function Signed({ cardList }: { cardList: CardList }) {
  const words = handOutWords();
  const [entry] = cardList;
  if (entry === undefined) return null;
  const list = JSON.stringify(cardList, null, 2);
  return (
    <>
      <p>{words.signedOnce}</p>
      <Facts
        facts={[
          [words.signedAt, timeIn(entry.cardExt)],
          ['cardExt', <code key="cardExt">{entry.cardExt}</code>],
        ]}
      />
      <p class="buttons">
        <CopyButton text={() => entry.cardExt} label={words.copyCardExt} />
        <CopyButton text={() => list} label={words.copyCardList} />
      </p>
    </>
  );
}

/** Returns the time of the signature. */
function timeIn(cardExt: string): string | null {
  const { timestamp }: { readonly timestamp?: unknown } = JSON.parse(cardExt);
  const seconds = Number(timestamp);
  return Number.isSafeInteger(seconds) ? formatTime(new Date(seconds * 1000).toISOString()) : null;
}
