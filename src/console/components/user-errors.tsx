import type { UserErrorFragment } from '../generated/operations.js';
import { errorText, words } from '../words/words.js';
import { CopyButton } from './copy-button.js';

/** Errors in the data of a response, with their meaning and remedy. */
export function UserErrors({ errors }: { errors: readonly UserErrorFragment[] }) {
  return (
    <>
      {errors.map((error) => (
        <OneError key={`${error.code} ${error.message}`} error={error} />
      ))}
    </>
  );
}

function OneError({ error: { code, message, errcode, errmsg } }: { error: UserErrorFragment }) {
  const text = errorText(code);
  const facts = [
    code,
    ...(errcode === null ? [] : [`errcode ${errcode}`]),
    ...(errmsg === null ? [] : [`errmsg ${errmsg}`]),
  ].join(' · ');
  return (
    <div class="notice notice-error">
      <p>
        <strong>{text?.meaning ?? words().frame.unexpected}</strong> {text?.remedy}
      </p>
      <p class="facts">
        {message}
        <br />
        <code>{facts}</code> <CopyButton text={() => `${facts}\n${message}`} />
      </p>
    </div>
  );
}
