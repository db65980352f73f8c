/** Reads the notifications of a third-party platform. Their texts are untrusted and bounded, although the platform signed them. */
import { isAppid } from '../component/merchant-record.js';
import type { NotificationSink } from '../component/notifications.js';
import type { Message } from './message-reader.js';

/** `InfoType` of the notifications that are kept, and `other`. Used as a metric label. */
export const NOTIFICATION_TYPES = [
  'component_verify_ticket',
  'authorized',
  'updateauthorized',
  'unauthorized',
  'other',
] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** The outcome of an authentic notification. `ignored`: it is of another type. */
export const NOTIFICATION_RECEPTIONS = ['stored', 'ignored', 'unreadable'] as const;
export type NotificationReception = (typeof NOTIFICATION_RECEPTIONS)[number];

/** Stores a notification. */
type Deliver = (sink: NotificationSink) => Promise<void>;

/** Returns undefined if a field is missing or malformed. */
type Read = (fields: Message['fields'], createdAt: number) => Deliver | undefined;

const READERS: Readonly<Record<Exclude<NotificationType, 'other'>, Read>> = {
  component_verify_ticket: (fields, createdAt) => {
    const ticket = secretIn(fields, 'ComponentVerifyTicket');
    return ticket === undefined ? undefined : (sink) => sink.receiveTicket({ ticket, createdAt });
  },
  authorized: readAuthorization,
  updateauthorized: readAuthorization,
  unauthorized: (fields, createdAt) => {
    const appid = merchantIn(fields);
    return appid === undefined ? undefined : (sink) => sink.receiveRevocation({ appid, createdAt });
  },
};

export function notificationTypeOf({ fields }: Message): NotificationType {
  const type = fields.get('InfoType');
  return NOTIFICATION_TYPES.find((known) => known === type) ?? 'other';
}

/**
 * Returns a function that delivers the notification, or undefined if it is not readable.
 * @param createdAt Unix milliseconds
 */
export function readNotification(
  type: Exclude<NotificationType, 'other'>,
  { fields }: Message,
  createdAt: number,
): Deliver | undefined {
  return READERS[type](fields, createdAt);
}

function readAuthorization(fields: Message['fields'], createdAt: number): Deliver | undefined {
  const appid = merchantIn(fields);
  const code = secretIn(fields, 'AuthorizationCode');
  const expiry = fields.get('AuthorizationCodeExpiredTime') ?? '';
  const hasPreAuthCode = (fields.get('PreAuthCode') ?? '') !== '';
  const preAuthCode = secretIn(fields, 'PreAuthCode');
  if (appid === undefined || code === undefined || !/^\d{1,12}$/.test(expiry)) return undefined;
  if (hasPreAuthCode && preAuthCode === undefined) return undefined;
  const notification = { appid, code, codeExpiresAt: Number(expiry) * 1000, preAuthCode, createdAt };
  return (sink) => sink.receiveAuthorization(notification);
}

/** A ticket or a code: 1 to 512 printable ASCII characters. Those of the platform have less than 150. */
const SECRET = /^[!-~]{1,512}$/;

/** Returns whether a text can be a ticket or a code of the platform. */
export const isSecretText = (text: string): boolean => SECRET.test(text);

function secretIn(fields: Message['fields'], name: string): string | undefined {
  const text = fields.get(name) ?? '';
  return isSecretText(text) ? text : undefined;
}

function merchantIn(fields: Message['fields']): string | undefined {
  const appid = fields.get('AuthorizerAppid') ?? '';
  return isAppid(appid) ? appid : undefined;
}
