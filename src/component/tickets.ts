import { TICKET_VALID_SECONDS } from '../platform/endpoints/component.js';
import { list, record, safeInt, text } from '../platform/wire.js';
import type { AccountName } from '../store/keys.js';
import { componentKeys } from '../store/keys.js';
import { StoreUnavailable } from '../store/store.js';
import type { TicketNotification } from './notifications.js';
import type { SealedRecords } from './sealed-records.js';

/** The newest ticket may be invalid, therefore the one before is stored too. */
const STORED_TICKETS = 2;

/** The tickets of a third-party platform, shared by all replicas. */
export class Tickets {
  readonly #records: SealedRecords;
  readonly #key: string;
  /** The tickets that were last read. Used while the store is unavailable. */
  #cached: readonly TicketNotification[] = [];

  constructor(records: SealedRecords, component: AccountName) {
    this.#records = records;
    this.#key = componentKeys(component).tickets;
  }

  /** @throws {StoreUnavailable} */
  async add(ticket: TicketNotification): Promise<void> {
    await this.#records.change(this.#key, TICKET_VALID_SECONDS * 1000, (value) => {
      const others = ticketsIn(value).filter((other) => other.ticket !== ticket.ticket);
      this.#cached = [ticket, ...others].sort((one, other) => other.createdAt - one.createdAt).slice(0, STORED_TICKETS);
      return { tickets: this.#cached };
    });
  }

  /** Returns the tickets, newest first. While the store is unavailable, returns those that this process has. */
  async read(): Promise<readonly TicketNotification[]> {
    try {
      const { value } = await this.#records.read(this.#key);
      this.#cached = ticketsIn(value);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
    return this.#cached;
  }
}

function ticketsIn(value: unknown): TicketNotification[] {
  return list(record<{ tickets: unknown }>(value).tickets).flatMap((item) => {
    const { ticket, createdAt } = record<TicketNotification>(item);
    const [name, at] = [text(ticket), safeInt(createdAt)];
    return name === null || at === null ? [] : [{ ticket: name, createdAt: at }];
  });
}
