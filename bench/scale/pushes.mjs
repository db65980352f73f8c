/** Messages of the platform about claims, signed and encrypted as the platform does in safe mode. */
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { ACCOUNT } from '../emulator.mjs';

/** The token and the EncodingAESKey of the measured servers. */
export const KEYS = {
  token: 'scale',
  aesKey: randomBytes(33).toString('base64url').replace(/[-_]/g, 'A').slice(0, 43),
};

const PADDED_BYTES = 32;

/** The number of claims so far, so that each message differs. */
let claims = 0;

/**
 * Returns the path and the body of the push of a claim.
 * @param {string} cardId
 */
export function claimOf(cardId) {
  claims += 1;
  const now = Math.floor(Date.now() / 1000);
  const user = `oSCALE-user-${String(claims).padStart(15, '0')}`;
  const message = `<xml><ToUserName><![CDATA[gh_0a1b2c3d4e5f]]></ToUserName>
<FromUserName><![CDATA[${user}]]></FromUserName>
<CreateTime>${now}</CreateTime>
<MsgType><![CDATA[event]]></MsgType>
<Event><![CDATA[user_get_card]]></Event>
<CardId><![CDATA[${cardId}]]></CardId>
<IsGiveByFriend>0</IsGiveByFriend>
<UserCardCode><![CDATA[${String(claims).padStart(12, '0')}]]></UserCardCode>
<FriendUserName><![CDATA[]]></FriendUserName>
<OuterId>0</OuterId>
<OldUserCardCode><![CDATA[]]></OldUserCardCode>
<OuterStr><![CDATA[store-07]]></OuterStr>
<IsRestoreMemberCard>0</IsRestoreMemberCard>
<IsRecommendByFriend>0</IsRecommendByFriend>
<UnionId><![CDATA[u${user}]]></UnionId>
</xml>`;
  const encrypt = encrypted(message);
  const [timestamp, nonce] = [String(now), String(claims)];
  const query = new URLSearchParams({
    signature: signatureOf([KEYS.token, timestamp, nonce]),
    timestamp,
    nonce,
    encrypt_type: 'aes',
    msg_signature: signatureOf([KEYS.token, timestamp, nonce, encrypt]),
  });
  return {
    path: `/wechat/events/${ACCOUNT.appid}?${query}`,
    body: `<xml><ToUserName><![CDATA[gh_0a1b2c3d4e5f]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`,
  };
}

/** @param {string} message */
function encrypted(message) {
  const bytes = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  const plain = Buffer.concat([randomBytes(16), length, bytes, Buffer.from(ACCOUNT.appid)]);
  const padding = PADDED_BYTES - (plain.length % PADDED_BYTES);
  const key = Buffer.from(`${KEYS.aesKey}=`, 'base64');
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(padding, padding)), cipher.final()]).toString(
    'base64',
  );
}

/** @param {readonly string[]} parts */
function signatureOf(parts) {
  return createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');
}
