import { useEffect, useState } from 'preact/hooks';
import { appid, runQuery } from '../client.js';
import { TodayTitlesDocument } from '../generated/operations.js';
import { can } from '../session.js';

/** Reads the titles of at most eight cards from the search index, which makes no upstream call. */
export function useTitles(ids: readonly string[]): ReadonlyMap<string, string> {
  const [titles, setTitles] = useState<ReadonlyMap<string, string>>(new Map());
  const wanted = [...new Set(ids)].slice(0, 8);
  const key = wanted.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` changes with the ids
  useEffect(() => {
    if (wanted.length === 0 || !can('card:read')) return;
    const [t0 = '', t1 = '', t2 = '', t3 = '', t4 = '', t5 = '', t6 = '', t7 = ''] = wanted;
    runQuery(TodayTitlesDocument, { t0, t1, t2, t3, t4, t5, t6, t7 }).then(({ data }) => {
      const edges = Object.values(data ?? {}).flatMap((found) => found?.edges ?? []);
      setTitles(new Map(edges.map(({ cardId, node }) => [cardId, node?.title ?? cardId])));
    });
  }, [key, appid.value]);
  return titles;
}
