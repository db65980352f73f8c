/** Requests of the platform whose every part can be found wherever it is written. */
import { createCipheriv, randomBytes } from 'node:crypto';
import { send } from './http.js';
import { encrypted, eventXml, type PushOptions, pushOf, signedQuery } from './pushes.js';

export interface PlantedPush {
  readonly name: string;
  /** The status of its response. */
  readonly status: number;
  /** Sends it, and returns the status. */
  send(url: string): Promise<number | undefined>;
}

export interface PlantedPushes {
  /** The token and the keys. */
  readonly env: Readonly<Record<string, string>>;
  /** Returns a new text that must appear nowhere. */
  plant(what: string): string;
  /** Requests that are confirmed: events of all kinds, repetitions, unreadable messages and URL checks. */
  accepted(): readonly PlantedPush[];
  /** Requests that are refused, at least one for each reason that does not depend on the store. */
  refused(): readonly PlantedPush[];
  /** Different claims of a card. */
  claims(count: number): readonly PlantedPush[];
  /** Returns the planted texts that a text contains in clear, in hex, in base64 or encoded for a URL. */
  leaksIn(text: string): readonly string[];
}

const CARD = 'pDEMO-cash-0001';

/** Fields of events that are personal or that only the operator should see. Each event has all of them. */
const FIELDS = [
  ...['OldUserCardCode', 'FriendUserName', 'UnionId', 'OuterStr', 'RefuseReason', 'VerifyCode', 'RemarkAmount'],
  ...['StaffOpenId', 'TransId', 'OutTradeNo', 'LocationName', 'Detail', 'PageId', 'OrderId', 'NewField'],
];

const EVENTS = [
  ...[
    'card_pass_check',
    'card_not_pass_check',
    'card_sku_remind',
    'user_get_card',
    'user_gifting_card',
    'user_del_card',
  ],
  ...['user_consume_card', 'user_pay_from_pay_cell', 'update_member_card', 'submit_membercard_user_info'],
  ...['user_view_card', 'user_enter_session_from_card', 'card_pay_order', 'user_new_card'],
];

const now = () => Math.floor(Date.now() / 1000);

/** Encrypts a text as it is: with no length, no appid and a valid padding. */
function encryptedPlain(plain: Buffer, aesKey: string): string {
  const count = 32 - (plain.length % 32);
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([plain, Buffer.alloc(count, count)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
}

export function plantedPushes(appid: string): PlantedPushes {
  const planted = new Set<string>();
  const plant = (what: string) => {
    const text = `PLANTED-${what}-${planted.size}`;
    planted.add(text);
    return text;
  };
  /** Plants a secret of letters and digits with a fixed length. */
  const plantKey = (what: string, length: number) => {
    const text = `PLANTED${what}`.padEnd(length - 4, 'x') + String(1000 + planted.size);
    planted.add(text);
    return text;
  };
  const keep = (text: string) => {
    planted.add(text);
    return text;
  };
  const token = plantKey('Token', 32);
  const aesKey = plantKey('AesKey', 42).padEnd(43, 'A');
  const previousToken = plantKey('PreviousToken', 32);
  const previousKey = plantKey('PreviousAesKey', 42).padEnd(43, 'A');
  const toUserName = plant('originalId');
  const path = `/wechat/events/${appid}`;

  /** Options of a request with a query that was not used before. */
  const fresh = (options: PushOptions = {}): PushOptions => ({
    ...{ token, aesKey, appid, toUserName, nonce: plant('nonce') },
    timestamp: keep(String(7_310_000_000_000_000 + planted.size)),
    ...options,
  });

  const message = (event: string, fields: Readonly<Record<string, string | number>> = {}) => {
    const personal = Object.fromEntries(FIELDS.map((name) => [name, plant(name)]));
    const own = { ToUserName: toUserName, CreateTime: now(), CardId: CARD, ...personal };
    return eventXml(event, { ...own, FromUserName: plant('openid'), UserCardCode: plant('code'), ...fields });
  };

  interface Sent {
    readonly query: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly method?: string;
    readonly path?: string;
  }

  const request = (name: string, status: number, sent: Sent): PlantedPush => {
    const { query, body = '', method = 'POST', path: to = path } = sent;
    for (const part of ['signature', 'msg_signature', 'echostr']) {
      const value = query[part];
      if (value !== undefined) keep(value);
    }
    return {
      name,
      status,
      async send(url) {
        const answer = await send(url, `${to}?${new URLSearchParams(query)}`, { method, body });
        return answer.status;
      },
    };
  };

  const pushed = (name: string, status: number, text: string, options: PushOptions = {}) =>
    request(name, status, pushOf(text, fresh(options)));

  /** A push of a text that is encrypted already. */
  const pushedAs = (name: string, encrypt: string) =>
    request(name, 403, {
      query: signedQuery(encrypt, fresh()),
      body: `<xml><ToUserName>${toUserName}</ToUserName><Encrypt>${encrypt}</Encrypt></xml>`,
    });

  const check = (name: string, status: number, echostr: string) =>
    request(name, status, { method: 'GET', query: { ...signedQuery(undefined, fresh()), echostr } });

  return {
    env: {
      EVENTS_TOKEN: token,
      EVENTS_AES_KEY: aesKey,
      EVENTS_PREVIOUS_TOKEN: previousToken,
      EVENTS_PREVIOUS_AES_KEY: previousKey,
    },
    plant,
    accepted() {
      const claim = message('user_get_card');
      return [
        ...EVENTS.map((event) => pushed(event, 200, message(event))),
        pushed('a claim with the previous keys', 200, claim, { token: previousToken, aesKey: previousKey }),
        pushed('a repeated claim', 200, claim),
        pushed('a text of a user', 200, message('', { MsgType: 'text', Content: plant('content') })),
        pushed('an unreadable message', 200, `<xml><!DOCTYPE ${plant('unreadable')}`),
        pushed('a message without a time', 200, `<xml><UserCardCode>${plant('code')}</UserCardCode></xml>`),
        check('a URL check', 200, plant('echostr')),
      ];
    },
    refused() {
      const wrong = fresh({ token: plantKey('WrongToken', 32) });
      const text = () => message('user_get_card');
      const { body } = pushOf(text(), fresh());
      const cut = encrypted(text(), aesKey, appid).slice(0, 100);
      const length = Buffer.concat([randomBytes(16), Buffer.from('7fffffff', 'hex'), Buffer.from(plant('length'))]);
      return [
        ...Array.from({ length: 110 }, () => request('signature', 403, pushOf('x', wrong))),
        request('plain mode', 403, { query: signedQuery(undefined, fresh()), body: text() }),
        request('envelope', 403, {
          query: signedQuery(cut, fresh()),
          body: `<xml><Of>${plant('envelope')}</Of></xml>`,
        }),
        request('msg_signature', 403, { query: signedQuery(cut, fresh()), body }),
        pushedAs('base64', `${encrypted(text(), aesKey, appid)}*`),
        pushedAs('length', cut),
        pushedAs('padding', Buffer.alloc(96, 1).toString('base64')),
        pushedAs('message length', encryptedPlain(length, aesKey)),
        pushed('appid', 403, text(), { appid: plant('appid') }),
        pushed('recipient', 403, text(), { toUserName: plant('recipient') }),
        check('echostr', 403, `<b>${plant('echo')}`),
        pushed('size', 413, text() + ' '.repeat(64 * 1024)),
        pushed('age', 403, message('user_get_card', { CreateTime: now() - 200_000 })),
        request('another account', 403, { ...pushOf(text(), fresh()), path: `/wechat/events/${plant('account')}` }),
        request('another path', 404, { ...pushOf(text(), fresh()), path: `/wechat/${plant('path')}` }),
        request('a malformed path', 404, { ...pushOf(text(), fresh()), path: `${path}%${plant('path')}` }),
        request('another method', 405, { ...pushOf(text(), fresh()), method: 'PUT' }),
      ];
    },
    claims: (count) => Array.from({ length: count }, () => pushed('a claim', 503, message('user_get_card'))),
    leaksIn: (text) => [...planted].filter((secret) => formsOf(secret).some((form) => text.includes(form))),
  };
}

/** Returns a secret in clear and as it appears in an encoded text. */
function formsOf(secret: string): readonly string[] {
  // Base64 depends on the alignment. The characters at both ends depend on the bytes around.
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.from(' '.repeat(shift) + secret)
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(shift === 0 ? 0 : shift + 1, -1);
  });
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex'), ...base64];
}
