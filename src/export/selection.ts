/** The fields of the graph that an export contains: the selection of its query, and the columns of its CSV. */
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** A column of a CSV: its name, and the path of its value in a row. */
export interface Column {
  readonly name: string;
  readonly path: readonly string[];
}

/** Fields that need a separate call, or repeat the other fields. */
const OMITTED: ReadonlySet<string> = new Set([
  'Card.activationLink',
  'Card.articleHtml',
  'Card.depositedCodeCount',
  'Card.raw',
  'Card.stats',
  'PayGiftRuleEdge.cursor',
]);

/**
 * Types that are exported only by these fields where another object refers to them, because the others need a call. Without a field, the
 * reference is omitted: the object has its id as well.
 */
const REFERENCES: ReadonlyMap<string, readonly string[]> = new Map([
  ['Card', []],
  ['Code', ['code']],
  ['PayGiftRule', []],
  ['WechatUser', ['openid']],
]);

/** Returns the selection of all exported fields of a type, in the order of the schema. */
export function selectionOf(schema: GraphQLSchema, typeName: string): string {
  return selection(schema, namedType(schema, typeName));
}

/**
 * Returns the columns for rows of these types. The members of an object have a column each, `stock.quantity`. A list has one column. An
 * interface or a union has the columns of all its types.
 */
export function columnsOf(schema: GraphQLSchema, typeNames: readonly string[]): readonly Column[] {
  const columns = new Map<string, Column>();
  for (const name of typeNames) {
    for (const path of paths(schema, namedType(schema, name))) {
      const column = { name: path.join('.'), path };
      if (!columns.has(column.name)) columns.set(column.name, column);
    }
  }
  return [...columns.values()];
}

function selection(schema: GraphQLSchema, type: GraphQLNamedType): string {
  if (isAbstractType(type)) {
    const fragments = schema.getPossibleTypes(type).map((one) => `... on ${one.name} ${selection(schema, one)}`);
    return `{ __typename ${fragments.join(' ')} }`;
  }
  const fields = exportedFields(type).map(({ name, type: fieldType }) => {
    const named = getNamedType(fieldType);
    return isCompositeType(named) ? `${name} ${selectionBelow(schema, named)}` : name;
  });
  return `{ ${fields.join(' ')} }`;
}

function selectionBelow(schema: GraphQLSchema, type: GraphQLNamedType): string {
  const keys = REFERENCES.get(type.name);
  return keys === undefined ? selection(schema, type) : `{ ${keys.join(' ')} }`;
}

function paths(schema: GraphQLSchema, type: GraphQLNamedType): (readonly string[])[] {
  if (isAbstractType(type)) {
    return [['__typename'], ...schema.getPossibleTypes(type).flatMap((one) => paths(schema, one))];
  }
  return exportedFields(type).flatMap(({ name, type: fieldType }) => {
    const named = getNamedType(fieldType);
    if (!isCompositeType(named) || isListType(getNullableType(fieldType))) return [[name]];
    const below = REFERENCES.get(named.name)?.map((key) => [key]) ?? paths(schema, named);
    return below.map((path) => [name, ...path]);
  });
}

/** Returns the fields of an object that are exported: all that need no argument, no call, and no object that has its own export. */
function exportedFields(type: GraphQLNamedType): readonly GraphQLField<unknown, unknown>[] {
  if (!isObjectType(type)) throw new Error(`${type.name} is not an object type`);
  return Object.values(type.getFields()).filter(
    ({ name, args, type: fieldType, deprecationReason }) =>
      deprecationReason === undefined &&
      !args.some(isRequiredArgument) &&
      !OMITTED.has(`${type.name}.${name}`) &&
      REFERENCES.get(getNamedType(fieldType).name)?.length !== 0,
  );
}

function namedType(schema: GraphQLSchema, name: string): GraphQLNamedType {
  const type = schema.getType(name);
  if (type === undefined) throw new Error(`the schema has no type ${name}`);
  return type;
}
