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

@InputType({ description: 'Cover of a coupon.' })
export class CardCoverInput {
  @Updates(() => String, 'advanced_info.abstract.abstract')
  text?: string | null;

  @Updates(() => [String], 'advanced_info.abstract.icon_url_list')
  iconUrls?: string[] | null;
}

@InputType({ description: 'Picture with a text, displayed below the coupon.' })
export class CardTextImageInput {
  @Updates(() => String, 'advanced_info.text_image_list[].image_url')
  imageUrl?: string | null;

  @Updates(() => String, 'advanced_info.text_image_list[].text')
  text?: string | null;
}

@InputType({ description: 'Another card that a friend receives when this one is redeemed.' })
export class RedeemGiftInput {
  @Updates(() => ID, 'advanced_info.consume_share_card_list[].card_id', { presence: 'required' })
  cardId!: string;

  @Updates(() => Int, 'advanced_info.consume_share_card_list[].num', { presence: { defaultValue: 1 } })
  count!: number;
}

@InputType({
  description:
    'Changes to the pictures, services, days of use and sharing rules of a coupon. Omitted fields are unchanged.',
})
export class AdvancedInfoChanges {
  @UpdatesGroup(() => CardCoverInput, 'Cover of the coupon. Platform: `abstract`.')
  cover?: CardCoverInput | null;

  @UpdatesList(
    () => CardTextImageInput,
    'advanced_info.text_image_list',
    'Pictures with texts, displayed below the coupon. Replaces the list; an empty list clears it. ' +
      'Platform: `text_image_list`.',
  )
  textImages?: CardTextImageInput[] | null;

  @Updates(() => [CardBusinessServiceInput], 'advanced_info.business_service', {
    write: (names: BusinessServiceName[]) => names.map((name) => writeBusinessService(name)),
  })
  businessServices?: BusinessServiceName[] | null;

  @Updates(() => [CardWeekdayInput], 'advanced_info.time_limit', {
    entryRow: 'advanced_info.time_limit[].type',
    write: (days: WeekdayName[]) => days.map((day) => ({ type: writeWeekday(day) })),
  })
  timeLimits?: WeekdayName[] | null;

  @Updates(() => Int, 'advanced_info.consume_share_self_num')
  redeemGiftSelfCount?: number | null;

  @UpdatesList(
    () => RedeemGiftInput,
    'advanced_info.consume_share_card_list',
    'Other cards that a friend receives when this one is redeemed. Replaces the list; an empty list clears it. ' +
      'Excludes `redeemGiftSelfCount: 1`. Sends the card back to review. At most 1 entry. ' +
      'Platform: `consume_share_card_list`.',
  )
  redeemGifts?: RedeemGiftInput[] | null;
}
