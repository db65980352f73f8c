import { useEffect, useState } from 'preact/hooks';
import { appid, outageOf, type QueryError, recoveries } from '../client.js';
import { readPage } from '../events/event-log.js';
import { type LoggedEvent, withEvents } from '../events/event-rows.js';
import { EventTable } from '../events/event-table.js';
import { eventTexts, personOf } from '../events/event-text.js';
import { addressOf } from '../router.js';
import { viewer } from '../session.js';
import { errorText } from '../words/words.js';
import { ErrorNotice } from './error-notice.js';
import { Link } from './link.js';
import { Progress } from './progress.js';

/** How many events are shown. */
const SHOWN = 10;

/** Maximum number of requests to reach the end of the log, which starts with the oldest event. */
const MAX_PAGES = 30;

interface Latest {
  readonly events: readonly LoggedEvent[];
  readonly errors: readonly QueryError[];
  readonly isDone: boolean;
  /** Whether the log is longer than what was read. */
  readonly isCut: boolean;
}

const NONE: Latest = { events: [], errors: [], isDone: false, isCut: false };

/** The latest events of a card, or of one of its codes. Callers need `event:read`. */
export function CardEvents({ cardId, code }: { cardId: string; code?: string }) {
  const [latest, setLatest] = useState(NONE);
  const [attempt, setAttempt] = useState(0);
  const texts = eventTexts();
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again for another account or caller, and after an outage
  useEffect(() => {
    const controller = new AbortController();
    setLatest(NONE);
    void readLatest(cardId, code, controller.signal).then((read) => {
      if (!controller.signal.aborted) setLatest(read);
    });
    return () => controller.abort();
  }, [cardId, code, attempt, appid.value, viewer.value?.name, recoveries.value]);
  const { events, errors, isDone, isCut } = latest;
  // The frame of the page reports an outage, and the events are read again after it.
  const failures = errors.filter((error) => outageOf(error) === undefined && error.code !== 'EVENTS_OFF');
  const isOff = errors.some(({ code: reported }) => reported === 'EVENTS_OFF');
  return (
    <section>
      <h2>{texts.latest}</h2>
      <Progress loading={!isDone} />
      <ErrorNotice errors={failures} onRetry={() => setAttempt(attempt + 1)} />
      {isOff && <p class="facts">{errorText('EVENTS_OFF')?.meaning}</p>}
      {events.length > 0 && <EventTable caption={texts.latest} rows={events} withCard={false} />}
      {isDone && events.length === 0 && errors.length === 0 && <p>{texts.noneOfCard}</p>}
      {isCut && <p class="facts">{texts.tooMany}</p>}
      <p>
        <Link to={addressOf({ page: 'events' }, { card: cardId })}>{texts.all}</Link>
      </p>
    </section>
  );
}

async function readLatest(cardId: string, code: string | undefined, signal: AbortSignal): Promise<Latest> {
  const filter = { kind: undefined, cardId };
  let events: readonly LoggedEvent[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await readPage(filter, after, signal);
    if (page.cursor === undefined) return { events, errors: page.errors, isDone: true, isCut: false };
    const wanted = page.events.filter((event) => code === undefined || personOf(event).code === code);
    events = withEvents(events, wanted).slice(0, SHOWN);
    if (!page.hasMore) return { events, errors: [], isDone: true, isCut: false };
    after = page.cursor;
  }
  return { events, errors: [], isDone: true, isCut: true };
}
