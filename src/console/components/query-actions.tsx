import { stringifyDocument, type TypedDocumentNode } from '@urql/core';
import { appid, ENDPOINT, lastCost, lastStale } from '../client.js';
import { formatNumber } from '../format.js';
import { words } from '../words/words.js';
import { CopyButton } from './copy-button.js';

/** The path of the explorer, as the server wrote it into the page. Undefined: the server has none. */
const EXPLORER = document.documentElement.dataset.explorer;

/** Copies the query of a page, or opens it elsewhere. The copies never contain the credential. */
export function QueryActions<Data, Variables extends Record<string, unknown>>(props: {
  document: TypedDocumentNode<Data, Variables>;
  variables: Variables;
}) {
  const { frame } = words();
  const query = () => stringifyDocument(props.document);
  return (
    <footer class="actions">
      <CopyButton label={frame.copyQuery} text={query} />
      <CopyButton label={frame.copyCurl} text={() => curlOf(query(), props.variables)} />
      {EXPLORER !== undefined && (
        <button
          type="button"
          class="quiet"
          onClick={() => open(`${EXPLORER}#${fragmentOf(query(), props.variables)}`, '_blank', 'noopener')}
        >
          {frame.openExplorer}
        </button>
      )}
      {lastCost.value !== undefined && (
        <span>
          {frame.cost} {formatNumber(lastCost.value)}
        </span>
      )}
      {lastStale.value > 0 && <span>{frame.stale}</span>}
    </footer>
  );
}

/** Returns what the explorer reads from its fragment (src/explorer/explorer.js). */
function fragmentOf(query: string, variables: Record<string, unknown>): string {
  const fragment = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  if (appid.value !== undefined) fragment.set('appid', appid.value);
  return String(fragment);
}

function curlOf(query: string, variables: Record<string, unknown>): string {
  const account = appid.value === undefined ? [] : [`-H ${quoted(`x-wechat-appid: ${appid.value}`)}`];
  return [
    `curl ${quoted(new URL(ENDPOINT, location.origin).href)}`,
    "-H 'content-type: application/json'",
    ...account,
    `--data-binary ${quoted(JSON.stringify({ query, variables }))}`,
  ].join(' ');
}

/** Quotes a word for a POSIX shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
