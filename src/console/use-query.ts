import type { TypedDocumentNode } from '@urql/core';
import { useEffect, useState } from 'preact/hooks';
import { appid, type QueryResult, runQuery } from './client.js';
import { viewer } from './session.js';

export interface QueryState<Data> extends QueryResult<Data> {
  readonly loading: boolean;
  /** Sends the query again. */
  readonly reload: () => void;
}

/**
 * Sends a query when its variables, the account or the caller change. While it is in flight, the data of the previous one of the same
 * component are returned. Responses that arrive after the next query was sent are dropped.
 */
export function useQuery<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): QueryState<Data> {
  const [result, setResult] = useState<QueryResult<Data>>({ data: undefined, errors: [] });
  const [loading, setLoading] = useState(true);
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify(variables);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` changes with the variables, and the client reads account and caller
  useEffect(() => {
    let current = true;
    setLoading(true);
    runQuery(document, variables).then((received) => {
      if (!current) return;
      setResult(received);
      setLoading(false);
    });
    return () => {
      current = false;
    };
  }, [document, key, attempt, appid.value, viewer.value?.name]);
  return { ...result, loading, reload: () => setAttempt(attempt + 1) };
}
