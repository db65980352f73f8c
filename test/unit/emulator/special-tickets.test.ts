import { EmulatorClient, type Json } from './emulator-client.js';
import { CardClient } from './own-cards.js';

const MEETING = { code: '100000000015', zone: 'C区', entrance: '东北门', seat_number: '2排15号' };
const MOVIE = { code: '100000000013', ticket_class: '4D', show_time: 1_893_456_000, duration: 120 };
const BOARDING = { code: '100000000014', passenger_name: '乘客姓名', class: '头等舱', etkt_bnr: '78412345678901' };
const CALLS = [
  ['/card/meetingticket/updateuser', MEETING],
  ['/card/movieticket/updateuser', MOVIE],
  ['/card/boardingpass/checkin', BOARDING],
] as const;
const [[MEETING_PATH], [MOVIE_PATH], [BOARDING_PATH]] = CALLS;

let cards: CardClient;
let client: EmulatorClient;
beforeAll(async () => {
  client = await EmulatorClient.start();
  cards = new CardClient(client, await client.token());
});
beforeEach(() => client.control('POST', '/reset'));
afterAll(() => client.close());

const rowOf = async (code: unknown) => ((await cards.state()).codes as Json[]).find((row) => row.code === code);

describe('the emulated ticket calls', () => {
  test.each(CALLS)(
    '%s stores the data of the holder, replaces it, and leaves the code NORMAL',
    async (path, request) => {
      const { code, ...ticket } = request;
      expect(await rowOf(code)).not.toHaveProperty('ticket');
      expect(await cards.call(path, { ...request, seat: undefined })).toEqual({ errcode: 0 });
      expect(await rowOf(code)).toMatchObject({ ticket, user_card_status: 'NORMAL' });
      const seat = path === MOVIE_PATH ? { seat_number: ['5排14号', '5排15号'] } : { begin_time: 1, seat_number: '1' };
      const changed = path === BOARDING_PATH ? { seat: '11A' } : seat;
      expect(await cards.call(path, { ...request, ...changed })).toEqual({ errcode: 0 });
      expect((await rowOf(code))?.ticket).toEqual({ ...ticket, ...changed });
    },
  );

  test.each(CALLS)(
    '%s refuses unknown codes, other types of card and codes that are not NORMAL',
    async (path, request) => {
      expect(await cards.call(path, { ...request, code: '999' })).toMatchObject({ errcode: 40056 });
      expect(await cards.call(path, { ...request, code: '100000000012' })).toMatchObject({ errcode: 40071 });
      await client.control('POST', `/codes/${request.code}/redeem`);
      expect(await cards.call(path, request)).toMatchObject({ errcode: 40127 });
    },
  );

  test.each([
    [MEETING_PATH, { ...MEETING, zone: undefined }, 41011],
    [MEETING_PATH, { ...MEETING, entrance: undefined }, 41011],
    [MEETING_PATH, { ...MEETING, seat_number: undefined }, 41017],
    [MEETING_PATH, { ...MEETING, seat_number: ['2排15号'] }, 47001],
    [MEETING_PATH, { ...MEETING, begin_time: 2, end_time: 1 }, 40097],
    [MOVIE_PATH, { ...MOVIE, ticket_class: undefined }, 41014],
    [MOVIE_PATH, { ...MOVIE, show_time: undefined }, 41015],
    [MOVIE_PATH, { ...MOVIE, duration: undefined }, 41011],
    [MOVIE_PATH, { ...MOVIE, seat_number: '5排14号' }, 47001],
    [BOARDING_PATH, { ...BOARDING, passenger_name: undefined }, 41011],
    [BOARDING_PATH, { ...BOARDING, class: undefined }, 41011],
    [BOARDING_PATH, { ...BOARDING, etkt_bnr: undefined }, 41011],
    [BOARDING_PATH, { ...BOARDING, passenger_name: '名'.repeat(16) }, 45021],
    [BOARDING_PATH, { ...BOARDING, class: '豪华头等舱位' }, 45021],
    [BOARDING_PATH, { ...BOARDING, etkt_bnr: '784123456789012' }, 45021],
    [BOARDING_PATH, { ...BOARDING, etkt_bnr: 'ET-1' }, 40097],
  ])('%s refuses %j with %d and changes nothing', async (path, request, errcode) => {
    expect(await cards.call(path, request)).toMatchObject({ errcode });
    expect(await rowOf(request.code)).not.toHaveProperty('ticket');
  });

  test('undo a check-in with is_cancel, which ignores all other values', async () => {
    await cards.call(BOARDING_PATH, BOARDING);
    const cancelled = { code: BOARDING.code, is_cancel: true, passenger_name: '名'.repeat(16) };
    expect(await cards.call(BOARDING_PATH, cancelled)).toEqual({ errcode: 0 });
    expect(await rowOf(BOARDING.code)).not.toHaveProperty('ticket');
    expect(await cards.call(BOARDING_PATH, cancelled)).toEqual({ errcode: 0 });
  });
});
