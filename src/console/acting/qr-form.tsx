import { runMutation } from '../client.js';
import { CopyButton } from '../components/copy-button.js';
import { Facts } from '../components/facts.js';
import { QrCode } from '../components/qr-code.js';
import { formatTime } from '../format.js';
import {
  CreateCardQrCodeDocument,
  type CreateCardQrCodeInput,
  type CreateCardQrCodeMutation,
} from '../generated/operations.js';
import { ActForm } from './act-form.js';
import type { ActFormProps } from './actions.js';
import { CLAIM_VALUES, ClaimFields, claimIn, claimProblems, type HandedOut, handOutWords } from './claim-fields.js';
import { CheckField, Field } from './field.js';
import { integerIn, type Limits, problemsOf } from './limits.js';
import { useAct } from './use-act.js';

type Payload = NonNullable<CreateCardQrCodeMutation['createCardQrCode']>;

const SECONDS: Limits = { min: 60, max: 1800 };

/** Creates a QR code with which users claim a card. */
export function QrForm({ subject: card, onSettled }: ActFormProps<HandedOut>) {
  const words = handOutWords();
  const act = useAct({
    name: `qr.${card.id}`,
    initial: { ...CLAIM_VALUES, expiresInSeconds: '', uniqueCode: '' },
    check: (values) => ({ ...problemsOf(values, { expiresInSeconds: SECONDS }), ...claimProblems(values, card) }),
    inputOf: (values, idempotencyKey): CreateCardQrCodeInput => {
      const seconds = integerIn(values.expiresInSeconds ?? '');
      return {
        items: [{ ...claimIn(values, card), ...(values.uniqueCode === 'true' && { uniqueCode: true }) }],
        ...(seconds !== undefined && { expiresInSeconds: seconds }),
        idempotencyKey,
      };
    },
    send: async (input: CreateCardQrCodeInput) => {
      const { data, errors } = await runMutation(CreateCardQrCodeDocument, { input });
      return { payload: data?.createCardQrCode, errors };
    },
    onSettled,
  });
  return (
    <ActForm
      act={act}
      submit={words.createQr}
      texts={{ unknownRemedy: words.qrUnknown }}
      result={(payload) => <Created payload={payload} />}
    >
      <Field
        act={act}
        name="expiresInSeconds"
        label={words.seconds}
        type="number"
        limits={SECONDS}
        hint={words.secondsHint}
      />
      {card.codeMode !== 'CUSTOM' && <CheckField act={act} name="uniqueCode" label={words.unique} />}
      <ClaimFields act={act} card={card} />
    </ActForm>
  );
}

/** The pages of the platform that the addresses name belong to others, so they are shown as text. */
function Created({ payload: { url, imageUrl, expiresAt } }: { payload: Payload }) {
  const words = handOutWords();
  return (
    <>
      {url !== null && <QrCode text={url} label={words.qr} />}
      <Facts
        facts={[
          [words.expires, expiresAt === null ? words.expiryUnknown : formatTime(expiresAt)],
          [words.content, url && <code key="url">{url}</code>],
          [words.image, imageUrl && <code key="image">{imageUrl}</code>],
        ]}
      />
      <p class="buttons">
        {url !== null && <CopyButton text={() => url} label={words.copyContent} />}
        {imageUrl !== null && <CopyButton text={() => imageUrl} label={words.copyImage} />}
      </p>
    </>
  );
}
