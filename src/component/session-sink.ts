import type { Merchant } from './merchant.js';
import type {
  AuthorizationNotification,
  NotificationSink,
  RevocationNotification,
  TicketNotification,
} from './notifications.js';
import type { AuthorizationSessions } from './sessions.js';

export interface SessionSinkOptions {
  readonly platform: NotificationSink & {
    /** Exchanges an authorization code, once over all replicas. */
    exchange(code: string): Promise<Pick<Merchant, 'appid'>>;
  };
  readonly sessions: Pick<AuthorizationSessions, 'completeByPreAuthCode'>;
}

/** Passes notifications on, and completes the session of a page on which a merchant has authorized once its code was exchanged. */
export class SessionSink implements NotificationSink {
  readonly #platform: SessionSinkOptions['platform'];
  readonly #sessions: SessionSinkOptions['sessions'];

  constructor({ platform, sessions }: SessionSinkOptions) {
    this.#platform = platform;
    this.#sessions = sessions;
  }

  receiveTicket(notification: TicketNotification): Promise<void> {
    return this.#platform.receiveTicket(notification);
  }

  async receiveAuthorization(notification: AuthorizationNotification): Promise<void> {
    await this.#platform.receiveAuthorization(notification);
    const { preAuthCode, code } = notification;
    // The platform reports failures. Without the session, the browser completes it.
    if (preAuthCode !== undefined) this.#complete(preAuthCode, code).catch(() => undefined);
  }

  receiveRevocation(notification: RevocationNotification): Promise<void> {
    return this.#platform.receiveRevocation(notification);
  }

  async #complete(preAuthCode: string, code: string): Promise<void> {
    const { appid } = await this.#platform.exchange(code);
    await this.#sessions.completeByPreAuthCode(preAuthCode, appid);
  }
}
