import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { type Action, Actions } from '../acting/actions.js';
import { useCardTitles } from '../card-titles.js';
import { CardLink } from '../components/card-link.js';
import { Choice } from '../components/choice.js';
import { type Column, DataTable } from '../components/data-table.js';
import { ErrorNotice } from '../components/error-notice.js';
import { type Fact, Facts } from '../components/facts.js';
import { Link } from '../components/link.js';
import { Progress } from '../components/progress.js';
import { QueryActions } from '../components/query-actions.js';
import { formatNumber, formatTime, formatYuan } from '../format.js';
import {
  type PayGiftRuleType,
  RuleDocument,
  RulesDocument,
  type RulesQuery,
  type RuleTermsFragment,
} from '../generated/operations.js';
import { addressOf, navigate, parameters, setParameters } from '../router.js';
import { useQuery } from '../use-query.js';
import { rules as en } from '../words/en/rules.js';
import { inLanguage, words } from '../words/words.js';
import { rules as zh } from '../words/zh/rules.js';

const texts = () => inLanguage({ en, zh });

const TYPES: readonly PayGiftRuleType[] = ['MEMBER_CARD', 'SINGLE_PAY'];

type Edge = NonNullable<RulesQuery['payGiftRules']>['edges'][number];

/** The rules of the account, or one of them. The filters and the id are in the fragment of the address. */
export function Page() {
  const id = parameters.value.get('id')?.slice(0, 32) ?? '';
  return id === '' ? <Rules /> : <Rule key={id} id={id} />;
}

function additions(): readonly Action<undefined>[] {
  return [
    {
      name: 'add',
      text: texts().actions.add,
      scope: 'rule:write',
      load: async () => (await import('../acting/rule-forms.js')).RULE_FORMS.add,
    },
  ];
}

function deletions(): readonly Action<string>[] {
  return [
    {
      name: 'delete',
      text: texts().actions.delete,
      scope: 'rule:write',
      load: async () => (await import('../acting/rule-forms.js')).RULE_FORMS.delete,
    },
  ];
}

function Rules() {
  const given = parameters.value;
  const variables = {
    type: TYPES.find((one) => one === given.get('type')) ?? 'MEMBER_CARD',
    effectiveOnly: given.get('show') === 'effective',
    after: given.get('after') ?? undefined,
  };
  const { data, errors, loading, reload } = useQuery(RulesDocument, variables);
  const found = data?.payGiftRules ?? undefined;
  const edges = found?.edges ?? [];
  const titleOf = useCardTitles(edges.flatMap(({ terms }) => terms.cardId ?? []));
  const { frame, pages } = words();
  const rules = texts();
  return (
    <>
      <h1>{pages.rules}</h1>
      <div class="filters">
        <Choice
          label={rules.type}
          value={variables.type}
          options={TYPES.map((type) => [type, rules.types[type]] as const)}
          onChange={(type) => filter('type', type)}
        />
        <Choice
          label={rules.which}
          value={variables.effectiveOnly ? 'effective' : ''}
          options={[
            ['', rules.all],
            ['effective', rules.effective],
          ]}
          onChange={(show) => filter('show', show)}
        />
        <IdForm />
      </div>
      <Actions actions={additions()} subject={undefined} onSettled={reload} />
      <Progress loading={loading} />
      <ErrorNotice errors={errors} onRetry={reload} />
      {found !== undefined && (
        <section aria-busy={loading}>
          {edges.some(({ ruleId }) => ruleId === null) && (
            <p role="status" class="notice">
              {rules.withoutIdHint}
            </p>
          )}
          <p class="facts">
            {found.totalCount !== null && rules.found(formatNumber(found.totalCount))}{' '}
            <button type="button" class="quiet" onClick={reload}>
              {frame.reload}
            </button>
          </p>
          <DataTable caption={pages.rules} columns={columns(titleOf)} rows={edges} keyOf={({ cursor }) => cursor} />
          <p class="paging">
            {variables.after !== undefined && (
              <button type="button" onClick={() => setParameters({ after: '' })}>
                {rules.first}
              </button>
            )}
            {found.pageInfo.hasNextPage && (
              <button type="button" onClick={() => setParameters({ after: found.pageInfo.endCursor ?? '' })}>
                {rules.next}
              </button>
            )}
          </p>
        </section>
      )}
      <QueryActions document={RulesDocument} variables={variables} />
    </>
  );
}

/** Sets a filter. A cursor is valid only with the filters that it was returned for. */
function filter(name: string, value: string): void {
  setParameters({ [name]: value, after: '' });
}

function columns(titleOf: (cardId: string) => string | undefined): readonly Column<Edge>[] {
  const rules = texts();
  return [
    {
      title: rules.rule,
      cell: ({ ruleId }) =>
        ruleId === null ? (
          <span class="facts">{rules.withoutId}</span>
        ) : (
          <Link to={addressOf({ page: 'rules' }, { id: ruleId })}>{ruleId}</Link>
        ),
    },
    { title: rules.status, cell: ({ terms }) => statusText(terms) },
    { title: rules.card, cell: ({ terms }) => cardLink(terms.cardId, titleOf) },
    { title: rules.merchants, cell: ({ terms }) => merchantList(terms.merchantIds) },
    { title: rules.begins, cell: ({ terms }) => timeText(terms.beginsAt) },
    { title: rules.ends, cell: ({ terms }) => timeText(terms.endsAt) },
    { title: rules.spend, cell: ({ terms }) => spendText(terms), isNumber: true },
  ];
}

function IdForm() {
  const [id, setId] = useState('');
  const rules = texts();
  const open = (event: Event) => {
    event.preventDefault();
    if (id.trim() !== '') navigate(addressOf({ page: 'rules' }, { id: id.trim() }));
  };
  return (
    <form class="filters" onSubmit={open}>
      <label>
        <span>{rules.id}</span>
        <input type="search" maxLength={32} value={id} onInput={(event) => setId(event.currentTarget.value)} />
      </label>
      <button type="submit" class="quiet">
        {rules.open}
      </button>
    </form>
  );
}

function Rule({ id }: { id: string }) {
  const variables = { id };
  const { data, errors, loading, reload } = useQuery(RuleDocument, variables);
  const terms = data?.payGiftRule?.terms ?? undefined;
  const titleOf = useCardTitles(terms?.cardId ? [terms.cardId] : []);
  const rules = texts();
  const facts: readonly Fact[] =
    terms === undefined
      ? []
      : [
          [rules.status, statusText(terms)],
          [rules.card, cardLink(terms.cardId, titleOf)],
          [rules.merchants, merchantList(terms.merchantIds)],
          [rules.spend, spendText(terms)],
          [rules.begins, timeText(terms.beginsAt)],
          [rules.ends, timeText(terms.endsAt)],
          // a foreign page: its address is shown, and not linked
          [rules.claimUrl, terms.claimUrl],
          [rules.appBrandId, terms.appBrandId],
          [rules.appBrandPath, terms.appBrandPath],
          [rules.createdAt, timeText(terms.createdAt)],
          [rules.updatedAt, timeText(terms.updatedAt)],
        ];
  return (
    <>
      <p>
        <Link to={addressOf({ page: 'rules' })}>{rules.back}</Link>
      </p>
      <h1>
        {rules.rule} {id}
      </h1>
      <Progress loading={loading} />
      <ErrorNotice errors={errors} onRetry={reload} />
      <Facts facts={facts} />
      {!loading && errors.length === 0 && data?.payGiftRule === null && <p>{rules.notFound}</p>}
      <Actions actions={deletions()} subject={id} onSettled={reload} />
      <QueryActions document={RuleDocument} variables={variables} />
    </>
  );
}

const timeText = (time: string | null) => (time === null ? '–' : formatTime(time));

const merchantList = (ids: readonly string[]) => (ids.length === 0 ? '–' : ids.join(' '));

const cardLink = (cardId: string | null, titleOf: (cardId: string) => string | undefined) =>
  cardId === null ? '–' : <CardLink id={cardId} title={titleOf(cardId)} />;

/** A valid rule is in force only in its period. Another status is shown as the platform spells it. */
function statusText({ status, statusRaw, beginsAt, endsAt }: RuleTermsFragment): ComponentChildren {
  const { periods } = texts();
  if (status !== 'OK') return statusRaw ?? periods.unknown;
  const now = Date.now();
  const hasEnded = endsAt !== null && Date.parse(endsAt) <= now;
  const period = hasEnded ? 'ended' : beginsAt !== null && Date.parse(beginsAt) > now ? 'later' : 'running';
  return <span class={`badge rule-${period}`}>{periods[period]}</span>;
}

function spendText({ minimumSpend, maximumSpend }: RuleTermsFragment): string {
  const rules = texts();
  const least = minimumSpend && formatYuan(minimumSpend.fen);
  const most = maximumSpend && formatYuan(maximumSpend.fen);
  if (least && most) return `${least} – ${most}`;
  if (least) return rules.from(least);
  return most ? rules.upTo(most) : '–';
}
