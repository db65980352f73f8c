import { randomBytes, randomInt } from 'node:crypto';
import type { Clock } from '../state/clock.js';
import { ClockTimers } from './clock-timers.js';
import { type MessageFields, type PushKeys, type PushMode, pushRequest, signedQuery } from './envelope.js';
import { type PushFaultKind, PushFaults } from './faults.js';
import { type CardEvent, messageOf, xmlOf } from './message.js';
import { Sender } from './send.js';

/** The URL of an account and what its pushes are signed and encrypted with. */
export interface PushTarget extends PushKeys {
  readonly url: URL;
  readonly mode: PushMode;
  /** The appid at the end of encrypted messages. Default: that of the account. */
  readonly recipient?: string;
  /** Whether an empty response counts as a failure. Default: false. */
  readonly rejectsEmpty?: boolean;
}

/** One push, as `GET /_emulator/push` returns it. Fixed. */
export interface PushRecord {
  readonly event: string;
  status: 'pending' | 'answered' | 'failed';
  /** Number of tries so far. */
  tries: number;
}

/** The pushes as the control call returns them. */
export interface PushReport {
  /** Number of pushes that were tried at least once. */
  readonly sent: number;
  readonly answered: number;
  readonly pending: number;
  /** Number of pushes that will not be tried again: without a response, lost by a fault, or dropped because too many were pending. */
  readonly failed: number;
  /** Oldest first. */
  readonly recent: readonly PushRecord[];
}

/** Number of tries of one push (documented), and the time after which the platform ends a try and starts the next (documented). */
const TRIES = 3;
const TRY_MS = 5000;

/** Delay of a push with the fault `late`. */
const LATE_MS = 60_000;

/** Maximum delay of a push with the fault `unordered`, if no other push follows. */
const OVERTAKEN_WITHIN_MS = 5000;

/** Maximum number of pushes of one account that are pending. Further ones fail. */
export const MAX_PENDING = 10_000;

/** Maximum number of pushes of one account that are in flight. */
const MAX_IN_FLIGHT = 64;

/** Maximum number of pushes in the report. */
const RECENT = 10_000;

/** The name of the event with the fault `unknown`. */
const UNKNOWN_EVENT = 'user_emulated_card';

/** One message on its way. */
interface Push {
  readonly record: PushRecord;
  readonly fields: MessageFields;
  readonly fault: PushFaultKind | undefined;
  /** Called when the push will not be tried again. */
  readonly finished: () => void;
  /** Cancels the end of the current try, or the wait before the first one. */
  cancel: () => void;
  abort: AbortController | undefined;
}

/** The pushes of one account. */
interface AccountPushes {
  readonly appid: string;
  target: PushTarget | undefined;
  /** The keys before the last change. */
  previous: PushKeys | undefined;
  readonly pending: Set<Push>;
  /** Pushes whose next try waits for a connection, in order. */
  ready: Push[];
  inFlight: number;
  /** Delayed by the fault `unordered` until the next push was sent. */
  overtaken: Push | undefined;
  sent: number;
  answered: number;
  failed: number;
}

/** Pushes the events of the accounts to their URLs, independent of the calls that cause them. */
export class Pushes {
  readonly #clock: Clock;
  readonly #timers: ClockTimers;
  readonly #faults = new PushFaults();
  readonly #sender = new Sender(MAX_IN_FLIGHT);
  readonly #accounts = new Map<string, AccountPushes>();
  /** With the appid. Up to twice as long as the report, so that it is rarely shortened. */
  #recent: { readonly appid: string; readonly record: PushRecord }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#timers = new ClockTimers(clock);
  }

  /** The accounts that have a URL. */
  get appids(): string[] {
    return [...this.#accounts.values()].filter(({ target }) => target !== undefined).map(({ appid }) => appid);
  }

  /** Checks a URL by GET as the platform does. If the check succeeds, the account's events are pushed to it. */
  async connect(appid: string, target: PushTarget): Promise<boolean> {
    // Digits, as in the documents' example.
    const echostr = String(randomInt(1, 10 ** 9)) + String(randomInt(10 ** 9, 10 ** 10));
    const query = { ...signedQuery(target.token, this.#clock.now()), echostr };
    const received = await this.#sender.send(target.url, query, undefined, AbortSignal.timeout(TRY_MS));
    if (received?.status !== 200 || received.body !== echostr) return false;
    this.direct(appid, target);
    return true;
  }

  /** Pushes the account's events to a URL without a check. */
  direct(appid: string, target: PushTarget): void {
    const account = this.#accountOf(appid);
    const { target: before } = account;
    if (before !== undefined && (before.aesKey !== target.aesKey || before.token !== target.token)) {
      account.previous = { token: before.token, aesKey: before.aesKey };
    }
    account.target = target;
  }

  /** Ends the pushes of one account or of all. Pending ones fail. */
  disconnect(appid?: string): void {
    for (const account of this.#accounts.values()) {
      if (appid !== undefined && account.appid !== appid) continue;
      account.target = undefined;
      account.previous = undefined;
      for (const push of account.pending) this.#finish(account, push, 'failed');
    }
    this.#faults.clear(appid);
  }

  /** Whether the account had other keys before, as the fault `previous-key` requires. */
  hasPreviousKey(appid: string): boolean {
    return this.#accounts.get(appid)?.previous !== undefined;
  }

  addFault(kind: PushFaultKind, times: number, appid: string | undefined): void {
    this.#faults.add({ kind, appid, timesLeft: times });
  }

  /** Pushes an event, if the account has a URL. Returns at once. */
  add(appid: string, event: CardEvent): void {
    this.addMessage(appid, event.event, messageOf(appid, event, this.#clock.now()));
  }

  /** Pushes a message, if the account has a URL. Returns at once. Calls `finished` when the push will not be tried again. */
  addMessage(appid: string, name: string, message: MessageFields, finished = () => {}): void {
    const account = this.#accounts.get(appid);
    if (account?.target === undefined) return;
    const fault = this.#faults.takeForMessage(appid);
    const isUnknown = fault === 'unknown';
    const fields = isUnknown ? new Map([...message, ['Event', UNKNOWN_EVENT]]) : message;
    const record: PushRecord = { event: isUnknown ? UNKNOWN_EVENT : name, status: 'pending', tries: 0 };
    this.#record(appid, record);
    const push: Push = { record, fields, fault, finished, cancel: () => {}, abort: undefined };
    const isDropped = account.pending.size >= MAX_PENDING;
    account.pending.add(push);
    const start = () => this.#enqueue(account, push);
    if (fault === 'lost' || isDropped) this.#finish(account, push, 'failed');
    else if (fault === 'late') push.cancel = this.#timers.after(LATE_MS, start);
    else if (fault === 'unordered') {
      this.#releaseOvertaken(account);
      account.overtaken = push;
      push.cancel = this.#timers.after(OVERTAKEN_WITHIN_MS, () => this.#releaseOvertaken(account));
    } else start();
  }

  /** Returns all pushes, or those of one account. */
  report(appid?: string): PushReport {
    const report = { sent: 0, answered: 0, pending: 0, failed: 0 };
    for (const account of this.#accounts.values()) {
      if (appid !== undefined && account.appid !== appid) continue;
      report.sent += account.sent;
      report.answered += account.answered;
      report.pending += account.pending.size;
      report.failed += account.failed;
    }
    const recent = this.#recent.filter((each) => appid === undefined || each.appid === appid);
    return { ...report, recent: recent.slice(-RECENT).map(({ record }) => record) };
  }

  /** Drops pending pushes and faults, and clears the report. The URLs stay. */
  reset(): void {
    for (const account of this.#accounts.values()) {
      for (const push of account.pending) this.#finish(account, push, 'failed');
      Object.assign(account, { sent: 0, answered: 0, failed: 0 });
    }
    this.#faults.clear();
    this.#recent = [];
  }

  close(): void {
    this.disconnect();
    this.#timers.cancelAll();
    this.#sender.close();
  }

  #accountOf(appid: string): AccountPushes {
    const existing = this.#accounts.get(appid);
    if (existing !== undefined) return existing;
    const added: AccountPushes = {
      ...{ appid, target: undefined, previous: undefined, pending: new Set<Push>(), ready: [], inFlight: 0 },
      ...{ overtaken: undefined, sent: 0, answered: 0, failed: 0 },
    };
    this.#accounts.set(appid, added);
    return added;
  }

  #record(appid: string, record: PushRecord): void {
    this.#recent.push({ appid, record });
    if (this.#recent.length > 2 * RECENT) this.#recent = this.#recent.slice(-RECENT);
  }

  #enqueue(account: AccountPushes, push: Push): void {
    account.ready.push(push);
    this.#startNext(account);
  }

  /** Sends the next pushes in a later turn of the event loop, so that the call that causes a push never waits for its encryption. */
  #startNext(account: AccountPushes): void {
    setImmediate(() => {
      while (account.inFlight < MAX_IN_FLIGHT) {
        const push = account.ready.shift();
        if (push === undefined) return;
        // A pending push has been neither dropped nor ended since.
        if (account.target === undefined || !account.pending.has(push)) continue;
        this.#try(account, push, account.target);
      }
    });
  }

  #try(account: AccountPushes, push: Push, target: PushTarget): void {
    const { record } = push;
    if (record.tries === 0) account.sent += 1;
    record.tries += 1;
    account.inFlight += 1;
    const isHeard = !this.#faults.takeForTry(account.appid);
    const abort = new AbortController();
    push.abort = abort;
    push.cancel = this.#timers.after(TRY_MS, () => {
      abort.abort();
      if (record.tries < TRIES) this.#enqueue(account, push);
      else this.#finish(account, push, 'failed');
    });
    const copies = push.fault === 'duplicate' && record.tries === 1 ? 2 : 1;
    const requests = Array.from({ length: copies }, () => this.#send(account, push, target, abort.signal));
    void Promise.all(requests).then((outcomes) => {
      account.inFlight -= 1;
      this.#startNext(account);
      // Ended by the time, by a reset, or by the end of the pushes.
      if (abort.signal.aborted) return;
      if (isHeard && outcomes.includes(true)) this.#finish(account, push, 'answered');
      else if (record.tries >= TRIES) this.#finish(account, push, 'failed');
    });
    if (account.overtaken !== push) this.#releaseOvertaken(account);
  }

  /** Sends one request. Returns whether the response is the documented one. */
  async #send(
    { appid, previous }: AccountPushes,
    { fields, fault }: Push,
    target: PushTarget,
    signal: AbortSignal,
  ): Promise<boolean> {
    const request = pushRequest({
      appid: target.recipient ?? appid,
      keys: keysFor(fault, target, previous),
      mode: fault === 'lying-plain' ? 'compatible' : target.mode,
      text: fault === 'broken' ? brokenText(fields) : xmlOf(fields),
      shown: fault === 'lying-plain' ? lies(fields) : fields,
      now: this.#clock.now(),
    });
    const received = await this.#sender.send(target.url, request.query, request.body, signal);
    if (received?.status !== 200) return false;
    return received.body === 'success' || (received.body === '' && !target.rejectsEmpty);
  }

  #releaseOvertaken(account: AccountPushes): void {
    const { overtaken } = account;
    if (overtaken === undefined) return;
    account.overtaken = undefined;
    overtaken.cancel();
    if (account.pending.has(overtaken)) this.#enqueue(account, overtaken);
  }

  #finish(account: AccountPushes, push: Push, status: 'answered' | 'failed'): void {
    if (!account.pending.delete(push)) return;
    push.cancel();
    push.abort?.abort();
    if (account.overtaken === push) account.overtaken = undefined;
    push.record.status = status;
    account[status] += 1;
    push.finished();
  }
}

function keysFor(fault: PushFaultKind | undefined, target: PushTarget, previous: PushKeys | undefined): PushKeys {
  if (fault === 'previous-key') return previous ?? target;
  if (fault !== 'other-key') return target;
  // 43 letters and digits.
  const aesKey = randomBytes(64).toString('base64').replace(/\W/g, '').padEnd(43, 'A').slice(0, 43);
  return { token: target.token, aesKey };
}

/** Returns a message that ends in the middle, as one that an invalid text of a user broke. */
function brokenText(fields: MessageFields): string {
  const text = xmlOf(fields);
  return text.slice(0, text.lastIndexOf(']]>'));
}

/** Returns the fields with other values in all that names the card and its users. */
function lies(fields: MessageFields): MessageFields {
  const others = { FromUserName: 'oEMULATOR-lie', CardId: 'pEMULATOR-lie', UserCardCode: '999999999999' };
  return new Map(
    [...fields].map(([name, value]) => [name, Object.entries(others).find(([n]) => n === name)?.[1] ?? value]),
  );
}
