import { stringifyDocument, type TypedDocumentNode } from '@urql/core';
import { appid, ENDPOINT, lastCost, lastStale } from '../client.js';
import { formatNumber } from '../format.js';
import { words } from '../words/words.js';
import { CopyButton } from './copy-button.js';

const EXPLORER = '/explorer';

/** Copies the query of a page, so that it can be sent elsewhere. The copies never contain the credential. */
export function QueryActions<Data, Variables extends Record<string, unknown>>(props: {
  document: TypedDocumentNode<Data, Variables>;
  variables: Variables;
}) {
  const { frame } = words();
  const query = () => stringifyDocument(props.document);
  const openExplorer = async () => {
    await navigator.clipboard.writeText(query());
    open(EXPLORER, '_blank', 'noopener');
  };
  return (
    <footer class="actions">
      <CopyButton label={frame.copyQuery} text={query} />
      <CopyButton label={frame.copyCurl} text={() => curlOf(query(), props.variables)} />
      <button type="button" class="quiet" onClick={openExplorer}>
        {frame.openExplorer}
      </button>
      {lastCost.value !== undefined && (
        <span>
          {frame.cost} {formatNumber(lastCost.value)}
        </span>
      )}
      {lastStale.value > 0 && <span>{frame.stale}</span>}
    </footer>
  );
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
