import {
  type ActivateuserformSetRequest,
  type ActivationForm,
  COMMON_FORM_FIELDS,
  FORM_NAME_MAX_UTF8_BYTES,
  FORM_URL_MAX_UTF8_BYTES,
  RICH_FORM_FIELD_TYPES,
} from '../../platform/endpoints/activation.js';
import { isRecord } from '../../platform/is-record.js';
import { formatError } from '../http/request-checks.js';
import { PlatformRefusal } from '../refusal.js';

/** Checks the contents of a form. The contract's rules have checked that its parts are objects. */
export function checkForm(request: ActivateuserformSetRequest): void {
  const forms = [request.required_form, request.optional_form].filter((form) => form !== undefined);
  const links = [request.service_statement, request.bind_old_card].filter((link) => link !== undefined);
  // The types of the whole body are checked before any value (assumed). A list may be absent, but null is refused (observed).
  if (!forms.every(isReadableForm) || !links.every(isReadableLink)) throw formatError(JSON.stringify(request));
  if (forms.length === 0) throw new PlatformRefusal(41011);
  for (const { name, url } of links) checkLengths(name, url);
  for (const { common_field_id_list = [], custom_field_list = [], rich_field_list = [] } of forms) {
    if (!common_field_id_list.every(isCommonField)) throw new PlatformRefusal(40097);
    for (const name of custom_field_list) checkLengths(name);
    for (const { type, name, values } of rich_field_list) {
      if (!RICH_FORM_FIELD_TYPES.some((each) => each === type) || values.length === 0) throw new PlatformRefusal(40097);
      checkLengths(name);
    }
  }
  const names = forms.flatMap(namesIn);
  if (new Set(names).size < names.length) throw new PlatformRefusal(40097);
}

/** Returns the names of all fields of a form. */
export function namesIn({ common_field_id_list, custom_field_list, rich_field_list }: ActivationForm): string[] {
  return [
    ...(common_field_id_list ?? []),
    ...(custom_field_list ?? []),
    ...(rich_field_list ?? []).map(({ name }) => name),
  ];
}

function isReadableForm({ can_modify, common_field_id_list, custom_field_list, rich_field_list }: ActivationForm) {
  const isRich = (field: unknown) =>
    isRecord(field) && typeof field.type === 'string' && typeof field.name === 'string' && isTexts(field.values);
  return (
    (can_modify === undefined || typeof can_modify === 'boolean') &&
    (common_field_id_list === undefined || isTexts(common_field_id_list)) &&
    (custom_field_list === undefined || isTexts(custom_field_list)) &&
    (rich_field_list === undefined || (Array.isArray(rich_field_list) && rich_field_list.every(isRich)))
  );
}

function isReadableLink({ name, url }: { readonly name?: unknown; readonly url?: unknown }): boolean {
  return typeof name === 'string' && typeof url === 'string';
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isCommonField(name: string): boolean {
  return COMMON_FORM_FIELDS.some((each) => each === name);
}

function checkLengths(name: string, url = ''): void {
  const isTooLong =
    Buffer.byteLength(name) > FORM_NAME_MAX_UTF8_BYTES || Buffer.byteLength(url) > FORM_URL_MAX_UTF8_BYTES;
  if (isTooLong) throw new PlatformRefusal(45021);
}
