import { createHmac } from 'node:crypto';
import { buildSchema, GraphQLError, graphql } from 'graphql';
import { Secret } from '../../../../src/config/secret.js';
import { auditSchema } from '../../../../src/graph/schema/audit-trail.js';
import { PlatformError, refusal } from '../../../../src/platform/errors.js';
import { auditTo } from '../../../support/audit-to.js';

const KEY = 'PLANTED-audit-key-of-32-characters';

const SDL = `
  type Query { card(input: In): Payload }
  type Mutation {
    updateCard(input: In): Payload
    modifyStock(input: In): Payload
    deleteCard(input: In): Payload
    updateCode(input: In): Payload
    setCodeUnavailable(input: In): Payload
    addPayGiftRule(input: In): Payload
    deletePayGiftRule(input: In): Payload
    sell(input: In): Payload
    now: Payload
  }
  input In { cardId: ID code: String ruleId: ID idempotencyKey: String }
  type Payload { replayed: Boolean }
`;

type Line = Readonly<Record<string, unknown>>;
let lines: Line[] = [];
beforeEach(() => {
  lines = [];
});

const CONTEXT = { account: { appid: 'wx1' }, caller: { name: 'shop' }, requestId: 'request-1' };
const COMMITTED = { replayed: false, userErrors: [] };

/** Executes a mutation with this outcome under the audit trail. */
async function audited(
  source: string,
  outcome: () => unknown = () => COMMITTED,
  { appid = 'wx1', key = KEY, ...more }: { appid?: string; key?: string; traceId?: string } = {},
) {
  const trail = auditTo((line) => lines.push(JSON.parse(line)));
  const schema = auditSchema(buildSchema(SDL), { trail, key: new Secret(key) });
  const fields = Object.keys({ ...schema.getMutationType()?.getFields(), ...schema.getQueryType()?.getFields() });
  const rootValue = Object.fromEntries(fields.map((name) => [name, outcome]));
  return graphql({ schema, source, rootValue, contextValue: { ...CONTEXT, account: { appid }, ...more } });
}

const refusedBy = (code: string, errcode: number | null) => () => ({
  replayed: false,
  userErrors: [
    { code, errcode },
    { code: 'OTHER', errcode: 1 },
  ],
});

test('a mutation leaves a record before it starts and one after it ends, with the caller, the account and the target', async () => {
  const before: Line[] = [];
  const mutation =
    'mutation Do { updateCard(input: { cardId: "PLANTED-card", idempotencyKey: "PLANTED-key" }) { replayed } }';
  const result = await audited(
    mutation,
    () => {
      before.push(...lines);
      return COMMITTED;
    },
    { traceId: 'trace-1' },
  );
  expect(result).toMatchObject({ data: { updateCard: { replayed: false } } });
  const who = {
    level: 'info',
    time: expect.any(String),
    requestId: 'request-1',
    traceId: 'trace-1',
    caller: 'shop',
    account: 'wx1',
    mutation: 'updateCard',
    operation: 'Do',
    target: expect.stringMatching(/^[\w-]{22}$/),
    keyHash: expect.stringMatching(/^[\w-]{22}$/),
  };
  expect(before).toEqual([{ ...who, audit: 'intent' }]);
  expect(lines[1]).toEqual({
    ...who,
    audit: 'outcome',
    outcome: 'committed',
    errorCode: null,
    errcode: null,
    durationMs: expect.any(Number),
  });
  expect(lines).toHaveLength(2);
  expect(JSON.stringify(lines)).not.toContain('PLANTED');
});

test('a record has null for a missing operation name, target and key, and no traceId outside a trace', async () => {
  await audited('mutation { updateCard { replayed } }');
  expect(lines[0]).toMatchObject({ operation: null, target: null, keyHash: null });
  expect(lines[0]).not.toHaveProperty('traceId');
});

test.each([
  ['updateCard', 'cardId'],
  ['modifyStock', 'cardId'],
  ['deleteCard', 'cardId'],
  ['updateCode', 'code'],
  ['setCodeUnavailable', 'code'],
  ['addPayGiftRule', 'cardId'],
  ['deletePayGiftRule', 'ruleId'],
])('the target of %s is a keyed hash of the account and its %s', async (mutation, field) => {
  await audited(`mutation { ${mutation}(input: { cardId: "c1", code: "c2", ruleId: "c3" }) { replayed } }`);
  const value = { cardId: 'c1', code: 'c2', ruleId: 'c3' }[field];
  const hash = createHmac('sha256', KEY)
    .update(JSON.stringify(['wx1', field, value]))
    .digest();
  expect(lines[0]?.target).toBe(hash.subarray(0, 16).toString('base64url'));
});

test('a mutation without an audit target in its row has the target null', async () => {
  await audited('mutation { sell(input: { cardId: "c1" }) { replayed } }');
  await audited('mutation { now { replayed } }');
  expect(lines.map(({ mutation, target }) => [mutation, target])).toEqual([
    ['sell', null],
    ['sell', null],
    ['now', null],
    ['now', null],
  ]);
});

test('hashes differ by account, by key of the trail and by value', async () => {
  const deletion = (id: string) =>
    `mutation { deleteCard(input: { cardId: "${id}", idempotencyKey: "${id}" }) { replayed } }`;
  await audited(deletion('c1'));
  await audited(deletion('c1'), undefined, { appid: 'wx2' });
  await audited(deletion('c1'), undefined, { key: 'another-key-of-the-trail' });
  await audited(deletion('c2'));
  const targets = lines.flatMap(({ audit, target }) => (audit === 'intent' ? [target] : []));
  expect(new Set(targets).size).toBe(4);
  const keyHashes = lines.flatMap(({ audit, keyHash }) => (audit === 'intent' ? [keyHash] : []));
  // An idempotencyKey belongs to a caller, independent of the account.
  expect(keyHashes[1]).toBe(keyHashes[0]);
  expect(new Set([...keyHashes, ...targets]).size).toBe(4 + 3);
});

test.each<[string, () => unknown, object]>([
  ['committed', () => COMMITTED, { outcome: 'committed', errorCode: null, errcode: null }],
  ['replayed', () => ({ ...COMMITTED, replayed: true }), { outcome: 'replayed', errorCode: null, errcode: null }],
  [
    'refused',
    refusedBy('CARD_STATUS_CONFLICT', 40078),
    { outcome: 'refused', errorCode: 'CARD_STATUS_CONFLICT', errcode: 40078 },
  ],
  [
    'rejected by this server',
    refusedBy('STOCK_CHANGED', null),
    { outcome: 'refused', errorCode: 'STOCK_CHANGED', errcode: null },
  ],
  ['unknown', refusedBy('OUTCOME_UNKNOWN', null), { outcome: 'unknown', errorCode: 'OUTCOME_UNKNOWN', errcode: null }],
])('the outcome record of a mutation that is %s has its outcome and codes', async (_what, outcome, expected) => {
  await audited('mutation { deleteCard { replayed } }', outcome);
  expect(lines[1]).toMatchObject({ audit: 'outcome', ...expected });
});

test.each<[string, Error, object]>([
  ['by an errcode', refusal('/card/delete', 45009, ''), { errorCode: 'PLATFORM_QUOTA_EXCEEDED', errcode: 45009 }],
  [
    'without a response',
    new PlatformError({ kind: 'timeout', endpoint: '/card/delete' }),
    { errorCode: expect.stringMatching(/^[A-Z_]+$/), errcode: null },
  ],
  [
    'because a scope is missing',
    new GraphQLError('This field needs', { extensions: { code: 'FORBIDDEN' } }),
    { errorCode: 'FORBIDDEN', errcode: null },
  ],
  ['because of an unexpected error', new TypeError('PLANTED'), { errorCode: 'INTERNAL_SERVER_ERROR', errcode: null }],
])(
  'a mutation that fails %s leaves a record with the code, and the client receives the error',
  async (_how, error, expected) => {
    const { errors } = await audited('mutation { deleteCard { replayed } }', () => Promise.reject(error));
    expect(errors?.[0]?.message).toBe(error.message);
    expect(lines[1]).toMatchObject({ audit: 'outcome', outcome: 'failed', ...expected });
    expect(JSON.stringify(lines)).not.toContain('PLANTED');
  },
);

test('the outcome record has the duration in whole milliseconds', async () => {
  const now = jest.spyOn(performance, 'now').mockReturnValueOnce(1000.2).mockReturnValueOnce(1042.4);
  try {
    await audited('mutation { deleteCard { replayed } }');
    expect(lines[1]).toMatchObject({ durationMs: 42 });
  } finally {
    now.mockRestore();
  }
});

test('a mutation whose records cannot be accepted is rejected before it is resolved, with retryAfter', async () => {
  const trail = { begin: () => undefined, refused: 1 };
  const schema = auditSchema(buildSchema(SDL), { trail, key: new Secret(KEY) });
  const resolve = jest.fn();
  const source = 'mutation { deleteCard { replayed } }';
  const result = await graphql({ schema, source, rootValue: { deleteCard: resolve }, contextValue: CONTEXT });
  expect(result.errors?.[0]?.message).toMatch(/^The audit log cannot be written; nothing was changed/);
  expect(result.errors?.[0]?.extensions).toEqual({ code: 'SERVER_OVERLOADED', retryAfter: 1 });
  expect(resolve).not.toHaveBeenCalled();
});

test('a mutation is resolved after its intent is written, and returned when its outcome is accepted', async () => {
  const done: string[] = [];
  const later = async (what: string) => {
    await new Promise((go) => setTimeout(go, 10));
    done.push(what);
  };
  const trail = {
    begin: () => ({ written: later('intent written'), end: () => done.push('outcome accepted') }),
    refused: 0,
  };
  const schema = auditSchema(buildSchema(SDL), { trail, key: new Secret(KEY) });
  const deleteCard = () => {
    done.push('resolved');
    return COMMITTED;
  };
  await graphql({
    schema,
    source: 'mutation { deleteCard { replayed } }',
    rootValue: { deleteCard },
    contextValue: CONTEXT,
  });
  done.push('answered');
  expect(done).toEqual(['intent written', 'resolved', 'outcome accepted', 'answered']);
});

test('a query leaves no record', async () => {
  await audited('{ card(input: { cardId: "c1" }) { replayed } }');
  expect(lines).toEqual([]);
});

test('a schema without mutations is returned unchanged', () => {
  const schema = buildSchema('type Query { a: String }');
  expect(auditSchema(schema, { trail: auditTo(() => undefined), key: new Secret(KEY) })).toBe(schema);
});
