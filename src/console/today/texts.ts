import { today as en } from '../words/en/today.js';
import { inLanguage } from '../words/words.js';
import { today as zh } from '../words/zh/today.js';

/** Returns the texts of the page Today in the language of the reader. */
export const texts = () => inLanguage({ en, zh });
