import type { CodeSeed } from '../state/codes.js';
import type { Member } from '../state/members.js';
import { type DemoDays, demoCardId, demoOpenid } from './seed.js';

/**
 * A nickname as it was observed: a raw line feed and tab, a bell, an emoji cut in half (invalid UTF-8), 小茶.
 * JSON parsers reject it.
 */
const RAW_NICKNAME = Buffer.concat([Buffer.from('小茶\n\t\u0007'), Buffer.from([0xf0, 0x9f, 0x8d])]);

/** Returns members of the two member cards. Each shows a different variant of the data. */
export function demoMembers(days: DemoDays): CodeSeed[] {
  const member = (
    card: number,
    number: number,
    user: number,
    rest: Partial<CodeSeed> & { member?: Member },
  ): CodeSeed => ({
    code: String(200_000_000_000 + card * 10_000 + number),
    cardId: demoCardId('MEMBER_CARD', card),
    openid: demoOpenid(user),
    receivedAt: days.at(-100 + number),
    ...rest,
  });
  return [
    member(1, 1, 1, {
      outerStr: 'store-tianhe',
      unionid: 'uDEMO-union-0001',
      member: {
        nickname: 'Fourier',
        membershipNumber: '316510891298',
        bonus: 460,
        sex: 'MALE',
        user_info: {
          common_field_list: [
            { name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000001' },
            { name: 'USER_FORM_INFO_FLAG_NAME', value: '傅立叶' },
          ],
          custom_field_list: [],
        },
        has_active: true,
      },
    }),
    member(1, 2, 2, {
      member: {
        nickname: '李小茶🍵',
        membershipNumber: '316510891299',
        bonus: 12_800,
        sex: 'FEMALE',
        user_info: {
          common_field_list: [{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000002' }],
          custom_field_list: [
            { name: '喜欢的茶', value_list: ['凤凰单丛', '正山小种'] },
            { name: '等级', value: '金卡' },
          ],
        },
        has_active: true,
      },
    }),
    member(1, 3, 3, {
      member: {
        nickname: 'RAW NICKNAME',
        rawNickname: RAW_NICKNAME,
        membershipNumber: '316510891300',
        bonus: 5,
        sex: 'UNKNOWN',
        user_info: { common_field_list: [], custom_field_list: [] },
      },
    }),
    // Claimed but never activated. The member has filled in nothing.
    member(1, 4, 4, {}),
    member(1, 5, 5, { status: 'UNAVAILABLE' }),
    member(2, 1, 1, {
      member: {
        nickname: 'Fourier',
        membershipNumber: '800100',
        bonus: 33,
        balance: 188.5,
        sex: 'MALE',
        has_active: true,
      },
    }),
    member(2, 2, 5, {
      member: {
        nickname: '阿"云"\\栖',
        membershipNumber: '800101',
        bonus: 0,
        balance: 0,
        sex: 'FEMALE',
        user_info: { common_field_list: [{ name: 'USER_FORM_INFO_FLAG_NAME', value: '云' }] },
        has_active: true,
      },
    }),
  ];
}
