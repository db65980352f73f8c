import { useState } from 'preact/hooks';
import { useCardTitles } from '../card-titles.js';
import { CardLink } from '../components/card-link.js';
import { type Column, DataTable } from '../components/data-table.js';
import { Link } from '../components/link.js';
import { Masked } from '../components/masked.js';
import { formatTime } from '../format.js';
import { addressOf } from '../router.js';
import { words } from '../words/words.js';
import type { LoggedEvent } from './event-rows.js';
import { eventText, eventTexts, personOf } from './event-text.js';

/** Maximum number of cards whose titles are shown. Other cards are shown by their id. */
const MAX_TITLES = 80;

/** A table of events, newest first. Codes and users are masked until the reader asks for them. */
export function EventTable({
  caption,
  rows,
  withCard,
}: {
  caption: string;
  rows: readonly LoggedEvent[];
  withCard: boolean;
}) {
  const [unmasked, setUnmasked] = useState(false);
  const cardIds = new Set(withCard ? rows.flatMap(({ cardId }) => cardId ?? []) : []);
  const titleOf = useCardTitles([...cardIds].slice(0, MAX_TITLES));
  const texts = eventTexts();
  const hasPersons = rows.some((event) => Object.values(personOf(event)).some((value) => value !== undefined));
  const columns: Column<LoggedEvent>[] = [
    { title: texts.time, cell: ({ occurredAt }) => <time dateTime={occurredAt}>{formatTime(occurredAt)}</time> },
    {
      title: texts.event,
      cell: (event) => (
        <>
          <strong>{words().cardEventKinds[event.kind] ?? event.kind}</strong>
          <div>{eventText(event)}</div>
        </>
      ),
    },
  ];
  if (withCard)
    columns.push({ title: texts.card, cell: ({ cardId }) => <CardCell cardId={cardId} titleOf={titleOf} /> });
  if (hasPersons) {
    columns.push(
      { title: texts.code, cell: (event) => <CodeCell event={event} unmasked={unmasked} /> },
      { title: texts.user, cell: (event) => <UserCell event={event} unmasked={unmasked} /> },
    );
  }
  return (
    <>
      {hasPersons && (
        <p>
          <button type="button" class="quiet" aria-pressed={unmasked} onClick={() => setUnmasked(!unmasked)}>
            {unmasked ? texts.hide : texts.show}
          </button>
        </p>
      )}
      <DataTable caption={caption} columns={columns} rows={rows} keyOf={({ cursor }) => cursor} />
    </>
  );
}

function CardCell({ cardId, titleOf }: { cardId: string | null; titleOf: (cardId: string) => string | undefined }) {
  return cardId === null ? '–' : <CardLink id={cardId} title={titleOf(cardId)} />;
}

function CodeCell({ event, unmasked }: { event: LoggedEvent; unmasked: boolean }) {
  const { code } = personOf(event);
  if (!code) return '–';
  if (!unmasked) return <Masked value={code} shown={false} withEnd />;
  return <Link to={addressOf({ page: 'code' }, { code, card: event.cardId ?? '' })}>{code}</Link>;
}

function UserCell({ event, unmasked }: { event: LoggedEvent; unmasked: boolean }) {
  const { openid } = personOf(event);
  if (!openid) return '–';
  if (!unmasked) return <Masked value={openid} shown={false} withEnd />;
  return <Link to={addressOf({ page: 'members' }, { openid })}>{openid}</Link>;
}
