import { effect, signal } from '@preact/signals';

export type Language = 'en' | 'zh';
export type Theme = 'system' | 'light' | 'dark';

export const language = signal<Language>(stored('language', ['en', 'zh']) ?? preferredLanguage());
export const theme = signal<Theme>(stored('theme', ['system', 'light', 'dark']) ?? 'system');

/** Applies the preferences to the document and stores them when they change. */
export function startPreferences(): void {
  effect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
    store('language', language.value);
  });
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
    store('theme', theme.value);
  });
}

function preferredLanguage(): Language {
  return /^zh\b/i.test(navigator.language) ? 'zh' : 'en';
}

/** Returns undefined if nothing valid is stored, or the browser allows no storage. */
function stored<T extends string>(name: string, allowed: readonly T[]): T | undefined {
  try {
    const value = localStorage.getItem(`cardgraph.${name}`);
    return allowed.find((one) => one === value);
  } catch {
    return undefined;
  }
}

/** Without storage, a preference applies until the page is closed. */
function store(name: string, value: string): void {
  try {
    localStorage.setItem(`cardgraph.${name}`, value);
  } catch {}
}
