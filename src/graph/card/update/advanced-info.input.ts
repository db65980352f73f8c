import { ID, InputType, Int } from 'type-graphql';
import {
  type BusinessServiceName,
  CardBusinessServiceInput,
  CardWeekdayInput,
  type WeekdayName,
  writeBusinessService,
  writeWeekday,
} from '../card-enums.type.js';
import { Updates, UpdatesGroup, UpdatesList } from './update-field.decorators.js';

@InputType({ description: 'The cover of a coupon.' })
export class CardCoverInput {
  @Updates(() => String, 'advanced_info.abstract.abstract')
  text?: string | null;

  @Updates(() => [String], 'advanced_info.abstract.icon_url_list')
  iconUrls?: string[] | null;
}

@InputType({ description: 'A picture with a text under the coupon.' })
export class CardTextImageInput {
  @Updates(() => String, 'advanced_info.text_image_list[].image_url')
  imageUrl?: string | null;

  @Updates(() => String, 'advanced_info.text_image_list[].text')
  text?: string | null;
}

@InputType({ description: 'Another card that a friend receives when this one is used.' })
export class RedeemGiftInput {
  @Updates(() => ID, 'advanced_info.consume_share_card_list[].card_id', { needed: true })
  cardId!: string;

  @Updates(() => Int, 'advanced_info.consume_share_card_list[].num', { needed: { defaultValue: 1 } })
  count!: number;
}

@InputType({ description: 'Fields of groupon, discount, gift, cash and general coupons.' })
export class AdvancedInfoChanges {
  @UpdatesGroup(() => CardCoverInput, 'The cover.')
  cover?: CardCoverInput | null;

  @UpdatesList(
    () => CardTextImageInput,
    'advanced_info.text_image_list',
    'Pictures with texts. Replaces the list; empty empties it.',
  )
  textImages?: CardTextImageInput[] | null;

  @Updates(() => [CardBusinessServiceInput], 'advanced_info.business_service', {
    write: (names: BusinessServiceName[]) => names.map((name) => writeBusinessService(name)),
  })
  businessServices?: BusinessServiceName[] | null;

  @Updates(() => [CardWeekdayInput], 'advanced_info.time_limit', {
    touches: 'advanced_info.time_limit[].type',
    write: (days: WeekdayName[]) => days.map((day) => ({ type: writeWeekday(day) })),
  })
  timeLimits?: WeekdayName[] | null;

  @Updates(() => Int, 'advanced_info.consume_share_self_num')
  redeemGiftSelfCount?: number | null;

  @UpdatesList(
    () => RedeemGiftInput,
    'advanced_info.consume_share_card_list',
    'Another card that a friend receives when this one is used, one at the most. Replaces the list; empty empties it. ' +
      'Sends the card back to review.',
  )
  redeemGifts?: RedeemGiftInput[] | null;
}
