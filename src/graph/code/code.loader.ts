import type { CallOptions, Platform } from '../../platform/client.js';
import { type CodeGetRequest, code } from '../../platform/endpoints/code.js';
import { type UserGetcardlistAnswer, user } from '../../platform/endpoints/user.js';
import { unusable } from '../../platform/envelope.js';
import type { Loose } from '../../platform/wire.js';
import { type Fetches, KeyedLoader } from '../fetching/keyed-loader.js';
import { Code } from './code.type.js';

/** A code, optionally with its card. Custom codes require the card. */
export interface CodeKey {
  readonly code: string;
  readonly cardId?: string | undefined;
}

/** Loads codes. An unknown code is null. */
export type CodeLoader = KeyedLoader<CodeKey, Code>;

export function createCodeLoader(platform: Platform, fetches: Fetches): CodeLoader {
  return new KeyedLoader(
    (key) => readCode(platform, codeRequest(key, false)),
    ({ cardId, code }) => JSON.stringify([cardId, code]),
    fetches,
  );
}

/** Builds a request. With `checkConsume`, the platform rejects a code that cannot be redeemed. */
export function codeRequest({ code, cardId }: CodeKey, checkConsume: boolean): CodeGetRequest {
  return { code, ...(cardId === undefined ? {} : { card_id: cardId }), check_consume: checkConsume };
}

/**
 * Reads one code.
 * @throws {PlatformError} for any response without a code, including that for an unknown code
 */
export async function readCode(platform: Platform, request: CodeGetRequest, options?: CallOptions): Promise<Code> {
  const found = Code.from(request.code, await platform.call(code.get, request, options));
  if (found === null) throw unusable(code.get.path, 'card_id');
  return found;
}

export interface WalletKey {
  readonly openid: string;
  readonly cardId?: string | undefined;
}

/** Loads wallets. A wallet is null if the card that filters it is unknown. */
export type WalletLoader = KeyedLoader<WalletKey, Loose<UserGetcardlistAnswer>>;

export function createWalletLoader(platform: Platform, fetches: Fetches): WalletLoader {
  return new KeyedLoader(
    (key) => readWallet(platform, key),
    ({ openid, cardId }) => JSON.stringify([openid, cardId]),
    fetches,
  );
}

async function readWallet(platform: Platform, { openid, cardId }: WalletKey): Promise<Loose<UserGetcardlistAnswer>> {
  const answer = await platform.call(user.getcardlist, {
    openid,
    ...(cardId === undefined ? {} : { card_id: cardId }),
  });
  if (!Array.isArray(answer.card_list)) throw unusable(user.getcardlist.path, 'card_list');
  return answer;
}
