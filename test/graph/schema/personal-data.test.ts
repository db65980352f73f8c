import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { encryptCode } from '../../../src/emulator/state/encrypted-codes.js';
import { createSchema } from '../../../src/graph/schema/schema.js';
import { startEventStack } from '../../support/event-stack.js';
import { EventStream } from '../../support/event-stream.js';
import { pushedMessages } from '../../support/pushes.js';
import { fullSelection } from '../../support/selection.js';
import { WIDE_LIMITS } from '../../support/stack.js';
import { useStack } from '../../support/use-stack.js';

const schema = createSchema();
const all = (type: string) => fullSelection(schema, type, ['Card']);

const MEMBER_CARD = 'pDEMO-member-card-0001';
const CUSTOM_CARD = 'pDEMO-general-coupon-0003';

interface State {
  readonly codes: readonly { readonly code: string }[];
  readonly users: readonly { readonly openid: string }[];
}

/** A leaf of a response: the fields that lead to it, and its value. */
interface Leaf {
  readonly way: readonly string[];
  readonly value: string;
}

/** Returns every scalar below a selection, with the schema coordinates of the fields that lead to it. */
function leavesOf(value: unknown, set: SelectionSetNode, type: GraphQLNamedType, way: readonly string[] = []): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((entry) => leavesOf(entry, set, type, way));
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Readonly<Record<string, unknown>>;
  const actual = typeof object.__typename === 'string' ? (schema.getType(object.__typename) ?? type) : type;
  return set.selections.flatMap((node) => {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      return node.typeCondition?.name.value === actual.name ? leavesOf(value, node.selectionSet, actual, way) : [];
    }
    return node.kind === Kind.FIELD ? leavesOfField(object, node, actual, way) : [];
  });
}

function leavesOfField(
  object: Readonly<Record<string, unknown>>,
  node: FieldNode,
  parent: GraphQLNamedType,
  way: readonly string[],
): Leaf[] {
  const name = node.name.value;
  const value = object[node.alias?.value ?? name];
  const field = isObjectType(parent) ? parent.getFields()[name] : undefined;
  if (field === undefined || value == null) return [];
  const here = [...way, `${parent.name}.${name}`];
  const type = getNamedType(field.type);
  if (node.selectionSet && isCompositeType(type)) return leavesOf(value, node.selectionSet, type, here);
  return [{ way: here, value: typeof value === 'string' ? value : JSON.stringify(value) }];
}

const isTagged = (coordinate: string) => {
  const [type = '', name = ''] = coordinate.split('.');
  const object = schema.getType(type);
  const directives = isObjectType(object) ? (object.getFields()[name]?.astNode?.directives ?? []) : [];
  return directives.some((one) =>
    one.arguments?.some(({ value }) => value.kind === Kind.STRING && value.value === 'pii'),
  );
};

/** Returns the way from the last entity on. A router enters there, by a field of another subgraph, and passes no field before it. */
const fromEntity = (way: readonly string[]) =>
  way.slice(
    Math.max(
      0,
      way.findLastIndex((coordinate) => /^(?:Card|Code|PayGiftRule|WechatUser)\./.test(coordinate)),
    ),
  );

/** Returns the leaves of the data of an operation. */
function leavesOfOperation(text: string, data: unknown): Leaf[] {
  const operation = parse(text).definitions[0] as OperationDefinitionNode;
  const root = (schema as GraphQLSchema).getRootType(operation.operation);
  if (!root || !data) throw new Error('the operation returned no data');
  return leavesOf(data, operation.selectionSet, root);
}

/** Returns the texts that a value reveals: itself, and its base64 decoding. */
const readings = (value: string) => `${value}\n${Buffer.from(value, 'base64url').toString('utf8')}`;

describe('the tag pii', () => {
  const stack = useStack({ server: { limits: WIDE_LIMITS }, beforeEach: 'reset' });

  async function ask(text: string): Promise<Leaf[]> {
    const { data } = await stack.graph.ask(text);
    return leavesOfOperation(text, data);
  }

  test('is on every field, or on the way to it, whose value contains a code, an openid or what a member entered', async () => {
    const { codes, users } = (await stack.emulator.state()) as unknown as State;
    const leaves = [
      ...(await Promise.all(
        users.map(({ openid }) => ask(`{ wechatUser(openid: "${openid}") ${all('WechatUser')} }`)),
      )),
      await ask(`{ memberInfo(cardId: "${MEMBER_CARD}", code: "200000010001") ${all('MemberInfo')} }`),
      await ask(`{ memberInfo(cardId: "${MEMBER_CARD}", code: "200000010002") ${all('MemberInfo')} }`),
      await ask(`{ code(code: "100000000001") ${all('Code')} }`),
      await ask(`{ codeCheck(code: "100000000002") ${all('CodeCheck')} }`),
      await ask(`{ codeCheck(code: "100000000004") ${all('CodeCheck')} }`),
      await ask(`{ cards(first: 50) ${all('CardConnection')} payGiftRules ${all('PayGiftRuleConnection')} }`),
      await ask(`mutation { updateCode(input: { code: "QL-0001", newCode: "QL-NEW-01", cardId: "${CUSTOM_CARD}" })
        ${all('UpdateCodePayload')} }`),
      await ask(`mutation { setCodeUnavailable(input: { code: "100000000001" }) ${all('SetCodeUnavailablePayload')} }`),
      await ask(`mutation { setCodeUnavailable(input: { code: "100000000006" }) ${all('SetCodeUnavailablePayload')} }`),
      await ask(
        `mutation { redeemCode(input: { code: "100000000012", idempotencyKey: "a" }) ${all('RedeemCodePayload')} }`,
      ),
      await ask(`{ decryptedCode(encryptedCode: "${encryptCode('wxdemo', '100000000001')}") ${all('Code')} }`),
    ].flat();

    const member = ['316510891298', '13800000001', '傅立叶', '李小茶', '喜欢的茶', 'Fourier'];
    const secrets = [...codes.map(({ code }) => code), ...users.map(({ openid }) => openid), 'QL-NEW-01', ...member];
    const personal = leaves.filter(({ value }) => secrets.some((secret) => readings(value).includes(secret)));
    const untagged = personal.filter(({ way }) => !fromEntity(way).some(isTagged)).map(({ way }) => way.join(' > '));
    expect([...new Set(untagged)]).toEqual([]);
    // The search finds known fields. Otherwise the empty list above would prove nothing.
    const found = new Set(personal.map(({ way }) => way.at(-1)));
    for (const field of ['WechatUser.openid', 'Code.code', 'Code.id', 'CodeEdge.code', 'MemberInfo.nickname']) {
      expect(found).toContain(field);
    }
    expect(found).toContain('UpdateCodePayload.newCode');
    expect(found).toContain('SetCodeUnavailablePayload.codeValue');
    expect(found).toContain('RedeemCodePayload.codeValue');
  });

  test('is on every such field of an event, or on the way to it, in a query as in a subscription', async () => {
    const events = await startEventStack({ limits: WIDE_LIMITS });
    try {
      const { data } = await events.graph.ask('{ cardEvents(first: 0) { endCursor } }');
      const after = `after: "${data.cardEvents.endCursor}"`;
      const now = String(Math.floor(Date.now() / 1000));
      const messages = pushedMessages().map(([, text]) => text.replace(/(CreateTime\W+)\d{10}/, `$1${now}`));
      for (const message of messages) await events.pushMessage(message);
      const selection = fullSelection(schema, 'CardEvent', ['Card', 'Code', 'WechatUser']);
      const query = `{ cardEvents(first: 50, ${after}) { nodes ${selection} } }`;
      const read = await events.graph.ask(query);
      const count = read.data.cardEvents.nodes.length;
      expect(count).toBeGreaterThan(12);
      const subscription = `subscription { cardEvents(${after}) ${selection} }`;
      const stream = await EventStream.open(events.server.url, subscription);
      await stream.received(count);
      stream.vanish();

      const secret =
        /<(UserCardCode|OldUserCardCode|FromUserName|FriendUserName|StaffOpenId|UnionId)><!\[CDATA\[(.+?)\]/g;
      const secrets = messages
        .flatMap((message) => [...message.matchAll(secret)].map(([, , value = '']) => value))
        // A short one is part of other values.
        .filter(({ length }) => length >= 8);
      const personalIn = (leaves: readonly Leaf[]) =>
        leaves.filter(({ value }) => secrets.some((one) => readings(value).includes(one)));
      const streamed = personalIn(stream.results.flatMap((result) => leavesOfOperation(subscription, result.data)));
      const untagged = streamed.filter(({ way }) => !fromEntity(way).some(isTagged)).map(({ way }) => way.join(' > '));
      expect([...new Set(untagged)]).toEqual([]);
      const fieldsOf = (leaves: readonly Leaf[]) => [...new Set(leaves.map(({ way }) => way.at(-1)))].sort();
      expect(fieldsOf(streamed)).toEqual(fieldsOf(personalIn(leavesOfOperation(query, read.data))));
      for (const field of ['CodeClaimedEvent.previousCode', 'CodeClaimedEvent.unionId', 'Code.id']) {
        expect(fieldsOf(streamed)).toContain(field);
      }
    } finally {
      await events.close();
    }
  });
});
