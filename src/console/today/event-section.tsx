import { useEffect, useState } from 'preact/hooks';
import { useCardTitles } from '../card-titles.js';
import { appid, type QueryError, recoveries } from '../client.js';
import { Link } from '../components/link.js';
import { Panel } from '../components/panel.js';
import { formatTime } from '../format.js';
import { addressOf } from '../router.js';
import { viewer } from '../session.js';
import { words } from '../words/words.js';
import { type LatestEvent, type LatestEvents, readLatestEvents } from './latest-events.js';
import { Row, Rows } from './rows.js';
import { texts } from './texts.js';

/** The latest events. A log that is off is not an error. */
export function EventSection({ round }: { round: number }) {
  const today = texts();
  const { latest, errors, loading, reload } = useLatestEvents(round);
  const isOff = errors.some(({ code }) => code === 'EVENTS_OFF');
  const titleOf = useCardTitles(latest?.events.flatMap(({ cardId }) => cardId ?? []) ?? []);
  return (
    <Panel
      title={today.events}
      isWide
      loading={loading}
      errors={isOff ? [] : errors}
      onRetry={reload}
      {...(isOff ? {} : { to: addressOf({ page: 'events' }) })}
    >
      {isOff && <p>{today.eventsOff}</p>}
      {latest && (
        <Rows nothing={latest.isCut ? today.eventsCut : today.noEvents}>
          {latest.events.map((event) => (
            <EventRow key={event.cursor} event={event} title={titleOf(event.cardId ?? '')} />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

function EventRow({ event, title }: { event: LatestEvent; title: string | undefined }) {
  const today = texts();
  const { kind, cardId, occurredAt } = event;
  const name = 'passed' in event ? (event.passed ? today.passed : today.refused) : words().cardEventKinds[kind];
  return (
    <Row fact={formatTime(occurredAt)}>
      {cardId !== null && <Link to={addressOf({ page: 'card', id: cardId })}>{title ?? cardId}</Link>}
      <div class={cardId === null ? undefined : 'facts'}>
        {name}
        {'reason' in event && event.reason !== null && ` · ${event.reason}`}
      </div>
    </Row>
  );
}

function useLatestEvents(round: number) {
  const [read, setRead] = useState<{ latest: LatestEvents | undefined; errors: readonly QueryError[] }>();
  const [attempt, setAttempt] = useState(0);
  const [loading, setLoading] = useState(true);
  const reader = JSON.stringify([viewer.value?.name, appid.value]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: reads again after a refresh, a retry or an outage
  useEffect(() => {
    let current = true;
    setLoading(true);
    readLatestEvents(reader).then((received) => {
      if (!current) return;
      setRead(received);
      setLoading(false);
    });
    return () => {
      current = false;
    };
  }, [reader, round, attempt, recoveries.value]);
  return { latest: read?.latest, errors: read?.errors ?? [], loading, reload: () => setAttempt(attempt + 1) };
}
