import type { WireCardType } from '../../../platform/endpoints/card.wire.js';
import { unixSeconds } from '../../types/scalars.js';
import type { Reject } from './creation.types.js';
import type { NewValidity } from './validity.input.js';

const TYPES = {
  fixedRange: 'DATE_TYPE_FIX_TIME_RANGE',
  fixedTerm: 'DATE_TYPE_FIX_TERM',
  permanent: 'DATE_TYPE_PERMANENT',
} as const satisfies Record<keyof NewValidity, string>;

const INPUT = 'baseInfo.validity';

/** Returns the type of the first validity that is given, or undefined if there is none. */
export function validityType(validity: NewValidity): string | undefined {
  const [given] = givenIn(validity);
  return given && TYPES[given];
}

/** Rejects no validity and several, one that the type of card cannot have, and one that is over or never begins. */
export function checkValidity(validity: NewValidity, type: WireCardType, now: number, reject: Reject): void {
  const { fixedRange, fixedTerm } = validity;
  const given = givenIn(validity);
  if (given.length === 0) reject('INVALID_INPUT', INPUT, `${EXPECTED}, got none of them`);
  if (given.length > 1) {
    reject('CONFLICTING_FIELDS', INPUT, `${EXPECTED}, got ${given.join(' and ')}. Send only one of them`);
  }
  if (given.includes('permanent') && type !== 'MEMBER_CARD') {
    const message = `only MEMBER_CARD can be permanent, got it for ${type}. Send fixedRange or fixedTerm`;
    reject('WRONG_CARD_TYPE', `${INPUT}.permanent`, message);
  }
  const checkEnd = (endsAt: Date, input: string) => {
    if (unixSeconds(endsAt) * 1000 <= now) {
      reject('INVALID_VALIDITY', `${INPUT}.${input}.endsAt`, 'expected a time in the future, got one in the past');
    }
  };
  if (fixedRange != null) {
    const { beginsAt, endsAt } = fixedRange;
    if (unixSeconds(endsAt) <= unixSeconds(beginsAt)) {
      const message = 'expected a time that is later than beginsAt, got one that is not';
      reject('INVALID_VALIDITY', `${INPUT}.fixedRange.endsAt`, message);
    } else {
      checkEnd(endsAt, 'fixedRange');
    }
  }
  if (fixedTerm?.endsAt != null) checkEnd(fixedTerm.endsAt, 'fixedTerm');
}

const EXPECTED = 'expected exactly one of fixedRange, fixedTerm and permanent: true';

function givenIn({ fixedRange, fixedTerm, permanent }: NewValidity): (keyof NewValidity)[] {
  const isGiven = { fixedRange: fixedRange != null, fixedTerm: fixedTerm != null, permanent: permanent === true };
  return (Object.keys(TYPES) as (keyof NewValidity)[]).filter((name) => isGiven[name]);
}
