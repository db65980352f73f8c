import { ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { NEW_CODE, NEW_CODE_MAX_UTF8_BYTES } from '../../../platform/endpoints/deposit.js';
import { OUTER_STR_MAX_UTF8_BYTES } from '../../../platform/endpoints/qrcode.js';
import { OPENID_MAX_UTF8_BYTES } from '../../../platform/endpoints/user.js';
import { Constraint, IsIdentifier } from '../../input/validation.js';
import { CardUserError } from '../../mutation/user-error.js';
import { NonNull, Nullable, PersonalData } from '../../types/field.decorators.js';
import { CARD_ID_BYTES } from '../card.type.js';
import { CardTypeFilter, type CardTypeName } from '../card-enums.type.js';

/** Maximum UTF-8 bytes of the id of a shop. Not documented; ids are integers. */
const LOCATION_ID_BYTES = 32;

/** Requires text of letters, digits, `-` and `_`: of other values, characters could move into a neighbour of the signed text. */
function IsWord(maxBytes: number, pattern: RegExp): PropertyDecorator {
  return Constraint({
    name: 'word',
    code: 'INVALID_INPUT',
    expected: `1 to ${maxBytes} letters, digits, - and _`,
    holds: (value) => value === null || (typeof value === 'string' && pattern.test(value)),
  });
}

@InputType({ description: 'A card that a page adds for a user.' })
export class AddCardItemInput {
  @Field(() => ID, { description: 'Id of the card, 1 to 32 bytes.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Code of the card: 1 to 20 letters, digits, `-` and `_`. Required if `codeMode` is `CUSTOM`, otherwise not allowed. Each code can be ' +
      'claimed once.',
  })
  @IsWord(NEW_CODE_MAX_UTF8_BYTES, NEW_CODE)
  code?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Openid of the only user who can claim the card: 1 to 64 letters, digits, `-` and `_`. Required if `bindOpenid` is true, otherwise not ' +
      'allowed.',
  })
  @IsWord(OPENID_MAX_UTF8_BYTES, new RegExp(`^[\\w-]{1,${OPENID_MAX_UTF8_BYTES}}$`))
  openid?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Name of the channel, 1 to 128 bytes, which the claimed code and its events have. It is not signed, so users can change it. Must not ' +
      'contain personal data.',
  })
  @IsIdentifier(OUTER_STR_MAX_UTF8_BYTES)
  channel?: string | null;
}

@InputType({ description: 'The input of `signAddCard`: 1 to 5 cards.' })
export class SignAddCardInput {
  @Field(() => [AddCardItemInput], {
    description:
      'The cards to add, 1 to 5. The documents of the JS-SDK advise against more in one call of `wx.addCard`. A card may occur several times, ' +
      'but the same code of a card may not.',
  })
  @ValidateNested({ each: true })
  cards!: AddCardItemInput[];
}

@ObjectType({ simpleResolvers: true, description: 'An entry of the `cardList` of `wx.addCard`.' })
export class AddCardEntry {
  @NonNull(() => ID, 'Id of the card. Parameter: `cardId`.')
  readonly cardId: string;

  @PersonalData()
  @NonNull(
    () => String,
    'JSON text, to be passed unchanged. Parameter: `cardExt`. It is a right to claim the card: send it only to the user that it is for, over ' +
      'HTTPS, and never store it. It works once.',
  )
  readonly cardExt: string;

  constructor(cardId: string, cardExt: string) {
    this.cardId = cardId;
    this.cardExt = cardExt;
  }
}

const USER_ERRORS = 'Why nothing was signed. An empty list means that everything was signed.';

@ObjectType({ simpleResolvers: true, description: 'The result of `signAddCard`.' })
export class SignAddCardPayload {
  @NonNull(
    () => [AddCardEntry],
    'The `cardList` of `wx.addCard`, in the order of the input. Empty if nothing was signed.',
  )
  readonly cardList: readonly AddCardEntry[];

  @NonNull(() => [CardUserError], USER_ERRORS)
  readonly userErrors: readonly CardUserError[];

  constructor({ cardList = [], userErrors = [] }: Partial<SignAddCardPayload>) {
    this.cardList = cardList;
    this.userErrors = userErrors;
  }
}

@InputType({
  description:
    'The input of `signChooseCard`: the cards of the user that are offered. Without fields, all of the account.',
})
export class SignChooseCardInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Offers only codes of this card, 1 to 32 bytes. Not checked to exist.',
  })
  @IsIdentifier(CARD_ID_BYTES)
  cardId?: string | null;

  @Field(() => CardTypeFilter, { nullable: true, description: 'Offers only cards of this type.' })
  cardType?: CardTypeName | null;

  @Field(() => ID, { nullable: true, description: 'Offers only cards that this shop accepts, 1 to 32 bytes.' })
  @IsIdentifier(LOCATION_ID_BYTES)
  locationId?: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'The result of `signChooseCard`: the parameters of `wx.chooseCard`. The page must pass them unchanged, and the last three only if they are ' +
    'not null. All are null if nothing was signed.',
})
export class SignChooseCardPayload {
  @Nullable(() => String, 'Appid of the account, which is signed. Not a parameter: the page has it from `wx.config`.')
  readonly appid: string | null;

  @Nullable(() => Int, 'Time of the signature, Unix seconds. Parameter: `timestamp`.')
  readonly timestamp: number | null;

  @Nullable(() => String, 'Random text. Parameter: `nonceStr`.')
  readonly nonceStr: string | null;

  @Nullable(() => String, 'Always `SHA1`. Parameter: `signType`.')
  readonly signType: string | null;

  @Nullable(() => String, 'The signature. Parameter: `cardSign`.')
  readonly cardSign: string | null;

  @Nullable(() => ID, 'Parameter `cardId`, as in the input.')
  readonly cardId: string | null;

  @Nullable(() => String, "Parameter `cardType`, in the platform's spelling.")
  readonly cardType: string | null;

  @Nullable(() => ID, 'Parameter `shopId`, as `locationId` in the input.')
  readonly locationId: string | null;

  @NonNull(() => [CardUserError], USER_ERRORS)
  readonly userErrors: readonly CardUserError[];

  constructor(signed: Partial<SignChooseCardPayload>) {
    this.appid = signed.appid ?? null;
    this.timestamp = signed.timestamp ?? null;
    this.nonceStr = signed.nonceStr ?? null;
    this.signType = signed.signType ?? null;
    this.cardSign = signed.cardSign ?? null;
    this.cardId = signed.cardId ?? null;
    this.cardType = signed.cardType ?? null;
    this.locationId = signed.locationId ?? null;
    this.userErrors = signed.userErrors ?? [];
  }
}
