import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { ErrorNotice } from '../components/error-notice.js';
import { errorText } from '../words/words.js';
import type { ActPayload, UserError } from './attempt.js';
import { problemText } from './field.js';
import { actingWords } from './limits.js';
import type { Act } from './use-act.js';

/** Statements about the outcome. */
export interface ActTexts {
  readonly refused?: string;
  readonly unknownRemedy?: string;
}

/** The frame of a form: its fields, what is known about the outcome, and the button that sends it. */
export function ActForm<Payload extends ActPayload>(props: {
  act: Act<Payload>;
  /** The text of the button that sends the form. */
  submit: string;
  /** What the payload of a successful mutation states. */
  result?: (payload: Payload) => ComponentChildren;
  /** What the payload states if the outcome is not known. */
  clues?: (payload: Payload) => ComponentChildren;
  /** Buttons beside the one that sends the form. */
  buttons?: ComponentChildren;
  /** Statements that differ from those of other forms. */
  texts?: ActTexts;
  children: ComponentChildren;
}) {
  const { act, submit, result, clues, buttons, texts, children } = props;
  const words = actingWords();
  const form = useRef<HTMLFormElement>(null);
  const problems = Object.keys(act.problems).length;
  useEffect(() => {
    if (problems > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problems]);
  const send = (event: Event) => {
    event.preventDefault();
    act.submit();
  };
  return (
    <form class="act" ref={form} onSubmit={send} noValidate aria-busy={act.sending}>
      {act.restored && (
        <p class="notice" role="status">
          {words.restored}{' '}
          <button type="button" class="quiet" onClick={act.reset}>
            {words.discard}
          </button>
        </p>
      )}
      {children}
      {act.unsaved && (
        <p class="notice" role="status">
          {words.unsaved}
        </p>
      )}
      <OutcomeNotice act={act} result={result} clues={clues} problems={problems} texts={texts} />
      <p class="buttons">
        {act.outcome?.kind === 'done' ? (
          <button type="button" onClick={act.reset}>
            {words.another}
          </button>
        ) : act.outcome?.kind === 'unknown' ? (
          <>
            <button type="button" onClick={act.repeat} disabled={act.sending}>
              {act.sending ? words.sending : words.repeat}
            </button>
            <button type="button" class="quiet" onClick={act.reset} disabled={act.sending}>
              {words.giveUp}
            </button>
          </>
        ) : (
          <>
            <button type="submit" disabled={act.sending}>
              {act.sending ? words.sending : submit}
            </button>
            {buttons}
          </>
        )}
      </p>
    </form>
  );
}

function OutcomeNotice<Payload extends ActPayload>(props: {
  act: Act<Payload>;
  result: ((payload: Payload) => ComponentChildren) | undefined;
  clues: ((payload: Payload) => ComponentChildren) | undefined;
  problems: number;
  texts: ActTexts | undefined;
}) {
  const { act, result, clues, problems, texts } = props;
  const { outcome, sending, refusals } = act;
  const words = { ...actingWords(), ...texts };
  if (outcome === undefined || sending) {
    return (
      <div role="status">
        {problems > 0 && !sending && outcome === undefined && <p class="problem">{words.problems}</p>}
      </div>
    );
  }
  switch (outcome.kind) {
    case 'done':
      return (
        <div role="status" class="notice notice-done">
          <p>
            <strong>{words.done}</strong> {outcome.payload.replayed && words.replayed}
          </p>
          {result?.(outcome.payload)}
        </div>
      );
    case 'unknown':
      return (
        <div role="alert" class="notice">
          <p>
            <strong>{words.unknown[outcome.cause]}</strong> {words.unknownRemedy}
          </p>
          <ErrorNotice errors={outcome.errors} />
          {outcome.payload && clues?.(outcome.payload)}
        </div>
      );
    case 'refused':
      return (
        <div role="alert" class="notice notice-error">
          <p>
            <strong>{words.refused}</strong>
          </p>
          {refusals.map((error) => (
            <Refusal key={`${error.code} ${error.message}`} error={error} />
          ))}
        </div>
      );
    case 'notExecuted':
      return (
        <>
          <p role="status" class="problem">
            {words.notExecuted}
          </p>
          <ErrorNotice errors={outcome.errors} />
        </>
      );
  }
}

/** Why the server or the platform refused a change, and the remedy. */
export function Refusal({ error }: { error: UserError }) {
  const facts = [error.code, error.errcode === null ? '' : `errcode ${error.errcode}`, error.errmsg ?? ''];
  return (
    <>
      <p>
        {problemText(error)} {errorText(error.code)?.remedy}
      </p>
      <p class="facts">
        <code>{facts.filter(Boolean).join(' · ')}</code>
      </p>
    </>
  );
}
