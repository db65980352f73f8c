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
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="opened">
      <h2 ref={heading} tabIndex={-1}>
        {action.text}
      </h2>
      <LoadedForm load={action.load} subject={subject} onSettled={onSettled} />
      <button type="button" class="quiet" onClick={() => setParameters({ act: '' })}>
        {frame.close}
      </button>
    </div>
  );
}

/** Loads a form and shows it. */
export function LoadedForm<Subject>(props: ActFormProps<Subject> & { load: Action<Subject>['load'] }) {
  const { load, subject, onSettled } = props;
  const [loaded, setLoaded] = useState<{ readonly Form: ComponentType<ActFormProps<Subject>> }>();
  const [failed, setFailed] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a component loads one form
  useEffect(() => {
    load().then(
      (Form) => setLoaded({ Form }),
      () => setFailed(true),
    );
  }, []);
  if (loaded !== undefined) return <loaded.Form subject={subject} onSettled={onSettled} />;
  if (!failed) return <Progress loading />;
  return (
    <p role="alert" class="notice notice-error">
      {words().frame.notLoaded}
    </p>
  );
}
