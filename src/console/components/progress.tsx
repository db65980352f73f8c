import { useEffect, useState } from 'preact/hooks';
import { words } from '../words/words.js';

/** Time until progress is shown, so that fast responses do not make the page flicker. */
const DELAY_MS = 1000;

export function Progress({ loading }: { loading: boolean }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!loading) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), DELAY_MS);
    return () => clearTimeout(timer);
  }, [loading]);
  return (
    <p class="progress" aria-live="polite">
      {shown ? words().frame.loading : ''}
    </p>
  );
}
