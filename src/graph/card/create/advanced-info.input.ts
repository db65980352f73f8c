import { InputType, Int } from 'type-graphql';
import {
  type BusinessServiceName,
  CardBusinessServiceInput,
  CardWeekdayInput,
  type WeekdayName,
} from '../card-enums.type.js';
import { CardCoverInput, CardTextImageInput } from '../update/advanced-info.input.js';
import { Creates, CreatesGroup } from './creation-field.decorators.js';

@InputType({ description: 'Day on which a coupon can be used, and the period of use on that day. Only displayed.' })
export class CardTimeLimitInput {
  @Creates(() => CardWeekdayInput, 'advancedInfo.timeLimits[].day', { presence: 'required' })
  day!: WeekdayName;

  @Creates(() => Int, 'advancedInfo.timeLimits[].beginHour')
  beginHour?: number | null;

  @Creates(() => Int, 'advancedInfo.timeLimits[].beginMinute')
  beginMinute?: number | null;

  @Creates(() => Int, 'advancedInfo.timeLimits[].endHour')
  endHour?: number | null;

  @Creates(() => Int, 'advancedInfo.timeLimits[].endMinute')
  endMinute?: number | null;
}

@InputType({ description: 'Conditions under which a coupon can be used.' })
export class CardUseConditionInput {
  @Creates(() => String, 'advancedInfo.useCondition.acceptCategory')
  acceptCategory?: string | null;

  @Creates(() => String, 'advancedInfo.useCondition.rejectCategory')
  rejectCategory?: string | null;

  @Creates(() => Int, 'advancedInfo.useCondition.minimumSpendFen')
  minimumSpendFen?: number | null;

  @Creates(() => String, 'advancedInfo.useCondition.objectUseFor')
  objectUseFor?: string | null;

  @Creates(() => Boolean, 'advancedInfo.useCondition.canUseWithOtherDiscount')
  canUseWithOtherDiscount?: boolean | null;
}

@InputType({ description: 'Pictures, services, days of use and conditions of a new coupon or member card.' })
export class NewAdvancedInfo {
  @CreatesGroup(
    () => CardCoverInput,
    'Cover of the card. Pictures must be uploaded to the platform. Platform: `abstract`.',
    {
      input: 'advancedInfo.cover',
    },
  )
  cover?: CardCoverInput | null;

  @CreatesGroup(
    () => [CardTextImageInput],
    'Pictures with texts, displayed below the card. A general coupon needs at least one. At most 100 entries. Platform: `text_image_list`.',
    { input: 'advancedInfo.textImages' },
  )
  textImages?: CardTextImageInput[] | null;

  @Creates(() => [CardBusinessServiceInput], 'advancedInfo.businessServices', { hint: 'At most 100 entries.' })
  businessServices?: BusinessServiceName[] | null;

  @CreatesGroup(
    () => [CardTimeLimitInput],
    'Days on which the card can be used. At most 100 entries. Platform: `time_limit`.',
  )
  timeLimits?: CardTimeLimitInput[] | null;

  @CreatesGroup(() => CardUseConditionInput, 'Conditions under which the card can be used. Platform: `use_condition`.')
  useCondition?: CardUseConditionInput | null;
}
