import { useState } from 'preact/hooks';
import { Choice } from '../components/choice.js';
import { Panel } from '../components/panel.js';
import { words } from '../words/words.js';
import { control } from './control.js';
import { codeOf, type Emulated } from './emulated.js';
import { Entry } from './entry.js';
import { ControlNotice, panelWords, useControl } from './use-control.js';

const ACTIONS = ['redeem', 'gift', 'accept', 'return', 'delete', 'expire'] as const;

/** What holders, friends and other tills do with a code. */
export function CodePanel({ emulated, onChanged }: { emulated: Emulated; onChanged: () => void }) {
  const { code: texts, required } = panelWords();
  const { codeStatuses } = words();
  const action = useControl(onChanged);
  const [chosen, setChosen] = useState('');
  const [act, setAct] = useState<(typeof ACTIONS)[number]>('redeem');
  const [friend, setFriend] = useState('oDEMO-user-0002');
  const keyOf = ({ cardId, code }: { cardId: string; code: string }) => `${cardId} ${code}`;
  const { codes } = emulated;
  const code = codes.find((one) => keyOf(one) === chosen) ?? codes[0];
  const isMissing = act === 'accept' && friend.trim() === '';
  const submit = (event: Event) => {
    event.preventDefault();
    if (code === undefined || isMissing) return;
    const body = { card_id: code.cardId, ...(act === 'accept' ? { friend_openid: friend.trim() } : {}) };
    action.run(
      () => control('POST', `codes/${encodeURIComponent(code.code)}/${act}`, body),
      (data) => {
        const after = codeOf(data);
        return panelWords().code.done(after.code, after.openid, words().codeStatuses[after.status]);
      },
    );
  };
  return (
    <Panel title={texts.title} loading={false}>
      {code === undefined ? (
        <p>{texts.none}</p>
      ) : (
        <form class="act" noValidate onSubmit={submit}>
          <Choice
            label={texts.code}
            value={keyOf(code)}
            options={codes.map((one) => {
              const text = `${one.code} · ${one.openid} · ${codeStatuses[one.status]}`;
              return [keyOf(one), text] as const;
            })}
            onChange={setChosen}
          />
          <Choice
            label={texts.action}
            value={act}
            options={ACTIONS.map((one) => [one, texts.actions[one]] as const)}
            onChange={setAct}
          />
          {act === 'accept' && (
            <Entry
              label={texts.friend}
              value={friend}
              onChange={setFriend}
              problem={isMissing ? required : undefined}
              suggestions={emulated.openids}
            />
          )}
          <p class="buttons">
            <button type="submit" disabled={action.sending}>
              {texts.submit}
            </button>
          </p>
        </form>
      )}
      <ControlNotice {...action} />
    </Panel>
  );
}
