import { readTraceParent } from '../../../src/telemetry/trace-parent.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('traceparent', () => {
  test.each([
    ['recorded', `00-${TRACE}-${SPAN}-01`, true],
    ['not recorded', `00-${TRACE}-${SPAN}-00`, false],
    ['with other flags', `00-${TRACE}-${SPAN}-03`, true],
    ['of a later version', `01-${TRACE}-${SPAN}-01`, true],
    ['of a later version with more fields', `cc-${TRACE}-${SPAN}-00-what`, false],
  ])('is read if it is %s', (_, header, isSampled) => {
    expect(readTraceParent(header)).toEqual({ traceId: TRACE, spanId: SPAN, isSampled });
  });

  test.each([
    ['absent', undefined],
    ['sent twice', [`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01`]],
    ['empty', ''],
    ['of version ff', `ff-${TRACE}-${SPAN}-01`],
    ['of version 00 with more fields', `00-${TRACE}-${SPAN}-01-what`],
    ['in capital letters', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['with a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['with a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['truncated', `00-${TRACE}-${SPAN}`],
    ['another text', 'PLANTED'],
  ])('is ignored if it is %s', (_, header) => {
    expect(readTraceParent(header)).toBeUndefined();
  });
});
