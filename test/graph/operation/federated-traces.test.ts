import { Trace } from '@apollo/usage-reporting-protobuf';
import { useStack } from '../../support/use-stack.js';

const CARD = 'pDEMO-groupon-0001';
const QUERY = `{ cards(first: 2) { nodes { id title stock { quantity } } } missing: card(id: "pDEMO-no-such-card") { title } }`;
const TRACED = { 'apollo-federation-include-trace': 'ftv1' };

const stack = useStack({ server: { federatedTraces: true } });

const decode = (ftv1: unknown) => Trace.decode(Buffer.from(String(ftv1), 'base64'));

/** Returns the response keys below a node of a trace, depth first. */
const namesOf = ({ responseName, child }: Trace.INode): string[] => [
  ...(responseName ? [responseName] : []),
  ...(child ?? []).flatMap(namesOf),
];

describe('a request for a federated trace', () => {
  test('returns the same data, with the timing of each field in extensions.ftv1', async () => {
    const plain = await stack.graph.ask(QUERY);
    const traced = await stack.graph.ask(QUERY, {}, TRACED);
    expect(plain.extensions?.ftv1).toBeUndefined();
    expect([traced.status, traced.data, traced.errors]).toEqual([200, plain.data, plain.errors]);
    const { root, durationNs } = decode(traced.extensions?.ftv1);
    expect(durationNs).toBeGreaterThan(0);
    expect(namesOf(root as Trace.INode)).toEqual(
      expect.arrayContaining(['cards', 'nodes', 'title', 'stock', 'missing']),
    );
  });

  test('makes the same platform calls', async () => {
    await stack.graph.ask(QUERY);
    const calls = await stack.emulator.calls();
    await stack.emulator.clearLedger();
    await stack.graph.ask(QUERY, {}, TRACED);
    expect(await stack.emulator.calls()).toEqual(calls);
  });

  test('contains neither the text of an error nor an argument', async () => {
    await stack.emulator.fault({ path: '/card/get', kind: 'errcode', value: -1 });
    const { errors, extensions } = await stack.graph.ask(`{ card(id: "${CARD}") { title } }`, {}, TRACED);
    expect(errors?.[0]?.extensions.code).toBe('PLATFORM_UNAVAILABLE');
    const bytes = Buffer.from(String(extensions?.ftv1), 'base64').toString('latin1');
    expect(bytes).toContain('<masked>');
    expect(bytes).not.toContain(CARD);
    expect(bytes).not.toContain('errcode');
  });

  test('executes mutations once', async () => {
    const mutation = `mutation { modifyStock(input: { cardId: "${CARD}", increaseBy: 1, idempotencyKey: "traced" }) { quantityAfter replayed } }`;
    const first = await stack.graph.ask(mutation, {}, TRACED);
    expect(first.data).toEqual({ modifyStock: { quantityAfter: 9_881, replayed: false } });
    expect(first.extensions?.ftv1).toEqual(expect.any(String));
    const second = await stack.graph.ask(mutation);
    expect(second.data).toEqual({ modifyStock: { quantityAfter: 9_881, replayed: true } });
  });

  test('is ignored while four other requests are traced, and the operation is still executed', async () => {
    await stack.graph.ask(QUERY, {}, TRACED);
    await stack.emulator.fault({ path: '/card/get', kind: 'latency', value: 300 });
    const responses = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        stack.graph.ask(`{ card(id: "pDEMO-gift-000${(index % 2) + 1}") { title } }`, {}, TRACED),
      ),
    );
    expect(responses.map(({ data }) => typeof data.card.title)).toEqual(responses.map(() => 'string'));
    expect(responses.filter(({ extensions }) => extensions?.ftv1 !== undefined)).toHaveLength(4);
    const later = await stack.graph.ask(`{ card(id: "${CARD}") { id } }`, {}, TRACED);
    expect(later.extensions?.ftv1).toEqual(expect.any(String));
  });

  test('obeys the limits of every operation', async () => {
    const deep = `{ card(id: "1") ${'{ details { ... on MemberCardDetails { activateMessageOperation { cards '.repeat(9)}{ id }${'} } } }'.repeat(9)} }`;
    const [plain, traced] = [await stack.graph.ask(deep), await stack.graph.ask(deep, {}, TRACED)];
    expect(traced.errors?.[0]?.extensions.code).toBe(plain.errors?.[0]?.extensions.code);
    expect(traced.status).toBe(400);
  });
});

describe('a server with FTV1=off', () => {
  const untraced = useStack({ beforeEach: 'nothing' });

  test('ignores the header', async () => {
    const { data, extensions } = await untraced.graph.ask(QUERY, {}, TRACED);
    expect(data.cards.nodes).toHaveLength(2);
    expect(extensions?.ftv1).toBeUndefined();
  });
});
