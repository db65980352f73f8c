import type { Scope } from '../../config/scopes.js';
import { ADD_CARD_MAX_CARDS } from '../../platform/card-signature.js';
import { DEPOSIT_MAX_CODES } from '../../platform/endpoints/deposit.js';
import { type ListSize, NODES_PAGE, PAGE } from './list-size.js';

/** The policies of one root field. */
export interface RootField {
  /** Scope that the caller needs. null: every authenticated caller may use the field. */
  readonly scope: Scope | null;
  /**
   * Maximum upstream calls, excluding those of the selection below and the read-back after a lost response. Published as `@cost`.
   */
  readonly cost: number;
  /** `cost` is that of one window of days between the arguments `from` and `to`: `@cost` cannot express that, and a router assumes one. */
  readonly windowed?: true;
  /** `cost` is that of both origins; the argument `origin` halves it. `@cost` cannot express that, and a router assumes both. */
  readonly bothOrigins?: true;
  /** The result has a row per day for each coupon of the account unless this argument names one card. */
  readonly oneCardArgument?: string;
  /** Length of the list that the field returns or holds. Published as `@listSize`. */
  readonly listSize?: ListSize;
  /**
   * The cost depends on the length of a list in the argument `input`, and `cost` is that of the longest list. `@cost` cannot express that,
   * and a router assumes the longest.
   */
  readonly costByLength?: { readonly list: string; readonly callsFor: (length: number) => number };
  /** The result is as long as this list argument: `@listSize` cannot express that, and a router assumes the size above. */
  readonly lengthArgument?: string;
}

/** The policies of a query. */
export interface QueryField extends RootField {
  /** The arguments contain a code, an openid or a ticket. GET is rejected with 405, because URLs are stored in histories and logs. */
  readonly postOnly?: true;
  /**
   * The field depends on nothing but cached reads of the platform and the caller's scopes. If the same holds for what is selected below it,
   * which the operation decides, a response may be sent again while these reads are current.
   */
  readonly repeatable?: true;
}

/** Cached objects that a write makes stale; see `evictAfter`. */
export type Evicted = 'card' | 'cardList' | 'codes' | 'depositedCodeCount' | 'payGiftRule';

/** Maximum number of codes of one `depositCodes`. */
export const DEPOSIT_CODES_MAX = 1000;

/** The policies of a mutation. */
export interface MutationField extends RootField {
  /**
   * The field of the input, or else of the payload, that identifies the changed object. The audit trail records its hash. null: the
   * mutation changes no object that has an id. `cards` and `items` are lists of the input whose entries have a `cardId`.
   */
  readonly auditTarget: 'cardId' | 'cards' | 'items' | 'code' | 'ruleId' | null;
  /** The platform cannot undo the mutation. `LIMIT_IRREVERSIBLE` limits such mutations. */
  readonly irreversible?: true;
  /** Cache entries that the write evicts. */
  readonly evicts: readonly Evicted[];
}

interface Rows {
  readonly [field: `Query.${string}`]: QueryField;
  readonly [field: `Mutation.${string}`]: MutationField;
  readonly [field: `Subscription.${string}`]: RootField;
}

/** One row per root field: `schema.ts` does not compile while a root field has no row or a row has no root field. */
export const ROOT_FIELDS = {
  'Query.card': { scope: 'card:read', cost: 1, repeatable: true },
  'Query.cardsById': {
    scope: 'card:read',
    cost: 1,
    listSize: { assumedSize: 100 },
    lengthArgument: 'ids',
    repeatable: true,
  },
  'Query.cards': { scope: 'card:read', cost: 2, listSize: PAGE }, // one batchget per 50
  'Query.searchCards': { scope: 'card:read', cost: 0, listSize: PAGE }, // from the index
  'Query.previewCardUpdate': { scope: 'card:read', cost: 1 },
  'Query.previewCardCreation': { scope: 'card:read', cost: 0 },
  'Query.cardColors': { scope: 'card:read', cost: 0 },
  'Query.code': { scope: 'code:read', cost: 1, postOnly: true },
  'Query.codeCheck': { scope: 'code:read', cost: 1, postOnly: true },
  'Query.codeDeposit': { scope: 'code:read', cost: 1, postOnly: true },
  'Query.decryptedCode': { scope: 'code:read', cost: 2, postOnly: true },
  'Query.wechatUser': { scope: 'code:read', cost: 0, postOnly: true },
  'Query.memberInfo': { scope: 'member:read', cost: 1, postOnly: true },
  'Query.memberActivation': { scope: 'member:read', cost: 1, postOnly: true },
  'Query.payGiftRule': { scope: 'rule:read', cost: 1 },
  'Query.payGiftRules': { scope: 'rule:read', cost: 1, listSize: PAGE },
  'Query.merchantStats': { scope: 'stats:read', cost: 2, windowed: true, bothOrigins: true },
  'Query.couponStats': {
    scope: 'stats:read',
    cost: 2,
    windowed: true,
    bothOrigins: true,
    oneCardArgument: 'cardId',
  },
  'Query.memberCardStats': { scope: 'stats:read', cost: 2, windowed: true, bothOrigins: true },
  'Query.memberCardDetailStats': { scope: 'stats:read', cost: 1, windowed: true },
  // Each kind of event also requires the scopes of `EVENT_SCOPES`.
  'Query.cardEvents': { scope: 'event:read', cost: 0, listSize: NODES_PAGE },
  // The cost of one event. The same scopes apply.
  'Subscription.cardEvents': { scope: 'event:read', cost: 0 },
  'Query.cardgraphViewer': { scope: null, cost: 0 },
  'Query._service': { scope: null, cost: 0 },
  // Each reference requires the scope of its type and has the cost of its type.
  'Query._entities': { scope: null, cost: 0, postOnly: true },

  'Mutation.createCard': { scope: 'card:write', cost: 2, auditTarget: 'cardId', evicts: ['cardList'] },
  'Mutation.updateCard': { scope: 'card:write', cost: 3, auditTarget: 'cardId', evicts: ['card'] },
  'Mutation.modifyStock': { scope: 'card:write', cost: 3, auditTarget: 'cardId', evicts: ['card'] },
  'Mutation.deleteCard': {
    scope: 'card:write',
    cost: 1,
    auditTarget: 'cardId',
    irreversible: true,
    evicts: ['card'],
  },
  'Mutation.uploadImage': { scope: 'card:write', cost: 1, auditTarget: null, evicts: [] },
  'Mutation.setTestWhitelist': { scope: 'card:write', cost: 1, auditTarget: null, evicts: [] },
  'Mutation.updateCode': { scope: 'code:write', cost: 1, auditTarget: 'code', evicts: ['codes'] },
  'Mutation.setCodeUnavailable': {
    scope: 'code:write',
    cost: 1,
    auditTarget: 'code',
    irreversible: true,
    evicts: ['codes'],
  },
  // One call per portion.
  'Mutation.depositCodes': {
    scope: 'code:write',
    cost: Math.ceil(DEPOSIT_CODES_MAX / DEPOSIT_MAX_CODES),
    costByLength: { list: 'codes', callsFor: (length) => Math.ceil(length / DEPOSIT_MAX_CODES) },
    auditTarget: 'cardId',
    evicts: ['depositedCodeCount'],
  },
  // Each distinct card, and the ticket once in its life.
  'Mutation.signAddCard': {
    scope: 'code:write',
    cost: 1 + ADD_CARD_MAX_CARDS,
    costByLength: { list: 'cards', callsFor: (length) => 1 + length },
    auditTarget: 'cards',
    evicts: [],
  },
  'Mutation.signChooseCard': { scope: 'code:read', cost: 1, auditTarget: 'cardId', evicts: [] },
  'Mutation.activateMember': { scope: 'member:write', cost: 2, auditTarget: 'code', evicts: ['card', 'codes'] },
  'Mutation.updateMember': { scope: 'member:write', cost: 2, auditTarget: 'code', evicts: ['card', 'codes'] },
  'Mutation.redeemCode': {
    scope: 'code:redeem',
    cost: 2,
    auditTarget: 'code',
    irreversible: true,
    evicts: ['codes', 'card'],
  },
  'Mutation.setMemberActivationForm': { scope: 'card:write', cost: 1, auditTarget: 'cardId', evicts: ['card'] },
  'Mutation.setPayCell': { scope: 'card:write', cost: 1, auditTarget: 'cardId', evicts: ['card'] },
  'Mutation.setSelfRedeemCell': { scope: 'card:write', cost: 1, auditTarget: 'cardId', evicts: ['card'] },
  'Mutation.updateMovieTicket': { scope: 'code:write', cost: 1, auditTarget: 'code', evicts: ['codes'] },
  'Mutation.updateMeetingTicket': { scope: 'code:write', cost: 1, auditTarget: 'code', evicts: ['codes'] },
  'Mutation.checkInBoardingPass': { scope: 'code:write', cost: 1, auditTarget: 'code', evicts: ['codes'] },
  'Mutation.createCardQrCode': { scope: 'code:write', cost: 1, auditTarget: 'items', evicts: [] },
  'Mutation.createCardLandingPage': { scope: 'code:write', cost: 1, auditTarget: 'cards', evicts: [] },
  'Mutation.addPayGiftRule': { scope: 'rule:write', cost: 1, auditTarget: 'cardId', evicts: [] },
  'Mutation.deletePayGiftRule': { scope: 'rule:write', cost: 1, auditTarget: 'ruleId', evicts: ['payGiftRule'] },
} as const satisfies Rows;

/** Coordinate of a root field, such as `Query.card`. */
export type RootFieldName = keyof typeof ROOT_FIELDS;

type NameIn<Root extends string> = RootFieldName extends infer Name
  ? Name extends `${Root}.${infer Field}`
    ? Field
    : never
  : never;

/** Name of a mutation, such as `updateCard`. */
export type MutationName = NameIn<'Mutation'>;

const QUERIES = rowsOf<QueryField>('Query');
const MUTATIONS = rowsOf<MutationField>('Mutation');
const SUBSCRIPTIONS = rowsOf<RootField>('Subscription');

function rowsOf<Row extends RootField>(root: 'Query' | 'Mutation' | 'Subscription'): ReadonlyMap<string, Row> {
  const prefix = `${root}.`;
  const rows = Object.entries<RootField>(ROOT_FIELDS).filter(([coordinate]) => coordinate.startsWith(prefix));
  return new Map(rows.map(([coordinate, row]) => [coordinate.slice(prefix.length), row as Row]));
}

/** @returns undefined for a query that has no row */
export function queryField(name: string): QueryField | undefined {
  return QUERIES.get(name);
}

/** @returns undefined for a mutation that has no row */
export function mutationField(name: MutationName): MutationField;
export function mutationField(name: string): MutationField | undefined;
export function mutationField(name: string): MutationField | undefined {
  return MUTATIONS.get(name);
}

/** @returns undefined for a root field that has no row, and for a field of any other type */
export function rootField(type: string, field: string): RootField | undefined {
  if (type === 'Query') return QUERIES.get(field);
  if (type === 'Mutation') return MUTATIONS.get(field);
  return type === 'Subscription' ? SUBSCRIPTIONS.get(field) : undefined;
}

export const MUTATION_NAMES: readonly string[] = [...MUTATIONS.keys()];

/** Names of the mutations that the platform cannot undo. */
export const IRREVERSIBLE_MUTATIONS: readonly string[] = [...MUTATIONS]
  .filter(([, { irreversible }]) => irreversible)
  .map(([name]) => name);

type ResolverClass = abstract new () => object;

/** The method names of resolver classes. Distributes over a union of classes. */
type MethodOf<Resolver> = Resolver extends abstract new () => infer Instance ? keyof Instance & string : never;

/** Coordinates of the root fields that the methods of resolver classes declare, by root type. */
export type DeclaredBy<Resolvers extends Readonly<Record<string, readonly ResolverClass[]>>> = {
  [Root in keyof Resolvers & string]: `${Root}.${MethodOf<Resolvers[Root][number]>}`;
}[keyof Resolvers & string];

/** Compiles only for `never`. For other types, the compiler error names them. */
export type None<Names extends never> = Names;
