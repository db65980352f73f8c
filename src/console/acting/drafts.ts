import type { Values } from './values.js';

/** A form that is not finished. It outlives reloads of its tab, and each tab has its own. */
export interface Draft {
  /** The idempotency key of the next request, made when the form was opened. */
  readonly key: string;
  /** Only the fields that the reader changed. */
  readonly typed: Values;
  /** The values that these fields had before. */
  readonly before?: Values;
  /** The input that was sent with the key and whose outcome is not known. */
  readonly sent?: unknown;
}

const PREFIX = 'cardgraph.draft.';

/** Maximum length of a stored draft, characters. A longer one is lost by a reload. */
const MAX_LENGTH = 1_000_000;

/** Returns the stored draft of a form. Undefined if there is none, or the browser allows no storage. */
export function storedDraft(name: string): Draft | undefined {
  try {
    const text = sessionStorage.getItem(PREFIX + name);
    return text === null ? undefined : draftOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Stores a draft. Returns whether that was possible. */
export function storeDraft(name: string, draft: Draft): boolean {
  try {
    const text = JSON.stringify(draft);
    if (text.length > MAX_LENGTH) {
      sessionStorage.removeItem(PREFIX + name);
      return false;
    }
    sessionStorage.setItem(PREFIX + name, text);
    return true;
  } catch {
    return false;
  }
}

export function removeDraft(name: string): void {
  try {
    sessionStorage.removeItem(PREFIX + name);
  } catch {}
}

/** Removes all drafts: they belong to the caller that typed them. */
export function removeDrafts(): void {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
  } catch {}
}

function draftOf(value: unknown): Draft | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { key, typed, before, sent } = value as Record<string, unknown>;
  if (typeof key !== 'string') return undefined;
  return { key, typed: textsIn(typed), before: textsIn(before), ...(sent === undefined ? {} : { sent }) };
}

function textsIn(value: unknown): Values {
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
