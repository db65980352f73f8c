import type {
  BUSINESS_SERVICES,
  MEMBER_FIELD_NAME_TYPES,
  WEEKDAYS,
  WireCardStatus,
  WireCardType,
  WireCodeType,
} from '../../platform/endpoints/card.wire.js';
import { WireEnum } from '../types/wire-enum.js';

const cardTypes = new WireEnum<WireCardType, WireCardType>({
  GROUPON: { wire: 'GROUPON', description: 'Group-buying coupon.' },
  DISCOUNT: { wire: 'DISCOUNT', description: 'Percentage off.' },
  GIFT: { wire: 'GIFT', description: 'Exchanged for a gift.' },
  CASH: { wire: 'CASH', description: 'An amount off, from a least cost on.' },
  GENERAL_COUPON: { wire: 'GENERAL_COUPON', description: 'Any other coupon.' },
  MEMBER_CARD: { wire: 'MEMBER_CARD', description: 'Member card.' },
  SCENIC_TICKET: { wire: 'SCENIC_TICKET', description: 'Ticket to a sight.' },
  MOVIE_TICKET: { wire: 'MOVIE_TICKET', description: 'Cinema ticket.' },
  BOARDING_PASS: { wire: 'BOARDING_PASS', description: 'Boarding pass of a flight.' },
  MEETING_TICKET: { wire: 'MEETING_TICKET', description: 'Ticket to a conference.' },
  BUS_TICKET: { wire: 'BUS_TICKET', description: 'Bus ticket.' },
});
export const readCardType = cardTypes.read.bind(cardTypes);
export const CardType = cardTypes.output('CardType', 'The kind of a card.');

type CardStatusName = 'IN_REVIEW' | 'REJECTED' | 'APPROVED' | 'DELETED' | 'DISPATCHED';
export const cardStatuses = new WireEnum<CardStatusName, WireCardStatus>({
  IN_REVIEW: { wire: 'CARD_STATUS_NOT_VERIFY', description: 'Under review by the platform.' },
  REJECTED: { wire: 'CARD_STATUS_VERIFY_FAIL', description: 'Refused by the review.' },
  APPROVED: { wire: 'CARD_STATUS_VERIFY_OK', description: 'Passed the review: it can be handed out.' },
  DELETED: { wire: 'CARD_STATUS_DELETE', description: 'Deleted by the merchant. Claimed codes stay valid.' },
  DISPATCHED: { wire: 'CARD_STATUS_DISPATCH', description: 'Being handed out on the web console.' },
});
export type CardStatusFilterName = CardStatusName;
export const CardStatus = cardStatuses.output('CardStatus', 'Where a card stands between review and deletion.');
export const CardStatusFilter = cardStatuses.input(
  'CardStatusFilter',
  'The statuses that a listing can be narrowed to.',
);

export type CodeTypeName = 'TEXT' | 'BARCODE' | 'QRCODE' | 'ONLY_QRCODE' | 'ONLY_BARCODE' | 'NONE';
const codeTypes = new WireEnum<CodeTypeName, WireCodeType>({
  TEXT: { wire: 'CODE_TYPE_TEXT', description: 'The code as text.' },
  BARCODE: { wire: 'CODE_TYPE_BARCODE', description: 'A barcode with the code below it.' },
  QRCODE: { wire: 'CODE_TYPE_QRCODE', description: 'A QR code with the code below it.' },
  ONLY_QRCODE: { wire: 'CODE_TYPE_ONLY_QRCODE', description: 'A QR code alone.' },
  ONLY_BARCODE: { wire: 'CODE_TYPE_ONLY_BARCODE', description: 'A barcode alone.' },
  NONE: { wire: 'CODE_TYPE_NONE', description: 'No code is shown.' },
});
export const readCodeType = codeTypes.read.bind(codeTypes);
export const writeCodeType = codeTypes.write.bind(codeTypes);
export const CodeType = codeTypes.output('CodeType', 'How the code is shown to the person at the till.');
export const CodeTypeInput = codeTypes.input('CodeTypeInput', 'How the code is to be shown to the person at the till.');

const validityTypes = new WireEnum({
  FIXED_RANGE: { wire: 'DATE_TYPE_FIX_TIME_RANGE', description: 'From one instant to another.' },
  FIXED_TERM: { wire: 'DATE_TYPE_FIX_TERM', description: 'A number of days from the day of receipt.' },
  PERMANENT: { wire: 'DATE_TYPE_PERMANENT', description: 'Without an end; member cards only.' },
});
export const readValidityType = validityTypes.read.bind(validityTypes);
export const CardValidityType = validityTypes.output(
  'CardValidityType',
  'How the time in which a card can be used is set.',
);

export type BusinessServiceName = 'DELIVER' | 'FREE_PARK' | 'WITH_PET' | 'FREE_WIFI';
const businessServices = new WireEnum<BusinessServiceName, (typeof BUSINESS_SERVICES)[number]>({
  DELIVER: { wire: 'BIZ_SERVICE_DELIVER', description: 'Home delivery.' },
  FREE_PARK: { wire: 'BIZ_SERVICE_FREE_PARK', description: 'Free parking.' },
  WITH_PET: { wire: 'BIZ_SERVICE_WITH_PET', description: 'Pets are welcome.' },
  FREE_WIFI: { wire: 'BIZ_SERVICE_FREE_WIFI', description: 'Free Wi-Fi.' },
});
export const readBusinessService = businessServices.read.bind(businessServices);
export const writeBusinessService = businessServices.write.bind(businessServices);
export const CardBusinessServiceInput = businessServices.input(
  'CardBusinessServiceInput',
  'A service of the shops that take the card.',
);
export const CardBusinessService = businessServices.output(
  'CardBusinessService',
  'A service of the shops that take the card.',
);

export type WeekdayName = (typeof WEEKDAYS)[number];
const weekdays = new WireEnum<WeekdayName, WeekdayName>({
  MONDAY: { wire: 'MONDAY', description: 'Monday.' },
  TUESDAY: { wire: 'TUESDAY', description: 'Tuesday.' },
  WEDNESDAY: { wire: 'WEDNESDAY', description: 'Wednesday.' },
  THURSDAY: { wire: 'THURSDAY', description: 'Thursday.' },
  FRIDAY: { wire: 'FRIDAY', description: 'Friday.' },
  SATURDAY: { wire: 'SATURDAY', description: 'Saturday.' },
  SUNDAY: { wire: 'SUNDAY', description: 'Sunday.' },
  HOLIDAY: { wire: 'HOLIDAY', description: 'Public holidays.' },
});
export const readWeekday = weekdays.read.bind(weekdays);
export const writeWeekday = weekdays.write.bind(weekdays);
export const CardWeekdayInput = weekdays.input('CardWeekdayInput', 'A day on which a card can be used.');
export const CardWeekday = weekdays.output('CardWeekday', 'A day on which a card can be used.');

export type MemberFieldName = 'LEVEL' | 'COUPON' | 'STAMP' | 'DISCOUNT' | 'ACHIEVEMENT' | 'MILEAGE';
const memberFieldNames = new WireEnum<MemberFieldName, (typeof MEMBER_FIELD_NAME_TYPES)[number]>({
  LEVEL: { wire: 'FIELD_NAME_TYPE_LEVEL', description: 'Level.' },
  COUPON: { wire: 'FIELD_NAME_TYPE_COUPON', description: 'Coupons.' },
  STAMP: { wire: 'FIELD_NAME_TYPE_STAMP', description: 'Stamps.' },
  DISCOUNT: { wire: 'FIELD_NAME_TYPE_DISCOUNT', description: 'Discount.' },
  ACHIEVEMENT: { wire: 'FIELD_NAME_TYPE_ACHIEVEMEN', description: 'Achievements.' },
  MILEAGE: { wire: 'FIELD_NAME_TYPE_MILEAGE', description: 'Mileage.' },
});
export const readMemberFieldName = memberFieldNames.read.bind(memberFieldNames);
export const writeMemberFieldName = memberFieldNames.write.bind(memberFieldNames);
export const MemberFieldNameTypeInput = memberFieldNames.input(
  'MemberFieldNameTypeInput',
  'What a cell on the front of a member card is to show.',
);
export const MemberFieldNameType = memberFieldNames.output(
  'MemberFieldNameType',
  'What a cell on the front of a member card shows.',
);
