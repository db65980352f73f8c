/* eslint-disable */
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant as RFC 3339 text in UTC, such as `2026-01-31T16:00:00.000Z`. The platform stores Unix seconds: inputs are rounded down to whole seconds. */
  DateTime: { input: string; output: string; }
  /** A JSON object exactly as the platform sent it. Its fields are not part of this schema and may change. */
  JSONObject: { input: Record<string, unknown>; output: Record<string, unknown>; }
  /** A calendar day in China Standard Time (UTC+8), in the form `YYYY-MM-DD`. */
  LocalDate: { input: string; output: string; }
  /** An integer from -(2^53 - 1) to 2^53 - 1, for values that may exceed 32 bits. */
  SafeInt: { input: number; output: number; }
};

/** The input of `addPayGiftRule`. */
export type AddPayGiftRuleInput = {
  /** AppID of a mini program for claiming the card. */
  appBrandId?: InputMaybe<Scalars['String']['input']>;
  /** Path of the page in the mini program. Platform: `app_brand_pass`. */
  appBrandPath?: InputMaybe<Scalars['String']['input']>;
  /** When the rule takes effect, in whole seconds. Platform: `begin_time`. */
  beginsAt: Scalars['DateTime']['input'];
  /** The `card_id` of the member card to offer, at most 32 bytes. */
  cardId: Scalars['ID']['input'];
  /** URL of the merchant's own page for claiming the card. Platform: `jump_url`. */
  claimUrl?: InputMaybe<Scalars['String']['input']>;
  /** When the rule ends, in whole seconds. Must be after `beginsAt`. Platform: `end_time`. */
  endsAt: Scalars['DateTime']['input'];
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey: Scalars['String']['input'];
  /** Maximum payment that counts, in fen (1/100 yuan). Must not be less than `minimumSpendFen`. Platform: `max_cost`. */
  maximumSpendFen: Scalars['Int']['input'];
  /** Ids of the WeChat Pay merchants whose payments count, 1 to 10. Platform: `mchid_list`. */
  merchantIds: Array<Scalars['ID']['input']>;
  /** Minimum payment that counts, in fen (1/100 yuan), 0 or more. Platform: `least_cost`. */
  minimumSpendFen: Scalars['Int']['input'];
};

/** Fields of groupon, discount, gift, cash and general coupons. */
export type AdvancedInfoChanges = {
  /** Services of the shops. Cannot be emptied. */
  businessServices?: InputMaybe<Array<CardBusinessServiceInput>>;
  /** The cover. */
  cover?: InputMaybe<CardCoverInput>;
  /** How many of this same card a friend receives when one is used. 1 excludes a non-empty redeemGifts. Sends the card back to review. 0 to 1. */
  redeemGiftSelfCount?: InputMaybe<Scalars['Int']['input']>;
  /** Another card that a friend receives when this one is used, one at the most. Replaces the list; empty empties it. Sends the card back to review. */
  redeemGifts?: InputMaybe<Array<RedeemGiftInput>>;
  /** Pictures with texts. Replaces the list; empty empties it. */
  textImages?: InputMaybe<Array<CardTextImageInput>>;
  /** Days of use. Replaces the list, hours and minutes that the platform holds included. Sends the card back to review. */
  timeLimits?: InputMaybe<Array<CardWeekdayInput>>;
};

/** Fields that cards of every kind have, but for those said to be for member cards only. */
export type BaseInfoChanges = {
  /** Whether a user may give it to a friend. */
  canGift?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the page on which it is claimed can be shared. */
  canShare?: InputMaybe<Scalars['Boolean']['input']>;
  /** The button in the middle of the card. name: at most 18 bytes, url: at most 128 bytes, subTitle: at most 24 bytes. */
  center?: InputMaybe<CardLinkInput>;
  /** How many one user may claim. 1 to 50. */
  claimLimit?: InputMaybe<Scalars['Int']['input']>;
  /** How the code is shown at the till. */
  codeType?: InputMaybe<CodeTypeInput>;
  /** Background colour: a name from Color010 to Color102, or #RRGGBB. Sends all but member cards back to review. At most 3072 bytes of UTF-8. */
  color?: InputMaybe<Scalars['String']['input']>;
  /** A link of the merchant on the card. name: at most 16 bytes, url: at most 128 bytes, subTitle: at most 18 bytes. */
  customLink?: InputMaybe<CardLinkInput>;
  /** How the card is used. Sends the card back to review. At most 3072 bytes of UTF-8. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Ids of the shops that take it. Replaces the list; empty empties it. */
  locationIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** URL of the merchant's logo. Sends all but member cards back to review. At most 128 bytes of UTF-8. */
  logoUrl?: InputMaybe<Scalars['String']['input']>;
  /** What to do at the till. Sends all but member cards back to review. At most 48 bytes of UTF-8. */
  notice?: InputMaybe<Scalars['String']['input']>;
  /** A link to a promotion on the card. name: at most 16 bytes, url: at most 128 bytes, subTitle: at most 18 bytes. */
  promotionLink?: InputMaybe<CardLinkInput>;
  /** WeChat Pay on a member card. Member cards only. */
  quickPay?: InputMaybe<QuickPayInput>;
  /** Customer service phone number. At most 24 bytes of UTF-8. */
  servicePhone?: InputMaybe<Scalars['String']['input']>;
  /** Name of the card. Member cards only. Sends the card back to review. At most 27 bytes of UTF-8. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** Whether all shops of the merchant take it. Member cards only; excludes locationIds. */
  useAllLocations?: InputMaybe<Scalars['Boolean']['input']>;
  /** The time of use, of a card that has a fixed range. It may only grow. */
  validity?: InputMaybe<FixedRangeInput>;
};

/** Fields of boarding passes. */
export type BoardingPassChanges = {
  /** When boarding starts. WeChat shows the time of day only. */
  boardingAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** When it takes off. */
  departureAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Gate. At most 12 bytes of UTF-8. */
  gate?: InputMaybe<Scalars['String']['input']>;
  /** When it lands. */
  landingAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A service of the shops that take the card. */
export type CardBusinessService =
  /** Home delivery. */
  | 'DELIVER'
  /** Free parking. */
  | 'FREE_PARK'
  /** Free Wi-Fi. */
  | 'FREE_WIFI'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN'
  /** Pets are welcome. */
  | 'WITH_PET';

/** A service of the shops that take the card. */
export type CardBusinessServiceInput =
  /** Home delivery. */
  | 'DELIVER'
  /** Free parking. */
  | 'FREE_PARK'
  /** Free Wi-Fi. */
  | 'FREE_WIFI'
  /** Pets are welcome. */
  | 'WITH_PET';

/** The cover of a coupon. */
export type CardCoverInput = {
  /** URL of the cover picture. At most 1. */
  iconUrls?: InputMaybe<Array<Scalars['String']['input']>>;
  /** A short text. At most 60 bytes of UTF-8. */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** Stable names of the errors that the platform and this server report. New values may be added. */
export type CardErrorCode =
  /** One-tap activation is not enabled on the member card. */
  | 'ACTIVATION_REQUIRED'
  /** The card cannot be changed while an advertisement or a friends' voucher uses it. */
  | 'CARD_NOT_CHANGEABLE'
  /** The account has no card with this id. */
  | 'CARD_NOT_FOUND'
  /** The card's status does not allow the change, for example because the card is deleted. */
  | 'CARD_STATUS_CONFLICT'
  /** The new code is already in use. */
  | 'CODE_ALREADY_EXISTS'
  /** The code has already been redeemed. */
  | 'CODE_ALREADY_REDEEMED'
  /** The code does not exist: it was never issued, is not claimed yet, or was given away. Custom codes are found only with their card. */
  | 'CODE_NOT_FOUND'
  /** The code cannot be redeemed now: it was given away or deleted, is expired or unavailable, or is outside its validity period. */
  | 'CODE_NOT_REDEEMABLE'
  /** The code's status does not allow the change. */
  | 'CODE_STATUS_CONFLICT'
  /** Two fields exclude each other. */
  | 'CONFLICTING_FIELDS'
  /** The platform's content check rejected a text or an image. */
  | 'CONTENT_REJECTED'
  /** The platform has suspended the feature. */
  | 'FEATURE_SUSPENDED'
  /** The field cannot be changed after the card was created. */
  | 'FIELD_NOT_UPDATABLE'
  /** A text exceeds its limit. Limits count UTF-8 bytes: a Chinese character has three. */
  | 'FIELD_TOO_LONG'
  /** The first request with this key is still running. */
  | 'IDEMPOTENCY_KEY_IN_USE'
  /** The key was used with another input. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** The date range is not valid for statistics: it must end before today, in China Standard Time. */
  | 'INVALID_DATE_RANGE'
  /** A value is not valid for its field. */
  | 'INVALID_INPUT'
  /** The validity period can only be extended, and only if it is a fixed range. */
  | 'INVALID_VALIDITY'
  /** No user holds the member card with this code. */
  | 'MEMBER_NOT_FOUND'
  /** The card and the merchant id belong to different legal entities. */
  | 'MERCHANT_MISMATCH'
  /** The merchant id is not bound to this account, or another account created the card. */
  | 'MERCHANT_NOT_BOUND'
  /** The merchant id does not exist. */
  | 'MERCHANT_NOT_FOUND'
  /** The merchant id is in use by another account or rule. */
  | 'MERCHANT_OCCUPIED'
  /** A pay-gift rule can only give a member card. */
  | 'NOT_A_MEMBER_CARD'
  /** The account lacks a privilege that the call requires. */
  | 'NOT_PERMITTED'
  /** The platform's response was lost, and reading back could not determine whether the change took effect. */
  | 'OUTCOME_UNKNOWN'
  /** WeChat Pay is not enabled for the merchant. */
  | 'PAYMENT_NOT_ENABLED'
  /** The account's quota for this call, per minute or per day, is exhausted. */
  | 'PLATFORM_QUOTA_EXCEEDED'
  /** The platform rejected the call for a reason that has no CardErrorCode: see `errcode` and `errmsg`. */
  | 'PLATFORM_REJECTED'
  /** The platform did not respond in time. */
  | 'PLATFORM_TIMEOUT'
  /** The platform is busy or unreachable. */
  | 'PLATFORM_UNAVAILABLE'
  /** The change would send the card back to review, and `allowReview` is false. */
  | 'REVIEW_REQUIRED'
  /** The pay-gift rule has ended. */
  | 'RULE_EXPIRED'
  /** The platform excluded every merchant, so no rule was created. */
  | 'RULE_NOT_CREATED'
  /** The account has no pay-gift rule with this id. */
  | 'RULE_NOT_FOUND'
  /** The pay-gift rule's status does not allow the change. */
  | 'RULE_STATUS_CONFLICT'
  /** The setting cannot be turned off again. */
  | 'SETTING_IRREVERSIBLE'
  /** The platform has not yet published the statistics of these days. */
  | 'STATS_NOT_READY'
  /** The stock is not equal to `expectedQuantity`. */
  | 'STOCK_CHANGED'
  /** The stock would leave the range from 0 to 100,000,000, or conflict with the number of deposited codes. */
  | 'STOCK_OUT_OF_RANGE'
  /** A list has more entries than the platform accepts. */
  | 'TOO_MANY_ITEMS'
  /** The field or the mutation does not apply to this card type. */
  | 'WRONG_CARD_TYPE';

/** A button or an entry on a card that leads to a page. */
export type CardLinkInput = {
  /** What it says. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** A short text beside it. */
  subTitle?: InputMaybe<Scalars['String']['input']>;
  /** Where it leads. */
  url?: InputMaybe<Scalars['String']['input']>;
};

/** Where a card was created. Platform: `cond_source`. */
export type CardOrigin =
  /** Created through the API. */
  | 'API'
  /** Created on the web console. */
  | 'CONSOLE';

/** Where a card stands between review and deletion. */
export type CardStatus =
  /** Passed the review: it can be handed out. */
  | 'APPROVED'
  /** Deleted by the merchant. Claimed codes stay valid. */
  | 'DELETED'
  /** Being handed out on the web console. */
  | 'DISPATCHED'
  /** Under review by the platform. */
  | 'IN_REVIEW'
  /** Refused by the review. */
  | 'REJECTED'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN';

/** The statuses that a listing can be narrowed to. */
export type CardStatusFilter =
  /** Passed the review: it can be handed out. */
  | 'APPROVED'
  /** Deleted by the merchant. Claimed codes stay valid. */
  | 'DELETED'
  /** Being handed out on the web console. */
  | 'DISPATCHED'
  /** Under review by the platform. */
  | 'IN_REVIEW'
  /** Refused by the review. */
  | 'REJECTED';

/** A picture with a text under the coupon. */
export type CardTextImageInput = {
  /** URL of the picture, from the platform's own upload: on mmbiz.qpic.cn. At most 3072 bytes of UTF-8. */
  imageUrl?: InputMaybe<Scalars['String']['input']>;
  /** The text. At most 5000 characters. */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** The kind of a card. */
export type CardType =
  /** Boarding pass of a flight. */
  | 'BOARDING_PASS'
  /** Bus ticket. */
  | 'BUS_TICKET'
  /** An amount off, from a least cost on. */
  | 'CASH'
  /** Percentage off. */
  | 'DISCOUNT'
  /** Any other coupon. */
  | 'GENERAL_COUPON'
  /** Exchanged for a gift. */
  | 'GIFT'
  /** Group-buying coupon. */
  | 'GROUPON'
  /** Ticket to a conference. */
  | 'MEETING_TICKET'
  /** Member card. */
  | 'MEMBER_CARD'
  /** Cinema ticket. */
  | 'MOVIE_TICKET'
  /** Ticket to a sight. */
  | 'SCENIC_TICKET'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN';

/** How the time in which a card can be used is set. */
export type CardValidityType =
  /** From one instant to another. */
  | 'FIXED_RANGE'
  /** A number of days from the day of receipt. */
  | 'FIXED_TERM'
  /** Without an end; member cards only. */
  | 'PERMANENT'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN';

/** A day on which a card can be used. */
export type CardWeekday =
  /** Friday. */
  | 'FRIDAY'
  /** Public holidays. */
  | 'HOLIDAY'
  /** Monday. */
  | 'MONDAY'
  /** Saturday. */
  | 'SATURDAY'
  /** Sunday. */
  | 'SUNDAY'
  /** Thursday. */
  | 'THURSDAY'
  /** Tuesday. */
  | 'TUESDAY'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN'
  /** Wednesday. */
  | 'WEDNESDAY';

/** A day on which a card can be used. */
export type CardWeekdayInput =
  /** Friday. */
  | 'FRIDAY'
  /** Public holidays. */
  | 'HOLIDAY'
  /** Monday. */
  | 'MONDAY'
  /** Saturday. */
  | 'SATURDAY'
  /** Sunday. */
  | 'SUNDAY'
  /** Thursday. */
  | 'THURSDAY'
  /** Tuesday. */
  | 'TUESDAY'
  /** Wednesday. */
  | 'WEDNESDAY';

/** Status of an issued code. */
export type CodeStatus =
  /** Deleted by its holder. Platform: `DELETE`. */
  | 'DELETED'
  /** The validity period has ended. Platform: `EXPIRE`. */
  | 'EXPIRED'
  /** Given to a friend who has not accepted it yet. */
  | 'GIFTING'
  /** Accepted by a friend, who holds it with a new code. Platform: `GIFT_SUCC`. */
  | 'GIFT_SUCCEEDED'
  /** Given to a friend who did not accept it in time. */
  | 'GIFT_TIMEOUT'
  /** In its holder's wallet. */
  | 'NORMAL'
  /** The code was redeemed. Platform: `CONSUMED`. */
  | 'REDEEMED'
  /** Made unavailable by the merchant. Irreversible. */
  | 'UNAVAILABLE'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN';

/** How the code is shown to the person at the till. */
export type CodeType =
  /** A barcode with the code below it. */
  | 'BARCODE'
  /** No code is shown. */
  | 'NONE'
  /** A barcode alone. */
  | 'ONLY_BARCODE'
  /** A QR code alone. */
  | 'ONLY_QRCODE'
  /** A QR code with the code below it. */
  | 'QRCODE'
  /** The code as text. */
  | 'TEXT'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN';

/** How the code is to be shown to the person at the till. */
export type CodeTypeInput =
  /** A barcode with the code below it. */
  | 'BARCODE'
  /** No code is shown. */
  | 'NONE'
  /** A barcode alone. */
  | 'ONLY_BARCODE'
  /** A QR code alone. */
  | 'ONLY_QRCODE'
  /** A QR code with the code below it. */
  | 'QRCODE'
  /** The code as text. */
  | 'TEXT';

/** Which card to delete. */
export type DeleteCardInput = {
  /** The card_id. */
  cardId: Scalars['ID']['input'];
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The input of `deletePayGiftRule`. */
export type DeletePayGiftRuleInput = {
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The `rule_id` of the rule to delete, at most 32 bytes. */
  ruleId: Scalars['ID']['input'];
};

/** A time of use from one instant to another. At least one of the two; the range may only grow. */
export type FixedRangeInput = {
  /** From when on: not later than it is. */
  beginsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Until when: not earlier than it is. */
  endsAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Fields of conference tickets. */
export type MeetingTicketChanges = {
  /** URL of the map of the venue. At most 128 bytes of UTF-8. */
  mapUrl?: InputMaybe<Scalars['String']['input']>;
};

/** Fields of member cards. baseInfo has some more that are theirs alone. */
export type MemberCardChanges = {
  /** Gift coupons or a link under the activation message. */
  activateMessageOperation?: InputMaybe<MemberMessageOperationInput>;
  /** The merchant's own page for activation. Excludes wxActivate: true. At most 128 bytes of UTF-8. */
  activateUrl?: InputMaybe<Scalars['String']['input']>;
  /** It is active as soon as it is claimed. */
  autoActivate?: InputMaybe<Scalars['Boolean']['input']>;
  /** URL of the background picture. At most 128 bytes of UTF-8. */
  backgroundPicUrl?: InputMaybe<Scalars['String']['input']>;
  /** Keeps stored value from now on; cannot be turned off. Needs a privilege. Sends the card back to review. */
  balanceEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** How value is stored. At most 3072 bytes of UTF-8. */
  balanceRulesText?: InputMaybe<Scalars['String']['input']>;
  /** Where the balance leads. At most 128 bytes of UTF-8. */
  balanceUrl?: InputMaybe<Scalars['String']['input']>;
  /** Privileges of members. At most 3072 bytes of UTF-8. */
  benefits?: InputMaybe<Scalars['String']['input']>;
  /** Entry below the front. */
  customCell1?: InputMaybe<MemberCustomCellInput>;
  /** First cell on the front. */
  customField1?: InputMaybe<MemberCustomFieldInput>;
  /** Second cell on the front. */
  customField2?: InputMaybe<MemberCustomFieldInput>;
  /** Third cell on the front. */
  customField3?: InputMaybe<MemberCustomFieldInput>;
  /** Percentage off for members: 10 means that they pay 90 %. Sends the card back to review. */
  discountPercentOff?: InputMaybe<Scalars['Int']['input']>;
  /** The same under messages about points and balance. */
  modifyMessageOperation?: InputMaybe<MemberMessageOperationInput>;
  /** Keeps points from now on; cannot be turned off. Sends the card back to review. */
  pointsEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** When points are cleared. At most 3072 bytes of UTF-8. */
  pointsExpiryText?: InputMaybe<Scalars['String']['input']>;
  /** How points are gained and spent at a payment. */
  pointsRule?: InputMaybe<MemberPointsRuleInput>;
  /** How points are gained. Sends the card back to review. At most 3072 bytes of UTF-8. */
  pointsRulesText?: InputMaybe<Scalars['String']['input']>;
  /** Where the points lead. At most 128 bytes of UTF-8. */
  pointsUrl?: InputMaybe<Scalars['String']['input']>;
  /** Users activate it with one tap. Excludes activateUrl. */
  wxActivate?: InputMaybe<Scalars['Boolean']['input']>;
};

/** An entry below the front of a member card. */
export type MemberCustomCellInput = {
  /** Its name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The text beside it. */
  tips?: InputMaybe<Scalars['String']['input']>;
  /** Where it leads. At most 128 bytes of UTF-8. */
  url?: InputMaybe<Scalars['String']['input']>;
};

/** A cell on the front of a member card. */
export type MemberCustomFieldInput = {
  /** A free name in place of nameType. At most 24 bytes of UTF-8. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What it shows, one of the given names. */
  nameType?: InputMaybe<MemberFieldNameTypeInput>;
  /** Where it leads. At most 128 bytes of UTF-8. */
  url?: InputMaybe<Scalars['String']['input']>;
};

/** What a cell on the front of a member card shows. */
export type MemberFieldNameType =
  /** Achievements. */
  | 'ACHIEVEMENT'
  /** Coupons. */
  | 'COUPON'
  /** Discount. */
  | 'DISCOUNT'
  /** Level. */
  | 'LEVEL'
  /** Mileage. */
  | 'MILEAGE'
  /** Stamps. */
  | 'STAMP'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN';

/** What a cell on the front of a member card is to show. */
export type MemberFieldNameTypeInput =
  /** Achievements. */
  | 'ACHIEVEMENT'
  /** Coupons. */
  | 'COUPON'
  /** Discount. */
  | 'DISCOUNT'
  /** Level. */
  | 'LEVEL'
  /** Mileage. */
  | 'MILEAGE'
  /** Stamps. */
  | 'STAMP';

/** Gift coupons or a link under a message to a member. cardIds excludes url, appBrandId and appBrandPath, with which it would have no effect. */
export type MemberMessageOperationInput = {
  /** The mini program that it opens. */
  appBrandId?: InputMaybe<Scalars['String']['input']>;
  /** The page of the mini program. */
  appBrandPath?: InputMaybe<Scalars['String']['input']>;
  /** Cards that the member can claim. At most 10. */
  cardIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Until when it is shown. */
  endsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The text. */
  text?: InputMaybe<Scalars['String']['input']>;
  /** Where it leads. */
  url?: InputMaybe<Scalars['String']['input']>;
};

/** How points are gained and spent at a payment. Amounts are in fen, 1/100 yuan. */
export type MemberPointsRuleInput = {
  /** Fen off per redeemUnitPoints points. */
  amountOffPerUnitFen?: InputMaybe<Scalars['Int']['input']>;
  /** Points given at activation. */
  initialPoints?: InputMaybe<Scalars['Int']['input']>;
  /** Points gained per purchase at the most. */
  maxPointsPerPayment?: InputMaybe<Scalars['Int']['input']>;
  /** Points spent per purchase at the most. */
  maxPointsPerRedemption?: InputMaybe<Scalars['Int']['input']>;
  /** Fen that a purchase must reach before points can be spent. */
  minimumSpendFen?: InputMaybe<Scalars['Int']['input']>;
  /** Points gained for it. */
  pointsPerUnit?: InputMaybe<Scalars['Int']['input']>;
  /** Points are spent in steps of this many. */
  redeemUnitPoints?: InputMaybe<Scalars['Int']['input']>;
  /** Fen spent. */
  spendUnitFen?: InputMaybe<Scalars['Int']['input']>;
};

/** The sex that a member entered. */
export type MemberSex =
  /** The member is female. */
  | 'FEMALE'
  /** The member is male. */
  | 'MALE'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN';

/** A change of a card's stock: `increaseBy`, `reduceBy` or both, at least one of them over 0; or `setTo` instead of them. */
export type ModifyStockInput = {
  /** The card_id. */
  cardId: Scalars['ID']['input'];
  /** Refuse with STOCK_CHANGED unless the quantity read just before is this. Read, then written: claims between the two are not seen. */
  expectedQuantity?: InputMaybe<Scalars['Int']['input']>;
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey: Scalars['String']['input'];
  /** How many to add, 0 to 100,000,000. Platform: `increase_stock_value`. */
  increaseBy?: Scalars['Int']['input'];
  /** How many to remove, 0 to 100,000,000. Platform: `reduce_stock_value`. */
  reduceBy?: Scalars['Int']['input'];
  /** The stock to leave, 0 to 100,000,000. The difference to the stock read just before is sent, under a lock shared by all processes; if it is 0, nothing is sent and the mutation succeeds. Excludes `increaseBy` and `reduceBy`. */
  setTo?: InputMaybe<Scalars['Int']['input']>;
};

/** Fields of cinema tickets. */
export type MovieTicketChanges = {
  /** Film, time and hall. Sends the card back to review. At most 3072 bytes of UTF-8. */
  detail?: InputMaybe<Scalars['String']['input']>;
};

/** Status of a pay-gift rule. */
export type PayGiftRuleStatus =
  /** The rule is valid. Whether it is in force depends on its period. Platform: `RULE_STATUS_OK`. */
  | 'OK'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN';

/** WeChat Pay on a member card. Needs a merchant with WeChat Pay: else PAYMENT_NOT_ENABLED. */
export type QuickPayInput = {
  /** Whether using the card opens WeChat Pay. */
  enabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the central button supports both WeChat Pay and the member card's QR code. */
  withQrcode?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Another card that a friend receives when this one is used. */
export type RedeemGiftInput = {
  /** The card_id. At most 32 bytes of UTF-8. */
  cardId: Scalars['ID']['input'];
  /** How many of it. 1 to 1. */
  count?: Scalars['Int']['input'];
};

/** Fields of tickets to a sight. */
export type ScenicTicketChanges = {
  /** URL of the guide. At most 128 bytes of UTF-8. */
  guideUrl?: InputMaybe<Scalars['String']['input']>;
};

/** The input of `setCodeUnavailable`. */
export type SetCodeUnavailableInput = {
  /** The `card_id` of its card. Required for custom codes. */
  cardId?: InputMaybe<Scalars['ID']['input']>;
  /** The code, at most 64 bytes. */
  code: Scalars['String']['input'];
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The reason, such as a refund. At most 64 bytes. */
  reason?: InputMaybe<Scalars['String']['input']>;
};

/** What is to change of a card. Absent: unchanged. null or empty: emptied where the platform can, else INVALID_INPUT. Fields of another kind of card are WRONG_CARD_TYPE. */
export type UpdateCardInput = {
  /** Groupon, discount, gift, cash and general coupons only. */
  advancedInfo?: InputMaybe<AdvancedInfoChanges>;
  /** false: refuse with REVIEW_REQUIRED, before the call, what would send the card back to review. */
  allowReview?: Scalars['Boolean']['input'];
  /** Fields of every kind. Some are for member cards or coupons only. */
  baseInfo?: InputMaybe<BaseInfoChanges>;
  /** Boarding passes only. */
  boardingPass?: InputMaybe<BoardingPassChanges>;
  /** The card_id. */
  cardId: Scalars['ID']['input'];
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Conference tickets only. */
  meetingTicket?: InputMaybe<MeetingTicketChanges>;
  /** Member cards only. */
  memberCard?: InputMaybe<MemberCardChanges>;
  /** Cinema tickets only. */
  movieTicket?: InputMaybe<MovieTicketChanges>;
  /** Tickets to a sight only. */
  scenicTicket?: InputMaybe<ScenicTicketChanges>;
};

/** The input of `updateCode`. */
export type UpdateCodeInput = {
  /** The `card_id` of its card. The card must use custom codes, else the error is `NOT_PERMITTED`. */
  cardId: Scalars['ID']['input'];
  /** The current code, at most 64 bytes. */
  code: Scalars['String']['input'];
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The new code, at most 64 bytes. Must differ from `code`. */
  newCode: Scalars['String']['input'];
};

/** How this server obtained access to an account. */
export type WechatAccountOrigin =
  /** The merchant authorized the third-party platform that this server runs. */
  | 'AUTHORIZED'
  /** The account is configured on this server. */
  | 'CONFIGURED';

/** Whether requests for an account can be served. Configured accounts are always `ACTIVE`. */
export type WechatAccountStatus =
  /** Requests for the account are served. */
  | 'ACTIVE'
  /** The authorization does not include the permission set for cards. */
  | 'LACKS_CARDS'
  /** The merchant must renew the authorization. */
  | 'NEEDS_AUTHORIZATION'
  /** The merchant has withdrawn the authorization. */
  | 'UNAUTHORIZED';

export type CardsQueryVariables = Exact<{
  first?: Scalars['Int']['input'];
}>;


export type CardsQuery = { cards: { totalCount: number | null, nodes: Array<{ id: string, type: CardType | null, title: string | null, status: CardStatus | null, stock: { quantity: number, totalQuantity: number | null } | null, details:
        | { amountOff: { yuan: string } | null }
        | { percentOff: number | null }
        | { dealDetail: string | null }
        | Record<PropertyKey, never>
       | null } | null>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type WalletQueryVariables = Exact<{
  openid?: Scalars['ID']['input'];
}>;


export type WalletQuery = { wechatUser: { wallet: { codes: { totalCount: number, nodes: Array<{ code: string, status: CodeStatus | null, redeemable: boolean | null, card: { title: string | null } | null } | null> } } | null } | null };

export type StatsQueryVariables = Exact<{
  id?: Scalars['ID']['input'];
  from: Scalars['LocalDate']['input'];
  to: Scalars['LocalDate']['input'];
}>;


export type StatsQuery = { card: { title: string | null, stats: { complete: boolean, totals: { viewCount: number, claimCount: number, redeemCount: number }, rows: Array<
        | { date: string, viewUsers: number, claimUsers: number, redeemUsers: number }
        | { date: string, viewUsers: number, claimUsers: number, redeemUsers: number }
        | { date: string, viewUsers: number, claimUsers: number, redeemUsers: number }
        | { date: string, viewUsers: number, claimUsers: number, redeemUsers: number }
      > } | null } | null };

export type PreviewQueryVariables = Exact<{
  cardId?: Scalars['ID']['input'];
}>;


export type PreviewQuery = { previewCardUpdate: { reviewRequired: boolean, reviewFields: Array<Array<string>>, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null }> } | null };

export type StockMutationVariables = Exact<{
  input: ModifyStockInput;
}>;


export type StockMutation = { modifyStock: { quantityBefore: number | null, quantityAfter: number | null, replayed: boolean, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null }> } | null };

export type CardListQueryVariables = Exact<{
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type CardListQuery = { cards: { edges: Array<{ cursor: string, node: { id: string, title: string | null, status: CardStatus | null } | null }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } | null };

export type UpdateCardMutationVariables = Exact<{
  input: UpdateCardInput;
}>;


export type UpdateCardMutation = { updateCard: { cardId: string, reviewRequired: boolean | null, verified: boolean | null, unverifiedFields: Array<Array<string>>, replayed: boolean, card: { id: string, status: CardStatus | null, title: string | null, notice: string | null } | null, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type PreviewCardUpdateQueryVariables = Exact<{
  input: UpdateCardInput;
}>;


export type PreviewCardUpdateQuery = { previewCardUpdate: { reviewRequired: boolean, reviewFields: Array<Array<string>>, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type ModifyStockMutationVariables = Exact<{
  input: ModifyStockInput;
}>;


export type ModifyStockMutation = { modifyStock: { cardId: string, quantityBefore: number | null, quantityAfter: number | null, replayed: boolean, card: { id: string, stock: { quantity: number, totalQuantity: number | null } | null } | null, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type DeleteCardMutationVariables = Exact<{
  input: DeleteCardInput;
}>;


export type DeleteCardMutation = { deleteCard: { cardId: string, deletedCardId: string | null, replayed: boolean, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type UserErrorFragment = { code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null };

export type FirstCardsQueryVariables = Exact<{ [key: string]: never; }>;


export type FirstCardsQuery = { cards: { nodes: Array<{ id: string, type: CardType | null, title: string | null, status: CardStatus | null, stock: { quantity: number, totalQuantity: number | null } | null, details:
        | { dealDetail: string | null }
        | Record<PropertyKey, never>
       | null } | null>, pageInfo: { hasNextPage: boolean } } | null };

export type CardQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type CardQuery = { card: { id: string, type: CardType | null, typeRaw: string | null, title: string | null, brandName: string | null, logoUrl: string | null, color: string | null, notice: string | null, description: string | null, status: CardStatus | null, statusRaw: string | null, codeType: CodeType | null, claimLimit: number | null, createdAt: string | null, updatedAt: string | null, stock: { quantity: number, totalQuantity: number | null } | null, validity: { type: CardValidityType, beginsAt: string | null, endsAt: string | null, termDays: number | null, startsAfterDays: number | null } | null, details:
      | { __typename: 'BoardingPassDetails' }
      | { __typename: 'BusTicketDetails' }
      | { __typename: 'CashDetails' }
      | { __typename: 'DiscountDetails' }
      | { __typename: 'GeneralCouponDetails' }
      | { __typename: 'GiftDetails' }
      | { __typename: 'GrouponDetails' }
      | { __typename: 'MeetingTicketDetails' }
      | { __typename: 'MemberCardDetails' }
      | { __typename: 'MovieTicketDetails' }
      | { __typename: 'ScenicTicketDetails' }
     | null } | null };

export type CardsWithDetailsQueryVariables = Exact<{
  first: Scalars['Int']['input'];
}>;


export type CardsWithDetailsQuery = { cards: { nodes: Array<{ id: string, type: CardType | null, typeRaw: string | null, title: string | null, brandName: string | null, logoUrl: string | null, color: string | null, notice: string | null, description: string | null, status: CardStatus | null, statusRaw: string | null, codeType: CodeType | null, claimLimit: number | null, createdAt: string | null, updatedAt: string | null, stock: { quantity: number, totalQuantity: number | null } | null, validity: { type: CardValidityType, beginsAt: string | null, endsAt: string | null, termDays: number | null, startsAfterDays: number | null } | null, details:
        | { __typename: 'BoardingPassDetails' }
        | { __typename: 'BusTicketDetails' }
        | { __typename: 'CashDetails' }
        | { __typename: 'DiscountDetails' }
        | { __typename: 'GeneralCouponDetails' }
        | { __typename: 'GiftDetails' }
        | { __typename: 'GrouponDetails' }
        | { __typename: 'MeetingTicketDetails' }
        | { __typename: 'MemberCardDetails' }
        | { __typename: 'MovieTicketDetails' }
        | { __typename: 'ScenicTicketDetails' }
       | null } | null> } | null };

export type CardPageQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type CardPageQuery = { cards: { totalCount: number | null, nodes: Array<{ id: string } | null>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, endCursor: string | null } } | null };

export type CardFieldsFragment = { id: string, type: CardType | null, typeRaw: string | null, title: string | null, brandName: string | null, logoUrl: string | null, color: string | null, notice: string | null, description: string | null, status: CardStatus | null, statusRaw: string | null, codeType: CodeType | null, claimLimit: number | null, createdAt: string | null, updatedAt: string | null, stock: { quantity: number, totalQuantity: number | null } | null, validity: { type: CardValidityType, beginsAt: string | null, endsAt: string | null, termDays: number | null, startsAfterDays: number | null } | null, details:
    | { __typename: 'BoardingPassDetails' }
    | { __typename: 'BusTicketDetails' }
    | { __typename: 'CashDetails' }
    | { __typename: 'DiscountDetails' }
    | { __typename: 'GeneralCouponDetails' }
    | { __typename: 'GiftDetails' }
    | { __typename: 'GrouponDetails' }
    | { __typename: 'MeetingTicketDetails' }
    | { __typename: 'MemberCardDetails' }
    | { __typename: 'MovieTicketDetails' }
    | { __typename: 'ScenicTicketDetails' }
   | null };

export type CardStatsQueryVariables = Exact<{
  id: Scalars['ID']['input'];
  from: Scalars['LocalDate']['input'];
  to: Scalars['LocalDate']['input'];
  origin?: InputMaybe<CardOrigin>;
}>;


export type CardStatsQuery = { card: { stats: { complete: boolean, rows: Array<
        | { __typename: 'CouponStatsRow', cardId: string, date: string, viewCount: number, viewUsers: number, claimCount: number, claimUsers: number, redeemCount: number, redeemUsers: number }
        | { __typename: 'MemberCardDetailStatsRow', date: string, viewCount: number, viewUsers: number, claimCount: number, claimUsers: number, redeemCount: number, redeemUsers: number, detail: string }
        | { __typename: 'MemberCardStatsRow', date: string, viewCount: number, viewUsers: number, claimCount: number, claimUsers: number, redeemCount: number, redeemUsers: number }
        | { __typename: 'MerchantStatsRow', date: string, viewCount: number, viewUsers: number, claimCount: number, claimUsers: number, redeemCount: number, redeemUsers: number }
      >, totals: { viewCount: number, claimCount: number, redeemCount: number, giftCount: number | null, expireCount: number | null, originalFee: { fen: number, yuan: string } | null, fee: { fen: number, yuan: string } | null }, missing: Array<{ from: string, to: string, errorCode: CardErrorCode, errcode: number | null, message: string, retryable: boolean }> } | null } | null };

export type WalletPageQueryVariables = Exact<{
  openid: Scalars['ID']['input'];
  cardId?: InputMaybe<Scalars['ID']['input']>;
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type WalletPageQuery = { wechatUser: { wallet: { codes: { totalCount: number, nodes: Array<{ id: string } | null>, edges: Array<{ cursor: string, code: string, cardId: string }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null } | null };

export const UserErrorFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<UserErrorFragment, unknown>;
export const CardFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CardFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Card"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"typeRaw"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"brandName"}},{"kind":"Field","name":{"kind":"Name","value":"logoUrl"}},{"kind":"Field","name":{"kind":"Name","value":"color"}},{"kind":"Field","name":{"kind":"Name","value":"notice"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusRaw"}},{"kind":"Field","name":{"kind":"Name","value":"codeType"}},{"kind":"Field","name":{"kind":"Name","value":"claimLimit"}},{"kind":"Field","name":{"kind":"Name","value":"stock"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"totalQuantity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"validity"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"beginsAt"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}},{"kind":"Field","name":{"kind":"Name","value":"termDays"}},{"kind":"Field","name":{"kind":"Name","value":"startsAfterDays"}}]}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<CardFieldsFragment, unknown>;
export const CardsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Cards"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},"defaultValue":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"APPROVED"}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"stock"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"totalQuantity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GrouponDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"dealDetail"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CashDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountOff"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"yuan"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DiscountDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"percentOff"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<CardsQuery, CardsQueryVariables>;
export const WalletDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Wallet"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"openid"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},"defaultValue":{"kind":"StringValue","value":"oDEMO-user-0001","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"wechatUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"openid"},"value":{"kind":"Variable","name":{"kind":"Name","value":"openid"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"wallet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"codes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"redeemable"}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<WalletQuery, WalletQueryVariables>;
export const StatsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Stats"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},"defaultValue":{"kind":"StringValue","value":"pDEMO-cash-0001","block":false}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"card"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"stats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewCount"}},{"kind":"Field","name":{"kind":"Name","value":"claimCount"}},{"kind":"Field","name":{"kind":"Name","value":"redeemCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"date"}},{"kind":"Field","name":{"kind":"Name","value":"viewUsers"}},{"kind":"Field","name":{"kind":"Name","value":"claimUsers"}},{"kind":"Field","name":{"kind":"Name","value":"redeemUsers"}}]}}]}}]}}]}}]} as unknown as DocumentNode<StatsQuery, StatsQueryVariables>;
export const PreviewDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Preview"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},"defaultValue":{"kind":"StringValue","value":"pDEMO-cash-0001","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"previewCardUpdate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"cardId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"baseInfo"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"notice"},"value":{"kind":"StringValue","value":"结账前出示","block":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"claimLimit"},"value":{"kind":"IntValue","value":"3"}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reviewRequired"}},{"kind":"Field","name":{"kind":"Name","value":"reviewFields"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<PreviewQuery, PreviewQueryVariables>;
export const StockDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Stock"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ModifyStockInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"modifyStock"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantityBefore"}},{"kind":"Field","name":{"kind":"Name","value":"quantityAfter"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<StockMutation, StockMutationVariables>;
export const CardListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CardList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}}]}}]} as unknown as DocumentNode<CardListQuery, CardListQueryVariables>;
export const UpdateCardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateCard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateCardInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateCard"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"notice"}}]}},{"kind":"Field","name":{"kind":"Name","value":"reviewRequired"}},{"kind":"Field","name":{"kind":"Name","value":"verified"}},{"kind":"Field","name":{"kind":"Name","value":"unverifiedFields"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<UpdateCardMutation, UpdateCardMutationVariables>;
export const PreviewCardUpdateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PreviewCardUpdate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateCardInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"previewCardUpdate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reviewRequired"}},{"kind":"Field","name":{"kind":"Name","value":"reviewFields"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<PreviewCardUpdateQuery, PreviewCardUpdateQueryVariables>;
export const ModifyStockDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ModifyStock"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ModifyStockInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"modifyStock"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"stock"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"totalQuantity"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"quantityBefore"}},{"kind":"Field","name":{"kind":"Name","value":"quantityAfter"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<ModifyStockMutation, ModifyStockMutationVariables>;
export const DeleteCardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteCard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteCardInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteCard"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"deletedCardId"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<DeleteCardMutation, DeleteCardMutationVariables>;
export const FirstCardsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FirstCards"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"2"}},{"kind":"Argument","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"APPROVED"}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"stock"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"totalQuantity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GrouponDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"dealDetail"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}}]}}]} as unknown as DocumentNode<FirstCardsQuery, FirstCardsQueryVariables>;
export const CardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Card"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"card"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CardFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CardFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Card"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"typeRaw"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"brandName"}},{"kind":"Field","name":{"kind":"Name","value":"logoUrl"}},{"kind":"Field","name":{"kind":"Name","value":"color"}},{"kind":"Field","name":{"kind":"Name","value":"notice"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusRaw"}},{"kind":"Field","name":{"kind":"Name","value":"codeType"}},{"kind":"Field","name":{"kind":"Name","value":"claimLimit"}},{"kind":"Field","name":{"kind":"Name","value":"stock"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"totalQuantity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"validity"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"beginsAt"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}},{"kind":"Field","name":{"kind":"Name","value":"termDays"}},{"kind":"Field","name":{"kind":"Name","value":"startsAfterDays"}}]}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<CardQuery, CardQueryVariables>;
export const CardsWithDetailsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CardsWithDetails"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CardFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CardFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Card"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"typeRaw"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"brandName"}},{"kind":"Field","name":{"kind":"Name","value":"logoUrl"}},{"kind":"Field","name":{"kind":"Name","value":"color"}},{"kind":"Field","name":{"kind":"Name","value":"notice"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusRaw"}},{"kind":"Field","name":{"kind":"Name","value":"codeType"}},{"kind":"Field","name":{"kind":"Name","value":"claimLimit"}},{"kind":"Field","name":{"kind":"Name","value":"stock"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"totalQuantity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"validity"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"beginsAt"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}},{"kind":"Field","name":{"kind":"Name","value":"termDays"}},{"kind":"Field","name":{"kind":"Name","value":"startsAfterDays"}}]}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<CardsWithDetailsQuery, CardsWithDetailsQueryVariables>;
export const CardPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CardPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<CardPageQuery, CardPageQueryVariables>;
export const CardStatsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CardStats"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"origin"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"CardOrigin"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"card"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"origin"},"value":{"kind":"Variable","name":{"kind":"Name","value":"origin"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"date"}},{"kind":"Field","name":{"kind":"Name","value":"viewCount"}},{"kind":"Field","name":{"kind":"Name","value":"viewUsers"}},{"kind":"Field","name":{"kind":"Name","value":"claimCount"}},{"kind":"Field","name":{"kind":"Name","value":"claimUsers"}},{"kind":"Field","name":{"kind":"Name","value":"redeemCount"}},{"kind":"Field","name":{"kind":"Name","value":"redeemUsers"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CouponStatsRow"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberCardDetailStatsRow"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"detail"},"name":{"kind":"Name","value":"cardId"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewCount"}},{"kind":"Field","name":{"kind":"Name","value":"claimCount"}},{"kind":"Field","name":{"kind":"Name","value":"redeemCount"}},{"kind":"Field","name":{"kind":"Name","value":"giftCount"}},{"kind":"Field","name":{"kind":"Name","value":"expireCount"}},{"kind":"Field","name":{"kind":"Name","value":"originalFee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}},{"kind":"Field","name":{"kind":"Name","value":"yuan"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}},{"kind":"Field","name":{"kind":"Name","value":"yuan"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"Field","name":{"kind":"Name","value":"complete"}}]}}]}}]}}]} as unknown as DocumentNode<CardStatsQuery, CardStatsQueryVariables>;
export const WalletPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WalletPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"openid"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"wechatUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"openid"},"value":{"kind":"Variable","name":{"kind":"Name","value":"openid"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"wallet"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"cardId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"codes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"cardId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<WalletPageQuery, WalletPageQueryVariables>;