import type { cards as en } from '../en/cards.js';

export const cards: typeof en = {
  text: '文本',
  allStatuses: '全部（已删除除外）',
  allTypes: '全部类型',
  allCodeModes: '全部券码模式',
  stockAtMost: '库存不超过',
  sort: '排序',
  direction: '顺序',
  ASCENDING: '升序',
  DESCENDING: '降序',
  UPDATED_AT: '更新时间',
  CREATED_AT: '创建时间',
  ENDS_AT: '有效期结束时间',
  STOCK: '库存',
  TITLE: '标题',
  found: (count: string) => `共 ${count} 张卡券`,
  asOf: (time: string) => `数据时间 ${time}`,
  incomplete: '索引尚未包含账号的全部卡券，可能有遗漏。',
  first: '第一页',
  next: '下一页',
};
