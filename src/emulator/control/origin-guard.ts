import type { IncomingHttpHeaders } from 'node:http';
import { hostOf, isLoopbackAddress, isLoopbackName, isLoopbackOrigin } from '../../config/loopback.js';

/**
 * Returns the reason to refuse a control call, or undefined if the call is accepted. Pages of other sites must not change the emulator
 * that a developer runs. Pages on loopback may. Browsers send `origin` and `sec-fetch-site`; other tools need not.
 * @param listensOn the address on which the emulator listens. If it is loopback, the Host header must be a loopback name too, as a
 * defence against DNS rebinding.
 */
export function controlRefusal(
  { host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders,
  listensOn: string,
): string | undefined {
  if (origin !== undefined) {
    if (!isLoopbackOrigin(origin)) return 'origin: expected a loopback origin or no header, got another origin';
  } else if (site === 'cross-site') return 'sec-fetch-site: expected a request from the same site, got cross-site';
  if (host === undefined || !isLoopbackAddress(listensOn)) return undefined;
  const name = hostOf(host);
  return name !== undefined && isLoopbackName(name)
    ? undefined
    : 'host: expected a loopback host name, got another name';
}
