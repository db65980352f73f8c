import { useStack } from '../../support/use-stack.js';

const stack = useStack({ server: { requestTimeoutMs: 1500 } });

const MOVIE = { code: '100000000013', ticketClass: '4D', showsAt: '2027-01-01T12:00:00.900Z', durationMinutes: 120 };
const MEETING = { code: '100000000015', zone: 'A区', entrance: '东门', seatNumber: '2排15号' };
const BOARDING = {
  code: '100000000014',
  passengerName: '王小明',
  cabinClass: '经济舱',
  ticketNumber: '99912345678901',
};
const OTHER_CODE = '100000000001';

/** Each mutation with its path and an input that succeeds. */
const MUTATIONS = [
  ['updateMovieTicket', '/card/movieticket/updateuser', MOVIE, 'movie ticket'],
  ['updateMeetingTicket', '/card/meetingticket/updateuser', MEETING, 'meeting ticket'],
  ['checkInBoardingPass', '/card/boardingpass/checkin', BOARDING, 'boarding pass'],
] as const;

async function send(mutation: string, input: object, selection = 'code { code }') {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) { ${mutation}(input: $input) {
    codeValue cardId replayed ${selection} userErrors { code message field errcode } } }`;
  return (await stack.graph.data(query, { input }))[mutation];
}

const requests = async (path: string) =>
  (await stack.emulator.ledger()).recent.flatMap((call) => (call.path === path ? [call.request] : []));
const ticketOf = async (code: string) => (await stack.emulator.state()).codes.find((one) => one.code === code)?.ticket;

describe('the mutations of tickets', () => {
  test.each(MUTATIONS)('%s sends the data with one call and reads the code back', async (mutation, path, input) => {
    const { code } = input;
    const changed = await send(mutation, input, 'code { code status }');
    expect(changed).toEqual({
      codeValue: code,
      cardId: null,
      replayed: false,
      code: { code, status: 'NORMAL' },
      userErrors: [],
    });
    expect(await stack.emulator.calls()).toEqual({ [path]: 1, '/card/code/get': 1 });
    expect(await ticketOf(code)).toBeDefined();
  });

  test.each(MUTATIONS)(
    '%s returns the keys of a code with a card without a further call',
    async (mutation, path, input) => {
      const { code } = input;
      const cardId = String((await stack.emulator.state()).codes.find((one) => one.code === code)?.card_id);
      expect(await send(mutation, { ...input, cardId })).toMatchObject({ cardId, code: { code }, userErrors: [] });
      expect(await stack.emulator.calls()).toEqual({ [path]: 1 });
      expect(await requests(path)).toMatchObject([{ code, card_id: cardId }]);
    },
  );

  test.each(MUTATIONS)('%s explains the refusal of other codes', async (mutation, path, input, type) => {
    const none = await send(mutation, { ...input, code: 'NONE' });
    expect(none).toMatchObject({
      code: null,
      userErrors: [
        { code: 'CODE_NOT_FOUND', errcode: 40056, field: ['code'], message: expect.stringContaining('its cardId') },
      ],
    });
    expect((await send(mutation, { ...input, code: OTHER_CODE })).userErrors).toMatchObject([
      { code: 'WRONG_CARD_TYPE', errcode: 40071, field: ['code'], message: expect.stringContaining(type) },
    ]);
    await stack.emulator.fault({ path, kind: 'errcode', value: 40127, times: 1 });
    expect((await send(mutation, input)).userErrors).toMatchObject([
      { code: 'CODE_STATUS_CONFLICT', field: ['code'], message: expect.stringContaining('NORMAL') },
    ]);
  });

  test.each(MUTATIONS)(
    '%s returns OUTCOME_UNKNOWN after a lost response, and a repeat with the key sends the data again',
    async (mutation, path, input) => {
      await stack.emulator.fault({ path, kind: 'reset', when: 'after', times: 1 });
      const keyed = { ...input, idempotencyKey: `lost-${mutation}` };
      expect((await send(mutation, keyed)).userErrors).toMatchObject([
        { code: 'OUTCOME_UNKNOWN', field: null, message: expect.stringContaining('does no harm') },
      ]);
      expect(await send(mutation, keyed, '')).toMatchObject({ replayed: false, userErrors: [] });
      expect(await send(mutation, keyed, '')).toMatchObject({ replayed: true, userErrors: [] });
      expect(await requests(path)).toHaveLength(2);
    },
  );

  test.each<[string, string, object, string, readonly string[]]>([
    ['an empty code', 'updateMovieTicket', { ...MOVIE, code: '' }, 'INVALID_INPUT', ['code']],
    ['an empty class', 'updateMovieTicket', { ...MOVIE, ticketClass: '' }, 'INVALID_INPUT', ['ticketClass']],
    ['no minutes', 'updateMovieTicket', { ...MOVIE, durationMinutes: 0 }, 'INVALID_INPUT', ['durationMinutes']],
    [
      'a time of 1970',
      'updateMovieTicket',
      { ...MOVIE, showsAt: '1970-01-01T00:00:00Z' },
      'INVALID_INPUT',
      ['showsAt'],
    ],
    ['an empty seat', 'updateMovieTicket', { ...MOVIE, seatNumbers: ['1', ''] }, 'INVALID_INPUT', ['seatNumbers', '1']],
    [
      'a long seat',
      'updateMovieTicket',
      { ...MOVIE, seatNumbers: ['字'.repeat(11)] },
      'FIELD_TOO_LONG',
      ['seatNumbers', '0'],
    ],
    [
      '21 seats',
      'updateMovieTicket',
      { ...MOVIE, seatNumbers: Array(21).fill('1') },
      'TOO_MANY_ITEMS',
      ['seatNumbers'],
    ],
    ['a long zone', 'updateMeetingTicket', { ...MEETING, zone: 'a'.repeat(129) }, 'FIELD_TOO_LONG', ['zone']],
    [
      'an end that is not later than the beginning',
      'updateMeetingTicket',
      { ...MEETING, beginsAt: '2027-01-01T00:00:00.100Z', endsAt: '2027-01-01T00:00:00.900Z' },
      'INVALID_INPUT',
      ['endsAt'],
    ],
    [
      'a name over 15 characters',
      'checkInBoardingPass',
      { ...BOARDING, passengerName: '字'.repeat(16) },
      'FIELD_TOO_LONG',
      ['passengerName'],
    ],
    [
      'a class over 5 characters',
      'checkInBoardingPass',
      { ...BOARDING, cabinClass: 'abcdef' },
      'FIELD_TOO_LONG',
      ['cabinClass'],
    ],
    [
      'a ticket number of 15 digits',
      'checkInBoardingPass',
      { ...BOARDING, ticketNumber: '1'.repeat(15) },
      'INVALID_INPUT',
      ['ticketNumber'],
    ],
    [
      'a missing passenger',
      'checkInBoardingPass',
      { ...BOARDING, passengerName: null },
      'INVALID_INPUT',
      ['passengerName'],
    ],
  ])('refuse %s before any call', async (_subject, mutation, input, code, field) => {
    expect((await send(mutation, input)).userErrors).toMatchObject([{ code, field, errcode: null }]);
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('updateMovieTicket', () => {
  test('sends the seats as a list and the show in whole Unix seconds', async () => {
    await send('updateMovieTicket', { ...MOVIE, screeningRoom: '3号厅', seatNumbers: ['5排14号', '5排15号'] }, '');
    expect(await ticketOf(MOVIE.code)).toEqual({
      ticket_class: '4D',
      show_time: Date.UTC(2027, 0, 1, 12) / 1000,
      duration: 120,
      screening_room: '3号厅',
      seat_number: ['5排14号', '5排15号'],
    });
  });
});

describe('updateMeetingTicket', () => {
  test('sends the seat as one text and the times in whole Unix seconds', async () => {
    const times = { beginsAt: '2027-01-01T00:00:00Z', endsAt: '2027-01-01T02:00:00Z' };
    await send('updateMeetingTicket', { ...MEETING, ...times }, '');
    const begin = Date.UTC(2027, 0, 1) / 1000;
    expect(await ticketOf(MEETING.code)).toEqual({
      zone: 'A区',
      entrance: '东门',
      seat_number: '2排15号',
      begin_time: begin,
      end_time: begin + 7200,
    });
  });
});

describe('checkInBoardingPass', () => {
  test('accepts 15 characters of a name, however many bytes they have', async () => {
    const passengerName = '字'.repeat(15);
    expect((await send('checkInBoardingPass', { ...BOARDING, passengerName, seat: '12A' })).userErrors).toEqual([]);
    expect(await ticketOf(BOARDING.code)).toMatchObject({
      passenger_name: passengerName,
      class: '经济舱',
      seat: '12A',
    });
  });

  test('undoes the check-in without further values', async () => {
    await send('checkInBoardingPass', BOARDING);
    expect(await ticketOf(BOARDING.code)).toBeDefined();
    const { code } = BOARDING;
    expect((await send('checkInBoardingPass', { code, cancel: true })).userErrors).toEqual([]);
    expect(await ticketOf(code)).toBeUndefined();
    expect((await requests('/card/boardingpass/checkin')).at(-1)).toEqual({ code, is_cancel: true });
  });

  test('requires the passenger, the class and the ticket number unless it is undone', async () => {
    const { userErrors } = await send('checkInBoardingPass', { code: BOARDING.code });
    expect(userErrors).toMatchObject(
      ['passengerName', 'cabinClass', 'ticketNumber'].map((field) => ({ code: 'INVALID_INPUT', field: [field] })),
    );
    expect(await stack.emulator.calls()).toEqual({});
  });
});
