import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
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
  /** A place in the log of events, as opaque text. Valid for the account and the log that returned it: after the log was emptied, it is rejected with `EVENTS_CURSOR_UNKNOWN`. */
  EventCursor: { input: string; output: string; }
  /** A JSON object exactly as the platform sent it. Its fields are not part of this schema and may change. */
  JSONObject: { input: Record<string, unknown>; output: Record<string, unknown>; }
  /** A calendar day in China Standard Time (UTC+8), in the form `YYYY-MM-DD`. */
  LocalDate: { input: string; output: string; }
  /** An integer from -(2^53 - 1) to 2^53 - 1, for values that may exceed 32 bits. */
  SafeInt: { input: number; output: number; }
};

/** The input of `activateMember`. */
export type ActivateMemberInput = {
  /** The picture of this member's card: a URL from `uploadImage`. At most 128 bytes of UTF-8. */
  backgroundPicUrl?: InputMaybe<Scalars['String']['input']>;
  /** When the membership becomes valid. Defaults to the validity of the card. */
  beginsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The `card_id` of the member card, at most 32 bytes. */
  cardId: Scalars['ID']['input'];
  /** The code with which the user holds the card, at most 20 bytes. */
  code: Scalars['String']['input'];
  /** Value of the card's custom field 1. The platform ignores it if the card does not have that field. Platform: `init_custom_field_value1`. At most 12 bytes of UTF-8. */
  customFieldValue1?: InputMaybe<Scalars['String']['input']>;
  /** Value of the card's custom field 2. The platform ignores it if the card does not have that field. Platform: `init_custom_field_value2`. At most 12 bytes of UTF-8. */
  customFieldValue2?: InputMaybe<Scalars['String']['input']>;
  /** Value of the card's custom field 3. The platform ignores it if the card does not have that field. Platform: `init_custom_field_value3`. At most 12 bytes of UTF-8. */
  customFieldValue3?: InputMaybe<Scalars['String']['input']>;
  /** When the membership expires. Must be later than `beginsAt`. Defaults to the validity of the card. */
  endsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey: Scalars['String']['input'];
  /** Stored value at the start, in fen (1/100 yuan). Range: 0 to 2,147,483,647. Platform: `init_balance`. */
  initialBalanceFen?: InputMaybe<Scalars['Int']['input']>;
  /** Points at the start. Range: 0 to 2,147,483,647. If absent, the platform uses 0 or the card's initial points. Platform: `init_bonus`. */
  initialPoints?: InputMaybe<Scalars['Int']['input']>;
  /** Why the member gets the points. Platform: `init_bonus_record`. At most 32 bytes of UTF-8. */
  initialPointsRecord?: InputMaybe<Scalars['String']['input']>;
  /** The membership number that the card shows, at most 20 bytes. Platform: `membership_number`. */
  membershipNumber: Scalars['String']['input'];
  /** Whether an active member is activated again: every sent value then replaces the current one, points and stored value included. If false, an active member is rejected with `MEMBER_ALREADY_ACTIVE`. */
  overwrite?: Scalars['Boolean']['input'];
};

/** A card that a page adds for a user. */
export type AddCardItemInput = {
  /** Id of the card, 1 to 32 bytes. */
  cardId: Scalars['ID']['input'];
  /** Name of the channel, 1 to 128 bytes, which the claimed code and its events have. It is not signed, so users can change it. Must not contain personal data. */
  channel?: InputMaybe<Scalars['String']['input']>;
  /** Code of the card: 1 to 20 letters, digits, `-` and `_`. Required if `codeMode` is `CUSTOM`, otherwise not allowed. Each code can be claimed once. */
  code?: InputMaybe<Scalars['String']['input']>;
  /** Openid of the only user who can claim the card: 1 to 64 letters, digits, `-` and `_`. Required if `bindOpenid` is true, otherwise not allowed. */
  openid?: InputMaybe<Scalars['ID']['input']>;
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

/** Changes to the pictures, services, days of use and sharing rules of a coupon. Omitted fields are unchanged. */
export type AdvancedInfoChanges = {
  /** Services that the shops offer. Replaces the list, which cannot be cleared. Platform: `business_service`. */
  businessServices?: InputMaybe<Array<CardBusinessServiceInput>>;
  /** Cover of the coupon. Platform: `abstract`. */
  cover?: InputMaybe<CardCoverInput>;
  /** Number of copies of the same card that a friend receives when this one is redeemed. 1 excludes a non-empty `redeemGifts`. Sends the card back to review. Must be 0 or 1. Platform: `consume_share_self_num`. */
  redeemGiftSelfCount?: InputMaybe<Scalars['Int']['input']>;
  /** Other cards that a friend receives when this one is redeemed. Replaces the list; an empty list clears it. Excludes `redeemGiftSelfCount: 1`. Sends the card back to review. At most 1 entry. Platform: `consume_share_card_list`. */
  redeemGifts?: InputMaybe<Array<RedeemGiftInput>>;
  /** Pictures with texts, displayed below the coupon. Replaces the list; an empty list clears it. Platform: `text_image_list`. */
  textImages?: InputMaybe<Array<CardTextImageInput>>;
  /** Days on which the coupon can be used. Replaces the list, including the hours and minutes that the platform stores. Sends the card back to review. Platform: `time_limit`. */
  timeLimits?: InputMaybe<Array<CardWeekdayInput>>;
};

/** Changes to the fields that every kind of card has, and to some that only member cards have. Omitted fields are unchanged. */
export type BaseInfoChanges = {
  /** Whether a user may give the card to a friend. Platform: `can_give_friend`. */
  canGift?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the page on which users claim the card can be shared. */
  canShare?: InputMaybe<Scalars['Boolean']['input']>;
  /** Button in the middle of the card. Maximum bytes of UTF-8: `name` 18, `url` 128, `subTitle` 24. Platform: `center_title`, `center_url`, `center_sub_title`. */
  center?: InputMaybe<CardLinkInput>;
  /** Maximum number of codes of this card that one user may claim. Range: 1 to 50. Platform: `get_limit`. */
  claimLimit?: InputMaybe<Scalars['Int']['input']>;
  /** How the code is displayed at the till. */
  codeType?: InputMaybe<CodeTypeInput>;
  /** Background colour. Accepts a colour name from `Color010` to `Color102`, or `#RRGGBB`. Sends the card back to review, except for member cards. */
  color?: InputMaybe<Scalars['String']['input']>;
  /** Custom link on the card. Maximum bytes of UTF-8: `name` 16, `url` 128, `subTitle` 18. Platform: `custom_url_name`, `custom_url`, `custom_url_sub_title`. */
  customLink?: InputMaybe<CardLinkInput>;
  /** Instructions and terms of use. May contain line breaks. Sends the card back to review. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Ids of the shops that accept the card. Replaces the list; an empty list clears it. Excludes `useAllLocations: true`. At most 3,072 bytes when joined with commas. Platform: `location_id_list`. */
  locationIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** URL of the merchant's logo. Sends the card back to review, except for member cards. At most 128 bytes of UTF-8. */
  logoUrl?: InputMaybe<Scalars['String']['input']>;
  /** Short instruction for using the card at the till. Sends the card back to review, except for member cards. At most 48 bytes of UTF-8 (16 Chinese characters). */
  notice?: InputMaybe<Scalars['String']['input']>;
  /** Promotion link on the card. Maximum bytes of UTF-8: `name` 16, `url` 128, `subTitle` 18. Platform: `promotion_url_name`, `promotion_url`, `promotion_url_sub_title`. */
  promotionLink?: InputMaybe<CardLinkInput>;
  /** WeChat Pay on the card. Member cards only. Platform: `swipe_card`. */
  quickPay?: InputMaybe<QuickPayInput>;
  /** Customer service phone number. At most 24 bytes of UTF-8. */
  servicePhone?: InputMaybe<Scalars['String']['input']>;
  /** Name of the card. Member cards only. Sends the card back to review. At most 27 bytes of UTF-8 (9 Chinese characters). */
  title?: InputMaybe<Scalars['String']['input']>;
  /** Whether all shops of the merchant accept the card, instead of only those in `locationIds`. Member cards only. `true` excludes a non-empty `locationIds`. */
  useAllLocations?: InputMaybe<Scalars['Boolean']['input']>;
  /** Validity range, only for cards with a `FIXED_RANGE` validity. It may only be extended. Platform: `date_info`. */
  validity?: InputMaybe<FixedRangeInput>;
};

/** Changes to the fields of a boarding pass. */
export type BoardingPassChanges = {
  /** Time at which boarding starts. WeChat displays only the time of day. Platform: `boarding_time`. */
  boardingAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Departure time of the flight. Platform: `departure_time`. */
  departureAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Boarding gate. At most 12 bytes of UTF-8. */
  gate?: InputMaybe<Scalars['String']['input']>;
  /** Landing time of the flight. Platform: `landing_time`. */
  landingAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Service of the shops that accept the card. */
export type CardBusinessService =
  /** Home delivery. Platform: `BIZ_SERVICE_DELIVER`. */
  | 'DELIVER'
  /** Free parking. Platform: `BIZ_SERVICE_FREE_PARK`. */
  | 'FREE_PARK'
  /** Free Wi-Fi. Platform: `BIZ_SERVICE_FREE_WIFI`. */
  | 'FREE_WIFI'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN'
  /** Pets are welcome. Platform: `BIZ_SERVICE_WITH_PET`. */
  | 'WITH_PET';

/** Service of the shops that accept the card. */
export type CardBusinessServiceInput =
  /** Home delivery. Platform: `BIZ_SERVICE_DELIVER`. */
  | 'DELIVER'
  /** Free parking. Platform: `BIZ_SERVICE_FREE_PARK`. */
  | 'FREE_PARK'
  /** Free Wi-Fi. Platform: `BIZ_SERVICE_FREE_WIFI`. */
  | 'FREE_WIFI'
  /** Pets are welcome. Platform: `BIZ_SERVICE_WITH_PET`. */
  | 'WITH_PET';

/** Source of the codes of a card. */
export type CardCodeMode =
  /** The merchant supplies each code when it issues the card. */
  | 'CUSTOM'
  /** The merchant deposits codes in advance, and the platform assigns one to each user who claims the card. */
  | 'DEPOSITED'
  /** The platform creates each code when a user claims the card. */
  | 'PLATFORM'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN';

/** Source of the codes of a new card. */
export type CardCodeModeInput =
  /** The merchant sends a code with each card that it hands out. Platform: `use_custom_code`. */
  | 'CUSTOM'
  /** The merchant deposits codes once the card is approved, and the platform picks one for each claim. Platform: `GET_CUSTOM_CODE_MODE_DEPOSIT`. */
  | 'DEPOSITED'
  /** The platform generates each code when the card is claimed. */
  | 'PLATFORM';

/** Cover of a coupon. */
export type CardCoverInput = {
  /** URL of the cover picture. At most 1 entry. Platform: `icon_url_list`. */
  iconUrls?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Short text on the cover. At most 60 bytes of UTF-8 (20 Chinese characters). Platform: `abstract`. */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** Stable names of the errors that the platform and this server report. New values may be added. */
export type CardErrorCode =
  /** The account no longer authorizes this server to act for it. */
  | 'ACCOUNT_NOT_AUTHORIZED'
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
  /** The card's `codeMode` does not allow the mutation: a code was sent, or was not sent, contrary to it, or the card is handed out in a way that its mode does not have. */
  | 'CODE_MODE_MISMATCH'
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
  /** The field cannot be changed after the card was created, such as the title of a card that is not a member card. */
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
  /** The validity period of a new card must end in the future and after it begins. The period of an existing card can only be extended, and only if it is a fixed range. */
  | 'INVALID_VALIDITY'
  /** The platform does not accept a link to a web page here. */
  | 'LINK_NOT_ALLOWED'
  /** The card must have a shop first. */
  | 'LOCATION_REQUIRED'
  /** The member card with this code is already active. */
  | 'MEMBER_ALREADY_ACTIVE'
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
  /** The platform's response was lost, and it could not be determined whether the change took effect. Some changes can be read back, others cannot. */
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
  /** The user has redeemed as many codes of the card as the card's `redeemLimit` allows. */
  | 'REDEEM_LIMIT_REACHED'
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
  /** The member was changed a moment before. */
  | 'TOO_FREQUENT'
  /** A list has more entries than the platform accepts, or a member card more than three fields on its front. */
  | 'TOO_MANY_ITEMS'
  /** The field or the mutation does not apply to this card type. */
  | 'WRONG_CARD_TYPE';

/** The kind of an event. New kinds may be added. */
export type CardEventKind =
  /** A user went from a card to the chat of the account. Platform: `user_enter_session_from_card`. */
  | 'CHAT_ENTERED'
  /** Only a cursor, where the filter excluded all events for a while. Subscriptions only. */
  | 'CHECKPOINT'
  /** A user claimed a card or accepted one as a gift. Platform: `user_get_card`. */
  | 'CLAIMED'
  /** A user deleted a card from the wallet. Platform: `user_del_card`. */
  | 'DELETED'
  /** Events may have been lost between two times. Read again what matters. */
  | 'GAP'
  /** A user gave a card away, or it was returned. Platform: `user_gifting_card`. */
  | 'GIFTED'
  /** Points or balance of a member changed. Platform: `update_member_card`. */
  | 'MEMBER_CHANGED'
  /** A member submitted or changed profile data. Platform: `submit_membercard_user_info`. */
  | 'MEMBER_SUBMITTED'
  /** A user paid through the pay cell of a card. Platform: `user_pay_from_pay_cell`. */
  | 'PAID'
  /** A code was redeemed, by this server or elsewhere. Platform: `user_consume_card`. */
  | 'REDEEMED'
  /** A card passed its review or was rejected. Platform: `card_pass_check`, `card_not_pass_check`. */
  | 'REVIEWED'
  /** The stock of a card is low. Platform: `card_sku_remind`. */
  | 'STOCK_LOW'
  /** An event about cards that this server does not recognize. */
  | 'UNKNOWN'
  /** A user opened a member card. Platform: `user_view_card`. */
  | 'VIEWED';

/** Kinds by which events can be filtered. */
export type CardEventKindFilter =
  /** A user went from a card to the chat of the account. Platform: `user_enter_session_from_card`. */
  | 'CHAT_ENTERED'
  /** A user claimed a card or accepted one as a gift. Platform: `user_get_card`. */
  | 'CLAIMED'
  /** A user deleted a card from the wallet. Platform: `user_del_card`. */
  | 'DELETED'
  /** A user gave a card away, or it was returned. Platform: `user_gifting_card`. */
  | 'GIFTED'
  /** Points or balance of a member changed. Platform: `update_member_card`. */
  | 'MEMBER_CHANGED'
  /** A member submitted or changed profile data. Platform: `submit_membercard_user_info`. */
  | 'MEMBER_SUBMITTED'
  /** A user paid through the pay cell of a card. Platform: `user_pay_from_pay_cell`. */
  | 'PAID'
  /** A code was redeemed, by this server or elsewhere. Platform: `user_consume_card`. */
  | 'REDEEMED'
  /** A card passed its review or was rejected. Platform: `card_pass_check`, `card_not_pass_check`. */
  | 'REVIEWED'
  /** The stock of a card is low. Platform: `card_sku_remind`. */
  | 'STOCK_LOW'
  /** An event about cards that this server does not recognize. */
  | 'UNKNOWN'
  /** A user opened a member card. Platform: `user_view_card`. */
  | 'VIEWED';

/** A card that a QR code hands out. */
export type CardHandoutInput = {
  /** The `card_id` of the card, at most 32 bytes. */
  cardId: Scalars['ID']['input'];
  /** The channel, such as a shop or a campaign, 1 to 128 bytes. The code returns it. Do not put personal data into it. Platform: `outer_str`. */
  channel?: InputMaybe<Scalars['String']['input']>;
  /** The code that the user gets: 1 to 20 letters, digits, `-` and `_`. Required if the card's `codeMode` is `CUSTOM`. Otherwise omit it: the platform would accept it here, and users could not claim the card. */
  code?: InputMaybe<Scalars['String']['input']>;
  /** The openid of the only user who can claim the card, at most 64 bytes. Required if `bindOpenid` of the card is true, and not accepted otherwise. */
  openid?: InputMaybe<Scalars['ID']['input']>;
  /** Whether the QR code holds one random code, so that only one user can claim the card with it. The card must be approved and have stock. Excludes `code`. Platform: `is_unique_code`. */
  uniqueCode?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Button or link on a card that opens a page. */
export type CardLinkInput = {
  /** Page in a mini program that the button or link opens. Platform: `app_brand_*`. */
  miniProgram?: InputMaybe<MiniProgramPageInput>;
  /** Text of the button or link. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Subtitle of the button or link. */
  subTitle?: InputMaybe<Scalars['String']['input']>;
  /** URL that the button or link opens. */
  url?: InputMaybe<Scalars['String']['input']>;
};

/** Where a card was created. Platform: `cond_source`. */
export type CardOrigin =
  /** Created through the API. */
  | 'API'
  /** Created on the web console. */
  | 'CONSOLE';

/** Value by which cards are sorted. Cards without the value come last in both directions. */
export type CardSortBy =
  /** By `createdAt`. */
  | 'CREATED_AT'
  /** By `validity.endsAt` of a fixed range. */
  | 'ENDS_AT'
  /** By `stock.quantity`. */
  | 'STOCK'
  /** By the first 64 characters of `title`, by code point, ignoring case and width. Chinese titles are not sorted by pronunciation. */
  | 'TITLE'
  /** By `updatedAt`. */
  | 'UPDATED_AT';

/** Direction in which cards are sorted. */
export type CardSortDirection =
  /** Smallest or earliest first. */
  | 'ASCENDING'
  /** Largest or latest first. */
  | 'DESCENDING';

/** Order of the cards of a search. Cards with equal values are sorted by their id. */
export type CardSortInput = {
  /** Value by which cards are sorted. */
  by: CardSortBy;
  /** Direction. */
  direction?: CardSortDirection;
};

/** Status of a card in its life cycle, from review to deletion. */
export type CardStatus =
  /** Approved in the review; the card can be issued. Platform: `CARD_STATUS_VERIFY_OK`. */
  | 'APPROVED'
  /** Deleted by the merchant. Claimed codes remain valid. Platform: `CARD_STATUS_DELETE`. */
  | 'DELETED'
  /** Issued through the web console. Platform: `CARD_STATUS_DISPATCH`. */
  | 'DISPATCHED'
  /** Under review by the platform. Platform: `CARD_STATUS_NOT_VERIFY`. */
  | 'IN_REVIEW'
  /** Rejected in the review. Platform: `CARD_STATUS_VERIFY_FAIL`. */
  | 'REJECTED'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN';

/** Status by which a list of cards can be filtered. */
export type CardStatusFilter =
  /** Approved in the review; the card can be issued. Platform: `CARD_STATUS_VERIFY_OK`. */
  | 'APPROVED'
  /** Deleted by the merchant. Claimed codes remain valid. Platform: `CARD_STATUS_DELETE`. */
  | 'DELETED'
  /** Issued through the web console. Platform: `CARD_STATUS_DISPATCH`. */
  | 'DISPATCHED'
  /** Under review by the platform. Platform: `CARD_STATUS_NOT_VERIFY`. */
  | 'IN_REVIEW'
  /** Rejected in the review. Platform: `CARD_STATUS_VERIFY_FAIL`. */
  | 'REJECTED';

/** Picture with a text, displayed below the coupon. */
export type CardTextImageInput = {
  /** URL of a picture that was uploaded to the platform. At most 3,072 bytes of UTF-8. Must be on `mmbiz.qpic.cn` or, in a new card, on `mmbiz.qlogo.cn`. */
  imageUrl?: InputMaybe<Scalars['String']['input']>;
  /** Text for the picture. At most 5,000 characters. */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** Day on which a coupon can be used, and the period of use on that day. Only displayed. */
export type CardTimeLimitInput = {
  /** Hour at which the period of use begins on that day. Range: 0 to 23. */
  beginHour?: InputMaybe<Scalars['Int']['input']>;
  /** Minute at which the period of use begins on that day. Range: 0 to 59. */
  beginMinute?: InputMaybe<Scalars['Int']['input']>;
  /** Day on which the coupon can be used. Platform: `type`. */
  day: CardWeekdayInput;
  /** Hour at which the period of use ends on that day. Range: 0 to 23. */
  endHour?: InputMaybe<Scalars['Int']['input']>;
  /** Minute at which the period of use ends on that day. Range: 0 to 59. */
  endMinute?: InputMaybe<Scalars['Int']['input']>;
};

/** Type of a card. */
export type CardType =
  /** Boarding pass for a flight. */
  | 'BOARDING_PASS'
  /** Ticket for a bus ride. */
  | 'BUS_TICKET'
  /** Cash coupon: an amount off, with a minimum spend. */
  | 'CASH'
  /** Discount coupon: a percentage off. */
  | 'DISCOUNT'
  /** General coupon: any other coupon. */
  | 'GENERAL_COUPON'
  /** Gift coupon, exchanged for a gift. */
  | 'GIFT'
  /** Group-buying coupon. */
  | 'GROUPON'
  /** Ticket to a conference. */
  | 'MEETING_TICKET'
  /** Membership card of a merchant. */
  | 'MEMBER_CARD'
  /** Cinema ticket. */
  | 'MOVIE_TICKET'
  /** Ticket to a sight, such as a park or a museum. */
  | 'SCENIC_TICKET'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN';

/** Type by which cards can be filtered. */
export type CardTypeFilter =
  /** Boarding pass for a flight. */
  | 'BOARDING_PASS'
  /** Ticket for a bus ride. */
  | 'BUS_TICKET'
  /** Cash coupon: an amount off, with a minimum spend. */
  | 'CASH'
  /** Discount coupon: a percentage off. */
  | 'DISCOUNT'
  /** General coupon: any other coupon. */
  | 'GENERAL_COUPON'
  /** Gift coupon, exchanged for a gift. */
  | 'GIFT'
  /** Group-buying coupon. */
  | 'GROUPON'
  /** Ticket to a conference. */
  | 'MEETING_TICKET'
  /** Membership card of a merchant. */
  | 'MEMBER_CARD'
  /** Cinema ticket. */
  | 'MOVIE_TICKET'
  /** Ticket to a sight, such as a park or a museum. */
  | 'SCENIC_TICKET';

/** Conditions under which a coupon can be used. */
export type CardUseConditionInput = {
  /** Goods for which the card can be used. Only for `CASH`. At most 512 bytes of UTF-8 (170 Chinese characters). */
  acceptCategory?: InputMaybe<Scalars['String']['input']>;
  /** Whether the card can be combined with other discounts. Defaults to `true` on the platform. */
  canUseWithOtherDiscount?: InputMaybe<Scalars['Boolean']['input']>;
  /** Minimum spend, in fen (1/100 yuan). Only for `GIFT` and `CASH`. Platform: `least_cost`. */
  minimumSpendFen?: InputMaybe<Scalars['Int']['input']>;
  /** Goods that the user must buy. Only for `GIFT`. At most 512 bytes of UTF-8 (170 Chinese characters). */
  objectUseFor?: InputMaybe<Scalars['String']['input']>;
  /** Goods for which the card cannot be used. Only for `CASH`. At most 512 bytes of UTF-8 (170 Chinese characters). */
  rejectCategory?: InputMaybe<Scalars['String']['input']>;
};

/** How the validity of a card is defined. */
export type CardValidityType =
  /** Valid from one point in time to another. Platform: `DATE_TYPE_FIX_TIME_RANGE`. */
  | 'FIXED_RANGE'
  /** Valid for a number of days after the card is claimed. Platform: `DATE_TYPE_FIX_TERM`. */
  | 'FIXED_TERM'
  /** Valid without end. Member cards only. Platform: `DATE_TYPE_PERMANENT`. */
  | 'PERMANENT'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN';

/** Day on which a card can be used. */
export type CardWeekday =
  /** Every Friday. */
  | 'FRIDAY'
  /** Public holidays. */
  | 'HOLIDAY'
  /** Every Monday. */
  | 'MONDAY'
  /** Every Saturday. */
  | 'SATURDAY'
  /** Every Sunday. */
  | 'SUNDAY'
  /** Every Thursday. */
  | 'THURSDAY'
  /** Every Tuesday. */
  | 'TUESDAY'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN'
  /** Every Wednesday. */
  | 'WEDNESDAY';

/** Day on which a card can be used. */
export type CardWeekdayInput =
  /** Every Friday. */
  | 'FRIDAY'
  /** Public holidays. */
  | 'HOLIDAY'
  /** Every Monday. */
  | 'MONDAY'
  /** Every Saturday. */
  | 'SATURDAY'
  /** Every Sunday. */
  | 'SUNDAY'
  /** Every Thursday. */
  | 'THURSDAY'
  /** Every Tuesday. */
  | 'TUESDAY'
  /** Every Wednesday. */
  | 'WEDNESDAY';

/** The input of `checkInBoardingPass`. `passengerName`, `cabinClass` and `ticketNumber` are required unless `cancel` is true. */
export type CheckInBoardingPassInput = {
  /** Class of the cabin. Platform: `class`. Not empty, at most 5 characters. */
  cabinClass?: InputMaybe<Scalars['String']['input']>;
  /** Whether to undo the check-in. The other values are then not sent. Platform: `is_cancel`. */
  cancel?: Scalars['Boolean']['input'];
  /** The `card_id` of its card. Required for custom codes: without it, the platform does not find them. */
  cardId?: InputMaybe<Scalars['ID']['input']>;
  /** The code of the ticket, at most 64 bytes. Its status must be `NORMAL`. */
  code: Scalars['String']['input'];
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Name of the passenger. Platform: `passenger_name`. Not empty, at most 15 characters. */
  passengerName?: InputMaybe<Scalars['String']['input']>;
  /** Content of the boarding pass's QR code. Platform: `qrcode_data`. Not empty, at most 1024 bytes of UTF-8. */
  qrcodeData?: InputMaybe<Scalars['String']['input']>;
  /** The seat. Platform: `seat`. Not empty, at most 128 bytes of UTF-8. */
  seat?: InputMaybe<Scalars['String']['input']>;
  /** Number of the electronic ticket, 1 to 14 digits. Platform: `etkt_bnr`. */
  ticketNumber?: InputMaybe<Scalars['String']['input']>;
};

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

/** How the code is displayed at the till. */
export type CodeType =
  /** A barcode with the code below it. Platform: `CODE_TYPE_BARCODE`. */
  | 'BARCODE'
  /** No code. Platform: `CODE_TYPE_NONE`. */
  | 'NONE'
  /** Only a barcode. Platform: `CODE_TYPE_ONLY_BARCODE`. */
  | 'ONLY_BARCODE'
  /** Only a QR code. Platform: `CODE_TYPE_ONLY_QRCODE`. */
  | 'ONLY_QRCODE'
  /** A QR code with the code below it. Platform: `CODE_TYPE_QRCODE`. */
  | 'QRCODE'
  /** The code as text. Platform: `CODE_TYPE_TEXT`. */
  | 'TEXT'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN';

/** How the code is displayed at the till. */
export type CodeTypeInput =
  /** A barcode with the code below it. Platform: `CODE_TYPE_BARCODE`. */
  | 'BARCODE'
  /** No code. Platform: `CODE_TYPE_NONE`. */
  | 'NONE'
  /** Only a barcode. Platform: `CODE_TYPE_ONLY_BARCODE`. */
  | 'ONLY_BARCODE'
  /** Only a QR code. Platform: `CODE_TYPE_ONLY_QRCODE`. */
  | 'ONLY_QRCODE'
  /** A QR code with the code below it. Platform: `CODE_TYPE_QRCODE`. */
  | 'QRCODE'
  /** The code as text. Platform: `CODE_TYPE_TEXT`. */
  | 'TEXT';

/** The card to create. */
export type CreateCardInput = {
  /** The new card. */
  card: NewCard;
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey: Scalars['String']['input'];
};

/** The input of `createCardLandingPage`. The page cannot be changed later. */
export type CreateCardLandingPageInput = {
  /** URL of the picture at the top of the page, as `uploadImage` returns it. Platform: `banner`. */
  bannerUrl: Scalars['String']['input'];
  /** Whether users can share the page. Platform: `can_share`. */
  canShare: Scalars['Boolean']['input'];
  /** The cards of the page, 1 to 100 and all distinct. The platform may accept fewer. */
  cards: Array<LandingPageCardInput>;
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey: Scalars['String']['input'];
  /** Where users find the link to the page. */
  scene: LandingPageScene;
  /** Title of the page, 1 to 1024 bytes and not blank. Platform: `page_title`. */
  title: Scalars['String']['input'];
};

/** The input of `createCardQrCode`. */
export type CreateCardQrCodeInput = {
  /** How long the QR code works, 60 to 1800 seconds. If it is absent, the platform decides: see `expiresAt`. */
  expiresInSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The cards that the QR code hands out, 1 to 5 and all distinct. */
  items: Array<CardHandoutInput>;
};

/** The card to delete. */
export type DeleteCardInput = {
  /** Id of the card. At most 32 bytes of UTF-8. */
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

/** The input of `depositCodes`. */
export type DepositCodesInput = {
  /** The `card_id` of an approved card with the `codeMode` `DEPOSITED`. */
  cardId: Scalars['ID']['input'];
  /** The codes, 1 to 1,000, all distinct. A code has 1 to 20 characters: Latin letters, digits, hyphens and underscores. */
  codes: Array<Scalars['String']['input']>;
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** New validity range of a card. At least one of the two fields is required. The range may only be extended. */
export type FixedRangeInput = {
  /** Beginning of the validity range. Must not be later than the current value: the range may only be extended. Platform: `begin_timestamp`. */
  beginsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** End of the validity range. Must not be earlier than the current value: the range may only be extended. Platform: `end_timestamp`. */
  endsAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A card on a landing page. */
export type LandingPageCardInput = {
  /** The `card_id` of the card, at most 32 bytes. The card's `codeMode` must not be `CUSTOM`: a page cannot give each user a code. */
  cardId: Scalars['ID']['input'];
  /** URL of the picture of the card, as `uploadImage` returns it. Platform: `thumb_url`. */
  thumbUrl: Scalars['String']['input'];
};

/** Where users find the link to a landing page. */
export type LandingPageScene =
  /** An article of the account. Platform: `SCENE_ARTICLE`. */
  | 'ARTICLE'
  /** A custom cell of another card. Platform: `SCENE_CARD_CUSTOM_CELL`. */
  | 'CARD_CUSTOM_CELL'
  /** A web page. Platform: `SCENE_H5`. */
  | 'H5'
  /** An automatic reply of the account. Platform: `SCENE_IVR`. */
  | 'IVR'
  /** The account's menu. Platform: `SCENE_MENU`. */
  | 'MENU'
  /** The list of shops nearby. Platform: `SCENE_NEAR_BY`. */
  | 'NEAR_BY'
  /** A QR code. Platform: `SCENE_QRCODE`. */
  | 'QRCODE';

/** Changes to the fields of a conference ticket. */
export type MeetingTicketChanges = {
  /** URL of a map of the venue. At most 128 bytes of UTF-8. */
  mapUrl?: InputMaybe<Scalars['String']['input']>;
};

/** Changes to the fields of a member card. `BaseInfoChanges` has further fields that only member cards have. Omitted fields are unchanged. */
export type MemberCardChanges = {
  /** Coupons or a link below the activation message. Platform: `activate_msg_operation`. */
  activateMessageOperation?: InputMaybe<MemberMessageOperationInput>;
  /** Page in a mini program on which users activate the card. Platform: `activate_app_brand_*`. */
  activateMiniProgram?: InputMaybe<MiniProgramPageInput>;
  /** URL of the merchant's own activation page. Excludes the other ways of activation. Changing `autoActivate` or `activateUrl` to `wxActivate` may have no effect. At most 128 bytes of UTF-8. */
  activateUrl?: InputMaybe<Scalars['String']['input']>;
  /** Whether the card is active as soon as it is claimed. `true` excludes the other ways of activation. Changing `autoActivate` or `activateUrl` to `wxActivate` may have no effect. */
  autoActivate?: InputMaybe<Scalars['Boolean']['input']>;
  /** URL of the background picture. At most 128 bytes of UTF-8. */
  backgroundPicUrl?: InputMaybe<Scalars['String']['input']>;
  /** Whether the card has a stored-value balance. Requires the top-up privilege. Cannot be turned off once it is on. Sends the card back to review. Platform: `supply_balance`. */
  balanceEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** Page in a mini program that opens when the user taps the balance. Platform: `balance_app_brand_*`. */
  balanceMiniProgram?: InputMaybe<MiniProgramPageInput>;
  /** Text that explains how the balance is topped up. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). Platform: `balance_rules`. */
  balanceRulesText?: InputMaybe<Scalars['String']['input']>;
  /** URL that opens when the user taps the balance. At most 128 bytes of UTF-8. */
  balanceUrl?: InputMaybe<Scalars['String']['input']>;
  /** Text that describes the benefits of members. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). Platform: `prerogative`. */
  benefits?: InputMaybe<Scalars['String']['input']>;
  /** First custom entry below the front of the card. */
  customCell1?: InputMaybe<MemberCustomCellInput>;
  /** Second custom entry below the front of the card. Maximum bytes of UTF-8: `name` 15, `tips` 18. */
  customCell2?: InputMaybe<MemberCustomCellInput>;
  /** Third custom entry below the front of the card. Maximum bytes of UTF-8: `name` 15, `tips` 18. */
  customCell3?: InputMaybe<MemberCustomCellInput>;
  /** First custom field on the front of the card. */
  customField1?: InputMaybe<MemberCustomFieldInput>;
  /** Second custom field on the front of the card. */
  customField2?: InputMaybe<MemberCustomFieldInput>;
  /** Third custom field on the front of the card. */
  customField3?: InputMaybe<MemberCustomFieldInput>;
  /** Percentage off for members: 10 means that they pay 90 % (assumed: the documents give no unit). Sends the card back to review. Platform: `discount`. */
  discountPercentOff?: InputMaybe<Scalars['Int']['input']>;
  /** Coupons or a link below messages about points and balance. Platform: `modify_msg_operation`. */
  modifyMessageOperation?: InputMaybe<MemberMessageOperationInput>;
  /** Whether the platform notifies the merchant each time a user opens the card. */
  needPushOnView?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the card has points. Cannot be turned off once it is on. Sends the card back to review. Platform: `supply_bonus`. */
  pointsEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** Text that explains when points expire. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). Platform: `bonus_cleared`. */
  pointsExpiryText?: InputMaybe<Scalars['String']['input']>;
  /** Page in a mini program that opens when the user taps the points. Platform: `bonus_app_brand_*`. */
  pointsMiniProgram?: InputMaybe<MiniProgramPageInput>;
  /** How points are earned and spent when paying with WeChat Pay. Platform: `bonus_rule`. */
  pointsRule?: InputMaybe<MemberPointsRuleInput>;
  /** Text that explains how points are earned. Sends the card back to review. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). Platform: `bonus_rules`. */
  pointsRulesText?: InputMaybe<Scalars['String']['input']>;
  /** URL that opens when the user taps the points. At most 128 bytes of UTF-8. Platform: `bonus_url`. */
  pointsUrl?: InputMaybe<Scalars['String']['input']>;
  /** Whether users activate the card with one tap. `true` excludes the other ways of activation. Changing `autoActivate` or `activateUrl` to `wxActivate` may have no effect. */
  wxActivate?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the merchant activates the card after the user has submitted the form. `true` requires `wxActivate`. */
  wxActivateAfterSubmit?: InputMaybe<Scalars['Boolean']['input']>;
  /** URL that opens after the user has submitted the form. At most 128 bytes of UTF-8. */
  wxActivateAfterSubmitUrl?: InputMaybe<Scalars['String']['input']>;
};

/** Entry below the front of a member card. */
export type MemberCustomCellInput = {
  /** Page in a mini program that opens when the user taps the entry. Platform: `app_brand_*`. */
  miniProgram?: InputMaybe<MiniProgramPageInput>;
  /** Name of the entry. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Short text next to the name. */
  tips?: InputMaybe<Scalars['String']['input']>;
  /** URL that opens when the user taps the entry. At most 128 bytes of UTF-8. */
  url?: InputMaybe<Scalars['String']['input']>;
};

/** Field on the front of a member card, displayed once the card is activated. */
export type MemberCustomFieldInput = {
  /** Page in a mini program that opens when the user taps the field. Platform: `app_brand_*`. */
  miniProgram?: InputMaybe<MiniProgramPageInput>;
  /** Name of the field in free text, instead of `nameType`. At most 24 bytes of UTF-8 (8 Chinese characters). */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Content of the field, as one of the predefined names. */
  nameType?: InputMaybe<MemberFieldNameTypeInput>;
  /** URL that opens when the user taps the field. At most 128 bytes of UTF-8. */
  url?: InputMaybe<Scalars['String']['input']>;
};

/** Content of a custom field on the front of a member card. */
export type MemberFieldNameType =
  /** Achievements. Platform: `FIELD_NAME_TYPE_ACHIEVEMEN`. */
  | 'ACHIEVEMENT'
  /** Coupons. Platform: `FIELD_NAME_TYPE_COUPON`. */
  | 'COUPON'
  /** Discount. Platform: `FIELD_NAME_TYPE_DISCOUNT`. */
  | 'DISCOUNT'
  /** Membership level. Platform: `FIELD_NAME_TYPE_LEVEL`. */
  | 'LEVEL'
  /** Mileage. Platform: `FIELD_NAME_TYPE_MILEAGE`. */
  | 'MILEAGE'
  /** Points of a set. Platform: `FIELD_NAME_TYPE_SET_POINTS`. */
  | 'SET_POINTS'
  /** Stamps. Platform: `FIELD_NAME_TYPE_STAMP`. */
  | 'STAMP'
  /** Number of times, such as visits. Platform: `FIELD_NAME_TYPE_TIMS`. */
  | 'TIMES'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN';

/** Content of a custom field on the front of a member card. */
export type MemberFieldNameTypeInput =
  /** Achievements. Platform: `FIELD_NAME_TYPE_ACHIEVEMEN`. */
  | 'ACHIEVEMENT'
  /** Coupons. Platform: `FIELD_NAME_TYPE_COUPON`. */
  | 'COUPON'
  /** Discount. Platform: `FIELD_NAME_TYPE_DISCOUNT`. */
  | 'DISCOUNT'
  /** Membership level. Platform: `FIELD_NAME_TYPE_LEVEL`. */
  | 'LEVEL'
  /** Mileage. Platform: `FIELD_NAME_TYPE_MILEAGE`. */
  | 'MILEAGE'
  /** Points of a set. Platform: `FIELD_NAME_TYPE_SET_POINTS`. */
  | 'SET_POINTS'
  /** Stamps. Platform: `FIELD_NAME_TYPE_STAMP`. */
  | 'STAMP'
  /** Number of times, such as visits. Platform: `FIELD_NAME_TYPE_TIMS`. */
  | 'TIMES';

/** A form field that the platform defines. Platform: `USER_FORM_INFO_FLAG_*`. */
export type MemberFormCommonField =
  /** Date of birth. */
  | 'BIRTHDAY'
  /** Education. */
  | 'EDUCATION_BACKGROUND'
  /** Email address. */
  | 'EMAIL'
  /** Interests. */
  | 'HABIT'
  /** Number of the identity card. */
  | 'IDCARD'
  /** Income of the user. */
  | 'INCOME'
  /** Industry of the profession. */
  | 'INDUSTRY'
  /** Postal address. */
  | 'LOCATION'
  /** Mobile number. */
  | 'MOBILE'
  /** Full name. */
  | 'NAME'
  /** Sex of the user. */
  | 'SEX';

/** A link on an activation form. */
export type MemberFormLinkInput = {
  /** Text of the link, 1 to 32 bytes of UTF-8. */
  name: Scalars['String']['input'];
  /** URL of the page, at most 128 bytes. Must start with `http://` or `https://`. */
  url: Scalars['String']['input'];
};

/** The required or the optional fields of an activation form, at least one. */
export type MemberFormPartInput = {
  /** Whether the member may change the values later. Platform: `can_modify`. */
  canModify?: InputMaybe<Scalars['Boolean']['input']>;
  /** Fields that the platform defines. Platform: `common_field_id_list`. */
  commonFields?: InputMaybe<Array<MemberFormCommonField>>;
  /** Names of text fields that you define, at most 20, of 1 to 32 bytes of UTF-8 each. Platform: `custom_field_list`. */
  customFields?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Fields with values that you define, at most 20. Platform: `rich_field_list`. */
  richFields?: InputMaybe<Array<MemberFormRichFieldInput>>;
};

/** A form field with values from which the user chooses. */
export type MemberFormRichFieldInput = {
  /** Name of the field, 1 to 32 bytes of UTF-8. */
  name: Scalars['String']['input'];
  /** How the field offers its values. */
  type: MemberFormRichFieldType;
  /** The values, 1 to 50, all distinct, of 1 to 128 bytes of UTF-8 each. */
  values: Array<Scalars['String']['input']>;
};

/** How a form field offers its values. */
export type MemberFormRichFieldType =
  /** Check boxes. The user chooses any number. */
  | 'CHECK_BOX'
  /** Buttons. The user chooses one. */
  | 'RADIO'
  /** A list. The user chooses one value. */
  | 'SELECT';

/** Coupons or a link below a message to a member. `cardIds` excludes `url`, `appBrandId` and `appBrandPath`: the platform ignores it if one of them is set. */
export type MemberMessageOperationInput = {
  /** Id of the mini program that the link opens. */
  appBrandId?: InputMaybe<Scalars['String']['input']>;
  /** Path of the page in the mini program. Platform: `app_brand_pass`. */
  appBrandPath?: InputMaybe<Scalars['String']['input']>;
  /** Ids of the cards that the member can claim. At most 10 entries. Platform: `card_id_list`. */
  cardIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Time until which the coupons or the link are displayed. Platform: `end_time`. */
  endsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Text of the link. */
  text?: InputMaybe<Scalars['String']['input']>;
  /** URL that the link opens. */
  url?: InputMaybe<Scalars['String']['input']>;
};

/** The messages that a member gets about a change. */
export type MemberNotifyInput = {
  /** Whether a changed stored value sends a message. */
  balance?: Scalars['Boolean']['input'];
  /** Whether a changed custom field 1 sends a message. */
  customField1?: Scalars['Boolean']['input'];
  /** Whether a changed custom field 2 sends a message. */
  customField2?: Scalars['Boolean']['input'];
  /** Whether a changed custom field 3 sends a message. */
  customField3?: Scalars['Boolean']['input'];
  /** Whether changed points send a message. */
  points?: Scalars['Boolean']['input'];
};

/** How points are earned and spent when paying with WeChat Pay. Amounts are in fen (1/100 yuan). */
export type MemberPointsRuleInput = {
  /** Amount off per `redeemUnitPoints` points. In fen (1/100 yuan). Platform: `reduce_money`. */
  amountOffPerUnitFen?: InputMaybe<Scalars['Int']['input']>;
  /** Points granted on activation. Platform: `init_increase_bonus`. */
  initialPoints?: InputMaybe<Scalars['Int']['input']>;
  /** Maximum points earned per payment. Platform: `max_increase_bonus`. */
  maxPointsPerPayment?: InputMaybe<Scalars['Int']['input']>;
  /** Maximum points redeemed per payment. Platform: `max_reduce_bonus`. */
  maxPointsPerRedemption?: InputMaybe<Scalars['Int']['input']>;
  /** Minimum payment for which points can be redeemed. In fen (1/100 yuan). Platform: `least_money_to_use_bonus`. */
  minimumSpendFen?: InputMaybe<Scalars['Int']['input']>;
  /** Points earned per spend unit. Platform: `increase_bonus`. */
  pointsPerUnit?: InputMaybe<Scalars['Int']['input']>;
  /** Points are redeemed in multiples of this. Platform: `cost_bonus_unit`. */
  redeemUnitPoints?: InputMaybe<Scalars['Int']['input']>;
  /** Amount spent for which `pointsPerUnit` points are earned. In fen (1/100 yuan). Platform: `cost_money_unit`. */
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

/** Page in a mini program that is linked to the account. */
export type MiniProgramPageInput = {
  /** Path of the page in the mini program. At most 128 bytes of UTF-8. Platform: `app_brand_pass`. */
  path: Scalars['String']['input'];
  /** Original id of the mini program, followed by `@app`. The mini program must be linked to the account. At most 128 bytes of UTF-8. Platform: `app_brand_user_name`. */
  userName: Scalars['String']['input'];
};

/** The change of a card's stock: `increaseBy`, `reduceBy` or both, at least one of them greater than 0; or `setTo` instead of them. */
export type ModifyStockInput = {
  /** Id of the card. At most 32 bytes of UTF-8. */
  cardId: Scalars['ID']['input'];
  /** The expected current stock. Range: 0 to 100,000,000. If the stock read just before the change differs, the mutation fails with `STOCK_CHANGED`. Claims between this read and the change are not detected. */
  expectedQuantity?: InputMaybe<Scalars['Int']['input']>;
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey: Scalars['String']['input'];
  /** Number of cards to add. Range: 0 to 100,000,000. Platform: `increase_stock_value`. */
  increaseBy?: Scalars['Int']['input'];
  /** Number of cards to remove. Range: 0 to 100,000,000. Platform: `reduce_stock_value`. */
  reduceBy?: Scalars['Int']['input'];
  /** The new stock. Range: 0 to 100,000,000. The server reads the current stock and sends the difference, under a lock shared by all processes. If the difference is 0, nothing is sent and the mutation succeeds. Excludes `increaseBy` and `reduceBy`. */
  setTo?: InputMaybe<Scalars['Int']['input']>;
};

/** Changes to the fields of a cinema ticket. */
export type MovieTicketChanges = {
  /** Film, showtime and hall. Sends the card back to review. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). */
  detail?: InputMaybe<Scalars['String']['input']>;
};

/** Pictures, services, days of use and conditions of a new coupon or member card. */
export type NewAdvancedInfo = {
  /** Services that the shops offer. At most 100 entries. Platform: `business_service`. */
  businessServices?: InputMaybe<Array<CardBusinessServiceInput>>;
  /** Cover of the card. Pictures must be uploaded to the platform. Platform: `abstract`. Maximum bytes of UTF-8: `text` 60, `iconUrls` 128. `iconUrls` must be on `mmbiz.qpic.cn` or `mmbiz.qlogo.cn`. */
  cover?: InputMaybe<CardCoverInput>;
  /** Pictures with texts, displayed below the card. A general coupon needs at least one. At most 100 entries. Platform: `text_image_list`. Maximum bytes of UTF-8: `imageUrl` 128. `imageUrl` must be on `mmbiz.qpic.cn` or `mmbiz.qlogo.cn`. */
  textImages?: InputMaybe<Array<CardTextImageInput>>;
  /** Days on which the card can be used. At most 100 entries. Platform: `time_limit`. */
  timeLimits?: InputMaybe<Array<CardTimeLimitInput>>;
  /** Conditions under which the card can be used. Platform: `use_condition`. */
  useCondition?: InputMaybe<CardUseConditionInput>;
};

/** The fields that every kind of new card has, and some that only member cards have. `null` counts as absent. An empty text or list is not sent. */
export type NewBaseInfo = {
  /** Whether only users specified by the merchant may claim the card. Defaults to `false` on the platform. */
  bindOpenid?: InputMaybe<Scalars['Boolean']['input']>;
  /** Name of the merchant. At most 36 bytes of UTF-8 (12 Chinese characters). */
  brandName: Scalars['String']['input'];
  /** Whether a user may give the card to a friend. Defaults to `true` on the platform. Platform: `can_give_friend`. */
  canGift?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the page on which users claim the card can be shared. Defaults to `true` on the platform. */
  canShare?: InputMaybe<Scalars['Boolean']['input']>;
  /** Button in the middle of the card. Maximum bytes of UTF-8: `name` 18, `url` 128, `subTitle` 24, `miniProgram.userName` 128, `miniProgram.path` 128. */
  center?: InputMaybe<CardLinkInput>;
  /** Maximum number of codes of this card that one user may claim. Range: 1 to 50. Defaults to `50` on the platform. Platform: `get_limit`. */
  claimLimit?: InputMaybe<Scalars['Int']['input']>;
  /** Source of the codes. */
  codeMode?: CardCodeModeInput;
  /** How the code is displayed at the till. */
  codeType: CodeTypeInput;
  /** Background colour. A colour name from `Color010` to `Color102`, or the hex value of one of them. */
  color: Scalars['String']['input'];
  /** Custom link on the card. Maximum bytes of UTF-8: `name` 15, `url` 128, `subTitle` 18, `miniProgram.userName` 128, `miniProgram.path` 128. */
  customLink?: InputMaybe<CardLinkInput>;
  /** Instructions and terms of use. May contain line breaks. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). */
  description: Scalars['String']['input'];
  /** Ids of the shops that accept the card. Excludes `useAllLocations: true`. Platform: `location_id_list`. */
  locationIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** URL of the merchant's logo. At most 128 bytes of UTF-8. */
  logoUrl: Scalars['String']['input'];
  /** Short instruction for using the card at the till. At most 48 bytes of UTF-8 (16 Chinese characters). */
  notice: Scalars['String']['input'];
  /** Promotion link on the card. Maximum bytes of UTF-8: `name` 15, `url` 128, `subTitle` 18, `miniProgram.userName` 128, `miniProgram.path` 128. */
  promotionLink?: InputMaybe<CardLinkInput>;
  /** Number of cards that can be claimed. Must be 0 with `codeMode: DEPOSITED`. Range: 1 to 100,000,000. */
  quantity: Scalars['Int']['input'];
  /** WeChat Pay on the card. Only for `MEMBER_CARD`. Platform: `pay_info`. */
  quickPay?: InputMaybe<QuickPayInput>;
  /** Maximum number of codes of this card that one user may redeem. Range: 1 to 50. Defaults to `50` on the platform. Platform: `use_limit`. */
  redeemLimit?: InputMaybe<Scalars['Int']['input']>;
  /** Customer service phone number. At most 24 bytes of UTF-8. */
  servicePhone?: InputMaybe<Scalars['String']['input']>;
  /** Id of the sub-merchant for whom the card is created. Only for accounts that issue cards for sub-merchants. 1 to 15 digits. Platform: `merchant_id`. */
  subMerchantId?: InputMaybe<Scalars['ID']['input']>;
  /** Name of the card. At most 27 bytes of UTF-8 (9 Chinese characters). */
  title: Scalars['String']['input'];
  /** Whether all shops of the merchant accept the card, instead of only those in `locationIds`. `true` excludes a non-empty `locationIds`. Defaults to `false` on the platform. */
  useAllLocations?: InputMaybe<Scalars['Boolean']['input']>;
  /** When the card can be used. Platform: `date_info`. */
  validity: NewValidity;
};

/** The fields of a new boarding pass. */
export type NewBoardingPass = {
  /** Aircraft model. At most 24 bytes of UTF-8. */
  airModel: Scalars['String']['input'];
  /** Time at which boarding starts. WeChat displays only the time of day. Platform: `boarding_time`. */
  boardingAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** URL of the online check-in. At most 128 bytes of UTF-8. */
  checkInUrl?: InputMaybe<Scalars['String']['input']>;
  /** Departure time of the flight. Platform: `departure_time`. */
  departureAt: Scalars['DateTime']['input'];
  /** Flight number. At most 24 bytes of UTF-8. */
  flight: Scalars['String']['input'];
  /** Place of departure of the flight. At most 54 bytes of UTF-8 (18 Chinese characters). */
  from: Scalars['String']['input'];
  /** Boarding gate. At most 12 bytes of UTF-8. */
  gate?: InputMaybe<Scalars['String']['input']>;
  /** Landing time of the flight. Platform: `landing_time`. */
  landingAt: Scalars['DateTime']['input'];
  /** Destination of the flight. At most 54 bytes of UTF-8 (18 Chinese characters). */
  to: Scalars['String']['input'];
};

/** A new card. Exactly one of the inputs `groupon` to `meetingTicket` is required: it determines the type of the card. A field of another type is `WRONG_CARD_TYPE`. */
export type NewCard = {
  /** Pictures, services, days of use and conditions. Groupon, discount, gift, cash and general coupons and member cards only. */
  advancedInfo?: InputMaybe<NewAdvancedInfo>;
  /** The fields that every kind of card has. Some are only for member cards. */
  baseInfo: NewBaseInfo;
  /** Creates a boarding pass. */
  boardingPass?: InputMaybe<NewBoardingPass>;
  /** Creates a cash coupon. */
  cash?: InputMaybe<NewCash>;
  /** Creates a discount coupon. */
  discount?: InputMaybe<NewDiscount>;
  /** Creates a general coupon. */
  generalCoupon?: InputMaybe<NewGeneralCoupon>;
  /** Creates a gift coupon. */
  gift?: InputMaybe<NewGift>;
  /** Creates a group-buying coupon. */
  groupon?: InputMaybe<NewGroupon>;
  /** Creates a conference ticket. */
  meetingTicket?: InputMaybe<NewMeetingTicket>;
  /** Creates a member card. */
  memberCard?: InputMaybe<NewMemberCard>;
  /** Creates a cinema ticket. */
  movieTicket?: InputMaybe<NewMovieTicket>;
  /** Creates a ticket to a sight. */
  scenicTicket?: InputMaybe<NewScenicTicket>;
};

/** The fields of a new cash coupon. */
export type NewCash = {
  /** Amount off, in fen (1/100 yuan). At least 1. Platform: `reduce_cost`. */
  amountOffFen: Scalars['Int']['input'];
  /** Minimum spend, in fen (1/100 yuan); 0 means no minimum. Platform: `least_cost`. */
  minimumSpendFen: Scalars['Int']['input'];
};

/** The fields of a new discount coupon. */
export type NewDiscount = {
  /** Percentage off: 30 means that the holder pays 70 %. Range: 1 to 99. Platform: `discount`. */
  percentOff: Scalars['Int']['input'];
};

/** Validity from one point in time to another. */
export type NewFixedRange = {
  /** Beginning of the validity range. Platform: `begin_timestamp`. */
  beginsAt: Scalars['DateTime']['input'];
  /** End of the validity range. Must be in the future and after `beginsAt`. Platform: `end_timestamp`. */
  endsAt: Scalars['DateTime']['input'];
};

/** Validity for a number of days after the card is claimed. */
export type NewFixedTerm = {
  /** Moment after which no card is valid, whenever it was claimed. Must be in the future. Platform: `end_timestamp`. */
  endsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Number of days between claiming the card and the first day on which it is valid; 0 means the day of claiming. Platform: `fixed_begin_term`. */
  startsAfterDays?: Scalars['Int']['input'];
  /** Number of days for which a claimed card is valid. At least 1. Platform: `fixed_term`. */
  termDays: Scalars['Int']['input'];
};

/** The fields of a new general coupon. `advancedInfo.textImages` needs at least one entry with `imageUrl`. */
export type NewGeneralCoupon = {
  /** Offer that the holder gets for the coupon. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). */
  defaultDetail: Scalars['String']['input'];
};

/** The fields of a new gift coupon. */
export type NewGift = {
  /** Description of the gift. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). */
  gift: Scalars['String']['input'];
};

/** The fields of a new group-buying coupon. */
export type NewGroupon = {
  /** Contents of the deal. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). */
  dealDetail: Scalars['String']['input'];
};

/** The fields of a new conference ticket. */
export type NewMeetingTicket = {
  /** URL of a map of the venue. At most 128 bytes of UTF-8. */
  mapUrl?: InputMaybe<Scalars['String']['input']>;
  /** Description of the conference. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). */
  meetingDetail: Scalars['String']['input'];
};

/** The fields of a new member card. At most one way of activation: `autoActivate: true`, `wxActivate: true`, `activateUrl` or `activateMiniProgram`. At most three of `pointsEnabled: true`, `balanceEnabled: true` and the custom fields together. */
export type NewMemberCard = {
  /** Page on which users activate the card or, with `wxActivateAfterSubmit: true`, that opens after the form is submitted. Maximum bytes of UTF-8: `userName` 128, `path` 128. */
  activateMiniProgram?: InputMaybe<MiniProgramPageInput>;
  /** URL of the merchant's own activation page. At most 128 bytes of UTF-8. */
  activateUrl?: InputMaybe<Scalars['String']['input']>;
  /** Whether the card is active as soon as it is claimed. Defaults to `false` on the platform. */
  autoActivate?: InputMaybe<Scalars['Boolean']['input']>;
  /** URL of the background picture. At most 128 bytes of UTF-8. Must be on `mmbiz.qpic.cn` or `mmbiz.qlogo.cn`. */
  backgroundPicUrl?: InputMaybe<Scalars['String']['input']>;
  /** Whether the card has a stored-value balance. `true` requires the top-up privilege. Platform: `supply_balance`. */
  balanceEnabled: Scalars['Boolean']['input'];
  /** Page that opens when the user taps the balance. Maximum bytes of UTF-8: `userName` 128, `path` 128. */
  balanceMiniProgram?: InputMaybe<MiniProgramPageInput>;
  /** Text that explains how the balance is topped up. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). Platform: `balance_rules`. */
  balanceRulesText?: InputMaybe<Scalars['String']['input']>;
  /** URL that opens when the user taps the balance. At most 128 bytes of UTF-8. */
  balanceUrl?: InputMaybe<Scalars['String']['input']>;
  /** Text that describes the benefits of members. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). Platform: `prerogative`. */
  benefits: Scalars['String']['input'];
  /** First custom entry below the front of the card. Needs `name`, `tips` and `url`. Maximum bytes of UTF-8: `name` 15, `tips` 18, `url` 128, `miniProgram.userName` 128, `miniProgram.path` 128. */
  customCell1?: InputMaybe<MemberCustomCellInput>;
  /** Second custom entry below the front of the card. Needs `name`, `tips` and `url`. Maximum bytes of UTF-8: `name` 15, `tips` 18, `url` 128, `miniProgram.userName` 128, `miniProgram.path` 128. */
  customCell2?: InputMaybe<MemberCustomCellInput>;
  /** Third custom entry below the front of the card. Needs `name`, `tips` and `url`. Maximum bytes of UTF-8: `name` 15, `tips` 18, `url` 128, `miniProgram.userName` 128, `miniProgram.path` 128. */
  customCell3?: InputMaybe<MemberCustomCellInput>;
  /** First custom field on the front of the card. Needs `nameType` or `name`. Maximum bytes of UTF-8: `name` 24, `url` 128, `miniProgram.userName` 128, `miniProgram.path` 128. */
  customField1?: InputMaybe<MemberCustomFieldInput>;
  /** Second custom field on the front of the card. Needs `nameType` or `name`. Maximum bytes of UTF-8: `name` 24, `url` 128, `miniProgram.userName` 128, `miniProgram.path` 128. */
  customField2?: InputMaybe<MemberCustomFieldInput>;
  /** Third custom field on the front of the card. Needs `nameType` or `name`. Maximum bytes of UTF-8: `name` 24, `url` 128, `miniProgram.userName` 128, `miniProgram.path` 128. */
  customField3?: InputMaybe<MemberCustomFieldInput>;
  /** Percentage off for members: 10 means that they pay 90 % (assumed: the documents give no unit). Platform: `discount`. */
  discountPercentOff?: InputMaybe<Scalars['Int']['input']>;
  /** Whether the platform notifies the merchant each time a user opens the card. Defaults to `false` on the platform. */
  needPushOnView?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the card has points. Platform: `supply_bonus`. */
  pointsEnabled: Scalars['Boolean']['input'];
  /** Text that explains when points expire. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). Platform: `bonus_cleared`. */
  pointsExpiryText?: InputMaybe<Scalars['String']['input']>;
  /** Page that opens when the user taps the points. Maximum bytes of UTF-8: `userName` 128, `path` 128. */
  pointsMiniProgram?: InputMaybe<MiniProgramPageInput>;
  /** How points are earned and spent when paying with WeChat Pay. Platform: `bonus_rule`. */
  pointsRule?: InputMaybe<MemberPointsRuleInput>;
  /** Text that explains how points are earned. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). Platform: `bonus_rules`. */
  pointsRulesText?: InputMaybe<Scalars['String']['input']>;
  /** URL that opens when the user taps the points. At most 128 bytes of UTF-8. Platform: `bonus_url`. */
  pointsUrl?: InputMaybe<Scalars['String']['input']>;
  /** Whether users activate the card with one tap. Has no effect until the form for activation is set. Defaults to `false` on the platform. */
  wxActivate?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the merchant activates the card after the user has submitted the form. `true` requires `wxActivate: true`, and `wxActivateAfterSubmitUrl` or `activateMiniProgram`. Defaults to `false` on the platform. */
  wxActivateAfterSubmit?: InputMaybe<Scalars['Boolean']['input']>;
  /** URL that opens after the user has submitted the form. Must start with `http://` or `https://`. At most 128 bytes of UTF-8. */
  wxActivateAfterSubmitUrl?: InputMaybe<Scalars['String']['input']>;
};

/** The fields of a new cinema ticket. */
export type NewMovieTicket = {
  /** Film, showtime and hall. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). */
  detail: Scalars['String']['input'];
};

/** The fields of a new ticket to a sight. */
export type NewScenicTicket = {
  /** URL of a guide to the sight. At most 128 bytes of UTF-8. */
  guideUrl?: InputMaybe<Scalars['String']['input']>;
  /** Class of the ticket. At most 3,072 bytes of UTF-8 (1,024 Chinese characters). */
  ticketClass: Scalars['String']['input'];
};

/** When a new card can be used: exactly one of `fixedRange`, `fixedTerm` and `permanent: true`. `permanent: false` counts as absent. */
export type NewValidity = {
  /** Validity from one point in time to another. */
  fixedRange?: InputMaybe<NewFixedRange>;
  /** Validity for a number of days after the card is claimed. */
  fixedTerm?: InputMaybe<NewFixedTerm>;
  /** Whether the card is valid without end. Only for `MEMBER_CARD`. */
  permanent?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Status of a pay-gift rule. */
export type PayGiftRuleStatus =
  /** The rule is valid. Whether it is in force depends on its period. Platform: `RULE_STATUS_OK`. */
  | 'OK'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN';

/** Type of the pay-gift rules in a list. */
export type PayGiftRuleType =
  /** Users who pay are offered a member card. Platform: `RULE_TYPE_PAY_MEMBER_CARD`. */
  | 'MEMBER_CARD'
  /** Users receive a card upon a single payment. Undocumented; observed in a public client. Platform: `RULE_TYPE_SINGLE_PAY`. */
  | 'SINGLE_PAY';

/** WeChat Pay on a member card. The merchant must have WeChat Pay, otherwise the error is `PAYMENT_NOT_ENABLED`. */
export type QuickPayInput = {
  /** Whether using the card opens WeChat Pay. Platform: `is_swipe_card`. */
  enabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the central button supports both WeChat Pay and the member card's QR code. Platform: `is_pay_and_qrcode`. */
  withQrcode?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The input of `redeemCode`: exactly one of `code` and `encryptedCode`. */
export type RedeemCodeInput = {
  /** The `card_id` of its card. Required for custom codes: without it, the platform does not find them. */
  cardId?: InputMaybe<Scalars['ID']['input']>;
  /** The code, at most 64 bytes. Excludes `encryptedCode`. */
  code?: InputMaybe<Scalars['String']['input']>;
  /** The encrypted code from `wx.chooseCard`, `wx.addCard` or a link on the card. It is percent-decoded once; a `+` is kept. At most 128 bytes after that. Excludes `code`. */
  encryptedCode?: InputMaybe<Scalars['String']['input']>;
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey: Scalars['String']['input'];
};

/** Another card that a friend receives when this one is redeemed. */
export type RedeemGiftInput = {
  /** Id of the card that the friend receives. At most 32 bytes of UTF-8. */
  cardId: Scalars['ID']['input'];
  /** Number of cards that the friend receives. Must be 1. Platform: `num`. */
  count?: Scalars['Int']['input'];
};

/** Where a code was redeemed. */
export type RedeemSource =
  /** Redeemed through the API, by this server or another program. Platform: `FROM_API`. */
  | 'API'
  /** Redeemed on the platform's console. Platform: `FROM_MP`. */
  | 'CONSOLE'
  /** Redeemed by an employee with the platform's assistant for phones. Platform: `FROM_MOBILE_HELPER`. */
  | 'MOBILE_HELPER'
  /** A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text. */
  | 'UNKNOWN';

/** Changes to the fields of a ticket to a sight. */
export type ScenicTicketChanges = {
  /** URL of a guide to the sight. At most 128 bytes of UTF-8. */
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

/** The input of `setMemberActivationForm`: at least one of `requiredPart` and `optionalPart`. A field can be in only one of them. */
export type SetMemberActivationFormInput = {
  /** Link to the page on which users bind an older membership card. Platform: `bind_old_card`. */
  bindOldCard?: InputMaybe<MemberFormLinkInput>;
  /** The `card_id` of the member card, at most 32 bytes. Its `wxActivate` must be on. */
  cardId: Scalars['ID']['input'];
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The fields that users may leave empty. Platform: `optional_form`. */
  optionalPart?: InputMaybe<MemberFormPartInput>;
  /** The fields that users must fill in. Platform: `required_form`. */
  requiredPart?: InputMaybe<MemberFormPartInput>;
  /** Link to the terms of the membership. Platform: `service_statement`. */
  serviceStatement?: InputMaybe<MemberFormLinkInput>;
};

/** The input of `setPayCell`. */
export type SetPayCellInput = {
  /** The `card_id` of the card, at most 32 bytes. */
  cardId: Scalars['ID']['input'];
  /** Whether the card shows the cell. Platform: `is_open`. */
  enabled: Scalars['Boolean']['input'];
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The input of `setSelfRedeemCell`. */
export type SetSelfRedeemCellInput = {
  /** Whether the holder enters the amount of the bill. Platform: `need_remark_amount`. */
  askAmount?: Scalars['Boolean']['input'];
  /** The `card_id` of the card, at most 32 bytes. */
  cardId: Scalars['ID']['input'];
  /** Whether the card shows the cell. Platform: `is_open`. */
  enabled: Scalars['Boolean']['input'];
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Whether the holder enters a verification code of the shop. Platform: `need_verify_cod`. */
  requireVerifyCode?: Scalars['Boolean']['input'];
};

/** The input of `setTestWhitelist`: both lists together have at most ten entries, all distinct. */
export type SetTestWhitelistInput = {
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The openids of the users. */
  openids: Array<Scalars['ID']['input']>;
  /** The WeChat ids of the users, at most 64 bytes each. */
  usernames: Array<Scalars['String']['input']>;
};

/** The input of `signAddCard`: 1 to 5 cards. */
export type SignAddCardInput = {
  /** The cards to add, 1 to 5. The documents of the JS-SDK advise against more in one call of `wx.addCard`. A card may occur several times, but the same code of a card may not. */
  cards: Array<AddCardItemInput>;
};

/** The input of `signChooseCard`: the cards of the user that are offered. Without fields, all of the account. */
export type SignChooseCardInput = {
  /** Offers only codes of this card, 1 to 32 bytes. Not checked to exist. */
  cardId?: InputMaybe<Scalars['ID']['input']>;
  /** Offers only cards of this type. */
  cardType?: InputMaybe<CardTypeFilter>;
  /** Offers only cards that this shop accepts, 1 to 32 bytes. */
  locationId?: InputMaybe<Scalars['ID']['input']>;
};

/** The changes to a card. An omitted field is unchanged. `null` or an empty value clears a field, and `null` for a nested input clears all of its fields; if the platform cannot clear one, the error is `INVALID_INPUT`. A field of another kind of card is `WRONG_CARD_TYPE`. */
export type UpdateCardInput = {
  /** Changes to pictures, services, days of use and sharing rules. Groupon, discount, gift, cash and general coupons only. */
  advancedInfo?: InputMaybe<AdvancedInfoChanges>;
  /** Whether the update may send the card back to review. If `false`, such an update fails with `REVIEW_REQUIRED` before anything is sent. */
  allowReview?: Scalars['Boolean']['input'];
  /** Changes to the fields that every kind of card has. Some are only for member cards. */
  baseInfo?: InputMaybe<BaseInfoChanges>;
  /** Changes to the fields of a boarding pass. Boarding passes only. */
  boardingPass?: InputMaybe<BoardingPassChanges>;
  /** Id of the card. At most 32 bytes of UTF-8. */
  cardId: Scalars['ID']['input'];
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Changes to the fields of a conference ticket. Conference tickets only. */
  meetingTicket?: InputMaybe<MeetingTicketChanges>;
  /** Changes to the fields of a member card. Member cards only. */
  memberCard?: InputMaybe<MemberCardChanges>;
  /** Changes to the fields of a cinema ticket. Cinema tickets only. */
  movieTicket?: InputMaybe<MovieTicketChanges>;
  /** Changes to the fields of a ticket to a sight. Tickets to a sight only. */
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

/** The input of `updateMeetingTicket`. It replaces what was set before. */
export type UpdateMeetingTicketInput = {
  /** When the event begins. Platform: `begin_time`. */
  beginsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The `card_id` of its card. Required for custom codes: without it, the platform does not find them. */
  cardId?: InputMaybe<Scalars['ID']['input']>;
  /** The code of the ticket, at most 64 bytes. Its status must be `NORMAL`. */
  code: Scalars['String']['input'];
  /** When the event ends. Must be later than `beginsAt`. Platform: `end_time`. */
  endsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The entrance. Platform: `entrance`. Not empty, at most 128 bytes of UTF-8. */
  entrance: Scalars['String']['input'];
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The seat. Platform: `seat_number`, which is one text here. Not empty, at most 128 bytes of UTF-8. */
  seatNumber: Scalars['String']['input'];
  /** The zone of the seat. Platform: `zone`. Not empty, at most 128 bytes of UTF-8. */
  zone: Scalars['String']['input'];
};

/** The change of a member, with at least one new value. `setPoints` and `setBalanceFen` are totals, `addPoints` and `addBalanceFen` are differences; a total and a difference of the same value exclude each other. */
export type UpdateMemberInput = {
  /** Stored value to add, in fen (1/100 yuan); a negative number takes it away. Range: ±2,147,483,647, without 0. Excludes `setBalanceFen`. Platform: `add_balance`. */
  addBalanceFen?: InputMaybe<Scalars['Int']['input']>;
  /** Points to add; a negative number takes points away. Range: ±2,147,483,647, without 0. Excludes `setPoints`. Platform: `add_bonus`. */
  addPoints?: InputMaybe<Scalars['Int']['input']>;
  /** The picture of this member's card: a URL from `uploadImage`. At most 128 bytes of UTF-8. */
  backgroundPicUrl?: InputMaybe<Scalars['String']['input']>;
  /** Why the stored value changes, as the member reads it. Platform: `record_balance`. At most 42 bytes of UTF-8. */
  balanceRecord?: InputMaybe<Scalars['String']['input']>;
  /** The `card_id` of the member card, at most 32 bytes. */
  cardId: Scalars['ID']['input'];
  /** The code with which the member holds the card, at most 64 bytes. */
  code: Scalars['String']['input'];
  /** Value of the card's custom field 1. The platform ignores it if the card does not have that field. Platform: `custom_field_value1`. At most 12 bytes of UTF-8. */
  customFieldValue1?: InputMaybe<Scalars['String']['input']>;
  /** Value of the card's custom field 2. The platform ignores it if the card does not have that field. Platform: `custom_field_value2`. At most 12 bytes of UTF-8. */
  customFieldValue2?: InputMaybe<Scalars['String']['input']>;
  /** Value of the card's custom field 3. The platform ignores it if the card does not have that field. Platform: `custom_field_value3`. At most 12 bytes of UTF-8. */
  customFieldValue3?: InputMaybe<Scalars['String']['input']>;
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey: Scalars['String']['input'];
  /** Which messages the member gets. Always sent, because the defaults of the platform are contradictory. The platform advises to send a member at most three messages a day. */
  notify?: MemberNotifyInput;
  /** Why the points change, as the member reads it. Platform: `record_bonus`. At most 42 bytes of UTF-8. */
  pointsRecord?: InputMaybe<Scalars['String']['input']>;
  /** The new stored value, in fen (1/100 yuan). Range: 0 to 2,147,483,647. Excludes `addBalanceFen`. Platform: `balance`. */
  setBalanceFen?: InputMaybe<Scalars['Int']['input']>;
  /** The new total of points. Range: 0 to 2,147,483,647. Excludes `addPoints`. Platform: `bonus`. */
  setPoints?: InputMaybe<Scalars['Int']['input']>;
};

/** The input of `updateMovieTicket`. It replaces what was set before. */
export type UpdateMovieTicketInput = {
  /** The `card_id` of its card. Required for custom codes: without it, the platform does not find them. */
  cardId?: InputMaybe<Scalars['ID']['input']>;
  /** The code of the ticket, at most 64 bytes. Its status must be `NORMAL`. */
  code: Scalars['String']['input'];
  /** Duration of the film in minutes, 1 to 10,080. Platform: `duration`. */
  durationMinutes: Scalars['Int']['input'];
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The screening room. Platform: `screening_room`. Not empty, at most 128 bytes of UTF-8. */
  screeningRoom?: InputMaybe<Scalars['String']['input']>;
  /** The seats, at most 20. None is empty, and each has at most 32 bytes of UTF-8. Platform: `seat_number`, which is a list here. */
  seatNumbers?: InputMaybe<Array<Scalars['String']['input']>>;
  /** When the film begins. Platform: `show_time`. */
  showsAt: Scalars['DateTime']['input'];
  /** Class of the ticket, such as 4D. Platform: `ticket_class`. Not empty, at most 128 bytes of UTF-8. */
  ticketClass: Scalars['String']['input'];
};

/** The input of `uploadImage`. */
export type UploadImageInput = {
  /** A complete JPG or PNG of at most 1 MB (1,048,576 bytes), in standard base64 with padding. Send it as a variable: a body over 1 MiB requires the scope `card:write`. */
  contentBase64: Scalars['String']['input'];
  /** Name of the file, 1 to 128 bytes without control characters. Its extension does not decide the format, and is corrected to it. */
  fileName: Scalars['String']['input'];
  /** Key that makes retries safe, 1 to 64 bytes. A retry with the same key and input does not repeat the change: it returns the outcome of the first request, with `replayed: true`. Scoped to account, caller and mutation; retained for at least 24 hours. The key is released if the call was certainly not executed. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
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

export type SetActivationFormMutationVariables = Exact<{
  input: SetMemberActivationFormInput;
}>;


export type SetActivationFormMutation = { setMemberActivationForm: { replayed: boolean, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type CardColorsQueryVariables = Exact<{ [key: string]: never; }>;


export type CardColorsQuery = { cardColors: Array<{ name: string, hex: string }> };

export type CardFieldsQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type CardFieldsQuery = { card: { id: string, type: CardType | null, title: string | null, brandName: string | null, logoUrl: string | null, notice: string | null, description: string | null, servicePhone: string | null, color: string | null, locationIds: Array<string> | null, useAllLocations: boolean | null, codeType: CodeType | null, claimLimit: number | null, canShare: boolean | null, canGift: boolean | null, validity: { type: CardValidityType, beginsAt: string | null, endsAt: string | null, startsAfterDays: number | null, termDays: number | null } | null, quickPay: { enabled: boolean | null, withQrcode: boolean | null } | null, center: { name: string | null, url: string | null, subTitle: string | null, miniProgram: { userName: string | null, path: string | null } | null } | null, customLink: { name: string | null, url: string | null, subTitle: string | null, miniProgram: { userName: string | null, path: string | null } | null } | null, promotionLink: { name: string | null, url: string | null, subTitle: string | null, miniProgram: { userName: string | null, path: string | null } | null } | null, advancedInfo: { businessServices: Array<CardBusinessService>, redeemGiftSelfCount: number | null, cover: { text: string | null, iconUrls: Array<string> } | null, textImages: Array<{ imageUrl: string | null, text: string | null }>, timeLimits: Array<{ day: CardWeekday }>, redeemGifts: Array<{ cardId: string }> } | null, details:
      | { __typename: 'BoardingPassDetails', departureAt: string | null, landingAt: string | null, gate: string | null, boardingAt: string | null }
      | { __typename: 'BusTicketDetails' }
      | { __typename: 'CashDetails' }
      | { __typename: 'DiscountDetails' }
      | { __typename: 'GeneralCouponDetails' }
      | { __typename: 'GiftDetails' }
      | { __typename: 'GrouponDetails' }
      | { __typename: 'MeetingTicketDetails', mapUrl: string | null }
      | { __typename: 'MemberCardDetails', needPushOnView: boolean | null, backgroundPicUrl: string | null, pointsEnabled: boolean | null, balanceEnabled: boolean | null, pointsExpiryText: string | null, pointsRulesText: string | null, pointsUrl: string | null, balanceUrl: string | null, balanceRulesText: string | null, benefits: string | null, wxActivate: boolean | null, autoActivate: boolean | null, activateUrl: string | null, wxActivateAfterSubmit: boolean | null, wxActivateAfterSubmitUrl: string | null, discountPercentOff: number | null, pointsMiniProgram: { userName: string | null, path: string | null } | null, balanceMiniProgram: { userName: string | null, path: string | null } | null, activateMiniProgram: { userName: string | null, path: string | null } | null, customField1: { nameType: MemberFieldNameType | null, name: string | null, url: string | null, miniProgram: { userName: string | null, path: string | null } | null } | null, customField2: { nameType: MemberFieldNameType | null, name: string | null, url: string | null, miniProgram: { userName: string | null, path: string | null } | null } | null, customField3: { nameType: MemberFieldNameType | null, name: string | null, url: string | null, miniProgram: { userName: string | null, path: string | null } | null } | null, customCell1: { name: string | null, tips: string | null, url: string | null, miniProgram: { userName: string | null, path: string | null } | null } | null, customCell2: { name: string | null, tips: string | null, url: string | null, miniProgram: { userName: string | null, path: string | null } | null } | null, customCell3: { name: string | null, tips: string | null, url: string | null, miniProgram: { userName: string | null, path: string | null } | null } | null, pointsRule: { pointsPerUnit: number | null, maxPointsPerPayment: number | null, initialPoints: number | null, redeemUnitPoints: number | null, maxPointsPerRedemption: number | null, spendUnitFen: { fen: number } | null, amountOffPerUnitFen: { fen: number } | null, minimumSpendFen: { fen: number } | null } | null, activateMessageOperation: { cardIds: Array<string>, endsAt: string | null, text: string | null, url: string | null, appBrandId: string | null, appBrandPath: string | null } | null, modifyMessageOperation: { cardIds: Array<string>, endsAt: string | null, text: string | null, url: string | null, appBrandId: string | null, appBrandPath: string | null } | null }
      | { __typename: 'MovieTicketDetails', detail: string | null }
      | { __typename: 'ScenicTicketDetails', guideUrl: string | null }
     | null } | null };

export type ChangeablePageFragment = { userName: string | null, path: string | null };

export type ChangeableLinkFragment = { name: string | null, url: string | null, subTitle: string | null, miniProgram: { userName: string | null, path: string | null } | null };

export type ChangeableFieldFragment = { nameType: MemberFieldNameType | null, name: string | null, url: string | null, miniProgram: { userName: string | null, path: string | null } | null };

export type ChangeableCellFragment = { name: string | null, tips: string | null, url: string | null, miniProgram: { userName: string | null, path: string | null } | null };

export type ChangeableOperationFragment = { cardIds: Array<string>, endsAt: string | null, text: string | null, url: string | null, appBrandId: string | null, appBrandPath: string | null };

export type CardTitlesQueryVariables = Exact<{
  t0: Scalars['String']['input'];
  t1: Scalars['String']['input'];
  t2: Scalars['String']['input'];
  t3: Scalars['String']['input'];
  t4: Scalars['String']['input'];
  t5: Scalars['String']['input'];
  t6: Scalars['String']['input'];
  t7: Scalars['String']['input'];
}>;


export type CardTitlesQuery = { t0: { complete: boolean, edges: Array<{ cardId: string, node: { title: string | null } | null }> } | null, t1: { complete: boolean, edges: Array<{ cardId: string, node: { title: string | null } | null }> } | null, t2: { complete: boolean, edges: Array<{ cardId: string, node: { title: string | null } | null }> } | null, t3: { complete: boolean, edges: Array<{ cardId: string, node: { title: string | null } | null }> } | null, t4: { complete: boolean, edges: Array<{ cardId: string, node: { title: string | null } | null }> } | null, t5: { complete: boolean, edges: Array<{ cardId: string, node: { title: string | null } | null }> } | null, t6: { complete: boolean, edges: Array<{ cardId: string, node: { title: string | null } | null }> } | null, t7: { complete: boolean, edges: Array<{ cardId: string, node: { title: string | null } | null }> } | null };

export type FoundTitleFragment = { complete: boolean, edges: Array<{ cardId: string, node: { title: string | null } | null }> };

export type CardQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type CardQuery = { card: { id: string, title: string | null, brandName: string | null, logoUrl: string | null, subTitle: string | null, type: CardType | null, status: CardStatus | null, codeMode: CardCodeMode | null, bindOpenid: boolean | null, codeType: CodeType | null, color: string | null, notice: string | null, description: string | null, servicePhone: string | null, claimLimit: number | null, redeemLimit: number | null, canShare: boolean | null, canGift: boolean | null, thirdPartyName: string | null, locationIds: Array<string> | null, useAllLocations: boolean | null, createdAt: string | null, updatedAt: string | null, raw: Record<string, unknown> | null, stock: { quantity: number, totalQuantity: number | null } | null, validity: { type: CardValidityType, beginsAt: string | null, endsAt: string | null, startsAfterDays: number | null, termDays: number | null } | null, center: { name: string | null, url: string | null } | null, customLink: { name: string | null, url: string | null } | null, promotionLink: { name: string | null, url: string | null } | null, details:
      | { __typename: 'BoardingPassDetails', from: string | null, to: string | null, flight: string | null, gate: string | null, boardingAt: string | null, departureAt: string | null, landingAt: string | null }
      | { __typename: 'BusTicketDetails', bus: string | null }
      | { __typename: 'CashDetails', amountOff: { fen: number } | null, minimumSpend: { fen: number } | null }
      | { __typename: 'DiscountDetails', percentOff: number | null }
      | { __typename: 'GeneralCouponDetails', defaultDetail: string | null }
      | { __typename: 'GiftDetails', gift: string | null }
      | { __typename: 'GrouponDetails', dealDetail: string | null }
      | { __typename: 'MeetingTicketDetails', meetingDetail: string | null, mapUrl: string | null }
      | { __typename: 'MemberCardDetails', benefits: string | null, pointsEnabled: boolean | null, pointsRulesText: string | null, pointsExpiryText: string | null, balanceEnabled: boolean | null, balanceRulesText: string | null, discountPercentOff: number | null, wxActivate: boolean | null, autoActivate: boolean | null }
      | { __typename: 'MovieTicketDetails', movie: string | null }
      | { __typename: 'ScenicTicketDetails', ticketClass: string | null, guideUrl: string | null }
     | null } | null };

export type LinkFragment = { name: string | null, url: string | null };

export type CardsQueryVariables = Exact<{
  text?: InputMaybe<Scalars['String']['input']>;
  statuses?: InputMaybe<Array<CardStatusFilter> | CardStatusFilter>;
  types?: InputMaybe<Array<CardTypeFilter> | CardTypeFilter>;
  codeModes?: InputMaybe<Array<CardCodeModeInput> | CardCodeModeInput>;
  stockAtMost?: InputMaybe<Scalars['Int']['input']>;
  endsBefore?: InputMaybe<Scalars['DateTime']['input']>;
  sort: CardSortInput;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type CardsQuery = { searchCards: { asOf: string, complete: boolean, totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cardId: string, node: { title: string | null, brandName: string | null, logoUrl: string | null, type: CardType | null, status: CardStatus | null, updatedAt: string | null, stock: { quantity: number, totalQuantity: number | null } | null, validity: { type: CardValidityType, beginsAt: string | null, endsAt: string | null, startsAfterDays: number | null, termDays: number | null } | null } | null }> } | null };

export type RedeemCodeMutationVariables = Exact<{
  input: RedeemCodeInput;
}>;


export type RedeemCodeMutation = { redeemCode: { replayed: boolean, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type ReplaceCodeMutationVariables = Exact<{
  input: UpdateCodeInput;
}>;


export type ReplaceCodeMutation = { updateCode: { newCode: string, oldCode: string, replayed: boolean, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type InvalidateCodeMutationVariables = Exact<{
  input: SetCodeUnavailableInput;
}>;


export type InvalidateCodeMutation = { setCodeUnavailable: { replayed: boolean, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type CodeQueryVariables = Exact<{
  code: Scalars['String']['input'];
  cardId?: InputMaybe<Scalars['ID']['input']>;
  withCard: Scalars['Boolean']['input'];
}>;


export type CodeQuery = { codeCheck: { redeemable: boolean, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }>, code: { code: string, cardId: string, status: CodeStatus | null, statusRaw: string | null, beginsAt: string | null, endsAt: string | null, channel: string | null, raw: Record<string, unknown> | null, holder: { openid: string } | null, card?: { title: string | null, type: CardType | null, codeMode: CardCodeMode | null } | null } | null } | null };

export type CreateCardQrCodeMutationVariables = Exact<{
  input: CreateCardQrCodeInput;
}>;


export type CreateCardQrCodeMutation = { createCardQrCode: { url: string | null, imageUrl: string | null, expiresAt: string | null, replayed: boolean, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type CreateCardMutationVariables = Exact<{
  input: CreateCardInput;
}>;


export type CreateCardMutation = { createCard: { cardId: string | null, replayed: boolean, candidates: Array<{ id: string, title: string | null, createdAt: string | null } | null>, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type PreviewCreationQueryVariables = Exact<{
  card: NewCard;
}>;


export type PreviewCreationQuery = { previewCardCreation: { userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type DeleteCardMutationVariables = Exact<{
  input: DeleteCardInput;
}>;


export type DeleteCardMutation = { deleteCard: { deletedCardId: string | null, replayed: boolean, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type DepositCodesMutationVariables = Exact<{
  input: DepositCodesInput;
}>;


export type DepositCodesMutation = { depositCodes: { deposited: Array<string>, alreadyDeposited: Array<string>, failed: Array<string>, remaining: Array<string>, replayed: boolean, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

type EventFields_CardEventCheckpoint_Fragment = { __typename: 'CardEventCheckpoint', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null };

type EventFields_CardEventGap_Fragment = { __typename: 'CardEventGap', from: string, to: string, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null };

type EventFields_CardReviewedEvent_Fragment = { __typename: 'CardReviewedEvent', passed: boolean, reason: string | null, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null };

type EventFields_CardStockLowEvent_Fragment = { __typename: 'CardStockLowEvent', detail: string | null, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null };

type EventFields_CardViewedEvent_Fragment = { __typename: 'CardViewedEvent', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null };

type EventFields_ChatEnteredEvent_Fragment = { __typename: 'ChatEnteredEvent', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null };

type EventFields_CodeClaimedEvent_Fragment = { __typename: 'CodeClaimedEvent', gifted: boolean, restored: boolean, recommended: boolean, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null };

type EventFields_CodeDeletedEvent_Fragment = { __typename: 'CodeDeletedEvent', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null };

type EventFields_CodeGiftedEvent_Fragment = { __typename: 'CodeGiftedEvent', toGroup: boolean, returned: boolean, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null };

type EventFields_CodePaidEvent_Fragment = { __typename: 'CodePaidEvent', locationName: string | null, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null, fee: { fen: number } | null };

type EventFields_CodeRedeemedEvent_Fragment = { __typename: 'CodeRedeemedEvent', source: RedeemSource, locationName: string | null, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null };

type EventFields_MemberChangedEvent_Fragment = { __typename: 'MemberChangedEvent', pointsChange: number | null, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null, balanceChange: { fen: number } | null };

type EventFields_MemberSubmittedEvent_Fragment = { __typename: 'MemberSubmittedEvent', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null };

type EventFields_UnknownCardEvent_Fragment = { __typename: 'UnknownCardEvent', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null };

export type EventFieldsFragment =
  | EventFields_CardEventCheckpoint_Fragment
  | EventFields_CardEventGap_Fragment
  | EventFields_CardReviewedEvent_Fragment
  | EventFields_CardStockLowEvent_Fragment
  | EventFields_CardViewedEvent_Fragment
  | EventFields_ChatEnteredEvent_Fragment
  | EventFields_CodeClaimedEvent_Fragment
  | EventFields_CodeDeletedEvent_Fragment
  | EventFields_CodeGiftedEvent_Fragment
  | EventFields_CodePaidEvent_Fragment
  | EventFields_CodeRedeemedEvent_Fragment
  | EventFields_MemberChangedEvent_Fragment
  | EventFields_MemberSubmittedEvent_Fragment
  | EventFields_UnknownCardEvent_Fragment
;

export type EventPageQueryVariables = Exact<{
  after?: InputMaybe<Scalars['EventCursor']['input']>;
  kinds?: InputMaybe<Array<CardEventKindFilter> | CardEventKindFilter>;
  cardIds?: InputMaybe<Array<Scalars['ID']['input']> | Scalars['ID']['input']>;
}>;


export type EventPageQuery = { cardEvents: { endCursor: string, hasMore: boolean, nodes: Array<
      | { __typename: 'CardEventCheckpoint', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null }
      | { __typename: 'CardEventGap', from: string, to: string, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null }
      | { __typename: 'CardReviewedEvent', passed: boolean, reason: string | null, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null }
      | { __typename: 'CardStockLowEvent', detail: string | null, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null }
      | { __typename: 'CardViewedEvent', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null }
      | { __typename: 'ChatEnteredEvent', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null }
      | { __typename: 'CodeClaimedEvent', gifted: boolean, restored: boolean, recommended: boolean, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null }
      | { __typename: 'CodeDeletedEvent', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null }
      | { __typename: 'CodeGiftedEvent', toGroup: boolean, returned: boolean, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null }
      | { __typename: 'CodePaidEvent', locationName: string | null, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null, fee: { fen: number } | null }
      | { __typename: 'CodeRedeemedEvent', source: RedeemSource, locationName: string | null, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null }
      | { __typename: 'MemberChangedEvent', pointsChange: number | null, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null, balanceChange: { fen: number } | null }
      | { __typename: 'MemberSubmittedEvent', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null }
      | { __typename: 'UnknownCardEvent', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null }
    > } | null };

export type LiveEventsSubscriptionVariables = Exact<{
  after?: InputMaybe<Scalars['EventCursor']['input']>;
  kinds?: InputMaybe<Array<CardEventKindFilter> | CardEventKindFilter>;
  cardIds?: InputMaybe<Array<Scalars['ID']['input']> | Scalars['ID']['input']>;
}>;


export type LiveEventsSubscription = { cardEvents:
    | { __typename: 'CardEventCheckpoint', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null }
    | { __typename: 'CardEventGap', from: string, to: string, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null }
    | { __typename: 'CardReviewedEvent', passed: boolean, reason: string | null, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null }
    | { __typename: 'CardStockLowEvent', detail: string | null, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null }
    | { __typename: 'CardViewedEvent', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null }
    | { __typename: 'ChatEnteredEvent', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null }
    | { __typename: 'CodeClaimedEvent', gifted: boolean, restored: boolean, recommended: boolean, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null }
    | { __typename: 'CodeDeletedEvent', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null }
    | { __typename: 'CodeGiftedEvent', toGroup: boolean, returned: boolean, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null }
    | { __typename: 'CodePaidEvent', locationName: string | null, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null, fee: { fen: number } | null }
    | { __typename: 'CodeRedeemedEvent', source: RedeemSource, locationName: string | null, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null }
    | { __typename: 'MemberChangedEvent', pointsChange: number | null, cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null, balanceChange: { fen: number } | null }
    | { __typename: 'MemberSubmittedEvent', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null, code: { code: string } | null, user: { openid: string } | null }
    | { __typename: 'UnknownCardEvent', cursor: string, kind: CardEventKind, kindRaw: string | null, occurredAt: string, receivedAt: string, cardId: string | null }
   | null };

export type ActivateMemberMutationVariables = Exact<{
  input: ActivateMemberInput;
}>;


export type ActivateMemberMutation = { activateMember: { replayed: boolean, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type BookMemberMutationVariables = Exact<{
  input: UpdateMemberInput;
}>;


export type BookMemberMutation = { updateMember: { points: number | null, replayed: boolean, balance: { fen: number } | null, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type WalletQueryVariables = Exact<{
  openid: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  withCards: Scalars['Boolean']['input'];
}>;


export type WalletQuery = { wechatUser: { wallet: { hasFriendVoucher: boolean, codes: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ code: string, cardId: string, node?: { card: { title: string | null, status: CardStatus | null } | null } | null }> } } | null } | null };

export type MemberQueryVariables = Exact<{
  cardId: Scalars['ID']['input'];
  code: Scalars['String']['input'];
  withHolder: Scalars['Boolean']['input'];
  withCard: Scalars['Boolean']['input'];
}>;


export type MemberQuery = { memberInfo: { status: CodeStatus | null, statusRaw: string | null, activated: boolean | null, nickname: string | null, membershipNumber: string | null, points: number | null, balance: string | null, sex: MemberSex | null, commonFields: Array<{ name: string, value: string | null, values: Array<string> }>, customFields: Array<{ name: string, value: string | null, values: Array<string> }>, holder?: { openid: string } | null, card?: { title: string | null, details:
        | { pointsEnabled: boolean | null, balanceEnabled: boolean | null, customField1: { name: string | null, nameType: MemberFieldNameType | null } | null, customField2: { name: string | null, nameType: MemberFieldNameType | null } | null, customField3: { name: string | null, nameType: MemberFieldNameType | null } | null }
        | Record<PropertyKey, never>
       | null } | null } | null };

export type CustomFieldFragment = { name: string | null, nameType: MemberFieldNameType | null };

export type ModifyStockMutationVariables = Exact<{
  input: ModifyStockInput;
}>;


export type ModifyStockMutation = { modifyStock: { cardId: string, quantityBefore: number | null, quantityAfter: number | null, replayed: boolean, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type AddPayGiftRuleMutationVariables = Exact<{
  input: AddPayGiftRuleInput;
}>;


export type AddPayGiftRuleMutation = { addPayGiftRule: { ruleId: string | null, succeededMerchantIds: Array<string>, replayed: boolean, failedMerchants: Array<{ merchantId: string, errorCode: CardErrorCode, errcode: number | null, errmsg: string | null, occupyingRuleId: string | null, occupyingAppId: string | null }>, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type DeletePayGiftRuleMutationVariables = Exact<{
  input: DeletePayGiftRuleInput;
}>;


export type DeletePayGiftRuleMutation = { deletePayGiftRule: { deletedRuleId: string | null, replayed: boolean, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type RuleTermsFragment = { type: string | null, status: PayGiftRuleStatus | null, statusRaw: string | null, merchantIds: Array<string>, cardId: string | null, beginsAt: string | null, endsAt: string | null, minimumSpend: { fen: number } | null, maximumSpend: { fen: number } | null };

export type RulesQueryVariables = Exact<{
  type: PayGiftRuleType;
  effectiveOnly: Scalars['Boolean']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type RulesQuery = { payGiftRules: { totalCount: number | null, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, ruleId: string | null, terms: { type: string | null, status: PayGiftRuleStatus | null, statusRaw: string | null, merchantIds: Array<string>, cardId: string | null, beginsAt: string | null, endsAt: string | null, minimumSpend: { fen: number } | null, maximumSpend: { fen: number } | null } }> } | null };

export type RuleQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type RuleQuery = { payGiftRule: { id: string, terms: { claimUrl: string | null, appBrandId: string | null, appBrandPath: string | null, createdAt: string | null, updatedAt: string | null, type: string | null, status: PayGiftRuleStatus | null, statusRaw: string | null, merchantIds: Array<string>, cardId: string | null, beginsAt: string | null, endsAt: string | null, minimumSpend: { fen: number } | null, maximumSpend: { fen: number } | null } | null } | null };

export type SessionQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionQuery = { cardgraphViewer: { name: string, scopes: Array<string>, account: { appid: string, name: string | null, status: WechatAccountStatus } | null, accounts: { totalCount: number, nodes: Array<{ appid: string, name: string | null, status: WechatAccountStatus }> } | null } | null };

export type SignAddCardMutationVariables = Exact<{
  input: SignAddCardInput;
}>;


export type SignAddCardMutation = { signAddCard: { cardList: Array<{ cardId: string, cardExt: string }>, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type MerchantStatisticsQueryVariables = Exact<{
  from: Scalars['LocalDate']['input'];
  to: Scalars['LocalDate']['input'];
  origin?: InputMaybe<CardOrigin>;
}>;


export type MerchantStatisticsQuery = { merchantStats: { emptyDays: Array<string>, missing: Array<{ from: string, to: string, errorCode: CardErrorCode, errcode: number | null, retryable: boolean }>, totals: { viewCount: number, claimCount: number, redeemCount: number, giftCount: number | null, expireCount: number | null }, rows: Array<{ giftCount: number, giftUsers: number, expireCount: number, expireUsers: number, date: string, viewCount: number, viewUsers: number, claimCount: number, claimUsers: number, redeemCount: number, redeemUsers: number }> } | null };

export type CouponStatisticsQueryVariables = Exact<{
  from: Scalars['LocalDate']['input'];
  to: Scalars['LocalDate']['input'];
  origin?: InputMaybe<CardOrigin>;
  cardId?: InputMaybe<Scalars['ID']['input']>;
}>;


export type CouponStatisticsQuery = { couponStats: { emptyDays: Array<string>, missing: Array<{ from: string, to: string, errorCode: CardErrorCode, errcode: number | null, retryable: boolean }>, totals: { viewCount: number, claimCount: number, redeemCount: number, giftCount: number | null, expireCount: number | null }, rows: Array<{ cardId: string, cardType: CardType, giftCount: number, giftUsers: number, expireCount: number, expireUsers: number, date: string, viewCount: number, viewUsers: number, claimCount: number, claimUsers: number, redeemCount: number, redeemUsers: number }> } | null };

export type MemberCardStatisticsQueryVariables = Exact<{
  from: Scalars['LocalDate']['input'];
  to: Scalars['LocalDate']['input'];
  origin?: InputMaybe<CardOrigin>;
}>;


export type MemberCardStatisticsQuery = { memberCardStats: { emptyDays: Array<string>, missing: Array<{ from: string, to: string, errorCode: CardErrorCode, errcode: number | null, retryable: boolean }>, totals: { viewCount: number, claimCount: number, redeemCount: number }, rows: Array<{ activationCount: number | null, activationUsers: number | null, newMembers: number | null, totalMembers: number | null, totalClaimUsers: number | null, date: string, viewCount: number, viewUsers: number, claimCount: number, claimUsers: number, redeemCount: number, redeemUsers: number }> } | null };

export type MemberCardDetailStatisticsQueryVariables = Exact<{
  from: Scalars['LocalDate']['input'];
  to: Scalars['LocalDate']['input'];
  cardId: Scalars['ID']['input'];
}>;


export type MemberCardDetailStatisticsQuery = { memberCardDetailStats: { emptyDays: Array<string>, missing: Array<{ from: string, to: string, errorCode: CardErrorCode, errcode: number | null, retryable: boolean }>, totals: { viewCount: number, claimCount: number, redeemCount: number, originalFee: { fen: number } | null, fee: { fen: number } | null }, rows: Array<{ date: string, viewCount: number, viewUsers: number, claimCount: number, claimUsers: number, redeemCount: number, redeemUsers: number, activationCount: number | null, activationUsers: number | null, newMembers: number | null, totalMembers: number | null, totalClaimUsers: number | null, originalFee: { fen: number } | null, fee: { fen: number } | null }> } | null };

export type CardStatisticsQueryVariables = Exact<{
  from: Scalars['LocalDate']['input'];
  to: Scalars['LocalDate']['input'];
  origin?: InputMaybe<CardOrigin>;
  cardId: Scalars['ID']['input'];
}>;


export type CardStatisticsQuery = { card: { title: string | null, stats: { emptyDays: Array<string>, missing: Array<{ from: string, to: string, errorCode: CardErrorCode, errcode: number | null, retryable: boolean }>, totals: { viewCount: number, claimCount: number, redeemCount: number, giftCount: number | null, expireCount: number | null, originalFee: { fen: number } | null, fee: { fen: number } | null }, rows: Array<
        | { giftCount: number, giftUsers: number, expireCount: number, expireUsers: number, date: string, viewCount: number, viewUsers: number, claimCount: number, claimUsers: number, redeemCount: number, redeemUsers: number }
        | { activationCount: number | null, activationUsers: number | null, newMembers: number | null, totalMembers: number | null, totalClaimUsers: number | null, date: string, viewCount: number, viewUsers: number, claimCount: number, claimUsers: number, redeemCount: number, redeemUsers: number, originalFee: { fen: number } | null, fee: { fen: number } | null }
        | { date: string, viewCount: number, viewUsers: number, claimCount: number, claimUsers: number, redeemCount: number, redeemUsers: number }
        | { date: string, viewCount: number, viewUsers: number, claimCount: number, claimUsers: number, redeemCount: number, redeemUsers: number }
      > } | null } | null };

export type StatisticsGapFragment = { from: string, to: string, errorCode: CardErrorCode, errcode: number | null, retryable: boolean };

type StatisticsCounts_CouponStatsRow_Fragment = { date: string, viewCount: number, viewUsers: number, claimCount: number, claimUsers: number, redeemCount: number, redeemUsers: number };

type StatisticsCounts_MemberCardDetailStatsRow_Fragment = { date: string, viewCount: number, viewUsers: number, claimCount: number, claimUsers: number, redeemCount: number, redeemUsers: number };

type StatisticsCounts_MemberCardStatsRow_Fragment = { date: string, viewCount: number, viewUsers: number, claimCount: number, claimUsers: number, redeemCount: number, redeemUsers: number };

type StatisticsCounts_MerchantStatsRow_Fragment = { date: string, viewCount: number, viewUsers: number, claimCount: number, claimUsers: number, redeemCount: number, redeemUsers: number };

export type StatisticsCountsFragment =
  | StatisticsCounts_CouponStatsRow_Fragment
  | StatisticsCounts_MemberCardDetailStatsRow_Fragment
  | StatisticsCounts_MemberCardStatsRow_Fragment
  | StatisticsCounts_MerchantStatsRow_Fragment
;

export type StatisticsOfMemberCardFragment = { activationCount: number | null, activationUsers: number | null, newMembers: number | null, totalMembers: number | null, totalClaimUsers: number | null, originalFee: { fen: number } | null, fee: { fen: number } | null };

export type SystemQueryVariables = Exact<{
  after?: InputMaybe<Scalars['String']['input']>;
  canReadCards: Scalars['Boolean']['input'];
}>;


export type SystemQuery = { cardgraphViewer: { name: string, scopes: Array<string>, account: { appid: string, name: string | null, status: WechatAccountStatus } | null, accounts: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ appid: string, name: string | null, status: WechatAccountStatus, origin: WechatAccountOrigin, authorizedAt: string | null }> } | null } | null, searchCards?: { asOf: string, complete: boolean, indexedCards: number } | null };

export type TodayCardFragment = { cardId: string, node: { title: string | null, updatedAt: string | null, stock: { quantity: number } | null } | null };

export type TodayCardsQueryVariables = Exact<{
  stockAtMost: Scalars['Int']['input'];
  now: Scalars['DateTime']['input'];
  endsBefore: Scalars['DateTime']['input'];
}>;


export type TodayCardsQuery = { rejected: { complete: boolean, totalCount: number, edges: Array<{ cardId: string, node: { title: string | null, updatedAt: string | null, stock: { quantity: number } | null } | null }> } | null, inReview: { totalCount: number, edges: Array<{ cardId: string, node: { title: string | null, updatedAt: string | null, stock: { quantity: number } | null } | null }> } | null, stockLow: { totalCount: number, edges: Array<{ cardId: string, node: { title: string | null, updatedAt: string | null, stock: { quantity: number } | null } | null }> } | null, ending: { totalCount: number, edges: Array<{ cardId: string, node: { title: string | null, validity: { endsAt: string | null } | null } | null }> } | null, ended: { totalCount: number } | null };

export type TodayRulesQueryVariables = Exact<{ [key: string]: never; }>;


export type TodayRulesQuery = { payGiftRules: { totalCount: number | null, edges: Array<{ ruleId: string | null, terms: { cardId: string | null, endsAt: string | null } }> } | null };

export type TodayMissingFragment = { emptyDays: Array<string>, missing: Array<{ from: string, to: string, errorCode: CardErrorCode }> };

export type TodayStatisticsQueryVariables = Exact<{
  first: Scalars['LocalDate']['input'];
  before: Scalars['LocalDate']['input'];
  yesterday: Scalars['LocalDate']['input'];
}>;


export type TodayStatisticsQuery = { yesterday: { emptyDays: Array<string>, missing: Array<{ from: string, to: string, errorCode: CardErrorCode }> } | null, earlier: { emptyDays: Array<string>, missing: Array<{ from: string, to: string, errorCode: CardErrorCode }> } | null };

export type TodayEventsQueryVariables = Exact<{
  after?: InputMaybe<Scalars['EventCursor']['input']>;
  first: Scalars['Int']['input'];
}>;


export type TodayEventsQuery = { cardEvents: { endCursor: string, hasMore: boolean, nodes: Array<
      | { cursor: string, kind: CardEventKind, cardId: string | null, occurredAt: string }
      | { cursor: string, kind: CardEventKind, cardId: string | null, occurredAt: string }
      | { passed: boolean, reason: string | null, cursor: string, kind: CardEventKind, cardId: string | null, occurredAt: string }
      | { cursor: string, kind: CardEventKind, cardId: string | null, occurredAt: string }
      | { cursor: string, kind: CardEventKind, cardId: string | null, occurredAt: string }
      | { cursor: string, kind: CardEventKind, cardId: string | null, occurredAt: string }
      | { cursor: string, kind: CardEventKind, cardId: string | null, occurredAt: string }
      | { cursor: string, kind: CardEventKind, cardId: string | null, occurredAt: string }
      | { cursor: string, kind: CardEventKind, cardId: string | null, occurredAt: string }
      | { cursor: string, kind: CardEventKind, cardId: string | null, occurredAt: string }
      | { cursor: string, kind: CardEventKind, cardId: string | null, occurredAt: string }
      | { cursor: string, kind: CardEventKind, cardId: string | null, occurredAt: string }
      | { cursor: string, kind: CardEventKind, cardId: string | null, occurredAt: string }
      | { cursor: string, kind: CardEventKind, cardId: string | null, occurredAt: string }
    > } | null };

export type UpdateCardMutationVariables = Exact<{
  input: UpdateCardInput;
}>;


export type UpdateCardMutation = { updateCard: { reviewRequired: boolean | null, verified: boolean | null, unverifiedFields: Array<Array<string>>, replayed: boolean, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type PreviewUpdateQueryVariables = Exact<{
  input: UpdateCardInput;
}>;


export type PreviewUpdateQuery = { previewCardUpdate: { reviewRequired: boolean, reviewFields: Array<Array<string>>, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type UploadImageMutationVariables = Exact<{
  input: UploadImageInput;
}>;


export type UploadImageMutation = { uploadImage: { url: string | null, replayed: boolean, userErrors: Array<{ code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null }> } | null };

export type UserErrorFragment = { code: CardErrorCode, message: string, field: Array<string> | null, errcode: number | null, errmsg: string | null };

export const ChangeablePageFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangeablePage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MiniProgramPage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userName"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]} as unknown as DocumentNode<ChangeablePageFragment, unknown>;
export const ChangeableLinkFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangeableLink"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardLink"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"subTitle"}},{"kind":"Field","name":{"kind":"Name","value":"miniProgram"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeablePage"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangeablePage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MiniProgramPage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userName"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]} as unknown as DocumentNode<ChangeableLinkFragment, unknown>;
export const ChangeableFieldFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangeableField"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberCustomField"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nameType"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"miniProgram"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeablePage"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangeablePage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MiniProgramPage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userName"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]} as unknown as DocumentNode<ChangeableFieldFragment, unknown>;
export const ChangeableCellFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangeableCell"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberCustomCell"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"tips"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"miniProgram"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeablePage"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangeablePage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MiniProgramPage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userName"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]} as unknown as DocumentNode<ChangeableCellFragment, unknown>;
export const ChangeableOperationFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangeableOperation"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberMessageOperation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardIds"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"appBrandId"}},{"kind":"Field","name":{"kind":"Name","value":"appBrandPath"}}]}}]} as unknown as DocumentNode<ChangeableOperationFragment, unknown>;
export const FoundTitleFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FoundTitle"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardSearchConnection"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]}}]} as unknown as DocumentNode<FoundTitleFragment, unknown>;
export const LinkFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Link"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardLink"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]} as unknown as DocumentNode<LinkFragment, unknown>;
export const EventFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"kindRaw"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"receivedAt"}},{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardReviewedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"passed"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardStockLowEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"detail"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CodeClaimedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"gifted"}},{"kind":"Field","name":{"kind":"Name","value":"restored"}},{"kind":"Field","name":{"kind":"Name","value":"recommended"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CodeGiftedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"toGroup"}},{"kind":"Field","name":{"kind":"Name","value":"returned"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CodeDeletedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CodeRedeemedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"locationName"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CodePaidEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"locationName"}},{"kind":"Field","name":{"kind":"Name","value":"fee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberChangedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pointsChange"}},{"kind":"Field","name":{"kind":"Name","value":"balanceChange"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberSubmittedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardViewedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ChatEnteredEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardEventGap"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]} as unknown as DocumentNode<EventFieldsFragment, unknown>;
export const CustomFieldFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CustomField"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberCustomField"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"nameType"}}]}}]} as unknown as DocumentNode<CustomFieldFragment, unknown>;
export const RuleTermsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RuleTerms"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PayGiftRuleTerms"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusRaw"}},{"kind":"Field","name":{"kind":"Name","value":"merchantIds"}},{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"beginsAt"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}},{"kind":"Field","name":{"kind":"Name","value":"minimumSpend"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}},{"kind":"Field","name":{"kind":"Name","value":"maximumSpend"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}}]}}]} as unknown as DocumentNode<RuleTermsFragment, unknown>;
export const StatisticsGapFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatisticsGap"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StatsGap"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]} as unknown as DocumentNode<StatisticsGapFragment, unknown>;
export const StatisticsCountsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatisticsCounts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StatsRow"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"date"}},{"kind":"Field","name":{"kind":"Name","value":"viewCount"}},{"kind":"Field","name":{"kind":"Name","value":"viewUsers"}},{"kind":"Field","name":{"kind":"Name","value":"claimCount"}},{"kind":"Field","name":{"kind":"Name","value":"claimUsers"}},{"kind":"Field","name":{"kind":"Name","value":"redeemCount"}},{"kind":"Field","name":{"kind":"Name","value":"redeemUsers"}}]}}]} as unknown as DocumentNode<StatisticsCountsFragment, unknown>;
export const StatisticsOfMemberCardFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatisticsOfMemberCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberCardDetailStatsRow"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"activationCount"}},{"kind":"Field","name":{"kind":"Name","value":"activationUsers"}},{"kind":"Field","name":{"kind":"Name","value":"newMembers"}},{"kind":"Field","name":{"kind":"Name","value":"totalMembers"}},{"kind":"Field","name":{"kind":"Name","value":"totalClaimUsers"}},{"kind":"Field","name":{"kind":"Name","value":"originalFee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}}]}}]} as unknown as DocumentNode<StatisticsOfMemberCardFragment, unknown>;
export const TodayCardFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TodayCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardSearchEdge"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"stock"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}}]}}]}}]}}]} as unknown as DocumentNode<TodayCardFragment, unknown>;
export const TodayMissingFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TodayMissing"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MerchantStats"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"emptyDays"}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"errorCode"}}]}}]}}]} as unknown as DocumentNode<TodayMissingFragment, unknown>;
export const UserErrorFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<UserErrorFragment, unknown>;
export const SetActivationFormDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetActivationForm"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetMemberActivationFormInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setMemberActivationForm"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<SetActivationFormMutation, SetActivationFormMutationVariables>;
export const CardColorsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CardColors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardColors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"hex"}}]}}]}}]} as unknown as DocumentNode<CardColorsQuery, CardColorsQueryVariables>;
export const CardFieldsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CardFields"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"card"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"brandName"}},{"kind":"Field","name":{"kind":"Name","value":"logoUrl"}},{"kind":"Field","name":{"kind":"Name","value":"notice"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"servicePhone"}},{"kind":"Field","name":{"kind":"Name","value":"color"}},{"kind":"Field","name":{"kind":"Name","value":"locationIds"}},{"kind":"Field","name":{"kind":"Name","value":"useAllLocations"}},{"kind":"Field","name":{"kind":"Name","value":"codeType"}},{"kind":"Field","name":{"kind":"Name","value":"claimLimit"}},{"kind":"Field","name":{"kind":"Name","value":"canShare"}},{"kind":"Field","name":{"kind":"Name","value":"canGift"}},{"kind":"Field","name":{"kind":"Name","value":"validity"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"beginsAt"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}},{"kind":"Field","name":{"kind":"Name","value":"startsAfterDays"}},{"kind":"Field","name":{"kind":"Name","value":"termDays"}}]}},{"kind":"Field","name":{"kind":"Name","value":"quickPay"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"withQrcode"}}]}},{"kind":"Field","name":{"kind":"Name","value":"center"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeableLink"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customLink"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeableLink"}}]}},{"kind":"Field","name":{"kind":"Name","value":"promotionLink"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeableLink"}}]}},{"kind":"Field","name":{"kind":"Name","value":"advancedInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cover"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"iconUrls"}}]}},{"kind":"Field","name":{"kind":"Name","value":"textImages"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"imageUrl"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"Field","name":{"kind":"Name","value":"businessServices"}},{"kind":"Field","name":{"kind":"Name","value":"timeLimits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"day"}}]}},{"kind":"Field","name":{"kind":"Name","value":"redeemGiftSelfCount"}},{"kind":"Field","name":{"kind":"Name","value":"redeemGifts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardId"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberCardDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"needPushOnView"}},{"kind":"Field","name":{"kind":"Name","value":"backgroundPicUrl"}},{"kind":"Field","name":{"kind":"Name","value":"pointsEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"balanceEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"pointsExpiryText"}},{"kind":"Field","name":{"kind":"Name","value":"pointsRulesText"}},{"kind":"Field","name":{"kind":"Name","value":"pointsUrl"}},{"kind":"Field","name":{"kind":"Name","value":"pointsMiniProgram"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeablePage"}}]}},{"kind":"Field","name":{"kind":"Name","value":"balanceUrl"}},{"kind":"Field","name":{"kind":"Name","value":"balanceMiniProgram"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeablePage"}}]}},{"kind":"Field","name":{"kind":"Name","value":"balanceRulesText"}},{"kind":"Field","name":{"kind":"Name","value":"benefits"}},{"kind":"Field","name":{"kind":"Name","value":"wxActivate"}},{"kind":"Field","name":{"kind":"Name","value":"autoActivate"}},{"kind":"Field","name":{"kind":"Name","value":"activateUrl"}},{"kind":"Field","name":{"kind":"Name","value":"activateMiniProgram"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeablePage"}}]}},{"kind":"Field","name":{"kind":"Name","value":"wxActivateAfterSubmit"}},{"kind":"Field","name":{"kind":"Name","value":"wxActivateAfterSubmitUrl"}},{"kind":"Field","name":{"kind":"Name","value":"discountPercentOff"}},{"kind":"Field","name":{"kind":"Name","value":"customField1"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeableField"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customField2"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeableField"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customField3"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeableField"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customCell1"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeableCell"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customCell2"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeableCell"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customCell3"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeableCell"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pointsRule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"spendUnitFen"},"name":{"kind":"Name","value":"spendUnit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pointsPerUnit"}},{"kind":"Field","name":{"kind":"Name","value":"maxPointsPerPayment"}},{"kind":"Field","name":{"kind":"Name","value":"initialPoints"}},{"kind":"Field","name":{"kind":"Name","value":"redeemUnitPoints"}},{"kind":"Field","alias":{"kind":"Name","value":"amountOffPerUnitFen"},"name":{"kind":"Name","value":"amountOffPerUnit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"minimumSpendFen"},"name":{"kind":"Name","value":"minimumSpend"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}},{"kind":"Field","name":{"kind":"Name","value":"maxPointsPerRedemption"}}]}},{"kind":"Field","name":{"kind":"Name","value":"activateMessageOperation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeableOperation"}}]}},{"kind":"Field","name":{"kind":"Name","value":"modifyMessageOperation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeableOperation"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ScenicTicketDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"guideUrl"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MovieTicketDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"detail"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BoardingPassDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"departureAt"}},{"kind":"Field","name":{"kind":"Name","value":"landingAt"}},{"kind":"Field","name":{"kind":"Name","value":"gate"}},{"kind":"Field","name":{"kind":"Name","value":"boardingAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MeetingTicketDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mapUrl"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangeablePage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MiniProgramPage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userName"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangeableLink"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardLink"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"subTitle"}},{"kind":"Field","name":{"kind":"Name","value":"miniProgram"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeablePage"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangeableField"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberCustomField"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nameType"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"miniProgram"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeablePage"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangeableCell"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberCustomCell"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"tips"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"miniProgram"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChangeablePage"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChangeableOperation"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberMessageOperation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardIds"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"appBrandId"}},{"kind":"Field","name":{"kind":"Name","value":"appBrandPath"}}]}}]} as unknown as DocumentNode<CardFieldsQuery, CardFieldsQueryVariables>;
export const CardTitlesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CardTitles"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"t0"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"t1"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"t2"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"t3"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"t4"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"t5"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"t6"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"t7"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"t0"},"name":{"kind":"Name","value":"searchCards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"t0"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FoundTitle"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"t1"},"name":{"kind":"Name","value":"searchCards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"t1"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FoundTitle"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"t2"},"name":{"kind":"Name","value":"searchCards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"t2"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FoundTitle"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"t3"},"name":{"kind":"Name","value":"searchCards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"t3"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FoundTitle"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"t4"},"name":{"kind":"Name","value":"searchCards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"t4"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FoundTitle"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"t5"},"name":{"kind":"Name","value":"searchCards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"t5"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FoundTitle"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"t6"},"name":{"kind":"Name","value":"searchCards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"t6"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FoundTitle"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"t7"},"name":{"kind":"Name","value":"searchCards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"t7"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FoundTitle"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FoundTitle"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardSearchConnection"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]}}]} as unknown as DocumentNode<CardTitlesQuery, CardTitlesQueryVariables>;
export const CardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Card"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"card"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"brandName"}},{"kind":"Field","name":{"kind":"Name","value":"logoUrl"}},{"kind":"Field","name":{"kind":"Name","value":"subTitle"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"codeMode"}},{"kind":"Field","name":{"kind":"Name","value":"bindOpenid"}},{"kind":"Field","name":{"kind":"Name","value":"codeType"}},{"kind":"Field","name":{"kind":"Name","value":"color"}},{"kind":"Field","name":{"kind":"Name","value":"notice"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"servicePhone"}},{"kind":"Field","name":{"kind":"Name","value":"claimLimit"}},{"kind":"Field","name":{"kind":"Name","value":"redeemLimit"}},{"kind":"Field","name":{"kind":"Name","value":"canShare"}},{"kind":"Field","name":{"kind":"Name","value":"canGift"}},{"kind":"Field","name":{"kind":"Name","value":"thirdPartyName"}},{"kind":"Field","name":{"kind":"Name","value":"locationIds"}},{"kind":"Field","name":{"kind":"Name","value":"useAllLocations"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"stock"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"totalQuantity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"validity"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"beginsAt"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}},{"kind":"Field","name":{"kind":"Name","value":"startsAfterDays"}},{"kind":"Field","name":{"kind":"Name","value":"termDays"}}]}},{"kind":"Field","name":{"kind":"Name","value":"center"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Link"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customLink"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Link"}}]}},{"kind":"Field","name":{"kind":"Name","value":"promotionLink"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Link"}}]}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GrouponDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"dealDetail"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CashDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountOff"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}},{"kind":"Field","name":{"kind":"Name","value":"minimumSpend"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DiscountDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"percentOff"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GiftDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gift"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GeneralCouponDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"defaultDetail"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberCardDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"benefits"}},{"kind":"Field","name":{"kind":"Name","value":"pointsEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"pointsRulesText"}},{"kind":"Field","name":{"kind":"Name","value":"pointsExpiryText"}},{"kind":"Field","name":{"kind":"Name","value":"balanceEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"balanceRulesText"}},{"kind":"Field","name":{"kind":"Name","value":"discountPercentOff"}},{"kind":"Field","name":{"kind":"Name","value":"wxActivate"}},{"kind":"Field","name":{"kind":"Name","value":"autoActivate"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ScenicTicketDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketClass"}},{"kind":"Field","name":{"kind":"Name","value":"guideUrl"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MovieTicketDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"movie"},"name":{"kind":"Name","value":"detail"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BoardingPassDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"flight"}},{"kind":"Field","name":{"kind":"Name","value":"gate"}},{"kind":"Field","name":{"kind":"Name","value":"boardingAt"}},{"kind":"Field","name":{"kind":"Name","value":"departureAt"}},{"kind":"Field","name":{"kind":"Name","value":"landingAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MeetingTicketDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"meetingDetail"}},{"kind":"Field","name":{"kind":"Name","value":"mapUrl"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BusTicketDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"bus"},"name":{"kind":"Name","value":"detail"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"raw"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Link"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardLink"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]} as unknown as DocumentNode<CardQuery, CardQueryVariables>;
export const CardsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Cards"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"text"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"statuses"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CardStatusFilter"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"types"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CardTypeFilter"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"codeModes"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CardCodeModeInput"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"stockAtMost"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"endsBefore"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sort"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CardSortInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"searchCards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"text"}}},{"kind":"Argument","name":{"kind":"Name","value":"statuses"},"value":{"kind":"Variable","name":{"kind":"Name","value":"statuses"}}},{"kind":"Argument","name":{"kind":"Name","value":"types"},"value":{"kind":"Variable","name":{"kind":"Name","value":"types"}}},{"kind":"Argument","name":{"kind":"Name","value":"codeModes"},"value":{"kind":"Variable","name":{"kind":"Name","value":"codeModes"}}},{"kind":"Argument","name":{"kind":"Name","value":"stockAtMost"},"value":{"kind":"Variable","name":{"kind":"Name","value":"stockAtMost"}}},{"kind":"Argument","name":{"kind":"Name","value":"endsBefore"},"value":{"kind":"Variable","name":{"kind":"Name","value":"endsBefore"}}},{"kind":"Argument","name":{"kind":"Name","value":"sort"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sort"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"brandName"}},{"kind":"Field","name":{"kind":"Name","value":"logoUrl"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"stock"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"totalQuantity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"validity"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"beginsAt"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}},{"kind":"Field","name":{"kind":"Name","value":"startsAfterDays"}},{"kind":"Field","name":{"kind":"Name","value":"termDays"}}]}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CardsQuery, CardsQueryVariables>;
export const RedeemCodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RedeemCode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RedeemCodeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"redeemCode"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<RedeemCodeMutation, RedeemCodeMutationVariables>;
export const ReplaceCodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ReplaceCode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateCodeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateCode"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"newCode"}},{"kind":"Field","name":{"kind":"Name","value":"oldCode"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<ReplaceCodeMutation, ReplaceCodeMutationVariables>;
export const InvalidateCodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"InvalidateCode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetCodeUnavailableInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setCodeUnavailable"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<InvalidateCodeMutation, InvalidateCodeMutationVariables>;
export const CodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Code"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"code"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"withCard"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"codeCheck"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"code"},"value":{"kind":"Variable","name":{"kind":"Name","value":"code"}}},{"kind":"Argument","name":{"kind":"Name","value":"cardId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"redeemable"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}},{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusRaw"}},{"kind":"Field","name":{"kind":"Name","value":"beginsAt"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"holder"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"card"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"withCard"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"codeMode"}}]}},{"kind":"Field","name":{"kind":"Name","value":"raw"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<CodeQuery, CodeQueryVariables>;
export const CreateCardQrCodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateCardQrCode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCardQrCodeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createCardQrCode"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"imageUrl"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<CreateCardQrCodeMutation, CreateCardQrCodeMutationVariables>;
export const CreateCardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateCard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCardInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createCard"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"candidates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<CreateCardMutation, CreateCardMutationVariables>;
export const PreviewCreationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PreviewCreation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"card"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"NewCard"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"previewCardCreation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"card"},"value":{"kind":"Variable","name":{"kind":"Name","value":"card"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<PreviewCreationQuery, PreviewCreationQueryVariables>;
export const DeleteCardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteCard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteCardInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteCard"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedCardId"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<DeleteCardMutation, DeleteCardMutationVariables>;
export const DepositCodesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DepositCodes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DepositCodesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"depositCodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deposited"}},{"kind":"Field","name":{"kind":"Name","value":"alreadyDeposited"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<DepositCodesMutation, DepositCodesMutationVariables>;
export const EventPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"EventPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"EventCursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"kinds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CardEventKindFilter"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cardIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"kinds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"kinds"}}},{"kind":"Argument","name":{"kind":"Name","value":"cardIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cardIds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasMore"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"kindRaw"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"receivedAt"}},{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardReviewedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"passed"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardStockLowEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"detail"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CodeClaimedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"gifted"}},{"kind":"Field","name":{"kind":"Name","value":"restored"}},{"kind":"Field","name":{"kind":"Name","value":"recommended"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CodeGiftedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"toGroup"}},{"kind":"Field","name":{"kind":"Name","value":"returned"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CodeDeletedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CodeRedeemedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"locationName"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CodePaidEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"locationName"}},{"kind":"Field","name":{"kind":"Name","value":"fee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberChangedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pointsChange"}},{"kind":"Field","name":{"kind":"Name","value":"balanceChange"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberSubmittedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardViewedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ChatEnteredEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardEventGap"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]} as unknown as DocumentNode<EventPageQuery, EventPageQueryVariables>;
export const LiveEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"LiveEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"EventCursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"kinds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CardEventKindFilter"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cardIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"kinds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"kinds"}}},{"kind":"Argument","name":{"kind":"Name","value":"cardIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cardIds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"kindRaw"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"receivedAt"}},{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardReviewedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"passed"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardStockLowEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"detail"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CodeClaimedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"gifted"}},{"kind":"Field","name":{"kind":"Name","value":"restored"}},{"kind":"Field","name":{"kind":"Name","value":"recommended"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CodeGiftedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"toGroup"}},{"kind":"Field","name":{"kind":"Name","value":"returned"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CodeDeletedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CodeRedeemedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"locationName"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CodePaidEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"locationName"}},{"kind":"Field","name":{"kind":"Name","value":"fee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberChangedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pointsChange"}},{"kind":"Field","name":{"kind":"Name","value":"balanceChange"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberSubmittedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardViewedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ChatEnteredEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardEventGap"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]} as unknown as DocumentNode<LiveEventsSubscription, LiveEventsSubscriptionVariables>;
export const ActivateMemberDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ActivateMember"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ActivateMemberInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"activateMember"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<ActivateMemberMutation, ActivateMemberMutationVariables>;
export const BookMemberDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"BookMember"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateMemberInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateMember"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"points"}},{"kind":"Field","name":{"kind":"Name","value":"balance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<BookMemberMutation, BookMemberMutationVariables>;
export const WalletDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Wallet"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"openid"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"withCards"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"wechatUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"openid"},"value":{"kind":"Variable","name":{"kind":"Name","value":"openid"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"wallet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasFriendVoucher"}},{"kind":"Field","name":{"kind":"Name","value":"codes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"withCards"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<WalletQuery, WalletQueryVariables>;
export const MemberDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Member"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"code"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"withHolder"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"withCard"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"memberInfo"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"cardId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}}},{"kind":"Argument","name":{"kind":"Name","value":"code"},"value":{"kind":"Variable","name":{"kind":"Name","value":"code"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusRaw"}},{"kind":"Field","name":{"kind":"Name","value":"activated"}},{"kind":"Field","name":{"kind":"Name","value":"nickname"}},{"kind":"Field","name":{"kind":"Name","value":"membershipNumber"}},{"kind":"Field","name":{"kind":"Name","value":"points"}},{"kind":"Field","name":{"kind":"Name","value":"balance"}},{"kind":"Field","name":{"kind":"Name","value":"sex"}},{"kind":"Field","name":{"kind":"Name","value":"commonFields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"values"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customFields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"values"}}]}},{"kind":"Field","name":{"kind":"Name","value":"holder"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"withHolder"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"openid"}}]}},{"kind":"Field","name":{"kind":"Name","value":"card"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"withCard"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"details"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberCardDetails"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pointsEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"balanceEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"customField1"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CustomField"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customField2"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CustomField"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customField3"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CustomField"}}]}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CustomField"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberCustomField"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"nameType"}}]}}]} as unknown as DocumentNode<MemberQuery, MemberQueryVariables>;
export const ModifyStockDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ModifyStock"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ModifyStockInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"modifyStock"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"quantityBefore"}},{"kind":"Field","name":{"kind":"Name","value":"quantityAfter"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<ModifyStockMutation, ModifyStockMutationVariables>;
export const AddPayGiftRuleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AddPayGiftRule"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AddPayGiftRuleInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"addPayGiftRule"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ruleId"}},{"kind":"Field","name":{"kind":"Name","value":"succeededMerchantIds"}},{"kind":"Field","name":{"kind":"Name","value":"failedMerchants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"merchantId"}},{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}},{"kind":"Field","name":{"kind":"Name","value":"occupyingRuleId"}},{"kind":"Field","name":{"kind":"Name","value":"occupyingAppId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<AddPayGiftRuleMutation, AddPayGiftRuleMutationVariables>;
export const DeletePayGiftRuleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeletePayGiftRule"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeletePayGiftRuleInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletePayGiftRule"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedRuleId"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<DeletePayGiftRuleMutation, DeletePayGiftRuleMutationVariables>;
export const RulesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Rules"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"type"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PayGiftRuleType"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"effectiveOnly"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"payGiftRules"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"type"},"value":{"kind":"Variable","name":{"kind":"Name","value":"type"}}},{"kind":"Argument","name":{"kind":"Name","value":"effectiveOnly"},"value":{"kind":"Variable","name":{"kind":"Name","value":"effectiveOnly"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"ruleId"}},{"kind":"Field","name":{"kind":"Name","value":"terms"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RuleTerms"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RuleTerms"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PayGiftRuleTerms"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusRaw"}},{"kind":"Field","name":{"kind":"Name","value":"merchantIds"}},{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"beginsAt"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}},{"kind":"Field","name":{"kind":"Name","value":"minimumSpend"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}},{"kind":"Field","name":{"kind":"Name","value":"maximumSpend"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}}]}}]} as unknown as DocumentNode<RulesQuery, RulesQueryVariables>;
export const RuleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Rule"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"payGiftRule"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"terms"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RuleTerms"}},{"kind":"Field","name":{"kind":"Name","value":"claimUrl"}},{"kind":"Field","name":{"kind":"Name","value":"appBrandId"}},{"kind":"Field","name":{"kind":"Name","value":"appBrandPath"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RuleTerms"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PayGiftRuleTerms"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusRaw"}},{"kind":"Field","name":{"kind":"Name","value":"merchantIds"}},{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"beginsAt"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}},{"kind":"Field","name":{"kind":"Name","value":"minimumSpend"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}},{"kind":"Field","name":{"kind":"Name","value":"maximumSpend"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}}]}}]} as unknown as DocumentNode<RuleQuery, RuleQueryVariables>;
export const SessionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardgraphViewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}},{"kind":"Field","name":{"kind":"Name","value":"account"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"appid"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"accounts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"appid"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]}}]} as unknown as DocumentNode<SessionQuery, SessionQueryVariables>;
export const SignAddCardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SignAddCard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SignAddCardInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"signAddCard"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardList"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"cardExt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<SignAddCardMutation, SignAddCardMutationVariables>;
export const MerchantStatisticsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MerchantStatistics"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"origin"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"CardOrigin"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"merchantStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"origin"},"value":{"kind":"Variable","name":{"kind":"Name","value":"origin"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"emptyDays"}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatisticsGap"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewCount"}},{"kind":"Field","name":{"kind":"Name","value":"claimCount"}},{"kind":"Field","name":{"kind":"Name","value":"redeemCount"}},{"kind":"Field","name":{"kind":"Name","value":"giftCount"}},{"kind":"Field","name":{"kind":"Name","value":"expireCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatisticsCounts"}},{"kind":"Field","name":{"kind":"Name","value":"giftCount"}},{"kind":"Field","name":{"kind":"Name","value":"giftUsers"}},{"kind":"Field","name":{"kind":"Name","value":"expireCount"}},{"kind":"Field","name":{"kind":"Name","value":"expireUsers"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatisticsGap"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StatsGap"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatisticsCounts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StatsRow"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"date"}},{"kind":"Field","name":{"kind":"Name","value":"viewCount"}},{"kind":"Field","name":{"kind":"Name","value":"viewUsers"}},{"kind":"Field","name":{"kind":"Name","value":"claimCount"}},{"kind":"Field","name":{"kind":"Name","value":"claimUsers"}},{"kind":"Field","name":{"kind":"Name","value":"redeemCount"}},{"kind":"Field","name":{"kind":"Name","value":"redeemUsers"}}]}}]} as unknown as DocumentNode<MerchantStatisticsQuery, MerchantStatisticsQueryVariables>;
export const CouponStatisticsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CouponStatistics"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"origin"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"CardOrigin"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"couponStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"origin"},"value":{"kind":"Variable","name":{"kind":"Name","value":"origin"}}},{"kind":"Argument","name":{"kind":"Name","value":"cardId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"emptyDays"}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatisticsGap"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewCount"}},{"kind":"Field","name":{"kind":"Name","value":"claimCount"}},{"kind":"Field","name":{"kind":"Name","value":"redeemCount"}},{"kind":"Field","name":{"kind":"Name","value":"giftCount"}},{"kind":"Field","name":{"kind":"Name","value":"expireCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatisticsCounts"}},{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"cardType"}},{"kind":"Field","name":{"kind":"Name","value":"giftCount"}},{"kind":"Field","name":{"kind":"Name","value":"giftUsers"}},{"kind":"Field","name":{"kind":"Name","value":"expireCount"}},{"kind":"Field","name":{"kind":"Name","value":"expireUsers"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatisticsGap"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StatsGap"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatisticsCounts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StatsRow"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"date"}},{"kind":"Field","name":{"kind":"Name","value":"viewCount"}},{"kind":"Field","name":{"kind":"Name","value":"viewUsers"}},{"kind":"Field","name":{"kind":"Name","value":"claimCount"}},{"kind":"Field","name":{"kind":"Name","value":"claimUsers"}},{"kind":"Field","name":{"kind":"Name","value":"redeemCount"}},{"kind":"Field","name":{"kind":"Name","value":"redeemUsers"}}]}}]} as unknown as DocumentNode<CouponStatisticsQuery, CouponStatisticsQueryVariables>;
export const MemberCardStatisticsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MemberCardStatistics"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"origin"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"CardOrigin"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"memberCardStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"origin"},"value":{"kind":"Variable","name":{"kind":"Name","value":"origin"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"emptyDays"}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatisticsGap"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewCount"}},{"kind":"Field","name":{"kind":"Name","value":"claimCount"}},{"kind":"Field","name":{"kind":"Name","value":"redeemCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatisticsCounts"}},{"kind":"Field","name":{"kind":"Name","value":"activationCount"}},{"kind":"Field","name":{"kind":"Name","value":"activationUsers"}},{"kind":"Field","name":{"kind":"Name","value":"newMembers"}},{"kind":"Field","name":{"kind":"Name","value":"totalMembers"}},{"kind":"Field","name":{"kind":"Name","value":"totalClaimUsers"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatisticsGap"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StatsGap"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatisticsCounts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StatsRow"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"date"}},{"kind":"Field","name":{"kind":"Name","value":"viewCount"}},{"kind":"Field","name":{"kind":"Name","value":"viewUsers"}},{"kind":"Field","name":{"kind":"Name","value":"claimCount"}},{"kind":"Field","name":{"kind":"Name","value":"claimUsers"}},{"kind":"Field","name":{"kind":"Name","value":"redeemCount"}},{"kind":"Field","name":{"kind":"Name","value":"redeemUsers"}}]}}]} as unknown as DocumentNode<MemberCardStatisticsQuery, MemberCardStatisticsQueryVariables>;
export const MemberCardDetailStatisticsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MemberCardDetailStatistics"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"memberCardDetailStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"cardId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"emptyDays"}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatisticsGap"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewCount"}},{"kind":"Field","name":{"kind":"Name","value":"claimCount"}},{"kind":"Field","name":{"kind":"Name","value":"redeemCount"}},{"kind":"Field","name":{"kind":"Name","value":"originalFee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatisticsCounts"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatisticsOfMemberCard"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatisticsGap"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StatsGap"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatisticsCounts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StatsRow"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"date"}},{"kind":"Field","name":{"kind":"Name","value":"viewCount"}},{"kind":"Field","name":{"kind":"Name","value":"viewUsers"}},{"kind":"Field","name":{"kind":"Name","value":"claimCount"}},{"kind":"Field","name":{"kind":"Name","value":"claimUsers"}},{"kind":"Field","name":{"kind":"Name","value":"redeemCount"}},{"kind":"Field","name":{"kind":"Name","value":"redeemUsers"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatisticsOfMemberCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberCardDetailStatsRow"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"activationCount"}},{"kind":"Field","name":{"kind":"Name","value":"activationUsers"}},{"kind":"Field","name":{"kind":"Name","value":"newMembers"}},{"kind":"Field","name":{"kind":"Name","value":"totalMembers"}},{"kind":"Field","name":{"kind":"Name","value":"totalClaimUsers"}},{"kind":"Field","name":{"kind":"Name","value":"originalFee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}}]}}]} as unknown as DocumentNode<MemberCardDetailStatisticsQuery, MemberCardDetailStatisticsQueryVariables>;
export const CardStatisticsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CardStatistics"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"origin"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"CardOrigin"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"card"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"stats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"origin"},"value":{"kind":"Variable","name":{"kind":"Name","value":"origin"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"emptyDays"}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatisticsGap"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewCount"}},{"kind":"Field","name":{"kind":"Name","value":"claimCount"}},{"kind":"Field","name":{"kind":"Name","value":"redeemCount"}},{"kind":"Field","name":{"kind":"Name","value":"giftCount"}},{"kind":"Field","name":{"kind":"Name","value":"expireCount"}},{"kind":"Field","name":{"kind":"Name","value":"originalFee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatisticsCounts"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CouponStatsRow"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"giftCount"}},{"kind":"Field","name":{"kind":"Name","value":"giftUsers"}},{"kind":"Field","name":{"kind":"Name","value":"expireCount"}},{"kind":"Field","name":{"kind":"Name","value":"expireUsers"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberCardDetailStatsRow"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StatisticsOfMemberCard"}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatisticsGap"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StatsGap"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatisticsCounts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StatsRow"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"date"}},{"kind":"Field","name":{"kind":"Name","value":"viewCount"}},{"kind":"Field","name":{"kind":"Name","value":"viewUsers"}},{"kind":"Field","name":{"kind":"Name","value":"claimCount"}},{"kind":"Field","name":{"kind":"Name","value":"claimUsers"}},{"kind":"Field","name":{"kind":"Name","value":"redeemCount"}},{"kind":"Field","name":{"kind":"Name","value":"redeemUsers"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StatisticsOfMemberCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberCardDetailStatsRow"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"activationCount"}},{"kind":"Field","name":{"kind":"Name","value":"activationUsers"}},{"kind":"Field","name":{"kind":"Name","value":"newMembers"}},{"kind":"Field","name":{"kind":"Name","value":"totalMembers"}},{"kind":"Field","name":{"kind":"Name","value":"totalClaimUsers"}},{"kind":"Field","name":{"kind":"Name","value":"originalFee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fee"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fen"}}]}}]}}]} as unknown as DocumentNode<CardStatisticsQuery, CardStatisticsQueryVariables>;
export const SystemDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"System"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"canReadCards"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardgraphViewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}},{"kind":"Field","name":{"kind":"Name","value":"account"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"appid"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"accounts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"appid"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"origin"}},{"kind":"Field","name":{"kind":"Name","value":"authorizedAt"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"searchCards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"canReadCards"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"indexedCards"}}]}}]}}]} as unknown as DocumentNode<SystemQuery, SystemQueryVariables>;
export const TodayCardsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TodayCards"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"stockAtMost"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"now"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"endsBefore"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"rejected"},"name":{"kind":"Name","value":"searchCards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"REJECTED"}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TodayCard"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"inReview"},"name":{"kind":"Name","value":"searchCards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"IN_REVIEW"}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TodayCard"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"stockLow"},"name":{"kind":"Name","value":"searchCards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"APPROVED"},{"kind":"EnumValue","value":"DISPATCHED"}]}},{"kind":"Argument","name":{"kind":"Name","value":"stockAtMost"},"value":{"kind":"Variable","name":{"kind":"Name","value":"stockAtMost"}}},{"kind":"Argument","name":{"kind":"Name","value":"sort"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"by"},"value":{"kind":"EnumValue","value":"STOCK"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"ASCENDING"}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TodayCard"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"ending"},"name":{"kind":"Name","value":"searchCards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"APPROVED"},{"kind":"EnumValue","value":"DISPATCHED"}]}},{"kind":"Argument","name":{"kind":"Name","value":"endsBefore"},"value":{"kind":"Variable","name":{"kind":"Name","value":"endsBefore"}}},{"kind":"Argument","name":{"kind":"Name","value":"sort"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"by"},"value":{"kind":"EnumValue","value":"ENDS_AT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESCENDING"}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"validity"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endsAt"}}]}}]}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"ended"},"name":{"kind":"Name","value":"searchCards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"APPROVED"},{"kind":"EnumValue","value":"DISPATCHED"}]}},{"kind":"Argument","name":{"kind":"Name","value":"endsBefore"},"value":{"kind":"Variable","name":{"kind":"Name","value":"now"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TodayCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardSearchEdge"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"stock"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}}]}}]}}]}}]} as unknown as DocumentNode<TodayCardsQuery, TodayCardsQueryVariables>;
export const TodayRulesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TodayRules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"payGiftRules"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"effectiveOnly"},"value":{"kind":"BooleanValue","value":true}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ruleId"}},{"kind":"Field","name":{"kind":"Name","value":"terms"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}}]}}]}}]}}]}}]} as unknown as DocumentNode<TodayRulesQuery, TodayRulesQueryVariables>;
export const TodayStatisticsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TodayStatistics"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"yesterday"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LocalDate"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"yesterday"},"name":{"kind":"Name","value":"merchantStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"yesterday"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"yesterday"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TodayMissing"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"earlier"},"name":{"kind":"Name","value":"merchantStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TodayMissing"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TodayMissing"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MerchantStats"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"emptyDays"}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"errorCode"}}]}}]}}]} as unknown as DocumentNode<TodayStatisticsQuery, TodayStatisticsQueryVariables>;
export const TodayEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TodayEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"EventCursor"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasMore"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"cardId"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardReviewedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"passed"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]}}]} as unknown as DocumentNode<TodayEventsQuery, TodayEventsQueryVariables>;
export const UpdateCardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateCard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateCardInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateCard"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reviewRequired"}},{"kind":"Field","name":{"kind":"Name","value":"verified"}},{"kind":"Field","name":{"kind":"Name","value":"unverifiedFields"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<UpdateCardMutation, UpdateCardMutationVariables>;
export const PreviewUpdateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PreviewUpdate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateCardInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"previewCardUpdate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reviewRequired"}},{"kind":"Field","name":{"kind":"Name","value":"reviewFields"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<PreviewUpdateQuery, PreviewUpdateQueryVariables>;
export const UploadImageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UploadImage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UploadImageInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"uploadImage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserError"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserError"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"errcode"}},{"kind":"Field","name":{"kind":"Name","value":"errmsg"}}]}}]} as unknown as DocumentNode<UploadImageMutation, UploadImageMutationVariables>;