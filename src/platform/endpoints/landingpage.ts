import { endpoint } from '../endpoint.js';

/** The scenes of the documents. */
export const LANDING_PAGE_SCENES = [
  'SCENE_NEAR_BY',
  'SCENE_MENU',
  'SCENE_QRCODE',
  'SCENE_ARTICLE',
  'SCENE_H5',
  'SCENE_IVR',
  'SCENE_CARD_CUSTOM_CELL',
] as const;

/** Further scenes of an older list, which are accepted (assumed). Spelled as there. */
export const OLDER_LANDING_PAGE_SCENES = [
  'SCENE_SCAN',
  'SCENE_SHAKE_TV',
  'SCENE_WIFI',
  'SCENE_IBEACON',
  'SCENE_PAY',
  'SCENE_MONENTS_AD',
  'SCENE_SHAKE_CARD',
  'SCENE_BIZ_AD',
  'SCENE_SMS',
  'SCENE_MEMBER_CARD_ANNOUNCEMENT',
] as const;

export interface LandingpageCreateRequest {
  /** URL of a picture. */
  banner: string;
  /** The documents' table has `title`, but their example and all clients have `page_title`. */
  page_title: string;
  can_share: boolean;
  /** One of LANDING_PAGE_SCENES. */
  scene: string;
  /** At least one. The maximum is not documented. Cards with custom codes must be in deposit mode (assumed). */
  card_list: { card_id: string; thumb_url: string }[];
}
export interface LandingpageCreateAnswer {
  url: string;
  page_id: number;
}

/** Endpoint for the web pages on which users claim cards. */
export const landingpage = {
  /** A repeat creates a second page. Pages can be neither listed nor deleted. */
  create: endpoint<LandingpageCreateRequest, LandingpageCreateAnswer>({
    path: '/card/landingpage/create',
    method: 'POST',
    effect: 'once',
    request: {
      banner: { type: 'string', missing: 41011 },
      page_title: { type: 'string', missing: 41011 },
      can_share: { type: 'bool', missing: 41011 },
      scene: {
        type: 'string',
        missing: 41011,
        values: [...LANDING_PAGE_SCENES, ...OLDER_LANDING_PAGE_SCENES],
        refused: 40129,
      },
      card_list: { type: 'object[]', missing: 41011, min: 1, refused: 41011 },
    },
    errcodes: [40068, 40073, 40078, 40097, 40129, 45039],
    source: 'delivering-cards: Create a landing page',
  }),
};
