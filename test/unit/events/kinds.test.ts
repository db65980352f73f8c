import { classOf } from '../../../src/events/kinds.js';
import { readMessage } from '../../../src/webhooks/message-reader.js';
import { pushedMessages } from '../../support/pushes.js';

const KINDS: Readonly<Record<string, string>> = {
  card_pass_check: 'REVIEWED',
  card_not_pass_check: 'REVIEWED',
  card_sku_remind: 'STOCK_LOW',
  user_get_card: 'CLAIMED',
  user_gifting_card: 'GIFTED',
  user_del_card: 'DELETED',
  user_consume_card: 'REDEEMED',
  user_pay_from_pay_cell: 'PAID',
  update_member_card: 'MEMBER_CHANGED',
  submit_membercard_user_info: 'MEMBER_SUBMITTED',
  user_view_card: 'VIEWED',
  user_enter_session_from_card: 'CHAT_ENTERED',
};

const classOfEvent = (Event: string, more = {}) =>
  classOf(new Map(Object.entries({ MsgType: 'event', Event, ...more })));

describe('classOf', () => {
  test.each(pushedMessages())('returns the kind of the message %s', (name, text) => {
    const fields = readMessage(Buffer.from(text))?.fields ?? new Map();
    expect(classOf(fields)?.kind).toBe(KINDS[name.split('.')[0] ?? ''] ?? 'UNKNOWN');
  });

  test('ignores the case of a name', () => {
    expect(classOfEvent('User_Pay_From_Pay_Cell')?.kind).toBe('PAID');
  });

  test('returns the activity stream only for events that users can cause at any rate', () => {
    const names = Object.keys(KINDS).filter((name) => classOfEvent(name)?.stream === 'activity');
    expect(names).toEqual(['user_view_card', 'user_enter_session_from_card']);
  });

  test.each(['card_new', 'giftcard_new', 'user_swap_card', 'user_swap_card_back'])(
    'returns UNKNOWN for the name %s',
    (name) => {
      expect(classOfEvent(name)).toEqual({ kind: 'UNKNOWN', stream: 'state', stale: ['card'] });
    },
  );

  test('returns UNKNOWN for an event of any name with a card', () => {
    expect(classOfEvent('something', { CardId: 'p1' })?.kind).toBe('UNKNOWN');
  });

  test.each([
    ['subscribe', {}],
    ['CLICK', { CardId: '' }],
    ['user_cardinal', {}],
    ['user_get_card', { MsgType: 'text' }],
  ])('returns undefined for %s with %j', (name, more) => {
    expect(classOfEvent(name, more)).toBeUndefined();
  });
});
