import { Deadline } from '../../src/deadline.js';
import { card } from '../../src/platform/endpoints/card.js';
import { PlatformError, type PlatformErrorFacts, refusal } from '../../src/platform/errors.js';
import {
  accountKey,
  type Dispatch,
  type Interceptor,
  type UpstreamCall,
  type UpstreamReply,
} from '../../src/platform/interceptor.js';

/** The account of calls that do not name another. */
export const ACCOUNT = { baseUrl: 'http://platform', appid: 'wxtest' };

export interface CallFacts {
  readonly endpoint?: UpstreamCall['endpoint'];
  readonly id?: string;
  readonly appid?: string;
  readonly deadline?: Deadline;
  readonly fresh?: boolean;
}

const FOREVER = new Deadline();
FOREVER.prolong(Number.MAX_SAFE_INTEGER);

/** Returns a call. Defaults to card/get with a deadline that never ends. */
export function callOf(facts: CallFacts = {}): UpstreamCall {
  const { endpoint = card.get, id = 'p1', appid = ACCOUNT.appid, deadline = FOREVER, fresh = false } = facts;
  const account = accountKey({ ...ACCOUNT, appid });
  return { account, endpoint, body: JSON.stringify({ card_id: id }), deadline, fresh };
}

export function replyOf(answer: Record<string, unknown> = {}, answeredAt = Date.now()): UpstreamReply {
  return { answer, bytes: JSON.stringify(answer).length, answeredAt };
}

/** Returns a failure of card/get. */
export const failure = (facts: Partial<PlatformErrorFacts> = {}) =>
  new PlatformError({ kind: 'transport', endpoint: '/card/get', ...facts });

/** Returns the error for an errcode of card/get. */
export const refused = (errcode: number) => refusal('/card/get', errcode, 'rid: 1-2');

/** The dispatch behind an interceptor. Each call waits until the test settles it. */
export class Behind {
  readonly calls: UpstreamCall[] = [];
  /** Pending calls, oldest first. */
  readonly #settle: { resolve(reply: UpstreamReply): void; reject(error: unknown): void }[] = [];

  readonly send: Dispatch = (call) => {
    this.calls.push(call);
    return new Promise((resolve, reject) => this.#settle.push({ resolve, reject }));
  };

  /** Resolves the oldest pending call. */
  answer(reply: UpstreamReply = replyOf()): void {
    this.#settle.shift()?.resolve(reply);
  }

  answerNewest(reply: UpstreamReply): void {
    this.#settle.pop()?.resolve(reply);
  }

  fail(error: unknown): void {
    this.#settle.shift()?.reject(error);
  }
}

/** Returns an interceptor around a dispatch that returns the outcomes in turn and then repeats the last one. */
export function under(
  interceptor: Interceptor,
  ...outcomes: (UpstreamReply | Error)[]
): { send: Dispatch; calls: UpstreamCall[] } {
  const calls: UpstreamCall[] = [];
  const send: Dispatch = async (call) => {
    calls.push(call);
    const outcome = outcomes[Math.min(calls.length, outcomes.length) - 1] ?? replyOf();
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  return { send: interceptor(send), calls };
}

/** Waits until all work that does not depend on I/O is done. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
}

/** A clock that a test moves. */
export class TestClock {
  /** Unix milliseconds. */
  time: number;

  constructor(time = Date.parse('2026-03-10T04:00:20Z')) {
    this.time = time;
  }

  readonly now = (): number => this.time;

  pass(milliseconds: number): void {
    this.time += milliseconds;
  }
}
