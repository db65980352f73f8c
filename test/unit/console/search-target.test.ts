import { possibleTargets, targetOf } from '../../../src/console/search-target.js';
import { newCardId } from '../../../src/emulator/state/card-id.js';

describe('the target of a search', () => {
  test.each([
    ['100000000001', 'code', { code: '100000000001' }],
    ['1234567890', 'code', { code: '1234567890' }],
    ['12345678901234567890', 'code', { code: '12345678901234567890' }],
    [' 1000 0000 0001\n', 'code', { code: '100000000001' }],
    ['oFS7Fjl0WsZ9AMZqrI80nbIq8xrA', 'openid', { openid: 'oFS7Fjl0WsZ9AMZqrI80nbIq8xrA' }],
    ['o_-7Fjl0WsZ9AMZqrI80nbIq8xrA', 'openid', { openid: 'o_-7Fjl0WsZ9AMZqrI80nbIq8xrA' }],
    ['oDEMO-user-0001', 'openid', { openid: 'oDEMO-user-0001' }],
    ['123456789', 'text', { text: '123456789' }],
    ['123456789012345678901', 'text', { text: '123456789012345678901' }],
    ['QL-0001', 'text', { text: 'QL-0001' }],
    [' 下午茶 ', 'text', { text: '下午茶' }],
    ['oat-tea', 'text', { text: 'oat-tea' }],
    ['oFS7Fjl0WsZ9AMZqrI80nbIq8xr', 'text', { text: 'oFS7Fjl0WsZ9AMZqrI80nbIq8xr' }],
    ['oFS7Fjl0WsZ9AMZqrI80nbIq8xr茶', 'text', { text: 'oFS7Fjl0WsZ9AMZqrI80nbIq8xr茶' }],
    ['', 'text', { text: '' }],
  ])('for %j is %s', (text, kind, values) => {
    expect(targetOf(text)).toMatchObject({ kind, values });
  });

  test.each([newCardId('wxdemo'), 'pDEMO-general-coupon-0003', 'pDEMO-cash-12345', 'pFS7Fjg8kV1IdDz01r4SQwMkuCKc'])(
    'for %s is a card',
    (id) => {
      expect(targetOf(id)).toMatchObject({ kind: 'card', route: { page: 'card', id }, values: {} });
    },
  );
});

describe('the possible targets of a text', () => {
  test.each([
    ['QL-0001', ['code']],
    ['下午茶', ['code']],
    ['oat-tea', ['code', 'openid']],
    ['pu-erh', ['code', 'card']],
    ['pDEMO-general-coupon-0003', ['card']],
    ['oDEMO-user-0001', ['code', 'openid']],
    ['🍵'.repeat(20), ['code']],
    ['🍵'.repeat(21), []],
    ['a text of more than twenty characters', []],
    [' ', []],
  ])('%j are %j', (text, kinds) => {
    expect(possibleTargets(text).map(({ kind }) => kind)).toEqual(kinds);
  });

  test('are looked up with the trimmed text', () => {
    expect(possibleTargets(' QL-0001 ')).toEqual([
      { kind: 'code', scope: 'code:read', route: { page: 'code' }, values: { code: 'QL-0001' } },
    ]);
  });
});
