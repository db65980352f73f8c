import type { frame as en, lookUps as enLookUps, pages as enPages } from '../en/frame.js';

export const frame: typeof en = {
  name: 'Cardgraph 控制台',
  navigation: '页面',
  search: '搜索券码、卡券 ID、OpenID 或文本',
  searchPlaceholder: '券码、卡券 ID、OpenID 或文本（按 / 键）',
  account: '账号',
  language: '语言',
  theme: '外观',
  system: '跟随系统',
  light: '浅色',
  dark: '深色',
  signIn: '登录',
  signOut: '退出登录',
  signInHint: '凭证只保存在本页面的内存中，刷新页面后即清除。',
  credentialKind: '凭证类型',
  apiKey: 'API 密钥',
  bearer: 'Bearer 令牌',
  credential: '凭证',
  offline: '无法连接服务器。',
  notFound: '页面不存在。',
  notAllowed: '当前调用方的权限不允许访问此页面。',
  notLoaded: '页面加载失败：无法连接服务器，或服务器已更新。',
  reloadPage: '重新加载控制台',
  loading: '加载中…',
  retry: '重试',
  reload: '刷新',
  copy: '复制',
  copied: '已复制',
  copyQuery: '复制为 GraphQL',
  copyCurl: '复制为 curl',
  openExplorer: '复制并打开查询浏览器',
  masked: '已隐藏',
  showPersonal: '显示个人信息',
  maskPersonal: '隐藏个人信息',
  cost: '开销',
  stale: '部分数据可能已过期。',
  noResults: '没有结果',
  actions: '操作',
  close: '关闭',
  unexpected: '未知错误',
};

/** Kinds of objects that a searched text can name. */
export const lookUps: typeof enLookUps = {
  introduction: (text) => `将“${text}”作为以下内容查询：`,
  code: '券码',
  card: '卡券 ID',
  openid: 'OpenID',
  text: '卡券文本',
};

/** Names of the pages. */
export const pages: typeof enPages = {
  today: '今日',
  cards: '卡券',
  code: '券码',
  members: '会员与卡包',
  rules: '支付即会员规则',
  statistics: '统计',
  events: '事件',
  system: '系统',
};
