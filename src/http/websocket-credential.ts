import type { IncomingHttpHeaders } from 'node:http';

/** Names in the payload of `connection_init` that are taken as headers, because browsers cannot send headers with a WebSocket. */
const NAMES: ReadonlySet<string> = new Set(['authorization', 'x-api-key', 'x-wechat-appid']);

/**
 * Returns the headers of the upgrade together with those in the payload of `connection_init`. A connection has one credential and one
 * account, so a value must not differ from another one of the same name.
 * @returns the problem if the payload is not valid
 */
export function headersWith(
  upgrade: IncomingHttpHeaders,
  payload: Readonly<Record<string, unknown>> = {},
): { readonly headers: IncomingHttpHeaders } | { readonly problem: string } {
  const headers: IncomingHttpHeaders = { ...upgrade };
  for (const [given, value] of Object.entries(payload)) {
    const name = given.toLowerCase();
    if (!NAMES.has(name) || value === undefined || value === null) continue;
    if (typeof value !== 'string') return { problem: `${name} must be a string` };
    if (headers[name] !== undefined && headers[name] !== value) return { problem: `Send only one ${name}` };
    headers[name] = value;
  }
  return { headers };
}

/** Returns whether the headers hold a credential. */
export function hasCredential(headers: IncomingHttpHeaders): boolean {
  return headers.authorization !== undefined || headers['x-api-key'] !== undefined;
}
