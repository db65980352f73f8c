import { LANDING_PAGE_SCENES, landingpage, OLDER_LANDING_PAGE_SCENES } from '../../platform/endpoints/landingpage.js';
import type { HandlerGroup } from '../handler.js';
import { checkFields } from '../http/request-checks.js';
import { PlatformRefusal } from '../refusal.js';
import { bizOf } from '../state/biz.js';

const CARD_RULES = {
  card_id: { type: 'string', missing: 41011 },
  thumb_url: { type: 'string', missing: 41011 },
} as const;

/** The scenes in the order of their numbers in the URL of a page (assumed). */
const SCENES: readonly string[] = [...LANDING_PAGE_SCENES, ...OLDER_LANDING_PAGE_SCENES];

/** Handlers for the web pages on which users claim cards. */
export const landingpageCalls: HandlerGroup<typeof landingpage> = {
  contract: landingpage,
  needsToken: true,
  handlers: {
    create: ({ request, state, commit }) => {
      const { banner, page_title: title, can_share, scene } = request;
      const cards = request.card_list.map((card) => checkFields(CARD_RULES, card));
      // An empty text counts as missing (assumed).
      const texts = [banner, title, ...cards.map(({ thumb_url: url }) => url)];
      if (texts.includes('')) throw new PlatformRefusal(41011);
      for (const { card_id: cardId } of cards) {
        if (state.cards.requireNotDeleted(cardId).hasSuppliedCodes) throw new PlatformRefusal(40097);
      }
      const page = state.pages.create({ banner, page_title: title, can_share, scene, card_list: cards });
      commit();
      return { url: urlOf(state.appid, page.page_id, scene), page_id: page.page_id };
    },
  },
};

/** Returns the URL of a page in its observed form. */
function urlOf(appid: string, pageId: number, scene: string): string {
  const page = `https://mp.weixin.qq.com/bizmall/cardlandingpage?biz=${bizOf(appid)}&page_id=${pageId}&scene=${SCENES.indexOf(scene) + 1}`;
  const query = `appid=${encodeURIComponent(appid)}&redirect_uri=${encodeURIComponent(page)}`;
  return `https://open.weixin.qq.com/connect/oauth2/authorize?${query}&response_type=code&scope=snsapi_base#wechat_redirect`;
}
