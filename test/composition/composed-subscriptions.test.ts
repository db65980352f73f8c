import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type FieldDefinitionNode,
  type GraphQLNamedType,
  type GraphQLType,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  parse,
  print,
} from 'graphql';
import { printedSchema } from '../../src/graph/schema/schema.js';
import { type EventStack, startEventStack } from '../support/event-stack.js';
import { EventStream } from '../support/event-stream.js';
import { COMPOSERS, JOINING } from './composers.js';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';

const OURS = { name: 'cardgraph', sdl: printedSchema() };
const WITHOUT = { name: 'cardgraph', sdl: printedSchema({ requiresScopes: false, subscriptions: false }) };
const PARTNER = {
  name: 'orders',
  sdl: `${LINK}
    type Query { orders: [Order!]! }
    type Order { id: ID! card: Card }
    type Subscription { orderPlaced: Order }
    type Card @key(fields: "id") { id: ID! orders: Int }`,
};

/** Returns the fields of the type Subscription. */
function subscriptionsIn(sdl: string): readonly FieldDefinitionNode[] {
  const found = parse(sdl).definitions.find((one) => 'name' in one && one.name?.value === 'Subscription');
  return found?.kind === Kind.OBJECT_TYPE_DEFINITION ? (found.fields ?? []) : [];
}

describe.each(COMPOSERS)('%s', (_composer, compose) => {
  test.each([
    ['next to a subgraph with a subscription of another name', [OURS, PARTNER], ['cardEvents', 'orderPlaced']],
    ['by itself', [OURS], ['cardEvents']],
    ['without the subscription, next to a subgraph with one', [WITHOUT, PARTNER], ['orderPlaced']],
    ['without the subscription, by itself', [WITHOUT], []],
  ])('composes the subgraph %s', (_subject, subgraphs, fields) => {
    const { errors, warnings, sdl } = compose(subgraphs);
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
    expect(subscriptionsIn(sdl).map(({ name }) => name.value)).toEqual(fields);
    expect(sdl.includes('type CardEventCheckpoint')).toBe(fields.includes('cardEvents'));
  });

  test('refuses a second subgraph with the same subscription', () => {
    const sdl = `${LINK} type Query { mine: Int } type Subscription { cardEvents: Int }`;
    expect(compose([OURS, { name: 'mine', sdl }]).errors).not.toEqual([]);
  });
});

test.each(JOINING)('the supergraph of %s resolves cardEvents only in this subgraph', (_composer, compose) => {
  const { sdl } = compose([OURS, PARTNER]);
  const [field] = subscriptionsIn(sdl);
  expect(field?.directives?.map(print)).toContain('@join__field(graph: CARDGRAPH)');
});

describe('the SDL with FEDERATION_SUBSCRIPTIONS=off', () => {
  test('differs from the other one only in the operation type and the types Subscription and CardEventCheckpoint', () => {
    const { definitions } = parse(WITHOUT.sdl, { noLocation: true });
    const published = new Set(definitions.map(print));
    const removed = parse(OURS.sdl, { noLocation: true }).definitions.filter((one) => !published.has(print(one)));
    expect(removed.map((one) => ('name' in one ? one.name?.value : one.kind))).toEqual([
      Kind.SCHEMA_DEFINITION,
      'CardEventCheckpoint',
      'Subscription',
    ]);
    const schema = definitions.find((one) => one.kind === Kind.SCHEMA_DEFINITION);
    expect(schema?.operationTypes.map(({ operation }) => operation)).toEqual(['query', 'mutation']);
  });

  test('contains only types that queries, mutations and entities reach', () => {
    const schema = buildSubgraphSchema([{ typeDefs: parse(WITHOUT.sdl), resolvers: {} }]);
    const reached = new Set<GraphQLNamedType>();
    const follow = (type: GraphQLNamedType) => {
      if (reached.has(type)) return;
      reached.add(type);
      for (const member of isAbstractType(type) ? schema.getPossibleTypes(type) : []) follow(member);
      if (isObjectType(type) || isInterfaceType(type)) for (const one of type.getInterfaces()) follow(one);
      if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return;
      for (const field of Object.values(type.getFields())) {
        followAll([field, ...('args' in field ? field.args : [])]);
      }
    };
    const followAll = (typed: readonly { readonly type: GraphQLType }[]) => {
      for (const { type } of typed) follow(getNamedType(type));
    };
    for (const root of [schema.getQueryType(), schema.getMutationType()]) if (root) follow(root);
    const unreached = Object.values(schema.getTypeMap()).filter(
      (type) => !reached.has(type) && !type.name.startsWith('__') && !isSpecifiedScalarType(type),
    );
    expect(unreached.map(({ name }) => name).filter((name) => !name.includes('__'))).toEqual([]);
    expect([...reached].some(isEnumType)).toBe(true);
  });
});

describe('a server with FEDERATION_SUBSCRIPTIONS=off', () => {
  let stack: EventStack;
  beforeAll(async () => {
    stack = await startEventStack({ federationSubscriptions: false });
  });
  afterAll(() => stack.close());

  test('delivers events to its own clients', async () => {
    const { _service: service } = await stack.graph.data('{ _service { sdl } }');
    expect(service.sdl).toBe(WITHOUT.sdl);
    const stream = await EventStream.open(stack.server.url, 'subscription { cardEvents { kind cardId } }');
    await stack.push('card_pass_check', { CardId: 'pDEMO-cash-0001' });
    await stream.received(1);
    stream.vanish();
    expect(stream.events).toEqual([{ kind: 'REVIEWED', cardId: 'pDEMO-cash-0001' }]);
  });
});
