import type { Merchants } from '../component/merchant.js';
import type { NotificationSink } from '../component/notifications.js';
import { isTimely } from '../events/message-age.js';
import type { Log } from '../log.js';
import { LogThrottle } from '../logging/log-throttle.js';
import { authenticateNotification } from './authentication.js';
import { type IntakeObserver, type Refusal, secondsSince } from './intake.js';
import {
  type NotificationReception,
  type NotificationType,
  notificationTypeOf,
  readNotification,
} from './notification-reader.js';
import { type PushKeys, type Recipient, recipientBy } from './push-keys.js';
import type { SignedQuery } from './signature.js';
import { attempt, storedInTime } from './stored-in-time.js';

/** Minimum interval between two log lines about one failure, milliseconds. */
const LOG_INTERVAL_MS = 10_000;

/** Receives what happens to notifications: names and numbers, never their contents. */
export interface ComponentIntakeObserver extends Pick<IntakeObserver, 'requestRefused'> {
  notificationReceived(type: NotificationType, reception: NotificationReception, seconds: number): void;
}

export interface ComponentIntakeOptions {
  /** The third-party platform, and what its notifications and the messages of its merchants are signed and encrypted with. */
  readonly component: { readonly appid: string; readonly push: PushKeys };
  readonly merchants: Pick<Merchants, 'get'>;
  readonly sink: NotificationSink;
  readonly log: Log;
  readonly observer?: ComponentIntakeObserver | undefined;
  /** Returns Unix time in milliseconds. Default: the system clock. */
  readonly now?: () => number;
}

/** Receives the notifications of a third-party platform, and finds the merchants to which messages are pushed. */
export class ComponentIntake {
  /** The third-party platform itself: the recipient of notifications. */
  readonly recipient: Recipient;
  readonly #merchants: Pick<Merchants, 'get'>;
  readonly #sink: NotificationSink;
  readonly #log: Log;
  readonly #observer: ComponentIntakeOptions['observer'];
  readonly #now: () => number;
  readonly #throttle = new LogThrottle(LOG_INTERVAL_MS);

  constructor({ component, merchants, sink, log, observer, now = Date.now }: ComponentIntakeOptions) {
    const { appid, push } = component;
    this.recipient = recipientBy(appid, push);
    this.#merchants = merchants;
    this.#sink = sink;
    this.#log = log;
    this.#observer = observer;
    this.#now = now;
  }

  /**
   * Returns a merchant as the recipient of messages, or the refusal of the request: 403 if it has not authorized the third-party platform,
   * 503 if its original id is not yet known, so that the platform sends the message again.
   * @param appid of a request whose `signature` is valid
   */
  merchant(appid: string): Recipient | { readonly status: 403 | 503; readonly reason: Refusal } {
    const merchant = this.#merchants.get(appid);
    if (merchant === undefined || merchant.status === 'UNAUTHORIZED') return { status: 403, reason: 'recipient' };
    const { originalId } = merchant;
    if (originalId === undefined) return { status: 503, reason: 'merchant' };
    return { ...this.recipient, appid, originalId, sharesKeys: true };
  }

  /** Counts a refused request. */
  refused(reason: Refusal, startedAt: number): void {
    this.#observer?.requestRefused(reason, secondsSince(startedAt));
  }

  /**
   * Receives the body of a notification whose `signature` is valid.
   * @param settled called when the sink is no longer busy with the notification, which may be after the result is known
   * @returns the status of the response: 200, 403 or 503
   */
  async receive(
    body: Buffer,
    query: Readonly<Record<string, unknown>>,
    signed: SignedQuery,
    settled: () => void,
  ): Promise<200 | 403 | 503> {
    const startedAt = performance.now();
    const refused = <Status>(reason: Refusal, status: Status): Status => {
      this.refused(reason, startedAt);
      return status;
    };
    const received = (type: NotificationType, reception: NotificationReception): 200 => {
      this.#observer?.notificationReceived(type, reception, secondsSince(startedAt));
      if (reception === 'unreadable' && this.#throttle.allows('unreadable')) {
        this.#log.warn({ type }, 'Notification of the platform cannot be read; it was confirmed and ignored');
      }
      return 200;
    };
    const result = authenticateNotification(body, query, signed, this.recipient);
    if (result.outcome !== 'authentic') {
      settled();
      return result.outcome === 'rejected' ? refused(result.reason, 403) : received('other', 'unreadable');
    }
    const { message, createdAt } = result;
    const type = notificationTypeOf(message);
    const deliver = type === 'other' ? undefined : readNotification(type, message, createdAt);
    if (!isTimely(createdAt, this.#now())) {
      settled();
      return refused('age', 403);
    }
    if (deliver === undefined) {
      settled();
      return received(type, type === 'other' ? 'ignored' : 'unreadable');
    }
    const work = attempt(() => deliver(this.#sink)).then(() => true);
    const isStored = await storedInTime(work.finally(settled), (err) => this.#logFailure(type, err));
    return isStored === true ? received(type, 'stored') : refused('store', 503);
  }

  #logFailure(type: NotificationType, err: unknown): void {
    const suppressed = this.#throttle.admit('store');
    if (suppressed !== undefined) this.#log.error({ err, type, suppressed }, 'Notification was not stored');
  }
}
