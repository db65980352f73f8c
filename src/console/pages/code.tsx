import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { type Action, Actions } from '../acting/actions.js';
import type { Replacement, SubjectCode } from '../acting/code-subject.js';
import { actingWords } from '../acting/limits.js';
import { appid } from '../client.js';
import { CardLink } from '../components/card-link.js';
import { CodeStatusBadge } from '../components/code-status-badge.js';
import { CopyButton } from '../components/copy-button.js';
import { ErrorNotice } from '../components/error-notice.js';
import { Facts } from '../components/facts.js';
import { Link } from '../components/link.js';
import { Masked, ShowButton } from '../components/masked.js';
import { Progress } from '../components/progress.js';
import { QueryActions } from '../components/query-actions.js';
import { UserErrors } from '../components/user-errors.js';
import { formatTime } from '../format.js';
import { CodeDocument, type CodeQuery } from '../generated/operations.js';
import { addressOf, navigate, parameters, setParameters } from '../router.js';
import { trimmed } from '../search-target.js';
import { can } from '../session.js';
import { useQuery } from '../use-query.js';
import { code as en } from '../words/en/code.js';
import { inLanguage, words } from '../words/words.js';
import { code as zh } from '../words/zh/code.js';

const texts = () => inLanguage({ en, zh });

type Check = NonNullable<CodeQuery['codeCheck']>;
type Code = NonNullable<Check['code']>;

/** Checks a code. It and its card id are in the fragment of the address. */
export function Page() {
  const code = parameters.value.get('code') ?? '';
  const cardId = parameters.value.get('card') ?? '';
  const [checks, setChecks] = useState(0);
  const [replacement, setReplacement] = useState<Replacement>();
  const cardField = useRef<HTMLInputElement>(null);
  const check = (values: { code: string; card: string }) => {
    navigate(addressOf({ page: 'code' }, values));
    setChecks(checks + 1);
  };
  const openReplacement = (made: Replacement) => {
    if (parameters.value.get('code') !== made.oldCode) return;
    setReplacement(made);
    setParameters({ code: made.newCode, act: '' });
  };
  const key = JSON.stringify([code, cardId]);
  return (
    <>
      <h1>{words().pages.code}</h1>
      <CodeForm key={key} code={code} cardId={cardId} cardField={cardField} onCheck={check} />
      {code !== '' && code === replacement?.newCode && <ReplacementNotice replacement={replacement} />}
      {code !== '' && (
        <Result
          key={`${key} ${checks} ${appid.value}`}
          code={code}
          cardId={cardId}
          cardField={cardField}
          onReplaced={openReplacement}
        />
      )}
    </>
  );
}

function CodeForm(props: {
  code: string;
  cardId: string;
  cardField: RefObject<HTMLInputElement | null>;
  onCheck: (values: { code: string; card: string }) => void;
}) {
  const [code, setCode] = useState(props.code);
  const [card, setCard] = useState(props.cardId);
  const names = texts();
  const submit = (event: Event) => {
    event.preventDefault();
    props.onCheck({ code: trimmed(code), card: card.trim() });
  };
  return (
    <form class="filters" onSubmit={submit}>
      <label>
        <span>{names.code}</span>
        <input
          required
          autocomplete="off"
          maxLength={64}
          value={code}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
      </label>
      <label>
        <span>{names.customCardId}</span>
        <input
          ref={props.cardField}
          autocomplete="off"
          maxLength={32}
          value={card}
          onInput={(event) => setCard(event.currentTarget.value)}
        />
      </label>
      <button type="submit">{names.check}</button>
    </form>
  );
}

/** The form of the replacement was closed with the page of the old code. */
function ReplacementNotice({ replacement: { oldCode, newCode, replayed } }: { replacement: Replacement }) {
  const { done, replayed: alreadyMade } = actingWords();
  return (
    <p role="status" class="notice notice-done">
      <strong>{done}</strong> {texts().replaced(oldCode, newCode)} {replayed && alreadyMade}
    </p>
  );
}

function Result(props: {
  code: string;
  cardId: string;
  cardField: RefObject<HTMLInputElement | null>;
  onReplaced: (replacement: Replacement) => void;
}) {
  const variables = { code: props.code, cardId: props.cardId || undefined, withCard: can('card:read') };
  const { data, errors, loading, reload } = useQuery(CodeDocument, variables);
  const check = data?.codeCheck ?? undefined;
  const isUnknown = check?.userErrors.some(({ code }) => code === 'CODE_NOT_FOUND') ?? false;
  const isMember = check !== undefined && isMemberCard(check);
  return (
    <>
      <Progress loading={loading} />
      <h2>{props.code}</h2>
      <ErrorNotice errors={errors} onRetry={reload} />
      <section aria-busy={loading}>
        <p>
          {check?.code?.status && <CodeStatusBadge status={check.code.status} raw={check.code.statusRaw} />}{' '}
          <strong role="status">{check && outcomeOf(check, { isUnknown, isMember })}</strong>{' '}
          {check && (
            <button type="button" class="quiet" onClick={reload}>
              {words().frame.reload}
            </button>
          )}
        </p>
        {check && (
          <UserErrors errors={check.userErrors.filter(({ code }) => !isMember || code !== 'WRONG_CARD_TYPE')} />
        )}
        {isUnknown && props.cardId === '' && (
          <CustomCodeNotice onEnterCardId={() => props.cardField.current?.focus()} />
        )}
        {check?.code && <CodeFacts code={check.code} isMember={isMember} />}
        {check?.code && (
          <Actions
            actions={actionsOn(check, isMember)}
            subject={{ code: check.code.code, cardId: check.code.cardId, onReplaced: props.onReplaced }}
            onSettled={reload}
          />
        )}
        {check?.code?.raw && <RawFields raw={check.code.raw} />}
      </section>
      <QueryActions document={CodeDocument} variables={variables} />
    </>
  );
}

/** An open form stays after its change, because it reports the outcome. */
function actionsOn({ code, redeemable }: Check, isMember: boolean): readonly Action<SubjectCode>[] {
  const { actions: named } = texts();
  const isOpen = (name: string) => parameters.value.get('act') === name;
  // Without a mode, the codes are those of the platform. Without the card, the server decides.
  const isReplaceable = !code?.card || !['PLATFORM', null].includes(code.card.codeMode);
  const redeem: Action<SubjectCode> = {
    name: 'redeem',
    text: named.redeem,
    scope: 'code:redeem',
    load: async () => (await import('../acting/code-forms.js')).CODE_FORMS.redeem,
  };
  const replace: Action<SubjectCode> = {
    name: 'replace',
    text: named.replace,
    scope: 'code:write',
    load: async () => (await import('../acting/code-forms.js')).CODE_FORMS.replace,
  };
  const invalidate: Action<SubjectCode> = {
    name: 'invalidate',
    text: named.invalidate,
    scope: 'code:write',
    load: async () => (await import('../acting/code-forms.js')).CODE_FORMS.invalidate,
  };
  return [
    ...(!isMember && (redeemable || isOpen('redeem')) ? [redeem] : []),
    ...(isReplaceable ? [replace] : []),
    ...(code?.status !== 'UNAVAILABLE' || isOpen('invalidate') ? [invalidate] : []),
  ];
}

function outcomeOf({ redeemable }: Check, { isUnknown, isMember }: { isUnknown: boolean; isMember: boolean }): string {
  const names = texts();
  if (redeemable) return names.redeemable;
  if (isUnknown) return names.unknown;
  return isMember ? names.memberCard : names.refused;
}

/** Explains the commonest reason why an existing code is not found. */
function CustomCodeNotice({ onEnterCardId }: { onEnterCardId: () => void }) {
  const names = texts();
  const { cardCodeModes } = words();
  return (
    <div class="notice">
      <p>{names.customHint}</p>
      <p class="filters">
        <button type="button" onClick={onEnterCardId}>
          {names.enterCardId}
        </button>
        {can('card:read') &&
          (['CUSTOM', 'DEPOSITED'] as const).map((codeMode) => (
            <Link key={codeMode} to={addressOf({ page: 'cards' }, { codeMode })}>
              {names.cardsWith(cardCodeModes[codeMode])}
            </Link>
          ))}
      </p>
    </div>
  );
}

/** Only a code of a card that is not redeemed is refused for its type, if the caller cannot read the card. */
function isMemberCard({ code, userErrors }: Check): boolean {
  const type = code?.card?.type;
  return type ? type === 'MEMBER_CARD' : userErrors.some((one) => one.code === 'WRONG_CARD_TYPE');
}

function CodeFacts({ code, isMember }: { code: Code; isMember: boolean }) {
  const { card } = words();
  const names = texts();
  const { cardId } = code;
  const member = addressOf({ page: 'members' }, { card: cardId, code: code.code });
  return (
    <Facts
      facts={[
        [names.card, <CardLink key="card" id={cardId} title={code.card?.title} />],
        [card.id, <code key="id">{cardId}</code>],
        [names.beginsAt, code.beginsAt && formatTime(code.beginsAt)],
        [names.endsAt, code.endsAt === null ? card.permanent : formatTime(code.endsAt)],
        [names.channel, code.channel],
        [names.holder, code.holder && <Holder key="holder" openid={code.holder.openid} />],
        [
          names.member,
          isMember && can('member:read') && (
            <Link key="member" to={member}>
              {names.profile}
            </Link>
          ),
        ],
      ]}
    />
  );
}

function Holder({ openid }: { openid: string }) {
  const [shown, setShown] = useState(false);
  return (
    <>
      <Masked value={openid} shown={shown} withEnd />{' '}
      {shown && <Link to={addressOf({ page: 'members' }, { openid })}>{texts().wallet}</Link>}{' '}
      <ShowButton shown={shown} onChange={setShown} />
    </>
  );
}

/** The fields contain the openid, so the page does not contain them before they are opened. */
function RawFields({ raw }: { raw: NonNullable<Code['raw']> }) {
  const [open, setOpen] = useState(false);
  const text = JSON.stringify(raw, null, 2);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {words().card.raw} {texts().personal}
      </summary>
      {open && (
        <>
          <CopyButton text={() => text} />
          <pre>{text}</pre>
        </>
      )}
    </details>
  );
}
