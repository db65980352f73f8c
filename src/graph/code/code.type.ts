import { Directive, ID, ObjectType } from 'type-graphql';
import { CODE } from '../../platform/endpoint.js';
import type { CodeGetAnswer } from '../../platform/endpoints/code.js';
import { bool, instant, type Loose, record, text } from '../../platform/wire.js';
import { endInstant } from '../types/end-instant.js';
import { NonNull, Nullable, PersonalData } from '../types/field.decorators.js';
import { DateTime, JSONObject } from '../types/scalars.js';
import { CodeStatus, readCodeStatus } from './code-status.type.js';
import { WechatUser } from './wechat-user.type.js';

/** Maximum bytes of a code. */
export const CODE_BYTES = CODE.maxUtf8Bytes;

@Directive('@key(fields: "cardId code")')
@ObjectType({
  simpleResolvers: true,
  description:
    "An issued card: a code in a user's wallet. Calls `code/get` if the selection needs more than `id`, `code`, `cardId`, `card` and `member`.",
})
export class Code {
  /** Fields that a reference resolves without code/get. `card` and `member` make separate calls. */
  static readonly keys: ReadonlySet<string> = new Set(['id', 'code', 'cardId', 'card', 'member']);

  @PersonalData()
  @NonNull(() => String, 'The code, unique within its card.')
  readonly code: string;

  @NonNull(() => ID, 'The `card_id` of the card that the code belongs to, as the platform reports it.')
  readonly cardId: string;

  readonly #wire: Loose<CodeGetAnswer>;

  private constructor(cardId: string, code: string, wire: Loose<CodeGetAnswer>) {
    this.cardId = cardId;
    this.code = code;
    this.#wire = wire;
  }

  /** Creates a code from the response of code/get and the requested code. Returns null if the response names no card. */
  static from(code: string, answer: Loose<CodeGetAnswer>): Code | null {
    const cardId = text(record<CodeGetAnswer['card']>(answer.card).card_id);
    return cardId ? new Code(cardId, code, answer) : null;
  }

  /** Creates a reference, for selections that need only the keys. */
  static reference(cardId: string, code: string): Code {
    return new Code(cardId, code, {});
  }

  @PersonalData()
  @NonNull(() => ID, '`cardId` and `code` joined, as a key for client caches. Changes if the code changes.')
  get id() {
    return `${this.cardId}:${this.code}`;
  }

  @PersonalData()
  @Nullable(() => WechatUser, 'The user who holds the code. Platform: `openid`.')
  get holder() {
    const openid = text(this.#wire.openid);
    return openid ? new WechatUser(openid) : null;
  }

  @Nullable(
    () => CodeStatus,
    'Status of the code. Null if the platform does not report it. Platform: `user_card_status`.',
  )
  get status() {
    return readCodeStatus(this.#wireStatus);
  }

  @Nullable(
    () => String,
    '`status` as the platform spells it, even if `status` is `UNKNOWN`. Platform: `user_card_status`.',
  )
  get statusRaw() {
    return text(this.#wireStatus);
  }

  @Nullable(
    () => Boolean,
    'Whether the code can be redeemed now. Null if the platform does not report it. Platform: `can_consume`.',
  )
  get redeemable() {
    return bool(this.#wire.can_consume ?? this.#card.can_consume);
  }

  @Nullable(() => DateTime, 'When the code becomes valid. Platform: `begin_time`.')
  get beginsAt() {
    return instant(this.#card.begin_time);
  }

  @Nullable(() => DateTime, 'When the code expires. Null if it never expires. Platform: `end_time`.')
  get endsAt() {
    return endInstant(this.#card.end_time);
  }

  @Nullable(() => String, 'The channel value with which the code was handed out. Platform: `outer_str`.')
  get channel() {
    return text(this.#wire.outer_str);
  }

  @Directive('@tag(name: "internal")')
  @PersonalData()
  @Nullable(
    () => JSONObject,
    'The response exactly as the platform sent it, including fields that this schema does not have.',
  )
  get raw() {
    return this.#wire;
  }

  /** Whether the code belongs to a member card, as far as the response shows: only those have a membership number. */
  get isOfMemberCard(): boolean {
    return this.#card.membership_number !== undefined;
  }

  /** The status is at the top level or in `card`. */
  get #wireStatus(): unknown {
    return this.#wire.user_card_status ?? this.#card.user_card_status;
  }

  get #card(): Loose<CodeGetAnswer['card']> {
    return record<CodeGetAnswer['card']>(this.#wire.card);
  }
}
