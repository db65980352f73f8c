import { ERRCODES } from '../../platform/errcodes.js';

/**
 * The documented texts that the platform sends before hint and rid. Those of 40056, 40125, 40127, 61500 and 61501 come from the
 * documents' examples, the others from the public list of return codes. Every other errcode is sent with its meaning in our table.
 */
const TEXTS: ReadonlyMap<number, string> = new Map([
  [-1, 'system error'],
  [40001, 'invalid credential, access_token is invalid or not latest'],
  [40002, 'invalid grant_type'],
  [40013, 'invalid appid'],
  [40014, 'invalid access_token'],
  [40003, 'invalid openid'],
  [40005, 'invalid file type'],
  [40009, 'invalid image size'],
  [40052, 'invalid action name'],
  [40053, 'invalid action info, please check document'],
  [40056, 'invalid serial code'],
  [40071, 'invalid card type'],
  [40073, 'invalid card id'],
  [40075, 'invalid encrypt code'],
  [40078, 'invalid card status'],
  [40097, 'invalid args'],
  [40099, 'invalid code, this code has consumed.'],
  [40109, 'too many code size, must <= 100'],
  [40110, 'have empty code'],
  [40111, 'have same code'],
  [40116, 'invalid code'],
  [40125, 'invalid appsecret'],
  [40127, 'invalid user-card status! Hint: the card was given to user, but may be deleted or set unavailable !'],
  [40124, 'too many custom field!'],
  [40136, 'invalid use DepositCodeMode, make sure sku.quantity>DepositCode.quantity'],
  [41001, 'access_token missing'],
  [41002, 'appid missing'],
  [41004, 'appsecret missing'],
  [41005, 'media data missing'],
  [41011, 'missing required fields! please check document and request json!'],
  [41012, 'missing cardid'],
  [41014, 'missing ticket_class'],
  [42001, 'access_token expired'],
  [43001, 'require GET method'],
  [43002, 'require POST method'],
  [43017, 'require location id!'],
  [44001, 'empty media data'],
  [44002, 'empty post data'],
  [45009, 'reach max api daily quota limit'],
  [45011, 'api minute-quota reach limit, must slower, retry next minute'],
  [45022, 'bonus is out of limit'],
  [45046, 'operate field conflict, CenterCell, PayCell, SelfConsumeCell conflict'],
  [45061, 'maybe the update frequency is too often, please try again'],
  [47001, 'data format error'],
  [47002, 'data format error, use utf-8 instead of \\u'],
  [61500, 'date format error'],
  [61501, 'date range error'],
  [72011, 'invalid activate_ticket.Maybe this ticket is not belong this AppId'],
  [72012, 'activate_ticket has been expired'],
  [72026, 'need set wx_activate true'],
]);

/** Returns the platform's text for an errcode, without hint and rid. */
export function errmsgOf(errcode: number): string {
  return TEXTS.get(errcode) ?? ERRCODES.get(errcode)?.meaning ?? 'unknown error';
}
