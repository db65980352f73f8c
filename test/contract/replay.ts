import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EmulatorOptions } from '../../src/emulator/server.js';
import type { CardSeed } from '../../src/emulator/store.js';
import type { Endpoint } from '../../src/platform/endpoint.js';
import type { BaseInfo, WireCardType } from '../../src/platform/endpoints/card.js';
import type { EmulatorControl } from '../support/emulator-control.js';

/** One request and its answer, from the documents. */
export interface Exchange {
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>> & { readonly errcode?: number; readonly errmsg?: string };
  /** The state that the example supposes, in words. */
  readonly given?: string;
  /** "client only: …" where the answer does not follow from the request. */
  readonly replay?: string;
}

export interface Example {
  /** Name of the file without its ending. */
  readonly name: string;
  /** "POST /card/get". */
  readonly endpoint: string;
  readonly exchanges: readonly Exchange[];
}

const EXAMPLES = join(__dirname, 'examples');
const ENDPOINTS = join(__dirname, '../../src/platform/endpoints');

/** Every file of examples. */
export function readExamples(): Example[] {
  return readdirSync(EXAMPLES).map((file) => ({
    name: file.replace(/\.json$/, ''),
    ...(JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as Omit<Example, 'name'>),
  }));
}

export type AnyEndpoint = Endpoint<Exchange['request'], Record<string, unknown>>;

/** Every call that the contract holds, by "POST /card/get": a new file of endpoints needs no word here. */
export async function readContract(): Promise<Map<string, AnyEndpoint>> {
  const modules = await Promise.all(readdirSync(ENDPOINTS).map((file) => import(join(ENDPOINTS, file))));
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

/** A state of the emulator that an exchange supposes. */
export interface ReplayState {
  /** What every account begins with. */
  readonly seed?: EmulatorOptions['seed'];
  /** What is to happen first, by control calls. */
  readonly prepare?: (control: EmulatorControl) => Promise<unknown>;
}

/** The states of the examples that the emulator replays, by name of the file; one per exchange where they differ. */
export const STATES: Readonly<Record<string, ReplayState | readonly ReplayState[]>> = {
  'card-batchget': { seed: { cards: [cardNamed('ph_gmt7cUVrlRk8swPwx7aDyF-pg', 'MEMBER_CARD')] } },
  'card-delete': { seed: { cards: [cardNamed('pFS7Fjg8kV1IdDz01r4SQwMkuCKc', 'DISCOUNT')] } },
  'card-modifystock': { seed: { cards: [cardNamed('pFS7Fjg8kV1IdDz01r4SQwMkuCKc', 'DISCOUNT')] } },
  'card-update': [
    { seed: { cards: [cardNamed('ph_gmt7cUVrlRk8swPwx7aDyF-pg', 'MEMBER_CARD')] } },
    { seed: { cards: [cardNamed('pbLatjgOY1_Cxi3mnWBThtG90HGg', 'CASH')] } },
    { seed: { cards: [cardNamed('pbLatjkoa7luhR3zIBjtQiaYtnz4', 'MEMBER_CARD')] } },
    { seed: { cards: [cardNamed('ph_gmt7cUVrlRk8swPwx7aDyF-pg', 'MEMBER_CARD')] } },
    { seed: { cards: [cardNamed('ph_gmt7cUVrlRk8swPwx7aDyF-pg', 'MEMBER_CARD')] } },
  ],
  token: { prepare: (control) => control.addAccount('APPID', 'APPSECRET') },
};

/** A card of a kind that has nothing but what every card has, under the id that an example names. */
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

/** Fields whose values the emulator makes: compared by type. */
const MADE = new Set(['access_token', 'expires_in', 'rule_id']);

/** The example's answer as a pattern: more may stand beside, what the emulator makes has its type alone. */
export function patternOf(value: unknown, field?: string): unknown {
  if (field !== undefined && MADE.has(field)) return expect.any(value?.constructor as new () => unknown);
  // The platform puts hint and rid behind its text, others each time.
  if (field === 'errmsg') return expect.stringContaining(String(value).replace(/ (hint|rid): ?.*$/, ''));
  if (Array.isArray(value)) return value.map((item) => patternOf(item));
  if (!isObject(value)) return value;
  const fields = Object.entries(value).map(([name, item]) => [name, patternOf(item, name)]);
  return expect.objectContaining(Object.fromEntries(fields));
}
