import { keepsLimit } from '../../platform/endpoints/card.limits.js';
import type { CardPayload } from '../../platform/endpoints/card.wire.js';
import { PICTURE_HOSTS } from '../../platform/endpoints/card-fields/field.js';
import { PlatformRefusal } from '../refusal.js';
import type { AccountState } from './account-state.js';
import type { StoredCode } from './codes.js';
import type { Member } from './members.js';

/** Statuses of codes whose member cannot change (assumed). */
const ENDED_STATUSES: readonly string[] = ['CONSUMED', 'EXPIRE', 'DELETE', 'UNAVAILABLE'];

/** The values of the fields that a card defines itself. */
export interface CustomFieldValues {
  readonly custom_field_value1?: string | undefined;
  readonly custom_field_value2?: string | undefined;
  readonly custom_field_value3?: string | undefined;
}

const CUSTOM_FIELD_VALUES = [
  ['custom_field1', 'custom_field_value1'],
  ['custom_field2', 'custom_field_value2'],
  ['custom_field3', 'custom_field_value3'],
] as const;

/** Returns the code of a member with the member, or refuses the call. */
export function requireMember(
  state: AccountState,
  { code, card_id }: { readonly code: string; readonly card_id?: string },
  now: number,
): { found: StoredCode; member: Member } {
  const found = state.codes.require(code, card_id);
  const { member } = found;
  if (member === undefined) throw new PlatformRefusal(40071);
  if (ENDED_STATUSES.includes(found.statusAt(now))) throw new PlatformRefusal(40127);
  return { found, member };
}

/** Returns the custom values that a member gets. Those of fields that the card does not have are ignored (assumed). */
export function customValuesOn(card: CardPayload, sent: CustomFieldValues): Partial<Member> {
  const values: { -readonly [Name in keyof CustomFieldValues]: string } = {};
  for (const [field, name] of CUSTOM_FIELD_VALUES) {
    const value = sent[name];
    // An empty object is a field that card/get shows although the card does not have it.
    if (value !== undefined && Object.keys(card[field] ?? {}).length > 0) values[name] = value;
  }
  return values;
}

/** Returns the points of a new member: the card's `init_increase_bonus`, or 0 (assumed). */
export function firstBonusOn({ bonus_rule: rule }: CardPayload): number {
  return rule?.init_increase_bonus ?? 0;
}

/** Refuses a picture that was not uploaded to the platform. */
export function checkPicture(url: string | undefined): void {
  if (url !== undefined && url !== '' && !keepsLimit({ type: 'string', hosts: PICTURE_HOSTS }, 'host', url)) {
    throw new PlatformRefusal(40141);
  }
}
