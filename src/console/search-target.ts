/** An object that a text can name, and the page that finds it. */
export interface SearchTarget {
  readonly kind: 'code' | 'card' | 'openid' | 'text';
  /** The scope without which the page shows nothing. */
  readonly scope: string;
  readonly route: { readonly page: 'code' | 'members' | 'cards' } | { readonly page: 'card'; readonly id: string };
  /** Parameters of the page. */
  readonly values: Readonly<Record<string, string>>;
}

/** Codes of the platform. Custom codes can be any text. */
const PLATFORM_CODE = /^\d{10,20}$/;
/** Ids of cards and users: 28 characters, or those of the emulator's demo. */
const CARD_ID = /^(?:p[\w-]{27}|pDEMO-[a-z-]+-\d{4,})$/;
const OPENID = /^(?:o[\w-]{27}|oDEMO-user-\d{4,})$/;

/** Maximum characters of a custom code. */
const CUSTOM_CODE_CHARACTERS = 20;
/** Ids of any length that the server accepts. */
const POSSIBLE_CARD_ID = /^p[\w-]{1,31}$/;
const POSSIBLE_OPENID = /^o[\w-]{1,63}$/;

/** Returns what the text most likely is. Everything that is neither a code nor an id is a text in a card. */
export function targetOf(text: string): SearchTarget {
  const value = trimmed(text);
  if (CARD_ID.test(value)) return cardTarget(value);
  if (OPENID.test(value)) return openidTarget(value);
  return PLATFORM_CODE.test(value) ? codeTarget(value) : textTarget(value);
}

/** Returns everything other than a text that the text could be. */
export function possibleTargets(text: string): SearchTarget[] {
  const value = trimmed(text);
  const length = [...value].length;
  return [
    ...(length > 0 && length <= CUSTOM_CODE_CHARACTERS ? [codeTarget(value)] : []),
    ...(POSSIBLE_CARD_ID.test(value) ? [cardTarget(value)] : []),
    ...(POSSIBLE_OPENID.test(value) ? [openidTarget(value)] : []),
  ];
}

/** Returns a search for cards that contain the text. */
export function textTarget(text: string): SearchTarget {
  return { kind: 'text', scope: 'card:read', route: { page: 'cards' }, values: { text: text.trim() } };
}

/** Removes spaces around the text, and those between the groups of digits with which a card shows its code. */
export function trimmed(text: string): string {
  const value = text.trim();
  return /^[\d\s]+$/.test(value) ? value.replaceAll(/\s/g, '') : value;
}

const codeTarget = (code: string): SearchTarget => ({
  kind: 'code',
  scope: 'code:read',
  route: { page: 'code' },
  values: { code },
});

const cardTarget = (id: string): SearchTarget => ({
  kind: 'card',
  scope: 'card:read',
  route: { page: 'card', id },
  values: {},
});

const openidTarget = (openid: string): SearchTarget => ({
  kind: 'openid',
  scope: 'code:read',
  route: { page: 'members' },
  values: { openid },
});
