import { useState } from 'preact/hooks';
import { integerIn } from '../acting/limits.js';
import { Choice } from '../components/choice.js';
import { Panel } from '../components/panel.js';
import { formatNumber } from '../format.js';
import { control } from './control.js';
import type { ActiveFault } from './emulated.js';
import { Entry } from './entry.js';
import { ControlNotice, panelWords, useControl } from './use-control.js';

const KINDS = ['latency', 'errcode', 'http', 'reset', 'hang', 'truncate', 'garbage'] as const;
type Kind = (typeof KINDS)[number];
const MOMENTS = ['before', 'after'] as const;

/** Values with which the kinds begin that have one. */
const VALUES: Readonly<Partial<Record<Kind, string>>> = { latency: '3000', errcode: '-1', http: '502' };

/** The active faults, and a form that adds one. */
export function FaultsPanel(props: {
  faults: readonly ActiveFault[];
  /** Paths that are suggested. */
  paths: readonly string[];
  onChanged: () => void;
}) {
  const { faults, paths, onChanged } = props;
  const { faults: texts } = panelWords();
  const action = useControl(onChanged);
  const [kind, setKind] = useState<Kind>('errcode');
  const [value, setValue] = useState(VALUES.errcode ?? '');
  const [path, setPath] = useState('');
  const [when, setWhen] = useState<(typeof MOMENTS)[number]>('before');
  const [times, setTimes] = useState('1');
  const number = integerIn(value);
  const count = integerIn(times);
  const hasValue = VALUES[kind] !== undefined;
  const problems = {
    value: hasValue && number === undefined ? texts.notInteger : undefined,
    path: path.trim() !== '' && !path.trim().startsWith('/') ? texts.badPath : undefined,
    times: times.trim() !== '' && (count === undefined || count < 1) ? texts.notInteger : undefined,
  };
  const choose = (next: Kind) => {
    setKind(next);
    setValue(VALUES[next] ?? '');
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (Object.values(problems).some((problem) => problem !== undefined)) return;
    const fault = {
      ...{ kind, when },
      ...(hasValue ? { value: number } : {}),
      ...(path.trim() === '' ? {} : { path: path.trim() }),
      ...(count === undefined ? {} : { times: count }),
    };
    action.run(
      () => control('POST', 'faults', fault),
      () => panelWords().faults.added,
    );
  };
  const clear = () =>
    action.run(
      () => control('DELETE', 'faults'),
      () => panelWords().faults.cleared,
    );
  return (
    <Panel title={texts.title} count={faults.length} loading={false}>
      <p class="facts">{texts.hint}</p>
      {faults.length === 0 ? <p>{texts.none}</p> : <FaultList faults={faults} />}
      <form class="act" noValidate onSubmit={submit}>
        <Choice
          label={texts.kind}
          value={kind}
          options={KINDS.map((one) => [one, texts.kinds[one]] as const)}
          onChange={choose}
        />
        {hasValue && (
          <Entry
            label={texts.values[kind as keyof typeof texts.values]}
            value={value}
            onChange={setValue}
            problem={problems.value}
            isNumber
          />
        )}
        <Entry label={texts.path} value={path} onChange={setPath} problem={problems.path} suggestions={paths} />
        <Choice
          label={texts.when}
          value={when}
          options={MOMENTS.map((one) => [one, texts.moments[one]] as const)}
          onChange={setWhen}
        />
        <Entry label={texts.times} value={times} onChange={setTimes} problem={problems.times} isNumber />
        <p class="buttons">
          <button type="submit" disabled={action.sending}>
            {texts.add}
          </button>
          {faults.length > 0 && (
            <button type="button" class="quiet" disabled={action.sending} onClick={clear}>
              {texts.clear}
            </button>
          )}
        </p>
      </form>
      <ControlNotice {...action} />
    </Panel>
  );
}

function FaultList({ faults }: { faults: readonly ActiveFault[] }) {
  const { faults: texts } = panelWords();
  return (
    <ul class="rows">
      {faults.map(({ kind, path, when, value, times }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two faults can be equal
        <li key={at}>
          <span>
            {textIn(texts.kinds, kind)} {kind in VALUES && <code>{value}</code>}
          </span>
          <span class="facts">
            <code>{path ?? texts.allPaths}</code> · {textIn(texts.moments, when)} · {texts.times}:{' '}
            {times === undefined ? texts.unlimited : formatNumber(times)}
          </span>
        </li>
      ))}
    </ul>
  );
}

const textIn = (texts: Readonly<Record<string, string>>, name: string) =>
  Object.hasOwn(texts, name) ? texts[name] : name;
