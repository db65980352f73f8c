import { composeServices as composeWithApollo } from '@apollo/composition';
import { composeServices as composeWithGuild } from '@theguild/federation-composition';
import { federateSubgraphs as composeWithCosmo, ROUTER_COMPATIBILITY_VERSION_ONE } from '@wundergraph/composition';
import { parse, print } from 'graphql';

export interface Subgraph {
  readonly name: string;
  readonly sdl: string;
}
type Composed = { readonly errors: readonly string[]; readonly sdl: string; readonly warnings: readonly string[] };

const services = (subgraphs: readonly Subgraph[]) =>
  subgraphs.map(({ name, sdl }) => ({ name, url: `http://${name}.example/graphql`, typeDefs: parse(sdl) }));

export const COMPOSERS: readonly [string, (subgraphs: readonly Subgraph[]) => Composed][] = [
  [
    '@apollo/composition',
    (subgraphs) => {
      const { errors = [], supergraphSdl = '', hints = [] } = composeWithApollo(services(subgraphs));
      const warnings = hints.filter(({ definition }) => definition.level.name === 'WARN');
      return { errors: errors.map(String), sdl: supergraphSdl, warnings: warnings.map(({ message }) => message) };
    },
  ],
  [
    '@theguild/federation-composition',
    (subgraphs) => {
      const { errors = [], supergraphSdl = '' } = composeWithGuild(services(subgraphs));
      return { errors: errors.map(({ message }) => message), sdl: supergraphSdl, warnings: [] };
    },
  ],
  [
    '@wundergraph/composition',
    (subgraphs) => {
      const result = composeWithCosmo({
        subgraphs: services(subgraphs).map(({ typeDefs, ...subgraph }) => ({ ...subgraph, definitions: typeDefs })),
        version: ROUTER_COMPATIBILITY_VERSION_ONE,
      });
      // The partner `notes` is written for federation 1 on purpose.
      const warnings = result.warnings.map(({ message }) => message).filter((one) => !one.includes('subgraph "notes"'));
      if (!result.success) return { errors: result.errors.map(({ message }) => message), sdl: '', warnings };
      return { errors: [], sdl: print(result.federatedGraphAST), warnings };
    },
  ],
];

/** Composers that write a supergraph with join directives. Cosmo writes a configuration of its router instead. */
export const JOINING = COMPOSERS.filter(([name]) => name !== '@wundergraph/composition');
