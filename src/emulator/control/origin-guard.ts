import type { IncomingHttpHeaders } from 'node:http';
import { hostOf, isLoopbackAddress, isLoopbackName } from '../../config/loopback.js';

/**
 * Returns the reason for refusing a control call, or undefined if it is accepted. Browsers send `origin` and `sec-fetch-site`, other
 * clients need neither. Pages of other sites must not change a developer's emulator. Pages on loopback may.
 * @param listensOn the address that the emulator listens on. If it is loopback, the Host header must name loopback too, which prevents DNS
 * rebinding.
 */
export function controlRefusal(
  { host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders,
  listensOn: string,
): string | undefined {
  if (origin !== undefined) {
    if (!isLoopbackOrigin(origin)) return 'origin: expected a loopback origin or none, got another';
  } else if (site === 'cross-site') return 'sec-fetch-site: expected a request from the same site, got cross-site';
  if (host === undefined || !isLoopbackAddress(listensOn)) return undefined;
  const name = hostOf(host);
  return name !== undefined && isLoopbackName(name) ? undefined : 'host: expected a loopback host name, got another';
}

/** `null`, the origin of a sandboxed page or a file, is not loopback. */
function isLoopbackOrigin(origin: string): boolean {
  const [, authority = ''] = /^https?:\/\/(.*)$/i.exec(origin) ?? [];
  const name = hostOf(authority);
  return name !== undefined && isLoopbackName(name);
}
