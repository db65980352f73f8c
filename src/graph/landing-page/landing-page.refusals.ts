import { lengthProblem, repeatedCards } from '../input/list-problems.js';
import { inputErrors } from '../mutation/perform-write.js';
import type { CardUserError } from '../mutation/user-error.js';
import { type CreateCardLandingPageInput, LANDING_PAGE_MAX_CARDS } from './landing-page.payload.js';

/** Returns the problems of the input. The number of cards comes first: those of a longer list are not checked. */
export function problemsIn(input: CreateCardLandingPageInput): CardUserError[] {
  const { cards } = input;
  const wrongLength = lengthProblem(cards, LANDING_PAGE_MAX_CARDS, 'cards');
  if (wrongLength !== undefined) return [wrongLength];
  return [...inputErrors(input), ...repeatedCards(cards, 'cards')];
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
