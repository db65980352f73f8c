import type { deposit as en } from '../en/deposit.js';

/** The texts of the form that deposits codes. */
export const deposit: typeof en = {
  file: '选择 CSV 或文本文件',
  fileHint: '每行一个 code，位于第一列。首行为“code”时将跳过，其他列不会读取。',
  fileTooLarge: '文件超过 4 MB。',
  codes: 'code',
  codesHint: '每行一个，每个 1 至 20 个字母、数字、连字符或下划线。',
  found: (count: string) => `共 ${count} 个 code。`,
  line: (line: string, problem: string) => `第 ${line} 行：${problem}`,
  length: '超过 20 个字符。',
  characters: '含有字母、数字、连字符和下划线以外的字符。',
  repeated: (first: string) => `与第 ${first} 行重复。`,
  more: (count: string) => `另有 ${count} 处。`,
  correct: (count: string) => `请先更正 ${count} 行。`,
  tooMany: (count: string) => `一次最多 ${count} 个 code。`,
  submit: (count: string) => `导入 ${count} 个 code`,
  progress: (done: string, count: string) => `已处理 ${done} / ${count} 个 code`,
  continues: '请用下面的按钮再次发送同一请求。它会从中断处继续，同一 code 不会重复导入。',
  refusedPartly: '部分 code 已导入，其余没有导入。',
  next: '现在可以按已导入的 code 数量增加库存。',
  outcomes: '每个 code 的结果',
  columns: ['code', '结果名称', '结果'],
  fates: {
    deposited: '已导入',
    alreadyDeposited: '此前已导入',
    failed: '被拒绝，例如已用于其他卡券',
    remaining: '未发送或结果未知',
  },
  first: (count: string) => `显示前 ${count} 个 code，文件包含全部。`,
  save: '将结果保存为 CSV',
};
