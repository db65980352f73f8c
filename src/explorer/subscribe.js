// Runs a subscription for GraphiQL, whose fetcher supports subscriptions only over WebSockets. The results arrive as server-sent events in the
// response to a POST, so they have the headers of the visitor and need no connection other than those to this server.

/** Number of results that are shown. */
const SHOWN = 20;

/** Returns whether the operation that GraphiQL is about to send is a subscription. */
function isSubscription({ operationName }, documentAST) {
  const operations = documentAST?.definitions.filter(({ kind }) => kind === 'OperationDefinition') ?? [];
  const sent = operationName ? operations.find(({ name }) => name?.value === operationName) : operations[0];
  return sent?.operation === 'subscription';
}

/** Calls `onResult` for each result in a response, and resolves once the server has ended the subscription. */
async function readResults(response, onResult) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error('the response is incomplete');
    const messages = (text + value).split('\n\n');
    text = messages.pop();
    for (const message of messages) {
      const [event, data] = message.split('\n');
      if (event === 'event: complete') return;
      if (event === 'event: next') onResult(JSON.parse(data.slice('data: '.length)));
    }
  }
}

/**
 * Returns the observable that GraphiQL subscribes to. It shows only the last value, so each value contains the newest results, newest first.
 * An empty list shows that the server has accepted the subscription.
 */
function subscribe(url, params, headers) {
  return {
    subscribe({ next, error, complete }) {
      const stop = new AbortController();
      let results = [];
      const show = (result) => {
        results = [result, ...results].slice(0, SHOWN);
        next({ results });
      };
      const run = async () => {
        const response = await fetch(url, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json', accept: 'text/event-stream' },
          body: JSON.stringify(params),
          signal: stop.signal,
        });
        if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
          next(await response.json());
          return;
        }
        next({ results });
        await readResults(response, show);
      };
      run().then(complete, (reason) => {
        if (stop.signal.aborted) return;
        if (results.length === 0) return error(reason);
        // The results that were received remain visible.
        show({ errors: [{ message: `Connection lost (${reason.message}). Subscribe again after the last cursor.` }] });
        error();
      });
      return { unsubscribe: () => stop.abort() };
    },
  };
}

/** Returns a fetcher for GraphiQL that sends subscriptions as above and other operations with the given fetcher. */
window.createExplorerFetcher = (url, fetchOther) => (params, options) =>
  isSubscription(params, options?.documentAST) ? subscribe(url, params, options.headers) : fetchOther(params, options);
