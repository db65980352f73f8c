import { useState } from 'preact/hooks';
import { words } from '../words/words.js';

/** A button that copies a text. It reports that it did, for screen readers too. */
export function CopyButton({ text, label }: { text: () => string; label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text());
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <button type="button" class="quiet" onClick={copy} aria-live="polite">
      {copied ? words().frame.copied : (label ?? words().frame.copy)}
    </button>
  );
}
