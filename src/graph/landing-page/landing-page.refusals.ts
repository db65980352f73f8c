import { describeReceived } from '../input/validation.js';
import { inputErrors } from '../mutation/perform-write.js';
import { CardUserError } from '../mutation/user-error.js';
import {
  type CreateCardLandingPageInput,
  LANDING_PAGE_MAX_CARDS,
  type LandingPageCardInput,
} from './landing-page.payload.js';

/** Returns the problems of the input. The number of cards comes first: those of a longer list are not checked. */
export function problemsIn(input: CreateCardLandingPageInput): CardUserError[] {
  const { cards } = input;
  if (cards.length < 1 || cards.length > LANDING_PAGE_MAX_CARDS) {
    const message = `expected a list of 1 to ${LANDING_PAGE_MAX_CARDS} entries, got ${describeReceived(cards)}`;
    return [new CardUserError(cards.length === 0 ? 'INVALID_INPUT' : 'TOO_MANY_ITEMS', message, ['cards'])];
  }
  return [...inputErrors(input), ...repetitionsIn(cards)];
}

function repetitionsIn(cards: readonly LandingPageCardInput[]): CardUserError[] {
  const ids = cards.map(({ cardId }) => cardId);
  return ids.flatMap((id, index) => {
    const first = ids.indexOf(id);
    if (first === index) return [];
    const message = `expected distinct cards, got the one of entry ${first + 1} again as entry ${index + 1}`;
    return [new CardUserError('INVALID_INPUT', message, ['cards', String(index), 'cardId'])];
  });
}

const UNKNOWN_OUTCOME =
  'The response was lost, so the page may exist or not, and no call lists or deletes pages. A retry with the same idempotencyKey never ' +
  'sends it again. Send a new key if a second page does no harm';

/** Explanations of refusals by errcode, and the field they concern; `cardId` if it is the one of a single card. */
const EXPLANATIONS: Readonly<
  Record<number, { readonly message: string; readonly field: 'scene' | 'cards' | 'cardId' | null }>
> = {
  40068: {
    message: 'the platform rejected bannerUrl or a thumbUrl as malicious: upload the pictures with uploadImage',
    field: null,
  },
  40073: {
    message: 'the account has no card with this id, or with one of these ids: check the id and the account',
    field: 'cardId',
  },
  40078: {
    message: 'the status of a card does not allow a page: a deleted card cannot be handed out',
    field: 'cardId',
  },
  40097: {
    message:
      'the platform rejected a value, usually because a card has codeMode CUSTOM, whose codes a page cannot give out: use createCardQrCode',
    field: 'cardId',
  },
  40129: { message: 'the platform does not accept this scene: send another one', field: 'scene' },
  45039: { message: 'the platform does not accept this many cards on a page: send fewer', field: 'cards' },
};

/** The errcode of cards with custom codes that are not deposited (assumed). */
const CUSTOM_CODES = 40097;

/** Explains why no page is known to exist, and names the field if it can be known. */
export function explainedRefusal(refused: CardUserError, { cards }: CreateCardLandingPageInput): CardUserError {
  if (refused.code === 'OUTCOME_UNKNOWN') return refused.explained(UNKNOWN_OUTCOME, null);
  const explanation = EXPLANATIONS[refused.errcode ?? 0];
  if (explanation === undefined) return refused;
  const { message, field } = explanation;
  const code = refused.errcode === CUSTOM_CODES ? 'CODE_MODE_MISMATCH' : refused.code;
  if (field === null) return refused.explained(message, null, code);
  if (field !== 'cardId') return refused.explained(message, [field], code);
  return refused.explained(message, cards.length === 1 ? ['cards', '0', 'cardId'] : ['cards'], code);
}
