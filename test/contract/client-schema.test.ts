import { readFileSync } from 'node:fs';
import { diff } from '@graphql-inspector/core';
import { buildSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { createSchema, printedClientSchema } from '../../src/graph/schema/schema.js';

const client = readFileSync('schema/client.graphql', 'utf8');

describe('schema/client.graphql', () => {
  test('is what the code emits', () => {
    expect(client).toBe(printedClientSchema());
  });

  test('is read by buildSchema with every check, and has no trace of federation', () => {
    buildSchema(client);
    expect(client).not.toMatch(/@(link|key|shareable|tag|requiresScopes)\b|\b_(Any|Entity|Service|entities|service)\b/);
    expect(client).toContain('@cost(weight: 1)');
  });

  test('describes the schema that the server executes, apart from the machinery of federation', async () => {
    const served = lexicographicSortSchema(createSchema());
    const changes = await diff(served, buildSchema(client));
    const others = changes.filter(
      ({ path = '', type }) =>
        !type.startsWith('DIRECTIVE') && !/^(_Any|_Entity|_Service|Query\._entities|Query\._service)\b/.test(path),
    );
    expect(others.map(({ message }) => message)).toEqual([]);
    expect(printSchema(buildSchema(client))).toContain('type Card');
  });
});
