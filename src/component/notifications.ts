/** Notifications of the platform to a third-party platform. They were authenticated. Their texts are secrets. */

/** A ticket, with which the component's access token is obtained. Pushed every ten minutes. */
export interface TicketNotification {
  readonly ticket: string;
  /** Unix milliseconds, by the platform. */
  readonly createdAt: number;
}

/** A merchant has authorized the component, or has changed the permission sets of its authorization. */
export interface AuthorizationNotification {
  readonly appid: string;
  /** To be exchanged once. */
  readonly code: string;
  /** Unix milliseconds. */
  readonly codeExpiresAt: number;
  /** The code with which the page of authorization was opened. Undefined: the notification has none. */
  readonly preAuthCode: string | undefined;
  /** Unix milliseconds, by the platform. */
  readonly createdAt: number;
}

/** A merchant has withdrawn its authorization. It may arrive after a later authorization. */
export interface RevocationNotification {
  readonly appid: string;
  /** Unix milliseconds, by the platform. */
  readonly createdAt: number;
}

/** Receives notifications. Each method resolves when the notification is stored: the platform receives the response then, and no call is made before. */
export interface NotificationSink {
  /** @throws {StoreUnavailable} the platform then sends it again */
  receiveTicket(notification: TicketNotification): Promise<void>;
  /** The code is exchanged afterwards. @throws {StoreUnavailable} */
  receiveAuthorization(notification: AuthorizationNotification): Promise<void>;
  /** @throws {StoreUnavailable} */
  receiveRevocation(notification: RevocationNotification): Promise<void>;
}
