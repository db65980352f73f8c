import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { QueryError } from '../client.js';
import { ErrorNotice } from '../components/error-notice.js';
import { Refusal } from './act-form.js';
import type { ActPayload, UserError } from './attempt.js';
import { cardFormWords } from './card/card-field.js';
import type { Act } from './use-act.js';

/** What a preview found. */
interface Found<Preview> {
  /** The values that were checked. */
  readonly checked: string;
  readonly preview: Preview | null | undefined;
  readonly errors: readonly QueryError[];
  /** Refusals that belong to no field. */
  readonly others: readonly UserError[];
}

/**
 * Returns a button that has the server check the input of a form without a change, and what it found. Refusals are shown at their fields.
 */
export function usePreview<Payload extends ActPayload, Preview extends { readonly userErrors: readonly UserError[] }>(
  act: Act<Payload>,
  read: () => Promise<Pick<Found<Preview>, 'preview' | 'errors'>>,
  describe: (preview: Preview) => ComponentChildren,
): { readonly button: ComponentChildren; readonly notice: ComponentChildren } {
  const { form } = cardFormWords();
  const [found, setFound] = useState<Found<Preview>>();
  const [loading, setLoading] = useState(false);
  const current = useRef('');
  current.current = JSON.stringify(act.values);
  const start = async () => {
    if (!act.check()) return;
    const checked = current.current;
    setLoading(true);
    const { preview, errors } = await read();
    setLoading(false);
    if (checked !== current.current) return;
    setFound({ checked, preview, errors, others: act.report(preview?.userErrors ?? []) });
  };
  const button = (
    <button type="button" class="quiet" disabled={loading || act.locked} onClick={start}>
      {loading ? form.previewing : form.preview}
    </button>
  );
  if (found?.checked !== current.current || act.outcome !== undefined) return { button, notice: <div role="status" /> };
  const { preview, errors, others } = found;
  const isAccepted = preview?.userErrors.length === 0;
  const notice = (
    <div role="status">
      {preview && (
        <div class={isAccepted ? 'notice notice-done' : 'notice notice-error'}>
          <p>
            <strong>{isAccepted ? form.accepted : form.refusedInput}</strong>
          </p>
          {others.map((error) => (
            <Refusal key={`${error.code} ${error.message}`} error={error} />
          ))}
          {describe(preview)}
        </div>
      )}
      <ErrorNotice errors={errors} />
    </div>
  );
  return { button, notice };
}
