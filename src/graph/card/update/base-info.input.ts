import { ID, InputType, Int } from 'type-graphql';
import { Constraint } from '../../input/validation.js';
import { DateTime } from '../../types/scalars.js';
import { CodeTypeInput, type CodeTypeName, writeCodeType } from '../card-enums.type.js';
import { meaningOf } from '../field-description.js';
import { MiniProgramPageInput } from './mini-program.input.js';
import { Updates, UpdatesGroup, UpdatesLink } from './update-field.decorators.js';
import { secondsOf } from './wire-values.js';

@InputType({ description: 'Button or link on a card that opens a page.' })
export class CardLinkInput {
  @Updates(() => String, 'name', { description: meaningOf('base_info.center_title') })
  name?: string | null;

  @Updates(() => String, 'url', { description: meaningOf('base_info.center_url') })
  url?: string | null;

  @Updates(() => String, 'subTitle', { description: meaningOf('base_info.center_sub_title') })
  subTitle?: string | null;

  @UpdatesGroup(
    () => MiniProgramPageInput,
    'Page in a mini program that the button or link opens. Platform: `app_brand_*`.',
  )
  miniProgram?: MiniProgramPageInput | null;
}

@InputType({
  description:
    'New validity range of a card. At least one of the two fields is required. The range may only be extended.',
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

@InputType({
  description:
    'WeChat Pay on a member card. The merchant must have WeChat Pay, otherwise the error is ' +
    '`PAYMENT_NOT_ENABLED`.',
})
export class QuickPayInput {
  @Updates(() => Boolean, 'base_info.pay_info.swipe_card.is_swipe_card')
  enabled?: boolean | null;

  @Updates(() => Boolean, 'base_info.is_pay_and_qrcode')
  withQrcode?: boolean | null;
}

@InputType({
  description:
    'Changes to the fields that every kind of card has, and to some that only member cards have. Omitted fields are ' +
    'unchanged.',
})
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

  @UpdatesLink(
    () => CardLinkInput,
    'Button in the middle of the card.',
    {
      name: 'base_info.center_title',
      url: 'base_info.center_url',
      subTitle: 'base_info.center_sub_title',
    },
    'base_info.center_',
  )
  center?: CardLinkInput | null;

  @UpdatesLink(
    () => CardLinkInput,
    'Custom link on the card.',
    {
      name: 'base_info.custom_url_name',
      url: 'base_info.custom_url',
      subTitle: 'base_info.custom_url_sub_title',
    },
    'base_info.custom_',
  )
  customLink?: CardLinkInput | null;

  @UpdatesLink(
    () => CardLinkInput,
    'Promotion link on the card.',
    {
      name: 'base_info.promotion_url_name',
      url: 'base_info.promotion_url',
      subTitle: 'base_info.promotion_url_sub_title',
    },
    'base_info.promotion_',
  )
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

  @UpdatesGroup(
    () => FixedRangeInput,
    'Validity range, only for cards with a `FIXED_RANGE` validity. It may only be extended. Platform: `date_info`.',
  )
  @Constraint(ONE_END)
  validity?: FixedRangeInput | null;

  @UpdatesGroup(() => QuickPayInput, 'WeChat Pay on the card. Member cards only. Platform: `swipe_card`.')
  quickPay?: QuickPayInput | null;
}
