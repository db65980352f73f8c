import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { createSchema } from '../../src/graph/schema/schema.js';

/** Types and fields of federation, which only routers use. */
const FEDERATION = ['_Any', '_Entity', '_Service', 'Query._entities', 'Query._service'];

interface Described {
  readonly coordinate: string;
  readonly description: string | null | undefined;
}

/** Returns every schema element that can have a description. */
function describable(): Described[] {
  const types = Object.values(createSchema().getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type) && !FEDERATION.includes(type.name),
  );
  return types.flatMap((type): Described[] => {
    const at = (name: string) => `${type.name}.${name}`;
    const own = { coordinate: type.name, description: type.description };
    if (isObjectType(type) || isInterfaceType(type)) {
      const fields = Object.values(type.getFields()).filter(({ name }) => !FEDERATION.includes(at(name)));
      return [
        own,
        ...fields.flatMap((field) => [
          { coordinate: at(field.name), description: field.description },
          ...field.args.map(({ name, description }) => ({ coordinate: `${at(field.name)}(${name}:)`, description })),
        ]),
      ];
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      return [own, ...fields.map(({ name, description }) => ({ coordinate: at(name), description }))];
    }
    if (!isEnumType(type)) return [own];
    return [own, ...type.getValues().map(({ name, description }) => ({ coordinate: at(name), description }))];
  });
}

describe('the schema', () => {
  const all = describable();

  test('has a description for every type, field, argument, input field and enum value', () => {
    expect(all.length).toBeGreaterThan(500);
    expect(all.filter(({ description }) => !description?.trim()).map(({ coordinate }) => coordinate)).toEqual([]);
  });

  test('is described as a whole', () => {
    expect(createSchema().description?.length).toBeGreaterThan(100);
  });

  // A gateway written in Rust panics on shorter ones.
  test('has no description of fewer than ten characters', () => {
    const short = all.filter(({ description }) => (description ?? '').length < 10);
    expect(short.map(({ coordinate, description }) => `${coordinate}: ${description}`)).toEqual([]);
  });

  test('has only descriptions that are sentences', () => {
    const odd = all.filter(({ description }) => !/^\S.*[.:?"]$/s.test(description ?? '.'));
    expect(odd.map(({ coordinate, description }) => `${coordinate}: ${description}`)).toEqual([]);
  });

  test('describes the format of its custom scalars', () => {
    const scalars = ['DateTime', 'LocalDate', 'SafeInt', 'JSONObject'];
    const schema = createSchema();
    for (const name of scalars) expect(getNamedType(schema.getType(name))?.description?.length).toBeGreaterThan(20);
  });
});
