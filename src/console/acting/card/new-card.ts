import { CREATE_FIELDS } from '../../generated/card-fields.js';
import type { CardType, NewCard } from '../../generated/operations.js';
import { dateTimeOf, integerIn, type Values } from '../values.js';
import {
  type FieldProblems,
  type FormField,
  fieldProblems,
  formFieldsOf,
  inputOfFields,
  setAt,
} from './form-fields.js';
import { picturesIn } from './pictures.js';

/** The kinds of cards that can be created, with the field of the input for each. */
export const KINDS = {
  GROUPON: 'groupon',
  CASH: 'cash',
  DISCOUNT: 'discount',
  GIFT: 'gift',
  GENERAL_COUPON: 'generalCoupon',
  MEMBER_CARD: 'memberCard',
  SCENIC_TICKET: 'scenicTicket',
  MOVIE_TICKET: 'movieTicket',
  BOARDING_PASS: 'boardingPass',
  MEETING_TICKET: 'meetingTicket',
} as const satisfies Partial<Record<CardType, keyof NewCard>>;
export type Kind = keyof typeof KINDS;

/** Names of the fields that are not one value of the input. */
export const KIND = 'kind';
export const VALIDITY = 'baseInfo.validity';
export const CODE_MODE = 'baseInfo.codeMode';
export const QUANTITY = 'baseInfo.quantity';
export const TEXT_IMAGES = 'advancedInfo.textImages';
const TIME_LIMITS = 'advancedInfo.timeLimits';

export const VALIDITIES = ['fixedTerm', 'fixedRange', 'permanent'] as const;
export type ValidityMode = (typeof VALIDITIES)[number];

/** The values that the platform assumes for fields that are not sent, and the most common choices. */
const DEFAULTS: Values = {
  [KIND]: 'GROUPON',
  [VALIDITY]: 'fixedTerm',
  [CODE_MODE]: 'PLATFORM',
  'baseInfo.codeType': 'QRCODE',
  'baseInfo.canShare': 'true',
  'baseInfo.canGift': 'true',
  'baseInfo.validity.fixedTerm.startsAfterDays': '0',
  'advancedInfo.useCondition.canUseWithOtherDiscount': 'true',
};

const FIELDS = Object.fromEntries(
  Object.keys(KINDS).map((kind) => [kind, formFieldsOf(CREATE_FIELDS, kind)]),
) as Record<Kind, readonly FormField[]>;

/** The values of an empty form: the fields of all kinds, so that another choice of the kind loses nothing. */
export const EMPTY: Values = {
  ...Object.fromEntries(Object.values(FIELDS).flatMap((fields) => fields.map(({ name }) => [name, '']))),
  ...DEFAULTS,
};

export const kindOf = (values: Values): Kind =>
  (Object.keys(KINDS) as Kind[]).find((one) => one === values[KIND]) ?? 'GROUPON';

/** Returns how the validity is given. Only member cards are permanent. */
export function validityModeOf(values: Values): ValidityMode {
  const chosen = VALIDITIES.find((one) => one === values[VALIDITY]) ?? 'fixedTerm';
  return chosen === 'permanent' && kindOf(values) !== 'MEMBER_CARD' ? 'fixedTerm' : chosen;
}

/** Returns the fields of a kind, apart from the choices of the validity and of the codes. */
export function fieldsOfKind(kind: Kind): readonly FormField[] {
  return FIELDS[kind].filter(({ name }) => !name.startsWith(VALIDITY) && name !== CODE_MODE && name !== QUANTITY);
}

/** Returns the fields of the chosen validity. */
export function validityFields(kind: Kind, mode: ValidityMode): readonly FormField[] {
  return FIELDS[kind]
    .filter(({ name }) => name.startsWith(`${VALIDITY}.${mode}.`))
    .map((field) => ({ ...field, limits: { ...field.limits, required: true } }));
}

/** Returns the field of the stock. Undefined: it is 0, because the codes are deposited later. */
export function quantityField(values: Values): FormField | undefined {
  return values[CODE_MODE] === 'DEPOSITED' ? undefined : FIELDS[kindOf(values)].find(({ name }) => name === QUANTITY);
}

/** Returns the new card that a form describes. */
export function newCardOf(values: Values): NewCard {
  const kind = kindOf(values);
  const mode = validityModeOf(values);
  const fields = fieldsOfKind(kind).filter(({ name, control, isRequired }) =>
    control === 'flag' ? isRequired || values[name] !== EMPTY[name] : (values[name] ?? '') !== '',
  );
  const card = inputOfFields([...fields, ...(mode === 'permanent' ? [] : validityFields(kind, mode))], values);
  if ((values[TIME_LIMITS] ?? '') !== '') {
    setAt(
      card,
      TIME_LIMITS,
      (values[TIME_LIMITS] ?? '').split(',').map((day) => ({ day })),
    );
  }
  if (mode === 'permanent') setAt(card, VALIDITY, { permanent: true });
  setAt(card, CODE_MODE, values[CODE_MODE]);
  setAt(card, QUANTITY, values[CODE_MODE] === 'DEPOSITED' ? 0 : integerIn(values[QUANTITY] ?? ''));
  return card as unknown as NewCard;
}

/** Texts of the problems that only a new card has. */
interface NewCardProblems extends FieldProblems {
  readonly endBeforeBegin: string;
  readonly ended: string;
  readonly needsPicture: string;
}

/** Returns the problems of a new card, by the name of the field. */
export function newCardProblems(values: Values, words: NewCardProblems): Values {
  const kind = kindOf(values);
  const mode = validityModeOf(values);
  const quantity = quantityField(values);
  const fields = [...fieldsOfKind(kind), ...validityFields(kind, mode), ...(quantity === undefined ? [] : [quantity])];
  const problems = Object.assign({}, ...fields.map((field) => fieldProblems(field, values, EMPTY, words)));
  const pictures = picturesIn(values[TEXT_IMAGES] ?? '');
  if (kind === 'GENERAL_COUPON' && !pictures.some(({ imageUrl }) => imageUrl !== '')) {
    problems[TEXT_IMAGES] = words.needsPicture;
  }
  if (mode !== 'fixedRange') return problems;
  const begin = values[`${VALIDITY}.fixedRange.beginsAt`] ?? '';
  const end = `${VALIDITY}.fixedRange.endsAt`;
  const endsAt = values[end] ?? '';
  if (begin === '' || endsAt === '') return problems;
  if (endsAt <= begin) problems[end] = words.endBeforeBegin;
  else if (Date.parse(dateTimeOf(endsAt)) <= Date.now()) problems[end] = words.ended;
  return problems;
}
