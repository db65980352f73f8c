import { randomBytes } from 'node:crypto';
import { type PlatformRefusal, Prepared } from '../refusal.js';
import { errmsgOf } from './errmsg.js';

/**
 * Returns the body of a success. Calls of the card platform include errcode 0 and errmsg "ok". The token calls and the statistics calls
 * include no errcode (documented by their examples).
 */
export function successBody(answer: object, withErrcode: boolean): Buffer | string {
  if (answer instanceof Prepared) return answer.body;
  return JSON.stringify(withErrcode ? { errcode: 0, errmsg: 'ok', ...answer } : answer);
}

/** Returns the body of a refusal. The rid contains `now` in Unix seconds, as the platform's own rid does. */
export function refusalBody(refusal: Pick<PlatformRefusal, 'errcode' | 'errmsg' | 'extra'>, now: number): string {
  const text = refusal.errmsg ?? errmsgOf(refusal.errcode);
  const random = randomBytes(17).toString('hex');
  const rid = `${hex8(now)}-${random.slice(0, 8)}-${random.slice(8, 16)}`;
  const errmsg = `${text} hint: [${random.slice(16, 29)}] rid: ${rid}`;
  return JSON.stringify({ errcode: refusal.errcode, errmsg, ...refusal.extra });
}

function hex8(seconds: number): string {
  return (seconds >>> 0).toString(16).padStart(8, '0');
}
