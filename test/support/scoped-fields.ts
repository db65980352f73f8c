import { encryptCode } from '../../src/emulator/state/encrypted-codes.js';
import type { ROOT_FIELDS } from '../../src/graph/policies/root-fields.js';
import { ago } from './china-days.js';
import { TINY_PNG } from './pictures.js';

const CARD = 'pDEMO-groupon-0001';
const PNG = TINY_PNG.toString('base64');
const MEMBER = 'pDEMO-member-card-0001';
const DAYS = `from: "${ago(3)}", to: "${ago(2)}"`;
const TERMS = `cardId: "${MEMBER}", merchantIds: ["1900000901"], minimumSpendFen: 1, maximumSpendFen: 2,
  beginsAt: "2030-01-01T00:00:00Z", endsAt: "2030-02-01T00:00:00Z", claimUrl: "https://demo.example/a", idempotencyKey: "scopes-rule"`;

type Rows = typeof ROOT_FIELDS;
/** Root fields with a scope. */
type ScopedField = Exclude<
  { [Field in keyof Rows]: Rows[Field]['scope'] extends null ? never : Field }[keyof Rows],
  // Its results are a stream, see test/graph/event/subscriptions.test.ts.
  'Subscription.cardEvents'
>;

const NEW_CARD =
  '{ groupon: { dealDetail: "a" }, baseInfo: { brandName: "a", title: "a", logoUrl: "https://demo.example/a", color: "Color010", notice: "a", description: "a", codeType: TEXT, quantity: 1, validity: { fixedTerm: { termDays: 1 } } } }';

/** One query for each root field with a scope. No other field of the query needs a scope. */
export const ROOT_QUERIES: Readonly<Record<ScopedField, string>> = {
  'Query.card': `{ card(id: "${CARD}") { title } }`,
  'Query.cardsById': `{ cardsById(ids: ["${CARD}"]) { title } }`,
  'Query.cards': '{ cards(first: 1) { nodes { title } } }',
  'Query.searchCards': '{ searchCards(first: 1) { totalCount } }',
  'Query.previewCardUpdate': `{ previewCardUpdate(input: { cardId: "${CARD}", baseInfo: { notice: "a" } }) { reviewRequired } }`,
  'Query.previewCardCreation': `{ previewCardCreation(card: ${NEW_CARD}) { userErrors { code } } }`,
  'Query.cardColors': '{ cardColors { name } }',
  'Query.cardEvents': '{ cardEvents { endCursor } }',
  'Query.code': '{ code(code: "100000000001") { status } }',
  'Query.codeCheck': '{ codeCheck(code: "100000000001") { redeemable code { status } } }',
  'Query.codeDeposit': '{ codeDeposit(cardId: "pDEMO-general-coupon-0003", codes: ["QL-0101"]) { deposited missing } }',
  'Query.decryptedCode': `{ decryptedCode(encryptedCode: "${encryptCode('wxdemo', '100000000001')}") { status } }`,
  'Query.wechatUser': '{ wechatUser(openid: "oDEMO-user-0001") { wallet { codes { totalCount } } } }',
  'Query.memberInfo': `{ memberInfo(cardId: "${MEMBER}", code: "200000010001") { points } }`,
  'Query.memberActivation': '{ memberActivation(activateTicket: "none") { commonFields { name } } }',
  'Query.payGiftRule': '{ payGiftRule(id: "1000001") { terms { claimUrl } } }',
  'Query.payGiftRules': '{ payGiftRules { nodes { terms { claimUrl } } } }',
  'Query.merchantStats': `{ merchantStats(${DAYS}, origin: API) { complete } }`,
  'Query.couponStats': `{ couponStats(${DAYS}, origin: API) { complete } }`,
  'Query.memberCardStats': `{ memberCardStats(${DAYS}, origin: API) { complete } }`,
  'Query.memberCardDetailStats': `{ memberCardDetailStats(${DAYS}, cardId: "${MEMBER}") { complete } }`,
  'Mutation.createCard': `mutation { createCard(input: { card: ${NEW_CARD}, idempotencyKey: "scoped" }) { cardId userErrors { code } } }`,
  'Mutation.updateCard': `mutation { updateCard(input: { cardId: "${CARD}", baseInfo: { notice: "a" } }) { cardId userErrors { code } } }`,
  'Mutation.modifyStock': `mutation { modifyStock(input: { cardId: "${CARD}", increaseBy: 1, idempotencyKey: "scopes-stock" }) { cardId userErrors { code } } }`,
  'Mutation.deleteCard': `mutation { deleteCard(input: { cardId: "${CARD}" }) { deletedCardId userErrors { code } } }`,
  'Mutation.uploadImage': `mutation { uploadImage(input: { contentBase64: "${PNG}", fileName: "a.png" }) { url userErrors { code } } }`,
  'Mutation.setTestWhitelist':
    'mutation { setTestWhitelist(input: { openids: [], usernames: [] }) { size userErrors { code } } }',
  'Mutation.depositCodes':
    'mutation { depositCodes(input: { cardId: "pDEMO-general-coupon-0003", codes: ["QL-0999"] }) { deposited userErrors { code } } }',
  'Mutation.createCardQrCode': `mutation { createCardQrCode(input: { items: [{ cardId: "${CARD}" }] }) { url userErrors { code } } }`,
  'Mutation.createCardLandingPage': `mutation { createCardLandingPage(input: { title: "a", bannerUrl: "https://demo.example/a", canShare: false, scene: H5, cards: [{ cardId: "${CARD}", thumbUrl: "https://demo.example/b" }], idempotencyKey: "scopes-page" }) { url userErrors { code } } }`,
  'Mutation.setMemberActivationForm': `mutation { setMemberActivationForm(input: { cardId: "${MEMBER}", requiredPart: { commonFields: [MOBILE] } }) { cardId userErrors { code } } }`,
  'Mutation.setPayCell': `mutation { setPayCell(input: { cardId: "${CARD}", enabled: false }) { cardId userErrors { code } } }`,
  'Mutation.setSelfRedeemCell': `mutation { setSelfRedeemCell(input: { cardId: "${CARD}", enabled: false }) { cardId userErrors { code } } }`,
  'Mutation.updateMovieTicket':
    'mutation { updateMovieTicket(input: { code: "100000000013", ticketClass: "4D", showsAt: "2027-01-01T12:00:00Z", durationMinutes: 90 }) { codeValue userErrors { code } } }',
  'Mutation.updateMeetingTicket':
    'mutation { updateMeetingTicket(input: { code: "100000000015", zone: "A", entrance: "1", seatNumber: "5" }) { codeValue userErrors { code } } }',
  'Mutation.checkInBoardingPass':
    'mutation { checkInBoardingPass(input: { code: "100000000014", cancel: true }) { codeValue userErrors { code } } }',
  'Mutation.updateCode':
    'mutation { updateCode(input: { cardId: "pDEMO-general-coupon-0003", code: "QL-0001", newCode: "QL-0009" }) { newCode userErrors { code } } }',
  'Mutation.setCodeUnavailable':
    'mutation { setCodeUnavailable(input: { code: "100000000001" }) { userErrors { code } } }',
  'Mutation.signAddCard': `mutation { signAddCard(input: { cards: [{ cardId: "${CARD}" }] }) { cardList { cardId } userErrors { code } } }`,
  'Mutation.signChooseCard': 'mutation { signChooseCard(input: {}) { cardSign userErrors { code } } }',
  'Mutation.activateMember': `mutation { activateMember(input: { cardId: "${MEMBER}", code: "200000010004", membershipNumber: "1", idempotencyKey: "scopes-member" }) { cardId userErrors { code } } }`,
  'Mutation.updateMember': `mutation { updateMember(input: { cardId: "${MEMBER}", code: "200000010001", addPoints: 1, idempotencyKey: "scopes-points" }) { cardId userErrors { code } } }`,
  'Mutation.redeemCode':
    'mutation { redeemCode(input: { code: "100000000001", idempotencyKey: "scopes-redeem" }) { cardId userErrors { code } } }',
  'Mutation.addPayGiftRule': `mutation { addPayGiftRule(input: { ${TERMS} }) { ruleId userErrors { code } } }`,
  'Mutation.deletePayGiftRule':
    'mutation { deletePayGiftRule(input: { ruleId: "1000001" }) { deletedRuleId userErrors { code } } }',
};

/** Returns a redemption of a code with a key that no other test uses. */
const redemptionWith = (field: string) =>
  `mutation { redeemCode(input: { code: "100000000001", idempotencyKey: "scopes-${Math.random()}" }) { replayed ${field} } }`;

export interface NestedField {
  /** Returns a query with the field or a replacement for it. */
  readonly query: (field: string) => string;
  readonly field: string;
  /** Path of the field in the response, without list indexes. */
  readonly path: readonly string[];
}

/** Fields of a type with an additional scope. A caller who may see the parent may not be allowed to see them. */
export const NESTED_FIELDS: Readonly<Record<string, NestedField>> = {
  'Card.stats': {
    query: (field) => `{ cards(first: 2, statuses: [APPROVED]) { nodes { id ${field} } } }`,
    field: `stats(${DAYS}) { complete }`,
    path: ['cards', 'nodes', 'stats'],
  },
  'Code.card': {
    query: (field) => `{ code(code: "100000000001") { status ${field} } }`,
    field: 'card { title }',
    path: ['code', 'card'],
  },
  'Code.member': {
    query: (field) =>
      `{ wechatUser(openid: "oDEMO-user-0001") { wallet(cardId: "${MEMBER}") { codes { nodes { cardId ${field} } } } } }`,
    field: 'member { points }',
    path: ['wechatUser', 'wallet', 'codes', 'nodes', 'member'],
  },
  'MemberInfo.card': {
    query: (field) => `{ memberInfo(cardId: "${MEMBER}", code: "200000010001") { points ${field} } }`,
    field: 'card { title }',
    path: ['memberInfo', 'card'],
  },
  'MemberInfo.holder': {
    query: (field) => `{ memberInfo(cardId: "${MEMBER}", code: "200000010001") { points ${field} } }`,
    field: 'holder { openid wallet { codes { totalCount } } }',
    path: ['memberInfo', 'holder'],
  },
  'PayGiftRuleTerms.card': {
    query: (field) => `{ payGiftRules { nodes { terms { claimUrl ${field} } } } }`,
    field: 'card { title }',
    path: ['payGiftRules', 'nodes', 'terms', 'card'],
  },
  'CouponStatsRow.card': {
    query: (field) => `{ couponStats(${DAYS}, origin: CONSOLE) { rows { date ${field} } } }`,
    field: 'card { title }',
    path: ['couponStats', 'rows', 'card'],
  },
  'MemberCardDetailStatsRow.card': {
    query: (field) => `{ memberCardDetailStats(${DAYS}, cardId: "${MEMBER}") { rows { date ${field} } } }`,
    field: 'card { title }',
    path: ['memberCardDetailStats', 'rows', 'card'],
  },
  'CreateCardPayload.card': {
    query: (field) =>
      `mutation { createCard(input: { card: ${NEW_CARD}, idempotencyKey: "scopes-${Math.random()}" }) { replayed ${field} } }`,
    field: 'card { title }',
    path: ['createCard', 'card'],
  },
  'SetMemberActivationFormPayload.card': {
    query: (field) =>
      `mutation { setMemberActivationForm(input: { cardId: "${MEMBER}", requiredPart: { commonFields: [MOBILE] } }) { replayed ${field} } }`,
    field: 'card { title }',
    path: ['setMemberActivationForm', 'card'],
  },
  'SetPayCellPayload.card': {
    query: (field) => `mutation { setPayCell(input: { cardId: "${CARD}", enabled: false }) { replayed ${field} } }`,
    field: 'card { title }',
    path: ['setPayCell', 'card'],
  },
  'SetSelfRedeemCellPayload.card': {
    query: (field) =>
      `mutation { setSelfRedeemCell(input: { cardId: "${CARD}", enabled: false }) { replayed ${field} } }`,
    field: 'card { title }',
    path: ['setSelfRedeemCell', 'card'],
  },
  'UpdateMovieTicketPayload.code': {
    query: (field) =>
      `mutation { updateMovieTicket(input: { code: "100000000013", ticketClass: "4D", showsAt: "2027-01-01T12:00:00Z", durationMinutes: 90 }) { replayed ${field} } }`,
    field: 'code { status }',
    path: ['updateMovieTicket', 'code'],
  },
  'UpdateMeetingTicketPayload.code': {
    query: (field) =>
      `mutation { updateMeetingTicket(input: { code: "100000000015", zone: "A", entrance: "1", seatNumber: "5" }) { replayed ${field} } }`,
    field: 'code { status }',
    path: ['updateMeetingTicket', 'code'],
  },
  'CheckInBoardingPassPayload.code': {
    query: (field) =>
      `mutation { checkInBoardingPass(input: { code: "100000000014", cancel: true }) { replayed ${field} } }`,
    field: 'code { status }',
    path: ['checkInBoardingPass', 'code'],
  },
  'UpdateCardPayload.card': {
    query: (field) =>
      `mutation { updateCard(input: { cardId: "${CARD}", baseInfo: { notice: "b" } }) { cardId ${field} } }`,
    field: 'card { title }',
    path: ['updateCard', 'card'],
  },
  'ModifyStockPayload.card': {
    query: (field) =>
      `mutation { modifyStock(input: { cardId: "${CARD}", increaseBy: 1, idempotencyKey: "scopes-${Math.random()}" }) { cardId ${field} } }`,
    field: 'card { title }',
    path: ['modifyStock', 'card'],
  },
  'DepositCodesPayload.card': {
    query: (field) =>
      `mutation { depositCodes(input: { cardId: "pDEMO-general-coupon-0003", codes: ["QL-0998"] }) { userErrors { code } ${field} } }`,
    field: 'card { title }',
    path: ['depositCodes', 'card'],
  },
  'UpdateCodePayload.code': {
    query: (field) =>
      `mutation { updateCode(input: { cardId: "pDEMO-general-coupon-0003", code: "QL-0001", newCode: "QL-0009" }) { newCode ${field} } }`,
    field: 'code { status }',
    path: ['updateCode', 'code'],
  },
  'SetCodeUnavailablePayload.code': {
    query: (field) =>
      `mutation { setCodeUnavailable(input: { code: "100000000001" }) { userErrors { code } ${field} } }`,
    field: 'code { status }',
    path: ['setCodeUnavailable', 'code'],
  },
  'ActivateMemberPayload.member': {
    query: (field) =>
      `mutation { activateMember(input: { cardId: "${MEMBER}", code: "200000010004", membershipNumber: "1", overwrite: true, idempotencyKey: "scopes-${Math.random()}" }) { cardId ${field} } }`,
    field: 'member { points }',
    path: ['activateMember', 'member'],
  },
  'UpdateMemberPayload.member': {
    query: (field) =>
      `mutation { updateMember(input: { cardId: "${MEMBER}", code: "200000010001", addPoints: 1, idempotencyKey: "scopes-${Math.random()}" }) { cardId ${field} } }`,
    field: 'member { points }',
    path: ['updateMember', 'member'],
  },
  'UpdateMemberPayload.holder': {
    query: (field) =>
      `mutation { updateMember(input: { cardId: "${MEMBER}", code: "200000010001", addPoints: 1, idempotencyKey: "scopes-${Math.random()}" }) { cardId ${field} } }`,
    field: 'holder { openid }',
    path: ['updateMember', 'holder'],
  },
  'RedeemCodePayload.card': {
    query: (field) => redemptionWith(field),
    field: 'card { title }',
    path: ['redeemCode', 'card'],
  },
  'RedeemCodePayload.code': {
    query: (field) => redemptionWith(field),
    field: 'code { status }',
    path: ['redeemCode', 'code'],
  },
  'RedeemCodePayload.holder': {
    query: (field) => redemptionWith(field),
    field: 'holder { openid }',
    path: ['redeemCode', 'holder'],
  },
  'AddPayGiftRulePayload.rule': {
    query: (field) =>
      `mutation { addPayGiftRule(input: { ${TERMS.replace('scopes-rule', `scopes-${Math.random()}`)} }) { ruleId ${field} } }`,
    field: 'rule { terms { claimUrl } }',
    path: ['addPayGiftRule', 'rule'],
  },
};
