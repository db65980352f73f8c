import { useId } from 'preact/hooks';

/** A labelled text field that shows its problem. */
export function Entry(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  problem?: string | undefined;
  /** Values that are suggested. */
  suggestions?: readonly string[];
  isNumber?: boolean;
}) {
  const { label, value, onChange, problem, suggestions, isNumber } = props;
  const id = useId();
  return (
    <div class="field">
      <label for={id}>
        <span>{label}</span>
      </label>
      <input
        id={id}
        value={value}
        list={suggestions === undefined ? undefined : `${id}-list`}
        inputMode={isNumber ? 'numeric' : undefined}
        autocomplete="off"
        spellcheck={false}
        maxLength={512}
        aria-invalid={problem === undefined ? undefined : 'true'}
        aria-describedby={`${id}-problem`}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {suggestions !== undefined && (
        <datalist id={`${id}-list`}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      <p id={`${id}-problem`} class="problem" aria-live="polite">
        {problem}
      </p>
    </div>
  );
}
