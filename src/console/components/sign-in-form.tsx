import { useState } from 'preact/hooks';
import { type Credential, credential } from '../client.js';
import { sessionErrors, signIn, viewer } from '../session.js';
import { words } from '../words/words.js';
import { Choice } from './choice.js';
import { ErrorNotice } from './error-notice.js';

export function SignInForm() {
  const { frame } = words();
  const [header, setHeader] = useState<Credential['header']>('x-api-key');
  const [value, setValue] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    signIn({ header, value: header === 'authorization' ? `Bearer ${value.trim()}` : value.trim() });
  };
  return (
    <form class="sign-in" onSubmit={submit}>
      <h1>{frame.signIn}</h1>
      {viewer.value !== undefined && (
        <p role="alert" class="notice notice-error">
          <strong>{credential.value === undefined ? frame.credentialRequired : frame.credentialInvalid}</strong>{' '}
          {frame.pageContinues}
        </p>
      )}
      <Choice
        label={frame.credentialKind}
        value={header}
        options={[
          ['x-api-key', frame.apiKey],
          ['authorization', frame.bearer],
        ]}
        onChange={setHeader}
      />
      <label>
        <span>{frame.credential}</span>
        <input
          type="password"
          autocomplete="off"
          required
          value={value}
          onInput={(event) => setValue(event.currentTarget.value)}
        />
      </label>
      <p>{frame.signInHint}</p>
      <button type="submit">{frame.signIn}</button>
      <ErrorNotice errors={sessionErrors.value} />
    </form>
  );
}
