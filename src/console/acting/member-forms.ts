import { ActivateForm } from './activate-form.js';
import { BookForm } from './book-form.js';

/** The small forms of a member, by name. Together they are smaller than a file for each. */
export const MEMBER_FORMS = { activate: ActivateForm, book: BookForm };
