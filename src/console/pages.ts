import type { ComponentType } from 'preact';
import type { PageName, Route } from './router.js';
import { can } from './session.js';

/** A page of the console, as its module exports it. Pages are loaded when they are first shown. */
interface PageModule {
  readonly Page: ComponentType<{ id: string }>;
}

interface PageEntry {
  readonly load: () => Promise<PageModule>;
  /** Any of these scopes allows the page. Undefined: every caller may see it. */
  readonly scopes?: readonly string[];
  /** Whether the page exists only on a server that embeds the emulator. */
  readonly needsEmulator?: true;
}

/** Whether the server embeds an emulator. */
const HAS_EMULATOR = document.documentElement.dataset.emulator !== undefined;

const PAGES: Readonly<Record<PageName, PageEntry>> = {
  today: { load: () => import('./pages/today.js') },
  cards: { load: () => import('./pages/cards.js'), scopes: ['card:read'] },
  new: { load: () => import('./pages/new.js'), scopes: ['card:write'] },
  card: { load: () => import('./pages/card.js'), scopes: ['card:read'] },
  code: { load: () => import('./pages/code.js'), scopes: ['code:read'] },
  members: { load: () => import('./pages/members.js'), scopes: ['member:read', 'code:read'] },
  rules: { load: () => import('./pages/rules.js'), scopes: ['rule:read'] },
  statistics: { load: () => import('./pages/statistics.js'), scopes: ['stats:read'] },
  events: { load: () => import('./pages/events.js'), scopes: ['event:read'] },
  system: { load: () => import('./pages/system.js') },
  panel: { load: () => import('./pages/panel.js'), needsEmulator: true },
};

/** The pages of the navigation, in its order. */
export const NAVIGATION = [
  'today',
  'cards',
  'code',
  'members',
  'rules',
  'statistics',
  'events',
  'system',
  'panel',
] as const satisfies readonly PageName[];

const loaded = new Map<PageName, PageModule>();

/** Returns a page that was loaded before. */
export function loadedPage(page: Route['page']): PageModule | undefined {
  return page === 'unknown' ? undefined : loaded.get(page);
}

/** Loads a page. Rejects if the server cannot be reached, or has been replaced by one with another build. */
export async function loadPage(page: PageName): Promise<void> {
  loaded.set(page, await PAGES[page].load());
}

/** Returns whether the server has a page. */
export function exists(page: PageName): boolean {
  return HAS_EMULATOR || PAGES[page].needsEmulator !== true;
}

/** Returns whether the server has a page, and the scopes of the caller allow it. */
export function isAllowed(page: PageName): boolean {
  const { scopes } = PAGES[page];
  if (!exists(page)) return false;
  return scopes === undefined || scopes.some(can);
}
