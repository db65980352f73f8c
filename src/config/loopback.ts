import { isIPv4, isIPv6 } from 'node:net';

/**
 * Returns the host of an HTTP authority (`host`, `host:port`, `[address]:port`) as `URL` writes it: in lower case, an IPv4 address in
 * four decimal parts, an IPv6 address compressed and in brackets. Returns undefined if the text is not an authority or holds credentials.
 */
export function hostOf(authority: string): string | undefined {
  if (!/^[^\s/?#\\@]+$/.test(authority)) return undefined;
  // `URL` accepts an empty port (`host:`).
  return URL.canParse(`http://${authority}/`) ? new URL(`http://${authority}/`).hostname : undefined;
}

/**
 * Returns whether a host name always refers to this machine: `localhost` and names below it, 127.0.0.0/8, ::1. A name that merely resolves
 * to such an address does not count, because its owner can change what it resolves to.
 * @param host as `hostOf` returns it
 */
export function isLoopbackName(host: string): boolean {
  if (host === '[::1]') return true;
  if (isIPv4(host)) return host.startsWith('127.');
  return /(?:^|\.)localhost\.?$/.test(host);
}

/** Returns whether an Origin header is that of a page on this machine. The origin `null`, which sandboxed pages and local files send, is not. */
export function isLoopbackOrigin(origin: string): boolean {
  const [, authority = ''] = /^https?:\/\/(.*)$/i.exec(origin) ?? [];
  const name = hostOf(authority);
  return name !== undefined && isLoopbackName(name);
}

/** Returns whether a server that listens on this address or host name (IPv6 without brackets) listens on loopback only. */
export function isLoopbackAddress(address: string): boolean {
  if (isIPv4(address)) return address.startsWith('127.');
  if (isIPv6(address)) return hostOf(`[${address}]`) === '[::1]';
  return address.toLowerCase() === 'localhost';
}
