/**
 * Makes Stryker ignore mutations of wording. A string of several words is a message for people, and another one does not change the
 * behaviour. Strings that the code depends on (codes, types, names of headers and fields) contain no blanks.
 */
const isWording = (/** @type {string} */ text) => /\p{L} \p{L}/u.test(text);

const reason = 'wording: a string of several words is a message for people';

/** @param {any} path of Babel */
function shouldIgnore({ node }) {
  if (node.type === 'StringLiteral' && isWording(node.value)) return reason;
  if (node.type !== 'TemplateLiteral') return undefined;
  return isWording(node.quasis.map((/** @type {any} */ quasi) => quasi.value.raw).join('x')) ? reason : undefined;
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'wording', value: { shouldIgnore } }];
