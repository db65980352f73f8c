import { EmulatorClient, type Json } from './emulator-client.js';

describe('card/batchget', () => {
  let client: EmulatorClient;
  let token: string;
  beforeAll(async () => {
    client = await EmulatorClient.start();
    token = await client.token();
  });
  beforeEach(() => client.control('POST', '/reset'));
  afterAll(() => client.close());

  const list = async (request: Json): Promise<{ ids: string[]; total: number; errcode: number }> => {
    const { card_id_list: ids, total_num: total, errcode } = await client.call('/card/batchget', token, request);
    return { ids, total, errcode } as { ids: string[]; total: number; errcode: number };
  };

  test('pages together form the complete list in order of creation', async () => {
    await client.control('POST', '/cards', { count: 120 });
    const joined: string[] = [];
    for (let offset = 0; ; offset += 50) {
      const { ids, total } = await list({ offset, count: 50 });
      expect(total).toBe(142);
      joined.push(...ids);
      if (ids.length < 50) break;
    }
    const { cards } = (await client.control('GET', '/state')) as unknown as { cards: Record<string, unknown>[] };
    expect(joined).toEqual(cards.map(idOf));
    expect(new Set(joined).size).toBe(142);
  });

  test('a page past the end and a page with a count of 0 are empty', async () => {
    expect(await list({ offset: 500, count: 10 })).toMatchObject({ ids: [], total: 22 });
    expect(await list({ offset: 0, count: 0 })).toMatchObject({ ids: [], total: 22 });
  });

  test('status_list filters the ids but not total_num', async () => {
    const request = { offset: 0, count: 50, status_list: ['CARD_STATUS_NOT_VERIFY', 'CARD_STATUS_DELETE'] };
    expect(await list(request)).toEqual({ ids: ['pDEMO-gift-0003', 'pDEMO-cash-0003'], total: 22, errcode: 0 });
    expect((await list({ ...request, offset: 1 })).ids).toEqual(['pDEMO-cash-0003']);
    expect((await list({ ...request, count: 1 })).ids).toEqual(['pDEMO-gift-0003']);
  });

  test('an empty status_list means every status', async () => {
    expect((await list({ offset: 0, count: 50, status_list: [] })).ids).toHaveLength(22);
  });

  test.each([
    ['CARD_STATUS_USER_DELETE', 'CARD_STATUS_DELETE'],
    ['CARD_STATUS_VERIFY_FALL', 'CARD_STATUS_VERIFY_FAIL'],
    ['CARD_STATUS_USER_DISPATCH', 'CARD_STATUS_DISPATCH'],
  ])('status_list accepts %s, the older spelling of %s', async (older, current) => {
    const wanted = await list({ offset: 0, count: 50, status_list: [current] });
    expect(wanted.ids).not.toEqual([]);
    expect(await list({ offset: 0, count: 50, status_list: [older] })).toEqual(wanted);
  });

  test('null for status_list counts as absent', async () => {
    expect(await list({ offset: 0, count: 50, status_list: null })).toMatchObject({ errcode: 0, total: 22 });
    expect((await list({ offset: 0, count: 50, status_list: null })).ids).toHaveLength(22);
  });

  test.each([
    [{ count: 1 }, 41011],
    [{ offset: 0 }, 41011],
    [{ offset: -1, count: 1 }, 40097],
    [{ offset: 0, count: 51 }, 40097],
    [{ offset: 0, count: -1 }, 40097],
    [{ offset: 0.5, count: 1 }, -1],
    [{ offset: '0', count: 1 }, 47001],
    [{ offset: 0, count: null }, 47001],
    [{ offset: 0, count: 1, status_list: ['CARD_STATUS_NEW'] }, 40097],
    [{ offset: 0, count: 1, status_list: 'CARD_STATUS_DELETE' }, 47001],
    [{ offset: 0, count: 1, status_list: [1] }, 47001],
  ])('%j is refused with %i', async (request, errcode) => {
    expect((await list(request)).errcode).toBe(errcode);
  });
});

function idOf(card: Record<string, unknown>): unknown {
  const { base_info } = card[String(card.card_type).toLowerCase()] as { base_info: { id: string } };
  return base_info.id;
}
