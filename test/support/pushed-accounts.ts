import { randomInt } from 'node:crypto';

/** The token and the EncodingAESKey of an account. */
export interface AccountKeys {
  readonly token: string;
  readonly aesKey: string;
}

/** An account that receives pushes. */
export interface PushedAccount {
  readonly appid: string;
  readonly keys: AccountKeys;
  /** The keys before a change, which are still accepted. */
  readonly before: AccountKeys | undefined;
  /** Its entry in ACCOUNTS_FILE. */
  readonly entry: { readonly appid: string; readonly secret: string; readonly events: object };
}

/** Returns accounts with random keys. Every other one has previous keys as well. */
export function pushedAccounts(count: number): readonly PushedAccount[] {
  return Array.from({ length: count }, (_, n) => {
    const appid = `wxpushed${String(n).padStart(4, '0')}`;
    const keys = newKeys();
    const before = n % 2 === 0 ? newKeys() : undefined;
    const events = { ...keys, ...(before === undefined ? {} : { previous: before }) };
    return { appid, keys, before, entry: { appid, secret: `secret-of-${appid}`, events } };
  });
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const lettersOf = (count: number) => Array.from({ length: count }, () => LETTERS[randomInt(LETTERS.length)]).join('');

const newKeys = (): AccountKeys => ({ token: lettersOf(16), aesKey: lettersOf(43) });
