import type { deleteCard as en } from '../en/delete-card.js';

export const deleteCard: typeof en = {
  effect: '删除后用户无法再领取该卡券，已领取的券码仍然有效。',
  deleted: '已删除的卡券',
  submit: '删除卡券',
};
