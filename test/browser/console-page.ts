import type { BrowserContext, Page } from 'playwright-core';
import type { ServerOptions } from '../../src/http/server.js';
import { type Stack, startStack } from '../support/stack.js';
import { CONSOLE_FILES } from './console-files.js';

/** Starts a server with the console in front of an emulator. */
export function startConsole(server: Partial<ServerOptions> = {}): Promise<Stack> {
  return startStack({ server: { ...server, consoleFiles: CONSOLE_FILES } });
}

/** Pictures of cards, which are not requested, and the first query of a server that requires a credential. */
const EXPECTED = /ERR_FAILED|401/;

/** An open page of the console. */
export interface ConsolePage {
  readonly page: Page;
  /** Errors and warnings of the browser. */
  readonly wrong: readonly string[];
  /** The address of each request. */
  readonly addresses: readonly string[];
}

/** @param address path and fragment, such as `/console/code#code=1` */
export async function openConsole(context: BrowserContext, stack: Stack, address: string): Promise<ConsolePage> {
  const page = await context.newPage();
  const wrong: string[] = [];
  const addresses: string[] = [];
  await page.route(/mmbiz/, (route) => route.abort());
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !EXPECTED.test(message.text())) wrong.push(message.text());
  });
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('request', (request) => addresses.push(request.url()));
  await page.goto(new URL(address, stack.graph.url).href);
  return { page, wrong, addresses };
}
