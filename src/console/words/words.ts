import { effect, signal } from '@preact/signals';
import { type Language, language } from '../preferences.js';
import * as enCard from './en/card.js';
import * as enFrame from './en/frame.js';
import * as enValues from './en/values.js';
import * as zhCard from './zh/card.js';
import * as zhFrame from './zh/frame.js';
import * as zhValues from './zh/values.js';

const en = { ...enCard, ...enFrame, ...enValues };
/** The compiler rejects a text that only one of the languages has. */
const zh: typeof en = { ...zhCard, ...zhFrame, ...zhValues };

type ErrorTexts = Readonly<Record<string, { readonly meaning: string; readonly remedy: string }>>;

/** The texts of errors, a third of all words, are loaded once the first page is shown. */
const ERRORS: Readonly<Record<Language, () => Promise<{ readonly errors: ErrorTexts }>>> = {
  en: () => import('./en/errors.js'),
  zh: () => import('./zh/errors.js'),
};

const errorTexts = signal<ErrorTexts>({});

/** Loads the texts of errors in the language of the reader, now and when it changes. Without them, errors have their code and message. */
export function startErrorTexts(): void {
  effect(() => {
    const wanted = language.value;
    ERRORS[wanted]().then(
      ({ errors }) => {
        if (wanted === language.value) errorTexts.value = errors;
      },
      () => undefined,
    );
  });
}

/** Returns the texts in the language of the reader. */
export const words = () => (language.value === 'zh' ? zh : en);

/** Returns the texts of a page in the language of the reader. They are loaded with the page. */
export function inLanguage<Texts>(texts: { readonly en: Texts; readonly zh: Texts }): Texts {
  return texts[language.value];
}

/** Returns the text of an error code. Undefined: a code of the network or of a newer server, or the texts are not loaded. */
export function errorText(code: string): ErrorTexts[string] | undefined {
  const texts = errorTexts.value;
  return Object.hasOwn(texts, code) ? texts[code] : undefined;
}
