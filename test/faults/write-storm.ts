import { isDeepStrictEqual } from 'node:util';
import type { MutationName } from '../../src/graph/policies/root-fields.js';
import type { EmulatorControl, EmulatorState, LedgerCall } from '../support/emulator-control.js';
import { BALANCE_CARD, POINTS_CARD } from '../support/member-writes.js';
import { pngOf } from '../support/pictures.js';
import type { Replica } from '../support/replica.js';
import { isOpen, outcomesOf, runStorm, type StormItem, type StormOptions } from './storm.js';

/** The effects of a storm of writes, according to the emulator's ledger and to the responses. */
export interface WriteStormReport {
  readonly mutations: number;
  readonly kills: number;
  readonly committed: number;
  readonly answers: Readonly<Record<string, number>>;
  /** Each of these must be empty. */
  readonly madeTwice: readonly string[];
  readonly onNobodys: readonly string[];
  readonly successWithoutEffect: readonly string[];
  readonly refusalWithEffect: readonly string[];
  /** Successes whose effect the emulator's state does not show. */
  readonly successNotInState: readonly string[];
  /** Successes although the only response that proves one was lost. */
  readonly unprovenSuccess: readonly string[];
  /** Mutations that were sent again with other values. */
  readonly repeatedDifferently: readonly string[];
  readonly lost: Readonly<Record<Settlement, Lost>>;
}

/** Changes that were committed with a lost response, and how many of them ended as OUTCOME_UNKNOWN. */
export interface Lost {
  readonly responses: number;
  readonly leftUnknown: number;
}

/** How the outcome of a mutation whose response was lost is determined. */
export type Settlement =
  /** A read shows the effect. */
  | 'read'
  /** A read of the member's totals shows the effect, under a lease. */
  | 'readOfTotals'
  /** No read shows the effect. A retry with the same key sends the same values again, which does no harm. */
  | 'repetition'
  /** Only the response itself proves a success, so the outcome stays unknown. */
  | 'none';

/** One change of an object that no other item changes. */
interface Item extends StormItem {
  readonly key: string;
  readonly path: string;
  /** Whether a call in the ledger belongs to this item. */
  readonly target: string;
  readonly settlement: Settlement;
  readonly isShown: Made['isShown'];
}

/** The objects that the items with one number change. No other item changes them. */
interface Objects {
  readonly n: number;
  /** One card for each mutation of cards. */
  readonly cards: readonly string[];
  /** One member card for each setting of member cards. */
  readonly memberCards: readonly string[];
  readonly ruleId: string;
  readonly control: EmulatorControl;
}

/** One type of change. */
interface Kind {
  readonly path: string;
  /** Defaults to `read`. */
  readonly settlement?: Settlement;
  /** Fields of the payload that `isShown` needs. */
  readonly selection?: string;
  /** Returns the object of a call in the ledger. */
  readonly targetOf: (request: LedgerCall['request']) => string;
  /** Returns the object that the item changes, and its input without the key. */
  readonly make: (objects: Objects) => Made | Promise<Made>;
}

interface Made {
  readonly target: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Returns whether the emulator's state shows the effect of a success. */
  readonly isShown?: (state: EmulatorState, payload: Payload) => boolean;
}

type Payload = Readonly<Record<string, unknown>>;

const cardOf: Kind['targetOf'] = ({ card_id }) => String(card_id);
const codeOf: Kind['targetOf'] = ({ code }) => String(code);

/** Mutations that are not part of this storm. */
type Excluded =
  // Its own storm also covers similar cards: `creations.test.ts`.
  | 'createCard'
  // Its own storm proves that a page is never sent twice for one key: `hand-outs.test.ts`.
  | 'createCardLandingPage'
  // Its own storm adds up the lists of codes: `hand-outs.test.ts`.
  | 'depositCodes'
  // They change nothing.
  | 'signAddCard'
  | 'signChooseCard';

/** Every other mutation. */
const KINDS: Readonly<Record<Exclude<MutationName, Excluded>, Kind>> = {
  updateCard: {
    path: '/card/update',
    targetOf: cardOf,
    make: ({ n, cards: [cardId = ''] }) => {
      const baseInfo = { servicePhone: `020-${n}`, claimLimit: 1 + (n % 50) };
      return { target: cardId, input: { cardId, baseInfo } };
    },
  },
  modifyStock: {
    path: '/card/modifystock',
    targetOf: cardOf,
    make: ({ n, cards: [, cardId = ''] }) => ({ target: cardId, input: { cardId, increaseBy: 1 + n } }),
  },
  deleteCard: {
    path: '/card/delete',
    targetOf: cardOf,
    make: ({ cards: [, , cardId = ''] }) => ({ target: cardId, input: { cardId } }),
  },
  updateCode: {
    path: '/card/code/update',
    targetOf: codeOf,
    make: async ({ n, control }) => {
      const custom = { cardId: 'pDEMO-general-coupon-0003', code: `STORM-${n}` };
      await control.addCode({ card_id: custom.cardId, openid: 'oDEMO-user-0001', code: custom.code });
      return { target: custom.code, input: { ...custom, newCode: `NEW-${n}` } };
    },
  },
  setCodeUnavailable: {
    path: '/card/code/unavailable',
    targetOf: codeOf,
    make: async ({ n, control }) => {
      const plain = { cardId: 'pDEMO-groupon-0001', code: String(700_000_000_000 + n) };
      await control.addCode({ card_id: plain.cardId, openid: 'oDEMO-user-0001', code: plain.code });
      return { target: plain.code, input: plain };
    },
  },
  redeemCode: {
    path: '/card/code/consume',
    settlement: 'none',
    targetOf: codeOf,
    make: async ({ n, control }) => {
      const code = await addCode(control, 'pDEMO-cash-0001', 710_000_000_000 + n);
      const isShown: Made['isShown'] = ({ codes }) => find(codes, { code })?.user_card_status === 'CONSUMED';
      return { target: code, input: { code }, isShown };
    },
  },
  activateMember: {
    path: '/card/membercard/activate',
    settlement: 'readOfTotals',
    targetOf: codeOf,
    make: async ({ n, control }) => {
      const code = await addCode(control, POINTS_CARD, 720_000_000_000 + n);
      const membershipNumber = `M-${n}`;
      const shown = { code, has_active: true, membership_number: membershipNumber, bonus: n };
      const input = { cardId: POINTS_CARD, code, membershipNumber, initialPoints: n };
      return { target: code, input, isShown: ({ members }) => find(members, shown) !== undefined };
    },
  },
  // Every second one is a difference.
  updateMember: {
    path: '/card/membercard/updateuser',
    settlement: 'readOfTotals',
    targetOf: codeOf,
    make: async ({ n, control }) => {
      const code = await addCode(control, BALANCE_CARD, 730_000_000_000 + n);
      const change =
        n % 2 === 0 ? { addPoints: 1 + n, addBalanceFen: 2 + n } : { setPoints: 1 + n, setBalanceFen: 2 + n };
      const shown = { code, bonus: 1 + n, balance: 2 + n };
      const input = { cardId: BALANCE_CARD, code, ...change };
      return { target: code, input, isShown: ({ members }) => find(members, shown) !== undefined };
    },
  },
  setMemberActivationForm: {
    path: '/card/membercard/activateuserform/set',
    settlement: 'repetition',
    targetOf: cardOf,
    make: ({ n, memberCards: [cardId = ''] }) => {
      const field = `Field ${n}`;
      const shown = { card_id: cardId, required_form: { custom_field_list: [field] } };
      const input = { cardId, requiredPart: { customFields: [field] } };
      return { target: cardId, input, isShown: ({ forms }) => find(forms, shown) !== undefined };
    },
  },
  setPayCell: {
    path: '/card/paycell/set',
    settlement: 'repetition',
    targetOf: cardOf,
    make: ({ memberCards: [, cardId = ''] }) => {
      const shown = { card_id: cardId, pay: true };
      const input = { cardId, enabled: true };
      return { target: cardId, input, isShown: ({ cells }) => find(cells, shown) !== undefined };
    },
  },
  setSelfRedeemCell: {
    path: '/card/selfconsumecell/set',
    settlement: 'repetition',
    targetOf: cardOf,
    make: ({ n, memberCards: [, , cardId = ''] }) => {
      const requireVerifyCode = n % 2 === 0;
      const selfConsume = { need_verify_cod: requireVerifyCode, need_remark_amount: !requireVerifyCode };
      const shown = { card_id: cardId, self_consume: selfConsume };
      const input = { cardId, enabled: true, requireVerifyCode, askAmount: !requireVerifyCode };
      return { target: cardId, input, isShown: ({ cells }) => find(cells, shown) !== undefined };
    },
  },
  updateMovieTicket: {
    path: '/card/movieticket/updateuser',
    settlement: 'repetition',
    targetOf: codeOf,
    make: async ({ n, control }) => {
      const code = await addCode(control, 'pDEMO-movie-ticket-0001', 740_000_000_000 + n);
      const showTime = 1_900_000_000 + n;
      const ticket = { ticket_class: '4D', show_time: showTime, duration: 90 };
      const input = { code, ticketClass: '4D', showsAt: new Date(showTime * 1000).toISOString(), durationMinutes: 90 };
      return { target: code, input, isShown: ({ codes }) => find(codes, { code, ticket }) !== undefined };
    },
  },
  updateMeetingTicket: {
    path: '/card/meetingticket/updateuser',
    settlement: 'repetition',
    targetOf: codeOf,
    make: async ({ n, control }) => {
      const code = await addCode(control, 'pDEMO-meeting-ticket-0001', 750_000_000_000 + n);
      const ticket = { zone: 'A', entrance: 'B', seat_number: `${n}` };
      const input = { code, zone: 'A', entrance: 'B', seatNumber: `${n}` };
      return { target: code, input, isShown: ({ codes }) => find(codes, { code, ticket }) !== undefined };
    },
  },
  checkInBoardingPass: {
    path: '/card/boardingpass/checkin',
    settlement: 'repetition',
    targetOf: codeOf,
    make: async ({ n, control }) => {
      const code = await addCode(control, 'pDEMO-boarding-pass-0001', 760_000_000_000 + n);
      const ticket = { passenger_name: 'A', class: 'F', etkt_bnr: `${n}` };
      const input = { code, passengerName: 'A', cabinClass: 'F', ticketNumber: `${n}` };
      return { target: code, input, isShown: ({ codes }) => find(codes, { code, ticket }) !== undefined };
    },
  },
  createCardQrCode: {
    path: '/card/qrcode/create',
    settlement: 'repetition',
    selection: 'ticket',
    targetOf: ({ action_info }) => String((action_info as { card: { outer_str: string } }).card.outer_str),
    make: ({ n }) => {
      const channel = `storm-${n}`;
      const item = { card_id: 'pDEMO-cash-0001', outer_str: channel };
      const input = { items: [{ cardId: item.card_id, channel }] };
      const isShown: Made['isShown'] = ({ tickets }, { ticket }) =>
        find(tickets, { ticket, card_list: [item] }) !== undefined;
      return { target: channel, input, isShown };
    },
  },
  // The emulator stores no pictures. Their sizes differ.
  uploadImage: {
    path: '/cgi-bin/media/uploadimg',
    settlement: 'repetition',
    targetOf: ({ bytes }) => String(bytes),
    make: ({ n }) => {
      const picture = pngOf(100 + n);
      const input = { contentBase64: picture.toString('base64'), fileName: `${n}.png` };
      return { target: String(picture.length), input };
    },
  },
  // Each one replaces the list of the one before, so that the state shows only the last one.
  setTestWhitelist: {
    path: '/card/testwhitelist/set',
    settlement: 'repetition',
    targetOf: ({ username }) => String((username as string[])[0]),
    make: ({ n }) => {
      const username = `storm-${n}`;
      return { target: username, input: { openids: [], usernames: [username] } };
    },
  },
  addPayGiftRule: {
    path: '/card/paygiftcard/add',
    targetOf: ({ rule_info }) => String((rule_info as { base_info: { mchid_list: string[] } }).base_info.mchid_list[0]),
    make: ({ n }) => {
      const merchant = `5${String(n).padStart(8, '0')}`;
      return { target: merchant, input: ruleInput(merchant) };
    },
  },
  deletePayGiftRule: {
    path: '/card/paygiftcard/delete',
    targetOf: ({ rule_id }) => String(rule_id),
    make: ({ ruleId }) => ({ target: ruleId, input: { ruleId } }),
  },
};

const TARGET_OF = new Map(Object.values(KINDS).map(({ path, targetOf }) => [path, targetOf]));

/** Number of cards, and of member cards, that the mutations of cards need per number. */
const CARDS_EACH = 3;

const mutation = (name: string, selection: string) =>
  `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) {
    outcome: ${name}(input: $input) { replayed ${selection} userErrors { code } } }`;

/** Issues a code to its own user, so that no mutation meets a limit of its holder. */
async function addCode(control: EmulatorControl, cardId: string, number: number): Promise<string> {
  const code = String(number);
  await control.addCode({ card_id: cardId, openid: `o${code}`, code });
  return code;
}

/** Returns the first object that contains the wanted values, at any depth. */
function find<T extends object>(objects: readonly T[], wanted: object): T | undefined {
  return objects.find((object) => contains(object, wanted));
}

function contains(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null || typeof value !== 'object' || value === null)
    return value === wanted;
  return Object.entries(wanted).every(([name, part]) => contains((value as Payload)[name], part));
}

/** Runs a storm of every mutation that is not excluded. */
export function runWriteStorm(options: StormOptions): Promise<WriteStormReport> {
  return runStorm(
    options,
    ({ control, replicas }) => makeItems(control, replicas[0] as Replica, options.mutations),
    report,
  );
}

/** Creates `count` changes, of every type in turn, each on its own object. */
async function makeItems(control: EmulatorControl, replica: Replica, count: number): Promise<Item[]> {
  const each = Math.ceil(count / Object.keys(KINDS).length);
  const { card_ids: cards } = await control.addCards(each * CARDS_EACH, 'CASH');
  const { card_ids: memberCards } = await control.addCards(each * CARDS_EACH, 'MEMBER_CARD');
  const rules: string[] = [];
  for (let n = 0; n < each; n += 1) {
    const data = await replica.graph.data(
      'mutation ($input: AddPayGiftRuleInput!) { addPayGiftRule(input: $input) { ruleId userErrors { code } } }',
      { input: { ...ruleInput(`4${String(n).padStart(8, '0')}`), idempotencyKey: `seed-${n}` } },
    );
    rules.push(data.addPayGiftRule.ruleId);
  }
  const items: Item[] = [];
  for (let n = 0; n < each; n += 1) {
    const [from, to] = [n * CARDS_EACH, (n + 1) * CARDS_EACH];
    const own = { n, cards: cards.slice(from, to), memberCards: memberCards.slice(from, to), ruleId: rules[n] ?? '' };
    for (const [name, { path, settlement = 'read', selection = '', make }] of Object.entries<Kind>(KINDS)) {
      const { target, input, isShown } = await make({ ...own, control });
      const key = `${name}-${items.length}`;
      const query = mutation(name, selection);
      const settlesByRepetition = settlement === 'repetition';
      const keyed = { ...input, idempotencyKey: key };
      items.push({ path, target, key, query, settlement, settlesByRepetition, isShown, input: keyed });
    }
  }
  return items.slice(0, count);
}

function ruleInput(merchant: string) {
  const now = Date.now();
  return {
    merchantIds: [merchant],
    cardId: 'pDEMO-member-card-0001',
    beginsAt: new Date(now).toISOString(),
    endsAt: new Date(now + 86_400_000).toISOString(),
    minimumSpendFen: 1,
    maximumSpendFen: 100,
  };
}

async function report(items: readonly Item[], control: EmulatorControl, kills: number): Promise<WriteStormReport> {
  const { recent } = await control.ledger();
  const commits = new Map<string, LedgerCall[]>();
  const owned = new Set(items.map(({ path, target }) => `${path} ${target}`));
  const onNobodys: string[] = [];
  for (const call of recent) {
    if (!call.committed) continue;
    const name = `${call.path} ${TARGET_OF.get(call.path)?.(call.request)}`;
    if (!owned.has(name) || call.appid !== 'wxdemo') onNobodys.push(name);
    commits.set(name, [...(commits.get(name) ?? []), call]);
  }
  const commitsOf = ({ path, target }: Item) => commits.get(`${path} ${target}`) ?? [];
  const named = (test: (item: Item) => boolean) =>
    items.filter(test).map((item) => `${item.key} (${item.outcome}, ${commitsOf(item).length} commits)`);
  const isSuccess = ({ outcome }: Item) => outcome === 'success';
  const state = await control.state();
  return {
    mutations: items.length,
    kills,
    committed: [...commits.values()].flat().length,
    answers: outcomesOf(items),
    madeTwice: named((item) => item.settlement !== 'repetition' && commitsOf(item).length > 1),
    onNobodys,
    successWithoutEffect: named((item) => isSuccess(item) && commitsOf(item).length === 0),
    refusalWithEffect: named((item) => !isSuccess(item) && !isOpen(item) && commitsOf(item).length > 0),
    successNotInState: named((item) => isSuccess(item) && item.isShown?.(state, item.payload ?? {}) === false),
    unprovenSuccess: named(
      (item) => item.settlement === 'none' && isSuccess(item) && !commitsOf(item).some(({ errcode }) => errcode === 0),
    ),
    repeatedDifferently: named((item) => {
      const [first, ...others] = commitsOf(item).map(({ request }) => request);
      return others.some((request) => !isDeepStrictEqual(request, first));
    }),
    lost: {
      read: lostOf('read'),
      readOfTotals: lostOf('readOfTotals'),
      repetition: lostOf('repetition'),
      none: lostOf('none'),
    },
  };

  // A settlement is required only if a response was lost.
  function lostOf(settlement: Settlement): Lost {
    const lost = items.filter(
      (item) => item.settlement === settlement && commitsOf(item).some(({ errcode }) => errcode === null),
    );
    return { responses: lost.length, leftUnknown: lost.filter(({ outcome }) => outcome === 'OUTCOME_UNKNOWN').length };
  }
}
