import { SCOPES, type Scope } from '../../../src/config/scopes.js';
import { MemoryBackend } from '../../../src/events/memory-backend.js';
import { retentionOf } from '../../../src/events/retention.js';
import { createSchema } from '../../../src/graph/schema/schema.js';
import { StoreUnavailable } from '../../../src/store/store.js';
import { apiKeys, entryOf, keyOf } from '../../support/api-keys.js';
import { type EventStack, startEventStack } from '../../support/event-stack.js';
import { accountOf } from '../../support/stack.js';
import { crossings, isOfEvent } from '../../unit/graph/policies/schema-walk.js';

const CARD = 'pDEMO-groupon-0001';

const PUSHES = {
  REVIEWED: 'card_pass_check',
  STOCK_LOW: 'card_sku_remind',
  CLAIMED: 'user_get_card',
  GIFTED: 'user_gifting_card',
  DELETED: 'user_del_card',
  REDEEMED: 'user_consume_card',
  PAID: 'user_pay_from_pay_cell',
  MEMBER_CHANGED: 'update_member_card',
  MEMBER_SUBMITTED: 'submit_membercard_user_info',
  VIEWED: 'user_view_card',
  CHAT_ENTERED: 'user_enter_session_from_card',
  UNKNOWN: 'card_new_event',
};
/** Types of the kinds in `CODE_KINDS`. */
const CODE_TYPES = [
  ...['CodeClaimedEvent', 'CodeGiftedEvent', 'CodeDeletedEvent', 'CodeRedeemedEvent', 'CodePaidEvent'],
  ...['CardViewedEvent', 'ChatEnteredEvent'],
];
const CODE_KINDS = ['CLAIMED', 'GIFTED', 'DELETED', 'REDEEMED', 'PAID', 'VIEWED', 'CHAT_ENTERED'];

const callers = {
  nothing: [],
  card: ['card:read'],
  code: ['code:read'],
  member: ['member:read'],
  'code and member': ['code:read', 'member:read'],
  all: ['card:read', 'code:read', 'member:read'],
} satisfies Record<string, Scope[]>;

let stack: EventStack;
let backend: MemoryBackend;
beforeAll(async () => {
  backend = new MemoryBackend(retentionOf());
  const entries = Object.entries<Scope[]>(callers).map(([name, scopes]) =>
    entryOf(name, { scopes: ['event:read', ...scopes] }),
  );
  const others = entryOf('everything else', { scopes: SCOPES.filter((scope) => scope !== 'event:read') });
  stack = await startEventStack({ auth: apiKeys(...entries, others) }, backend);
  for (const name of Object.values(PUSHES)) await stack.push(name, { CardId: CARD, UserCardCode: 'PLANTED-code' });
});
afterAll(() => stack.close());

const queryAs = (caller: string, args = '', selection = 'nodes { kind cardId } endCursor hasMore') =>
  stack.graph.ask(`{ cardEvents${args} { ${selection} } }`, undefined, { 'x-api-key': keyOf(caller) });

test.each<[caller: string, kinds: readonly string[]]>([
  ['nothing', []],
  ['card', ['REVIEWED', 'STOCK_LOW']],
  ['code', CODE_KINDS],
  ['member', []],
  ['code and member', [...CODE_KINDS, 'MEMBER_CHANGED', 'MEMBER_SUBMITTED']],
  ['all', Object.keys(PUSHES)],
])(
  'a caller with event:read and the scopes for %s receives exactly the kinds that these show',
  async (caller, kinds) => {
    const { data, errors } = await queryAs(caller);
    expect(errors).toBeUndefined();
    expect(data.cardEvents.nodes.map(({ kind }: { kind: string }) => kind).sort()).toEqual([...kinds].sort());
    expect(JSON.stringify(data)).not.toContain('PLANTED');
    // The cursor is past the events that were left out.
    const rest = await queryAs('all', `(after: "${data.cardEvents.endCursor}", kinds: [REVIEWED, CLAIMED, UNKNOWN])`);
    expect(rest.data.cardEvents.nodes).toEqual([]);
  },
);

test.each([
  ['nothing', 'CLAIMED', 'code:read'],
  ['code', 'REVIEWED', 'card:read'],
  ['code', 'MEMBER_CHANGED', 'member:read'],
  ['member', 'MEMBER_SUBMITTED', 'code:read'],
  ['code and member', 'UNKNOWN', 'card:read'],
])('a caller with the scopes for %s who requests %s by name receives FORBIDDEN for %s', async (caller, kind, scope) => {
  const { data, errors } = await queryAs(caller, `(kinds: [${kind}])`);
  expect(data).toEqual({ cardEvents: null });
  expect(errors).toMatchObject([{ path: ['cardEvents'], extensions: { code: 'FORBIDDEN', scope } }]);
});

test('a caller with every scope but event:read receives FORBIDDEN', async () => {
  const { errors } = await queryAs('everything else');
  expect(errors).toMatchObject([{ path: ['cardEvents'], extensions: { code: 'FORBIDDEN', scope: 'event:read' } }]);
});

test('each card of an event is FORBIDDEN without card:read, and the events are returned', async () => {
  const { data, errors } = await queryAs('code and member', '', 'nodes { kind cardId card { id } }');
  const { nodes } = data.cardEvents;
  expect(nodes.map(({ kind }: { kind: string }) => kind).sort()).toEqual(
    [...CODE_KINDS, 'MEMBER_CHANGED', 'MEMBER_SUBMITTED'].sort(),
  );
  expect(nodes).toEqual(nodes.map(({ kind }: { kind: string }) => ({ kind, cardId: CARD, card: null })));
  expect(errors?.map(({ path, extensions }) => ({ path, extensions }))).toEqual(
    nodes.map((_: unknown, index: number) => ({
      path: ['cardEvents', 'nodes', index, 'card'],
      extensions: { code: 'FORBIDDEN', scope: 'card:read' },
    })),
  );
});

test('fields of events need no other scope than card:read for cards and code:read for codes and users', () => {
  const schema = createSchema();
  const scopes = crossings(schema).filter((field) => isOfEvent(schema, field));
  expect(scopes.length).toBeGreaterThan(30);
  const others = scopes.filter(
    (scope) => !/\.card: card:read$|\.(?:code|user|giver|receiver|staff): code:read$/.test(scope),
  );
  expect(others).toEqual([]);
  // Events with codes and users are only returned with code:read.
  const withCodes = scopes.filter((scope) => scope.endsWith('code:read')).map((scope) => scope.split('.')[0]);
  expect(new Set(withCodes)).toEqual(new Set([...CODE_TYPES, 'MemberChangedEvent', 'MemberSubmittedEvent']));
});

describe('the log', () => {
  afterEach(() => jest.restoreAllMocks());

  test('that cannot be read is SERVER_OVERLOADED with the time to wait', async () => {
    jest.spyOn(backend, 'read').mockRejectedValue(new StoreUnavailable('down'));
    const { errors } = await queryAs('all');
    expect(errors).toMatchObject([{ extensions: { code: 'SERVER_OVERLOADED', retryAfter: 1 } }]);
  });

  test('returns a gap regardless of the filter and the scopes', async () => {
    const { data } = await queryAs('all', '(first: 0)', 'endCursor');
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
    await backend.renew(accountOf(stack.silentAccount.baseUrl), 60_000, true);
    const after = `after: "${data.cardEvents.endCursor}"`;
    const selection = 'nodes { kind kindRaw cardId occurredAt receivedAt ... on CardEventGap { from to } }';
    const { data: page } = await queryAs('card', `(${after}, kinds: [REVIEWED], cardIds: ["pOther"])`, selection);
    const [gap] = page.cardEvents.nodes;
    expect(gap).toMatchObject({ kind: 'GAP', kindRaw: null, cardId: null, occurredAt: gap.to, receivedAt: gap.to });
    expect(Date.parse(gap.to) - Date.parse(gap.from)).toBeGreaterThanOrEqual(15_000);
  });
});

test('a cursor before removed events is EVENTS_CURSOR_EXPIRED with the cursor to continue with', async () => {
  const retention = retentionOf();
  const { state, activity } = retention.streams;
  const few = { ...retention, streams: { state: { ...state, maxEvents: 2 }, activity } };
  const small = await startEventStack({}, new MemoryBackend(few));
  const query = (args: string) => small.graph.ask(`{ cardEvents(${args}) { nodes { cardId } endCursor } }`);
  try {
    const { data } = await query('first: 0');
    for (const CardId of ['a', 'b', 'c']) await small.push('card_pass_check', { CardId });
    const { errors } = await query(`after: "${data.cardEvents.endCursor}"`);
    expect(errors).toMatchObject([{ extensions: { code: 'EVENTS_CURSOR_EXPIRED', cursor: expect.any(String) } }]);
    const next = await query(`after: "${errors?.[0]?.extensions.cursor}"`);
    expect(next.data.cardEvents.nodes).toEqual([{ cardId: 'b' }, { cardId: 'c' }]);
  } finally {
    await small.close();
  }
});
