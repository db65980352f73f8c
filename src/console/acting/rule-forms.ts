import { AddRuleForm } from './add-rule-form.js';
import { DeleteRuleForm } from './delete-rule-form.js';

/** The small forms of the pay-gift rules, by name. Together they are smaller than a file for each. */
export const RULE_FORMS = { add: AddRuleForm, delete: DeleteRuleForm };
