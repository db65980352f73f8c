import { useEffect, useRef, useState } from 'preact/hooks';
import { appid, outage } from '../client.js';
import { Choice } from '../components/choice.js';
import { ErrorNotice } from '../components/error-notice.js';
import { Progress } from '../components/progress.js';
import { QueryActions } from '../components/query-actions.js';
import { EventFeed } from '../events/event-feed.js';
import { argumentsOf, type EventFilter } from '../events/event-log.js';
import { MAX_ROWS } from '../events/event-rows.js';
import { EventTable } from '../events/event-table.js';
import { eventTexts } from '../events/event-text.js';
import { formatNumber } from '../format.js';
import { type CardEventKindFilter, EventPageDocument } from '../generated/operations.js';
import { parameters, setParameters } from '../router.js';
import { can, viewer } from '../session.js';
import { words } from '../words/words.js';

/** The scopes that events of a kind require besides `event:read`, because of their contents. */
const SCOPES: Readonly<Record<CardEventKindFilter, readonly string[]>> = {
  CLAIMED: ['code:read'],
  REDEEMED: ['code:read'],
  GIFTED: ['code:read'],
  DELETED: ['code:read'],
  PAID: ['code:read'],
  REVIEWED: ['card:read'],
  STOCK_LOW: ['card:read'],
  MEMBER_CHANGED: ['member:read', 'code:read'],
  MEMBER_SUBMITTED: ['member:read', 'code:read'],
  VIEWED: ['code:read'],
  CHAT_ENTERED: ['code:read'],
  UNKNOWN: ['card:read', 'code:read', 'member:read'],
};

/** Interval between two announcements of new events, milliseconds. */
const ANNOUNCE_MS = 5000;

/** The events of the account, as they arrive. The filters are in the fragment of the address. */
export function Page() {
  const filter = filterOf(parameters.value);
  const key = JSON.stringify([filter, appid.value, viewer.value?.name]);
  const [feed, setFeed] = useState<EventFeed>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` changes with the filter, the account and the caller
  useEffect(() => {
    const opened = new EventFeed(filter);
    setFeed(opened);
    return () => opened.close();
  }, [key]);
  return (
    <>
      <h1>{words().pages.events}</h1>
      <Filters filter={filter} />
      {feed !== undefined && <Feed feed={feed} />}
      <QueryActions document={EventPageDocument} variables={argumentsOf(filter)} />
    </>
  );
}

function Feed({ feed }: { feed: EventFeed }) {
  const texts = eventTexts();
  const state = feed.state.value === 'LIVE' && outage.value !== undefined ? 'RECONNECTING' : feed.state.value;
  const rows = feed.rows.value;
  const isOpen = state !== 'PAUSED' && state !== 'ENDED';
  return (
    <section aria-busy={state === 'READING'}>
      <p class="feed">
        <span role="status" class={`badge feed-${state.toLowerCase()}`}>
          {texts.states[state]}
        </span>
        <button type="button" class="quiet" onClick={() => (isOpen ? feed.pause() : feed.resume())}>
          {isOpen ? texts.pause : texts.resume}
        </button>
        <Arrivals feed={feed} />
      </p>
      {state === 'READING' && (
        <>
          <Progress loading />
          {feed.read.value > 0 && <p class="facts">{texts.read(formatNumber(feed.read.value))}</p>}
        </>
      )}
      {feed.loss.value !== undefined && (
        <p role="status" class="notice">
          {texts.losses[feed.loss.value]}
        </p>
      )}
      <ErrorNotice errors={feed.errors.value} onRetry={() => feed.resume()} />
      {rows.length > 0 && <EventTable caption={words().pages.events} rows={rows} withCard />}
      {rows.length === MAX_ROWS && <p class="facts">{texts.newest(formatNumber(MAX_ROWS))}</p>}
      {rows.length === 0 && state === 'LIVE' && <p>{texts.none}</p>}
    </section>
  );
}

/** The number of new events. It changes at most every few seconds, so that screen readers do not announce each event. */
function Arrivals({ feed }: { feed: EventFeed }) {
  const [shown, setShown] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const arrived = feed.arrived.value;
  useEffect(() => {
    if (arrived === shown || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      setShown(feed.arrived.peek());
    }, ANNOUNCE_MS);
  }, [arrived, shown, feed]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return (
    <span aria-live="polite" class="facts">
      {shown > 0 && eventTexts().arrived(shown, formatNumber(shown))}
    </span>
  );
}

function Filters({ filter }: { filter: EventFilter }) {
  const { cardEventKinds } = words();
  const texts = eventTexts();
  const kinds = Object.entries(SCOPES) as [CardEventKindFilter, readonly string[]][];
  const allowed = kinds.filter(([, scopes]) => scopes.every(can)).map(([kind]) => kind);
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <Choice
        label={texts.kind}
        value={filter.kind ?? ''}
        options={[['', texts.allKinds], ...allowed.map((kind) => [kind, cardEventKinds[kind]] as const)]}
        onChange={(kind) => setParameters({ kind })}
      />
      <label>
        <span>{texts.cardId}</span>
        <input
          type="search"
          maxLength={32}
          value={filter.cardId ?? ''}
          onChange={(event) => setParameters({ card: event.currentTarget.value.trim() })}
        />
      </label>
    </form>
  );
}

/** Ignores parameters that are not valid: anybody can write the fragment. */
function filterOf(given: URLSearchParams): EventFilter {
  const kind = given.get('kind') ?? '';
  return {
    kind: Object.hasOwn(SCOPES, kind) ? (kind as CardEventKindFilter) : undefined,
    cardId: given.get('card')?.slice(0, 32) || undefined,
  };
}
