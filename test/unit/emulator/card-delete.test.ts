import { CARD_TYPES } from '../../../src/platform/endpoints/card.wire.js';
import { EmulatorClient } from './emulator-client.js';
import { CardClient, idOf, oneOfEachKind } from './own-cards.js';

describe('card/delete', () => {
  let cards: CardClient;
  beforeAll(async () => {
    const client = await EmulatorClient.start({ seed: { cards: oneOfEachKind() }, reviewSeconds: 1000 });
    cards = new CardClient(client, await client.token());
  });
  beforeEach(() => cards.client.control('POST', '/reset'));
  afterAll(() => cards.client.close());

  const remove = (card_id = idOf('CASH')) => cards.call('/card/delete', { card_id });

  test.each(CARD_TYPES)('changes only the status of a card of type %s', async (cardType) => {
    const before = await cards.payload(cardType);
    expect(await remove(idOf(cardType))).toEqual({ errcode: 0 });
    const base_info = {
      ...(before.base_info as object),
      status: 'CARD_STATUS_DELETE',
      update_time: expect.any(Number),
    };
    expect(await cards.payload(cardType)).toEqual({ ...before, base_info });
    expect(await cards.lastCommitted('/card/delete')).toBe(true);
  });

  test('leaves the card in the list', async () => {
    const page = { offset: 0, count: 50 };
    const before = await cards.call('/card/batchget', page);
    await remove();
    expect(await cards.call('/card/batchget', page)).toEqual(before);
    expect(await cards.call('/card/batchget', { ...page, status_list: ['CARD_STATUS_DELETE'] })).toMatchObject({
      card_id_list: [idOf('CASH')],
    });
  });

  test('refuses a repeat and changes nothing', async () => {
    await remove();
    const before = await cards.state();
    expect(await remove()).toEqual({ errcode: 40078 });
    expect(await cards.state()).toEqual(before);
    expect(await cards.lastCommitted('/card/delete')).toBe(false);
  });

  test.each<[string, object, number]>([
    ['missing', {}, 41012],
    ['unknown', { card_id: 'pNONE' }, 40073],
    ['null', { card_id: null }, 47001],
  ])('refuses a card_id that is %s', async (_, request, errcode) => {
    const before = await cards.state();
    expect(await cards.call('/card/delete', request)).toEqual({ errcode });
    expect(await cards.state()).toEqual(before);
  });

  test('remains in effect when a pending review ends', async () => {
    await cards.update('CASH', { base_info: { notice: 'n' } });
    expect(await remove()).toEqual({ errcode: 0 });
    await cards.client.control('POST', '/clock', { advanceSeconds: 1001 });
    expect(await cards.baseInfo('CASH')).toMatchObject({ status: 'CARD_STATUS_DELETE' });
  });

  test('has deleted the card if the response is lost', async () => {
    await cards.client.control('POST', '/faults', { path: '/card/delete', kind: 'http', value: 503, when: 'after' });
    const body = JSON.stringify({ card_id: idOf('CASH') });
    const response = await cards.client.raw('POST', `/card/delete?access_token=${await cards.client.token()}`, body);
    expect(response.status).toBe(503);
    expect(await cards.baseInfo('CASH')).toMatchObject({ status: 'CARD_STATUS_DELETE' });
    expect(await cards.lastCommitted('/card/delete')).toBe(true);
  });
});
