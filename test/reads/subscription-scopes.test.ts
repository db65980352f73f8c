import { SCOPES, scopesWith } from '../../src/config/scopes.js';
import { createSchema } from '../../src/graph/schema/schema.js';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { type EventStack, startEventStack } from '../support/event-stack.js';
import { EventStream } from '../support/event-stream.js';
import { crossings, isOfEvent } from '../unit/graph/policies/schema-walk.js';

const CARD = 'pDEMO-groupon-0001';
const LAST = 'pDEMO-last';

/** Events in the platform's spelling: one of each type at least. */
const PUSHES = [
  'card_pass_check',
  'card_sku_remind',
  'user_get_card',
  'user_gifting_card',
  'user_del_card',
  'user_consume_card',
  'user_pay_from_pay_cell',
  'update_member_card',
  'submit_membercard_user_info',
  'user_view_card',
  'user_enter_session_from_card',
  'card_new_event',
];

const schema = createSchema();

/** Every field of a message that may need another scope than the message. Gaps and checkpoints name no card. */
const FIELDS = crossings(schema)
  .filter((field) => isOfEvent(schema, field) && !/^CardEvent(?:Gap|Checkpoint)\./.test(field))
  .map((field) => {
    const [, type = '', name = '', scope = ''] = /^(\w+)\.(\w+): (.*)$/.exec(field) ?? [];
    return [type, name, scope] as const;
  });

/** Selects each of the fields by an alias that contains its type. */
const SELECTION = `{ __typename kind cardId ${FIELDS.map(([type, name]) => `... on ${type} { ${type}_${name}: ${name} { __typename } }`).join(' ')} }`;

interface Received {
  readonly event: Readonly<Record<string, unknown>>;
  readonly errors: readonly {
    readonly path: readonly unknown[];
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
}

let stack: EventStack;
let start: string;
beforeAll(async () => {
  const without = (scope: string) => SCOPES.filter((other) => !scopesWith(scope as never).includes(other));
  const entries = ['card:read', 'code:read'].map((scope) => entryOf(`but ${scope}`, { scopes: without(scope) }));
  stack = await startEventStack({ auth: apiKeys(entryOf('everything'), ...entries) });
  const { data } = await stack.graph.ask('{ cardEvents(first: 0) { endCursor } }', undefined, {
    'x-api-key': keyOf('everything'),
  });
  start = data.cardEvents.endCursor;
  const fields = {
    CardId: CARD,
    UserCardCode: '100000000001',
    FriendUserName: 'oDEMO-user-0002',
    IsGiveByFriend: 1,
    StaffOpenId: 'oDEMO-user-0003',
  };
  for (const name of PUSHES) await stack.push(name, fields);
  // Each caller receives one of them.
  for (const name of ['card_pass_check', 'user_del_card']) await stack.push(name, { ...fields, CardId: LAST });
});
afterAll(() => stack.close());

/** Returns the results that a caller receives by a subscription, without those of the last events. */
async function receivedBy(caller: string): Promise<Received[]> {
  const query = `subscription { cardEvents(after: "${start}") ${SELECTION} }`;
  const stream = await EventStream.open(stack.server.url, query, { 'x-api-key': keyOf(caller) });
  await stream.until(() => stream.events.some(({ cardId }) => cardId === LAST));
  const results = stream.results as unknown as {
    data: { cardEvents: Received['event'] };
    errors?: Received['errors'];
  }[];
  stream.vanish();
  return results
    .map(({ data, errors = [] }) => ({ event: data.cardEvents, errors }))
    .filter(({ event }) => event.cardId !== LAST);
}

const errorsAt = ({ errors }: Received, alias: string) => errors.filter(({ path }) => path[1] === alias);

describe('the field of an event through a subscription', () => {
  const results = new Map<string, Promise<Received[]>>();
  const of = async (caller: string, type: string) => {
    const pending = results.get(caller) ?? receivedBy(caller);
    results.set(caller, pending);
    return (await pending).filter(({ event }) => event.__typename === type);
  };

  it.each(FIELDS)('%s.%s is FORBIDDEN without %s, or the event is left out', async (type, name, scope) => {
    const alias = `${type}_${name}`;
    for (const received of await of(`but ${scope}`, type)) {
      expect(received.event[alias]).toBeNull();
      expect(errorsAt(received, alias)).toMatchObject([
        { path: ['cardEvents', alias], extensions: { code: 'FORBIDDEN', scope } },
      ]);
    }
  });

  it.each(FIELDS)('%s.%s has no error for a caller with every scope', async (type, name) => {
    const events = await of('everything', type);
    expect(events).not.toEqual([]);
    for (const received of events) expect(errorsAt(received, `${type}_${name}`)).toEqual([]);
    // Not every message names every user.
    if (/\.(?:card|code|user)$/.test(`${type}.${name}`)) expect(events[0]?.event[`${type}_${name}`]).not.toBeNull();
  });

  test('with a code is only in events for callers with code:read, and those without card:read receive them', async () => {
    const types = (received: readonly Received[]) => new Set(received.map(({ event }) => event.__typename));
    const withoutCodes = types(await receivedBy('but code:read'));
    expect(withoutCodes).toContain('CardReviewedEvent');
    for (const [type, , scope] of FIELDS) if (scope === 'code:read') expect(withoutCodes).not.toContain(type);
    expect(types(await receivedBy('but card:read'))).toContain('CodeClaimedEvent');
  });
});
