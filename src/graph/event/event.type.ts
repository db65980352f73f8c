import { ID, Int, InterfaceType, ObjectType } from 'type-graphql';
import type { LoggedEvent } from '../../events/event-log.js';
import { GAP } from '../../events/streams.js';
import { WechatUser } from '../code/wechat-user.type.js';
import { CnyAmount } from '../types/cny-amount.type.js';
import { Internal, NonNull, Nullable, PersonalData } from '../types/field.decorators.js';
import { DateTime, EventCursor, JSONObject } from '../types/scalars.js';
import type { EventFields } from './event-fields.js';
import { CardEventKind, type CardEventKindName, RedeemSource, readRedeemSource } from './event-kinds.type.js';

/** Declares the field `channel`. */
const Channel = () =>
  Nullable(
    () => String,
    'The channel with which the card was handed out. Must not contain personal data. Platform: `OuterStr`, or else `OuterId` unless it is 0.',
  );

const userOf = (openid: string | null) => (openid === null ? null : new WechatUser(openid));

@InterfaceType({
  description:
    'Reports that something changed. Cards, codes and users are references: their keys need no upstream call, and other fields are read ' +
    'when they are selected. Delivered at least once, in order of arrival, which may differ from the order in which they happened.',
})
export abstract class CardEvent {
  @NonNull(() => EventCursor, 'The place after this event, to continue after it. Identifies the event.')
  readonly cursor: string;

  @NonNull(() => CardEventKind, 'The kind of the event.')
  readonly kind: CardEventKindName;

  @NonNull(() => DateTime, 'When this server received the event.')
  readonly receivedAt: Date;

  protected readonly content: EventFields | undefined;

  /** @param content undefined if the event has none */
  constructor(
    kind: CardEventKindName,
    { cursor, receivedAt }: Pick<LoggedEvent, 'cursor' | 'receivedAt'>,
    content?: EventFields,
  ) {
    this.kind = kind;
    this.cursor = cursor;
    this.receivedAt = new Date(receivedAt);
    this.content = content;
  }

  @Nullable(
    () => String,
    'Name of the event as the platform spells it. Null for `GAP` and `CHECKPOINT`. Platform: `Event`.',
  )
  get kindRaw(): string | null {
    return this.text('Event');
  }

  @NonNull(
    () => DateTime,
    'When it happened according to the platform, in whole seconds. The end of a `GAP`; `receivedAt` for a `CHECKPOINT`. Platform: `CreateTime`.',
  )
  get occurredAt(): Date {
    return this.content?.instant('CreateTime') ?? this.receivedAt;
  }

  @Nullable(
    () => ID,
    'The `card_id` of the card that the event is about, for callers without `card:read` as well. Null if it names none.',
  )
  get cardId(): string | null {
    return this.text('CardId');
  }

  protected text(name: string): string | null {
    return this.content?.text(name) ?? null;
  }

  protected isSet(name: string): boolean {
    return this.content?.isSet(name) ?? false;
  }
}

/** An event about a code. */
@ObjectType({ simpleResolvers: true, description: 'An event about a code.' })
export abstract class CodeEvent extends CardEvent {
  /** Empty for some cards without custom codes. */
  get codeValue(): string | null {
    return this.text('UserCardCode');
  }

  @PersonalData()
  @Nullable(() => WechatUser, 'The user who caused the event. Platform: `FromUserName`.')
  get user() {
    return userOf(this.text('FromUserName'));
  }
}

@ObjectType({ implements: CardEvent, simpleResolvers: true, description: 'The result of the review of a card.' })
export class CardReviewedEvent extends CardEvent {
  @NonNull(() => Boolean, 'Whether the card passed the review.')
  get passed() {
    return this.kindRaw?.toLowerCase() === 'card_pass_check';
  }

  @Nullable(() => String, 'Why the card was rejected. Null if it passed. Platform: `RefuseReason`.')
  get reason() {
    return this.text('RefuseReason');
  }
}

@ObjectType({ implements: CardEvent, simpleResolvers: true, description: 'The stock of a card is low.' })
export class CardStockLowEvent extends CardEvent {
  @Nullable(() => String, "The platform's explanation, a sentence in English. Platform: `Detail`.")
  get detail() {
    return this.text('Detail');
  }
}

@ObjectType({
  implements: CardEvent,
  simpleResolvers: true,
  description: 'A user claimed a card, accepted one as a gift, or restored a deleted one.',
})
export class CodeClaimedEvent extends CodeEvent {
  @NonNull(() => Boolean, 'Whether a friend gave the card. `giver` may be null even then. Platform: `IsGiveByFriend`.')
  get gifted() {
    return this.isSet('IsGiveByFriend');
  }

  @PersonalData()
  @Nullable(() => WechatUser, 'The friend who gave the card. Null if it is not a gift. Platform: `FriendUserName`.')
  get giver() {
    return this.gifted ? userOf(this.text('FriendUserName')) : null;
  }

  @PersonalData()
  @Nullable(() => String, 'The code of the card before it was given away. Platform: `OldUserCardCode`.')
  get previousCode() {
    return this.text('OldUserCardCode');
  }

  @PersonalData()
  @Nullable(() => ID, 'The id of the user across the accounts of one company. Platform: `UnionId`.')
  get unionId() {
    return this.text('UnionId');
  }

  @Channel()
  get channel() {
    return this.content?.channel() ?? null;
  }

  @Nullable(() => String, 'Where the user claimed the card, such as `SOURCE_SCENE_QRCODE`. Platform: `SourceScene`.')
  get sourceScene() {
    return this.text('SourceScene');
  }

  @NonNull(() => Boolean, 'Whether the user restored a member card after deleting it. Platform: `IsRestoreMemberCard`.')
  get restored() {
    return this.isSet('IsRestoreMemberCard');
  }

  @NonNull(() => Boolean, 'Whether a friend recommended the card. Platform: `IsRecommendByFriend`.')
  get recommended() {
    return this.isSet('IsRecommendByFriend');
  }
}

@ObjectType({
  implements: CardEvent,
  simpleResolvers: true,
  description: 'A user gave a card away, or it was returned because no friend accepted it in time.',
})
export class CodeGiftedEvent extends CodeEvent {
  @PersonalData()
  @Nullable(
    () => WechatUser,
    'The friend who receives the card. Null for a gift to a group. Platform: `FriendUserName`.',
  )
  get receiver() {
    return userOf(this.text('FriendUserName'));
  }

  @NonNull(() => Boolean, 'Whether the gift was sent to a group. Platform: `IsChatRoom`.')
  get toGroup() {
    return this.isSet('IsChatRoom');
  }

  @NonNull(() => Boolean, 'Whether the card was returned to the user. Platform: `IsReturnBack`.')
  get returned() {
    return this.isSet('IsReturnBack');
  }
}

@ObjectType({ implements: CardEvent, simpleResolvers: true, description: 'A user deleted a card from the wallet.' })
export class CodeDeletedEvent extends CodeEvent {}

@ObjectType({
  implements: CardEvent,
  simpleResolvers: true,
  description: 'A code was redeemed, by this server or elsewhere.',
})
export class CodeRedeemedEvent extends CodeEvent {
  @NonNull(() => RedeemSource, 'Where the code was redeemed. Platform: `ConsumeSource`.')
  get source() {
    return readRedeemSource(this.sourceRaw);
  }

  @Nullable(
    () => String,
    '`source` as the platform spells it, even if `source` is `UNKNOWN`. Platform: `ConsumeSource`.',
  )
  get sourceRaw() {
    return this.text('ConsumeSource');
  }

  @Nullable(() => ID, 'The id of the shop. Platform: `LocationId`.')
  get locationId() {
    return this.text('LocationId');
  }

  @Nullable(() => String, 'Name of the shop. Must not contain personal data. Platform: `LocationName`.')
  get locationName() {
    return this.text('LocationName');
  }

  @PersonalData()
  @Nullable(() => WechatUser, 'The employee who redeemed the code. Platform: `StaffOpenId`.')
  get staff() {
    return userOf(this.text('StaffOpenId'));
  }

  @PersonalData()
  @Nullable(() => String, 'The verification code that the user entered. Platform: `VerifyCode`.')
  get verifyCode() {
    return this.text('VerifyCode');
  }

  @PersonalData()
  @Nullable(() => String, 'The amount that the user entered, as text. Platform: `RemarkAmount`.')
  get remarkAmount() {
    return this.text('RemarkAmount');
  }

  @Channel()
  get channel() {
    return this.content?.channel() ?? null;
  }

  @PersonalData()
  @Nullable(() => String, 'The id of the WeChat Pay transaction. Platform: `TransId`.')
  get transactionId() {
    return this.text('TransId');
  }

  @PersonalData()
  @Nullable(() => String, "The merchant's order number of the payment. Platform: `OutTradeNo`.")
  get merchantOrderId() {
    return this.text('OutTradeNo');
  }
}

@ObjectType({
  implements: CardEvent,
  simpleResolvers: true,
  description: 'A user paid through the pay cell of a card, which uses the code.',
})
export class CodePaidEvent extends CodeEvent {
  @PersonalData()
  @Nullable(() => String, 'The id of the WeChat Pay transaction. Platform: `TransId`.')
  get transactionId() {
    return this.text('TransId');
  }

  @Nullable(() => ID, 'The id of the shop. Platform: `LocationId`.')
  get locationId() {
    return this.text('LocationId');
  }

  @Nullable(() => String, 'Name of the shop. Must not contain personal data. Platform: `LocationName`.')
  get locationName() {
    return this.text('LocationName');
  }

  @PersonalData()
  @Nullable(() => CnyAmount, 'The amount that the user paid. Platform: `Fee`.')
  get fee() {
    return this.content?.fen('Fee') ?? null;
  }

  @PersonalData()
  @Nullable(() => CnyAmount, 'The amount before the discount. Platform: `OriginalFee`.')
  get originalFee() {
    return this.content?.fen('OriginalFee') ?? null;
  }
}

@ObjectType({
  implements: CardEvent,
  simpleResolvers: true,
  description: 'Points or balance of a member changed. The event has the changes, and `code.member` the totals.',
})
export class MemberChangedEvent extends CodeEvent {
  @PersonalData()
  @Nullable(() => Int, 'The change of the points, negative for a decrease. Platform: `ModifyBonus`.')
  get pointsChange() {
    return this.content?.int('ModifyBonus') ?? null;
  }

  @PersonalData()
  @Nullable(() => CnyAmount, 'The change of the balance, negative for a decrease. Platform: `ModifyBalance`.')
  get balanceChange() {
    return this.content?.fen('ModifyBalance') ?? null;
  }
}

@ObjectType({
  implements: CardEvent,
  simpleResolvers: true,
  description: 'A member submitted the activation form, or changed profile data later.',
})
export class MemberSubmittedEvent extends CodeEvent {}

@ObjectType({
  implements: CardEvent,
  simpleResolvers: true,
  description: 'A user opened a member card. Sent only for cards with `needPushOnView`.',
})
export class CardViewedEvent extends CodeEvent {
  @Channel()
  get channel() {
    return this.content?.channel() ?? null;
  }
}

@ObjectType({
  implements: CardEvent,
  simpleResolvers: true,
  description: 'A user went from a card to the chat of the account.',
})
export class ChatEnteredEvent extends CodeEvent {}

@ObjectType({
  implements: CardEvent,
  simpleResolvers: true,
  description:
    'An event about cards that this server does not recognize, or that it cannot decrypt because the key was removed from its configuration.',
})
export class UnknownCardEvent extends CardEvent {
  @Internal()
  @PersonalData()
  @Nullable(
    () => JSONObject,
    'The fields of the event as the platform sent them, all as text. Null if the event cannot be decrypted.',
  )
  get fields() {
    return this.content?.all ?? null;
  }
}

@ObjectType({
  implements: CardEvent,
  simpleResolvers: true,
  description:
    'This server could not receive events between two times. Some may have been lost: read again what matters.',
})
export class CardEventGap extends CardEvent {
  @NonNull(() => DateTime, 'When events were received for the last time before the gap.')
  readonly from: Date;

  @NonNull(() => DateTime, 'When events were received again.')
  readonly to: Date;

  constructor(event: LoggedEvent, { from, to }: NonNullable<LoggedEvent['gap']>) {
    super(GAP, event);
    this.from = new Date(from);
    this.to = new Date(to);
  }
}

@ObjectType({
  implements: CardEvent,
  simpleResolvers: true,
  description: 'Only a cursor, where the filter of a subscription excluded all events for a while.',
})
export class CardEventCheckpoint extends CardEvent {}
