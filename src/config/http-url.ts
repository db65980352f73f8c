import { isLoopbackName } from './loopback.js';

/** Returns the URL, or undefined if the text is not an http or https URL. Rejects credentials and a hash, which would be ignored silently. */
export function httpUrl(value: string): URL | undefined {
  if (!/^https?:\/\/[^\s\\#/?][^\s\\#]*$/i.test(value) || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  return url.username || url.password ? undefined : url;
}

/** A description of the URLs for which `isRedirectUrl` is true. */
export const REDIRECT_URL = 'an https URL, or an http URL on loopback, without query, hash and credentials';

/** Returns whether a text is a URL to which the platform may redirect a browser with an authorization code. */
export function isRedirectUrl(value: string): boolean {
  const url = value.includes('?') ? undefined : httpUrl(value);
  return url !== undefined && (url.protocol === 'https:' || isLoopbackName(url.hostname));
}
