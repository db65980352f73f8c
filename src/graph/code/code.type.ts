import { Directive, ID, ObjectType } from 'type-graphql';
import { CODE } from '../../platform/endpoint.js';
import { type CodeGetAnswer, NEVER_ENDS } from '../../platform/endpoints/code.js';
import { bool, instant, type Loose, record, safeInt, text } from '../../platform/wire.js';
import { NonNull, Nullable, PersonalData } from '../types/field.decorators.js';
import { DateTime, JSONObject } from '../types/scalars.js';
import { CodeStatus, readCodeStatus } from './code-status.type.js';
import { WechatUser } from './wechat-user.type.js';

/** Bytes of a code at the most. */
export const CODE_BYTES = CODE.maxUtf8Bytes;

@Directive('@key(fields: "cardId code")')
@ObjectType({
  simpleResolvers: true,
  description:
    "One issued card: a code in a user's wallet. Fields beyond id, code, cardId, card and member cost one call: code/get.",
})
export class Code {
  /** What a reference to a code holds without code/get; card and member have calls of their own. */
  static readonly keys: ReadonlySet<string> = new Set(['id', 'code', 'cardId', 'card', 'member']);

  @PersonalData()
  @NonNull(() => String, 'The code, unique within its card.')
  readonly code: string;

  @NonNull(() => ID, 'The card that the platform says the code belongs to.')
  readonly cardId: string;

  readonly #wire: Loose<CodeGetAnswer>;

  private constructor(cardId: string, code: string, wire: Loose<CodeGetAnswer>) {
    this.cardId = cardId;
    this.code = code;
    this.#wire = wire;
  }

  /** A code from code/get's answer, under the code that was asked for; null when the answer names no card. */
  static from(code: string, answer: Loose<CodeGetAnswer>): Code | null {
    const cardId = text(record<CodeGetAnswer['card']>(answer.card).card_id);
    return cardId ? new Code(cardId, code, answer) : null;
  }

  /** A code of which only the keys are known and asked for. */
  static reference(cardId: string, code: string): Code {
    return new Code(cardId, code, {});
  }

  @PersonalData()
  @NonNull(() => ID, 'cardId and code joined, for client caches. Changes when the code does.')
  get id() {
    return `${this.cardId}:${this.code}`;
  }

  @PersonalData()
  @Nullable(() => WechatUser, 'Who holds it.')
  get holder() {
    const openid = text(this.#wire.openid);
    return openid ? new WechatUser(openid) : null;
  }

  @Nullable(() => CodeStatus, 'Where it stands.')
  get status() {
    return readCodeStatus(this.#wire.user_card_status);
  }

  @Nullable(() => String, 'status as the platform spells it, also where status is UNKNOWN.')
  get statusRaw() {
    return text(this.#wire.user_card_status);
  }

  @Nullable(() => Boolean, 'Whether it can be redeemed now.')
  get redeemable() {
    return bool(this.#wire.can_consume);
  }

  @Nullable(() => DateTime, 'From when on it can be used.')
  get beginsAt() {
    return instant(this.#card.begin_time);
  }

  @Nullable(() => DateTime, 'Until when it can be used; null: it never ends.')
  get endsAt() {
    return safeInt(this.#card.end_time) === NEVER_ENDS ? null : instant(this.#card.end_time);
  }

  @Nullable(() => String, 'The channel value (outer_str) with which it was handed out.')
  get channel() {
    return text(this.#wire.outer_str);
  }

  @Directive('@tag(name: "internal")')
  @PersonalData()
  @Nullable(
    () => JSONObject,
    'The answer exactly as the platform sent it, with the fields that this schema does not name.',
  )
  get raw() {
    return this.#wire;
  }

  get #card(): Loose<CodeGetAnswer['card']> {
    return record<CodeGetAnswer['card']>(this.#wire.card);
  }
}
