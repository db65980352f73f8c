import { QR_CODE_MAX_CARDS } from '../../platform/endpoints/qrcode.js';
import { lengthProblem, repeatedCards } from '../input/list-problems.js';
import { inputErrors } from '../mutation/perform-write.js';
import { CardUserError } from '../mutation/user-error.js';
import type { CardHandoutInput, CreateCardQrCodeInput } from './qr-code.payload.js';

/** Returns the problems of the input. The number of items comes first: those of a longer list are not checked. */
export function problemsIn(input: CreateCardQrCodeInput): CardUserError[] {
  const { items } = input;
  const wrongLength = lengthProblem(items, QR_CODE_MAX_CARDS, 'items');
  if (wrongLength !== undefined) return [wrongLength];
  // The platform documents no meaning of a card that is twice in a QR code.
  return [...inputErrors(input), ...conflictsIn(items), ...repeatedCards(items, 'items')];
}

/** The platform would choose a random code for `uniqueCode`, although `code` names one. */
function conflictsIn(items: readonly CardHandoutInput[]): CardUserError[] {
  return items.flatMap(({ code, uniqueCode }, index) => {
    if (code == null || uniqueCode !== true) return [];
    const message = 'uniqueCode lets the platform choose a random code, so it excludes code: send only one of them';
    return [new CardUserError('CONFLICTING_FIELDS', message, ['items', String(index), 'uniqueCode'])];
  });
}

const UNKNOWN_OUTCOME =
  'The response was lost, and no call lists QR codes. Send the same again, with the same idempotencyKey if there is one: that creates ' +
  'another QR code, which does no harm';

type Explanation = (refused: CardUserError, items: readonly CardHandoutInput[]) => CardUserError;

/** Explanations of refusals by errcode. Refusals do not name the item, so only some of them have a field. */
const EXPLANATIONS: ReadonlyMap<number | null, Explanation> = new Map<number | null, Explanation>([
  [
    40003,
    (refused, items) => {
      const field = fieldOf(items, 'openid', ({ openid }) => openid != null);
      return refused.explained(
        'the platform does not recognize an openid: it must be of a user of this account',
        field,
      );
    },
  ],
  [
    40053,
    (refused, items) => {
      const message =
        'the platform rejected the items: a card with codeMode CUSTOM requires code, and a card with bindOpenid requires openid';
      return refused.explained(message, missingIn(items));
    },
  ],
  [
    40073,
    (refused, items) => {
      const message = 'the account has no card with this id, or with one of these ids: check the id and the account';
      return refused.explained(message, fieldOf(items, 'cardId'));
    },
  ],
  [
    40078,
    (refused, items) => {
      const message =
        "the card's status does not allow a QR code: a deleted card cannot be handed out, and uniqueCode requires an approved card";
      return refused.explained(message, fieldOf(items, 'cardId'));
    },
  ],
  [
    40112,
    (refused, items) => {
      const field = fieldOf(items, 'openid', ({ openid }) => openid != null);
      return refused.explained('openid is only for cards with bindOpenid: omit it for other cards', field);
    },
  ],
  [
    45031,
    (refused, items) => {
      const field = fieldOf(items, 'uniqueCode', ({ uniqueCode }) => uniqueCode === true);
      return refused.explained('uniqueCode requires stock, and the card has none: add some with modifyStock', field);
    },
  ],
  [
    45039,
    (refused) => refused.explained('the platform does not accept this many cards in a QR code: send fewer', ['items']),
  ],
]);

/** Explains why no QR code is known to exist, and names the field if it can be known. */
export function explainedRefusal(refused: CardUserError, { items }: CreateCardQrCodeInput): CardUserError {
  if (refused.code === 'OUTCOME_UNKNOWN') return refused.explained(UNKNOWN_OUTCOME, null);
  return EXPLANATIONS.get(refused.errcode)?.(refused, items) ?? refused;
}

/** Returns the path of a field of the only item that a refusal can be about, or that of all items. */
function fieldOf(
  items: readonly CardHandoutInput[],
  name: keyof CardHandoutInput,
  isPossible: (item: CardHandoutInput) => boolean = () => true,
): readonly string[] {
  const possible = [...items.keys()].filter((index) => isPossible(items[index] as CardHandoutInput));
  return possible.length === 1 ? ['items', String(possible[0]), name] : ['items'];
}

/** Returns the path of the only absent `code` or `openid`, or what all absent ones have in common. */
function missingIn(items: readonly CardHandoutInput[]): readonly string[] {
  const missing = items.flatMap(({ code, openid, uniqueCode }, index) => [
    ...(code == null && uniqueCode !== true ? [['items', String(index), 'code']] : []),
    ...(openid == null ? [['items', String(index), 'openid']] : []),
  ]);
  const [first] = missing;
  if (first !== undefined && missing.length === 1) return first;
  return first !== undefined && missing.every(([, index]) => index === first[1]) ? first.slice(0, 2) : ['items'];
}
