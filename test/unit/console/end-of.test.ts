import { endOf } from '../../../src/console/end-of.js';

test.each([
  ['oFS7Fjl0WsZ9AMZqrI80nbIq8xrA', '8xrA'],
  ['100000000001', '001'],
  ['QL-0001', '1'],
  ['abc', ''],
  ['', ''],
  ['🍵🍵🍵🍵', '🍵'],
])('the end of %j that is shown with its mask is %j, at most a quarter', (value, end) => {
  expect(endOf(value)).toBe(end);
});
