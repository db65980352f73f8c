import type { TypedDocumentNode } from '@urql/core';
import { useEffect, useState } from 'preact/hooks';
import { Choice } from '../components/choice.js';
import { type Column, DataTable } from '../components/data-table.js';
import { ErrorNotice } from '../components/error-notice.js';
import { Link } from '../components/link.js';
import { Progress } from '../components/progress.js';
import { QueryActions } from '../components/query-actions.js';
import { StatisticsReport } from '../components/statistics-report.js';
import { formatNumber } from '../format.js';
import {
  CardStatisticsDocument,
  CouponStatisticsDocument,
  MemberCardDetailStatisticsDocument,
  MemberCardStatisticsDocument,
  MerchantStatisticsDocument,
} from '../generated/operations.js';
import { addressOf, parameters, setParameters } from '../router.js';
import { can } from '../session.js';
import { addDays, chinaToday, type Day } from '../statistics/days.js';
import { type CouponSums, GROUPS, type Measure, type Statistics, sumsByCoupon } from '../statistics/report.js';
import {
  DRAWINGS,
  isOfOneCard,
  KINDS,
  lastDays,
  MAX_COUPON_DAYS,
  ORIGINS,
  problemOf,
  QUICK_DAYS,
  type Selection,
  selectionOf,
} from '../statistics/selection.js';
import { useQuery } from '../use-query.js';
import { statistics as en } from '../words/en/statistics.js';
import { inLanguage, words } from '../words/words.js';
import { statistics as zh } from '../words/zh/statistics.js';

const texts = () => inLanguage({ en, zh });

/** Statistics by day, of a range of days. The selection is in the fragment of the address. */
export function Page() {
  const today = chinaToday();
  const selection = selectionOf(parameters.value, today);
  const { kind, card, origin } = selection;
  const isAllowed = kind !== 'card' || can('card:read');
  return (
    <>
      <h1>{words().pages.statistics}</h1>
      <SelectionForm selection={selection} today={today} />
      {!isAllowed && <p>{words().frame.notAllowed}</p>}
      {isAllowed && problemOf(selection, today) === undefined && (
        <Results key={`${kind} ${card} ${origin}`} selection={selection} />
      )}
    </>
  );
}

function SelectionForm({ selection, today }: { selection: Selection; today: Day }) {
  const { kind, card, origin, from, to } = selection;
  const names = texts();
  const [draft, setDraft] = useState({ card, from, to });
  useEffect(() => setDraft({ card, from, to }), [card, from, to]);
  const edit = (changed: Partial<typeof draft>) => setDraft({ ...draft, ...changed });
  const problem = problemOf({ ...selection, ...draft }, today);
  const invalid = (field: string) =>
    problem?.field === field ? ({ 'aria-invalid': true, 'aria-describedby': PROBLEM_ID } as const) : {};
  const submit = (event: Event) => {
    event.preventDefault();
    if (problem === undefined) setParameters(draft);
  };
  const isLimited = kind === 'coupons' && draft.card.trim() === '';
  const yesterday = addDays(today, -1);
  return (
    <form onSubmit={submit} noValidate>
      <div class="filters">
        <Choice
          label={names.kind}
          value={kind}
          options={KINDS.filter((one) => one !== 'card' || can('card:read')).map(
            (one) => [one, names.kinds[one]] as const,
          )}
          onChange={(chosen) => setParameters({ ...draft, kind: chosen })}
        />
        {isOfOneCard(kind) && (
          <label>
            <span>{kind === 'coupons' ? names.coupon : names.card}</span>
            <input
              type="text"
              maxLength={32}
              spellcheck={false}
              autocomplete="off"
              value={draft.card}
              onInput={(event) => edit({ card: event.currentTarget.value })}
              {...invalid('card')}
            />
          </label>
        )}
        {kind !== 'member' && (
          <Choice
            label={names.origin}
            value={origin ?? ''}
            options={[['', names.anyOrigin], ...ORIGINS.map((one) => [one, names[one]] as const)]}
            onChange={(chosen) => setParameters({ ...draft, origin: chosen })}
          />
        )}
        <label>
          <span>{names.from}</span>
          <input
            type="date"
            max={yesterday}
            value={draft.from}
            onInput={(event) => edit({ from: event.currentTarget.value })}
            {...invalid('from')}
          />
        </label>
        <label>
          <span>{names.to}</span>
          <input
            type="date"
            max={yesterday}
            value={draft.to}
            onInput={(event) => edit({ to: event.currentTarget.value })}
            {...invalid('to')}
          />
        </label>
        <button type="submit">{names.show}</button>
        <Choice
          label={names.drawing}
          value={selection.drawing}
          options={DRAWINGS.map((one) => [one, names[one]] as const)}
          onChange={(chosen) => setParameters({ draw: chosen })}
        />
      </div>
      <fieldset class="legend quick">
        <legend class="hidden">{names.quickDays}</legend>
        {QUICK_DAYS.map((days) => {
          const range = lastDays(days, today);
          return (
            <button
              key={days}
              type="button"
              class="quiet"
              aria-pressed={range.from === from && range.to === to}
              disabled={isLimited && days > MAX_COUPON_DAYS}
              onClick={() => setParameters({ card: draft.card, ...range })}
            >
              {names.lastDays(formatNumber(days))}
            </button>
          );
        })}
        {isLimited && <span class="facts">{names.couponLimit}</span>}
      </fieldset>
      <p class="field-problem" id={PROBLEM_ID} aria-live="polite">
        {problem !== undefined && names.problems[problem.reason]}
      </p>
    </form>
  );
}

const PROBLEM_ID = 'statistics-problem';

function Results({ selection }: { selection: Selection }) {
  const { kind, card: cardId, origin, from, to } = selection;
  const names = texts();
  const ofBothOrigins = origin === undefined ? names.originsAdded : undefined;
  switch (kind) {
    case 'all':
      return (
        <Received
          selection={selection}
          document={MerchantStatisticsDocument}
          variables={{ from, to, origin }}
          pick={({ merchantStats }) => merchantStats}
          note={ofBothOrigins}
        />
      );
    case 'coupons':
      return (
        <Received
          selection={selection}
          document={CouponStatisticsDocument}
          variables={{ from, to, origin, cardId: cardId || undefined }}
          pick={({ couponStats }) => couponStats}
          note={cardId === '' ? names.usersAdded : undefined}
        />
      );
    case 'members':
      return (
        <Received
          selection={selection}
          document={MemberCardStatisticsDocument}
          variables={{ from, to, origin }}
          pick={({ memberCardStats }) => memberCardStats}
          note={ofBothOrigins}
        />
      );
    case 'member':
      return (
        <Received
          selection={selection}
          document={MemberCardDetailStatisticsDocument}
          variables={{ from, to, cardId }}
          pick={({ memberCardDetailStats }) => memberCardDetailStats}
        />
      );
    case 'card':
      return (
        <Received
          selection={selection}
          document={CardStatisticsDocument}
          variables={{ from, to, origin, cardId }}
          pick={({ card }) => card?.stats}
          title={({ card }) => card?.title ?? undefined}
        />
      );
  }
}

/** Sends the query of a selection and shows what it returns. */
function Received<Data, Variables extends Record<string, unknown>>(props: {
  selection: Selection;
  document: TypedDocumentNode<Data, Variables>;
  variables: Variables;
  /** Null: the card has no statistics. Undefined: the card does not exist. */
  pick: (data: Data) => Statistics | null | undefined;
  /** Returns the title of the card. */
  title?: (data: Data) => string | undefined;
  note?: string | undefined;
}) {
  const { selection, document, variables, note } = props;
  const { kind, card, drawing, hidden } = selection;
  const { data, errors, loading, reload } = useQuery(document, variables);
  const names = texts();
  const statistics = data === undefined ? undefined : props.pick(data);
  const title = data === undefined ? undefined : props.title?.(data);
  const toggle = (measure: Measure) => {
    const hide = hidden.includes(measure) ? hidden.filter((one) => one !== measure) : [...hidden, measure];
    setParameters({ hide: hide.join() });
  };
  return (
    <>
      <Progress loading={loading} />
      <ErrorNotice errors={errors} onRetry={reload} />
      {!loading && errors.length === 0 && statistics == null && (
        <p>{kind === 'card' && statistics === null ? names.noStatistics : names.noCard}</p>
      )}
      {statistics != null && (
        <section aria-busy={loading}>
          {card !== '' && can('card:read') && (
            <p>
              <Link to={addressOf({ page: 'card', id: card })}>{title ?? card}</Link>
            </p>
          )}
          <StatisticsReport
            statistics={statistics}
            name={['statistics', kind, card].filter((part) => part !== '').join('-')}
            heading="h2"
            drawing={drawing}
            hidden={hidden}
            onToggle={toggle}
            onRetry={reload}
          />
          {note !== undefined && <p class="facts">{note}</p>}
          {kind === 'coupons' && card === '' && <Coupons statistics={statistics} />}
        </section>
      )}
      <QueryActions document={document} variables={variables} />
    </>
  );
}

/** The totals of each coupon, with links to the statistics of that coupon. */
function Coupons({ statistics }: { statistics: Statistics }) {
  const names = texts();
  const coupons = sumsByCoupon(statistics.rows);
  const measures = GROUPS.counts.filter((measure) => coupons.some(({ sums }) => sums.has(measure)));
  const columns: readonly Column<CouponSums>[] = [
    {
      title: words().card.id,
      cell: ({ cardId }) => {
        const { from, to } = Object.fromEntries(parameters.value);
        const range = { from: from ?? '', to: to ?? '' };
        return (
          <Link to={addressOf({ page: 'statistics' }, { kind: 'coupons', card: cardId, ...range })}>{cardId}</Link>
        );
      },
    },
    ...measures.map(
      (measure): Column<CouponSums> => ({
        title: names.measures[measure],
        cell: ({ sums }) => formatNumber(sums.get(measure) ?? 0),
        isNumber: true,
      }),
    ),
  ];
  return (
    <>
      <h2>{names.byCoupon}</h2>
      <DataTable caption={names.byCoupon} columns={columns} rows={coupons} keyOf={({ cardId }) => cardId} />
    </>
  );
}
