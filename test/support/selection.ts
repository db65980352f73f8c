import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/**
 * Selects every field of a type without required arguments, down to the leaves. New fields are included automatically. Only the `id` is
 * selected from a type within itself and from the types in `within`: a card that a card refers to costs no call.
 */
export function fullSelection(schema: GraphQLSchema, typeName: string, within: readonly string[] = []): string {
  const selectionOf = (type: GraphQLNamedType | undefined, within: readonly string[], aliased: boolean): string => {
    if (!isCompositeType(type)) return '';
    if (!isObjectType(type)) {
      const members = schema.getPossibleTypes(type);
      const selections = members.map((member) => `... on ${member.name} ${selectionOf(member, within, true)}`);
      return `{ __typename ${selections.join(' ')} }`;
    }
    const fields = type.getFields();
    if (within.includes(type.name)) return `{ __typename ${fields.id ? 'id' : ''} }`;
    const selections = Object.values(fields)
      .filter(({ args }) => !args.some(isRequiredArgument))
      .map(({ name, type: of }) => {
        // Members of a union may have fields with the same name and different types.
        const alias = aliased ? `${type.name}_${name}: ` : '';
        return `${alias}${name} ${selectionOf(getNamedType(of), [...within, type.name], false)}`;
      });
    return `{ __typename ${selections.join(' ')} }`;
  };
  return selectionOf(schema.getType(typeName), within, false);
}
