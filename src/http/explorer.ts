import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { readStaticFile, type StaticFile, sendStaticFile } from './static-file.js';

/** Allows only our own files and endpoint. GraphiQL and CodeMirror set styles from scripts, and their style sheet embeds fonts. */
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

export const EXPLORER_PATH = '/explorer';

const TYPES = {
  '': 'text/html; charset=utf-8',
  'explorer.css': 'text/css; charset=utf-8',
  'explorer.js': 'text/javascript; charset=utf-8',
  'examples.json': 'application/json; charset=utf-8',
  'graphiql.css': 'text/css; charset=utf-8',
  'graphiql.js': 'text/javascript; charset=utf-8',
  'react.js': 'text/javascript; charset=utf-8',
  'react-dom.js': 'text/javascript; charset=utf-8',
  'subscribe.js': 'text/javascript; charset=utf-8',
};

/**
 * Serves GraphiQL at /explorer from the files that the build (src/explorer/assemble.mjs) put into the folder. Nothing is loaded from
 * another host. Each file has its own route, so no request path is ever resolved to a file. `@fastify/static` is not used: its
 * current version needs Node 22, it brings 24 packages for nine files, takes 0.2 s to load, and its ETag (size and modification time)
 * differs between replicas.
 */
export function addExplorer(http: FastifyInstance, folder: string): void {
  for (const [name, type] of Object.entries(TYPES)) {
    let file: Promise<StaticFile> | undefined;
    http.get(name === '' ? EXPLORER_PATH : `${EXPLORER_PATH}/${name}`, async (request, reply) => {
      file ??= readStaticFile(join(folder, name === '' ? 'index.html' : name));
      const read = await file.catch((error) => {
        file = undefined;
        throw error;
      });
      return sendStaticFile(request, reply, read, {
        'content-type': type,
        'cache-control': 'no-cache',
        'content-security-policy': CONTENT_SECURITY_POLICY,
      });
    });
  }
}
