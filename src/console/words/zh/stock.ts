import type { stock as en } from '../en/stock.js';

export const stock: typeof en = {
  current: (quantity: string) => `当前库存：${quantity}。如果期间库存发生变化，则不会提交更改。`,
  mode: '更改方式',
  modes: { add: '增加', remove: '减少', set: '设为' },
  amount: '数量',
  submit: '修改库存',
  before: '修改前库存',
  after: '修改后库存',
};
