import { refusal } from '../../../src/platform/errors.js';
import { isGeneral } from '../../../src/search/failure-pause.js';

test.each([
  ['a busy platform', -1],
  ['an exhausted quota', 45009],
  ['a merchant that has withdrawn its authorization', 61003],
  ['a merchant that has not granted the permission set for cards', 61007],
])('%s concerns the calls for all cards', (_subject, errcode) => {
  expect(isGeneral(refusal('/card/get', errcode, ''))).toBe(true);
});

test.each([
  ['an invalid card id', 40056],
  ['a card in another state', 40127],
])('%s concerns only the call for that card', (_subject, errcode) => {
  expect(isGeneral(refusal('/card/get', errcode, ''))).toBe(false);
});
