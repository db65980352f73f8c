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
  parse,
  print,
  printSchema,
  type ScalarTypeDefinitionNode,
} from 'graphql';
import type { Scope } from '../../config/scopes.js';
import { FIELD_COSTS, LIST_SIZES, TYPE_COSTS } from '../policies/costs.js';
import type { ListSize } from '../policies/list-size.js';
import { rootField } from '../policies/root-fields.js';
import { typeScope } from '../policies/scopes.js';

/** The version of federation that the schema is written for: the first with @cost and @listSize. */
const FEDERATION = 'https://specs.apollo.dev/federation/v2.9';

/** What every subgraph has, and no schema of one shows. */
const MACHINERY = new Set(['_Any', '_Entity', '_Service', '_entities', '_service']);

export interface SdlOptions {
  /** Writes the scope table as @requiresScopes. Only a router with a licence takes it. */
  readonly requiresScopes: boolean;
}

/** The schema as a subgraph publishes it: with directives, without the machinery, sorted so that a diff shows the change. */
function subgraphSdl(schema: GraphQLSchema, { requiresScopes }: SdlOptions): string {
  const directives = (coordinate: string): ConstDirectiveNode[] => [
    ...declaredAt(coordinate, schema),
    ...parseDirectives([...costsAt(coordinate, schema), ...(requiresScopes ? scopesAt(coordinate) : [])]),
  ];
  const { definitions } = parse(printSchema(lexicographicSortSchema(schema)), { noLocation: true });
  const shown = definitions.flatMap((definition) => {
    if ('name' in definition && MACHINERY.has(definition.name?.value ?? '')) return [];
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return definition;
    const type = definition.name.value;
    const fields = (definition.fields ?? [])
      .filter(({ name }) => !MACHINERY.has(name.value))
      .map((field) => withDirectives(field, directives(`${type}.${field.name.value}`)));
    return withDirectives({ ...definition, fields }, directives(type));
  });
  const imports = ['@cost', '@key', '@listSize', ...(requiresScopes ? ['@requiresScopes'] : []), '@shareable', '@tag'];
  const link = `extend schema\n  @link(url: "${FEDERATION}", import: ${JSON.stringify(imports).replaceAll(',', ', ')})`;
  return `${link}\n\n${print({ kind: Kind.DOCUMENT, definitions: shown })}\n`;
}

function withDirectives<Node extends ObjectTypeDefinitionNode | FieldDefinitionNode>(
  node: Node,
  more: readonly ConstDirectiveNode[],
): Node {
  return { ...node, directives: [...(node.directives ?? []), ...more] };
}

/** What stands beside the type or field in the code: @key, @shareable, @tag. */
function declaredAt(coordinate: string, schema: GraphQLSchema): readonly ConstDirectiveNode[] {
  const { type, field } = at(coordinate, schema);
  return (field ?? type)?.astNode?.directives ?? [];
}

function costsAt(coordinate: string, schema: GraphQLSchema): string[] {
  const { type, field } = at(coordinate, schema);
  if (field === undefined) {
    const isCounted = isObjectType(type) && type !== schema.getQueryType() && type !== schema.getMutationType();
    return isCounted ? [costs(TYPE_COSTS[coordinate] ?? 0)] : [];
  }
  // Any object costs 1 unless something says otherwise; an abstract type cannot say it itself.
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
  return scope == null ? [] : [`@requiresScopes(scopes: [["${scope}"]])`];
}

/** The type that a coordinate, `Type` or `Type.field`, leads to, and its field if it names one. */
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

/** Keeps with a schema what its `_service` answers, written when it is first asked for: most processes never are. */
export function publishSdl(schema: GraphQLSchema, options: SdlOptions): void {
  let written: string | undefined;
  const sdl = () => {
    written ??= subgraphSdl(schema, options);
    return written;
  };
  schema.extensions = { ...schema.extensions, [SDL]: sdl };
}

/** What was published with the schema. */
export function sdlOf({ extensions }: GraphQLSchema): string {
  const sdl = extensions[SDL] as () => string;
  return sdl();
}
