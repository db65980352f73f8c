/**
 * For Stryker: leaves alone what only words something. A text of several words is a message for people, and another one is no other
 * behaviour; what code goes by (codes, kinds, names of headers and fields) has no blanks in it.
 */
const isWording = (/** @type {string} */ text) => /\p{L} \p{L}/u.test(text);

const reason = 'wording: a text of several words is for people';

/** @param {any} path of Babel */
function shouldIgnore({ node }) {
  if (node.type === 'StringLiteral' && isWording(node.value)) return reason;
  if (node.type !== 'TemplateLiteral') return undefined;
  return isWording(node.quasis.map((/** @type {any} */ quasi) => quasi.value.raw).join('x')) ? reason : undefined;
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'wording', value: { shouldIgnore } }];
