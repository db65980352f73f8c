import type { activationForm as en } from '../en/activation-form.js';

export const activationForm: typeof en = {
  replaces:
    '提交后将替换整个开卡表单。微信平台不返回当前表单，请选择表单应包含的全部字段。带选项的字段只能通过 API 设置。',
  commonFields: '微信平台字段',
  absent: '不包含',
  parts: { required: '必填', optional: '选填' },
  ownFields: { required: '自定义必填字段', optional: '自定义选填字段' },
  ownNames: '字段名称',
  onePerLine: '每行一个。',
  canModify: { required: '会员之后可修改必填字段', optional: '会员之后可修改选填字段' },
  links: { serviceStatement: '会员守则链接', bindOldCard: '绑定老会员卡链接' },
  linkText: '链接文字',
  linkUrl: '链接地址',
  submit: '设置开卡表单',
  noFields: '请至少选择一个字段。',
  tooManyFields: (max) => `最多 ${max} 个字段。`,
  repeated: (name) => `字段“${name}”重复。`,
  notWeb: '请输入以 http:// 或 https:// 开头的网址。',
};
