import type { handOut as en } from '../en/hand-out.js';

/** The texts of the forms that create a QR code and sign a card. */
export const handOut: typeof en = {
  code: '券码（code）',
  codeHint: '用户领取到的券码，只能领取一次。',
  codeFormat: '请使用 1 至 20 个字母、数字、连字符或下划线。',
  openid: 'OpenID',
  openidHint: '只有该用户可以领取。',
  openidFormat: '请使用 1 至 64 个字母、数字、连字符或下划线。',
  channel: '渠道',
  channelHint: '选填，例如门店或海报。领取的券码及其事件会带有该渠道。请勿填写个人信息。',
  seconds: '有效时长（秒）',
  secondsHint: '选填，60 至 1,800。不填则由微信平台决定。',
  unique: '只能由一位用户领取',
  createQr: '创建二维码',
  qr: '用户领取卡券的二维码',
  qrUnknown: '请用下面的按钮再次发送同一请求。即使另外创建了一个二维码，也没有影响。',
  expires: '有效至',
  expiryUnknown: '微信平台未返回有效时长。',
  content: '二维码内容',
  image: '微信平台的二维码图片',
  copyContent: '复制内容',
  copyImage: '复制图片地址',
  signing: '结果用于微信内网页的 wx.addCard。不会更改任何内容。',
  sign: '签名',
  notSigned: '没有签名。',
  signedOnce:
    '只能使用一次，且凭它即可领取卡券：只发给对应的用户，不要保存。签名在其 ticket 的有效期内有效，最长两小时。',
  signedAt: '签名时间',
  copyCardExt: '复制 cardExt',
  copyCardList: '复制 cardList',
};
