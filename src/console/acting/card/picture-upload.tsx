import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { runMutation } from '../../client.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { Picture } from '../../components/picture.js';
import { UploadImageDocument, type UploadImageInput, type UploadImageMutation } from '../../generated/operations.js';
import { form as en } from '../../words/en/card-form.js';
import { inLanguage } from '../../words/words.js';
import { form as zh } from '../../words/zh/card-form.js';
import { Refusal } from '../act-form.js';
import { newKey, type Outcome, outcomeOf } from '../attempt.js';
import { base64Of, formatOf, localPictures, MAX_PICTURE_BYTES } from './pictures.js';

type Uploaded = NonNullable<UploadImageMutation['uploadImage']>;

interface Chosen {
  readonly input: UploadImageInput;
  /** Blob URL of the file. */
  readonly shown: string;
}

/** A picture that was uploaded, or one with an address of the platform. */
export function CardPicture({ url }: { url: string }) {
  const local = localPictures.get(url);
  if (local === undefined) return <Picture url={url} />;
  return <img class="picture" src={local} alt="" width={40} height={40} />;
}

/** Uploads a picture from a file and returns its URL. The file is checked before. */
export function Upload(props: { url: string; label: string; disabled: boolean; onUploaded: (url: string) => void }) {
  const { url, label, disabled } = props;
  const words = inLanguage({ en, zh });
  const id = useId();
  const [problem, setProblem] = useState<string>();
  const [chosen, setChosen] = useState<Chosen>();
  const [outcome, setOutcome] = useState<Outcome<Uploaded>>();
  const [sending, setSending] = useState(false);
  // The form can change while the picture is being sent.
  const report = useRef(props.onUploaded);
  report.current = props.onUploaded;
  const shown = useRef(true);
  useEffect(
    () => () => {
      shown.current = false;
    },
    [],
  );

  const send = async (next: Chosen) => {
    setSending(true);
    const { data, errors } = await runMutation(UploadImageDocument, { input: next.input });
    const result = outcomeOf({ payload: data?.uploadImage, errors });
    const address = result.kind === 'done' ? result.payload.url : null;
    if (address !== null) localPictures.set(address, next.shown);
    if (!shown.current) return;
    setSending(false);
    setOutcome(result);
    if (address !== null) report.current(address);
  };

  const choose = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    // The same file can be chosen again.
    input.value = '';
    if (file === undefined) return;
    setOutcome(undefined);
    setChosen(undefined);
    const bytes = file.size > MAX_PICTURE_BYTES ? undefined : new Uint8Array(await file.arrayBuffer());
    const format = bytes && formatOf(bytes);
    if (bytes === undefined || format === undefined) {
      setProblem(bytes === undefined ? words.tooLarge : words.notPicture);
      return;
    }
    setProblem(undefined);
    const next = {
      input: { fileName: `picture.${format}`, contentBase64: base64Of(bytes), idempotencyKey: newKey() },
      shown: URL.createObjectURL(new Blob([bytes], { type: format === 'png' ? 'image/png' : 'image/jpeg' })),
    };
    setChosen(next);
    await send(next);
  };

  const isUnknown = outcome?.kind === 'unknown';
  return (
    <div class="upload" aria-busy={sending}>
      {sending && chosen ? (
        <img class="picture" src={chosen.shown} alt="" width={40} height={40} />
      ) : (
        <CardPicture url={url} />
      )}
      <input
        id={id}
        type="file"
        accept="image/png,image/jpeg"
        disabled={disabled || sending}
        aria-invalid={(problem && 'true') as 'true' | undefined}
        onChange={(event) => choose(event.currentTarget)}
      />
      <label for={id}>
        <span class="hidden">{label}: </span>
        {sending ? words.uploading : words.upload}
      </label>
      <div role="status">
        {problem && <p class="problem">{problem}</p>}
        {outcome !== undefined && outcome.kind !== 'done' && !sending && (
          <>
            <p class="problem">{isUnknown ? words.perhapsUploaded : words.notUploaded}</p>
            {outcome.kind === 'refused' &&
              outcome.payload.userErrors.map((error) => <Refusal key={error.message} error={error} />)}
            {outcome.kind === 'notExecuted' && <ErrorNotice errors={outcome.errors} />}
            {chosen && outcome.kind !== 'refused' && (
              <button type="button" class="quiet" onClick={() => send(chosen)}>
                {words.uploadAgain}
              </button>
            )}
          </>
        )}
      </div>
    </div>
  );
}
