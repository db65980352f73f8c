import type { CardUserError } from '../mutation/user-error.js';
import type { UpdateMemberInput } from './member.payload.js';

/** The fields of an input that the platform's refusals concern. */
interface Fields {
  readonly points: string;
  readonly balance: string;
  /** The field that is required besides the card and the code. */
  readonly required?: string;
}

/** Adds the field that it concerns to a refusal of membercard/activate. */
export function explainActivation(error: CardUserError): CardUserError {
  return explain(error, { points: 'initialPoints', balance: 'initialBalanceFen', required: 'membershipNumber' });
}

/** Adds the field that it concerns to a refusal of membercard/updateuser, and that the total would leave its range. */
export function explainChange(error: CardUserError, input: UpdateMemberInput): CardUserError {
  return explain(error, {
    points: input.addPoints == null ? 'setPoints' : 'addPoints',
    balance: input.addBalanceFen == null ? 'setBalanceFen' : 'addBalanceFen',
  });
}

function explain(error: CardUserError, { points, balance, required }: Fields): CardUserError {
  if (error.field !== null) return error;
  const range = (total: string, field: string) =>
    error.explained(`${error.message}. The total of ${total} would be negative or too large`, [field]);
  switch (error.errcode) {
    case 40056:
      return error.named('MEMBER_NOT_FOUND', ['code']);
    case 40110:
    case 41013:
    case 40127:
      return error.explained(error.message, ['code']);
    case 40071:
    case 40073:
    case 41012:
      return error.explained(error.message, ['cardId']);
    case 40141:
      return error.explained(error.message, ['backgroundPicUrl']);
    case 41011:
      return error.explained(error.message, required === undefined ? null : [required]);
    case 43010:
      return error.explained(error.message, [balance]);
    case 43011:
      return error.explained(error.message, [points]);
    case 45022:
      return range('points', points);
    case 45023:
      return range('stored value', balance);
    default:
      return error;
  }
}
