/**
 * Messages of the platform about claimed cards, signed and encrypted in advance. Shares no code with the server, which verifies them.
 *
 * @typedef {typeof FORMS[number]} Form `safe`: only encrypted; `compatible`: encrypted and in plain text, which is not signed. Plain text
 *   without an encrypted copy is refused
 * @typedef {{ path: string, body: string }} Push
 */
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { Pool } from 'undici';
import { ACCOUNT } from './emulator.mjs';

export const FORMS = /** @type {const} */ (['safe', 'compatible']);

/** The token and the EncodingAESKey of the measured servers. */
export const KEYS = { token: 'tokenOfTheBench', aesKey: 'aesKeyOfTheBench'.padEnd(43, '0') };

/** A message is padded to a multiple of this, bytes. */
const PADDING = 32;

const sha1 = (/** @type {readonly string[]} */ parts) =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');

/** @param {Readonly<Record<string, string | number>>} fields */
function elements(fields) {
  return Object.entries(fields)
    .map(([name, value]) => `<${name}>${typeof value === 'number' ? value : `<![CDATA[${value}]]>`}</${name}>`)
    .join('');
}

/** @param {string} message */
function encrypted(message) {
  const bytes = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  const plain = Buffer.concat([randomBytes(16), length, bytes, Buffer.from(ACCOUNT.appid)]);
  const padding = PADDING - (plain.length % PADDING);
  const key = Buffer.from(`${KEYS.aesKey}=`, 'base64');
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const parts = [cipher.update(plain), cipher.update(Buffer.alloc(padding, padding)), cipher.final()];
  return Buffer.concat(parts).toString('base64');
}

/**
 * Returns a message about a new claim, with all fields of the platform.
 * @param {string} cardId
 * @param {Form} form
 * @returns {Push}
 */
export function claimOf(cardId, form) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomBytes(5).readUIntBE(0, 5).toString();
  const fields = {
    ToUserName: 'gh_0a1b2c3d4e5f',
    FromUserName: `o${randomBytes(13).toString('hex')}u`,
    CreateTime: Number(timestamp),
    MsgType: 'event',
    Event: 'user_get_card',
    CardId: cardId,
    IsGiveByFriend: 0,
    UserCardCode: randomBytes(6).readUIntBE(0, 6).toString().padStart(15, '0'),
    FriendUserName: '',
    OuterId: 0,
    OldUserCardCode: '',
    OuterStr: 'store-07',
    IsRestoreMemberCard: 0,
    IsRecommendByFriend: 0,
    UnionId: `u${randomBytes(13).toString('hex')}n`,
  };
  const encrypt = encrypted(`<xml>${elements(fields)}</xml>`);
  const shown = form === 'safe' ? { ToUserName: fields.ToUserName } : fields;
  const query = new URLSearchParams({
    signature: sha1([KEYS.token, timestamp, nonce]),
    timestamp,
    nonce,
    openid: fields.FromUserName,
    encrypt_type: 'aes',
    msg_signature: sha1([KEYS.token, timestamp, nonce, encrypt]),
  });
  return {
    path: `/wechat/events/${ACCOUNT.appid}?${query}`,
    body: `<xml>${elements({ ...shown, Encrypt: encrypt })}</xml>`,
  };
}

/** Pushes messages as the platform does, over connections that stay open. */
export class Pusher {
  #pool;

  /** @param {string} url @param {number} connections */
  constructor(url, connections) {
    this.#pool = new Pool(new URL(url).origin, { connections, pipelining: 1, allowH2: false });
  }

  /** Fails unless the message is acknowledged. @param {Push} push */
  async push({ path, body }) {
    const response = await this.#pool.request({ path, method: 'POST', headers: { 'content-type': 'text/xml' }, body });
    const text = await response.body.text();
    if (text !== 'success') throw new Error(`expected an acknowledgement, got HTTP ${response.statusCode}: ${text}`);
  }

  /** Pushes all messages, several at a time. @param {readonly Push[]} pushes @param {number} concurrency */
  async pushAll(pushes, concurrency) {
    const waiting = pushes.values();
    const work = async () => {
      for (const push of waiting) await this.push(push);
    };
    await Promise.all(Array.from({ length: concurrency }, work));
  }

  close() {
    return this.#pool.destroy();
  }
}
