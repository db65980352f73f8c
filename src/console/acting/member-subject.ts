import type { MemberQuery } from '../generated/operations.js';
import { memberActs as en } from '../words/en/member-acts.js';
import { inLanguage } from '../words/words.js';
import { memberActs as zh } from '../words/zh/member-acts.js';

/** The member that a form changes. */
export interface SubjectMember {
  readonly cardId: string;
  readonly code: string;
  readonly member: NonNullable<MemberQuery['memberInfo']>;
  /** Whether personal values are not masked. */
  readonly shown: boolean;
}

/** The texts of the forms that change a member. */
export const memberActTexts = () => inLanguage({ en, zh });

/** Largest number of points, and largest stored value in fen. */
export const MAX_TOTAL = 2_147_483_647;

/** Returns the features of the card of a member. Undefined: the caller cannot read the card, so that only the platform decides. */
export function featuresOf({ card }: SubjectMember['member']) {
  const details = card?.details;
  return details && 'pointsEnabled' in details ? details : undefined;
}
