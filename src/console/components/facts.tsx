import type { ComponentChildren } from 'preact';

/** The name of a fact and its value. A fact without a value is not shown. */
export type Fact = readonly [name: string, value: ComponentChildren];

/** Facts in a grid. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl>
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
