import { NEW_CODE, NEW_CODE_MAX_UTF8_BYTES } from '../../platform/endpoints/deposit.js';
import { describeReceived } from '../input/validation.js';
import { inputErrors } from '../mutation/perform-write.js';
import { CardUserError } from '../mutation/user-error.js';
import { DEPOSIT_CODES_MAX } from '../policies/root-fields.js';
import type { DepositCodesInput } from './deposit.payload.js';

/** Maximum number of codes whose problems are reported, so that the response does not grow with the input. */
const MAX_PROBLEMS = 100;

/** Returns the problems of the input. The number of codes comes first: those of a longer list are not checked. */
export function problemsIn(input: DepositCodesInput): CardUserError[] {
  const { codes } = input;
  if (codes.length < 1 || codes.length > DEPOSIT_CODES_MAX) {
    const message = `expected a list of 1 to ${DEPOSIT_CODES_MAX} codes, got ${describeReceived(codes)}`;
    // The index of the first code too many.
    const field = codes.length === 0 ? ['codes'] : ['codes', String(DEPOSIT_CODES_MAX)];
    return [new CardUserError('INVALID_INPUT', message, field)];
  }
  return [...inputErrors(input), ...problemsInCodes(codes).slice(0, MAX_PROBLEMS)];
}

function problemsInCodes(codes: readonly string[]): CardUserError[] {
  const firsts = new Map<string, number>();
  return codes.flatMap((code, index) => {
    const first = firsts.get(code);
    if (first === undefined) firsts.set(code, index);
    const message = first === undefined ? problemOf(code) : repetition(first, index);
    return message === undefined ? [] : [new CardUserError('INVALID_INPUT', message, ['codes', String(index)])];
  });
}

const repetition = (first: number, index: number) =>
  `expected distinct codes, got the one at index ${first} again at index ${index}`;

function problemOf(code: string): string | undefined {
  if (NEW_CODE.test(code)) return undefined;
  const bytes = Buffer.byteLength(code);
  const isOfOtherCharacters = bytes > 0 && bytes <= NEW_CODE_MAX_UTF8_BYTES;
  const received = isOfOtherCharacters ? 'a string with other characters' : describeReceived(code);
  return `expected 1 to ${NEW_CODE_MAX_UTF8_BYTES} Latin letters, digits, hyphens and underscores, got ${received}`;
}

const WRONG_MODE =
  'the card does not accept deposited codes: its codeMode must be DEPOSITED, which can be set only when a card is created, with createCard';

/** Explanations of refusals by errcode. All of them are about the card. */
const EXPLANATIONS: Readonly<Record<number, string>> = {
  40073: 'the account has no card with this id: check the id and the account',
  40078:
    'the card is not approved: wait for its review, then send the same codes with a new idempotencyKey. A deleted card does not accept codes',
  40097: WRONG_MODE,
  43009: WRONG_MODE,
};

const UNKNOWN_OUTCOME =
  'The response was lost, and reading back did not show all of its codes. Send the codes of remaining again, or the whole input with the ' +
  'same idempotencyKey: a repeat does no harm';

/** Explains why codes remain, and names the field if the error is about the card. */
export function explained(error: CardUserError): CardUserError {
  if (error.code === 'OUTCOME_UNKNOWN') return error.explained(UNKNOWN_OUTCOME, null);
  const explanation = EXPLANATIONS[error.errcode ?? 0];
  return explanation === undefined ? error : error.explained(explanation, ['cardId']);
}
