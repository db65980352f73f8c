export { AddRuleForm } from './add-rule-form.js';
export { DeleteRuleForm } from './delete-rule-form.js';
