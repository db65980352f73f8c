import { PAY_GIFT_RULE_TYPE, type PayGiftFailure } from '../../platform/endpoints/paygiftcard.js';
import { errmsgOf } from '../http/errmsg.js';
import type { AccountState } from './account-state.js';
import type { StoredCard } from './cards.js';

/** Merchants that fail deliberately. The first five digits of their id are the errcode. */
const FAIL_BY_ID = /^7200[1-4]|^72010/;

/** The format of a merchant id. The documents' examples show digits. The length is assumed. */
const MERCHANT_ID = /^\d{1,32}$/;

/** The account and the rule that use the merchants of errcode 72004. */
const OTHER_ACCOUNT = { occupy_rule_id: 12_332_123, occupy_appid: 'wxoccupier' };

/** Returns the reason why a rule of this type for this card cannot apply to a merchant, or undefined if it can. */
export function merchantFailure(
  merchantId: string,
  { type, card }: { readonly type: string; readonly card: StoredCard },
  state: AccountState,
  now: number,
): PayGiftFailure | undefined {
  if (!MERCHANT_ID.test(merchantId)) return failure(merchantId, 72010);
  if (type === PAY_GIFT_RULE_TYPE && card.cardType !== 'MEMBER_CARD') return failure(merchantId, 72003);
  const errcode = Number(FAIL_BY_ID.exec(merchantId)?.[0] ?? 0);
  if (errcode === 72004) return { ...failure(merchantId, errcode), ...OTHER_ACCOUNT };
  if (errcode !== 0) return failure(merchantId, errcode);
  const rule = state.rules.using(merchantId, now);
  if (rule === undefined) return undefined;
  return { ...failure(merchantId, 72004), occupy_rule_id: rule.ruleId, occupy_appid: state.appid };
}

function failure(mchid: string, errcode: number): PayGiftFailure {
  return { mchid, errcode, errmsg: errmsgOf(errcode) };
}
