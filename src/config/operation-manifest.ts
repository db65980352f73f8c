/** Reads the manifest of persisted operations, in Apollo's format. All problems are reported together. */
import { z } from 'zod';
import type { PersistedOperation } from './config.js';
import type { Entries } from './credential-files.js';
import { type ReadFile, readJson } from './json-file.js';

const Operation = z.object({
  id: z.string('expected a string').min(1, 'expected a non-empty string'),
  name: z.string('expected a string'),
  type: z.enum(['query', 'mutation', 'subscription'], 'expected query, mutation or subscription'),
  body: z.string('expected a string').min(1, 'expected a non-empty string'),
});

const Manifest = z.object({
  format: z.literal('apollo-persisted-query-manifest', 'expected apollo-persisted-query-manifest'),
  version: z.literal(1, 'expected 1'),
  operations: z.array(Operation, 'expected a list of operations with id, name, type and body'),
});

/** Reads JSON `{format, version, operations: [{id, name, type, body}]}`. Each id must be unique. Other fields are ignored. */
export function readManifest(path: string, readFile: ReadFile): Entries<PersistedOperation> {
  const file = readJson(path, readFile);
  if ('problem' in file) return { entries: [], problems: [file.problem] };
  const { data, error } = Manifest.safeParse(file.json);
  if (error) return { entries: [], problems: error.issues.map((issue) => `${placeOf(issue.path)}${issue.message}`) };
  const ids = data.operations.map(({ id }) => id);
  const problems = ids.flatMap((id, index) =>
    ids.indexOf(id) < index ? [`operation ${index + 1} (id): duplicate of operation ${ids.indexOf(id) + 1}`] : [],
  );
  return { entries: data.operations.map(({ id, name, body }) => ({ id, name, body })), problems };
}

function placeOf([field, index, ...rest]: readonly PropertyKey[]): string {
  if (typeof index !== 'number') return field === undefined ? '' : `(${String(field)}) `;
  return `operation ${index + 1}${rest.length > 0 ? ` (${rest.map(String).join('.')})` : ''}: `;
}
