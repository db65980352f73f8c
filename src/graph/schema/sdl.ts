import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  lexicographicSortSchema,
  type ObjectTypeDefinitionNode,
  OperationTypeNode,
  parse,
  print,
  printSchema,
  type ScalarTypeDefinitionNode,
  type SchemaDefinitionNode,
} from 'graphql';
import { type Scope, scopesWith } from '../../config/scopes.js';
import { FIELD_COSTS, LIST_SIZES, TYPE_COSTS } from '../policies/costs.js';
import type { ListSize } from '../policies/list-size.js';
import { rootField } from '../policies/root-fields.js';
import { typeScope } from '../policies/scopes.js';

/** Version of the federation specification: the first with @cost and @listSize. */
const FEDERATION = 'https://specs.apollo.dev/federation/v2.9';

/** Types and fields that every subgraph has and that a published subgraph schema leaves out. */
const FEDERATION_NAMES = new Set(['_Any', '_Entity', '_Service', '_entities', '_service']);

/** Types of the interface `CardEvent` that only subscriptions return. */
const SUBSCRIPTION_TYPES = new Set(['CardEventCheckpoint']);

export interface SdlOptions {
  /** Publishes the scope table as @requiresScopes. Only a licensed router accepts that directive. */
  readonly requiresScopes: boolean;
  /** Whether to publish the subscription type and types that only it returns. Default true. Some routers reject subscriptions. */
  readonly subscriptions?: boolean | undefined;
}

/** Prints the schema as a subgraph publishes it: with directives, without the federation fields, and sorted so that diffs are minimal. */
function subgraphSdl(schema: GraphQLSchema, { requiresScopes, subscriptions = true }: SdlOptions): string {
  const directives = (coordinate: string): ConstDirectiveNode[] => [
    ...declaredAt(coordinate, schema),
    ...parseDirectives([...costsAt(coordinate, schema), ...(requiresScopes ? scopesAt(coordinate) : [])]),
  ];
  const { definitions } = parse(printSchema(lexicographicSortSchema(schema)), { noLocation: true });
  const published = definitions.flatMap((definition) => {
    if ('name' in definition && FEDERATION_NAMES.has(definition.name?.value ?? '')) return [];
    if (definition.kind === Kind.SCHEMA_DEFINITION && !subscriptions) return withoutSubscription(definition);
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return definition;
    const type = definition.name.value;
    if (!subscriptions && (type === schema.getSubscriptionType()?.name || SUBSCRIPTION_TYPES.has(type))) return [];
    const fields = (definition.fields ?? [])
      .filter(({ name }) => !FEDERATION_NAMES.has(name.value))
      .map((field) => withDirectives(field, directives(`${type}.${field.name.value}`)));
    return withDirectives({ ...definition, fields }, directives(type));
  });
  const imports = ['@cost', '@key', '@listSize', ...(requiresScopes ? ['@requiresScopes'] : []), '@shareable', '@tag'];
  const link = `extend schema\n  @link(url: "${FEDERATION}", import: ${JSON.stringify(imports).replaceAll(',', ', ')})`;
  return `${link}\n\n${print({ kind: Kind.DOCUMENT, definitions: published })}\n`;
}

function withoutSubscription(definition: SchemaDefinitionNode): SchemaDefinitionNode {
  const operationTypes = definition.operationTypes.filter(
    ({ operation }) => operation !== OperationTypeNode.SUBSCRIPTION,
  );
  return { ...definition, operationTypes };
}

function withDirectives<Node extends ObjectTypeDefinitionNode | FieldDefinitionNode>(
  node: Node,
  more: readonly ConstDirectiveNode[],
): Node {
  return { ...node, directives: [...(node.directives ?? []), ...more] };
}

/** Returns the directives declared in the code of a type or field: @key, @shareable, @tag. */
function declaredAt(coordinate: string, schema: GraphQLSchema): readonly ConstDirectiveNode[] {
  const { type, field } = at(coordinate, schema);
  return (field ?? type)?.astNode?.directives ?? [];
}

function costsAt(coordinate: string, schema: GraphQLSchema): string[] {
  const { type, field } = at(coordinate, schema);
  if (field === undefined) {
    const isRoot = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].some(
      (root) => root === type,
    );
    return isObjectType(type) && !isRoot ? [costs(TYPE_COSTS[coordinate] ?? 0)] : [];
  }
  // An object costs 1 unless @cost states otherwise, and @cost is not allowed on abstract types.
  const cost = FIELD_COSTS[coordinate] ?? (isAbstractType(getNamedType(field.type)) ? 0 : undefined);
  const size = LIST_SIZES[coordinate];
  return [...(cost === undefined ? [] : [costs(cost)]), ...(size === undefined ? [] : [sized(size)])];
}

const costs = (weight: number) => `@cost(weight: ${weight})`;

function sized(size: ListSize): string {
  const args = Object.entries(size).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `@listSize(${args.join(', ')})`;
}

function scopesAt(coordinate: string): string[] {
  const [type = '', field] = coordinate.split('.');
  const scope: Scope | null | undefined = field === undefined ? typeScope(type) : rootField(type, field)?.scope;
  if (scope == null) return [];
  const alternatives = scopesWith(scope).map((one) => [one]);
  return [`@requiresScopes(scopes: ${JSON.stringify(alternatives)})`];
}

/** Looks up the type of a coordinate, `Type` or `Type.field`, and its field if the coordinate names one. */
function at(coordinate: string, schema: GraphQLSchema) {
  const [typeName = '', fieldName] = coordinate.split('.');
  const type = schema.getType(typeName);
  const hasFields = isObjectType(type) || isInterfaceType(type);
  return { type, field: hasFields && fieldName !== undefined ? type.getFields()[fieldName] : undefined };
}

function parseDirectives(directives: readonly string[]): readonly ConstDirectiveNode[] {
  if (directives.length === 0) return [];
  const [scalar] = parse(`scalar S ${directives.join(' ')}`, { noLocation: true }).definitions;
  return (scalar as ScalarTypeDefinitionNode).directives ?? [];
}

const SDL = 'cardgraph.sdl';

/** Attaches to a schema the text that `_service` returns. It is printed on first use, because most processes never need it. */
export function publishSdl(schema: GraphQLSchema, options: SdlOptions): void {
  let written: string | undefined;
  const sdl = () => {
    written ??= subgraphSdl(schema, options);
    return written;
  };
  schema.extensions = { ...schema.extensions, [SDL]: sdl };
}

/** Returns the text that `publishSdl` attached. */
export function sdlOf({ extensions }: GraphQLSchema): string {
  const sdl = extensions[SDL] as () => string;
  return sdl();
}
