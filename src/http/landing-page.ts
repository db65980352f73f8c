/** The pages for a person with a browser, outside production: the landing page, and the redirect to Apollo Sandbox. */
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { HttpRefusal } from '../admission/http-refusal.js';
import { GRAPHQL_PATH } from '../graphql-path.js';
import { CONSOLE_PATH } from './console.js';
import { EXPLORER_PATH } from './explorer.js';

/** Apollo Sandbox, and the origin of its requests. */
export const SANDBOX_ORIGIN = 'https://studio.apollographql.com';

export const LANDING_PATH = '/';
export const SANDBOX_PATH = '/sandbox';

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 40rem; margin: 10vh auto; padding: 0 1.5rem; }
h1 { margin: 0 0 .5rem; font-size: 2rem; }
section { margin-top: 1rem; padding: 1rem 1.25rem; border: 1px solid #8886; border-radius: .5rem; }
h2 { margin: 0; font-size: 1.125rem; }
p { margin: .25rem 0 0; }
code { font: .9em ui-monospace, monospace; }
`;

/** Allows the style of the page by its hash, and nothing else: no script, no request. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The pages that the landing page links to. */
export interface ServedPages {
  /** Whether /explorer is served. */
  readonly hasExplorer: boolean;
  /** Whether /console is served. */
  readonly hasConsole: boolean;
}

/** Serves the landing page, and redirects /sandbox to Apollo Sandbox with this endpoint. Add it only outside production. */
export function addLandingPage(http: FastifyInstance, served: ServedPages): void {
  const page = pageOf(served);
  http.get(LANDING_PATH, async (_request, reply) => {
    reply.headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': CONTENT_SECURITY_POLICY,
    });
    return reply.send(page);
  });
  http.get(SANDBOX_PATH, async (request, reply) => {
    if (request.host === '') throw new HttpRefusal(400, 'BAD_REQUEST', 'The Host header is missing or invalid');
    const endpoint = `${request.protocol}://${request.host}${GRAPHQL_PATH}`;
    return reply.redirect(`${SANDBOX_ORIGIN}/sandbox/explorer?endpoint=${encodeURIComponent(endpoint)}`, 302);
  });
}

/** Returns the page. It contains nothing of the request, so nothing has to be escaped. */
function pageOf({ hasExplorer, hasConsole }: ServedPages): string {
  const explorer = hasExplorer
    ? `<h2><a href="${EXPLORER_PATH}">Explorer</a></h2>
<p>GraphiQL with example queries. It works offline and sends requests only to this server.</p>`
    : '<h2>Explorer</h2>\n<p>Off, because <code>EXPLORER</code> is <code>off</code>.</p>';
  const console = hasConsole
    ? `<section>
<h2><a href="${CONSOLE_PATH}">Console</a></h2>
<p>Cards, codes and statistics as pages. It works offline and sends requests only to this server.</p>
</section>
`
    : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cardgraph</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Cardgraph</h1>
<p>A GraphQL API server for the WeChat card platform. Clients send their queries to <code>${GRAPHQL_PATH}</code>.</p>
${console}<section>
${explorer}
</section>
<section>
<h2><a href="${SANDBOX_PATH}">Apollo Sandbox</a></h2>
<p>Sandbox sends the URL of this endpoint to Apollo (<code>${new URL(SANDBOX_ORIGIN).host}</code>) and runs Apollo’s page in your
browser, which reads the schema, your queries and their responses; according to Apollo, responses are not sent to its services.</p>
</section>
</main>
</body>
</html>
`;
}
