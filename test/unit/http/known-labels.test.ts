import { KNOWN_LABELS } from '../../../src/http/known-labels.js';
import { framingOf } from '../../../src/http/subscription-framing.js';

test('the labels of transports include each framing and WebSockets', () => {
  const accepts = ['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'];
  const names = accepts.map((accept) => framingOf({ accept })?.name);
  expect([...KNOWN_LABELS.transports].sort()).toEqual([...names, 'websocket'].sort());
});

test.each(['TOO_MANY_SUBSCRIPTIONS', 'SERVER_LEAVING'])('the labels of rejections include %s', (code) => {
  expect(KNOWN_LABELS.reasons).toContain(code);
});
