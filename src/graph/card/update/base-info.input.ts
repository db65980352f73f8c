import { ID, InputType, Int } from 'type-graphql';
import { Constraint } from '../../input/validation.js';
import { DateTime } from '../../types/scalars.js';
import { CodeTypeInput, type CodeTypeName, writeCodeType } from '../card-enums.type.js';
import { Updates, UpdatesGroup, UpdatesLink } from './update-field.decorators.js';
import { secondsOf } from './wire-values.js';

@InputType({ description: 'A button or an entry on a card that leads to a page.' })
export class CardLinkInput {
  @Updates(() => String, 'name', { description: 'What it says.' })
  name?: string | null;

  @Updates(() => String, 'url', { description: 'Where it leads.' })
  url?: string | null;

  @Updates(() => String, 'subTitle', { description: 'A short text beside it.' })
  subTitle?: string | null;
}

@InputType({
  description: 'A time of use from one instant to another. At least one of the two; the range may only grow.',
})
export class FixedRangeInput {
  @Updates(() => DateTime, 'base_info.date_info.begin_timestamp', secondsOf)
  beginsAt?: Date | null;

  @Updates(() => DateTime, 'base_info.date_info.end_timestamp', secondsOf)
  endsAt?: Date | null;
}

const ONE_END: Constraint = {
  name: 'oneEnd',
  code: 'INVALID_INPUT',
  expected: 'at least one of beginsAt and endsAt',
  holds: (range) => Object.values(range as FixedRangeInput).some((end) => end !== undefined),
};

@InputType({ description: 'WeChat Pay on a member card. Needs a merchant with WeChat Pay: else PAYMENT_NOT_ENABLED.' })
export class QuickPayInput {
  @Updates(() => Boolean, 'base_info.pay_info.swipe_card.is_swipe_card')
  enabled?: boolean | null;

  @Updates(() => Boolean, 'base_info.pay_info.swipe_card.is_pay_and_qrcode')
  withQrcode?: boolean | null;
}

@InputType({ description: 'Fields that cards of every kind have, but for those said to be for member cards only.' })
export class BaseInfoChanges {
  @Updates(() => String, 'base_info.title')
  title?: string | null;

  @Updates(() => String, 'base_info.logo_url')
  logoUrl?: string | null;

  @Updates(() => String, 'base_info.notice')
  notice?: string | null;

  @Updates(() => String, 'base_info.description')
  description?: string | null;

  @Updates(() => String, 'base_info.service_phone')
  servicePhone?: string | null;

  @Updates(() => String, 'base_info.color')
  color?: string | null;

  @Updates(() => [ID], 'base_info.location_id_list', {
    write: (ids: string[]) => ids.map(Number),
  })
  locationIds?: string[] | null;

  @Updates(() => Boolean, 'base_info.use_all_locations')
  useAllLocations?: boolean | null;

  @UpdatesLink(() => CardLinkInput, 'The button in the middle of the card.', {
    name: 'base_info.center_title',
    url: 'base_info.center_url',
    subTitle: 'base_info.center_sub_title',
  })
  center?: CardLinkInput | null;

  @UpdatesLink(() => CardLinkInput, 'A link of the merchant on the card.', {
    name: 'base_info.custom_url_name',
    url: 'base_info.custom_url',
    subTitle: 'base_info.custom_url_sub_title',
  })
  customLink?: CardLinkInput | null;

  @UpdatesLink(() => CardLinkInput, 'A link to a promotion on the card.', {
    name: 'base_info.promotion_url_name',
    url: 'base_info.promotion_url',
    subTitle: 'base_info.promotion_url_sub_title',
  })
  promotionLink?: CardLinkInput | null;

  @Updates(() => CodeTypeInput, 'base_info.code_type', {
    write: (name: CodeTypeName) => writeCodeType(name),
  })
  codeType?: CodeTypeName | null;

  @Updates(() => Int, 'base_info.get_limit')
  claimLimit?: number | null;

  @Updates(() => Boolean, 'base_info.can_share')
  canShare?: boolean | null;

  @Updates(() => Boolean, 'base_info.can_give_friend')
  canGift?: boolean | null;

  @UpdatesGroup(() => FixedRangeInput, 'The time of use, of a card that has a fixed range. It may only grow.')
  @Constraint(ONE_END)
  validity?: FixedRangeInput | null;

  @UpdatesGroup(() => QuickPayInput, 'WeChat Pay on a member card. Member cards only.')
  quickPay?: QuickPayInput | null;
}
