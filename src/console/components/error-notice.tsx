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
  const meaning = text?.meaning ?? networkText(error.code) ?? frame.unexpected;
  const facts = [
    error.code,
    ...(error.errcode === undefined ? [] : [`errcode ${error.errcode}`]),
    ...(error.rid === undefined ? [] : [`rid ${error.rid}`]),
  ].join(' · ');
  return (
    <div>
      <p>
        <strong>{meaning}</strong> {error.repeatsAfter === undefined ? text?.remedy : frame.repeats(error.repeatsAfter)}
      </p>
      <p class="facts">
        {error.message}
        <br />
        <code>{facts}</code> <CopyButton text={() => `${facts}\n${error.message}`} />
      </p>
    </div>
  );
}

/** Returns the text of an error without a response in GraphQL. */
function networkText(code: string): string | undefined {
  const { network } = words().frame;
  return Object.hasOwn(network, code) ? network[code as keyof typeof network] : undefined;
}
