import { stringifyDocument } from '@urql/core';
import { ENDPOINT, errorOf, headers, networkError, noteErrors, type QueryError, recordOf } from '../client.js';
import { LiveEventsDocument, type LiveEventsSubscription } from '../generated/operations.js';
import { argumentsOf, type EventFilter } from './event-log.js';
import type { LoggedEvent } from './event-rows.js';
import { readServerSent } from './server-sent.js';

/** The server sends a heartbeat every 20 seconds. Without one, the connection is lost even if it is not closed. */
const SILENCE_MS = 50_000;

/** Why a subscription ended. */
export interface StreamEnd {
  readonly error: QueryError;
  /** The place to continue after, if the server named one. */
  readonly cursor: string | undefined;
}

export interface StreamOptions {
  readonly filter: EventFilter;
  readonly after: string | undefined;
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
  readonly onEvent: (event: LoggedEvent) => void;
}

/** Subscribes to events, and resolves once the subscription has ended for any reason. */
export async function streamEvents({ filter, after, signal, onOpen, onEvent }: StreamOptions): Promise<StreamEnd> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onActivity = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(new DOMException('no heartbeat', 'TimeoutError')), SILENCE_MS);
  };
  let end: StreamEnd | undefined;
  const onResult = (json: string) => {
    const { data, errors } = recordOf(JSON.parse(json));
    const event = recordOf(data).cardEvents as LiveEventsSubscription['cardEvents'] | undefined;
    if (event) onEvent(event);
    else if (data === undefined || data === null) end = endOf(errors);
  };
  try {
    onActivity();
    const response = await fetch(ENDPOINT, {
      method: 'POST',
      headers: { ...headers(), 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({
        query: stringifyDocument(LiveEventsDocument),
        variables: { ...argumentsOf(filter), after },
      }),
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.any([signal, silence.signal]),
    });
    const type = response.headers.get('content-type') ?? '';
    if (!type.startsWith('text/event-stream') || response.body === null) {
      end = await endOfResponse(response);
    } else {
      noteErrors([]);
      onOpen();
      await readServerSent(response.body, onResult, onActivity);
      end ??= { error: networkError(new Error('the stream was cut'), undefined), cursor: undefined };
    }
  } catch (error) {
    end ??= { error: networkError(error as Error, undefined), cursor: undefined };
  } finally {
    clearTimeout(timer);
  }
  return end;
}

function endOf(errors: unknown): StreamEnd {
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const { cursor } = recordOf(recordOf(first).extensions);
  return { error: errorOf(recordOf(first)), cursor: typeof cursor === 'string' ? cursor : undefined };
}

/** Returns why the server opened no stream. */
async function endOfResponse(response: Response): Promise<StreamEnd> {
  const text = await response.text();
  try {
    const { errors } = recordOf(JSON.parse(text));
    if (Array.isArray(errors) && errors.length > 0) return endOf(errors);
  } catch {}
  return { error: networkError(undefined, response), cursor: undefined };
}
