import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { panel as en } from '../words/en/panel.js';
import { inLanguage } from '../words/words.js';
import { panel as zh } from '../words/zh/panel.js';
import type { ControlResult } from './control.js';

/** The texts of the panel. */
export const panelWords = () => inLanguage({ en, zh });

type Done = (data: Readonly<Record<string, unknown>>) => ComponentChildren;

interface Shown {
  readonly result: ControlResult;
  readonly done: Done;
}

/** Control calls of one section, and the result of the last one. */
export interface Control {
  readonly sending: boolean;
  readonly shown: Shown | undefined;
  /** Sends a control call, unless one is in flight. `done` returns its result in words. */
  readonly run: (send: () => Promise<ControlResult>, done: Done) => void;
}

/** @param onChanged called after a call that took effect */
export function useControl(onChanged: () => void): Control {
  const [sending, setSending] = useState(false);
  const [shown, setShown] = useState<Shown>();
  // A second click can come before the next rendering.
  const inFlight = useRef(false);
  const run = async (send: () => Promise<ControlResult>, done: Done) => {
    if (inFlight.current) return;
    inFlight.current = true;
    setSending(true);
    const result = await send();
    inFlight.current = false;
    setSending(false);
    setShown({ result, done });
    if (result.kind === 'done') onChanged();
  };
  return { sending, shown, run };
}

/** The result of the last control call, in words. */
export function ControlNotice({ shown, sending }: Control) {
  if (shown === undefined || sending) return <div role="status" />;
  const { result, done } = shown;
  if (result.kind === 'done') {
    return (
      <div role="status" class="notice notice-done">
        {done(result.data)}
      </div>
    );
  }
  return (
    <div role="alert" class="notice notice-error">
      {failureText(result)}
    </div>
  );
}

function failureText(result: Exclude<ControlResult, { kind: 'done' }>): ComponentChildren {
  const { refusals, ...words } = panelWords();
  if (result.kind === 'failed') return words.failed;
  if (result.kind === 'invalid') return `${words.invalid} ${result.message}`;
  const { errcode, errmsg } = result;
  return (
    <>
      {Object.hasOwn(refusals, errcode) ? refusals[errcode as keyof typeof refusals] : words.refused}{' '}
      <code>
        errcode {errcode} · {errmsg}
      </code>
    </>
  );
}
