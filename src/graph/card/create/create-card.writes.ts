import type { Platform } from '../../../platform/client.js';
import { card } from '../../../platform/endpoints/card.js';
import type { WireCardType } from '../../../platform/endpoints/card.wire.js';
import { unusable } from '../../../platform/envelope.js';
import { text } from '../../../platform/wire.js';
import { fingerprint } from '../../../safety/intent.js';
import type { SafeWrite } from '../../../safety/safe-writes.js';
import type { Loaders } from '../../context.js';
import { evictAfter } from '../../mutation/evict-after.js';
import type { NotCommitted } from '../../mutation/perform-write.js';
import type { Card } from '../card.type.js';
import { CardLookup, type SoughtCard } from './card-lookup.js';
import type { CreateCardInput } from './create-card.payload.js';
import type { NewCardPayload } from './creation.types.js';
import { creationRequest } from './creation-plan.js';

interface BeforeCreation {
  /** Unix milliseconds. */
  readonly startedAt: number;
}

interface Creation extends SafeWrite<BeforeCreation, { readonly cardId: string }, Partial<NotCommitted>> {
  /** The cards that the last read-back found, if it could not determine which one is the created card. */
  readonly candidates: readonly Card[];
}

/**
 * The creation of a card. The platform has no key by which a created card can be looked up, so card/create is never sent twice for one
 * idempotencyKey. After a lost response the card is searched by its content.
 */
export function creationOf(
  input: CreateCardInput,
  { type, payload }: { readonly type: WireCardType; readonly payload: NewCardPayload },
  platform: Platform,
  loaders: Loaders,
): Creation {
  const { brandName, title } = input.card.baseInfo;
  const sought: SoughtCard = { type, payload, brandName, title };
  let lookup: CardLookup | undefined;
  return {
    get candidates() {
      return lookup?.candidates ?? [];
    },
    mutation: 'createCard',
    input,
    endpoint: card.create,
    // Creations that a search could confuse wait for each other, so that the first is claimed before the second starts.
    lock: `create:${fingerprint({ type, brandName, title }, '')}`,
    prepare: async () => ({ before: { startedAt: Date.now() } }),
    invalidate: () => evictAfter('createCard', {}, platform, loaders),
    async send(_before, sending) {
      const response = await platform.call(card.create, creationRequest(type, payload), sending);
      const cardId = text(response.card_id);
      if (cardId === null || cardId === '') throw unusable(card.create.path, 'card_id');
      return { cardId };
    },
    createdId: ({ cardId }) => cardId,
    async readBack({ startedAt }, created) {
      lookup ??= new CardLookup(platform, sought, startedAt);
      const cardId = await lookup.find((id) => created?.belongsToAnother(id) ?? Promise.resolve(false));
      return cardId === undefined ? undefined : { cardId };
    },
  };
}
