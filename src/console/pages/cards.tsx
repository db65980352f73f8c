import { Choice } from '../components/choice.js';
import { type Column, DataTable } from '../components/data-table.js';
import { ErrorNotice } from '../components/error-notice.js';
import { Link } from '../components/link.js';
import { LookUps } from '../components/look-ups.js';
import { Picture } from '../components/picture.js';
import { Progress } from '../components/progress.js';
import { QueryActions } from '../components/query-actions.js';
import { StatusBadge } from '../components/status-badge.js';
import { Validity } from '../components/validity.js';
import { formatNumber, formatTime } from '../format.js';
import {
  type CardCodeModeInput,
  type CardSortBy,
  type CardSortDirection,
  type CardStatusFilter,
  CardsDocument,
  type CardsQuery,
  type CardsQueryVariables,
  type CardTypeFilter,
} from '../generated/operations.js';
import { addressOf, parameters, setParameters } from '../router.js';
import { can } from '../session.js';
import { addDays, isDay, startOf } from '../statistics/days.js';
import { useQuery } from '../use-query.js';
import { cards as en } from '../words/en/cards.js';
import { inLanguage, words } from '../words/words.js';
import { cards as zh } from '../words/zh/cards.js';

const texts = () => inLanguage({ en, zh });

const STATUSES: readonly CardStatusFilter[] = ['IN_REVIEW', 'REJECTED', 'APPROVED', 'DISPATCHED', 'DELETED'];
/** The value of the filter for cards that users can claim. */
const USABLE = 'USABLE';
const TYPES: readonly CardTypeFilter[] = [
  'GROUPON',
  'CASH',
  'DISCOUNT',
  'GIFT',
  'GENERAL_COUPON',
  'MEMBER_CARD',
  'SCENIC_TICKET',
  'MOVIE_TICKET',
  'BOARDING_PASS',
  'MEETING_TICKET',
  'BUS_TICKET',
];
const CODE_MODES: readonly CardCodeModeInput[] = ['PLATFORM', 'CUSTOM', 'DEPOSITED'];

/** The usual direction of each order. The first order is the default. */
const DIRECTIONS: Readonly<Record<CardSortBy, CardSortDirection>> = {
  UPDATED_AT: 'DESCENDING',
  CREATED_AT: 'DESCENDING',
  ENDS_AT: 'ASCENDING',
  STOCK: 'ASCENDING',
  TITLE: 'ASCENDING',
};
const DIRECTION_NAMES: readonly CardSortDirection[] = ['ASCENDING', 'DESCENDING'];
const ORDERS = Object.keys(DIRECTIONS) as readonly CardSortBy[];

type Found = CardsQuery['searchCards'];
type Edge = NonNullable<Found>['edges'][number];

/** Searches the cards of the account. The filters are in the fragment of the address. */
export function Page() {
  const variables = variablesOf(parameters.value);
  const { data, errors, loading, reload } = useQuery(CardsDocument, variables);
  const { frame, pages } = words();
  const cards = texts();
  const found = data?.searchCards ?? undefined;
  return (
    <>
      <h1>{pages.cards}</h1>
      {can('card:write') && (
        <p>
          <Link to={addressOf({ page: 'new' })}>{words().card.create}</Link>
        </p>
      )}
      <Filters variables={variables} />
      {variables.text && <LookUps text={variables.text} />}
      <Progress loading={loading} />
      <ErrorNotice errors={errors} onRetry={reload} />
      {found !== undefined && (
        <section aria-busy={loading}>
          {!found.complete && (
            <p role="status" class="notice">
              {cards.incomplete}
            </p>
          )}
          <p class="facts">
            {cards.found(formatNumber(found.totalCount))} · {cards.asOf(formatTime(found.asOf))}{' '}
            <button type="button" class="quiet" onClick={reload}>
              {frame.reload}
            </button>
          </p>
          <DataTable caption={pages.cards} columns={columns()} rows={found.edges} keyOf={({ cardId }) => cardId} />
          <Paging found={found} />
        </section>
      )}
      <QueryActions document={CardsDocument} variables={variables} />
    </>
  );
}

function columns(): readonly Column<Edge>[] {
  const { card, cardTypes } = words();
  return [
    {
      title: card.title,
      cell: ({ cardId, node }) => (
        <div class="titled">
          <Picture url={node?.logoUrl ?? null} />
          <div>
            <Link to={addressOf({ page: 'card', id: cardId })}>{node?.title ?? cardId}</Link>
            <div class="facts">{node?.brandName}</div>
          </div>
        </div>
      ),
    },
    { title: card.type, cell: ({ node }) => (node?.type ? cardTypes[node.type] : '–') },
    { title: card.status, cell: ({ node }) => (node?.status ? <StatusBadge status={node.status} /> : '–') },
    {
      title: card.stock,
      cell: ({ node }) => (node?.stock ? formatNumber(node.stock.quantity) : '–'),
      isNumber: true,
    },
    { title: card.validity, cell: ({ node }) => <Validity validity={node?.validity ?? null} /> },
    { title: card.updatedAt, cell: ({ node }) => (node?.updatedAt ? formatTime(node.updatedAt) : '–') },
  ];
}

function Filters({ variables }: { variables: CardsQueryVariables }) {
  const { card, cardCodeModes, cardStatuses, cardTypes } = words();
  const cards = texts();
  const value = (name: string) => parameters.value.get(name) ?? '';
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <label>
        <span>{cards.text}</span>
        <input
          type="search"
          maxLength={256}
          value={value('text')}
          onChange={(event) => filter('text', event.currentTarget.value.trim())}
        />
      </label>
      <Choice
        label={card.status}
        value={variables.statuses === undefined ? '' : value('status')}
        options={[
          ['', cards.allStatuses],
          [USABLE, cards.usable],
          ...STATUSES.map((one) => [one, cardStatuses[one]] as const),
        ]}
        onChange={(chosen) => filter('status', chosen)}
      />
      <Choice
        label={card.type}
        value={variables.types === undefined ? '' : value('type')}
        options={[['', cards.allTypes], ...TYPES.map((one) => [one, cardTypes[one]] as const)]}
        onChange={(chosen) => filter('type', chosen)}
      />
      <Choice
        label={card.codeMode}
        value={variables.codeModes === undefined ? '' : value('codeMode')}
        options={[['', cards.allCodeModes], ...CODE_MODES.map((one) => [one, cardCodeModes[one]] as const)]}
        onChange={(chosen) => filter('codeMode', chosen)}
      />
      <label>
        <span>{cards.stockAtMost}</span>
        <input
          type="number"
          min={0}
          max={MAX_STOCK}
          value={value('stockAtMost')}
          onChange={(event) => filter('stockAtMost', event.currentTarget.value)}
        />
      </label>
      <label>
        <span>{cards.endsBy}</span>
        <input
          type="date"
          value={variables.endsBefore === undefined ? '' : value('endsBy')}
          onChange={(event) => filter('endsBy', event.currentTarget.value)}
        />
      </label>
      <Choice
        label={cards.sort}
        value={variables.sort.by}
        options={ORDERS.map((one) => [one, cards[one]] as const)}
        onChange={(chosen) => filter('sort', chosen, { direction: '' })}
      />
      <Choice
        label={cards.direction}
        value={variables.sort.direction ?? 'ASCENDING'}
        options={DIRECTION_NAMES.map((one) => [one, cards[one]] as const)}
        onChange={(chosen) => filter('direction', chosen === DIRECTIONS[variables.sort.by] ? '' : chosen)}
      />
    </form>
  );
}

function Paging({ found }: { found: NonNullable<Found> }) {
  const cards = texts();
  const { hasNextPage, endCursor } = found.pageInfo;
  return (
    <p class="paging">
      {parameters.value.has('after') && (
        <button type="button" onClick={() => filter('after', '')}>
          {cards.first}
        </button>
      )}
      {hasNextPage && endCursor !== null && (
        <button type="button" onClick={() => filter('after', endCursor)}>
          {cards.next}
        </button>
      )}
    </p>
  );
}

const MAX_STOCK = 100_000_000;

/** Sets a parameter of the page. A cursor is valid only with the filters that it was returned for. */
function filter(name: string, value: string, more: Readonly<Record<string, string>> = {}): void {
  setParameters({ after: '', ...more, [name]: value });
}

/** Ignores parameters that are not valid: anybody can write the fragment. */
function variablesOf(given: URLSearchParams): CardsQueryVariables {
  const choice = <T extends string>(name: string, allowed: readonly T[]) =>
    allowed.find((one) => one === given.get(name));
  const listed = <T extends string>(chosen: T | undefined) => (chosen === undefined ? undefined : [chosen]);
  const by = choice('sort', ORDERS) ?? 'UPDATED_AT';
  const stock = given.get('stockAtMost') ?? '';
  const status = choice('status', STATUSES);
  const endsBy = given.get('endsBy') ?? '';
  return {
    text: given.get('text')?.slice(0, 256) || undefined,
    statuses: given.get('status') === USABLE ? ['APPROVED', 'DISPATCHED'] : listed(status),
    types: listed(choice('type', TYPES)),
    codeModes: listed(choice('codeMode', CODE_MODES)),
    stockAtMost: /^\d{1,9}$/.test(stock) ? Math.min(Number(stock), MAX_STOCK) : undefined,
    endsBefore: isDay(endsBy) ? startOf(addDays(endsBy, 1)) : undefined,
    sort: { by, direction: choice('direction', DIRECTION_NAMES) ?? DIRECTIONS[by] },
    after: given.get('after') || undefined,
  };
}
