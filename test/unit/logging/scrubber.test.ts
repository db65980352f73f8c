import { scrubLine } from '../../../src/logging/scrubber.js';
import { EXAMPLES, PLACES, SENSITIVE_KEYS } from './scrubber.examples.js';

test.each(EXAMPLES)('scrubs %s and turns %s into %s', (_, line, written) => {
  expect(scrubLine(`${line}\n`)).toBe(`${written}\n`);
});

test.each(PLACES)('scrubs every sensitive key %s and turns %s into %s', (_, line, written) => {
  for (const key of SENSITIVE_KEYS) {
    expect(scrubLine(`${line.replaceAll('KEY', key)}\n`)).toBe(`${written.replaceAll('KEY', key)}\n`);
  }
});

test('no scrubbed line of the examples contains a hidden value', () => {
  for (const [, , written] of [...EXAMPLES, ...PLACES]) expect(written).not.toMatch(/hidden|7000000007/);
});

// Quadratic time would far exceed the timeout of a test.
test.each(['-', '\\', 'code:', 'token"', 'a_', 'secret=', 'x-api-key: ['])(
  'scrubs a text of 200,000 characters made of %j in linear time',
  (part) => {
    const long = part.repeat(200_000 / part.length);
    const msg = `token=hidden ${long} code:"${long}`;
    expect(JSON.parse(scrubLine(JSON.stringify({ msg }))).msg).toContain('token=[redacted]');
  },
);
