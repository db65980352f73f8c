import { list, record, safeInt, text } from '../platform/wire.js';
import { type AccountName, componentKeys } from '../store/keys.js';
import type { SealedRecords } from './sealed-records.js';

/** Maximum number of stored notifications. The oldest are then discarded. */
const MAX_RECEIVED = 1000;

/** Time after which a notification is discarded, milliseconds. Codes have expired by then. */
export const RECEIVED_MS = 3_600_000;

/** A notification that remains to be handled. */
export interface Received {
  readonly appid: string;
  /** The authorization code. Absent: the merchant has withdrawn its authorization. */
  readonly code?: string;
  /** Unix milliseconds, by the platform. */
  readonly createdAt: number;
  /** Unix milliseconds, by this process. */
  readonly receivedAt: number;
}

/** The notifications that were acknowledged and remain to be handled by any replica. */
export class ReceivedNotifications {
  readonly #records: SealedRecords;
  readonly #key: string;

  constructor(records: SealedRecords, component: AccountName) {
    this.#records = records;
    this.#key = componentKeys(component).received;
  }

  /** @throws {StoreUnavailable} */
  async add(received: Received): Promise<void> {
    await this.#change((all) => (all.some((one) => isSame(one, received)) ? undefined : [...all, received]));
  }

  /** @throws {StoreUnavailable} */
  async read(): Promise<readonly Received[]> {
    return receivedIn((await this.#records.read(this.#key)).value);
  }

  /** @throws {StoreUnavailable} */
  async remove(received: Received): Promise<void> {
    await this.#change((all) => {
      const others = all.filter((one) => !isSame(one, received));
      return others.length === all.length ? undefined : others;
    });
  }

  #change(change: (all: readonly Received[]) => readonly Received[] | undefined): Promise<boolean> {
    return this.#records.change(this.#key, RECEIVED_MS, (value) => {
      const received = change(receivedIn(value));
      return received && { received: received.slice(-MAX_RECEIVED) };
    });
  }
}

function isSame(one: Received, other: Received): boolean {
  return one.appid === other.appid && one.code === other.code && one.createdAt === other.createdAt;
}

function receivedIn(value: unknown): Received[] {
  return list(record<{ received: unknown }>(value).received).flatMap((item) => {
    const received = record<Received>(item);
    const [appid, code] = [text(received.appid), text(received.code)];
    const [createdAt, receivedAt] = [safeInt(received.createdAt), safeInt(received.receivedAt)];
    if (appid === null || createdAt === null || receivedAt === null) return [];
    return [{ appid, createdAt, receivedAt, ...(code !== null && { code }) }];
  });
}
