/** Fields of requests whose values identify a person or allow acting as one. An entry of a list counts like a single value. */
const PERSONAL_FIELDS: ReadonlySet<string> = new Set([
  'code',
  'new_code',
  'encrypt_code',
  'openid',
  'username',
  'membership_number',
  'activate_ticket',
  'authorization_code',
  'authorizer_refresh_token',
  'component_appsecret',
  'component_secret',
  'component_verify_ticket',
]);

/** Maximum length of an errmsg that is searched, characters. Only the start and the end of a longer one are used. */
const MAX_SEARCHED = 4096;

/** Minimum length of a value that is also removed if the echo cuts it off, and number of its first characters that identify it. */
const LONG = { characters: 24, prefix: 8 };

/** Replaces an echoed value. */
const REPLACEMENT = '…';

/**
 * Removes the personal values of a request from the errmsg of its response, because an errmsg ends up in logs, traces and records. Only
 * 47001 is known to echo its request, but the errmsg of no other errcode is documented.
 * @param request as JSON
 */
export function withoutEchoes(errmsg: string, request: string): string {
  const values = personalValuesIn(request);
  if (values.length === 0) return errmsg;
  const longestFirst = values.sort((one, other) => other.length - one.length).flatMap(patternsOf);
  const half = MAX_SEARCHED / 2;
  const searched = errmsg.length > MAX_SEARCHED ? errmsg.slice(0, half) + errmsg.slice(-half) : errmsg;
  return searched.replace(new RegExp(`(?<![\\w-])(?:${longestFirst.join('|')})(?![\\w-])`, 'g'), REPLACEMENT);
}

function personalValuesIn(request: string): string[] {
  const values = new Set<string>();
  JSON.parse(request, (name, value: unknown) => {
    if (!PERSONAL_FIELDS.has(name)) return value;
    for (const one of Array.isArray(value) ? value : [value])
      if (typeof one === 'string' && one !== '') values.add(one);
    return value;
  });
  return [...values];
}

/** Returns the patterns of a value: itself, and the beginning of a long one up to the end of the word. */
function patternsOf(value: string): string[] {
  if (value.length < LONG.characters) return [escaped(value)];
  return [escaped(value), `${escaped(value.slice(0, LONG.prefix))}[^\\s"]*`];
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
