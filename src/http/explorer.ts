import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';

/** Nothing but our own files and endpoint. GraphiQL and CodeMirror set styles from scripts, and their style sheet embeds fonts. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES = {
  '': 'text/html; charset=utf-8',
  'explorer.css': 'text/css; charset=utf-8',
  'explorer.js': 'text/javascript; charset=utf-8',
  'examples.json': 'application/json; charset=utf-8',
  'graphiql.css': 'text/css; charset=utf-8',
  'graphiql.js': 'text/javascript; charset=utf-8',
  'react.js': 'text/javascript; charset=utf-8',
  'react-dom.js': 'text/javascript; charset=utf-8',
};

interface File {
  readonly body: Buffer;
  readonly etag: string;
}

/**
 * Serves GraphiQL at /explorer, from files alone that the build put into the folder (explorer/assemble.mjs beside this file): nothing comes from another
 * host. They are known by name, so no path of a request ever names a file.
 */
export function addExplorer(http: FastifyInstance, folder: string): void {
  for (const [name, type] of Object.entries(TYPES)) {
    let file: Promise<File> | undefined;
    http.get(name === '' ? '/explorer' : `/explorer/${name}`, async (request, reply) => {
      file ??= read(join(folder, name === '' ? 'index.html' : name));
      const { body, etag } = await file.catch((error) => {
        file = undefined;
        throw error;
      });
      reply.headers({
        etag,
        'content-type': type,
        'cache-control': 'no-cache',
        'content-security-policy': CONTENT_SECURITY_POLICY,
      });
      return request.headers['if-none-match'] === etag ? reply.code(304).send() : reply.send(body);
    });
  }
}

async function read(path: string): Promise<File> {
  const body = await readFile(path);
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
}
