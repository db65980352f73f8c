import { FRONT_SLOTS, frontSlotsOf } from '../../../platform/endpoints/card-fields/front-slots.js';
import type { Reject } from './creation.types.js';
import type { NewMemberCard } from './member-card.input.js';

/** Rejects several ways of activation, a form without the activation that it belongs to, and too many fields on the front. */
export function checkMemberCard(memberCard: NewMemberCard | null | undefined, reject: Reject): void {
  if (memberCard == null) return;
  checkActivation(memberCard, reject);
  const { pointsEnabled, balanceEnabled, customField1, customField2, customField3 } = memberCard;
  const count = frontSlotsOf({
    supply_bonus: pointsEnabled,
    supply_balance: balanceEnabled,
    custom_field1: customField1 ?? undefined,
    custom_field2: customField2 ?? undefined,
    custom_field3: customField3 ?? undefined,
  });
  if (count > FRONT_SLOTS) {
    const message =
      `expected at most ${FRONT_SLOTS} of pointsEnabled: true, balanceEnabled: true, customField1, customField2 and ` +
      `customField3, got ${count}`;
    reject('TOO_MANY_ITEMS', 'memberCard', message);
  }
}

function checkActivation(memberCard: NewMemberCard, reject: Reject): void {
  const { autoActivate, wxActivate, wxActivateAfterSubmit, activateUrl, activateMiniProgram } = memberCard;
  // After a form is submitted, the page of the mini program follows it instead of replacing it.
  const followsForm = wxActivate === true && wxActivateAfterSubmit === true;
  const ways = {
    autoActivate: autoActivate === true,
    wxActivate: wxActivate === true,
    activateUrl: activateUrl != null && activateUrl !== '',
    activateMiniProgram: activateMiniProgram != null && !followsForm,
  };
  const given = (Object.keys(ways) as (keyof typeof ways)[]).filter((way) => ways[way]);
  if (given.length > 1) {
    const message = `expected at most one way of activation, got ${given.join(' and ')}. Send only one of them`;
    reject('CONFLICTING_FIELDS', `memberCard.${given[1]}`, message);
  }
  if (wxActivateAfterSubmit === true && wxActivate !== true) {
    const message = 'wxActivateAfterSubmit requires wxActivate: true. Set it, or omit wxActivateAfterSubmit';
    reject('ACTIVATION_REQUIRED', 'memberCard.wxActivateAfterSubmit', message);
  }
}
