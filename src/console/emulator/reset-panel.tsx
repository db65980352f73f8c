import { useState } from 'preact/hooks';
import { Panel } from '../components/panel.js';
import { control } from './control.js';
import { ControlNotice, panelWords, useControl } from './use-control.js';

/** Restores the initial data, after a second click. */
export function ResetPanel({ onChanged }: { onChanged: () => void }) {
  const { reset } = panelWords();
  const action = useControl(onChanged);
  const [asked, setAsked] = useState(false);
  const confirm = () => {
    setAsked(false);
    action.run(
      () => control('POST', 'reset'),
      () => panelWords().reset.done,
    );
  };
  return (
    <Panel title={reset.title} loading={false}>
      <p class="facts">{reset.hint}</p>
      <p class="buttons">
        {asked ? (
          <>
            <button type="button" onClick={confirm}>
              {reset.confirm}
            </button>
            <button type="button" class="quiet" onClick={() => setAsked(false)}>
              {reset.cancel}
            </button>
          </>
        ) : (
          <button type="button" class="quiet" disabled={action.sending} onClick={() => setAsked(true)}>
            {reset.submit}
          </button>
        )}
      </p>
      <ControlNotice {...action} />
    </Panel>
  );
}
