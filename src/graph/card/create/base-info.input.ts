import { ID, InputType, Int } from 'type-graphql';
import { CodeTypeInput, type CodeTypeName } from '../card-enums.type.js';
import { meaningOf } from '../field-description.js';
import { CardLinkInput, QuickPayInput } from '../update/base-info.input.js';
import { CardCodeModeInput, type CodeModeName } from './code-mode.input.js';
import { Creates, CreatesGroup } from './creation-field.decorators.js';
import { NewValidity } from './validity.input.js';

@InputType({
  description:
    'The fields that every kind of new card has, and some that only member cards have. `null` counts as absent. An empty ' +
    'text or list is not sent.',
})
export class NewBaseInfo {
  @Creates(() => String, 'baseInfo.brandName')
  brandName!: string;

  @Creates(() => String, 'baseInfo.title')
  title!: string;

  @Creates(() => String, 'baseInfo.logoUrl')
  logoUrl!: string;

  @Creates(() => String, 'baseInfo.color', {
    hint: 'A colour name from `Color010` to `Color102`, or the hex value of one of them.',
  })
  color!: string;

  @Creates(() => String, 'baseInfo.notice')
  notice!: string;

  @Creates(() => String, 'baseInfo.description')
  description!: string;

  @Creates(() => CodeTypeInput, 'baseInfo.codeType')
  codeType!: CodeTypeName;

  @Creates(() => Int, 'baseInfo.quantity', { hint: 'Must be 0 with `codeMode: DEPOSITED`.' })
  quantity!: number;

  @CreatesGroup(() => NewValidity, 'When the card can be used. Platform: `date_info`.', { presence: 'required' })
  validity!: NewValidity;

  @CreatesGroup(() => CardCodeModeInput, meaningOf('base_info.use_custom_code'), {
    presence: { defaultValue: CardCodeModeInput.PLATFORM },
  })
  codeMode!: CodeModeName;

  @Creates(() => Boolean, 'baseInfo.bindOpenid')
  bindOpenid?: boolean | null;

  @Creates(() => String, 'baseInfo.servicePhone')
  servicePhone?: string | null;

  @Creates(() => [ID], 'baseInfo.locationIds', { hint: 'Excludes `useAllLocations: true`.' })
  locationIds?: string[] | null;

  @Creates(() => Boolean, 'baseInfo.useAllLocations', { hint: '`true` excludes a non-empty `locationIds`.' })
  useAllLocations?: boolean | null;

  @CreatesGroup(() => CardLinkInput, 'Button in the middle of the card.', { input: 'baseInfo.center' })
  center?: CardLinkInput | null;

  @CreatesGroup(() => CardLinkInput, 'Custom link on the card.', { input: 'baseInfo.customLink' })
  customLink?: CardLinkInput | null;

  @CreatesGroup(() => CardLinkInput, 'Promotion link on the card.', { input: 'baseInfo.promotionLink' })
  promotionLink?: CardLinkInput | null;

  @Creates(() => Int, 'baseInfo.claimLimit')
  claimLimit?: number | null;

  @Creates(() => Int, 'baseInfo.redeemLimit')
  redeemLimit?: number | null;

  @Creates(() => Boolean, 'baseInfo.canShare')
  canShare?: boolean | null;

  @Creates(() => Boolean, 'baseInfo.canGift')
  canGift?: boolean | null;

  @CreatesGroup(() => QuickPayInput, 'WeChat Pay on the card. Only for `MEMBER_CARD`. Platform: `pay_info`.')
  quickPay?: QuickPayInput | null;

  @Creates(() => ID, 'baseInfo.subMerchantId', {
    hint: 'Only for accounts that issue cards for sub-merchants. 1 to 15 digits.',
  })
  subMerchantId?: string | null;
}
