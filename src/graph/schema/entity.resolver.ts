import { type GraphQLResolveInfo, GraphQLScalarType } from 'graphql';
import { Arg, type ClassType, Ctx, createUnionType, Info, ObjectType, Query, Resolver } from 'type-graphql';
import { OPENID_MAX_UTF8_BYTES } from '../../platform/endpoints/user.js';
import { isRecord } from '../../platform/is-record.js';
import { referencedCard } from '../card/card.reference.js';
import { CARD_ID_BYTES, Card } from '../card/card.type.js';
import { referencedCode } from '../code/code.reference.js';
import { CODE_BYTES, Code } from '../code/code.type.js';
import { WechatUser } from '../code/wechat-user.type.js';
import type { Context } from '../context.js';
import { badUserInput, describeReceived, identifierOf, isIdentifier } from '../input/validation.js';
import { referencedPayGiftRule } from '../pay-gift-rule/pay-gift-rule.reference.js';
import { PayGiftRule, RULE_ID_BYTES } from '../pay-gift-rule/pay-gift-rule.type.js';
import { NonNull } from '../types/field.decorators.js';
import { sdlOf } from './sdl.js';

/** An entity or what stands for it: graphql-js takes an Error as the failure of this place alone. */
type Found = object | null | Error | Promise<object | null>;

interface Entity<Key extends string> {
  /** Bytes that each field of the key holds at the most. */
  readonly key: Readonly<Record<Key, number>>;
  /** What a sound key refers to. Loaders see to it that a key which comes twice is fetched once. */
  readonly find: (key: Readonly<Record<Key, string>>, context: Context, info: GraphQLResolveInfo) => Found;
}

function entity<Key extends string>({ key, find }: Entity<Key>) {
  return (representation: Readonly<Record<string, unknown>>, context: Context, info: GraphQLResolveInfo): Found => {
    const problems = Object.entries<number>(key)
      .filter(([field, maxBytes]) => !isIdentifier(representation[field], maxBytes))
      .map(([field, maxBytes]) => {
        const message = `expected ${identifierOf(maxBytes)}, got ${describeReceived(representation[field])}`;
        return { field: [field], message };
      });
    if (problems.length > 0) return badUserInput(problems);
    return find(representation as Record<Key, string>, context, info);
  };
}

/** What other subgraphs may refer to, by type name. */
const ENTITIES: ReadonlyMap<unknown, ReturnType<typeof entity>> = new Map([
  [Card.name, entity({ key: { id: CARD_ID_BYTES }, find: ({ id }, ...rest) => referencedCard(id, ...rest) })],
  [
    Code.name,
    entity({
      key: { cardId: CARD_ID_BYTES, code: CODE_BYTES },
      find: ({ cardId, code }, ...rest) => referencedCode(cardId, code, ...rest),
    }),
  ],
  [WechatUser.name, entity({ key: { openid: OPENID_MAX_UTF8_BYTES }, find: ({ openid }) => new WechatUser(openid) })],
  [
    PayGiftRule.name,
    entity({ key: { id: RULE_ID_BYTES }, find: ({ id }, ...rest) => referencedPayGiftRule(id, ...rest) }),
  ],
]);

const AnyRepresentation = new GraphQLScalarType({
  name: '_Any',
  description: 'A reference to an entity: its __typename and the fields of its key.',
});

const AnyEntity = createUnionType({
  name: '_Entity',
  description: 'Everything that other subgraphs may refer to.',
  // Some have private constructors, which is no matter to a union and too much for its type.
  types: () => [Card, Code, PayGiftRule, WechatUser] as readonly object[] as readonly ClassType[],
});

@ObjectType('_Service', { simpleResolvers: true, description: 'This server as a subgraph.' })
class SubgraphService {
  @NonNull(() => String, 'Its schema with directives, for composition.')
  readonly sdl: string;

  constructor(sdl: string) {
    this.sdl = sdl;
  }
}

/** What makes a subgraph of this server: https://www.apollographql.com/docs/federation/subgraph-spec. */
@Resolver()
export class SubgraphQueries {
  @Query(() => SubgraphService, { description: 'What composition reads of a subgraph. No call, and no scope.' })
  _service(@Info() { schema }: GraphQLResolveInfo): SubgraphService {
    return new SubgraphService(sdlOf(schema));
  }

  @Query(() => [AnyEntity], {
    nullable: 'items',
    description:
      'What other subgraphs refer to, in the order asked. null where it does not exist; null with an error at its place ' +
      'where it failed, where its type is not open to the caller, or where the reference is none. Calls as other ' +
      'references do: one for each distinct one whose selection asks for more than its key.',
  })
  _entities(
    @Arg('representations', () => [AnyRepresentation], { description: 'References to entities.' })
    representations: readonly unknown[],
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Found[] {
    return representations.map((representation, key) => {
      const { __typename: typeName, ...fields } = isRecord(representation) ? representation : {};
      const find = ENTITIES.get(typeName);
      const path = { prev: info.path, key, typename: undefined };
      if (find !== undefined) return find(fields, context, { ...info, path });
      const message = `expected one of ${[...ENTITIES.keys()].join(', ')}, got ${typeof typeName === 'string' ? 'another type' : describeReceived(typeName)}`;
      return badUserInput([{ field: ['__typename'], message }]);
    });
  }
}
