import { signal } from '@preact/signals';

const BASE = '/console';

/** Pages whose address is their name. The first one is also that of the address without a name. */
const PAGES = ['today', 'cards', 'new', 'code', 'members', 'rules', 'statistics', 'events', 'system', 'panel'] as const;
export type PageName = (typeof PAGES)[number] | 'card';

export type Route =
  | { readonly page: (typeof PAGES)[number] }
  | { readonly page: 'card'; readonly id: string }
  | { readonly page: 'unknown' };

/** The page of the address. */
export const route = signal<Route>({ page: 'unknown' });

/**
 * Parameters of the page. They are in the fragment, which is never sent to a server: they can contain a code or an openid.
 */
export const parameters = signal<URLSearchParams>(new URLSearchParams());

/** Returns the route of a path, such as `/console/card/pCard`. */
export function routeOf(path: string): Route {
  const [name = '', id = '', ...rest] = path.slice(BASE.length + 1).split('/');
  if (rest.length > 0) return { page: 'unknown' };
  if (name === 'card' && id !== '') return cardRoute(id);
  const page = name === '' ? PAGES[0] : PAGES.find((one) => one === name);
  return page === undefined || id !== '' ? { page: 'unknown' } : { page };
}

/** An id that is not valid percent-encoding is that of no page. */
function cardRoute(id: string): Route {
  try {
    return { page: 'card', id: decodeURIComponent(id) };
  } catch {
    return { page: 'unknown' };
  }
}

/** Returns the address of a page. Parameters that are empty are omitted. */
export function addressOf(target: Route, values: Readonly<Record<string, string>> = {}): string {
  const filled = Object.entries(values).filter(([, value]) => value !== '');
  const fragment = filled.length === 0 ? '' : `#${new URLSearchParams(filled)}`;
  const path = target.page === 'card' ? `card/${encodeURIComponent(target.id)}` : target.page;
  return `${BASE}/${path}${fragment}`;
}

/** Shows another page and adds it to the history. */
export function navigate(address: string): void {
  history.pushState(null, '', address);
  readAddress();
}

/** Shows the page with other parameters, which are added to those of the address. An empty one is removed. */
export function setParameters(values: Readonly<Record<string, string>>): void {
  navigate(addressOf(route.value, { ...Object.fromEntries(parameters.value), ...values }));
}

/** Shows the page of the address, and those to which the browser goes back and forward. */
export function startRouter(): void {
  addEventListener('popstate', readAddress);
  addEventListener('hashchange', readAddress);
  readAddress();
}

function readAddress(): void {
  route.value = routeOf(location.pathname);
  parameters.value = new URLSearchParams(location.hash.slice(1));
}
