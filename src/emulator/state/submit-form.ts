import type { ActivationForm } from '../../platform/endpoints/activation.js';
import type { MemberFormField } from '../../platform/endpoints/member.js';
import { PlatformRefusal } from '../refusal.js';
import type { AccountState } from './account-state.js';
import type { StoredForm } from './activations.js';
import { codeEvent } from './card-events.js';
import { firstBonusOn, requireMember } from './change-member.js';
import { encryptCode } from './encrypted-codes.js';

/** The values that a user fills in, by the name of the field. */
export type FilledIn = ReadonlyMap<string, readonly string[]>;

/** The result of a form: the member is active, or the user is sent to the merchant's page with an activation ticket. */
export interface SubmittedForm {
  readonly has_active: boolean;
  readonly activate_ticket?: string;
  readonly url?: string;
}

/** One field of a form with its rules. */
interface FormField {
  readonly isRequired: boolean;
  readonly canModify: boolean;
  readonly isCommon: boolean;
  /** The values to choose from. Absent: any text. */
  readonly values?: readonly string[];
  readonly hasSeveralValues: boolean;
}

/**
 * Sends the activation form of a member card for its holder. With `wx_activate` the member is active at once. With `wx_activate_after_submit`
 * the user gets a ticket instead. An active member may only change the fields of a part with `can_modify`. The errcodes are assumed.
 */
export function submitForm(
  state: AccountState,
  request: { readonly code: string; readonly card_id: string },
  filledIn: FilledIn,
  now: number,
): SubmittedForm {
  const { found, member } = requireMember(state, request, now);
  const { payload } = found.card;
  // Either of the two other settings voids the form (documented).
  if (payload.wx_activate !== true || payload.auto_activate || payload.activate_url) throw new PlatformRefusal(72026);
  const form = state.activations.formOf(found.card);
  // The user has nothing to fill in (documented).
  if (form === undefined) throw new PlatformRefusal(40097);
  const fields = fieldsOf(form);
  const isActive = member.has_active !== false;
  for (const [name, values] of filledIn) checkValues(fields.get(name), values, isActive);
  const info = infoOf(fields, filledIn);
  if (!isActive) checkRequired(fields, filledIn);
  state.publish(codeEvent('submit_membercard_user_info', found));
  if (isActive) {
    found.setMember({ ...member, user_info: merged(member.user_info ?? {}, info) });
    return { has_active: true };
  }
  if (payload.wx_activate_after_submit !== true) {
    found.setMember({ ...member, bonus: firstBonusOn(payload), user_info: info, has_active: true });
    return { has_active: true };
  }
  const ticket = state.activations.issue(found, info, now);
  const url = jumpUrl(payload.wx_activate_after_submit_url, {
    card_id: found.card.id,
    encrypt_code: encryptCode(state.appid, found.code),
    activate_ticket: ticket,
    openid: found.openid,
    ...(found.seed.outerStr === undefined ? {} : { outer_str: found.seed.outerStr }),
  });
  return { has_active: false, activate_ticket: ticket, ...(url === undefined ? {} : { url }) };
}

function fieldsOf({ required_form, optional_form }: StoredForm): Map<string, FormField> {
  const fields = new Map<string, FormField>();
  const add = (form: ActivationForm, isRequired: boolean) => {
    const common = { isRequired, canModify: form.can_modify ?? false, isCommon: false, hasSeveralValues: false };
    for (const name of form.common_field_id_list ?? []) fields.set(name, { ...common, isCommon: true });
    for (const name of form.custom_field_list ?? []) fields.set(name, common);
    for (const { name, type, values } of form.rich_field_list ?? []) {
      fields.set(name, { ...common, values, hasSeveralValues: type === 'FORM_FIELD_CHECK_BOX' });
    }
  };
  add(required_form ?? {}, true);
  add(optional_form ?? {}, false);
  return fields;
}

function checkRequired(fields: ReadonlyMap<string, FormField>, filledIn: FilledIn): void {
  for (const [name, { isRequired }] of fields) {
    if (isRequired && !filledIn.has(name)) throw new PlatformRefusal(41011);
  }
}

function checkValues(field: FormField | undefined, values: readonly string[], isActive: boolean): void {
  if (field === undefined) throw new PlatformRefusal(40097);
  if (isActive && !field.canModify) throw new PlatformRefusal(40127);
  const isListed = values.every((value) => field.values?.includes(value) ?? true);
  if (!isListed || values.length === 0 || (values.length > 1 && !field.hasSeveralValues)) {
    throw new PlatformRefusal(40097);
  }
}

/** Returns the values as userinfo/get shows them. A single value comes with an empty `value_list` (observed). */
function infoOf(fields: ReadonlyMap<string, FormField>, filledIn: FilledIn) {
  const common: MemberFormField[] = [];
  const custom: MemberFormField[] = [];
  for (const [name, { isCommon, hasSeveralValues }] of fields) {
    const values = filledIn.get(name);
    if (values === undefined) continue;
    const [value = ''] = values;
    if (isCommon) common.push({ name, value });
    else custom.push(hasSeveralValues ? { name, value_list: [...values] } : { name, value, value_list: [] });
  }
  return { common_field_list: common, custom_field_list: custom };
}

/** Returns the values of an active member with the changed ones. */
function merged(before: Partial<ReturnType<typeof infoOf>>, changed: ReturnType<typeof infoOf>) {
  const replace = (old: readonly MemberFormField[] = [], fields: readonly MemberFormField[]) => [
    ...old.filter(({ name }) => !fields.some((field) => field.name === name)),
    ...fields,
  ];
  return {
    common_field_list: replace(before.common_field_list, changed.common_field_list),
    custom_field_list: replace(before.custom_field_list, changed.custom_field_list),
  };
}

/** Returns the merchant's page with the parameters, all percent-encoded, before its fragment. Joins with `?` or `&` (assumed). */
function jumpUrl(page: string | undefined, parameters: Readonly<Record<string, string>>): string | undefined {
  if (!page) return undefined;
  const [address = '', ...fragment] = page.split('#');
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
  return [`${address}${joint}${query.join('&')}`, ...fragment].join('#');
}
