import type { Platform } from '../../platform/client.js';
import { type CodeConsumeAnswer, redemption } from '../../platform/endpoints/redemption.js';
import { unusable } from '../../platform/envelope.js';
import { record, text } from '../../platform/wire.js';
import type { SafeWrite } from '../../safety/safe-writes.js';
import type { Loaders } from '../context.js';
import { evictAfter } from '../mutation/evict-after.js';
import type { NotCommitted } from '../mutation/perform-write.js';
import type { Code } from './code.type.js';
import { findCode } from './code.writes.js';
import { type Decrypted, decryptCode } from './encrypted-code.js';
import type { RedeemCodeInput } from './redeem-code.payload.js';

/** The result contains no code and no holder, because it is stored. */
interface RedemptionResult {
  readonly cardId: string | null;
}

interface Redemption extends SafeWrite<null, RedemptionResult, Partial<NotCommitted>> {
  /** The code, once this request has decrypted it or if the input names it. */
  readonly code: string | undefined;
  /** The holder, if a response of this request named it. */
  readonly openid: string | undefined;
  /** Status of the code after the response was lost, if it was read. */
  readonly statusSeen: Code['status'] | undefined;
  /** Returns the code. Decrypts it at most once. */
  decrypted(): Promise<Decrypted>;
}

/**
 * The redemption of a code. Only the response of code/consume proves that this request redeemed the code, so there is no read-back: after
 * a lost response, a redeemed code may have been redeemed by another till. The call is sent again only while the code is normal.
 */
export function redemptionOf(input: RedeemCodeInput, platform: Platform, loaders: Loaders): Redemption {
  let code = input.code ?? undefined;
  let cardId = input.cardId ?? undefined;
  let openid: string | undefined;
  let statusSeen: Code['status'] | undefined;
  const decrypted = async (): Promise<Decrypted> => {
    if (code !== undefined) return { code };
    const result = await decryptCode(platform, input.encryptedCode ?? '');
    code = result.code;
    return result;
  };
  return {
    get code() {
      return code;
    },
    get openid() {
      return openid;
    },
    get statusSeen() {
      return statusSeen;
    },
    decrypted,
    mutation: 'redeemCode',
    input,
    endpoint: redemption.consume,
    async prepare() {
      const { unreadable } = await decrypted();
      return unreadable === undefined ? { before: null } : { stop: { userErrors: [unreadable] } };
    },
    invalidate: () => evictAfter('redeemCode', { cardId }, platform, loaders),
    async send(_before, sending) {
      const { code } = await decrypted();
      if (code === undefined) throw unusable(redemption.decrypt.path, 'code');
      const request = { code, ...(input.cardId == null ? {} : { card_id: input.cardId }) };
      const answer = await platform.call(redemption.consume, request, sending);
      const reported = text(record<CodeConsumeAnswer['card']>(answer.card).card_id) || undefined;
      openid = text(answer.openid) || undefined;
      // A response without both is not that of code/consume.
      if (reported === undefined && openid === undefined) throw unusable(redemption.consume.path, 'card_id');
      cardId = reported ?? cardId;
      return { cardId: cardId ?? null };
    },
    // The platform rejects the second of two redemptions.
    mayOverlap: true,
    async mayRepeat() {
      const { code } = await decrypted();
      if (code === undefined) return false;
      const found = await findCode(platform, { code, cardId });
      statusSeen = found?.status;
      return statusSeen === 'NORMAL';
    },
  };
}
