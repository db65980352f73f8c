import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EmulatorOptions } from '../../src/emulator/server.js';
import type { AccountSeed } from '../../src/emulator/state/account-state.js';
import type { CardSeed } from '../../src/emulator/state/cards.js';
import { type Member, newMember } from '../../src/emulator/state/members.js';
import type { RuleSeed } from '../../src/emulator/state/pay-gift-rules.js';
import type { DayCounts, StatsSeed } from '../../src/emulator/state/stats.js';
import { dayOfDate } from '../../src/platform/china-time.js';
import type { Endpoint } from '../../src/platform/endpoint.js';
import { type BaseInfo, DEPOSIT_MODE, type WireCardType } from '../../src/platform/endpoints/card.wire.js';
import type { WireMemberCardStatus } from '../../src/platform/endpoints/member.js';
import type { EmulatorControl } from '../support/emulator-control.js';

/** One request with its response, from the documents. */
export interface Exchange {
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>> & { readonly errcode?: number; readonly errmsg?: string };
  /** The state that the example requires, in words. */
  readonly given?: string;
  /** "client only: …" if the response does not follow from the request. */
  readonly replay?: string;
}

export interface Example {
  /** File name without its extension. */
  readonly name: string;
  /** Method and path, such as "POST /card/get". */
  readonly endpoint: string;
  readonly exchanges: readonly Exchange[];
}

const EXAMPLES = join(__dirname, 'examples');
const ENDPOINTS = join(__dirname, '../../src/platform/endpoints');

/** The examples of a computation, not of a call. */
const SIGNATURES_FILE = 'jsapi-card-signature.json';

/** The examples of the calls of a third-party platform. */
const COMPONENT_PREFIX = 'component-';

/** Reads the example files of the calls of accounts. */
export function readExamples(): Example[] {
  return examplesIn((file) => file !== SIGNATURES_FILE && !file.startsWith(COMPONENT_PREFIX));
}

/** Reads the example files of the calls of a third-party platform. */
export function readComponentExamples(): Example[] {
  return examplesIn((file) => file.startsWith(COMPONENT_PREFIX));
}

function examplesIn(isWanted: (file: string) => boolean): Example[] {
  return readdirSync(EXAMPLES)
    .filter(isWanted)
    .map((file) => ({ name: file.replace(/\.json$/, ''), ...readExample(file) }));
}

/** Reads the examples of card signatures. A request contains what is signed, the response the signature. */
export function readSignatures(): readonly Exchange[] {
  return readExample(SIGNATURES_FILE).exchanges;
}

function readExample(file: string): Omit<Example, 'name'> {
  return JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as Omit<Example, 'name'>;
}

/** Returns the exchanges of an example with their numbers, for test.each. */
export function exchangesOf({ name, endpoint, exchanges }: Example) {
  return exchanges.map((exchange, index) => ({ name, endpoint, number: index + 1, exchange }));
}

export type AnyEndpoint = Endpoint<Exchange['request'], Record<string, unknown>>;

/** Returns all calls of the contract by method and path, such as "POST /card/get". New files of endpoints are found automatically. */
export async function readContract(): Promise<Map<string, AnyEndpoint>> {
  const files = readdirSync(ENDPOINTS).filter((file) => file.endsWith('.ts'));
  const modules = await Promise.all(files.map((file) => import(join(ENDPOINTS, file))));
  const groups = modules.flatMap((module: object) => Object.values(module)).filter(isObject);
  const endpoints = groups.flatMap((group) => Object.values(group)).filter(isEndpoint);
  return new Map(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint]));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isEndpoint(value: unknown): value is AnyEndpoint {
  return isObject(value) && 'path' in value && 'method' in value && 'effect' in value;
}

const NOTHING: DayCounts = {
  view_cnt: 0,
  view_user: 0,
  receive_cnt: 0,
  receive_user: 0,
  verify_cnt: 0,
  verify_user: 0,
  given_cnt: 0,
  given_user: 0,
  expire_cnt: 0,
  expire_user: 0,
  active_cnt: 0,
  active_user: 0,
  new_user: 0,
  total_user: 0,
  total_receive_user: 0,
  payOriginalFee: 0,
  fee: 0,
};
const ONE_RECEIPT = { view_cnt: 1, view_user: 1, receive_cnt: 1, receive_user: 1 };

/** The state of the emulator that an exchange requires. */
export interface ReplayState {
  /** Initial data of every account. */
  readonly seed?: EmulatorOptions['seed'];
  /** Control calls to run first. */
  readonly prepare?: (control: EmulatorControl) => Promise<unknown>;
}

/** The holder in the example of code-consume. */
const REDEEMER = 'oFS7Fjl0WsZ9AMZqrI80nbIq8xrA';

/** The states of the examples that the emulator replays, by file name. A list has one state per exchange. */
export const STATES: Readonly<Record<string, ReplayState | readonly ReplayState[]>> = {
  'card-batchget': { seed: { cards: [cardNamed('ph_gmt7cUVrlRk8swPwx7aDyF-pg', 'MEMBER_CARD')] } },
  'card-create': { seed: { cards: [] } },
  'card-create-membercard': { seed: { cards: [] } },
  'card-create-tickets': { seed: { cards: [] } },
  'card-delete': { seed: { cards: [cardNamed('pFS7Fjg8kV1IdDz01r4SQwMkuCKc', 'DISCOUNT')] } },
  'card-modifystock': { seed: { cards: [cardNamed('pFS7Fjg8kV1IdDz01r4SQwMkuCKc', 'DISCOUNT')] } },
  'card-update': [
    { seed: { cards: [cardNamed('ph_gmt7cUVrlRk8swPwx7aDyF-pg', 'MEMBER_CARD')] } },
    { seed: { cards: [cardNamed('pbLatjgOY1_Cxi3mnWBThtG90HGg', 'CASH')] } },
    { seed: { cards: [cardNamed('pbLatjkoa7luhR3zIBjtQiaYtnz4', 'MEMBER_CARD')] } },
    { seed: { cards: [cardNamed('ph_gmt7cUVrlRk8swPwx7aDyF-pg', 'MEMBER_CARD')] } },
    { seed: { cards: [cardNamed('ph_gmt7cUVrlRk8swPwx7aDyF-pg', 'MEMBER_CARD')] } },
  ],
  'code-checkcode': { seed: withDeposits(['11111', '22222', '33333']) },
  'code-deposit': [
    { seed: withDeposits([]) },
    { seed: withDeposits(['11111', '22222', '33333']) },
    ...Array<ReplayState>(4).fill({ seed: withDeposits([]) }),
  ],
  'code-getdepositcount': { seed: withDeposits(Array.from({ length: 123 }, (_, number) => `code-${number}`)) },
  'code-consume': [
    { seed: withCodes(cardNamed('pFS7Fjg8kV1IdDz01r4SQwMkuCKc', 'CASH'), ['12312313'], REDEEMER) },
    { seed: withCodes(customCard('pFS7Fjg8kV1IdDz01r4SQwMkuCKc'), ['12312313'], REDEEMER) },
    { seed: withCodes(customCard('pFS7Fjg8kV1IdDz01r4SQwMkuCKc'), ['12312313'], REDEEMER, 'CONSUMED') },
    { seed: withCodes(customCard('pFS7Fjg8kV1IdDz01r4SQwMkuCKc'), ['12312313'], REDEEMER, 'UNAVAILABLE') },
    { seed: { cards: [customCard('pFS7Fjg8kV1IdDz01r4SQwMkuCKc')] } },
    { seed: withCodes(cardNamed('pbLatjtZ7v1BG_ZnTjbW85GYc_E8', 'MEMBER_CARD'), ['316510891298']) },
  ],
  'code-decrypt': {},
  'code-unavailable': [
    { seed: withCodes(cardNamed('pAny', 'CASH'), ['12312313']) },
    { seed: withCodes(customCard('pFS7Fjg8kV1IdDz01r4SQwMkuCKc'), ['12312313']) },
  ],
  'code-update': { seed: withCodes(customCard('pFS7Fjg8kV1IdDz01r4SQwMkuCKc'), ['12345678']) },
  'datacube-getcardbizuininfo': [
    { seed: withStats(cardNamed('pAny', 'GIFT'), '2015-06-23', ONE_RECEIPT) },
    { seed: { cards: [] } },
    { seed: { cards: [] } },
  ],
  'datacube-getcardcardinfo': {
    seed: withStats(cardNamed('po8pktyDLmakNY2fn2VyhkiEPqGE', 'GENERAL_COUPON'), '2015-06-23', ONE_RECEIPT),
  },
  'datacube-getcardmembercardinfo': {
    seed: withStats(cardNamed('pAny', 'MEMBER_CARD'), '2015-06-23', { total_user: 86, total_receive_user: 95 }),
  },
  'boardingpass-checkin': {
    seed: withCodes(cardNamed('p1Pj9jr90_SQRaVqYI239Ka1erkI', 'BOARDING_PASS'), ['198374613512']),
  },
  'meetingticket-updateuser': [
    { seed: withCodes(cardNamed('pXch-jvdwkJjY7evUFV-sGsoMl7A', 'MEETING_TICKET'), ['717523732898']) },
    { seed: withCodes(cardNamed('pXch-jvdwkJjY7evUFV-sGsoMl7A', 'MOVIE_TICKET'), ['717523732898']) },
  ],
  'movieticket-updateuser': {
    seed: withCodes(cardNamed('p1Pj9jr90_SQRaVqYI239Ka1erkI', 'MOVIE_TICKET'), ['277217129962']),
  },
  'paycell-set': [
    { seed: { cards: [cardInShop('ph_gmt7cUVrlRk8swPwx7aDyF-pg')] } },
    { seed: { cards: [cardNamed('ph_gmt7cUVrlRk8swPwx7aDyF-pg', 'CASH')] } },
    { seed: { cards: [cardInShop('ph_gmt7cUVrlRk8swPwx7aDyF-pg', { center_title: 'Use now' })] } },
  ],
  'selfconsumecell-set': [
    { seed: { cards: [cardInShop('ph_gmt7cUVrlRk8swPwx7aDyF-pg')] } },
    { seed: { cards: [cardNamed('ph_gmt7cUVrlRk8swPwx7aDyF-pg', 'CASH')] } },
  ],
  'membercard-activate-geturl': { seed: { cards: [oneTapCard('pbLatji6o5g7hJh8Otuvux4y1ty0')] } },
  'membercard-activatetempinfo-get': { seed: { cards: [] } },
  'membercard-activateuserform-set': [
    { seed: { cards: [oneTapCard('pbLatjnrwUUdZI641gKdTMJzHGfc')] } },
    { seed: { cards: [cardNamed('pbLatjnrwUUdZI641gKdTMJzHGfc', 'MEMBER_CARD')] } },
  ],
  'membercard-activate': [
    { seed: withMember('pbLatjtZ7v1BG_ZnTjbW85GYc_E8', '12312313', { has_active: false }) },
    { seed: withMember('pbLatjtZ7v1BG_ZnTjbW85GYc_E8', '12312313', { has_active: true }) },
    { seed: withMember('pbLatjtZ7v1BG_ZnTjbW85GYc_E8', '12312313') },
  ],
  'membercard-updateuser': {
    seed: withMember('p1Pj9jr90_SQRaVqYI239Ka1erkI', '179011264953', { bonus: 100, balance: 200 }),
  },
  'membercard-userinfo-get': {
    seed: {
      cards: [cardNamed('pbLatjtZ7v1BG_ZnTjbW85GYc_E8', 'MEMBER_CARD')],
      codes: [
        {
          code: '916679873278',
          cardId: 'pbLatjtZ7v1BG_ZnTjbW85GYc_E8',
          openid: 'obLatjjwDolFjRRd3doGIdwNqRXw',
          receivedAt: Math.floor(Date.now() / 1000),
          member: {
            nickname: 'Fourier',
            membershipNumber: '316510891298',
            bonus: 460,
            sex: 'MALE',
            user_info: {
              common_field_list: [
                { name: 'USER_FORM_INFO_FLAG_MOBILE', value: '15521328888' },
                { name: 'USER_FORM_INFO_FLAG_NAME', value: 'Weixin' },
              ],
              custom_field_list: [],
            },
          },
        },
      ],
    },
  },
  'paygiftcard-batchget': {
    // Always in force, so that `effective` matches it. The rule of the example ended in 2020.
    seed: { cards: [], rules: [1, 2, 3, 4].map(ruleNumbered) },
    prepare: (control) => control.setClock({ now: 1_500_000_000 }),
  },
  'paygiftcard-delete': { seed: { cards: [], rules: [ruleNumbered(1233)] } },
  'paygiftcard-getbyid': { seed: { cards: [], rules: [ruleNumbered(11233)] } },
  'media-uploadimg': {},
  'landingpage-create': {
    seed: {
      cards: [cardNamed('pXch-jnOlGtbuWwIO2NDftZeynRE', 'CASH'), cardNamed('pXch-jnAN-ZBoRbiwgqBZ1RV60fI', 'GIFT')],
    },
  },
  'mpnews-gethtml': { seed: { cards: [cardNamed('p1Pj9jr90_SQRaVqYI239Ka1erkI', 'CASH')] } },
  'qrcode-create': [
    { seed: { cards: [cardNamed('pFS7Fjg8kV1IdDz01r4SQwMkuCKc', 'DISCOUNT')] } },
    { seed: { cards: [boundCard('pFS7Fjg8kV1IdDz01r4SQwMkuCKc')] } },
    { seed: { cards: [customCard('p1Pj9jgj3BcomSgtuW8B1wl-wo88'), customCard('p1Pj9jgj3BcomSgtuW8B1wl-wo98')] } },
    ...Array<ReplayState>(3).fill({ seed: { cards: [cardNamed('pFS7Fjg8kV1IdDz01r4SQwMkuCKc', 'DISCOUNT')] } }),
  ],
  'ticket-getticket': {},
  'testwhitelist-set': { seed: withCodes(cardNamed('pAny', 'CASH'), ['1'], 'o1Pj9jmZvwSyyyyyyBa4aULW2mA') },
  'user-getcardlist': { seed: withCodes(friendsCard('xxxxxxxxxx'), ['xxx1434079154', 'xxx1434079155']) },
  token: { prepare: (control) => control.addAccount('APPID', 'APPSECRET') },
};

/** Returns a card with the id of an example and only the fields that every card has. */
function cardNamed(id: string, cardType: WireCardType): CardSeed {
  const base_info: BaseInfo = {
    id,
    logo_url: 'http://mmbiz.qpic.cn/0',
    code_type: 'CODE_TYPE_TEXT',
    brand_name: 'A merchant',
    title: 'A card',
    color: '#63b359',
    notice: 'Show it',
    description: '',
    date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 0 },
    sku: { quantity: 100, total_quantity: 100 },
    location_id_list: [],
    get_limit: 1,
    can_share: true,
    can_give_friend: true,
    status: 'CARD_STATUS_VERIFY_OK',
    create_time: 1_457_525_546,
    update_time: 1_457_526_240,
  };
  return { cardType, payload: { base_info } };
}

/** Returns a member card with points, stored value and three custom fields, and one member: the holder of code-consume. */
function withMember(cardId: string, code: string, member: Partial<Member> = {}): AccountSeed {
  const card = cardNamed(cardId, 'MEMBER_CARD');
  const named = { name: 'A field' };
  const own = {
    supply_bonus: true,
    supply_balance: true,
    custom_field1: named,
    custom_field2: named,
    custom_field3: named,
  };
  const { codes = [] } = withCodes(card, [code], REDEEMER);
  return {
    cards: [{ ...card, payload: { ...card.payload, ...own } }],
    codes: codes.map((seed) => ({ ...seed, member: { ...newMember(code), ...member } })),
  };
}

/** Returns a member card with one-tap activation. */
function oneTapCard(id: string): CardSeed {
  const { cardType, payload } = cardNamed(id, 'MEMBER_CARD');
  return { cardType, payload: { ...payload, wx_activate: true } };
}

/** Returns a card with a shop. */
function cardInShop(id: string, base: Partial<BaseInfo> = {}): CardSeed {
  const { cardType, payload } = cardNamed(id, 'CASH');
  return { cardType, payload: { base_info: { ...payload.base_info, location_id_list: [402_521_601], ...base } } };
}

/** Returns a card with custom codes. */
function customCard(id: string): CardSeed {
  const { cardType, payload } = cardNamed(id, 'GENERAL_COUPON');
  return { cardType, payload: { base_info: { ...payload.base_info, use_custom_code: true } } };
}

/** Returns a card with custom codes, each for one user. */
function boundCard(id: string): CardSeed {
  const { cardType, payload } = customCard(id);
  return { cardType, payload: { base_info: { ...payload.base_info, bind_openid: true } } };
}

/** Returns a seed with the card of the deposit examples and its codes. */
function withDeposits(codes: readonly string[]): AccountSeed {
  const cardId = 'pDF3iY0_dVjb_Pua96MMewA96qvA';
  const { cardType, payload } = customCard(cardId);
  const base_info = { ...payload.base_info, get_custom_code_mode: DEPOSIT_MODE };
  return { cards: [{ cardType, payload: { base_info } }], deposited: codes.map((code) => ({ cardId, code })) };
}

/** Returns a friends' voucher. */
function friendsCard(id: string): CardSeed {
  const { cardType, payload } = cardNamed(id, 'CASH');
  return { cardType, payload: { ...payload, advanced_info: { share_friends: true } } };
}

/** Returns a seed with one card and its codes, which one user holds: by default that of user-getcardlist. */
function withCodes(
  card: CardSeed,
  codes: readonly string[],
  openid = '12312313',
  status: WireMemberCardStatus = 'NORMAL',
): AccountSeed {
  const receivedAt = Math.floor(Date.now() / 1000);
  const common = { cardId: card.payload.base_info.id, openid, status, receivedAt };
  return { cards: [card], codes: codes.map((code) => ({ code, ...common })) };
}

/** Returns a card of the web console with counts on only one day. Unspecified counts are 0. */
function withStats(card: CardSeed, date: string, counts: Partial<DayCounts>): AccountSeed {
  const stats: StatsSeed = {
    cardId: card.payload.base_info.id,
    cardType: card.cardType,
    condSource: 0,
    countsOn: (day) => (day === dayOfDate(date) ? { ...NOTHING, ...counts } : undefined),
  };
  return { cards: [card], stats: [stats] };
}

/** Returns the rule of the examples. */
function ruleNumbered(ruleId: number): RuleSeed {
  return {
    ruleId,
    info: {
      type: 'RULE_TYPE_PAY_MEMBER_CARD',
      base_info: {
        mchid_list: ['123', '456'],
        begin_time: 1_480_317_217,
        end_time: 1_580_317_217,
        status: 'RULE_STATUS_OK',
        create_time: 1_480_317_217,
        update_time: 1_480_317_217,
      },
      member_rule: { card_id: 'abcdefg', least_cost: 2, max_cost: 20_000, jump_url: 'www.qq.com' },
    },
  };
}

/** The file part of an upload, as the examples describe it. */
export interface DescribedPart {
  readonly filename: string;
  readonly contentType: string;
  /** Number of bytes. */
  readonly bytes: number;
}

/** Returns the parts of an upload by name, or undefined if the request is JSON. */
export function partsOf({ request }: Pick<Exchange, 'request'>): Readonly<Record<string, DescribedPart>> | undefined {
  return isObject(request.multipart) ? (request.multipart as Record<string, DescribedPart>) : undefined;
}

/** First bytes of the described media types. */
const SIGNATURES: Readonly<Record<string, readonly number[]>> = {
  'image/jpeg': [0xff, 0xd8, 0xff, 0xe0],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  'image/gif': [...Buffer.from('GIF89a')],
};

/** Returns bytes of the described number and type. */
export function contentOf({ contentType, bytes }: DescribedPart): Buffer {
  const content = Buffer.alloc(bytes, 0x2d);
  content.set(SIGNATURES[contentType] ?? []);
  return content;
}

/** Fields whose values the emulator generates. They are compared by type. */
const GENERATED = new Set([
  'access_token',
  'alias',
  'auth_time',
  'authorizer_access_token',
  'component_access_token',
  'content',
  'expire_seconds',
  'expires_in',
  'head_img',
  'page_id',
  'pre_auth_code',
  'principal_name',
  'qrcode_url',
  'rule_id',
  'show_qrcode_url',
  'ticket',
  'url',
  'user_name',
]);

/** Returns the response of an example as a pattern. Additional fields are allowed, and generated values are compared only by type. */
export function patternOf(value: unknown, field?: string): unknown {
  if (field !== undefined && GENERATED.has(field)) return expect.any(value?.constructor as new () => unknown);
  // The platform appends hint and rid to its text. They differ each time.
  if (field === 'errmsg') return expect.stringContaining(String(value).replace(/ (hint|rid): ?.*$/, ''));
  if (Array.isArray(value)) return value.map((item) => patternOf(item));
  if (!isObject(value)) return value;
  const fields = Object.entries(value).map(([name, item]) => [name, patternOf(item, name)]);
  return expect.objectContaining(Object.fromEntries(fields));
}
