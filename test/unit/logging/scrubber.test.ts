import { scrubLine } from '../../../src/logging/scrubber.js';
import { EXAMPLES, PLACES, SENSITIVE_KEYS } from './scrubber.examples.js';

test.each(EXAMPLES)('writes %s: %s as %s', (_, line, written) => {
  expect(scrubLine(`${line}\n`)).toBe(`${written}\n`);
});

test.each(PLACES)('writes every sensitive key %s: %s as %s', (_, line, written) => {
  for (const key of SENSITIVE_KEYS) {
    expect(scrubLine(`${line.replaceAll('KEY', key)}\n`)).toBe(`${written.replaceAll('KEY', key)}\n`);
  }
});

test('no written line of the examples holds what has to be hidden', () => {
  for (const [, , written] of [...EXAMPLES, ...PLACES]) expect(written).not.toMatch(/hidden|7000000007/);
});

// Time that grew with the square of the length would exceed the time limit of a test by far.
test.each(['-', '\\', 'code:', 'token"', 'a_', 'secret=', 'x-api-key: ['])(
  'scrubs a text of 200,000 characters made of %j in linear time',
  (part) => {
    const long = part.repeat(200_000 / part.length);
    const msg = `token=hidden ${long} code:"${long}`;
    expect(JSON.parse(scrubLine(JSON.stringify({ msg }))).msg).toContain('token=[redacted]');
  },
);
