import { language } from '../preferences.js';
import * as enCard from './en/card.js';
import { errors as enErrors } from './en/errors.js';
import * as enFrame from './en/frame.js';
import * as enValues from './en/values.js';
import * as zhCard from './zh/card.js';
import { errors as zhErrors } from './zh/errors.js';
import * as zhFrame from './zh/frame.js';
import * as zhValues from './zh/values.js';

const en = { ...enCard, ...enFrame, ...enValues, errors: enErrors as typeof zhErrors };
/** The compiler rejects a text that only one of the languages has. */
const zh: typeof en = { ...zhCard, ...zhFrame, ...zhValues, errors: zhErrors };

/** Returns the texts in the language of the reader. */
export const words = () => (language.value === 'zh' ? zh : en);

/** Returns the texts of a page in the language of the reader. They are loaded with the page. */
export function inLanguage<Texts>(texts: { readonly en: Texts; readonly zh: Texts }): Texts {
  return texts[language.value];
}

/** Returns the text of an error code. Undefined: a code of the network or of a newer server. */
export function errorText(code: string): { readonly meaning: string; readonly remedy: string } | undefined {
  const { errors } = words();
  return Object.hasOwn(errors, code) ? errors[code as keyof typeof errors] : undefined;
}
