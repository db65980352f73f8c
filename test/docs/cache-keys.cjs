// A plugin of GraphQL Code Generator: writes, for each object type, the field that identifies it in a normalized cache, or null for a
// type that is a part of what contains it.
const { isObjectType, isIntrospectionType } = require('graphql');

/** `id` where there is one; else the only field of `@key`. */
function keyOf(type) {
  if (type.getFields().id !== undefined) return 'id';
  const key = type.astNode?.directives?.find(({ name }) => name.value === 'key');
  return key?.arguments?.find(({ name }) => name.value === 'fields')?.value.value ?? null;
}

module.exports = {
  plugin(schema) {
    const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
    const types = Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && !isIntrospectionType(type) && !roots.has(type),
    );
    const keys = types.map((type) => [type.name, keyOf(type)]).sort(([one], [other]) => (one < other ? -1 : 1));
    return JSON.stringify(Object.fromEntries(keys), null, 2);
  },
};
