/** Signs and encrypts the notifications of a third-party platform as the platform does. */
import type { Merchant } from '../../src/component/merchant.js';
import type {
  AuthorizationNotification,
  NotificationSink,
  RevocationNotification,
  TicketNotification,
} from '../../src/component/notifications.js';
import type { PushKeys } from '../../src/webhooks/push-keys.js';
import { encrypted, type Pushed, type PushOptions, pushOf, shown, signedQuery, VECTORS } from './pushes.js';

const { component, merchant } = VECTORS;

/** The third-party platform of the contract. */
export const COMPONENT = { appid: component.appid, token: component.token, aesKey: component.encodingAESKey };

/** The merchant of the contract. */
export const MERCHANT = { appid: merchant.appid, originalId: merchant.originalId };

export const COMPONENT_PUSH: { readonly appid: string; readonly push: PushKeys } = {
  appid: COMPONENT.appid,
  push: { token: shown(COMPONENT.token), aesKey: shown(COMPONENT.aesKey), previous: {} },
};

/** Returns a merchant with a valid authorization. */
export function merchantOf(facts: Pick<Merchant, 'appid'> & Partial<Merchant>): Merchant {
  return { status: 'ACTIVE', name: undefined, authorizedAt: 0, originalId: undefined, permissions: [8], ...facts };
}

/** Returns a notification in XML. */
export function notificationXml(type: string, fields: Readonly<Record<string, string | number>> = {}): string {
  const all = { AppId: COMPONENT.appid, CreateTime: Math.floor(Date.now() / 1000), InfoType: type, ...fields };
  return `<xml>${Object.entries(all)
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join('')}</xml>`;
}

/** Returns the request with which the platform sends a notification. */
export function notificationOf(message: string | Buffer, options: PushOptions = {}): Pushed {
  const keys = { ...COMPONENT, ...options };
  const encrypt = encrypted(message, keys.aesKey, keys.appid);
  const body = `<xml><AppId><![CDATA[${COMPONENT.appid}]]></AppId><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`;
  return { query: signedQuery(encrypt, keys), body };
}

/** Returns the request with which the platform pushes a message of a merchant. */
export function merchantPushOf(message: string | Buffer, options: PushOptions = {}): Pushed {
  return pushOf(message, { ...COMPONENT, toUserName: MERCHANT.originalId, ...options });
}

type Received =
  | readonly ['ticket', TicketNotification]
  | readonly ['authorization', AuthorizationNotification]
  | readonly ['revocation', RevocationNotification];

/** Records notifications. */
export class MemoryNotifications implements NotificationSink {
  received: Received[] = [];
  /** Awaited before anything is stored. */
  before: () => Promise<void> = async () => {};

  receiveTicket = (notification: TicketNotification) => this.#store(['ticket', notification]);
  receiveAuthorization = (notification: AuthorizationNotification) => this.#store(['authorization', notification]);
  receiveRevocation = (notification: RevocationNotification) => this.#store(['revocation', notification]);

  clear(): void {
    this.received = [];
    this.before = async () => {};
  }

  async #store(received: Received): Promise<void> {
    await this.before();
    this.received.push(received);
  }
}
