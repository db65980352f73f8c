import { errors as english } from '../../../src/console/words/en/errors.js';
import { errors as chinese } from '../../../src/console/words/zh/errors.js';
import { EXECUTION_CODES } from '../../../src/graph/format-error.js';
import { CARD_ERROR_CODES } from '../../../src/graph/mutation/card-error-codes.js';
import { REJECTION_CODES } from '../../../src/http/known-labels.js';

/** The code of nginx in deploy/, which is not one of the server. */
const PROXY_CODE = 'BAD_GATEWAY';

describe.each([
  ['English', english, /^[A-Zx][^`|[\]]*\.$/],
  ['Chinese', chinese, /^[^`|[\]]*\p{Script=Han}[^`|[\]]*。$/u],
])('the %s words of errors', (_, words, sentence) => {
  test('have every CardErrorCode and every extensions.code', () => {
    const codes = new Set([...Object.keys(CARD_ERROR_CODES), ...EXECUTION_CODES, ...REJECTION_CODES, PROXY_CODE]);
    expect(Object.keys(words)).toEqual([...codes].sort());
  });

  test('are sentences without Markdown', () => {
    const texts = Object.values(words).flatMap(({ meaning, remedy }) => [meaning, remedy]);
    expect(texts.filter((text) => !sentence.test(text))).toEqual([]);
  });
});

test('the words of a code that is both in userErrors and in errors are those of its CardErrorCode', () => {
  expect(english.PLATFORM_REJECTED.remedy).toBe(CARD_ERROR_CODES.PLATFORM_REJECTED.remedy);
  expect(chinese.PLATFORM_REJECTED.remedy).toBe(CARD_ERROR_CODES.PLATFORM_REJECTED.zh.remedy);
});
