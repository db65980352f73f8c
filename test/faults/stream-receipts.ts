import { parseCursor } from '../../src/events/cursor.js';
import { compare, later, type Position } from '../../src/events/position.js';
import type { Loss, Receipt } from './stream-client.js';

/** The receipts of all clients. Each list must be empty. */
export interface Receipts {
  /** Events that clients received, repetitions included. */
  readonly received: number;
  readonly duplicates: number;
  /** Gap events in the logs. */
  readonly gaps: number;
  /** Reports of lost events by EVENTS_CURSOR_EXPIRED, and the events in them. */
  readonly losses: number;
  readonly lost: number;
  /** Events that a client did not receive, and that no report covers. */
  readonly missing: readonly string[];
  /** Events that a client first received after a later one. */
  readonly disordered: readonly string[];
  /** Events of another account. */
  readonly foreign: readonly string[];
  /** Acknowledged events that no client received. */
  readonly unseen: readonly string[];
  /** Events without an acknowledgement that no client received, and that no gap event covers. */
  readonly uncovered: readonly string[];
}

export interface FollowedAccount {
  readonly appid: string;
  /** The names of the events. */
  readonly acknowledged: ReadonlySet<string>;
  /** When the last attempt for each event without an acknowledgement failed, Unix milliseconds. */
  readonly failed: ReadonlyMap<string, number>;
  readonly clients: readonly {
    readonly name: string;
    readonly receipts: readonly Receipt[];
    readonly losses: readonly Loss[];
  }[];
}

const positionOf = (cursor: string): Position => {
  const { state, activity } = parseCursor(cursor);
  return later(state, activity);
};

/** Compares the receipts of each client with the log, which is what all clients of an account received, in order of the positions. */
export function compareReceipts(accounts: readonly FollowedAccount[]): Receipts {
  const receipts = {
    ...{ received: 0, duplicates: 0, gaps: 0, losses: 0, lost: 0 },
    ...{ missing: [] as string[], disordered: [] as string[], foreign: [] as string[], unseen: [] as string[] },
    uncovered: [] as string[],
  };
  for (const { appid, acknowledged, failed, clients } of accounts) {
    const log = new Map<string, { readonly at: Position; readonly receipt: Receipt }>();
    for (const receipt of clients.flatMap((client) => client.receipts)) {
      log.set(receipt.cursor, { at: positionOf(receipt.cursor), receipt });
    }
    const names = new Set([...log.values()].map(({ receipt }) => receipt.name));
    const gaps = [...log.values()].flatMap(({ receipt }) => receipt.gap ?? []);
    for (const [name, at] of failed) {
      if (names.has(name) || gaps.some(({ from, to }) => from <= at && at <= to)) continue;
      receipts.uncovered.push(`${appid} ${name}`);
    }
    receipts.gaps += gaps.length;
    receipts.unseen.push(...[...acknowledged].filter((name) => !names.has(name)).map((name) => `${appid} ${name}`));
    for (const client of clients) {
      const label = (receipt: Receipt) => `${appid}, ${client.name}: ${receipt.gap ? 'gap' : receipt.name}`;
      const losses = client.losses.map(({ after, until }) => [positionOf(after), positionOf(until)] as const);
      const first = new Set<string>();
      let last: Position | undefined;
      for (const receipt of client.receipts) {
        if (!receipt.gap && receipt.appid !== appid) receipts.foreign.push(label(receipt));
        if (first.has(receipt.cursor)) receipts.duplicates += 1;
        else {
          const at = positionOf(receipt.cursor);
          if (last !== undefined && compare(at, last) < 0) receipts.disordered.push(label(receipt));
          last = at;
        }
        first.add(receipt.cursor);
      }
      receipts.received += client.receipts.length;
      receipts.losses += losses.length;
      for (const { at, receipt } of log.values()) {
        if (first.has(receipt.cursor)) continue;
        const isCovered = losses.some(([after, until]) => compare(at, after) > 0 && compare(at, until) <= 0);
        if (isCovered) receipts.lost += 1;
        else receipts.missing.push(label(receipt));
      }
    }
  }
  return receipts;
}
