import type { EventClass } from '../events/kinds.js';

/** An authentic event about cards. */
export interface ReceivedEvent extends EventClass {
  readonly appid: string;
  /** SHA-256 of the account and all fields, hex. */
  readonly digest: string;
  /** The card that the event is about; undefined if it names none. */
  readonly cardId: string | undefined;
  /** All first-level fields as JSON: a list of names and values. Contains personal data and codes. */
  readonly body: string;
  /** By the platform, Unix time in milliseconds. */
  readonly createdAt: number;
  /** Unix time in milliseconds. */
  readonly receivedAt: number;
}

/** An authentic message that cannot be read. */
export interface UnreadableMessage {
  readonly appid: string;
  /** SHA-256 of the account and the bytes of the message, hex. */
  readonly digest: string;
  /** At most 64 KiB. Contains personal data and codes. */
  readonly message: Buffer;
  /** Unix time in milliseconds. */
  readonly receivedAt: number;
}

/** Where the intake delivers messages. Every method settles within the timeout of the store. */
export interface EventSink {
  /**
   * Evicts what the event makes stale from every replica, and stores the event unless its digest is already stored.
   * @throws if it could not be stored; the platform then sends the event again
   */
  store(event: ReceivedEvent): Promise<'stored' | 'duplicate'>;
  /**
   * Evicts everything that is cached for the account, and keeps a sealed copy for the operator. Copies are bounded in number and bytes, and
   * one whose digest is already stored is not kept again.
   * @throws if it could not be stored; the platform then sends the message again
   */
  storeUnreadable(message: UnreadableMessage): Promise<void>;
}
