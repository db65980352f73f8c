import type { QueryError } from '../client.js';
import { errorText, words } from '../words/words.js';
import { CopyButton } from './copy-button.js';

/** Errors with their meaning and remedy, and what the platform's support needs to find the call. */
export function ErrorNotice({ errors, onRetry }: { errors: readonly QueryError[]; onRetry?: () => void }) {
  if (errors.length === 0) return null;
  return (
    <div role="alert" class="notice notice-error">
      {errors.map((error) => (
        <OneError key={`${error.code} ${error.message} ${error.rid}`} error={error} />
      ))}
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {words().frame.retry}
        </button>
      )}
    </div>
  );
}

function OneError({ error }: { error: QueryError }) {
  const text = errorText(error.code);
  const { frame } = words();
  const meaning = text?.meaning ?? (error.code === 'NETWORK' ? frame.offline : frame.unexpected);
  const facts = [
    error.code,
    ...(error.errcode === undefined ? [] : [`errcode ${error.errcode}`]),
    ...(error.rid === undefined ? [] : [`rid ${error.rid}`]),
  ].join(' · ');
  return (
    <div>
      <p>
        <strong>{meaning}</strong> {text?.remedy}
      </p>
      <p class="facts">
        {error.message}
        <br />
        <code>{facts}</code> <CopyButton text={() => `${facts}\n${error.message}`} />
      </p>
    </div>
  );
}
