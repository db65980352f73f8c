import { CARD_TYPES } from '../../platform/endpoints/card.wire.js';
import { MEMBER_CARD_STATUSES } from '../../platform/endpoints/member.js';
import { moreDemoCards } from '../demo/more.js';
import type { EmulatedPlatform } from '../emulated-platform.js';
import { errmsgOf } from '../http/errmsg.js';
import { DEFAULT_FAULT_VALUES, FAULT_KINDS, type Fault, type FaultKind } from '../http/faults.js';
import type { Fields } from '../http/request-checks.js';
import { PlatformRefusal } from '../refusal.js';
import type { AccountState } from '../state/account-state.js';
import { actOnCode, CODE_ACTIONS } from '../state/act-on-code.js';
import { CONSUME_SOURCES } from '../state/card-events.js';
import { LISTING_ORDERS } from '../state/cards.js';
import { claimCard } from '../state/claim-card.js';
import { claimByCardExt, claimByTicket } from '../state/claim-handout.js';
import { issueCode, shownCode } from '../state/issue-code.js';
import { submitForm } from '../state/submit-form.js';
import { COMPONENT_CONTROLS } from './component-controls.js';
import { accountOf, type Control, type Segments } from './control.js';
import { BadControlRequest, ControlRequest, invalidField, limited } from './control-request.js';
import { PUSH_CONTROLS } from './push-controls.js';
import { shownComponent, shownState } from './shown-state.js';

/** Maximum number of cards in one `POST /_emulator/cards`. */
const MAX_CARDS_AT_ONCE = 100_000;
/** Latest time of the clock: the end of the year 9999, in Unix seconds. */
const MAX_SECONDS = 253_402_300_799;
/** Limits of a claim. The platform accepts no longer ones. */
const MAX_OPENID_BYTES = 64;
const MAX_OUTER_STR_BYTES = 128;
const MAX_CODE_BYTES = 64;
/** Maximum characters of a segment of the path: a code of 64 bytes, percent-encoded. */
const MAX_SEGMENT = 3 * MAX_CODE_BYTES;
/** Limits of a form that a user sends (assumed). */
const FORM_LIMITS = { names: 100, texts: 1000, bytes: 512 };
/** Limit of the reason of a review (assumed). */
const MAX_REASON_BYTES = 512;
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
      return {
        ...shownState(accountOf(platform, request).state, platform.clock.now()),
        component: shownComponent(platform),
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
      return shownCode(issueCode(state, issue, now), now, state.appid);
    },
  },
  {
    route: 'POST /_emulator/claims',
    fields: ['card_id', 'ticket', 'card_ext', 'openid', 'code', 'outer_str', 'gift_of'],
    run: (platform, request) => {
      const { state } = accountOf(platform, request);
      const claim = claimIn(state, request);
      const now = platform.clock.now();
      state.settle(now);
      return refusalOr(() => claim(now));
    },
  },
  {
    route: 'POST /_emulator/codes/:code/:action',
    fields: ['card_id', 'openid', 'friend_openid', 'source'],
    run: (platform, request, segments) => {
      const { state } = accountOf(platform, request);
      const action = CODE_ACTIONS.find((each) => each === segments.action);
      if (action === undefined) {
        throw invalidField('action', `one of ${CODE_ACTIONS.join(', ')}`, segments.action, 'another string');
      }
      const wanted = {
        code: limited('code', segments.code ?? '', MAX_CODE_BYTES),
        cardId: request.text('card_id'),
        openid: request.text('openid', MAX_OPENID_BYTES),
        friendOpenid: request.text('friend_openid', MAX_OPENID_BYTES),
        source: request.oneOf('source', CONSUME_SOURCES) ?? 'FROM_MOBILE_HELPER',
      };
      const now = platform.clock.now();
      state.settle(now);
      return refusalOr(() => shownCode(actOnCode(state, action, wanted, now), now, state.appid));
    },
  },
  {
    route: 'POST /_emulator/forms',
    fields: ['card_id', 'code', 'fields'],
    run: (platform, request) => {
      const { state } = accountOf(platform, request);
      const member = { card_id: request.requiredText('card_id'), code: request.requiredText('code') };
      const filledIn = request.textLists('fields', FORM_LIMITS);
      const now = platform.clock.now();
      state.settle(now);
      return refusalOr(() => submitForm(state, member, filledIn, now));
    },
  },
  {
    route: 'POST /_emulator/reviews',
    fields: ['card_id', 'passed', 'reason'],
    run: (platform, request) => {
      const { state } = accountOf(platform, request);
      state.settle(platform.clock.now());
      const { cards } = state;
      const cardId = request.requiredText('card_id');
      const passed = request.requiredBoolean('passed');
      const reason = request.text('reason', MAX_REASON_BYTES);
      const card = cards.find(cardId);
      if (card === undefined) throw invalidField('card_id', 'a card of the account', cardId, 'an unknown id');
      if (card.status !== 'CARD_STATUS_NOT_VERIFY') {
        throw invalidField('card_id', 'a card under review', cardId, `a card with ${card.status}`);
      }
      state.endReview(card, passed, reason);
      return { card_id: cardId, status: card.status };
    },
  },
  {
    route: 'POST /_emulator/listing',
    fields: ['order'],
    run: (platform, request) => {
      const order = request.oneOf('order', LISTING_ORDERS);
      if (order === undefined) throw invalidField('order', `one of ${LISTING_ORDERS.join(', ')}`, undefined);
      accountOf(platform, request).state.cards.listingOrder = order;
      return { order };
    },
  },
  {
    route: 'GET /_emulator/calls',
    fields: [],
    run: ({ calls }, request) => calls.report(request.text('appid')),
  },
  {
    route: 'GET /_emulator/calls/latest',
    fields: [],
    run: ({ calls }) => calls.latest(),
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
    route: 'GET /_emulator/faults',
    fields: [],
    run: ({ faults }, request) => {
      const appid = request.text('appid');
      return {
        faults: faults
          .all()
          .filter((fault) => appid === undefined || fault.appid === appid)
          .map(shownFault),
      };
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
    route: 'GET /_emulator/clock',
    fields: [],
    run: ({ clock }) => ({ now: clock.now() }),
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
  ...PUSH_CONTROLS,
  ...COMPONENT_CONTROLS,
];

const BY_ROUTE: ReadonlyMap<string, Control> = new Map(CONTROLS.map((control) => [control.route, control]));

/** The routes with named segments. */
const PATTERNS = CONTROLS.filter(({ route }) => route.includes('/:')).map((control) => ({
  control,
  pattern: new RegExp(`^${control.route.replace(/:(\w+)/g, (_, name) => `(?<${name}>[^/]{1,${MAX_SEGMENT}})`)}$`),
}));

/** Runs one control call. Returns 200 with its result, or 400 or 404 with the error. */
export async function control(
  platform: EmulatedPlatform,
  method: string,
  path: string,
  query: Fields,
  body: string,
): Promise<{ status: number; result: object }> {
  const found = find(`${method} ${path}`);
  if (found === undefined) {
    return { status: 404, result: { error: `expected one of ${[...BY_ROUTE.keys()].join(', ')}` } };
  }
  try {
    const { control, segments } = found;
    const request = new ControlRequest(body, query, control.fields);
    return { status: 200, result: await control.run(platform, request, decoded(segments)) };
  } catch (cause) {
    if (cause instanceof BadControlRequest) return { status: 400, result: { error: cause.message } };
    throw cause;
  }
}

/** Finds a control call by its route. Segments are returned as they were sent. */
function find(route: string): { control: Control; segments: Segments } | undefined {
  const exact = BY_ROUTE.get(route);
  if (exact !== undefined) return { control: exact, segments: {} };
  for (const { control, pattern } of PATTERNS) {
    const segments = pattern.exec(route)?.groups;
    if (segments !== undefined) return { control, segments };
  }
  return undefined;
}

/** Decodes the segments. The HTTP server has rejected a path with an invalid encoding. */
function decoded(segments: Segments): Segments {
  return Object.fromEntries(Object.entries(segments).map(([name, segment]) => [name, decodeURIComponent(segment)]));
}

/** Reads a claim, whose card is named by its id, by the ticket of a QR code or by a cardExt. Returns the function that runs it. */
function claimIn(state: AccountState, request: ControlRequest): (now: number) => object {
  const openid = request.requiredText('openid', MAX_OPENID_BYTES);
  const [cardId, ticket, cardExt] = ['card_id', 'ticket', 'card_ext'].map((name) => request.text(name));
  const isNamedOnce = ticket === undefined ? (cardExt ?? cardId) !== undefined : (cardExt ?? cardId) === undefined;
  if (!isNamedOnce) {
    throw new BadControlRequest(
      'card_id, ticket, card_ext: expected exactly one of them, or card_id with card_ext, got none or others',
    );
  }
  const code = request.text('code');
  const outerStr = request.text('outer_str', MAX_OUTER_STR_BYTES);
  const giftOf = request.texts('gift_of', ['openid', 'code']);
  if (ticket === undefined && cardExt === undefined) {
    const claim = { cardId: cardId ?? '', openid, code, outerStr, giftOf };
    return (now) => ({ code: claimCard(state, claim, now).code });
  }
  if ((code ?? outerStr ?? giftOf) !== undefined) {
    throw new BadControlRequest(
      'code, outer_str, gift_of: expected none of them with a ticket or a card_ext, got some',
    );
  }
  if (ticket === undefined) return (now) => ({ code: claimByCardExt(state, cardExt ?? '', cardId, openid, now).code });
  return (now) => {
    const claimed = claimByTicket(state, ticket, openid, now);
    const hasSeveralCards = (state.qrCodes.find(ticket)?.entries.length ?? 0) > 1;
    return { code: claimed.code, ...(hasSeveralCards ? { card_id: claimed.card.id } : {}) };
  };
}

/** Returns the result, or the refusal with the text of the platform. */
function refusalOr(run: () => object): object {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof PlatformRefusal)) throw cause;
    return { errcode: cause.errcode, errmsg: cause.errmsg ?? errmsgOf(cause.errcode) };
  }
}

/** Returns a fault with the fields with which it was added. A number of calls without a limit is absent. */
function shownFault({ timesLeft, ...fault }: Fault): object {
  return Number.isFinite(timesLeft) ? { ...fault, times: timesLeft } : fault;
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
