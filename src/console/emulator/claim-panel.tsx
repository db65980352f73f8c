import { useState } from 'preact/hooks';
import { Choice } from '../components/choice.js';
import { CopyButton } from '../components/copy-button.js';
import { Link } from '../components/link.js';
import { Panel } from '../components/panel.js';
import { endOf } from '../end-of.js';
import { addressOf } from '../router.js';
import { words } from '../words/words.js';
import { control } from './control.js';
import type { Emulated, EmulatedCard } from './emulated.js';
import { Entry } from './entry.js';
import { ControlNotice, panelWords, useControl } from './use-control.js';

/** A user who holds no code at the start. */
const NEW_USER = 'oDEMO-user-0007';

/** Lets a user claim a card from a list, or scan a QR code. */
export function ClaimPanel({ emulated, onChanged }: { emulated: Emulated; onChanged: () => void }) {
  const { claim, user, required } = panelWords();
  const action = useControl(onChanged);
  const [chosen, setChosen] = useState('');
  const [openid, setOpenid] = useState(NEW_USER);
  const [code, setCode] = useState('');
  const [checked, setChecked] = useState(false);
  const options = optionsOf(emulated);
  const value = options.some(([one]) => one === chosen) ? chosen : (options[0]?.[0] ?? '');
  const card = emulated.cards.find(({ id }) => value === id);
  const needsCode = card?.needsCode ?? false;
  const missing = (text: string) => (checked && text.trim() === '' ? required : undefined);
  const submit = (event: Event) => {
    event.preventDefault();
    setChecked(true);
    if (openid.trim() === '' || (needsCode && code.trim() === '')) return;
    const holder = openid.trim();
    const what =
      card === undefined ? { ticket: value } : { card_id: value, ...(needsCode ? { code: code.trim() } : {}) };
    action.run(
      () => control('POST', 'claims', { ...what, openid: holder }),
      ({ code: claimed }) => <Claimed code={String(claimed)} openid={holder} cardId={needsCode ? value : ''} />,
    );
  };
  return (
    <Panel title={claim.title} loading={false}>
      <form class="act" noValidate onSubmit={submit}>
        <Choice label={claim.what} value={value} options={options} onChange={setChosen} />
        <Entry
          label={user}
          value={openid}
          onChange={setOpenid}
          problem={missing(openid)}
          suggestions={[NEW_USER, ...emulated.openids.filter((one) => one !== NEW_USER)]}
        />
        {needsCode && <Entry label={claim.code} value={code} onChange={setCode} problem={missing(code)} />}
        <p class="buttons">
          <button type="submit" disabled={action.sending}>
            {claim.submit}
          </button>
        </p>
      </form>
      <ControlNotice {...action} />
    </Panel>
  );
}

/** @param cardId empty: the code is not the merchant's own, and identifies its card */
function Claimed({ code, openid, cardId }: { code: string; openid: string; cardId: string }) {
  const { claim } = panelWords();
  return (
    <>
      <p>
        {claim.done(openid, code)} <CopyButton text={() => code} />
      </p>
      <p>
        <Link to={addressOf({ page: 'code' }, { code, card: cardId })}>{claim.check}</Link>
      </p>
    </>
  );
}

/** QR codes by their tickets, then cards by their ids. */
function optionsOf({ cards, qrCodes }: Emulated): (readonly [value: string, text: string])[] {
  const { claim } = panelWords();
  const { cardStatuses } = words();
  const titleOf = (cardId: string | undefined) => cards.find(({ id }) => id === cardId)?.title ?? cardId ?? '';
  const textOf = ({ id, title, status }: EmulatedCard) => `${title} · ${id} · ${cardStatuses[status]}`;
  return [
    ...qrCodes.map(({ ticket, cardIds }) => [ticket, claim.qrCode(titleOf(cardIds[0]), endOf(ticket))] as const),
    ...cards.filter(({ status }) => status !== 'DELETED').map((card) => [card.id, textOf(card)] as const),
  ];
}
