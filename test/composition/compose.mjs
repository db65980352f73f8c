// Composes the subgraph with the partners of the tests, as an example of a supergraph: npm run supergraph
import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

const PARTNERS = ['campaigns', 'crm', 'notes'];

const subgraph = (name, file, port) => ({
  name,
  url: `http://127.0.0.1:${port}/graphql`,
  typeDefs: parse(readFileSync(new URL(file, import.meta.url), 'utf8')),
});

const { supergraphSdl, errors } = composeServices([
  subgraph('cardgraph', '../../schema/schema.graphql', 4000),
  ...PARTNERS.map((name, index) => subgraph(name, `partners/${name}.graphql`, 4001 + index)),
]);
if (errors) {
  for (const { message } of errors) process.stderr.write(`${message}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${supergraphSdl.trimEnd()}\n`);
}
