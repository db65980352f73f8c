import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** Content that is created when the reader opens it for the first time, so that its queries are not sent before. */
export function LazyDetails({ summary, children }: { summary: string; children: ComponentChildren }) {
  const [wasOpened, setOpened] = useState(false);
  return (
    <details onToggle={(event) => event.currentTarget.open && setOpened(true)}>
      <summary>{summary}</summary>
      {wasOpened && children}
    </details>
  );
}
