import type { EventLog, SealingKeys } from '../events/event-log.js';
import type { AccountName } from '../store/keys.js';
import type { EventSink, ReceivedEvent, UnreadableMessage } from './event-sink.js';
import type { PushAccount } from './push-keys.js';

/** An account whose messages are kept in the log. */
export type LoggedAccount = AccountName & PushAccount;

/** The accounts that receive messages, and the keys that their events are encrypted with: those of the messages themselves. */
export class LoggedAccounts {
  #byAppid: ReadonlyMap<string, { readonly account: AccountName; readonly keys: SealingKeys }> = new Map();

  constructor(accounts: readonly LoggedAccount[]) {
    this.replace(accounts);
  }

  replace(accounts: readonly LoggedAccount[]): void {
    this.#byAppid = new Map(
      accounts.flatMap(({ appid, baseUrl, events }) => {
        if (events === undefined) return [];
        const keys = { current: events.aesKey, previous: events.previous.aesKey };
        return [[appid, { account: { appid, baseUrl }, keys }] as const];
      }),
    );
  }

  get all(): readonly AccountName[] {
    return [...this.#byAppid.values()].map(({ account }) => account);
  }

  find(appid: string): AccountName | undefined {
    return this.#byAppid.get(appid)?.account;
  }

  keysOf({ appid }: AccountName): SealingKeys | undefined {
    return this.#byAppid.get(appid)?.keys;
  }
}

/** Stores received messages in the event log. */
export class LogSink implements EventSink {
  readonly #log: EventLog;
  readonly #accounts: LoggedAccounts;

  constructor(log: EventLog, accounts: LoggedAccounts) {
    this.#log = log;
    this.#accounts = accounts;
  }

  async store({ appid, stream, digest, kind, receivedAt, body }: ReceivedEvent): Promise<'stored' | 'duplicate'> {
    const event = { kind, receivedAt, body };
    const result = await this.#log.append(this.#accountOf(appid), stream, digest, event);
    return result === 'appended' ? 'stored' : 'duplicate';
  }

  async storeUnreadable({ appid, digest, message, receivedAt }: UnreadableMessage): Promise<void> {
    await this.#log.keepUnreadable(this.#accountOf(appid), digest, message, receivedAt);
  }

  /** @throws {Error} if a reload removed the account while the message was being received */
  #accountOf(appid: string): AccountName {
    const account = this.#accounts.find(appid);
    if (account === undefined) throw new Error('the account no longer receives messages');
    return account;
  }
}
