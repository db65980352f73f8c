import { CARD_TYPES } from '../../platform/endpoints/card.wire.js';
import { MEMBER_CARD_STATUSES } from '../../platform/endpoints/member.js';
import { moreDemoCards } from '../demo/more.js';
import type { EmulatedPlatform } from '../emulated-platform.js';
import { DEFAULT_FAULT_VALUES, FAULT_KINDS, type FaultKind } from '../http/faults.js';
import type { Fields } from '../http/request-checks.js';
import { type Account, DEMO_APPID } from '../state/accounts.js';
import { issueCode, shownCode } from '../state/issue-code.js';
import { BadControlRequest, ControlRequest, invalidField } from './control-request.js';

/** One control call: its route, such as `"POST /_emulator/reset"`, its fields in addition to `appid`, and its function. */
interface Control {
  readonly route: `${'GET' | 'POST' | 'DELETE'} /_emulator/${string}`;
  readonly fields: readonly string[];
  readonly run: (platform: EmulatedPlatform, request: ControlRequest) => object;
}

/** Maximum number of cards in one `POST /_emulator/cards`. */
const MAX_CARDS_AT_ONCE = 100_000;
/** Latest time of the clock: the end of the year 9999, in Unix seconds. */
const MAX_SECONDS = 253_402_300_799;
/** Ranges of `value`: milliseconds of a latency, and final HTTP statuses. */
const VALUE_RANGES: Readonly<Partial<Record<FaultKind, readonly [number, number]>>> = {
  latency: [0, 3_600_000],
  http: [200, 599],
};

/** The control calls. Their paths, fields and responses are fixed, because external tools rely on them. */
const CONTROLS: readonly Control[] = [
  {
    route: 'POST /_emulator/accounts',
    fields: ['secret'],
    run: ({ accounts }, request) => {
      const appid = request.requiredText('appid');
      accounts.add(appid, request.requiredText('secret'));
      return { appid };
    },
  },
  {
    route: 'POST /_emulator/reset',
    fields: [],
    run: (platform) => {
      platform.reset();
      return {};
    },
  },
  {
    route: 'GET /_emulator/state',
    fields: [],
    run: (platform, request) => {
      const { state } = accountOf(platform, request);
      const now = platform.clock.now();
      state.settle(now);
      return {
        cards: state.cards.all().map((card) => card.toObject()),
        codes: state.codes.all().map((code) => shownCode(code, now)),
        users: Array.from(state.codes.openids(), (openid) => ({ openid })),
        rules: state.rules.all().map(({ ruleId, info }) => ({ rule_id: ruleId, ...info })),
        whitelist: { openids: state.whitelist.openids, usernames: state.whitelist.usernames },
      };
    },
  },
  {
    route: 'POST /_emulator/cards',
    fields: ['count', 'card_type'],
    run: (platform, request) => {
      const { cards } = accountOf(platform, request).state;
      const count = request.number('count', 1, MAX_CARDS_AT_ONCE, true);
      if (count === undefined) throw invalidField('count', `a number between 1 and ${MAX_CARDS_AT_ONCE}`, undefined);
      const cardTypes = request.oneOf('card_type', CARD_TYPES);
      const cardIds = moreDemoCards(cards, count, cardTypes ? [cardTypes] : CARD_TYPES, platform.clock.now());
      return { count, card_ids: cardIds };
    },
  },
  {
    route: 'POST /_emulator/codes',
    fields: ['card_id', 'openid', 'code', 'user_card_status'],
    run: (platform, request) => {
      const { state } = accountOf(platform, request);
      const now = platform.clock.now();
      const issue = {
        cardId: request.requiredText('card_id'),
        openid: request.requiredText('openid'),
        code: request.text('code'),
        status: request.oneOf('user_card_status', MEMBER_CARD_STATUSES),
      };
      return shownCode(issueCode(state, issue, now), now);
    },
  },
  {
    route: 'GET /_emulator/calls',
    fields: [],
    run: ({ calls }, request) => calls.report(request.text('appid')),
  },
  {
    route: 'DELETE /_emulator/calls',
    fields: [],
    run: ({ calls }, request) => {
      calls.clear(request.text('appid'));
      return {};
    },
  },
  {
    route: 'POST /_emulator/faults',
    fields: ['path', 'kind', 'when', 'value', 'rate', 'times'],
    run: ({ faults }, request) => {
      const kind = request.oneOf('kind', FAULT_KINDS);
      if (kind === undefined) throw invalidField('kind', `one of ${FAULT_KINDS.join(', ')}`, undefined);
      faults.add({
        kind,
        path: pathOf(request),
        appid: request.text('appid'),
        when: request.oneOf('when', ['before', 'after']) ?? 'before',
        value: faultValue(kind, request),
        rate: request.number('rate', 0, 1, false) ?? 1,
        timesLeft: request.number('times', 1, Number.MAX_SAFE_INTEGER, true) ?? Number.POSITIVE_INFINITY,
      });
      return {};
    },
  },
  {
    route: 'DELETE /_emulator/faults',
    fields: [],
    run: ({ faults }, request) => {
      faults.clear(request.text('appid'));
      return {};
    },
  },
  {
    route: 'POST /_emulator/tokens/expire',
    fields: [],
    // Expires the tokens of every account unless `appid` is set.
    run: ({ tokens }, request) => {
      tokens.expire(request.text('appid'));
      return {};
    },
  },
  {
    route: 'POST /_emulator/clock',
    fields: ['now', 'advanceSeconds'],
    run: ({ clock }, request) => {
      const now = request.number('now', 0, MAX_SECONDS, false);
      const advance = request.number('advanceSeconds', -MAX_SECONDS, MAX_SECONDS, false);
      if ((now === undefined) === (advance === undefined)) {
        throw new BadControlRequest('now, advanceSeconds: expected exactly one of them, got none or both');
      }
      if (now !== undefined) clock.set(now);
      if (advance !== undefined) clock.advance(advance);
      return { now: clock.now() };
    },
  },
];

const BY_ROUTE: ReadonlyMap<string, Control> = new Map(CONTROLS.map((control) => [control.route, control]));

/** Runs one control call. Returns 200 with its result, or 400 or 404 with the error. */
export function control(
  platform: EmulatedPlatform,
  method: string,
  path: string,
  query: Fields,
  body: string,
): { status: number; result: object } {
  const found = BY_ROUTE.get(`${method} ${path}`);
  if (found === undefined) {
    return { status: 404, result: { error: `expected one of ${[...BY_ROUTE.keys()].join(', ')}` } };
  }
  try {
    return { status: 200, result: found.run(platform, new ControlRequest(body, query, found.fields)) };
  } catch (cause) {
    if (cause instanceof BadControlRequest) return { status: 400, result: { error: cause.message } };
    throw cause;
  }
}

function accountOf({ accounts }: EmulatedPlatform, request: ControlRequest): Account {
  const appid = request.text('appid') ?? DEMO_APPID;
  const account = accounts.get(appid);
  if (account === undefined) throw invalidField('appid', 'an existing account', appid, 'an unknown appid');
  return account;
}

function pathOf(request: ControlRequest): string | undefined {
  const path = request.text('path');
  if (path !== undefined && !path.startsWith('/')) {
    throw invalidField('path', 'a path that begins with a slash', path, 'another string');
  }
  return path;
}

function faultValue(kind: FaultKind, request: ControlRequest): number {
  const [min, max] = VALUE_RANGES[kind] ?? [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  return request.number('value', min, max, true) ?? DEFAULT_FAULT_VALUES[kind];
}
