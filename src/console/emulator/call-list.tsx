import { type Column, DataTable } from '../components/data-table.js';
import { formatNumber } from '../format.js';
import { timeText } from './clock-panel.js';
import type { ReceivedCall } from './emulated.js';
import { panelWords } from './use-control.js';

/** The last calls that the emulator received, newest first. */
export function CallList({ calls, total }: { calls: readonly ReceivedCall[]; total: number }) {
  const { calls: texts } = panelWords();
  if (total === 0) return <p>{texts.none}</p>;
  return (
    <>
      <p class="facts">{texts.count(formatNumber(total))}</p>
      <DataTable caption={texts.title} columns={columns()} rows={calls} keyOf={({ number }) => `${number}`} />
    </>
  );
}

function columns(): readonly Column<ReceivedCall>[] {
  const { calls: texts } = panelWords();
  return [
    { title: texts.number, cell: ({ number }) => formatNumber(number), isNumber: true },
    { title: texts.time, cell: ({ at }) => timeText(at) },
    { title: texts.path, cell: ({ path }) => <code>{path}</code> },
    { title: texts.result, cell: ({ errcode }) => resultText(errcode) },
    { title: texts.effect, cell: ({ committed }) => (committed ? texts.changed : '–') },
  ];
}

function resultText(errcode: number | null) {
  const { calls: texts } = panelWords();
  if (errcode === null) return texts.noResponse;
  return errcode === 0 ? texts.success : <code>errcode {errcode}</code>;
}
