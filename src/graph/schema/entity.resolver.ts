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

/** An entity, or its failure: graphql-js reports an Error in a list as the failure of that entry only. */
type Found = object | null | Error | Promise<object | null>;

interface Entity<Key extends string> {
  /** Maximum bytes of each key field. */
  readonly key: Readonly<Record<Key, number>>;
  /** Resolves a valid key. The loaders fetch a repeated key only once. */
  readonly find: (key: Readonly<Record<Key, string>>, context: Context, info: GraphQLResolveInfo) => Found;
}

/** Describes a value that is not a valid key or type name. `describeReceived` would call an integer out of range. */
const received = (value: unknown) => (typeof value === 'number' ? 'a number' : describeReceived(value));

/** Returns a representation with its integers as text: an ID may be a JSON number, as in the variables of a query. */
function withTextIds(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const asText = (value: unknown) => (Number.isSafeInteger(value) ? String(value) : value);
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, asText(value)]));
}

function entity<Key extends string>({ key, find }: Entity<Key>) {
  return (fields: Readonly<Record<string, unknown>>, context: Context, info: GraphQLResolveInfo): Found => {
    const representation = withTextIds(fields);
    const problems = Object.entries<number>(key)
      .filter(([field, maxBytes]) => !isIdentifier(representation[field], maxBytes))
      .map(([field, maxBytes]) => {
        const message = `expected ${identifierOf(maxBytes)}, got ${received(representation[field])}`;
        return { field: [field], message };
      });
    if (problems.length > 0) return badUserInput(problems);
    return find(representation as Record<Key, string>, context, info);
  };
}

/** The entities that other subgraphs can reference, by type name. */
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
  description: 'A reference to an entity: its `__typename` and its key fields.',
});

const AnyEntity = createUnionType({
  name: '_Entity',
  description: 'The entities that other subgraphs can reference.',
  // Some of these classes have private constructors. The union does not call them, but its type excludes such classes.
  types: () => [Card, Code, PayGiftRule, WechatUser] as readonly object[] as readonly ClassType[],
});

@ObjectType('_Service', { simpleResolvers: true, description: 'The subgraph definition of this server.' })
class SubgraphService {
  @NonNull(() => String, 'The schema with directives, for composition.')
  readonly sdl: string;

  constructor(sdl: string) {
    this.sdl = sdl;
  }
}

/** The root fields of a subgraph: https://www.apollographql.com/docs/federation/subgraph-spec. */
@Resolver()
export class SubgraphQueries {
  @Query(() => SubgraphService, {
    description: 'The subgraph definition that composition reads. Makes no upstream call and requires no scope.',
  })
  _service(@Info() { schema }: GraphQLResolveInfo): SubgraphService {
    return new SubgraphService(sdlOf(schema));
  }

  @Query(() => [AnyEntity], {
    nullable: 'items',
    description:
      'Entities that other subgraphs reference, in the order of the references. An entry is null if its entity does not exist. It is null ' +
      'with an error at its path if the read failed, if the caller lacks the scope of its type, or if the reference is invalid. Makes ' +
      'one call for each distinct reference whose selection needs more than its key.',
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
      const message = `expected one of ${[...ENTITIES.keys()].join(', ')}, got ${typeof typeName === 'string' ? 'another type' : received(typeName)}`;
      return badUserInput([{ field: ['__typename'], message }]);
    });
  }
}
