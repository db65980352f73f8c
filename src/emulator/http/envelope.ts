import { randomBytes } from 'node:crypto';
import { type PlatformRefusal, Prepared } from '../refusal.js';
import { errmsgOf } from './errmsg.js';

/**
 * Returns the body of a successful response. Calls of the card platform include errcode 0 and "ok". Token calls and statistics include
 * neither, as the documents' examples show.
 */
export function successBody(result: object, withErrcode: boolean): Buffer | string {
  if (result instanceof Prepared) return result.body;
  return JSON.stringify(withErrcode ? { errcode: 0, errmsg: 'ok', ...result } : result);
}

/** Returns the body of a refusal. `now`, in Unix seconds, is part of the rid, as on the platform. */
export function refusalBody(
  refusal: Pick<PlatformRefusal, 'errcode' | 'errmsg' | 'extra' | 'missing'>,
  now: number,
): string {
  const text = refusal.errmsg ?? errmsgOf(refusal.errcode);
  const random = randomBytes(17).toString('hex');
  const rid = `${hex8(now)}-${random.slice(0, 8)}-${random.slice(8, 16)}`;
  const errmsg = `${text} hint: [${random.slice(16, 29)}] ${refusal.missing ?? `rid: ${rid}`}`;
  return JSON.stringify({ errcode: refusal.errcode, errmsg, ...refusal.extra });
}

function hex8(seconds: number): string {
  return (seconds >>> 0).toString(16).padStart(8, '0');
}
