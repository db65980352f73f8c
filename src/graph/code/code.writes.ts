import type { Platform } from '../../platform/client.js';
import { code } from '../../platform/endpoints/code.js';
import { nullIfNotFound } from '../../platform/errors.js';
import type { SafeWrite } from '../../safety/safe-writes.js';
import type { Loaders } from '../context.js';
import { evictAfter } from '../mutation/evict-after.js';
import type { NotCommitted } from '../mutation/perform-write.js';
import { type CodeKey, codeRequest, readCode } from './code.loader.js';
import type { SetCodeUnavailableInput, UpdateCodeInput } from './code.payload.js';
import type { Code } from './code.type.js';

type CodeWrite = SafeWrite<null, true, Partial<NotCommitted>>;

export function codeChangeOf(input: UpdateCodeInput, platform: Platform, loaders: Loaders): CodeWrite {
  const { code: oldCode, newCode, cardId } = input;
  return {
    mutation: 'updateCode',
    input,
    endpoint: code.update,
    prepare: async () => ({ before: null }),
    invalidate: () => evictAfter('updateCode', input, platform, loaders),
    async send(_before, sending) {
      await platform.call(code.update, { code: oldCode, card_id: cardId, new_code: newCode }, sending);
      return true;
    },
    // If the new code had existed before, the platform would have rejected the change and the old code would still exist.
    async readBack() {
      const renamed = await findCode(platform, { code: newCode, cardId });
      if (renamed === null) return undefined;
      return (await findCode(platform, { code: oldCode, cardId })) === null ? true : undefined;
    },
  };
}

export function unavailabilityOf(input: SetCodeUnavailableInput, platform: Platform, loaders: Loaders): CodeWrite {
  const key = { code: input.code, cardId: input.cardId ?? undefined };
  return {
    mutation: 'setCodeUnavailable',
    input,
    endpoint: code.unavailable,
    prepare: async () => ({ before: null }),
    invalidate: () => evictAfter('setCodeUnavailable', input, platform, loaders),
    async send(_before, sending) {
      const request = {
        code: key.code,
        ...(key.cardId === undefined ? {} : { card_id: key.cardId }),
        ...(input.reason ? { reason: input.reason } : {}),
      };
      await platform.call(code.unavailable, request, sending);
      return true;
    },
    async readBack() {
      return (await findCode(platform, key))?.status === 'UNAVAILABLE' ? true : undefined;
    },
  };
}

/** Reads a code without caches. Returns null for an unknown code. */
export function findCode(platform: Platform, key: CodeKey): Promise<Code | null> {
  return nullIfNotFound(readCode(platform, codeRequest(key, false), { fresh: true }));
}
