import type { MutationName } from '../../src/graph/policies/root-fields.js';
import type { EmulatorControl, LedgerCall } from '../support/emulator-control.js';
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
  /** Changes that were committed with a lost response, and how many of them ended as OUTCOME_UNKNOWN. */
  readonly lostAnswers: number;
  readonly leftUnknown: number;
}

/** One change of an object that no other item changes. */
interface Item extends StormItem {
  readonly key: string;
  readonly path: string;
  /** Whether a call in the ledger belongs to this item. */
  readonly target: string;
}

/** The objects that the items with one number change. No other item changes them. */
interface Objects {
  readonly n: number;
  /** One card for each mutation of cards. */
  readonly cards: readonly string[];
  readonly ruleId: string;
  readonly control: EmulatorControl;
}

/** One type of change. */
interface Kind {
  readonly path: string;
  /** Returns the object of a call in the ledger. */
  readonly targetOf: (request: LedgerCall['request']) => string;
  /** Returns the object that the item changes, and its input without the key. */
  readonly make: (objects: Objects) => Made | Promise<Made>;
}

interface Made {
  readonly target: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const cardOf: Kind['targetOf'] = ({ card_id }) => String(card_id);
const codeOf: Kind['targetOf'] = ({ code }) => String(code);

/**
 * Mutations that create an object or a page, deposit codes, redeem a code or change a member, which have their own storms, those without a read
 * that shows their effect, whose outcome stays unknown after a lost response, and those that change nothing.
 */
type Excluded =
  | 'activateMember'
  | 'checkInBoardingPass'
  | 'createCard'
  | 'createCardLandingPage'
  | 'createCardQrCode'
  | 'depositCodes'
  | 'redeemCode'
  | 'setMemberActivationForm'
  | 'setPayCell'
  | 'setSelfRedeemCell'
  | 'setTestWhitelist'
  | 'signAddCard'
  | 'signChooseCard'
  | 'updateMeetingTicket'
  | 'updateMember'
  | 'updateMovieTicket'
  | 'uploadImage';

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

/** Number of cards that the mutations of cards need per number. */
const CARDS_EACH = 3;

const mutation = (name: string) =>
  `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { outcome: ${name}(input: $input) { replayed userErrors { code } } }`;

/** Runs a storm of every mutation that changes an existing object. */
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
    const own = cards.slice(n * CARDS_EACH, (n + 1) * CARDS_EACH);
    for (const [name, { path, make }] of Object.entries(KINDS)) {
      const { target, input } = await make({ n, cards: own, ruleId: rules[n] ?? '', control });
      const key = `${name}-${items.length}`;
      items.push({ path, target, key, query: mutation(name), input: { ...input, idempotencyKey: key } });
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
  // A read-back is required only if a response was lost.
  const lost = items.filter((item) => commitsOf(item).some(({ errcode }) => errcode === null));
  return {
    mutations: items.length,
    kills,
    committed: [...commits.values()].flat().length,
    answers: outcomesOf(items),
    madeTwice: named((item) => commitsOf(item).length > 1),
    onNobodys,
    successWithoutEffect: named((item) => item.outcome === 'success' && commitsOf(item).length === 0),
    refusalWithEffect: named((item) => item.outcome !== 'success' && !isOpen(item) && commitsOf(item).length > 0),
    lostAnswers: lost.length,
    leftUnknown: lost.filter(({ outcome }) => outcome === 'OUTCOME_UNKNOWN').length,
  };
}
