import { setTimeout as sleep } from 'node:timers/promises';
import {
  type FollowEnd,
  type FollowedEvent,
  type Follower,
  LIBRARY_FOLLOWERS,
  RAW_FOLLOWERS,
  TRANSPORTS,
} from '../support/followers.js';

/** An event as a client received it. */
export interface Receipt {
  readonly cursor: string;
  /** Defined for a gap: when the intake was down, Unix milliseconds. */
  readonly gap: { readonly from: number; readonly to: number } | undefined;
  readonly appid: string;
  readonly name: string;
}

/** Events between two cursors that the server reported as lost to the client. */
export interface Loss {
  readonly after: string;
  readonly until: string;
}

const QUERY = `subscription ($after: EventCursor) {
  cardEvents(after: $after) { __typename cursor ... on CodeClaimedEvent { channel } ... on CardEventGap { from to } }
}`;

/** Results of 40 KB, so that the buffers of a connection are full soon. */
const LARGE_QUERY = QUERY.replace(
  'channel }',
  `channel ${[...Array(60).keys()].map((n) => `a${n}: channel`).join(' ')} }`,
);

/** Mean wait before a client subscribes again, milliseconds. */
const WAIT_MS = 300;

/** Pause of a slow client after each chunk, milliseconds. */
const SLOW_MS = 150;

/** Every seventh client reads slowly, and every eighth disconnects for long once in a while. */
const SLOW_EVERY = 7;
const AWAY_EVERY = 8;
const AWAY_MS = 12_000;
const AWAY_AFTER_MS = 8000;

/** A client that follows an account, and subscribes again after the last cursor whenever its subscription has ended. */
export class StreamClient {
  readonly name: string;
  readonly appid: string;
  readonly ends: FollowEnd[] = [];
  readonly receipts: Receipt[] = [];
  readonly losses: Loss[] = [];
  readonly #names = new Set<string>();
  readonly #follower: Follower;
  readonly #isSlow: boolean;
  readonly #isAway: boolean;
  readonly #url: () => string;
  readonly #stopped = new AbortController();
  #cursor: string;
  #isCatchingUp = false;

  /** @param url returns that of any replica */
  constructor(index: number, appid: string, cursor: string, url: () => string) {
    const transport = TRANSPORTS[index % TRANSPORTS.length] as (typeof TRANSPORTS)[number];
    this.#isSlow = index % SLOW_EVERY === 3;
    this.#isAway = index % AWAY_EVERY === 5;
    const isRaw = this.#isSlow || Math.floor(index / TRANSPORTS.length) % 2 === 0;
    this.name = `${transport}, ${this.#isSlow ? 'slow' : isRaw ? 'no library' : 'library'}`;
    this.#follower = (isRaw ? RAW_FOLLOWERS : LIBRARY_FOLLOWERS)[transport];
    this.appid = appid;
    this.#cursor = cursor;
    this.#url = url;
  }

  hasReceived(name: string): boolean {
    return this.#names.has(name);
  }

  /** Reads without pauses and does not leave from now on. */
  catchUp(): void {
    this.#isCatchingUp = true;
  }

  stop(): void {
    this.#stopped.abort();
  }

  async follow(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const leaving = new AbortController();
      const leave = () => leaving.abort();
      this.#stopped.signal.addEventListener('abort', leave, { once: true });
      const timer =
        this.#isAway && !this.#isCatchingUp ? setTimeout(leave, AWAY_AFTER_MS * (0.5 + Math.random())) : undefined;
      const end = await this.#follower({
        ...{ url: this.#url(), query: this.#isSlow ? LARGE_QUERY : QUERY, variables: { after: this.#cursor } },
        ...{
          headers: { 'x-wechat-appid': this.appid },
          pauseMs: () => (this.#isSlow && !this.#isCatchingUp ? SLOW_MS : 0),
          signal: leaving.signal,
        },
        onEvent: (event) => this.#receive(event),
      });
      clearTimeout(timer);
      this.#stopped.signal.removeEventListener('abort', leave);
      if (this.#stopped.signal.aborted) return;
      const hasLeft = leaving.signal.aborted;
      this.ends.push(hasLeft ? { code: 'CLIENT' } : end);
      if (!hasLeft && end.cursor !== undefined) {
        if (end.code === 'EVENTS_CURSOR_EXPIRED') this.losses.push({ after: this.#cursor, until: end.cursor });
        this.#cursor = end.cursor;
      }
      await sleep(hasLeft ? AWAY_MS : 2 * WAIT_MS * Math.random());
    }
  }

  #receive(event: FollowedEvent): void {
    this.#cursor = event.cursor;
    const [appid = '', name = ''] = String(event.channel ?? '').split(' ');
    const { cursor, from, to } = event;
    const gap = from === undefined ? undefined : { from: Date.parse(String(from)), to: Date.parse(String(to)) };
    this.receipts.push({ cursor, gap, appid, name });
    this.#names.add(name);
  }
}
