// Starts GraphiQL on this server's own endpoint, with the examples as its first tabs. It keeps a visitor's tabs from then on.

/** The 30 days to yesterday in China: variables of the examples that ask for days. */
function days() {
  const daysAgo = (days) => new Date(Date.now() + 8 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10);
  return { from: daysAgo(30), to: daysAgo(1) };
}

async function start() {
  const response = await fetch('/explorer/examples.json');
  const examples = await response.json();
  const explorer = window.React.createElement(window.GraphiQL, {
    fetcher: window.GraphiQL.createFetcher({ url: '/graphql' }),
    defaultTabs: examples.map((query) => ({
      query,
      variables: query.includes('$from') ? JSON.stringify(days(), null, 2) : '{}',
    })),
  });
  window.ReactDOM.createRoot(document.getElementById('explorer')).render(explorer);
}

start();
