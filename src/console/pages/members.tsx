import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { type Action, Actions } from '../acting/actions.js';
import type { SubjectMember } from '../acting/member-subject.js';
import { appid } from '../client.js';
import { CardLink } from '../components/card-link.js';
import { CodeStatusBadge } from '../components/code-status-badge.js';
import { type Column, DataTable } from '../components/data-table.js';
import { ErrorNotice } from '../components/error-notice.js';
import { type Fact, Facts } from '../components/facts.js';
import { Link } from '../components/link.js';
import { Masked, ShowButton } from '../components/masked.js';
import { Progress } from '../components/progress.js';
import { QueryActions } from '../components/query-actions.js';
import { StatusBadge } from '../components/status-badge.js';
import { formatNumber, formatYuan } from '../format.js';
import { MemberDocument, type MemberQuery, WalletDocument, type WalletQuery } from '../generated/operations.js';
import { addressOf, navigate, parameters, setParameters } from '../router.js';
import { trimmed } from '../search-target.js';
import { can } from '../session.js';
import { useQuery } from '../use-query.js';
import { members as en } from '../words/en/members.js';
import { inLanguage, words } from '../words/words.js';
import { members as zh } from '../words/zh/members.js';

const texts = () => inLanguage({ en, zh });

type Member = NonNullable<MemberQuery['memberInfo']>;
type FormField = Member['commonFields'][number];
type Codes = NonNullable<NonNullable<NonNullable<WalletQuery['wechatUser']>['wallet']>['codes']>;
type CodeEdge = Codes['edges'][number];

/** Opens the wallet of a user or the profile of a member, one at a time. The person is in the fragment of the address. */
export function Page() {
  const value = (name: string) => parameters.value.get(name) ?? '';
  const openid = value('openid');
  const cardId = value('card');
  const code = value('code');
  return (
    <>
      <h1>{words().pages.members}</h1>
      <div class="columns">
        {can('code:read') && <WalletForm />}
        {can('member:read') && <ProfileForm cardId={cardId} />}
      </div>
      <Person openid={openid} cardId={cardId} code={code} />
    </>
  );
}

/** The keys mask the next person, and that of another account. */
function Person({ openid, cardId, code }: { openid: string; cardId: string; code: string }) {
  const key = JSON.stringify([openid, cardId, code, appid.value]);
  if (openid !== '') return can('code:read') ? <Wallet key={key} openid={openid} /> : null;
  const isComplete = cardId !== '' && code !== '';
  return isComplete && can('member:read') ? <Profile key={key} cardId={cardId} code={code} /> : null;
}

/** The openid is not kept in the form: it is that of a person. */
function WalletForm() {
  const [openid, setOpenid] = useState('');
  const names = texts();
  const submit = (event: Event) => {
    event.preventDefault();
    navigate(addressOf({ page: 'members' }, { openid: openid.trim() }));
    setOpenid('');
  };
  return (
    <section>
      <h2>{names.walletOfUser}</h2>
      <form class="filters" onSubmit={submit}>
        <TextField label={names.openid} maxLength={64} value={openid} onInput={setOpenid} />
        <button type="submit">{names.openWallet}</button>
      </form>
    </section>
  );
}

function ProfileForm(props: { cardId: string }) {
  const [cardId, setCardId] = useState(props.cardId);
  const [code, setCode] = useState('');
  const names = texts();
  const submit = (event: Event) => {
    event.preventDefault();
    navigate(addressOf({ page: 'members' }, { card: cardId.trim(), code: trimmed(code) }));
    setCode('');
  };
  return (
    <section>
      <h2>{names.profileOfMember}</h2>
      <form class="filters" onSubmit={submit}>
        <TextField label={names.memberCardId} maxLength={32} value={cardId} onInput={setCardId} />
        <TextField label={names.code} maxLength={64} value={code} onInput={setCode} />
        <button type="submit">{names.openProfile}</button>
      </form>
    </section>
  );
}

function TextField(props: { label: string; maxLength: number; value: string; onInput: (value: string) => void }) {
  return (
    <label>
      <span>{props.label}</span>
      <input
        required
        autocomplete="off"
        maxLength={props.maxLength}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </label>
  );
}

function Wallet({ openid }: { openid: string }) {
  const after = parameters.value.get('after') ?? undefined;
  const variables = { openid, after, withCards: can('card:read') };
  const { data, errors, loading, reload } = useQuery(WalletDocument, variables);
  const [shown, setShown] = useState(false);
  const names = texts();
  const wallet = data?.wechatUser?.wallet ?? undefined;
  return (
    <section aria-busy={loading}>
      <Progress loading={loading} />
      <h2>
        {names.wallet} <Masked value={openid} shown={shown} withEnd />
      </h2>
      <ErrorNotice errors={errors} onRetry={reload} />
      {wallet && (
        <>
          <p class="facts">
            <span role="status">
              {names.found(formatNumber(wallet.codes.totalCount))}
              {wallet.hasFriendVoucher && ` · ${names.hasFriendVoucher}`}
            </span>{' '}
            <ShowButton shown={shown} onChange={setShown} />{' '}
            <button type="button" class="quiet" onClick={reload}>
              {words().frame.reload}
            </button>
          </p>
          <DataTable
            caption={names.wallet}
            columns={codeColumns(shown)}
            rows={wallet.codes.edges}
            keyOf={({ cardId, code }) => `${cardId} ${code}`}
          />
        </>
      )}
      <Paging isFirst={after === undefined} page={wallet?.codes.pageInfo} />
      <QueryActions document={WalletDocument} variables={variables} />
    </section>
  );
}

function codeColumns(shown: boolean): readonly Column<CodeEdge>[] {
  const { card } = words();
  const names = texts();
  const status: Column<CodeEdge> = {
    title: card.status,
    cell: ({ node }) => (node?.card?.status ? <StatusBadge status={node.card.status} /> : '–'),
  };
  return [
    { title: names.card, cell: ({ cardId, node }) => <CardLink id={cardId} title={node?.card?.title} /> },
    ...(can('card:read') ? [status] : []),
    { title: names.code, cell: ({ cardId, code }) => <CodeLink cardId={cardId} code={code} shown={shown} /> },
  ];
}

/** The address of a code contains it, so a masked one has no link. */
function CodeLink({ cardId, code, shown }: { cardId: string; code: string; shown: boolean }) {
  if (!shown) return <Masked value={code} shown={false} withEnd />;
  return <Link to={addressOf({ page: 'code' }, { code, card: cardId })}>{code}</Link>;
}

/** @param page undefined if the wallet could not be read, for instance after a cursor of another account */
function Paging({ isFirst, page }: { isFirst: boolean; page: Codes['pageInfo'] | undefined }) {
  const names = texts();
  const endCursor = page?.hasNextPage ? page.endCursor : null;
  return (
    <p class="paging">
      {!isFirst && (
        <button type="button" onClick={() => setParameters({ after: '' })}>
          {names.first}
        </button>
      )}
      {endCursor !== null && (
        <button type="button" onClick={() => setParameters({ after: endCursor })}>
          {names.next}
        </button>
      )}
    </p>
  );
}

function Profile({ cardId, code }: { cardId: string; code: string }) {
  const variables = { cardId, code, withHolder: can('code:read'), withCard: can('card:read') };
  const { data, errors, loading, reload } = useQuery(MemberDocument, variables);
  const [shown, setShown] = useState(false);
  const { frame } = words();
  const names = texts();
  const member = data?.memberInfo ?? undefined;
  return (
    <section aria-busy={loading}>
      <Progress loading={loading} />
      <h2>
        {names.member} <Masked value={code} shown={shown} withEnd />
      </h2>
      <ErrorNotice errors={errors} onRetry={reload} />
      {!loading && errors.length === 0 && member === undefined && <p role="status">{names.notFound}</p>}
      {member && (
        <>
          <p>
            <ShowButton shown={shown} onChange={setShown} />{' '}
            <button type="button" class="quiet" onClick={reload}>
              {frame.reload}
            </button>
          </p>
          <Facts facts={factsOf(member, { cardId, code, shown })} />
          <FormFields title={names.commonFields} fields={member.commonFields} shown={shown} />
          <FormFields title={names.customFields} fields={member.customFields} shown={shown} />
          <Actions actions={actionsOn(member)} subject={{ cardId, code, member, shown }} onSettled={reload} />
        </>
      )}
      <QueryActions document={MemberDocument} variables={variables} />
    </section>
  );
}

/** An open form stays after its change, because it reports the outcome. */
function actionsOn({ activated }: Member): readonly Action<SubjectMember>[] {
  const { actions: named } = texts();
  const activate: Action<SubjectMember> = {
    name: 'activate',
    text: named.activate,
    scope: 'member:write',
    load: async () => (await import('../acting/member-forms.js')).MEMBER_FORMS.activate,
  };
  const book: Action<SubjectMember> = {
    name: 'book',
    text: named.book,
    scope: 'member:write',
    load: async () => (await import('../acting/member-forms.js')).MEMBER_FORMS.book,
  };
  return activated && parameters.value.get('act') !== activate.name ? [book] : [activate, book];
}

interface Shown {
  readonly cardId: string;
  readonly code: string;
  readonly shown: boolean;
}

function factsOf(member: Member, { cardId, code, shown }: Shown): readonly Fact[] {
  const { card } = words();
  const names = texts();
  const personal = (name: string, value: string | null): Fact => [
    name,
    value && <Masked key={name} value={value} shown={shown} />,
  ];
  const { status, activated, points, balance, sex, holder } = member;
  return [
    [names.card, <CardLink key="card" id={cardId} title={member.card?.title} />],
    [names.status, status && <CodeStatusBadge key="status" status={status} raw={member.statusRaw} />],
    [names.activated, activated === null ? null : activated ? card.yes : card.no],
    [names.code, can('code:read') && <CodeLink key="code" cardId={cardId} code={code} shown={shown} />],
    [names.openid, holder && <Holder key="openid" openid={holder.openid} shown={shown} />],
    personal(names.nickname, member.nickname),
    personal(names.membershipNumber, member.membershipNumber),
    personal(names.points, points === null ? null : formatNumber(points)),
    personal(names.balance, balance === null ? null : balanceText(balance)),
    personal(names.sex, sex && names.sexes[sex]),
  ];
}

/** The platform documents no unit of a balance. It is fen by all responses that are known. */
function balanceText(balance: string): string {
  const fen = balance.trim() === '' ? Number.NaN : Number(balance);
  return Number.isFinite(fen) ? formatYuan(fen) : balance;
}

function Holder({ openid, shown }: { openid: string; shown: boolean }) {
  return (
    <>
      <Masked value={openid} shown={shown} withEnd />{' '}
      {shown && <Link to={addressOf({ page: 'members' }, { openid })}>{texts().openWallet}</Link>}
    </>
  );
}

function FormFields(props: { title: string; fields: readonly FormField[]; shown: boolean }) {
  const { title, fields, shown } = props;
  const names = texts();
  if (fields.length === 0) return null;
  const cell = ({ value, values }: FormField): ComponentChildren => (
    <Masked value={[...(value === null ? [] : [value]), ...values].join(names.separator)} shown={shown} />
  );
  return (
    <>
      <h3>{title}</h3>
      <DataTable
        caption={title}
        columns={[
          { title: names.field, cell: ({ name }) => fieldName(name) },
          { title: names.value, cell },
        ]}
        rows={fields}
        keyOf={({ name }) => name}
      />
    </>
  );
}

/** Returns the name of a field that the platform defines. Merchants name their own ones. */
function fieldName(name: string): string {
  const names = texts().fields;
  const key = name.replace('USER_FORM_INFO_FLAG_', '');
  return Object.hasOwn(names, key) ? names[key as keyof typeof names] : name;
}
