import {
  type BUSINESS_SERVICES,
  DEPOSIT_MODE,
  OLDER_CARD_STATUSES,
  OLDER_DATE_TYPES,
  OTHER_NAME_TYPES,
  type WEEKDAYS,
  type WireCardStatus,
  type WireCardType,
  type WireCodeType,
  type MemberFieldNameType as WireFieldName,
} from '../../platform/endpoints/card.wire.js';
import { bool, text } from '../../platform/wire.js';
import { WireEnum } from '../types/wire-enum.js';

/** Returns an enum value whose description names the platform's spelling. */
function named<Wire extends string>(wire: Wire, description: string) {
  return { wire, description: `${description} Platform: \`${wire}\`.` };
}

const cardTypes = new WireEnum<WireCardType, WireCardType>({
  GROUPON: { wire: 'GROUPON', description: 'Group-buying coupon.' },
  DISCOUNT: { wire: 'DISCOUNT', description: 'Discount coupon: a percentage off.' },
  GIFT: { wire: 'GIFT', description: 'Gift coupon, exchanged for a gift.' },
  CASH: { wire: 'CASH', description: 'Cash coupon: an amount off, with a minimum spend.' },
  GENERAL_COUPON: { wire: 'GENERAL_COUPON', description: 'General coupon: any other coupon.' },
  MEMBER_CARD: { wire: 'MEMBER_CARD', description: 'Membership card of a merchant.' },
  SCENIC_TICKET: { wire: 'SCENIC_TICKET', description: 'Ticket to a sight, such as a park or a museum.' },
  MOVIE_TICKET: { wire: 'MOVIE_TICKET', description: 'Cinema ticket.' },
  BOARDING_PASS: { wire: 'BOARDING_PASS', description: 'Boarding pass for a flight.' },
  MEETING_TICKET: { wire: 'MEETING_TICKET', description: 'Ticket to a conference.' },
  BUS_TICKET: { wire: 'BUS_TICKET', description: 'Ticket for a bus ride.' },
});
export const readCardType = cardTypes.read.bind(cardTypes);
export type CardTypeName = WireCardType;
export const writeCardType = cardTypes.write.bind(cardTypes);
export const CardTypeFilter = cardTypes.input('CardTypeFilter', 'Type by which cards can be filtered.');
export const CardType = cardTypes.output('CardType', 'Type of a card.');

type CardStatusName = 'IN_REVIEW' | 'REJECTED' | 'APPROVED' | 'DELETED' | 'DISPATCHED';
export const cardStatuses = new WireEnum<CardStatusName, WireCardStatus>(
  {
    IN_REVIEW: named('CARD_STATUS_NOT_VERIFY', 'Under review by the platform.'),
    REJECTED: named('CARD_STATUS_VERIFY_FAIL', 'Rejected in the review.'),
    APPROVED: named('CARD_STATUS_VERIFY_OK', 'Approved in the review; the card can be issued.'),
    DELETED: named('CARD_STATUS_DELETE', 'Deleted by the merchant. Claimed codes remain valid.'),
    DISPATCHED: named('CARD_STATUS_DISPATCH', 'Issued through the web console.'),
  },
  OLDER_CARD_STATUSES,
);
export type CardStatusFilterName = CardStatusName;
export const CardStatus = cardStatuses.output(
  'CardStatus',
  'Status of a card in its life cycle, from review to deletion.',
);
export const CardStatusFilter = cardStatuses.input(
  'CardStatusFilter',
  'Status by which a list of cards can be filtered.',
);

export type CodeTypeName = 'TEXT' | 'BARCODE' | 'QRCODE' | 'ONLY_QRCODE' | 'ONLY_BARCODE' | 'NONE';
const codeTypes = new WireEnum<CodeTypeName, WireCodeType>({
  TEXT: named('CODE_TYPE_TEXT', 'The code as text.'),
  BARCODE: named('CODE_TYPE_BARCODE', 'A barcode with the code below it.'),
  QRCODE: named('CODE_TYPE_QRCODE', 'A QR code with the code below it.'),
  ONLY_QRCODE: named('CODE_TYPE_ONLY_QRCODE', 'Only a QR code.'),
  ONLY_BARCODE: named('CODE_TYPE_ONLY_BARCODE', 'Only a barcode.'),
  NONE: named('CODE_TYPE_NONE', 'No code.'),
});
export const readCodeType = codeTypes.read.bind(codeTypes);
export const writeCodeType = codeTypes.write.bind(codeTypes);
export const CodeType = codeTypes.output('CodeType', 'How the code is displayed at the till.');
export const CodeTypeInput = codeTypes.input('CodeTypeInput', 'How the code is displayed at the till.');

const cardCodeModes = new WireEnum<'PLATFORM' | 'CUSTOM' | 'DEPOSITED', string>({
  PLATFORM: { wire: '', description: 'The platform creates each code when a user claims the card.' },
  CUSTOM: { wire: 'CUSTOM', description: 'The merchant supplies each code when it issues the card.' },
  DEPOSITED: {
    wire: DEPOSIT_MODE,
    description:
      'The merchant deposits codes in advance, and the platform assigns one to each user who claims the card.',
  },
});
export const CardCodeMode = cardCodeModes.output('CardCodeMode', 'Source of the codes of a card.');

/**
 * Reads the source of the codes from `get_custom_code_mode`, or from `use_custom_code` if there is no mode. Returns null if the card has
 * neither.
 */
export function readCodeMode(mode: unknown, useCustomCode: unknown) {
  if (text(mode)) return text(mode) === DEPOSIT_MODE ? 'DEPOSITED' : 'UNKNOWN';
  const isCustom = bool(useCustomCode);
  return isCustom === null ? null : isCustom ? 'CUSTOM' : 'PLATFORM';
}

const validityTypes = new WireEnum<'FIXED_RANGE' | 'FIXED_TERM' | 'PERMANENT', string>(
  {
    FIXED_RANGE: named('DATE_TYPE_FIX_TIME_RANGE', 'Valid from one point in time to another.'),
    FIXED_TERM: named('DATE_TYPE_FIX_TERM', 'Valid for a number of days after the card is claimed.'),
    PERMANENT: named('DATE_TYPE_PERMANENT', 'Valid without end. Member cards only.'),
  },
  OLDER_DATE_TYPES,
);
export const readValidityType = validityTypes.read.bind(validityTypes);
export const CardValidityType = validityTypes.output('CardValidityType', 'How the validity of a card is defined.');

export type BusinessServiceName = 'DELIVER' | 'FREE_PARK' | 'WITH_PET' | 'FREE_WIFI';
const businessServices = new WireEnum<BusinessServiceName, (typeof BUSINESS_SERVICES)[number]>({
  DELIVER: named('BIZ_SERVICE_DELIVER', 'Home delivery.'),
  FREE_PARK: named('BIZ_SERVICE_FREE_PARK', 'Free parking.'),
  WITH_PET: named('BIZ_SERVICE_WITH_PET', 'Pets are welcome.'),
  FREE_WIFI: named('BIZ_SERVICE_FREE_WIFI', 'Free Wi-Fi.'),
});
export const readBusinessService = businessServices.read.bind(businessServices);
export const writeBusinessService = businessServices.write.bind(businessServices);
export const CardBusinessServiceInput = businessServices.input(
  'CardBusinessServiceInput',
  'Service of the shops that accept the card.',
);
export const CardBusinessService = businessServices.output(
  'CardBusinessService',
  'Service of the shops that accept the card.',
);

export type WeekdayName = (typeof WEEKDAYS)[number];
const weekdays = new WireEnum<WeekdayName, WeekdayName>({
  MONDAY: { wire: 'MONDAY', description: 'Every Monday.' },
  TUESDAY: { wire: 'TUESDAY', description: 'Every Tuesday.' },
  WEDNESDAY: { wire: 'WEDNESDAY', description: 'Every Wednesday.' },
  THURSDAY: { wire: 'THURSDAY', description: 'Every Thursday.' },
  FRIDAY: { wire: 'FRIDAY', description: 'Every Friday.' },
  SATURDAY: { wire: 'SATURDAY', description: 'Every Saturday.' },
  SUNDAY: { wire: 'SUNDAY', description: 'Every Sunday.' },
  HOLIDAY: { wire: 'HOLIDAY', description: 'Public holidays.' },
});
export const readWeekday = weekdays.read.bind(weekdays);
export const writeWeekday = weekdays.write.bind(weekdays);
export const CardWeekdayInput = weekdays.input('CardWeekdayInput', 'Day on which a card can be used.');
export const CardWeekday = weekdays.output('CardWeekday', 'Day on which a card can be used.');

export type MemberFieldName =
  | 'LEVEL'
  | 'COUPON'
  | 'STAMP'
  | 'DISCOUNT'
  | 'ACHIEVEMENT'
  | 'MILEAGE'
  | 'SET_POINTS'
  | 'TIMES';
const memberFieldNames = new WireEnum<MemberFieldName, WireFieldName>(
  {
    LEVEL: named('FIELD_NAME_TYPE_LEVEL', 'Membership level.'),
    COUPON: named('FIELD_NAME_TYPE_COUPON', 'Coupons.'),
    STAMP: named('FIELD_NAME_TYPE_STAMP', 'Stamps.'),
    DISCOUNT: named('FIELD_NAME_TYPE_DISCOUNT', 'Discount.'),
    ACHIEVEMENT: named('FIELD_NAME_TYPE_ACHIEVEMEN', 'Achievements.'),
    MILEAGE: named('FIELD_NAME_TYPE_MILEAGE', 'Mileage.'),
    SET_POINTS: named('FIELD_NAME_TYPE_SET_POINTS', 'Points of a set.'),
    TIMES: named('FIELD_NAME_TYPE_TIMS', 'Number of times, such as visits.'),
  },
  OTHER_NAME_TYPES,
);
export const readMemberFieldName = memberFieldNames.read.bind(memberFieldNames);
export const writeMemberFieldName = memberFieldNames.write.bind(memberFieldNames);
export const MemberFieldNameTypeInput = memberFieldNames.input(
  'MemberFieldNameTypeInput',
  'Content of a custom field on the front of a member card.',
);
export const MemberFieldNameType = memberFieldNames.output(
  'MemberFieldNameType',
  'Content of a custom field on the front of a member card.',
);
