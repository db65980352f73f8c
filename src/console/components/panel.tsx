import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { QueryError } from '../client.js';
import { formatNumber } from '../format.js';
import { words } from '../words/words.js';
import { ErrorNotice } from './error-notice.js';
import { Link } from './link.js';
import { Progress } from './progress.js';

/** A section in a frame, with a count and a link to the full list. It reports its own errors. */
export function Panel(props: {
  title: string;
  /** Undefined: not known yet, or there is none. */
  count?: number | undefined;
  loading: boolean;
  /** Whether it takes the whole width of the board. */
  isWide?: boolean;
  errors?: readonly QueryError[];
  onRetry?: () => void;
  /** Address of the full list. */
  to?: string;
  children: ComponentChildren;
}) {
  const id = useId();
  const { title, count, loading, isWide, errors = [], onRetry, to, children } = props;
  return (
    <section class={isWide ? 'panel wide' : 'panel'} aria-labelledby={id} aria-busy={loading}>
      <h2>
        <span id={id}>{title}</span>
        {count !== undefined && <span class={count > 0 ? 'count count-open' : 'count'}>{formatNumber(count)}</span>}
      </h2>
      {errors.length > 0 ? <ErrorNotice errors={errors} {...(onRetry && { onRetry })} /> : children}
      {loading && <Progress loading />}
      {to !== undefined && (
        <p class="more">
          <Link to={to}>
            {words().frame.showAll}
            <span class="hidden"> · {title}</span>
          </Link>
        </p>
      )}
    </section>
  );
}
