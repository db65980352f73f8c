import { endOf } from '../end-of.js';
import { words } from '../words/words.js';

/** A personal value. Until it is shown, the page contains at most its end: that of a code or an id. */
export function Masked({ value, shown, withEnd }: { value: string; shown: boolean; withEnd?: boolean }) {
  if (shown) return <>{value}</>;
  const end = withEnd ? endOf(value) : '';
  return (
    <>
      <span aria-hidden="true">••••</span>
      <span class="hidden">{words().frame.masked}</span> {end}
    </>
  );
}

/** A button that shows the personal values of one person, and masks them again. */
export function ShowButton({ shown, onChange }: { shown: boolean; onChange: (shown: boolean) => void }) {
  const { frame } = words();
  return (
    <button type="button" class="quiet" onClick={() => onChange(!shown)}>
      {shown ? frame.maskPersonal : frame.showPersonal}
    </button>
  );
}
