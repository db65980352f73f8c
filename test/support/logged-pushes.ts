import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphClient } from './graph-client.js';

/** An event in the log of an account. */
export interface LoggedPush {
  readonly cursor: string;
  /** Its name as the platform spells it. */
  readonly event: string;
  readonly code: string;
  readonly isGap: boolean;
}

const PAGE = `query ($after: EventCursor) {
  cardEvents(after: $after, first: 100) {
    endCursor hasMore
    nodes {
      cursor kind kindRaw
      ... on CodeClaimedEvent { code { code } }
      ... on CodeRedeemedEvent { code { code } }
      ... on CodeDeletedEvent { code { code } }
      ... on CodePaidEvent { code { code } }
      ... on ChatEnteredEvent { code { code } }
      ... on UnknownCardEvent { fields }
    }
  }
}`;

interface Node {
  readonly cursor: string;
  readonly kind: string;
  readonly kindRaw: string | null;
  readonly code?: { readonly code: string } | null;
  readonly fields?: { readonly UserCardCode?: string } | null;
}

interface Page {
  readonly nodes: readonly Node[];
  readonly endCursor: string;
  readonly hasMore: boolean;
}

/** Maximum number of attempts to read a page of a log that cannot be read at the moment. */
const ATTEMPTS = 10;

/** Reads the whole log of an account in pages. */
export async function readLog(graph: GraphClient, appid: string): Promise<readonly LoggedPush[]> {
  const all: LoggedPush[] = [];
  for (let after: string | null = null; ; ) {
    const page = await readPage(graph, appid, after);
    for (const { cursor, kind, kindRaw, code, fields } of page.nodes) {
      const value = code?.code ?? fields?.UserCardCode ?? '';
      all.push({ cursor, event: kindRaw ?? kind, code: value, isGap: kind === 'GAP' });
    }
    if (!page.hasMore) return all;
    after = page.endCursor;
  }
}

/** Retries as clients do: the log may be slow while many pages are read from a process that has just started. */
async function readPage(graph: GraphClient, appid: string, after: string | null): Promise<Page> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await graph.ask(PAGE, { after }, { 'x-wechat-appid': appid });
    if (answer.errors === undefined) return answer.data.cardEvents;
    const isTemporary = answer.errors[0]?.extensions?.code === 'SERVER_OVERLOADED';
    if (!isTemporary || attempt === ATTEMPTS) throw new Error(`not read: ${JSON.stringify(answer)}`);
    await sleep(1000);
  }
}
