import { signal } from '@preact/signals';
import { removeDrafts } from './acting/drafts.js';
import {
  appid,
  type Credential,
  credential,
  isTransient,
  type QueryError,
  type QueryOptions,
  runQuery,
  unauthenticated,
} from './client.js';
import { SessionDocument, type SessionQuery } from './generated/operations.js';

export type Viewer = NonNullable<SessionQuery['cardgraphViewer']>;

/** The caller. Undefined until the server has returned it. */
export const viewer = signal<Viewer | undefined>(undefined);
/** Why the caller is not known. */
export const sessionErrors = signal<readonly QueryError[]>([]);

/** Returns whether the caller has a scope. Parts of a page that need another one are not shown. */
export function can(scope: string): boolean {
  return viewer.value?.scopes.includes(scope) ?? false;
}

/** Reads the caller and the accounts that it may use. If the server does not respond, the previous caller stays. */
export async function loadSession(options: QueryOptions = {}): Promise<void> {
  const { data, errors } = await runQuery(SessionDocument, {}, options);
  sessionErrors.value = errors;
  if (data === undefined && errors.some(isTransient)) return;
  viewer.value = data?.cardgraphViewer ?? undefined;
  if (viewer.value !== undefined) unauthenticated.value = false;
}

/** Reads the caller with another credential. The account stays the same if the new caller may use it. */
export async function signIn(next: Credential): Promise<void> {
  const previous = appid.value;
  credential.value = next;
  appid.value = undefined;
  await loadSession();
  if (viewer.value?.accounts?.nodes.some((one) => one.appid === previous)) appid.value = previous;
}

/** Removes the credential. On a server without authentication, the caller is then anonymous. */
export async function signOut(): Promise<void> {
  removeDrafts();
  credential.value = undefined;
  appid.value = undefined;
  await loadSession();
}

/** Queries use this account from now on. */
export function switchAccount(next: string): void {
  appid.value = next;
}
