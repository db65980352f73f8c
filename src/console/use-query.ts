import type { TypedDocumentNode } from '@urql/core';
import { useEffect, useState } from 'preact/hooks';
import { appid, isBusy, isTransient, outageOf, type QueryResult, recoveries, runQuery } from './client.js';
import { probe } from './recovery.js';
import { viewer } from './session.js';

export interface QueryState<Data> extends QueryResult<Data> {
  readonly loading: boolean;
  /** Sends the query again. */
  readonly reload: () => void;
}

interface Shown<Data> extends QueryResult<Data> {
  /** Identifies the query that `data` belongs to. */
  readonly key: string;
}

/** How often a query is sent again that the server rejected for its load or for its rate. */
const MAX_REPEATS = 5;

/** Longest time until a query is sent again, seconds. */
const MAX_PAUSE_S = 120;

/**
 * Sends a query when its variables, the account or the caller change, and after an outage. While it is in flight, the data of the previous
 * one of the same component are returned. A query that the server was too busy for is sent again when the server allows it. Without a
 * response, the data of the last response to the same query stay. The query is aborted when the component is removed.
 */
export function useQuery<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): QueryState<Data> {
  const [shown, setShown] = useState<Shown<Data>>({ key: '', data: undefined, errors: [] });
  const [loading, setLoading] = useState(true);
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify([appid.value, viewer.value?.name, variables]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` changes with the variables, and the client reads account and caller
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    let repeats = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const send = async () => {
      const received = await runQuery(document, variables, { signal });
      if (signal.aborted) return;
      const pause = repeats < MAX_REPEATS ? pauseOf(received) : undefined;
      if (received.errors.some(({ code }) => code === 'TIMED_OUT')) void probe();
      setShown((previous) => nextShown(previous, key, received, pause));
      if (pause === undefined) {
        setLoading(false);
        return;
      }
      repeats += 1;
      timer = setTimeout(send, (pause + Math.random()) * 1000);
    };
    setLoading(true);
    send();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [document, key, attempt, recoveries.value]);
  const { data, errors } = shown;
  return { data, errors, loading, reload: () => setAttempt((last) => last + 1) };
}

/**
 * Returns how soon a query is sent again, seconds. Undefined: it is not. An error at the path of a field does not count: the rest of the
 * response is complete.
 */
function pauseOf({ data, errors }: QueryResult<unknown>): number | undefined {
  if (data !== undefined || errors.length === 0 || !errors.every(isBusy)) return undefined;
  const pause = Math.max(...errors.map(({ retryAfter = 1 }) => retryAfter));
  return pause <= MAX_PAUSE_S ? pause : undefined;
}

/**
 * Returns what is shown after a result: if the server did not respond, the previous data of the same query. The frame reports
 * outages, so their errors are omitted.
 */
function nextShown<Data>(
  previous: Shown<Data>,
  key: string,
  { data, errors }: QueryResult<Data>,
  repeatsAfter: number | undefined,
): Shown<Data> {
  const reported = repeatsAfter === undefined ? errors : errors.map((error) => ({ ...error, repeatsAfter }));
  const isKept = data === undefined && previous.data !== undefined && previous.key === key && errors.some(isTransient);
  if (!isKept) return { key, data, errors: reported };
  return { ...previous, errors: reported.filter((error) => outageOf(error) === undefined) };
}
