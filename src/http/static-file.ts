/** Files of a page that the build created. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface StaticFile {
  readonly body: Buffer;
  /** Depends only on the content, so that it is the same on every replica. */
  readonly etag: string;
}

/** Reads a file. Rejects if it cannot be read. */
export async function readStaticFile(path: string): Promise<StaticFile> {
  return staticFile(await readFile(path));
}

export function staticFile(body: Buffer): StaticFile {
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
}

/** Sends a file with its ETag and these headers, or 304 if the client has it. */
export function sendStaticFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, etag }: StaticFile,
  headers: Readonly<Record<string, string>>,
): FastifyReply {
  reply.headers({ etag, ...headers });
  return matches(request.headers['if-none-match'], etag) ? reply.code(304).send() : reply.send(body);
}

/** Compares ETags weakly, as RFC 9110 requires: a proxy that compresses the response turns the ETag into a weak one. */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  return ifNoneMatch?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag) ?? false;
}
