import { Calls } from '../../../../src/emulator/http/call-ledger.js';

describe('the ledger', () => {
  test('stores the last 100,000 calls and counts all of them', () => {
    const calls = new Calls();
    for (let arrival = 0; arrival < 100_003; arrival += 1) calls.record('/card/get', 'wxdemo', arrival, 0);
    const { total, byPath, recent } = calls.report();
    expect({ total, byPath, stored: recent.length }).toEqual({
      total: 100_003,
      byPath: { '/card/get': 100_003 },
      stored: 100_000,
    });
    expect([recent[0]?.request, recent.at(-1)?.request]).toEqual([3, 100_002]);
  });

  test('records new calls in order after it was cleared for one account', () => {
    const calls = new Calls();
    for (let arrival = 0; arrival < 100_010; arrival += 1) {
      calls.record('/card/get', arrival % 2 === 0 ? 'wxeven' : 'wxodd', arrival, 0);
    }
    calls.clear('wxeven');
    calls.record('/card/batchget', 'wxeven', 'last', 0);
    const { total, recent } = calls.report();
    expect(total).toBe(50_006);
    expect(recent.length).toBe(50_001);
    expect(recent.at(-1)?.request).toBe('last');
    expect(calls.report('wxeven').byPath).toEqual({ '/card/batchget': 1 });
  });
});
