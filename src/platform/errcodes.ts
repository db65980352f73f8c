/**
 * The meaning of each platform errcode for this server. This table is the source of error codes, retries and docs/errors.md.
 * Sources: the four documents for 40127, 43008, 61500, 61501, 72001-72004 and the text of 40056; the platform's public
 * return-code list for the others. Nothing here was verified against the live platform.
 */

/**
 * The class of an errcode. `account`: its merchant has not authorized the third-party platform, or no longer does. `unknown` is any
 * errcode outside the table. It is passed on with its number and never retried.
 */
export type ErrcodeKind =
  | 'unavailable'
  | 'quota'
  | 'token'
  | 'config'
  | 'input'
  | 'notFound'
  | 'state'
  | 'permission'
  | 'account'
  | 'bug'
  | 'unknown';

/**
 * When a call may be retried after the errcode: not at all (`never`), immediately if it is a read (`reads`), once with a new
 * token (`refresh-once`), or after a wait.
 */
export type ErrcodeRetry = 'never' | 'reads' | 'refresh-once' | 'next-minute' | 'next-day' | 'later';

/** The errcode of a call for a merchant that has not authorized the third-party platform, or no longer does. */
export const NOT_AUTHORIZED = 61003;

export interface ErrcodeEntry {
  readonly errcode: number;
  readonly kind: ErrcodeKind;
  readonly meaning: string;
  /** The `CardErrorCode` of a business error. */
  readonly code?: string;
  /** The code for calls where the errcode has another meaning. */
  readonly byPath?: Readonly<Record<string, string>>;
  /** `extensions.code` if it is not a business error. */
  readonly topLevel?: string;
  readonly retry?: ErrcodeRetry;
  readonly note?: string;
}

const ENTRIES: readonly ErrcodeEntry[] = [
  {
    errcode: -1,
    kind: 'unavailable',
    meaning: 'system busy',
    code: 'PLATFORM_UNAVAILABLE',
    retry: 'reads',
    note: 'also returned for badly formatted numbers (a decimal instead of an integer)',
  },
  {
    errcode: 40001,
    kind: 'token',
    meaning: 'access_token is invalid or not the latest one, or the app secret is wrong',
    topLevel: 'PLATFORM_CONFIG',
    retry: 'refresh-once',
  },
  { errcode: 40002, kind: 'config', meaning: 'invalid grant_type', topLevel: 'PLATFORM_CONFIG' },
  { errcode: 40003, kind: 'input', meaning: 'invalid openid', code: 'INVALID_INPUT' },
  { errcode: 40004, kind: 'input', meaning: 'invalid media file type', code: 'INVALID_INPUT' },
  { errcode: 40005, kind: 'input', meaning: 'invalid file type: only JPG and PNG are accepted', code: 'INVALID_INPUT' },
  { errcode: 40006, kind: 'input', meaning: 'invalid file size', code: 'INVALID_INPUT' },
  { errcode: 40009, kind: 'input', meaning: 'the image exceeds 1 MB', code: 'INVALID_INPUT' },
  { errcode: 40013, kind: 'config', meaning: 'invalid appid', topLevel: 'PLATFORM_CONFIG' },
  {
    errcode: 40014,
    kind: 'token',
    meaning: 'malformed access_token',
    topLevel: 'PLATFORM_CONFIG',
    retry: 'refresh-once',
  },
  {
    errcode: 40033,
    kind: 'bug',
    meaning: 'JSON with \\u escapes is not accepted: send UTF-8',
    topLevel: 'INTERNAL_SERVER_ERROR',
  },
  { errcode: 40035, kind: 'input', meaning: 'invalid parameter', code: 'INVALID_INPUT' },
  { errcode: 40048, kind: 'input', meaning: 'invalid URL', code: 'INVALID_INPUT' },
  { errcode: 40052, kind: 'input', meaning: 'invalid action name', code: 'INVALID_INPUT' },
  { errcode: 40053, kind: 'input', meaning: 'invalid action info', code: 'INVALID_INPUT' },
  {
    errcode: 40056,
    kind: 'notFound',
    meaning: 'invalid code: never added, not yet claimed, or given away; or a custom code was sent without its card_id',
    code: 'CODE_NOT_FOUND',
    byPath: {
      '/card/membercard/userinfo/get': 'MEMBER_NOT_FOUND',
      '/card/membercard/activate': 'MEMBER_NOT_FOUND',
      '/card/membercard/updateuser': 'MEMBER_NOT_FOUND',
    },
  },
  { errcode: 40068, kind: 'input', meaning: 'malicious URL', code: 'CONTENT_REJECTED' },
  { errcode: 40070, kind: 'input', meaning: 'invalid sku', code: 'INVALID_INPUT' },
  { errcode: 40071, kind: 'state', meaning: 'invalid card type for this call', code: 'WRONG_CARD_TYPE' },
  {
    errcode: 40072,
    kind: 'input',
    meaning: 'invalid location id or code type (sources disagree)',
    code: 'INVALID_INPUT',
  },
  { errcode: 40073, kind: 'notFound', meaning: 'invalid card_id', code: 'CARD_NOT_FOUND' },
  {
    errcode: 40075,
    kind: 'notFound',
    meaning: 'invalid encrypted code',
    code: 'INVALID_INPUT',
    note: 'counts as a look-up that found nothing',
  },
  { errcode: 40076, kind: 'input', meaning: 'invalid colour', code: 'INVALID_INPUT' },
  { errcode: 40078, kind: 'state', meaning: 'the card status does not allow this', code: 'CARD_STATUS_CONFLICT' },
  {
    errcode: 40079,
    kind: 'input',
    meaning: 'invalid time (for example, milliseconds instead of seconds)',
    code: 'INVALID_VALIDITY',
    byPath: { '/card/paygiftcard/add': 'INVALID_INPUT' },
  },
  { errcode: 40080, kind: 'input', meaning: 'invalid card ext', code: 'INVALID_INPUT' },
  {
    errcode: 40097,
    kind: 'input',
    meaning: 'invalid parameter; for a call that needs another code mode, the code mode of the card',
    code: 'INVALID_INPUT',
    byPath: {
      '/card/code/deposit': 'CODE_MODE_MISMATCH',
      '/card/code/getdepositcount': 'CODE_MODE_MISMATCH',
      '/card/code/checkcode': 'CODE_MODE_MISMATCH',
      '/card/landingpage/create': 'CODE_MODE_MISMATCH',
      '/card/mpnews/gethtml': 'CODE_MODE_MISMATCH',
    },
  },
  { errcode: 40098, kind: 'input', meaning: 'invalid shop id', code: 'INVALID_INPUT' },
  { errcode: 40099, kind: 'state', meaning: 'the code has already been redeemed', code: 'CODE_ALREADY_REDEEMED' },
  {
    errcode: 40100,
    kind: 'state',
    meaning: 'the type of date_info cannot change, and its period can only be extended',
    code: 'INVALID_VALIDITY',
  },
  {
    errcode: 40107,
    kind: 'state',
    meaning: 'the card must be approved (VERIFY_OK) and have a location',
    code: 'CARD_STATUS_CONFLICT',
  },
  { errcode: 40109, kind: 'input', meaning: 'more than 100 codes', code: 'TOO_MANY_ITEMS' },
  { errcode: 40110, kind: 'input', meaning: 'the code is empty', code: 'INVALID_INPUT' },
  { errcode: 40111, kind: 'input', meaning: 'the same code occurs twice in the request', code: 'INVALID_INPUT' },
  {
    errcode: 40112,
    kind: 'state',
    meaning: 'the card cannot be bound to an openid',
    code: 'INVALID_INPUT',
    note: 'assumed: an openid was sent for a card without bind_openid',
  },
  { errcode: 40113, kind: 'input', meaning: 'unsupported file type', code: 'INVALID_INPUT' },
  {
    errcode: 40116,
    kind: 'notFound',
    meaning: 'invalid code',
    code: 'CODE_NOT_FOUND',
    byPath: { '/card/code/update': 'CODE_ALREADY_EXISTS' },
  },
  { errcode: 40122, kind: 'input', meaning: 'invalid card quantity', code: 'INVALID_INPUT' },
  {
    errcode: 40124,
    kind: 'input',
    meaning:
      'more than three of supply_bonus, supply_balance and the custom fields that are sent, including empty ones',
    code: 'TOO_MANY_ITEMS',
  },
  { errcode: 40125, kind: 'config', meaning: 'invalid app secret', topLevel: 'PLATFORM_CONFIG' },
  {
    errcode: 40127,
    kind: 'state',
    meaning: 'the card of the user was given away or deleted, has expired, or is unavailable',
    code: 'CODE_STATUS_CONFLICT',
    byPath: { '/card/code/get': 'CODE_NOT_REDEEMABLE', '/card/code/consume': 'CODE_NOT_REDEEMABLE' },
  },
  { errcode: 40129, kind: 'input', meaning: 'invalid scene', code: 'INVALID_INPUT' },
  { errcode: 40135, kind: 'state', meaning: 'supply_bonus cannot be turned off', code: 'SETTING_IRREVERSIBLE' },
  {
    errcode: 40136,
    kind: 'state',
    meaning: 'the stock must not exceed the number of deposited codes',
    code: 'STOCK_OUT_OF_RANGE',
    note: 'the errmsg states the opposite',
  },
  { errcode: 40137, kind: 'input', meaning: 'unsupported picture format', code: 'INVALID_INPUT' },
  { errcode: 40139, kind: 'input', meaning: 'invalid sub-merchant id', code: 'INVALID_INPUT' },
  { errcode: 40140, kind: 'input', meaning: 'invalid sub-merchant status', code: 'INVALID_INPUT' },
  { errcode: 40141, kind: 'input', meaning: 'invalid image URL', code: 'INVALID_INPUT' },
  { errcode: 40142, kind: 'input', meaning: 'invalid share-card parameter', code: 'INVALID_INPUT' },
  { errcode: 40143, kind: 'input', meaning: 'invalid least_cost', code: 'INVALID_INPUT' },
  { errcode: 40144, kind: 'state', meaning: 'this cannot be changed for a friend card', code: 'CARD_NOT_CHANGEABLE' },
  {
    errcode: 40145,
    kind: 'input',
    meaning: 'center_*, pay cell and self-consume cell are mutually exclusive',
    code: 'CONFLICTING_FIELDS',
  },
  { errcode: 40146, kind: 'state', meaning: 'the code is marked by another user', code: 'CODE_STATUS_CONFLICT' },
  { errcode: 40147, kind: 'state', meaning: 'redemption time out of range', code: 'CODE_NOT_REDEEMABLE' },
  { errcode: 40148, kind: 'input', meaning: 'invalid use time', code: 'INVALID_INPUT' },
  { errcode: 40149, kind: 'input', meaning: 'invalid friend-card parameter', code: 'INVALID_INPUT' },
  { errcode: 40150, kind: 'input', meaning: 'invalid card parameter', code: 'INVALID_INPUT' },
  { errcode: 40151, kind: 'input', meaning: 'text or image rejected by the content check', code: 'CONTENT_REJECTED' },
  {
    errcode: 40153,
    kind: 'input',
    meaning: "the self-redemption cell of a friends' voucher must require the verification code",
    code: 'INVALID_INPUT',
  },
  { errcode: 40158, kind: 'input', meaning: 'use_custom_code must be false', code: 'INVALID_INPUT' },
  { errcode: 40160, kind: 'input', meaning: 'invalid image file', code: 'INVALID_INPUT' },
  {
    errcode: 40164,
    kind: 'config',
    meaning: 'calling IP is not on the whitelist',
    topLevel: 'PLATFORM_CONFIG',
    note: 'the errmsg contains the IP: report it to the operator, never retry',
  },
  { errcode: 40165, kind: 'input', meaning: 'invalid path of a mini program page', code: 'INVALID_INPUT' },
  { errcode: 40166, kind: 'input', meaning: 'invalid mini program', code: 'INVALID_INPUT' },
  { errcode: 40174, kind: 'notFound', meaning: 'not a card user', code: 'MEMBER_NOT_FOUND' },
  { errcode: 41001, kind: 'config', meaning: 'access_token missing', topLevel: 'PLATFORM_CONFIG' },
  { errcode: 41002, kind: 'config', meaning: 'appid missing', topLevel: 'PLATFORM_CONFIG' },
  { errcode: 41004, kind: 'config', meaning: 'secret missing', topLevel: 'PLATFORM_CONFIG' },
  {
    errcode: 41005,
    kind: 'bug',
    meaning: 'the multipart body has no file part, or the part has no file name',
    topLevel: 'INTERNAL_SERVER_ERROR',
  },
  { errcode: 41011, kind: 'input', meaning: 'required field missing', code: 'INVALID_INPUT' },
  { errcode: 41012, kind: 'input', meaning: 'card_id missing', code: 'INVALID_INPUT' },
  { errcode: 41013, kind: 'input', meaning: 'code missing', code: 'INVALID_INPUT' },
  { errcode: 41014, kind: 'input', meaning: 'ticket_class missing', code: 'INVALID_INPUT' },
  { errcode: 41015, kind: 'input', meaning: 'show_time missing', code: 'INVALID_INPUT' },
  {
    errcode: 41016,
    kind: 'input',
    meaning: 'screening_room missing',
    code: 'INVALID_INPUT',
    note: 'the field is optional by the documents',
  },
  { errcode: 41017, kind: 'input', meaning: 'seat_number missing', code: 'INVALID_INPUT' },
  { errcode: 41018, kind: 'config', meaning: 'component_appid missing', topLevel: 'PLATFORM_CONFIG' },
  { errcode: 41026, kind: 'input', meaning: 'text_image_list is missing or its text is empty', code: 'INVALID_INPUT' },
  {
    errcode: 42001,
    kind: 'token',
    meaning: 'access_token expired',
    topLevel: 'PLATFORM_CONFIG',
    retry: 'refresh-once',
  },
  {
    errcode: 42006,
    kind: 'token',
    meaning: 'component_access_token expired',
    topLevel: 'PLATFORM_CONFIG',
    retry: 'refresh-once',
  },
  {
    errcode: 42007,
    kind: 'account',
    meaning:
      'the merchant changed its password, which invalidated all tokens; it must authorize the third-party platform again',
    code: 'ACCOUNT_NOT_AUTHORIZED',
    topLevel: 'ACCOUNT_NOT_AUTHORIZED',
  },
  { errcode: 43002, kind: 'bug', meaning: 'POST required', topLevel: 'INTERNAL_SERVER_ERROR' },
  { errcode: 43008, kind: 'permission', meaning: 'the merchant has no WeChat Pay', code: 'PAYMENT_NOT_ENABLED' },
  {
    errcode: 43009,
    kind: 'permission',
    meaning: 'no permission for custom codes',
    code: 'NOT_PERMITTED',
    byPath: {
      '/card/code/deposit': 'CODE_MODE_MISMATCH',
      '/card/code/getdepositcount': 'CODE_MODE_MISMATCH',
      '/card/code/checkcode': 'CODE_MODE_MISMATCH',
    },
  },
  { errcode: 43010, kind: 'permission', meaning: 'no permission for a balance', code: 'NOT_PERMITTED' },
  { errcode: 43011, kind: 'permission', meaning: 'no permission for a bonus', code: 'NOT_PERMITTED' },
  { errcode: 43012, kind: 'permission', meaning: 'no permission for custom URLs', code: 'NOT_PERMITTED' },
  { errcode: 43013, kind: 'permission', meaning: 'no permission for the shake feature', code: 'NOT_PERMITTED' },
  { errcode: 43014, kind: 'permission', meaning: 'agent check required', code: 'NOT_PERMITTED' },
  { errcode: 43015, kind: 'permission', meaning: 'authorization by the WeChat team required', code: 'NOT_PERMITTED' },
  { errcode: 43017, kind: 'state', meaning: 'the card has no shop: set one first', code: 'LOCATION_REQUIRED' },
  { errcode: 43018, kind: 'state', meaning: 'the code is not marked', code: 'CODE_STATUS_CONFLICT' },
  { errcode: 44001, kind: 'bug', meaning: 'the media file is empty', topLevel: 'INTERNAL_SERVER_ERROR' },
  { errcode: 44002, kind: 'bug', meaning: 'empty body', topLevel: 'INTERNAL_SERVER_ERROR' },
  { errcode: 44006, kind: 'bug', meaning: 'the file data is empty', topLevel: 'INTERNAL_SERVER_ERROR' },
  { errcode: 45001, kind: 'input', meaning: 'the media file exceeds the size limit', code: 'INVALID_INPUT' },
  {
    errcode: 45009,
    kind: 'quota',
    meaning: 'the daily quota of this API is used up',
    code: 'PLATFORM_QUOTA_EXCEEDED',
    retry: 'next-day',
  },
  {
    errcode: 45011,
    kind: 'quota',
    meaning: 'the minute quota of this API is used up',
    code: 'PLATFORM_QUOTA_EXCEEDED',
    retry: 'next-minute',
  },
  { errcode: 45019, kind: 'input', meaning: 'too many people on the white list (assumed)', code: 'TOO_MANY_ITEMS' },
  { errcode: 45021, kind: 'input', meaning: 'a field exceeds its length limit', code: 'FIELD_TOO_LONG' },
  { errcode: 45022, kind: 'input', meaning: 'bonus out of range', code: 'INVALID_INPUT' },
  { errcode: 45023, kind: 'input', meaning: 'balance out of range', code: 'INVALID_INPUT' },
  { errcode: 45029, kind: 'quota', meaning: 'too many QR codes', code: 'PLATFORM_QUOTA_EXCEEDED' },
  { errcode: 45030, kind: 'permission', meaning: 'this card does not support the call', code: 'NOT_PERMITTED' },
  { errcode: 45031, kind: 'state', meaning: 'stock out of range', code: 'STOCK_OUT_OF_RANGE' },
  { errcode: 45033, kind: 'state', meaning: 'the user has exceeded get_limit', code: 'PLATFORM_REJECTED' },
  { errcode: 45039, kind: 'input', meaning: 'card list too long', code: 'TOO_MANY_ITEMS' },
  { errcode: 45041, kind: 'state', meaning: 'total stock limit reached', code: 'STOCK_OUT_OF_RANGE' },
  { errcode: 45042, kind: 'permission', meaning: 'card type not allowed for a sub-merchant', code: 'NOT_PERMITTED' },
  { errcode: 45043, kind: 'input', meaning: 'share_friends requires an abstract and a picture', code: 'INVALID_INPUT' },
  { errcode: 45044, kind: 'input', meaning: 'an icon URL of the abstract is too long', code: 'FIELD_TOO_LONG' },
  { errcode: 45045, kind: 'permission', meaning: 'not authorized for friend cards', code: 'NOT_PERMITTED' },
  {
    errcode: 45046,
    kind: 'input',
    meaning: 'center_*, pay cell and self-consume cell are mutually exclusive',
    code: 'CONFLICTING_FIELDS',
  },
  {
    errcode: 45061,
    kind: 'state',
    meaning: 'the member was changed too often',
    code: 'TOO_FREQUENT',
    note: 'observed; the caller retries in the next minute',
  },
  { errcode: 45160, kind: 'permission', meaning: 'invalid friend-card category', code: 'NOT_PERMITTED' },
  {
    errcode: 47001,
    kind: 'input',
    meaning: 'invalid request body: wrong type key, null, wrong JSON type, or a field that cannot be updated',
    code: 'PLATFORM_REJECTED',
    note: 'FIELD_NOT_UPDATABLE comes from our own check before the call',
  },
  {
    errcode: 47002,
    kind: 'bug',
    meaning: 'JSON with \\u escapes is not accepted: send UTF-8',
    topLevel: 'INTERNAL_SERVER_ERROR',
  },
  { errcode: 48001, kind: 'config', meaning: 'API not authorized', topLevel: 'PLATFORM_CONFIG' },
  { errcode: 48004, kind: 'config', meaning: 'API banned', topLevel: 'PLATFORM_CONFIG' },
  { errcode: 48006, kind: 'quota', meaning: 'the quota of clear_quota is used up', code: 'PLATFORM_QUOTA_EXCEEDED' },
  {
    errcode: 50001,
    kind: 'config',
    meaning: 'API not authorized by the user or account',
    topLevel: 'PLATFORM_CONFIG',
  },
  { errcode: 50002, kind: 'config', meaning: 'the account is restricted', topLevel: 'PLATFORM_CONFIG' },
  {
    errcode: 50004,
    kind: 'config',
    meaning: 'the account is banned from obtaining tokens',
    topLevel: 'PLATFORM_CONFIG',
  },
  { errcode: 52000, kind: 'input', meaning: 'the picture was not uploaded to the platform', code: 'INVALID_INPUT' },
  {
    errcode: 61003,
    kind: 'account',
    meaning:
      'the merchant has not authorized the third-party platform, or has withdrawn the authorization; it must authorize again',
    code: 'ACCOUNT_NOT_AUTHORIZED',
    topLevel: 'ACCOUNT_NOT_AUTHORIZED',
  },
  {
    errcode: 61004,
    kind: 'config',
    meaning: 'client IP not registered with the component',
    topLevel: 'PLATFORM_CONFIG',
  },
  { errcode: 61005, kind: 'config', meaning: 'component ticket expired', topLevel: 'PLATFORM_CONFIG' },
  { errcode: 61006, kind: 'config', meaning: 'component ticket invalid', topLevel: 'PLATFORM_CONFIG' },
  {
    errcode: 61007,
    kind: 'account',
    meaning:
      'the merchant has not granted the permission set that the call needs (8 for cards); it must authorize again with that set',
    code: 'ACCOUNT_NOT_AUTHORIZED',
    topLevel: 'ACCOUNT_NOT_AUTHORIZED',
  },
  {
    errcode: 61009,
    kind: 'account',
    meaning: 'authorization_code invalid or already used',
    topLevel: 'ACCOUNT_NOT_AUTHORIZED',
  },
  {
    errcode: 61010,
    kind: 'account',
    meaning: 'authorization_code expired',
    topLevel: 'ACCOUNT_NOT_AUTHORIZED',
  },
  { errcode: 61011, kind: 'config', meaning: 'invalid component', topLevel: 'PLATFORM_CONFIG' },
  { errcode: 61014, kind: 'config', meaning: 'the component token is required', topLevel: 'PLATFORM_CONFIG' },
  { errcode: 61015, kind: 'config', meaning: 'the account token is required', topLevel: 'PLATFORM_CONFIG' },
  {
    errcode: 61016,
    kind: 'permission',
    meaning: 'the merchant must confirm the category of the permission set',
    code: 'ACCOUNT_NOT_AUTHORIZED',
    topLevel: 'ACCOUNT_NOT_AUTHORIZED',
  },
  { errcode: 61017, kind: 'config', meaning: 'category not authorized', topLevel: 'PLATFORM_CONFIG' },
  {
    errcode: 61023,
    kind: 'account',
    meaning: 'the refresh token of the merchant is invalid; it must authorize the third-party platform again',
    code: 'ACCOUNT_NOT_AUTHORIZED',
    topLevel: 'ACCOUNT_NOT_AUTHORIZED',
  },
  {
    errcode: 61028,
    kind: 'config',
    meaning: 'the third-party platform is not published',
    topLevel: 'PLATFORM_CONFIG',
  },
  {
    errcode: 61029,
    kind: 'config',
    meaning: 'the third-party platform must be published again',
    topLevel: 'PLATFORM_CONFIG',
  },
  { errcode: 61300, kind: 'input', meaning: 'invalid base info', code: 'INVALID_INPUT' },
  { errcode: 61301, kind: 'input', meaning: 'invalid base or detail info', code: 'INVALID_INPUT' },
  { errcode: 61302, kind: 'input', meaning: 'invalid base or detail info', code: 'INVALID_INPUT' },
  { errcode: 61303, kind: 'input', meaning: 'invalid base or detail info', code: 'INVALID_INPUT' },
  { errcode: 61304, kind: 'input', meaning: 'invalid base or detail info', code: 'INVALID_INPUT' },
  { errcode: 61305, kind: 'input', meaning: 'invalid base or detail info', code: 'INVALID_INPUT' },
  { errcode: 61306, kind: 'input', meaning: 'invalid base or detail info', code: 'INVALID_INPUT' },
  { errcode: 61307, kind: 'notFound', meaning: 'invalid card_id', code: 'CARD_NOT_FOUND' },
  { errcode: 61308, kind: 'input', meaning: 'invalid base or detail info', code: 'INVALID_INPUT' },
  { errcode: 61309, kind: 'input', meaning: 'invalid base or detail info', code: 'INVALID_INPUT' },
  { errcode: 61310, kind: 'input', meaning: 'invalid detail info', code: 'INVALID_INPUT' },
  { errcode: 61500, kind: 'input', meaning: 'invalid date format', code: 'INVALID_INPUT' },
  {
    errcode: 61501,
    kind: 'input',
    meaning: 'invalid date range: more than 62 days, or it includes today',
    code: 'INVALID_DATE_RANGE',
  },
  {
    errcode: 61503,
    kind: 'unavailable',
    meaning: 'statistics are not ready yet',
    code: 'STATS_NOT_READY',
    retry: 'later',
  },
  { errcode: 65106, kind: 'state', meaning: 'the shop is not approved', code: 'CARD_STATUS_CONFLICT' },
  { errcode: 65115, kind: 'input', meaning: 'the shop does not exist', code: 'INVALID_INPUT' },
  { errcode: 65116, kind: 'input', meaning: 'the shop is deleted', code: 'INVALID_INPUT' },
  {
    errcode: 72001,
    kind: 'state',
    meaning: 'no matching card: the card and the merchant id belong to different entities',
    code: 'MERCHANT_MISMATCH',
  },
  {
    errcode: 72002,
    kind: 'state',
    meaning: 'the calling appid did not create the card, or the merchant id is not bound to it',
    code: 'MERCHANT_NOT_BOUND',
  },
  { errcode: 72003, kind: 'state', meaning: 'only member cards can be given after payment', code: 'NOT_A_MEMBER_CARD' },
  {
    errcode: 72004,
    kind: 'state',
    meaning: 'the merchant id is in use by another appid or rule',
    code: 'MERCHANT_OCCUPIED',
  },
  { errcode: 72005, kind: 'input', meaning: 'too many merchant ids', code: 'TOO_MANY_ITEMS' },
  { errcode: 72006, kind: 'input', meaning: 'invalid title', code: 'INVALID_INPUT' },
  { errcode: 72007, kind: 'input', meaning: 'reduce_cost is less than 100', code: 'INVALID_INPUT' },
  { errcode: 72008, kind: 'input', meaning: 'least_cost is not greater than reduce_cost', code: 'INVALID_INPUT' },
  {
    errcode: 72009,
    kind: 'input',
    meaning: 'get_limit is greater than 50',
    code: 'INVALID_INPUT',
    note: 'assumed: 72006 to 72010 may belong to pay coupons',
  },
  { errcode: 72010, kind: 'notFound', meaning: 'invalid merchant id', code: 'MERCHANT_NOT_FOUND' },
  {
    errcode: 72011,
    kind: 'notFound',
    meaning: 'the activate ticket belongs to another appid, or was never issued',
    code: 'INVALID_INPUT',
    note: 'counts as a look-up that found nothing',
  },
  { errcode: 72012, kind: 'input', meaning: 'activate ticket expired', topLevel: 'ACTIVATION_TICKET_EXPIRED' },
  {
    errcode: 72014,
    kind: 'state',
    meaning: 'stock and validity of this card cannot be changed',
    code: 'CARD_NOT_CHANGEABLE',
  },
  { errcode: 72016, kind: 'permission', meaning: 'not authorized to create member cards', code: 'NOT_PERMITTED' },
  { errcode: 72019, kind: 'input', meaning: 'too many cards in a message operation', code: 'TOO_MANY_ITEMS' },
  { errcode: 72020, kind: 'state', meaning: 'use limit reached', code: 'REDEEM_LIMIT_REACHED' },
  { errcode: 72021, kind: 'permission', meaning: 'not authorized to create general cards', code: 'NOT_PERMITTED' },
  { errcode: 72026, kind: 'state', meaning: 'wx_activate must be enabled', code: 'ACTIVATION_REQUIRED' },
  { errcode: 72031, kind: 'input', meaning: 'invalid parameters of a pay-gift rule', code: 'INVALID_INPUT' },
  { errcode: 72032, kind: 'state', meaning: 'the pay-gift rule has expired', code: 'RULE_EXPIRED' },
  {
    errcode: 72033,
    kind: 'state',
    meaning: 'the status of the pay-gift rule does not allow this',
    code: 'RULE_STATUS_CONFLICT',
  },
  { errcode: 72034, kind: 'notFound', meaning: 'invalid rule_id', code: 'RULE_NOT_FOUND' },
  { errcode: 72066, kind: 'state', meaning: 'the card is used by an advertisement', code: 'CARD_NOT_CHANGEABLE' },
  {
    errcode: 73200,
    kind: 'notFound',
    meaning: 'no card for this card_id and code',
    code: 'CODE_NOT_FOUND',
    byPath: { '/card/membercard/userinfo/get': 'MEMBER_NOT_FOUND' },
  },
  { errcode: 73204, kind: 'notFound', meaning: 'the card does not exist', code: 'CARD_NOT_FOUND' },
  { errcode: 73205, kind: 'state', meaning: 'friend vouchers are suspended', code: 'FEATURE_SUSPENDED' },
  { errcode: 73206, kind: 'state', meaning: 'friend vouchers are suspended', code: 'FEATURE_SUSPENDED' },
  { errcode: 73208, kind: 'state', meaning: 'the stock of this card cannot be changed', code: 'CARD_NOT_CHANGEABLE' },
  {
    errcode: 73209,
    kind: 'state',
    meaning: 'the validity of this card cannot be changed',
    code: 'CARD_NOT_CHANGEABLE',
  },
  { errcode: 73210, kind: 'state', meaning: 'this card cannot be changed', code: 'CARD_NOT_CHANGEABLE' },
  {
    errcode: 73211,
    kind: 'state',
    meaning: 'links to web pages are no longer accepted: use a page in a mini program',
    code: 'LINK_NOT_ALLOWED',
  },
  { errcode: 73213, kind: 'input', meaning: 'invalid code type', code: 'INVALID_INPUT' },
  { errcode: 73214, kind: 'state', meaning: 'the user is already a member', code: 'PLATFORM_REJECTED' },
  { errcode: 73215, kind: 'state', meaning: 'the pay-coupon feature is offline', code: 'FEATURE_SUSPENDED' },
  {
    errcode: 89501,
    kind: 'config',
    meaning: 'the calling IP waits for approval by the administrator',
    topLevel: 'PLATFORM_CONFIG',
  },
  {
    errcode: 89502,
    kind: 'config',
    meaning: 'the calling IP waits for approval by the administrator',
    topLevel: 'PLATFORM_CONFIG',
  },
  {
    errcode: 89503,
    kind: 'config',
    meaning: 'the calling IP waits for approval by the administrator',
    topLevel: 'PLATFORM_CONFIG',
  },
  {
    errcode: 89504,
    kind: 'config',
    meaning: 'the calling IP waits for approval by the administrator',
    topLevel: 'PLATFORM_CONFIG',
  },
  {
    errcode: 89505,
    kind: 'config',
    meaning: 'the calling IP waits for approval by the administrator',
    topLevel: 'PLATFORM_CONFIG',
  },
  {
    errcode: 89506,
    kind: 'config',
    meaning: 'the administrator rejected the calling IP for 24 hours',
    topLevel: 'PLATFORM_CONFIG',
  },
  {
    errcode: 89507,
    kind: 'config',
    meaning: 'the administrator rejected the calling IP for 1 hour',
    topLevel: 'PLATFORM_CONFIG',
  },
];

/** The entries of the table by errcode. */
export const ERRCODES: ReadonlyMap<number, ErrcodeEntry> = new Map(ENTRIES.map((entry) => [entry.errcode, entry]));

/** Returns the class of an errcode, or `unknown` if it is not in the table. */
export function kindOfErrcode(errcode: number): ErrcodeKind {
  return ERRCODES.get(errcode)?.kind ?? 'unknown';
}
