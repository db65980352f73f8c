import { useStack } from '../../support/use-stack.js';

const stack = useStack();
const GET = '/card/get';
const MODIFY = '/card/modifystock';
const CARD = 'pDEMO-groupon-0001';
const ONE_CARD = `{ card(id: "${CARD}") { title } }`;
const ERRCODES = [42007, 61003, 61007, 61009, 61010, 61016, 61023];

const day = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

describe('an errcode about the authorization of the account', () => {
  test.each(ERRCODES)('%d is ACCOUNT_NOT_AUTHORIZED for a read, which is not retried', async (value) => {
    await stack.emulator.fault({ path: GET, kind: 'errcode', value, times: 1 });
    const { data, errors } = await stack.graph.ask(ONE_CARD);
    expect(data).toEqual({ card: null });
    expect(errors).toMatchObject([
      { path: ['card'], extensions: { code: 'ACCOUNT_NOT_AUTHORIZED', platform: { errcode: value, endpoint: GET } } },
    ]);
    expect(await stack.emulator.calls()).toEqual({ [GET]: 1 });
  });

  test('neither opens the circuit breaker nor pauses the calls', async () => {
    await stack.emulator.fault({ path: GET, kind: 'errcode', value: 61003, times: 30 });
    for (let index = 0; index < 30; index += 1) {
      const { errors } = await stack.graph.ask(ONE_CARD);
      expect(errors).toMatchObject([{ extensions: { code: 'ACCOUNT_NOT_AUTHORIZED' } }]);
    }
    expect((await stack.graph.data(ONE_CARD)).card.title).toEqual(expect.any(String));
    expect(await stack.emulator.calls()).toEqual({ [GET]: 31 });
  });

  test('has a message that names the remedy', async () => {
    await stack.emulator.fault({ path: GET, kind: 'errcode', value: 61007, times: 1 });
    const { errors } = await stack.graph.ask(ONE_CARD);
    expect(errors?.[0]?.message).toContain('it must authorize again with that set');
  });

  test('is the code of a gap in statistics that is not worth a retry', async () => {
    await stack.emulator.fault({ path: '/datacube/getcardbizuininfo', kind: 'errcode', value: 61003, times: 1 });
    const query = `{ merchantStats(from: "${day(70)}", to: "${day(3)}", origin: API) { missing { errorCode retryable } } }`;
    const { merchantStats } = await stack.graph.data(query);
    expect(merchantStats.missing).toEqual([{ errorCode: 'ACCOUNT_NOT_AUTHORIZED', retryable: false }]);
  });

  test('fails a mutation that was not executed and releases its idempotency key', async () => {
    await stack.emulator.fault({ path: MODIFY, kind: 'errcode', value: 61003, times: 1 });
    const mutation = `mutation { modifyStock(input: { cardId: "${CARD}", increaseBy: 5, idempotencyKey: "authorization" }) {
      quantityBefore quantityAfter replayed userErrors { code }
    } }`;
    const first = await stack.graph.ask(mutation);
    expect(first.errors).toMatchObject([{ path: ['modifyStock'], extensions: { code: 'ACCOUNT_NOT_AUTHORIZED' } }]);
    const { modifyStock } = await stack.graph.data(mutation);
    expect(modifyStock).toMatchObject({ replayed: false, userErrors: [] });
    expect(modifyStock.quantityAfter).toBe(modifyStock.quantityBefore + 5);
  });
});
