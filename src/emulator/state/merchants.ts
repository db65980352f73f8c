import type { PayGiftFailure } from '../../platform/endpoints/paygiftcard.js';
import { errmsgOf } from '../http/errmsg.js';
import type { AccountState } from './account-state.js';
import type { StoredCard } from './cards.js';

/** Merchants that fail on purpose. The first five digits of their id are the errcode. */
const FAIL_BY_ID = /^7200[1-4]|^72010/;

/** The format of a merchant id, digits, is taken from the documented examples. The maximum length is assumed. */
const MERCHANT_ID = /^\d{1,32}$/;

/** The rule and account that occupy merchants in use by another account. */
const OTHER_ACCOUNT = { occupy_rule_id: 12_332_123, occupy_appid: 'wxoccupier' };

/** Returns why no rule for this card can be created for a merchant, or undefined if one can. */
export function merchantFailure(
  merchantId: string,
  card: StoredCard,
  state: AccountState,
  now: number,
): PayGiftFailure | undefined {
  if (!MERCHANT_ID.test(merchantId)) return failure(merchantId, 72010);
  if (card.cardType !== 'MEMBER_CARD') return failure(merchantId, 72003);
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
