import type { acting as en } from '../en/acting.js';

const number = (value: number) => value.toLocaleString('zh-CN');

/** The texts of all forms. */
export const acting: typeof en = {
  required: '此项必填。',
  tooManyBytes: (max: number) => `最多 ${number(max)} 字节，约 ${number(Math.floor(max / 3))} 个汉字。`,
  tooManyCharacters: (max: number) => `最多 ${number(max)} 个字符。`,
  notInteger: '请输入整数。',
  notAmount: '请输入金额（元），最多两位小数。',
  outOfRange: (min: number | undefined, max: number | undefined) => {
    if (min === undefined) return `最大为 ${number(max ?? 0)}。`;
    return max === undefined ? `最小为 ${number(min)}。` : `范围为 ${number(min)} 至 ${number(max)}。`;
  },
  amountOutOfRange: (min: string, max: string) => `范围为 ${min} 至 ${max}。`,
  bytes: (used: number, max: number) => `已用 ${number(used)} / ${number(max)} 字节`,
  characters: (used: number, max: number) => `已用 ${number(used)} / ${number(max)} 个字符`,
  review: '修改后卡券将重新提审',
  sending: '处理中…',
  restored: '表单中保留了之前输入的内容。',
  discard: '放弃',
  unsaved: '输入内容过大，刷新页面后不会保留。',
  problems: '尚未提交，请更正标出的字段。',
  outdated: '输入之后，该值已在别处被修改。再次提交将覆盖新值。',
  refused: '没有任何更改。',
  notExecuted: '没有任何更改，可以再次提交。',
  done: '已完成。',
  replayed: '此前的请求已完成该更改，没有重复执行。',
  another: '再次操作',
  unknown: {
    OUTCOME_UNKNOWN: '无法确定更改是否生效：微信平台的响应丢失。',
    NO_RESPONSE: '无法确定更改是否生效：没有收到服务器的响应。',
    IN_USE: '更改仍在处理中。',
    PARTIAL: '仅部分结果已确定：其余部分尚未发送，或结果未知。',
  },
  unknownRemedy: '请用下面的按钮再次发送同一请求。同一更改不会执行两次：服务器会告知首次请求的结果。',
  repeat: '再次发送同一请求',
  giveUp: '不再确认，关闭',
  confirm: (count: number) => `输入最后 ${count} 个字符以确认`,
  irreversible: '此操作无法撤销。',
  notConfirmed: '字符不一致。',
  show: '显示',
};
