// Starts GraphiQL on the endpoint of this server, with the examples as the initial tabs. GraphiQL then stores the visitor's tabs itself.
// An operation in the fragment of the address gets a new tab. Only the visitor executes it: any page can contain such a link.

/** Limit of the fragment, characters. A longer one is ignored. */
const MAX_FRAGMENT = 100_000;

/** Returns the 30 days up to yesterday in China, as variables of the examples that query a range of days. */
function days() {
  const daysAgo = (days) => new Date(Date.now() + 8 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10);
  return { from: daysAgo(30), to: daysAgo(1) };
}

/**
 * Returns the operation of a fragment `#query=…&variables=…&appid=…` as properties of GraphiQL, and removes it from the address, so that
 * reloading the page does not open it again. The variables are JSON, and `appid` selects the account. Returns undefined without a query.
 */
function linkedOperation() {
  const fragment = location.hash.slice(1);
  if (fragment === '') return undefined;
  history.replaceState(null, '', location.pathname);
  if (fragment.length > MAX_FRAGMENT) return undefined;
  const parameters = new URLSearchParams(fragment);
  const query = parameters.get('query');
  if (!query) return undefined;
  const appid = parameters.get('appid');
  return {
    query,
    variables: formatted(parameters.get('variables')),
    headers: appid ? JSON.stringify({ 'x-wechat-appid': appid }, null, 2) : undefined,
  };
}

/** Returns JSON with line breaks, or undefined if the text is not JSON. */
function formatted(json) {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return undefined;
  }
}

async function start() {
  const linked = linkedOperation();
  const response = await fetch('/explorer/examples.json');
  const examples = await response.json();
  const exampleTabs = examples.map(({ query, variables }) => ({
    query,
    variables: JSON.stringify(query.includes('$from') ? { ...variables, ...days() } : variables, null, 2),
  }));
  const explorer = window.React.createElement(window.GraphiQL, {
    fetcher: window.createExplorerFetcher('/graphql', window.GraphiQL.createFetcher({ url: '/graphql' })),
    // GraphiQL shows the first one of these. If it has stored tabs, it adds one for `query` instead.
    defaultTabs: linked === undefined ? exampleTabs : [linked, ...exampleTabs],
    ...linked,
  });
  window.ReactDOM.createRoot(document.getElementById('explorer')).render(explorer);
}

start();
