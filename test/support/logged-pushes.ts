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

/** Reads the whole log of an account in pages. */
export async function readLog(graph: GraphClient, appid: string): Promise<readonly LoggedPush[]> {
  const all: LoggedPush[] = [];
  for (let after: string | null = null; ; ) {
    const answer = await graph.ask(PAGE, { after }, { 'x-wechat-appid': appid });
    const page = answer.data?.cardEvents as { nodes: Node[]; endCursor: string; hasMore: boolean } | undefined;
    if (page === undefined || answer.errors !== undefined) throw new Error(`not read: ${JSON.stringify(answer)}`);
    for (const { cursor, kind, kindRaw, code, fields } of page.nodes) {
      const value = code?.code ?? fields?.UserCardCode ?? '';
      all.push({ cursor, event: kindRaw ?? kind, code: value, isGap: kind === 'GAP' });
    }
    if (!page.hasMore) return all;
    after = page.endCursor;
  }
}
