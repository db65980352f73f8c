import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Progress } from '../components/progress.js';
import { parameters, setParameters } from '../router.js';
import { can } from '../session.js';
import { words } from '../words/words.js';

/** Properties of every form. */
export interface ActFormProps<Subject> {
  /** What the form changes, as last read. */
  readonly subject: Subject;
  /** Called after the change was made or refused: what the page shows may be outdated. */
  readonly onSettled: () => void;
}

/** A change that can be made on a page. */
export interface Action<Subject> {
  /** In the fragment of the address while the form is open. */
  readonly name: string;
  readonly text: string;
  /** The scope that allows it. */
  readonly scope: string;
  readonly load: () => Promise<ComponentType<ActFormProps<Subject>>>;
}

/** Buttons of the changes that the scopes of the caller allow, and the form of the one that is open. Forms are loaded when opened. */
export function Actions<Subject>(props: {
  actions: readonly Action<Subject>[];
  subject: Subject;
  onSettled: () => void;
}) {
  const { subject, onSettled } = props;
  const { frame } = words();
  const allowed = props.actions.filter(({ scope }) => can(scope));
  const open = allowed.find(({ name }) => name === parameters.value.get('act'));
  if (allowed.length === 0) return null;
  return (
    <section class="acting" aria-label={frame.actions}>
      <p class="buttons">
        {allowed.map(({ name, text }) => (
          <button
            key={name}
            type="button"
            class="quiet"
            aria-expanded={open?.name === name}
            onClick={() => setParameters({ act: open?.name === name ? '' : name })}
          >
            {text}
          </button>
        ))}
      </p>
      {open !== undefined && <OpenForm key={open.name} action={open} subject={subject} onSettled={onSettled} />}
    </section>
  );
}

function OpenForm<Subject>(props: { action: Action<Subject>; subject: Subject; onSettled: () => void }) {
  const { action, subject, onSettled } = props;
  const { frame } = words();
  const [loaded, setLoaded] = useState<{ readonly Form: ComponentType<ActFormProps<Subject>> }>();
  const [failed, setFailed] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each action has its own component
  useEffect(() => {
    heading.current?.focus();
    action.load().then(
      (Form) => setLoaded({ Form }),
      () => setFailed(true),
    );
  }, []);
  return (
    <div class="opened">
      <h2 ref={heading} tabIndex={-1}>
        {action.text}
      </h2>
      {failed && (
        <p role="alert" class="notice notice-error">
          {frame.notLoaded}
        </p>
      )}
      {loaded === undefined ? <Progress loading={!failed} /> : <loaded.Form subject={subject} onSettled={onSettled} />}
      <button type="button" class="quiet" onClick={() => setParameters({ act: '' })}>
        {frame.close}
      </button>
    </div>
  );
}
