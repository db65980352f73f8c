import { useEffect, useState } from 'preact/hooks';
import { useCardTitles } from '../card-titles.js';
import type { QueryError } from '../client.js';
import { Choice } from '../components/choice.js';
import { ErrorNotice } from '../components/error-notice.js';
import { Link } from '../components/link.js';
import { Panel } from '../components/panel.js';
import { QueryActions } from '../components/query-actions.js';
import { formatDay, formatNumber, formatTime } from '../format.js';
import {
  TodayCardsDocument,
  type TodayCardsQuery,
  TodayRulesDocument,
  type TodayRulesQuery,
  TodayStatisticsDocument,
  type TodayStatisticsQuery,
} from '../generated/operations.js';
import { addressOf, parameters, setParameters } from '../router.js';
import { can } from '../session.js';
import { addDays, chinaToday, type Day, startOf } from '../statistics/days.js';
import { EventSection } from '../today/event-section.js';
import { CardRow, Row, Rows } from '../today/rows.js';
import { texts } from '../today/texts.js';
import { useQuery } from '../use-query.js';
import { cards as enCards } from '../words/en/cards.js';
import { errorText, inLanguage, words } from '../words/words.js';
import { cards as zhCards } from '../words/zh/cards.js';

/** Rows of a section. */
const ROWS = 5;
const DEFAULT_STOCK = 100;
const MAX_STOCK = 100_000_000;
const DAYS = ['7', '14', '30', '60'] as const;
const DEFAULT_DAYS = '14';
/** Days whose statistics are checked, with yesterday as the last one. */
const STATISTICS_DAYS = 7;

/** The limits that the reader chose, and when the data were requested. */
interface Limits {
  readonly stockAtMost: number;
  readonly days: number;
  /** As RFC 3339 text. */
  readonly now: string;
  /** Counts the refreshes. */
  readonly round: number;
}

/** What needs a person. Each section loads on its own, and is shown only if the scopes of the caller allow it. */
export function Page() {
  const { frame, pages } = words();
  const today = texts();
  const [{ now, round }, setRound] = useState({ now: new Date().toISOString(), round: 0 });
  const refresh = () => setRound((last) => ({ now: new Date().toISOString(), round: last.round + 1 }));
  const limits = { ...limitsOf(parameters.value), now, round };
  const shown = {
    cards: can('card:read'),
    rules: can('rule:read'),
    stats: can('stats:read'),
    events: can('event:read'),
  };
  return (
    <>
      <h1>{pages.today}</h1>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        {shown.cards && (
          <label>
            <span>{today.stockAtMost}</span>
            <input
              type="number"
              min={0}
              max={MAX_STOCK}
              value={limits.stockAtMost}
              onChange={(event) => setParameters({ stock: event.currentTarget.value })}
            />
          </label>
        )}
        {(shown.cards || shown.rules) && (
          <Choice
            label={today.days}
            value={`${limits.days}`}
            options={DAYS.map((one) => [one as string, today.daysOption(one)] as const)}
            onChange={(chosen) => setParameters({ days: chosen })}
          />
        )}
        <button type="button" class="quiet" onClick={refresh}>
          {frame.reload}
        </button>
        <span class="facts">{today.day(formatDay(now))}</span>
      </form>
      {!Object.values(shown).includes(true) && <p>{today.noSections}</p>}
      <div class="board">
        {shown.cards && <CardSections limits={limits} />}
        {shown.rules && <RuleSection limits={limits} />}
        {shown.stats && <StatisticsSection round={round} />}
        {shown.events && <EventSection round={round} />}
      </div>
      {shown.cards && <QueryActions document={TodayCardsDocument} variables={cardVariables(limits)} />}
      {!shown.cards && shown.rules && <QueryActions document={TodayRulesDocument} variables={{}} />}
    </>
  );
}

/** Ignores parameters that are not valid: anybody can write the fragment. */
function limitsOf(given: URLSearchParams): Pick<Limits, 'stockAtMost' | 'days'> {
  const stock = given.get('stock') ?? '';
  return {
    stockAtMost: /^\d{1,9}$/.test(stock) ? Math.min(Number(stock), MAX_STOCK) : DEFAULT_STOCK,
    days: Number(DAYS.find((one) => one === given.get('days')) ?? DEFAULT_DAYS),
  };
}

/** The last day on which what ends is shown. */
const lastDay = (days: number): Day => addDays(chinaToday(), days);

function cardVariables({ stockAtMost, days, now }: Limits) {
  return { stockAtMost, now, endsBefore: startOf(addDays(lastDay(days), 1)) };
}

/** Sends a query again after a refresh. */
function useRefresh(round: number, reload: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `reload` is another function each time
  useEffect(() => {
    if (round > 0) reload();
  }, [round]);
}

type Found = NonNullable<TodayCardsQuery['inReview']>;

/** The sections about cards, which one query of the search index fills. A refresh changes its variable `now`. */
function CardSections({ limits }: { limits: Limits }) {
  const { data, errors, loading, reload } = useQuery(TodayCardsDocument, cardVariables(limits));
  const today = texts();
  const list = (values: Readonly<Record<string, string>>) => addressOf({ page: 'cards' }, values);
  const stock = `${limits.stockAtMost}`;
  const updated = ({ node }: Found['edges'][number]) =>
    node?.updatedAt ? today.updatedAt(formatTime(node.updatedAt)) : '';
  const left = ({ node }: Found['edges'][number]) => (node?.stock ? today.left(formatNumber(node.stock.quantity)) : '');
  const sections = [
    { title: today.rejected, found: data?.rejected, to: list({ status: 'REJECTED' }), fact: updated },
    { title: today.inReview, found: data?.inReview, to: list({ status: 'IN_REVIEW' }), fact: updated },
    {
      title: today.stockLow,
      found: data?.stockLow,
      to: list({ status: 'USABLE', stockAtMost: stock, sort: 'STOCK' }),
      fact: left,
    },
  ];
  return (
    <>
      {data?.rejected?.complete === false && (
        <p role="status" class="notice wide">
          {inLanguage({ en: enCards, zh: zhCards }).incomplete}
        </p>
      )}
      {errors.length > 0 && (
        <div class="wide">
          <ErrorNotice errors={distinct(errors)} onRetry={reload} />
        </div>
      )}
      {sections.map(({ title, found, to, fact }) => (
        <Panel key={title} title={title} count={found?.totalCount} loading={loading} to={to}>
          {found && (
            <Rows nothing={today.nothing}>
              {found.edges.map((edge) => (
                <CardRow key={edge.cardId} id={edge.cardId} title={edge.node?.title}>
                  {fact(edge)}
                </CardRow>
              ))}
            </Rows>
          )}
        </Panel>
      ))}
      <EndingSection data={data} limits={limits} loading={loading} />
    </>
  );
}

/**
 * Cards that end between now and the last day. The search has no lower bound, so that cards that have ended are subtracted. The latest ones
 * come first in the response: those that have ended are last.
 */
function EndingSection({
  data,
  limits,
  loading,
}: {
  data: TodayCardsQuery | undefined;
  limits: Limits;
  loading: boolean;
}) {
  const today = texts();
  const { ending, ended } = data ?? {};
  const isFound = ending != null && ended != null;
  const count = isFound ? ending.totalCount - ended.totalCount : undefined;
  const rows = (ending?.edges ?? [])
    .map(({ cardId, node }) => ({ cardId, title: node?.title, endsAt: node?.validity?.endsAt ?? '' }))
    .filter(({ endsAt }) => Date.parse(endsAt) >= Date.parse(limits.now))
    .reverse();
  const areAllRead = count === rows.length;
  return (
    <Panel
      title={today.ending}
      count={count}
      loading={loading}
      to={addressOf(
        { page: 'cards' },
        { status: 'USABLE', endsBy: lastDay(limits.days), sort: 'ENDS_AT', direction: 'DESCENDING' },
      )}
    >
      {isFound && (
        <Rows nothing={areAllRead ? today.nothing : today.tooMany}>
          {(areAllRead ? rows.slice(0, ROWS) : []).map(({ cardId, title, endsAt }) => (
            <CardRow key={cardId} id={cardId} title={title}>
              {today.endsAt(formatDay(endsAt))}
            </CardRow>
          ))}
        </Rows>
      )}
    </Panel>
  );
}

type Rule = NonNullable<TodayRulesQuery['payGiftRules']>['edges'][number];

/** Rules in force that end soon, of the documented type only: the platform returns one type per call. */
function RuleSection({ limits }: { limits: Limits }) {
  const { data, errors, loading, reload } = useQuery(TodayRulesDocument, {});
  useRefresh(limits.round, reload);
  const today = texts();
  const found = data?.payGiftRules ?? undefined;
  const until = Date.parse(startOf(addDays(lastDay(limits.days), 1)));
  const ending = (found?.edges ?? [])
    .filter((rule) => endOf(rule) < until)
    .sort((one, other) => endOf(one) - endOf(other));
  const rows = ending.slice(0, ROWS);
  const titleOf = useCardTitles(rows.flatMap(({ terms }) => terms.cardId ?? []));
  const total = found?.totalCount ?? 0;
  return (
    <Panel
      title={today.rules}
      count={found && ending.length}
      loading={loading}
      errors={errors}
      onRetry={reload}
      to={addressOf({ page: 'rules' })}
    >
      {found && (
        <Rows nothing={today.nothing}>
          {rows.map(({ ruleId, terms: { cardId, endsAt } }) => (
            <Row key={`${ruleId} ${cardId} ${endsAt}`} fact={endsAt && today.endsAt(formatDay(endsAt))}>
              {ruleId === null ? (
                today.ruleWithoutId
              ) : (
                <Link to={addressOf({ page: 'rules' }, { id: ruleId })}>{today.rule(ruleId)}</Link>
              )}
              {cardId !== null && <div class="facts">{titleOf(cardId) ?? cardId}</div>}
            </Row>
          ))}
        </Rows>
      )}
      {found && total > found.edges.length && (
        <p class="facts">{today.rulesCut(formatNumber(found.edges.length), formatNumber(total))}</p>
      )}
    </Panel>
  );
}

/** A rule without an end never ends. */
function endOf({ terms: { endsAt } }: Rule): number {
  return endsAt === null ? Number.POSITIVE_INFINITY : Date.parse(endsAt);
}

/** Days of which the platform has returned no statistics. Yesterday is a range of its own, because it may be published late. */
function StatisticsSection({ round }: { round: number }) {
  const yesterday = addDays(chinaToday(), -1);
  const variables = { first: addDays(yesterday, 1 - STATISTICS_DAYS), before: addDays(yesterday, -1), yesterday };
  const { data, errors, loading, reload } = useQuery(TodayStatisticsDocument, variables);
  useRefresh(round, reload);
  const today = texts();
  const isLate = errors.length > 0 && errors.every(({ code }) => code === NOT_READY);
  const missing = data && [
    ...missingDays(data.yesterday, isLate, yesterday, yesterday),
    ...missingDays(data.earlier, isLate, variables.first, variables.before),
  ];
  return (
    <Panel
      title={today.statistics}
      count={missing?.length}
      loading={loading}
      errors={isLate ? [] : distinct(errors)}
      onRetry={reload}
      to={addressOf({ page: 'statistics' }, { from: variables.first, to: yesterday })}
    >
      {missing && (
        <Rows nothing={today.complete}>
          {missing.map(({ day, code }) => (
            <Row key={day} fact={code === undefined ? today.noRow : (errorText(code)?.meaning ?? code)}>
              <Link to={addressOf({ page: 'statistics' }, { from: day, to: day })}>{formatDay(startOf(day))}</Link>
            </Row>
          ))}
        </Rows>
      )}
    </Panel>
  );
}

const NOT_READY = 'STATS_NOT_READY';

/** Returns the days without statistics, latest first. @param isLate whether statistics that are null are not published yet */
function missingDays(
  found: TodayStatisticsQuery['yesterday'],
  isLate: boolean,
  from: Day,
  to: Day,
): { readonly day: Day; readonly code: string | undefined }[] {
  const failed = found?.missing ?? (isLate ? [{ from, to, errorCode: NOT_READY }] : []);
  const days = new Map<Day, string | undefined>((found?.emptyDays ?? []).map((day) => [day, undefined]));
  for (const { from: first, to: last, errorCode } of failed) {
    for (let day = first; day <= last; day = addDays(day, 1)) days.set(day, errorCode);
  }
  return [...days].map(([day, code]) => ({ day, code })).sort((one, other) => (one.day < other.day ? 1 : -1));
}

/** Returns errors with another code or message. Fields that fail together have the same. */
function distinct(errors: readonly QueryError[]): readonly QueryError[] {
  return [...new Map(errors.map((error) => [`${error.code} ${error.message}`, error])).values()];
}
