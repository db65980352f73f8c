import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { federateSubgraphs as composeWithCosmo, ROUTER_COMPATIBILITY_VERSION_ONE } from '@wundergraph/composition';
import { parse, printSchema } from 'graphql';
import { printedSchema } from '../../src/graph/schema/schema.js';
import { COMPOSERS, JOINING } from './composers.js';
import { PARTNERS, sdlOfPartner } from './partners.js';

const OURS = { name: 'cardgraph', sdl: printedSchema() };
const WITH_SCOPES = { name: 'cardgraph', sdl: printedSchema({ requiresScopes: true }) };
const THEIRS = PARTNERS.map((name) => ({ name, sdl: sdlOfPartner(name) }));

/** Returns one definition of a supergraph on one line. */
function definitionOf(sdl: string, type: string): string {
  const found = new RegExp(`^type ${type}\\b[^{]*\\{[^}]*\\}`, 'm').exec(sdl)?.[0];
  if (found === undefined) throw new Error(`no type ${type} in the supergraph`);
  return found.replace(/\s+/g, ' ');
}

describe.each(COMPOSERS)('%s', (_composer, compose) => {
  test.each([
    ['alone', [OURS]],
    ['by itself, with scopes', [WITH_SCOPES]],
    ['with partners', [OURS, ...THEIRS]],
    ['with partners, with scopes', [...THEIRS, WITH_SCOPES]],
  ])('composes the subgraph %s', (_subject, subgraphs) => {
    const { errors, warnings, sdl } = compose(subgraphs);
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
    expect(sdl).toContain('type Card');
  });

  // Without this, an empty list of errors would prove nothing.
  test.each([
    ['one of our types that is not shareable', 'type CardStock { quantity: Int! } type Query { stock: CardStock }'],
    ['another key', 'type Card @key(fields: "number") { number: ID! } type Query { newest: Card }'],
    ['another type of a field', 'type PageInfo { hasNextPage: Int! } type Query { page: PageInfo }'],
  ])('refuses a partner with %s', (_subject, sdl) => {
    const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
    expect(compose([OURS, { name: 'partner', sdl: `${link} ${sdl}` }]).errors).not.toEqual([]);
  });
});

describe.each(JOINING)('the supergraph of %s', (_composer, compose) => {
  test('preserves the contents of the directives', () => {
    const { sdl } = compose([OURS, ...THEIRS]);
    expect(definitionOf(sdl, 'Card')).toContain('@join__type(graph: CARDGRAPH, key: "id")');
    expect(definitionOf(sdl, 'Code')).toContain('@join__type(graph: CARDGRAPH, key: "cardId code")');
    expect(definitionOf(sdl, 'MemberInfo')).toMatch(/nickname: String [^@]*@tag\(name: "pii"\)/);
    expect(definitionOf(sdl, 'Query')).toMatch(/\): CardConnection @[^:]*graph: CARDGRAPH.* @cost\(weight: 2\)/);
    expect(definitionOf(sdl, 'Query')).toContain('slicingArguments: ["first"]');
    expect(sdl).not.toContain('requiresScopes');
  });

  test('preserves scopes when they are on', () => {
    const { sdl } = compose([WITH_SCOPES, ...THEIRS]);
    expect(definitionOf(sdl, 'Card')).toContain('@requiresScopes(scopes: [["card:read"]])');
    expect(definitionOf(sdl, 'Mutation')).toContain('@requiresScopes(scopes: [["card:write"]])');
  });
});

test('@wundergraph/composition requires the scopes of root fields and types when they are on', () => {
  const scopesOf = (sdl: string) => {
    const subgraphs = [{ name: 'cardgraph', url: 'http://cardgraph.example/graphql', definitions: parse(sdl) }];
    const result = composeWithCosmo({ subgraphs, version: ROUTER_COMPATIBILITY_VERSION_ONE });
    if (!result.success) throw new Error(result.errors.join());
    return result.fieldConfigurations.flatMap(({ typeName, fieldName, requiredScopes }) =>
      requiredScopes ? [[typeName, fieldName, requiredScopes]] : [],
    );
  };
  expect(scopesOf(OURS.sdl)).toEqual([]);
  expect(scopesOf(WITH_SCOPES.sdl)).toContainEqual(['Mutation', 'updateCard', [['card:write']]]);
});

test('the SDL is a valid subgraph according to the reference implementation', () => {
  for (const { sdl } of [OURS, WITH_SCOPES]) {
    const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: {} }]);
    expect(printSchema(schema)).toContain('union _Entity = Card | Code | PayGiftRule | WechatUser');
  }
});

describe('the committed example of a supergraph', () => {
  test('equals the output of npm run supergraph', () => {
    const written = execFileSync(process.execPath, ['test/composition/compose.mjs'], { encoding: 'utf8' });
    expect(written).toBe(readFileSync('schema/supergraph.graphql', 'utf8'));
  });
});
