import type { IncomingHttpHeaders } from 'node:http';
import { hostOf, isLoopbackAddress, isLoopbackName } from '../../config/loopback.js';

/**
 * Returns why a control call is refused, or undefined if it is accepted. Browsers send `origin` and `sec-fetch-site`, other tools need
 * neither: pages of other sites must not change the emulator that a developer runs, and pages on loopback may.
 * @param listensOn the address that the emulator listens on. On loopback, the Host header must name loopback too, against DNS rebinding.
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

/** `null`, which a sandboxed page or a file has for its origin, is not loopback. */
function isLoopbackOrigin(origin: string): boolean {
  const [, authority = ''] = /^https?:\/\/(.*)$/i.exec(origin) ?? [];
  const name = hostOf(authority);
  return name !== undefined && isLoopbackName(name);
}
