import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { PICTURE_HOSTS } from '../platform/endpoints/card-fields/field.js';
import { readStaticFile, type StaticFile, sendStaticFile, staticFile } from './static-file.js';

export const CONSOLE_PATH = '/console';

/**
 * Allows only our own files and endpoint, and pictures of the platform: their URLs have no scheme here, because the platform returns
 * them with `http:` and with `https:`. `blob:` and `data:` are for pictures before their upload.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  `img-src 'self' data: blob: ${PICTURE_HOSTS.join(' ')}`,
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HTML = 'text/html; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';

/** Content types of assets by the extension of their names. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['.css', 'text/css; charset=utf-8'],
  ['.ico', 'image/x-icon'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.png', 'image/png'],
  ['.svg', 'image/svg+xml'],
  ['.txt', TEXT],
  ['.webp', 'image/webp'],
  ['.woff2', 'font/woff2'],
]);

/** First segments below /console that are not pages. */
const NO_PAGES: ReadonlySet<string> = new Set(['assets', 'emulator']);

/** The files of the console. */
interface ConsoleFiles {
  readonly page: StaticFile;
  /** Undefined: the build has none. */
  readonly licences: StaticFile | undefined;
  /** By name. The name contains a hash of the content. */
  readonly assets: ReadonlyMap<string, StaticFile>;
}

/** Other parts of the server that the console uses. */
export interface ConsoleSurroundings {
  /** The path of the explorer, to which pages link. Undefined: it is not served. */
  readonly explorerPath: string | undefined;
  /** Whether the control calls of an embedded emulator are forwarded. The console then has a page for them. */
  readonly hasEmulator: boolean;
}

/**
 * Reads all files of the console, about one megabyte.
 * @param folder contains `index.html`, `LICENCES.txt` and the folder `assets`
 * @returns undefined if the folder or its `index.html` does not exist
 */
async function readConsole(folder: string): Promise<ConsoleFiles | undefined> {
  const page = await readIfPresent(join(folder, 'index.html'));
  if (page === undefined) return undefined;
  const entries = await readdir(join(folder, 'assets'), { withFileTypes: true });
  const assets = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ name }) => [name, await readStaticFile(join(folder, 'assets', name))] as const),
  );
  return { page, licences: await readIfPresent(join(folder, 'LICENCES.txt')), assets: new Map(assets) };
}

/**
 * Serves the console of a folder, see `readConsole`.
 * @returns whether the folder contains one
 */
export async function serveConsole(
  http: FastifyInstance,
  folder: string,
  surroundings: ConsoleSurroundings,
): Promise<boolean> {
  const files = await readConsole(folder);
  if (files !== undefined) addConsole(http, files, surroundings);
  return files !== undefined;
}

/**
 * Serves the console at /console. A path below it that is neither an asset nor the emulator's is a page, which the script of
 * `index.html` shows. Files are looked up by name in those that were read, so no request path is ever resolved to a file.
 */
function addConsole(http: FastifyInstance, files: ConsoleFiles, surroundings: ConsoleSurroundings): void {
  const { licences, assets } = files;
  const page = withSurroundings(files.page, surroundings);
  const headersOf = (type: string, cacheControl: string) => ({
    'content-type': type,
    'cache-control': cacheControl,
    'content-security-policy': CONTENT_SECURITY_POLICY,
  });
  for (const path of [CONSOLE_PATH, `${CONSOLE_PATH}/*`] as const) {
    http.get<{ Params: { '*'?: string } }>(path, async (request, reply) => {
      const [first = ''] = (request.params['*'] ?? '').split('/', 1);
      if (NO_PAGES.has(first)) return reply.callNotFound();
      return sendStaticFile(request, reply, page, headersOf(HTML, 'no-cache'));
    });
  }
  if (licences !== undefined) {
    http.get(`${CONSOLE_PATH}/LICENCES.txt`, async (request, reply) =>
      sendStaticFile(request, reply, licences, headersOf(TEXT, 'no-cache')),
    );
  }
  http.get<{ Params: { '*': string } }>(`${CONSOLE_PATH}/assets/*`, async (request, reply) => {
    const name = request.params['*'];
    const file = assets.get(name);
    if (file === undefined) return reply.callNotFound();
    const type = TYPES.get(extname(name)) ?? 'application/octet-stream';
    return sendStaticFile(request, reply, file, headersOf(type, 'public, max-age=31536000, immutable'));
  });
}

/** Adds attributes to the page from which its script reads which other parts of the server exist. */
function withSurroundings(page: StaticFile, { explorerPath, hasEmulator }: ConsoleSurroundings): StaticFile {
  const explorer = explorerPath === undefined ? '' : `data-explorer="${explorerPath}" `;
  const emulator = hasEmulator ? 'data-emulator ' : '';
  if (explorer + emulator === '') return page;
  return staticFile(Buffer.from(String(page.body).replace('<html ', `<html ${explorer}${emulator}`)));
}

async function readIfPresent(path: string): Promise<StaticFile | undefined> {
  try {
    return await readStaticFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
