import { mpnews } from '../../platform/endpoints/mpnews.js';
import type { HandlerGroup } from '../handler.js';
import { PlatformRefusal } from '../refusal.js';
import { bizOf } from '../state/biz.js';

/** Handlers for cards inside articles. */
export const mpnewsCalls: HandlerGroup<typeof mpnews> = {
  contract: mpnews,
  needsToken: true,
  handlers: {
    gethtml: ({ request, state }) => {
      const card = state.cards.require(request.card_id);
      if (card.hasSuppliedCodes) throw new PlatformRefusal(40097);
      const query = `action=show&biz=${encodeURIComponent(bizOf(state.appid))}&cardid=${card.id}&wechat_card_js=1`;
      const url = `http://mp.weixin.qq.com/bizmall/appmsgcard?${query}#wechat_redirect`;
      // The element has no end tag (documented).
      return { content: `<iframe class="res_iframe card_iframe js_editor_card" data-src="${url}">` };
    },
  },
};
