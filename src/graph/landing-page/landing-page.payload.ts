import { ValidateNested } from 'class-validator';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { LANDING_PAGE_SCENES, LandingpageCreateRequest } from '../../platform/endpoints/landingpage.js';
import { CARD_ID_BYTES } from '../card/card.type.js';
import { Constraint, IsIdentifier, identifierOf, isIdentifier } from '../input/validation.js';
import { IdempotencyKey, MutationPayload } from '../mutation/mutation-payload.js';
import { Nullable } from '../types/field.decorators.js';
import { WireEnum } from '../types/wire-enum.js';

/** Maximum number of cards of a page. The platform rejects long lists with 45039, but does not document its limit. */
export const LANDING_PAGE_MAX_CARDS = 100;

/** Maximum UTF-8 bytes of texts whose limit the platform does not document. Far more than a page can show. */
const TITLE_BYTES = 1024;
const URL_BYTES = 3072;

type SceneName = 'NEAR_BY' | 'MENU' | 'QRCODE' | 'ARTICLE' | 'H5' | 'IVR' | 'CARD_CUSTOM_CELL';

const scene = <Wire extends (typeof LANDING_PAGE_SCENES)[number]>(wire: Wire, description: string) => ({
  wire,
  description: `${description} Platform: \`${wire}\`.`,
});

const scenes = new WireEnum<SceneName, (typeof LANDING_PAGE_SCENES)[number]>({
  NEAR_BY: scene('SCENE_NEAR_BY', 'The list of shops nearby.'),
  MENU: scene('SCENE_MENU', "The account's menu."),
  QRCODE: scene('SCENE_QRCODE', 'A QR code.'),
  ARTICLE: scene('SCENE_ARTICLE', 'An article of the account.'),
  H5: scene('SCENE_H5', 'A web page.'),
  IVR: scene('SCENE_IVR', 'An automatic reply of the account.'),
  CARD_CUSTOM_CELL: scene('SCENE_CARD_CUSTOM_CELL', 'A custom cell of another card.'),
});
const LandingPageScene = scenes.input('LandingPageScene', 'Where users find the link to a landing page.');

/** Requires the URL of a picture. The platform documents no host for these pictures. */
function IsPictureUrl(): PropertyDecorator {
  return Constraint({
    name: 'pictureUrl',
    code: 'INVALID_INPUT',
    expected: `a URL of at most ${URL_BYTES} bytes that starts with http:// or https://`,
    holds: (value) => isIdentifier(value, URL_BYTES) && /^https?:\/\//i.test(value) && URL.canParse(value),
  });
}

@InputType({ description: 'A card on a landing page.' })
export class LandingPageCardInput {
  @Field(() => ID, {
    description:
      "The `card_id` of the card, at most 32 bytes. The card's `codeMode` must not be `CUSTOM`: a page cannot give each user a code.",
  })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @Field(() => String, {
    description: 'URL of the picture of the card, as `uploadImage` returns it. Platform: `thumb_url`.',
  })
  @IsPictureUrl()
  thumbUrl!: string;
}

@InputType({ description: 'The input of `createCardLandingPage`. The page cannot be changed later.' })
export class CreateCardLandingPageInput {
  @Field(() => String, {
    description: `Title of the page, 1 to ${TITLE_BYTES} bytes and not blank. Platform: \`page_title\`.`,
  })
  @Constraint({
    name: 'title',
    code: 'INVALID_INPUT',
    expected: `${identifierOf(TITLE_BYTES)} that is not blank`,
    holds: (value) => isIdentifier(value, TITLE_BYTES) && value.trim() !== '',
  })
  title!: string;

  @Field(() => String, {
    description: 'URL of the picture at the top of the page, as `uploadImage` returns it. Platform: `banner`.',
  })
  @IsPictureUrl()
  bannerUrl!: string;

  @Field(() => Boolean, { description: 'Whether users can share the page. Platform: `can_share`.' })
  canShare!: boolean;

  @Field(() => LandingPageScene, { description: 'Where users find the link to the page.' })
  scene!: SceneName;

  @Field(() => [LandingPageCardInput], {
    description: `The cards of the page, 1 to ${LANDING_PAGE_MAX_CARDS} and all distinct. The platform may accept fewer.`,
  })
  @ValidateNested({ each: true })
  cards!: LandingPageCardInput[];

  @IdempotencyKey({ nullable: false })
  idempotencyKey!: string;

  toWire(): LandingpageCreateRequest {
    return {
      banner: this.bannerUrl,
      page_title: this.title,
      can_share: this.canShare,
      scene: scenes.write(this.scene),
      card_list: this.cards.map(({ cardId, thumbUrl }) => ({ card_id: cardId, thumb_url: thumbUrl })),
    };
  }
}

@ObjectType({ simpleResolvers: true, description: 'The result of `createCardLandingPage`.' })
export class CreateCardLandingPagePayload extends MutationPayload {
  @Nullable(
    () => ID,
    'Id of the page, for inquiries to the platform: no call accepts it. Null if no page was created. Platform: `page_id`.',
  )
  readonly pageId: string | null;

  @Nullable(
    () => String,
    'URL of the page, to be opened in WeChat. Store it: it cannot be read later. Null if no page was created.',
  )
  readonly url: string | null;

  constructor(outcome: Partial<CreateCardLandingPagePayload>) {
    super(outcome);
    this.pageId = outcome.pageId ?? null;
    this.url = outcome.url ?? null;
  }
}
