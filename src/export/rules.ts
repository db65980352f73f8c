import type { Row } from './format.js';
import type { Resource } from './resource.js';
import { describe } from './session.js';
import { ExportStopped } from './stopped.js';

const TYPES = ['MEMBER_CARD', 'SINGLE_PAY'];

/** Rules of a page: those of one call. */
const PAGE = 100;

interface Listed {
  readonly payGiftRules: { readonly edges: readonly Row[] } | null;
}

/** The pay-gift rules of both types. An account has few of them, so all rules of a type are one step. */
export const rules: Resource = {
  types: ['PayGiftRuleEdge'],
  unit: 'types of rules',
  extraColumns: [],

  async plan() {
    return null;
  },

  async *steps(session, _plan, after) {
    const query = `query ($type: PayGiftRuleType!, $offset: Int!) {
      payGiftRules(type: $type, first: ${PAGE}, offset: $offset) { edges ${session.selectionOf('PayGiftRuleEdge')} }
    }`;
    for (let done = typeof after === 'number' ? after : 0; done < TYPES.length; ) {
      const type = TYPES[done];
      const rows: Row[] = [];
      for (let offset = 0; ; offset += PAGE) {
        const { data, refused } = await session.query<Listed>(query, { type, offset }, 1);
        const [first] = refused;
        if (first !== undefined) throw new ExportStopped(describe(first));
        const edges = data.payGiftRules?.edges ?? [];
        rows.push(...edges);
        if (edges.length < PAGE) break;
      }
      done += 1;
      yield { rows: distinct(rows), position: done, done, total: TYPES.length, missing: [] };
    }
  },
};

/** Removes repetitions, which occur if a rule was added while the list was read. */
function distinct(rows: readonly Row[]): readonly Row[] {
  const seen = new Set<unknown>();
  return rows.filter(({ ruleId }) => {
    if (ruleId === null) return true;
    if (seen.has(ruleId)) return false;
    seen.add(ruleId);
    return true;
  });
}
