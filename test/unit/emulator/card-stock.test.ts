import { MAX_STOCK } from '../../../src/platform/endpoints/card.wire.js';
import { EmulatorClient } from './emulator-client.js';
import { CardClient, idOf, oneOfEachKind } from './own-cards.js';

const SKU = { quantity: 9_880, total_quantity: 10_000 };

let cards: CardClient;
beforeAll(async () => {
  const seeds = oneOfEachKind().map(({ cardType, payload }) => ({
    cardType,
    payload: { ...payload, base_info: { ...payload.base_info, sku: SKU } },
  }));
  const client = await EmulatorClient.start({ seed: { cards: seeds } });
  cards = new CardClient(client, await client.token());
});
beforeEach(() => cards.client.control('POST', '/reset'));
afterAll(() => cards.client.close());

const change = (values: object) => cards.call('/card/modifystock', { card_id: idOf('CASH'), ...values });
const stock = async () => (await cards.baseInfo('CASH')).sku;

describe('card/modifystock', () => {
  test.each<[string, object, number]>([
    ['an increase', { increase_stock_value: 7 }, 7],
    ['a decrease', { reduce_stock_value: 7 }, -7],
    ['an increase and a decrease of 0', { increase_stock_value: 7, reduce_stock_value: 0 }, 7],
    ['a decrease and an increase of 0', { increase_stock_value: 0, reduce_stock_value: 7 }, -7],
    ['both values', { increase_stock_value: 10, reduce_stock_value: 3 }, 7],
    ['equal values', { increase_stock_value: 1_231_231, reduce_stock_value: 1_231_231 }, 0],
    ['a decrease to 0', { reduce_stock_value: SKU.quantity }, -SKU.quantity],
    [
      'an increase to the maximum',
      { increase_stock_value: MAX_STOCK - SKU.total_quantity },
      MAX_STOCK - SKU.total_quantity,
    ],
  ])('applies %s to the quantity and to the total quantity', async (_, values, by) => {
    expect(await change(values)).toEqual({ errcode: 0 });
    expect(await stock()).toEqual({ quantity: SKU.quantity + by, total_quantity: SKU.total_quantity + by });
    expect(await cards.lastCommitted('/card/modifystock')).toBe(true);
  });

  test.each<[string, object, number]>([
    ['no value', {}, 40097],
    ['two values of 0', { increase_stock_value: 0, reduce_stock_value: 0 }, 40097],
    ['a negative increase', { increase_stock_value: -1 }, 40097],
    ['a negative decrease', { increase_stock_value: 5, reduce_stock_value: -1 }, 40097],
    ['a decrease below 0', { reduce_stock_value: SKU.quantity + 1 }, 45031],
    ['an increase over the maximum', { increase_stock_value: MAX_STOCK - SKU.total_quantity + 1 }, 45031],
    ['a decimal', { increase_stock_value: 1.5 }, -1],
    ['a string', { increase_stock_value: '1' }, 47001],
    ['null, which counts as absent', { increase_stock_value: null }, 40097],
    ['no card', { card_id: undefined, increase_stock_value: 1 }, 41012],
    ['an unknown card', { card_id: 'pNONE', increase_stock_value: 1 }, 40073],
  ])('refuses %s and changes nothing', async (_, values, errcode) => {
    const before = await cards.state();
    expect(await change(values)).toEqual({ errcode });
    expect(await cards.state()).toEqual(before);
    expect(await cards.lastCommitted('/card/modifystock')).toBe(false);
  });

  test('treats null for one of the values as absent', async () => {
    expect(await change({ increase_stock_value: 5, reduce_stock_value: null })).toEqual({ errcode: 0 });
    expect(await stock()).toMatchObject({ quantity: SKU.quantity + 5 });
  });

  test('keeps the status of the card, which needs no review', async () => {
    await change({ increase_stock_value: 1 });
    expect(await cards.baseInfo('CASH')).toMatchObject({ status: 'CARD_STATUS_VERIFY_OK' });
  });

  test('refuses a deleted card', async () => {
    await cards.call('/card/delete', { card_id: idOf('CASH') });
    expect(await change({ increase_stock_value: 1 })).toEqual({ errcode: 40078 });
    expect(await stock()).toEqual(SKU);
  });

  test('has changed the stock if the response is lost, and changes it again when repeated', async () => {
    await cards.client.control('POST', '/faults', {
      path: '/card/modifystock',
      kind: 'errcode',
      value: -1,
      when: 'after',
      times: 1,
    });
    expect(await change({ increase_stock_value: 5 })).toEqual({ errcode: -1 });
    expect(await cards.lastCommitted('/card/modifystock')).toBe(true);
    expect(await stock()).toEqual({ quantity: 9_885, total_quantity: 10_005 });
    expect(await change({ increase_stock_value: 5 })).toEqual({ errcode: 0 });
    expect(await stock()).toEqual({ quantity: 9_890, total_quantity: 10_010 });
  });
});
