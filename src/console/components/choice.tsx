/** A labelled drop-down list. The first of two parts of an option is its value, the second its text. */
export function Choice<Value extends string>(props: {
  label: string;
  value: Value;
  options: readonly (readonly [value: Value, text: string])[];
  onChange: (value: Value) => void;
}) {
  const choose = (chosen: string) => {
    const option = props.options.find(([value]) => value === chosen);
    if (option !== undefined) props.onChange(option[0]);
  };
  return (
    <label>
      <span>{props.label}</span>
      <select value={props.value} onChange={(event) => choose(event.currentTarget.value)}>
        {props.options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
