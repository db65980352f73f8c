import { createHash } from 'node:crypto';
import { type CardEventKind, classOf } from '../events/kinds.js';
import { isTimely } from '../events/message-age.js';
import type { Log } from '../log.js';
import { LogThrottle } from '../logging/log-throttle.js';
import { authenticate, REJECTIONS } from './authentication.js';
import type { EventSink } from './event-sink.js';
import { digestOf, type Message } from './message-reader.js';
import { type PushAccount, type Recipient, recipientOf } from './push-keys.js';
import type { SignedQuery } from './signature.js';
import { attempt, storedInTime } from './stored-in-time.js';

/** Minimum interval between two log lines about one failure, milliseconds. */
const LOG_INTERVAL_MS = 10_000;

/** The outcome of an authentic message. `ignored`: it is not about cards. */
export const RECEPTIONS = ['stored', 'duplicate', 'ignored', 'unreadable'] as const;
export type Reception = (typeof RECEPTIONS)[number];

/** Why a request was refused. Used as a metric label. */
export const REFUSALS = [...REJECTIONS, 'echostr', 'size', 'age', 'busy', 'store', 'merchant'] as const;
export type Refusal = (typeof REFUSALS)[number];

/** Receives what happens to messages: names and numbers, never their contents. */
export interface IntakeObserver {
  /** @param kind undefined unless the message is an event about cards */
  messageReceived(account: string, reception: Reception, kind: CardEventKind | undefined, seconds: number): void;
  /** @param seconds since the time that the platform gave the event */
  eventStored(seconds: number): void;
  requestRefused(reason: Refusal, seconds: number): void;
}

export interface IntakeOptions {
  readonly accounts: readonly PushAccount[];
  readonly sink: EventSink;
  readonly log: Log;
  readonly observer?: IntakeObserver | undefined;
  /** Returns Unix time in milliseconds. Default: the system clock. */
  readonly now?: () => number;
}

/** Receives the platform's messages: authenticates them, decides which are kept, and delivers those to the log. */
export class Intake {
  readonly #sink: EventSink;
  readonly #log: Log;
  readonly #observer: IntakeObserver | undefined;
  readonly #now: () => number;
  readonly #throttle = new LogThrottle(LOG_INTERVAL_MS);
  #recipients: ReadonlyMap<string, Recipient> = new Map();
  /** Original ids of the last messages, by appid. */
  readonly #originalIds = new Map<string, string>();

  constructor({ accounts, sink, log, observer, now = Date.now }: IntakeOptions) {
    this.#sink = sink;
    this.#log = log;
    this.#observer = observer;
    this.#now = now;
    this.replaceAccounts(accounts);
  }

  /** Whether any account receives messages. */
  get isOn(): boolean {
    return this.#recipients.size > 0;
  }

  recipient(appid: string): Recipient | undefined {
    return this.#recipients.get(appid);
  }

  replaceAccounts(accounts: readonly PushAccount[]): void {
    const recipients = accounts.flatMap((account) => recipientOf(account) ?? []);
    this.#recipients = new Map(recipients.map((recipient) => [recipient.appid, recipient]));
    for (const appid of this.#originalIds.keys()) if (!this.#recipients.has(appid)) this.#originalIds.delete(appid);
  }

  /** Counts a refused request. */
  refused(reason: Refusal, startedAt: number): void {
    this.#observer?.requestRefused(reason, secondsSince(startedAt));
  }

  /**
   * Receives the body of a request whose `signature` is valid.
   * @param settled called when the sink is no longer busy with the message, which may be after the result is known
   * @returns the status of the response: 200, 403 or 503
   */
  async receive(
    body: Buffer,
    query: Readonly<Record<string, unknown>>,
    signed: SignedQuery,
    recipient: Recipient,
    settled: () => void,
  ): Promise<200 | 403 | 503> {
    const startedAt = performance.now();
    const { appid } = recipient;
    const result = authenticate(body, query, signed, recipient);
    if (result.outcome === 'rejected') {
      this.refused(result.reason, startedAt);
      settled();
      return 403;
    }
    const received = (reception: Reception, kind?: CardEventKind): 200 => {
      this.#observer?.messageReceived(appid, reception, kind, secondsSince(startedAt));
      return 200;
    };
    const deliver = async (work: Promise<Reception>, kind?: CardEventKind): Promise<200 | 503> => {
      const reception = await storedInTime(work.finally(settled), (err) => this.#logFailure(err));
      if (reception !== undefined) return received(reception, kind);
      this.refused('store', startedAt);
      return 503;
    };
    const receivedAt = this.#now();
    if (result.outcome === 'unreadable') {
      const digest = createHash('sha256').update(appid).update('\n').update(result.bytes).digest('hex');
      const unreadable = { appid, digest, message: result.bytes, receivedAt };
      return deliver(attempt(() => this.#sink.storeUnreadable(unreadable)).then(() => 'unreadable'));
    }
    const { message, createdAt } = result;
    if (!isTimely(createdAt, receivedAt)) {
      this.refused('age', startedAt);
      settled();
      return 403;
    }
    this.#learnOriginalId(recipient, message);
    const eventClass = classOf(message.fields);
    if (eventClass === undefined) {
      settled();
      return received('ignored');
    }
    const event = {
      ...eventClass,
      appid,
      digest: digestOf(appid, message),
      cardId: message.fields.get('CardId') || undefined,
      body: JSON.stringify(message.entries),
      createdAt,
      receivedAt,
    };
    return deliver(
      attempt(() => this.#sink.store(event)).then((reception) => {
        if (reception === 'stored') this.#observer?.eventStored((this.#now() - createdAt) / 1000);
        return reception;
      }),
      event.kind,
    );
  }

  #logFailure(err: unknown): void {
    const suppressed = this.#throttle.admit('store');
    if (suppressed !== undefined) this.#log.error({ err, suppressed }, 'Platform event was not stored');
  }

  /** Remembers the original id of an account without a configured one. A change is legitimate only if the account was migrated. */
  #learnOriginalId({ appid, originalId }: Recipient, { fields }: Message): void {
    if (originalId !== undefined) return;
    const current = fields.get('ToUserName') ?? '';
    const previous = this.#originalIds.get(appid);
    if (current === previous || current.length > MAX_ORIGINAL_ID) return;
    this.#originalIds.set(appid, current);
    if (previous === undefined || !this.#throttle.allows(appid)) return;
    this.#log.warn({ account: appid }, 'Original id of the account changed; set originalId in ACCOUNTS_FILE to pin it');
  }
}

/** Maximum length of an original id that is remembered. The platform's have 15 characters. */
const MAX_ORIGINAL_ID = 64;

export const secondsSince = (startedAt: number): number => (performance.now() - startedAt) / 1000;
