export const codeActs = {
  redeem: 'Redeem',
  replace: 'Replace',
  invalidate: 'Make unavailable',
  reason: 'Reason',
  reasonHint: 'Such as a refund. The platform stores it.',
  newCode: 'New code',
  sameCode: 'The new code must differ from the current one.',
  replaceHint: 'The holder keeps the card. Only the code changes.',
};
