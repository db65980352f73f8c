import { encryptCode } from '../../src/emulator/state/encrypted-codes.js';
import type { EmulatorControl } from '../support/emulator-control.js';

/** An operation with variables that contain planted texts. */
export type PlantedOperation = readonly [query: string, variables: () => object | Promise<object>];

export interface Planting {
  /** Returns a new distinctive text. */
  readonly plant: (what: string) => string;
  /** Plants a text that cannot be chosen. Returns it. */
  readonly keep: (text: string) => string;
  readonly emulator: EmulatorControl;
  readonly appid: string;
}

const COUPON = 'pDEMO-cash-0001';
const POINTS_CARD = 'pDEMO-member-card-0001';
const BALANCE_CARD = 'pDEMO-member-card-0002';

const ERRORS = 'userErrors { code message errmsg }';
const REDEEM = `mutation ($i: RedeemCodeInput!) {
  redeemCode(input: $i) { codeValue code { code status } holder { openid } ${ERRORS} } }`;
const DECRYPT = 'query ($c: String!) { decryptedCode(encryptedCode: $c) { code holder { openid } } }';
const ACTIVATE = `mutation ($i: ActivateMemberInput!) {
  activateMember(input: $i) { codeValue member { membershipNumber points holder { openid } } ${ERRORS} } }`;
const UPDATE = `mutation ($i: UpdateMemberInput!) {
  updateMember(input: $i) { codeValue points balance { fen } holder { openid } member { points balance } ${ERRORS} } }`;
const FORM = `mutation ($i: SetMemberActivationFormInput!) { setMemberActivationForm(input: $i) { cardId ${ERRORS} } }`;
const FILLED_IN =
  'query ($t: String!) { memberActivation(activateTicket: $t) { customFields { name value } commonFields { name value } } }';
const MOVIE = `mutation ($i: UpdateMovieTicketInput!) { updateMovieTicket(input: $i) { codeValue ${ERRORS} } }`;
const MEETING = `mutation ($i: UpdateMeetingTicketInput!) { updateMeetingTicket(input: $i) { codeValue ${ERRORS} } }`;
const CHECK_IN = `mutation ($i: CheckInBoardingPassInput!) { checkInBoardingPass(input: $i) { codeValue ${ERRORS} } }`;

/** Mutations of `tillOperations`, each of which succeeds at least once. */
export const TILL_MUTATIONS = [
  'redeemCode',
  'activateMember',
  'updateMember',
  'setMemberActivationForm',
  'updateMovieTicket',
  'updateMeetingTicket',
  'checkInBoardingPass',
];

/** Operations that redeem codes and change members and tickets: with codes that exist, with unknown ones, and with invalid input. */
export function tillOperations({ plant, keep, emulator, appid }: Planting): readonly PlantedOperation[] {
  /** Issues a code of a card to a user. Both are planted, and so is the encrypted code. */
  async function issued(cardId: string): Promise<string> {
    const code = plant('c');
    await emulator.addCode({ appid, card_id: cardId, openid: plant('holder'), code });
    keep(encryptCode(appid, code));
    return code;
  }

  let number = 1_340_917_265;
  /** Returns a number whose digits no other number contains. */
  function numeral(): number {
    number += 1_013;
    keep(String(number));
    return number;
  }

  /** Returns the ticket of a form that a user has filled in. */
  async function filledInForm(): Promise<string> {
    const code = await issued(POINTS_CARD);
    const fields = { [FORM_FIELD]: plant('entered') };
    const { activate_ticket: ticket = 'none' } = await emulator.sendForm({ appid, card_id: POINTS_CARD, code, fields });
    return keep(ticket);
  }

  return [
    [
      `mutation ($i: UpdateCardInput!) { updateCard(input: $i) { cardId ${ERRORS} } }`,
      () => ({ i: { cardId: POINTS_CARD, memberCard: { wxActivateAfterSubmit: true } } }),
    ],
    [
      FORM,
      () => ({ i: { cardId: POINTS_CARD, requiredPart: { customFields: [FORM_FIELD] }, idempotencyKey: plant('f') } }),
    ],
    [FORM, () => ({ i: { cardId: POINTS_CARD, optionalPart: { customFields: [`${plant('field')}\n`] } } })],
    [FILLED_IN, async () => ({ t: await filledInForm() })],
    [FILLED_IN, () => ({ t: plant('activation-ticket') })],

    [REDEEM, async () => ({ i: { code: await issued(COUPON), idempotencyKey: plant('redemption') } })],
    [
      REDEEM,
      async () => ({
        i: { encryptedCode: encryptCode(appid, await issued(COUPON)), idempotencyKey: plant('decryption') },
      }),
    ],
    [REDEEM, () => ({ i: { code: plant('unknown'), idempotencyKey: plant('redemption') } })],
    [REDEEM, () => ({ i: { encryptedCode: plant('encrypted'), idempotencyKey: plant('redemption') } })],
    [REDEEM, () => ({ i: { code: plant('both'), encryptedCode: plant('both'), idempotencyKey: plant('redemption') } })],
    [DECRYPT, async () => ({ c: encryptCode(appid, await issued(COUPON)) })],
    [DECRYPT, () => ({ c: plant('encrypted') })],

    [ACTIVATE, async () => ({ i: activation(await issued(POINTS_CARD)) })],
    [ACTIVATE, () => ({ i: activation(plant('c')) })],
    [ACTIVATE, () => ({ i: { ...activation(plant('c')), membershipNumber: plant('membership-number-too-long') } })],
    [UPDATE, async () => ({ i: booking(await issued(BALANCE_CARD)) })],
    [
      UPDATE,
      async () => ({
        i: { ...totals(), cardId: BALANCE_CARD, code: await issued(BALANCE_CARD), idempotencyKey: plant('totals') },
      }),
    ],
    [UPDATE, () => ({ i: booking(plant('nobody')) })],
    [UPDATE, () => ({ i: { ...booking(plant('nobody')), ...totals() } })],

    [MOVIE, async () => ({ i: movie(await issued('pDEMO-movie-ticket-0001')) })],
    [MOVIE, () => ({ i: { ...movie(plant('movie')), seatNumbers: [plant('seat'), ''] } })],
    [MEETING, async () => ({ i: meeting(await issued('pDEMO-meeting-ticket-0001')) })],
    [MEETING, () => ({ i: meeting(plant('meeting')) })],
    [CHECK_IN, async () => ({ i: passenger(await issued('pDEMO-boarding-pass-0001')) })],
    [CHECK_IN, () => ({ i: passenger(plant('flight')) })],
    [CHECK_IN, () => ({ i: { ...passenger(plant('flight')), passengerName: plant('much-too-long') } })],
  ];

  function activation(code: string) {
    return {
      cardId: POINTS_CARD,
      code,
      membershipNumber: plant('m'),
      initialPoints: numeral(),
      initialPointsRecord: plant('record'),
      // At most 12 bytes.
      customFieldValue1: `V${numeral()}`,
      idempotencyKey: plant('activation'),
    };
  }

  /** Points and stored value are 0 before, so that the totals are planted too. */
  function booking(code: string) {
    return {
      cardId: BALANCE_CARD,
      code,
      addPoints: numeral(),
      pointsRecord: plant('record'),
      addBalanceFen: numeral(),
      balanceRecord: plant('record'),
      idempotencyKey: plant('booking'),
    };
  }

  function totals() {
    return { setPoints: numeral(), setBalanceFen: numeral() };
  }

  function movie(code: string) {
    return {
      ...{ code, ticketClass: plant('class'), screeningRoom: plant('room'), seatNumbers: [plant('seat')] },
      ...{ showsAt: '2030-01-01T12:00:00Z', durationMinutes: 90, idempotencyKey: plant('show') },
    };
  }

  function meeting(code: string) {
    return {
      code,
      zone: plant('zone'),
      entrance: plant('door'),
      seatNumber: plant('seat'),
      idempotencyKey: plant('fair'),
    };
  }

  function passenger(code: string) {
    return {
      ...{ code, passengerName: plant('p'), cabinClass: 'F', ticketNumber: String(numeral()) },
      ...{ seat: plant('seat'), qrcodeData: plant('qr-data'), idempotencyKey: plant('check-in') },
    };
  }
}

/** Name of the field of the form. It is the same in every form, and is not secret. */
const FORM_FIELD = '爱好';
