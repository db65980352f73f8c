import { codeActs as en } from '../words/en/code-acts.js';
import { inLanguage } from '../words/words.js';
import { codeActs as zh } from '../words/zh/code-acts.js';

/** The code that a form changes. */
export interface SubjectCode {
  readonly code: string;
  readonly cardId: string;
  /** Called after another code took the place of this one. */
  readonly onReplaced: (replacement: Replacement) => void;
}

export interface Replacement {
  readonly oldCode: string;
  readonly newCode: string;
  /** Whether an earlier request had already made the change. */
  readonly replayed: boolean;
}

/** The texts of the forms that change a code. */
export const codeActTexts = () => inLanguage({ en, zh });
