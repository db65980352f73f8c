import { InvalidateForm } from './invalidate-form.js';
import { RedeemForm } from './redeem-form.js';
import { ReplaceForm } from './replace-form.js';

/** The small forms of a code, by name. Together they are smaller than a file for each. */
export const CODE_FORMS = { invalidate: InvalidateForm, redeem: RedeemForm, replace: ReplaceForm };
