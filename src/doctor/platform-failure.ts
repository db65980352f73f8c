/** How the doctor describes a failed platform call. */
import { ERRCODES } from '../platform/errcodes.js';
import type { PlatformError } from '../platform/errors.js';
import { addressesIn } from '../platform/token/diagnostics.js';

/** Describes the error without the platform's own text, which may echo the request. */
export function foundOf({ errcode, rid, message }: PlatformError): string {
  if (errcode === undefined) return message;
  const meaning = ERRCODES.get(errcode)?.meaning ?? 'unknown';
  return `errcode ${errcode}, ${meaning}${rid === undefined ? '' : ` (rid ${rid})`}`;
}

/** Returns the addresses that the platform rejected. */
export function addressesOf({ errmsg = '' }: PlatformError): string {
  return addressesIn(errmsg).join(' or ') || 'the public IP address of this machine';
}
