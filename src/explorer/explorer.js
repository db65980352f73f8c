// Starts GraphiQL on the endpoint of this server, with the examples as the initial tabs. GraphiQL then stores the visitor's tabs itself.

/** Returns the 30 days up to yesterday in China, as variables of the examples that query a range of days. */
function days() {
  const daysAgo = (days) => new Date(Date.now() + 8 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10);
  return { from: daysAgo(30), to: daysAgo(1) };
}

async function start() {
  const response = await fetch('/explorer/examples.json');
  const examples = await response.json();
  const explorer = window.React.createElement(window.GraphiQL, {
    fetcher: window.createExplorerFetcher('/graphql', window.GraphiQL.createFetcher({ url: '/graphql' })),
    defaultTabs: examples.map(({ query, variables }) => ({
      query,
      variables: JSON.stringify(query.includes('$from') ? { ...variables, ...days() } : variables, null, 2),
    })),
  });
  window.ReactDOM.createRoot(document.getElementById('explorer')).render(explorer);
}

start();
