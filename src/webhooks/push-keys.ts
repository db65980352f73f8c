import type { Concealed } from '../platform/token/seal.js';
import { type CipherKey, cipherKeyOf } from './cipher.js';

/** The token and the key with which the platform signs and encrypts an account's messages. */
export interface PushKeys {
  readonly token: Concealed;
  /** The EncodingAESKey: 43 letters and digits. */
  readonly aesKey: Concealed;
  /** Still accepted after a change. */
  readonly previous: { readonly token?: Concealed | undefined; readonly aesKey?: Concealed | undefined };
  /** The original id of the account (`gh_…`). Undefined: that of the first authentic message. */
  readonly originalId?: string | undefined;
}

/** An account that may receive messages. */
export interface PushAccount {
  readonly appid: string;
  /** Undefined: the account receives no messages. */
  readonly events?: PushKeys | undefined;
}

/** The receiver of messages, ready for the checks. */
export interface Recipient {
  readonly appid: string;
  /** The appid inside the encrypted text. */
  readonly cipherAppid: string;
  /** The current token first. */
  readonly tokens: readonly string[];
  /** The current key first. */
  readonly keys: readonly CipherKey[];
  readonly originalId: string | undefined;
  /** Whether other recipients have the same tokens and keys. Messages must then name the original id. */
  readonly sharesKeys: boolean;
}

/** Returns the recipient of an account, or undefined if it receives no messages. */
export function recipientOf({ appid, events }: PushAccount): Recipient | undefined {
  return events && recipientBy(appid, events);
}

/** Returns the recipient of messages that are signed and encrypted with the keys. */
export function recipientBy(appid: string, { token, aesKey, previous, originalId }: PushKeys): Recipient {
  return {
    appid,
    cipherAppid: appid,
    tokens: [token, previous.token].flatMap((one) => one?.reveal() ?? []),
    keys: [aesKey, previous.aesKey].flatMap((one) => (one === undefined ? [] : cipherKeyOf(one.reveal()))),
    originalId,
    sharesKeys: false,
  };
}
