import { useEffect, useState } from 'preact/hooks';
import { appid, credential, recoveries } from '../client.js';
import { CopyButton } from '../components/copy-button.js';
import { type Column, DataTable } from '../components/data-table.js';
import { ErrorNotice } from '../components/error-notice.js';
import { Facts } from '../components/facts.js';
import { Panel } from '../components/panel.js';
import { Progress } from '../components/progress.js';
import { QueryActions } from '../components/query-actions.js';
import { formatClock, formatNumber, formatTime } from '../format.js';
import { SystemDocument, type SystemQuery } from '../generated/operations.js';
import { type Health, readHealth } from '../health.js';
import { parameters, setParameters } from '../router.js';
import { operations, type SentOperation } from '../sent-operations.js';
import { can, switchAccount } from '../session.js';
import { useQuery } from '../use-query.js';
import { system as en } from '../words/en/system.js';
import { inLanguage, words } from '../words/words.js';
import { system as zh } from '../words/zh/system.js';

const texts = () => inLanguage({ en, zh });

type Viewer = NonNullable<SystemQuery['cardgraphViewer']>;
type Accounts = NonNullable<Viewer['accounts']>;
type Account = Accounts['nodes'][number];

/** Who sends the requests and for which account, the state of the server, and what this page has sent. */
export function Page() {
  const variables = { after: parameters.value.get('after') || null, canReadCards: can('card:read') };
  const { data, errors, loading, reload } = useQuery(SystemDocument, variables);
  const { frame, pages } = words();
  const system = texts();
  const [round, setRound] = useState(0);
  const refresh = () => {
    reload();
    setRound(round + 1);
  };
  const viewer = data?.cardgraphViewer ?? undefined;
  return (
    <>
      <h1>{pages.system}</h1>
      <p>
        <button type="button" class="quiet" onClick={refresh}>
          {frame.reload}
        </button>
      </p>
      <Progress loading={loading} />
      <ErrorNotice errors={errors} onRetry={reload} />
      <div class="board">
        {viewer && <Caller viewer={viewer} />}
        <HealthPanel round={round} />
        {data?.searchCards && <Index found={data.searchCards} />}
      </div>
      {viewer?.accounts && (
        <>
          <h2>{system.accounts}</h2>
          <AccountTable accounts={viewer.accounts} current={viewer.account?.appid} />
        </>
      )}
      <h2>{system.operations}</h2>
      <Operations />
      <QueryActions document={SystemDocument} variables={variables} />
    </>
  );
}

function Caller({ viewer }: { viewer: Viewer }) {
  const { accountStatuses, frame } = words();
  const system = texts();
  const { account, name, scopes } = viewer;
  const kind = credential.value?.header;
  return (
    <Panel title={system.caller} loading={false}>
      <Facts
        facts={[
          [system.name, name],
          [
            system.credential,
            kind === undefined ? system.noCredential : kind === 'authorization' ? frame.bearer : frame.apiKey,
          ],
          [
            system.account,
            account && (
              <>
                {account.name} <code>{account.appid}</code>
                <div class="facts">{accountStatuses[account.status]}</div>
              </>
            ),
          ],
        ]}
      />
      <details>
        <summary>
          {system.scopes} ({formatNumber(scopes.length)})
        </summary>
        <ul class="scopes">
          {scopes.toSorted().map((scope) => (
            <li key={scope}>
              <code>{scope}</code>
            </li>
          ))}
        </ul>
      </details>
    </Panel>
  );
}

function HealthPanel({ round }: { round: number }) {
  const system = texts();
  const [health, setHealth] = useState<Health>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: reads again after a refresh or an outage
  useEffect(() => {
    let current = true;
    readHealth().then((received) => {
      if (current) setHealth(received);
    });
    return () => {
      current = false;
    };
  }, [round, recoveries.value]);
  return (
    <Panel title={system.health} loading={health === undefined}>
      {health && (
        <Facts
          facts={[
            [system.live, health.isLive ? system.ok : system.unreachable],
            [system.ready, health.readiness ? system.readiness[health.readiness] : system.unreachable],
            [system.duration, system.milliseconds(formatNumber(Math.round(health.durationMs)))],
          ]}
        />
      )}
    </Panel>
  );
}

function Index({ found }: { found: NonNullable<SystemQuery['searchCards']> }) {
  const { card } = words();
  const system = texts();
  return (
    <Panel title={system.index} loading={false}>
      <Facts
        facts={[
          [system.complete, found.complete ? card.yes : card.no],
          [system.asOf, formatTime(found.asOf)],
          [system.indexedCards, formatNumber(found.indexedCards)],
        ]}
      />
    </Panel>
  );
}

function AccountTable({ accounts, current }: { accounts: Accounts; current: string | undefined }) {
  const system = texts();
  const { nodes, pageInfo, totalCount } = accounts;
  const { endCursor } = pageInfo;
  return (
    <>
      <p class="facts">{system.accountsFound(formatNumber(totalCount))}</p>
      <DataTable
        caption={system.accounts}
        columns={accountColumns(appid.value ?? current)}
        rows={nodes}
        keyOf={(account) => account.appid}
      />
      <p class="paging">
        {parameters.value.has('after') && (
          <button type="button" onClick={() => setParameters({ after: '' })}>
            {system.first}
          </button>
        )}
        {pageInfo.hasNextPage && endCursor !== null && (
          <button type="button" onClick={() => setParameters({ after: endCursor })}>
            {system.next}
          </button>
        )}
      </p>
    </>
  );
}

function accountColumns(current: string | undefined): readonly Column<Account>[] {
  const { accountStatuses } = words();
  const system = texts();
  return [
    { title: system.appid, cell: (account) => <code>{account.appid}</code> },
    { title: system.accountName, cell: ({ name }) => name ?? '–' },
    {
      title: system.status,
      cell: ({ status }) => (
        <span class={status === 'ACTIVE' ? 'badge badge-approved' : 'badge badge-rejected'}>
          {accountStatuses[status]}
        </span>
      ),
    },
    { title: system.origin, cell: ({ origin }) => system.origins[origin] },
    { title: system.authorizedAt, cell: ({ authorizedAt }) => (authorizedAt ? formatTime(authorizedAt) : '–') },
    {
      title: system.use,
      cell: (account) =>
        account.appid === current ? (
          system.inUse
        ) : (
          <button
            type="button"
            class="quiet"
            aria-label={system.useAccount(account.name ?? account.appid)}
            onClick={() => switchAccount(account.appid)}
          >
            {system.use}
          </button>
        ),
    },
  ];
}

/** The operations that this page has sent since it was loaded. */
function Operations() {
  const system = texts();
  return (
    <>
      <p class="facts">{system.operationsHint}</p>
      <DataTable
        caption={system.operations}
        columns={operationColumns()}
        rows={operations.value}
        keyOf={({ number }) => `${number}`}
      />
    </>
  );
}

function operationColumns(): readonly Column<SentOperation>[] {
  const system = texts();
  return [
    { title: system.operation, cell: ({ name }) => <code>{name}</code> },
    { title: system.sentAt, cell: ({ sentAt }) => formatClock(sentAt) },
    {
      title: system.duration,
      cell: ({ durationMs }) => system.milliseconds(formatNumber(Math.round(durationMs))),
      isNumber: true,
    },
    { title: system.cost, cell: ({ cost }) => (cost === undefined ? '–' : formatNumber(cost)), isNumber: true },
    { title: system.stale, cell: ({ stale }) => formatNumber(stale), isNumber: true },
    {
      title: system.outcome,
      cell: ({ errorCodes }) => (errorCodes.length === 0 ? system.success : <code>{errorCodes.join(', ')}</code>),
    },
    {
      title: system.requestId,
      cell: ({ requestId }) =>
        requestId === undefined ? (
          '–'
        ) : (
          <>
            <code>{requestId}</code> <CopyButton text={() => requestId} />
          </>
        ),
    },
  ];
}
