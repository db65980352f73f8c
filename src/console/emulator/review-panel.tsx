import { useState } from 'preact/hooks';
import { Choice } from '../components/choice.js';
import { Panel } from '../components/panel.js';
import { control } from './control.js';
import type { EmulatedCard } from './emulated.js';
import { Entry } from './entry.js';
import { ControlNotice, panelWords, useControl } from './use-control.js';

/** Ends the review of a card, as the platform's reviewers do. */
export function ReviewPanel({ cards, onChanged }: { cards: readonly EmulatedCard[]; onChanged: () => void }) {
  const { card: label, review } = panelWords();
  const action = useControl(onChanged);
  const [chosen, setChosen] = useState('');
  const [reason, setReason] = useState('');
  const inReview = cards.filter(({ status }) => status === 'IN_REVIEW');
  const card = inReview.find(({ id }) => id === chosen) ?? inReview[0];
  const end = (passed: boolean) => {
    if (card === undefined) return;
    const { id } = card;
    const given = passed || reason.trim() === '' ? {} : { reason: reason.trim() };
    action.run(
      () => control('POST', 'reviews', { card_id: id, passed, ...given }),
      () => (passed ? panelWords().review.approved(id) : panelWords().review.rejected(id)),
    );
  };
  return (
    <Panel title={review.title} count={inReview.length} loading={false}>
      {card === undefined ? (
        <p>{review.none}</p>
      ) : (
        <div class="act">
          <Choice
            label={label}
            value={card.id}
            options={inReview.map(({ id, title }) => [id, `${title} · ${id}`] as const)}
            onChange={setChosen}
          />
          <Entry label={review.reason} value={reason} onChange={setReason} />
          <p class="buttons">
            <button type="button" disabled={action.sending} onClick={() => end(true)}>
              {review.approve}
            </button>
            <button type="button" class="quiet" disabled={action.sending} onClick={() => end(false)}>
              {review.reject}
            </button>
          </p>
        </div>
      )}
      <ControlNotice {...action} />
    </Panel>
  );
}
