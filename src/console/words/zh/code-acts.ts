import type { codeActs as en } from '../en/code-acts.js';

export const codeActs: typeof en = {
  redeem: '核销',
  replace: '更改 code',
  invalidate: '设置失效',
  reason: '失效原因',
  reasonHint: '例如退款。由微信平台保存。',
  newCode: '新 code',
  sameCode: '新 code 不能与当前 code 相同。',
  replaceHint: '用户仍持有卡券，只更改 code。',
};
