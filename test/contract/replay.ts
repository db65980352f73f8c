import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoCards } from '../../src/emulator/demo/cards.js';
import type { EmulatorOptions } from '../../src/emulator/server.js';
import type { Endpoint } from '../../src/platform/endpoint.js';
import type { WireCardType } from '../../src/platform/endpoints/card.js';
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
  token: { prepare: (control) => control.addAccount('APPID', 'APPSECRET') },
};

/** The first demo card of a kind, under the id that an example names. */
function cardNamed(id: string, cardType: WireCardType) {
  const model = demoCards(0).find((seed) => seed.cardType === cardType);
  if (model === undefined) throw new Error(`expected a demo card of kind ${cardType}, got none`);
  const { base_info, ...rest } = model.payload;
  return { cardType, payload: { ...rest, base_info: { ...base_info, id } } };
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
