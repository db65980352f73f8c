import { LoadedForm } from '../acting/actions.js';
import { words } from '../words/words.js';

/** Creates a card. */
export function Page() {
  return (
    <>
      <h1>{words().card.create}</h1>
      <LoadedForm
        subject={null}
        load={async () => (await import('../acting/create-card-form.js')).CreateCardForm}
        onSettled={() => undefined}
      />
    </>
  );
}
