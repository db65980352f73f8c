import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cardExtOf, momentFor, newMoment, signAddCard, signChooseCard } from '../../../src/platform/card-signature.js';

interface Signed {
  readonly wx: string;
  readonly api_ticket: string;
  readonly timestamp: string;
  readonly nonce_str: string;
  readonly card_id?: string;
  readonly code?: string;
  readonly openid?: string;
  readonly outer_str?: string;
  readonly app_id?: string;
  readonly card_type?: string;
}

const TICKET = 'IpK_1T69hDhZkLQTlwsAX5example_card_ticket_0001';
const CARD = 'pCardgraph0000000000000000001';
const OPENID = 'oCardgraph00000000000000user1';
const MOMENT = { timestamp: '1717171717', nonce: 'Xk2h7QpV9sLm3RtB' };

interface Example {
  readonly request: Signed;
  readonly response: {
    readonly string1: string;
    readonly signature?: string;
    readonly cardSign?: string;
    readonly cardExt?: string;
  };
}

const FILE = join(__dirname, '../../contract/examples/jsapi-card-signature.json');
const { exchanges: examples } = JSON.parse(readFileSync(FILE, 'utf8')) as { readonly exchanges: readonly Example[] };
/** The examples of one function, each with its number. */
const of = (wx: string) =>
  examples
    .filter(({ request }) => request.wx === wx)
    .map(({ request, response }, index) => ({ number: index + 1, request, ...response }));

const addedIn = ({ card_id = '', code, openid, outer_str }: Signed) => ({
  cardId: card_id,
  code,
  openid,
  outerStr: outer_str,
});
const momentIn = ({ timestamp, nonce_str }: Signed) => ({ timestamp, nonce: nonce_str });
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

describe('the signature of wx.addCard', () => {
  test.each(of('addCard'))('is the documented one for example $number', ({ string1, request, signature }) => {
    expect(sha1(string1)).toBe(signature);
    expect(signAddCard(request.api_ticket, addedIn(request), momentIn(request))).toBe(signature);
  });

  test('omits an empty code, an empty openid and the channel', () => {
    const plain = signAddCard(TICKET, { cardId: CARD }, MOMENT);
    expect(signAddCard(TICKET, { cardId: CARD, code: '', openid: null, outerStr: 'a' }, MOMENT)).toBe(plain);
  });

  test('sorts by bytes, so that capitals precede an underscore and small letters', () => {
    const added = { cardId: 'b', code: '_', openid: 'B' };
    expect(signAddCard('a', added, { timestamp: '1', nonce: '-' })).toBe(sha1('-1B_ab'));
  });

  test('sorts characters outside the basic plane after those inside it', () => {
    // As UTF-16, the emoji would precede the private-use character.
    const added = { cardId: '\u{1F600}', code: '\uE000' };
    expect(signAddCard('a', added, { timestamp: '1', nonce: '2' })).toBe(sha1('12a\uE000\u{1F600}'));
  });
});

describe('cardExt', () => {
  test.each(of('addCard').filter(({ cardExt }) => cardExt !== undefined))(
    'is the documented JSON for example $number',
    ({ request, cardExt }) => {
      expect(cardExtOf(request.api_ticket, addedIn(request), momentIn(request))).toBe(cardExt);
    },
  );
});

describe('the signature of wx.chooseCard', () => {
  test.each(of('chooseCard'))('is the documented one for example $number', ({ string1, request, cardSign }) => {
    const { api_ticket, app_id = '', card_type, card_id } = request;
    expect(sha1(string1)).toBe(cardSign);
    const choice = { appid: app_id, cardType: card_type, cardId: card_id };
    expect(signChooseCard(api_ticket, choice, momentIn(request))).toBe(cardSign);
  });

  test('contains the shop and the card if they are named', () => {
    const choice = { appid: 'wx1', locationId: '555', cardId: CARD };
    expect(signChooseCard(TICKET, choice, MOMENT)).toBe(sha1(`1717171717555${TICKET}${MOMENT.nonce}${CARD}wx1`));
  });
});

describe('the moment of a signature', () => {
  test('has the current second and another nonce of 32 letters and digits each time', () => {
    const moments = Array.from({ length: 100 }, newMoment);
    expect(new Set(moments.map(({ nonce }) => nonce)).size).toBe(100);
    for (const { timestamp, nonce } of moments) {
      expect(nonce).toMatch(/^[A-Za-z0-9]{32}$/);
      expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(2);
    }
  });

  test('has a nonce whose digits cannot be moved to the timestamp, which would allow a second claim', () => {
    for (let times = 0; times < 200; times += 1) {
      const { timestamp, nonce } = momentFor(TICKET, { cardId: CARD });
      const signed = signAddCard(TICKET, { cardId: CARD }, { timestamp, nonce });
      for (let moved = 1; moved < nonce.length; moved += 1) {
        const [start, end] = [nonce.slice(0, moved), nonce.slice(moved)];
        const [head, tail] = [nonce.slice(0, -moved), nonce.slice(-moved)];
        const forged = [
          { timestamp: timestamp + start, nonce: end },
          { timestamp: tail + timestamp, nonce: head },
        ].filter((moment) => /^\d+$/.test(moment.timestamp));
        for (const moment of forged) expect(signAddCard(TICKET, { cardId: CARD }, moment)).not.toBe(signed);
      }
    }
  });

  // Without a separator, a user could move characters between neighbours and keep the signature.
  test.each([
    ['a code from the openid', { code: 'nABC', openid: OPENID }, ['nABC', OPENID]],
    ['a code that begins like the openid', { code: 'oCardgraph1', openid: OPENID }, [OPENID, 'oCardgraph1']],
    ['a code of digits from the timestamp', { code: '520000000017' }, ['timestamp', '520000000017']],
    ['a code with the digits of the timestamp', { code: '18' }, ['timestamp', '18']],
  ])('has a nonce that separates %s', (_subject, added, neighbours) => {
    for (let times = 0; times < 50; times += 1) {
      const { timestamp, nonce } = momentFor(TICKET, { cardId: CARD, ...added });
      const [one, other] = neighbours.map((name) => (name === 'timestamp' ? timestamp : name)).sort();
      expect(nonce).toMatch(/^[\w-]{32}$/);
      expect([one, nonce, other]).toEqual([one, nonce, other].sort());
    }
  });
});
