import type { TestWhitelist } from '../../../safety/test-whitelist.js';
import { CardUserError } from '../../mutation/user-error.js';
import type { Card } from '../card.type.js';

/** One card as it is handed out. */
export interface Handout {
  readonly cardId: string;
  readonly code?: string | null | undefined;
  readonly openid?: string | null | undefined;
}

/**
 * Returns why a user could not claim the card, as read from the platform. Only certain failures are problems: a value of the card that this
 * server does not recognize, such as a new code mode, is not a problem: the caller may recognize it.
 * @param card null if it does not exist
 * @param path of the handed-out card in the input
 */
export async function claimProblems(
  card: Card | null,
  handout: Handout,
  path: readonly string[],
  whitelist: TestWhitelist,
): Promise<CardUserError[]> {
  const problem = (code: CardUserError['code'], field: keyof Handout, message: string) =>
    new CardUserError(code, message, [...path, field]);
  if (card === null) return [problem('CARD_NOT_FOUND', 'cardId', 'the account has no card with this id: check the id')];
  if (card.status === 'DELETED') {
    return [
      problem('CARD_STATUS_CONFLICT', 'cardId', 'the card is deleted, so it cannot be claimed: send another card'),
    ];
  }
  const status = await statusProblem(card, handout, whitelist);
  const stock = card.stock?.quantity;
  const ended = endOf(card);
  return [
    ...(status === undefined ? [] : [problem('CARD_STATUS_CONFLICT', 'cardId', status)]),
    ...(stock === 0
      ? [problem('STOCK_OUT_OF_RANGE', 'cardId', 'the card has no stock: increase it with modifyStock')]
      : []),
    ...(ended === undefined ? [] : [problem('INVALID_VALIDITY', 'cardId', ended)]),
    ...codeProblems(card, handout).map((message) => problem('CODE_MODE_MISMATCH', 'code', message)),
    ...openidProblems(card, handout).map((message) => problem('INVALID_INPUT', 'openid', message)),
  ];
}

/**
 * Returns why the user could not claim the card as often as one list hands it out, although the first claim may succeed.
 * @param before number of earlier entries of the list with the same card
 */
export function quantityProblems(card: Card | null, before: number, path: readonly string[]): CardUserError[] {
  if (card === null || before === 0) return [];
  const problem = (code: CardUserError['code'], message: string) => [
    new CardUserError(code, message, [...path, 'cardId']),
  ];
  const { claimLimit } = card;
  const quantity = card.stock?.quantity;
  if (claimLimit !== null && claimLimit > 0 && before >= claimLimit) {
    return problem('TOO_MANY_ITEMS', `a user can claim this card ${claimLimit} times (claimLimit): send it less often`);
  }
  if (quantity != null && quantity > 0 && before >= quantity) {
    return problem(
      'STOCK_OUT_OF_RANGE',
      `only ${quantity} of this card are in stock: send it less often, or increase the stock with modifyStock`,
    );
  }
  return [];
}

const ADVICE = 'wait for the review, or put the user on the test white list with setTestWhitelist';

/** A card that is not approved can only be claimed by the users on the test white list. */
async function statusProblem(
  { status }: Card,
  { openid }: Handout,
  whitelist: TestWhitelist,
): Promise<string | undefined> {
  if (status !== 'IN_REVIEW' && status !== 'REJECTED') return undefined;
  const reason = status === 'IN_REVIEW' ? 'the card is under review' : 'the review rejected the card';
  const advice =
    status === 'IN_REVIEW' ? ADVICE : ADVICE.replace('wait for the review', 'change the card with updateCard');
  const mayClaim = await whitelist.mayClaim(openid ?? undefined);
  if (mayClaim === 'unknown') {
    return `${reason}, and the test white list cannot be read because the store is unreachable: retry later, or ${advice}`;
  }
  if (mayClaim) return undefined;
  const known =
    openid == null ? 'no users are recorded on the test white list' : 'the user is not on the test white list';
  return `${reason}, and ${known}: ${advice}`;
}

/** Returns a problem if the validity has ended for all users. */
function endOf({ validity }: Card): string | undefined {
  const endsAt = validity?.type === 'PERMANENT' ? null : validity?.endsAt;
  if (endsAt == null || endsAt.getTime() > Date.now()) return undefined;
  const advice = validity?.type === 'FIXED_RANGE' ? 'extend it with updateCard' : 'send another card';
  return `the validity of the card has ended: ${advice}`;
}

/** A card without `use_custom_code` has the documented default: the platform's codes. */
function codeProblems({ codeMode: shown }: Card, { code }: Handout): string[] {
  const codeMode = shown ?? 'PLATFORM';
  if (codeMode === 'CUSTOM' && code == null) return ['the card has custom codes: send the code that the user gets'];
  if (codeMode === 'PLATFORM' && code != null) return ['the platform creates the codes of this card: omit the code'];
  if (codeMode === 'DEPOSITED' && code != null) {
    return ['the platform assigns a deposited code to each user: omit the code'];
  }
  return [];
}

/** A card without `bind_openid` has the documented default: it is not bound. */
function openidProblems({ bindOpenid }: Card, { openid }: Handout): string[] {
  if (bindOpenid === true && openid == null) {
    return ['the card is bound to a user (bindOpenid): send the openid of the user who gets it'];
  }
  if (bindOpenid !== true && openid != null) return ['the card is not bound to a user (bindOpenid): omit the openid'];
  return [];
}
