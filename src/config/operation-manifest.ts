/** The manifest of persisted operations, in Apollo's format. Everything wrong with it is told at once. */
import { z } from 'zod';
import type { PersistedOperation } from './config.js';
import type { Entries } from './credential-files.js';

const Operation = z.object({
  id: z.string('expected a text').min(1, 'expected a text that is not empty'),
  name: z.string('expected a text'),
  type: z.enum(['query', 'mutation', 'subscription'], 'expected query, mutation or subscription'),
  body: z.string('expected a text').min(1, 'expected a text that is not empty'),
});

const Manifest = z.object({
  format: z.literal('apollo-persisted-query-manifest', 'expected apollo-persisted-query-manifest'),
  version: z.literal(1, 'expected 1'),
  operations: z.array(Operation, 'expected a list of operations with id, name, type and body'),
});

/** JSON `{format, version, operations: [{id, name, type, body}]}`, each id once. Fields beside these are not looked at. */
export function readManifest(path: string, readFile: (path: string) => string): Entries<PersistedOperation> {
  let json: unknown;
  try {
    json = JSON.parse(readFile(path));
  } catch (error) {
    const problem =
      error instanceof SyntaxError ? 'expected JSON, got something else' : 'expected a file, it cannot be read';
    return { entries: [], problems: [problem] };
  }
  const { data, error } = Manifest.safeParse(json);
  if (error) return { entries: [], problems: error.issues.map((issue) => `${placeOf(issue.path)}${issue.message}`) };
  const ids = data.operations.map(({ id }) => id);
  const problems = ids.flatMap((id, index) =>
    ids.indexOf(id) < index ? [`operation ${index + 1} (id): expected one of its own, got that of another`] : [],
  );
  return { entries: data.operations.map(({ id, name, body }) => ({ id, name, body })), problems };
}

function placeOf([field, index, ...rest]: readonly PropertyKey[]): string {
  if (typeof index !== 'number') return field === undefined ? '' : `(${String(field)}) `;
  return `operation ${index + 1}${rest.length > 0 ? ` (${rest.map(String).join('.')})` : ''}: `;
}
