import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { formatDay, formatNumber, formatYuan } from '../format.js';
import { saveCsv } from '../save-csv.js';
import { csvOf } from '../statistics/csv.js';
import {
  type Gap,
  GROUP_NAMES,
  GROUPS,
  joinedGaps,
  MEASURES,
  type Measure,
  numberOf,
  type Report,
  reportOf,
  type Statistics,
} from '../statistics/report.js';
import type { Drawing } from '../statistics/selection.js';
import { statistics as en } from '../words/en/statistics.js';
import { errorText, inLanguage, words } from '../words/words.js';
import { statistics as zh } from '../words/zh/statistics.js';
import { DayChart } from './day-chart.js';

/** The totals of statistics, the days that could not be fetched, and a chart for each group of measures. */
export function StatisticsReport(props: {
  statistics: Statistics;
  /** The first part of the name of the CSV file. */
  name: string;
  heading: 'h2' | 'h3';
  drawing: Drawing;
  hidden: readonly string[];
  onToggle: (measure: Measure) => void;
  onRetry: () => void;
}) {
  const { statistics, name, onRetry, ...shown } = props;
  const texts = inLanguage({ en, zh });
  const report = useMemo(() => reportOf(statistics), [statistics]);
  const day = useSignal<number | undefined>(undefined);
  const groups = GROUP_NAMES.filter((group) => GROUPS[group].some((measure) => report.values.has(measure)));
  const { heading: Heading } = shown;
  return (
    <>
      <Gaps gaps={statistics.missing} onRetry={onRetry} />
      <Heading>{texts.totals}</Heading>
      <Totals statistics={statistics} report={report} />
      <button type="button" class="quiet" onClick={() => download(statistics, report, name)}>
        {texts.download}
      </button>
      {groups.map((group) => (
        <DayChart key={group} group={group} report={report} day={day} {...shown} />
      ))}
    </>
  );
}

function Gaps({ gaps, onRetry }: { gaps: readonly Gap[]; onRetry: () => void }) {
  const texts = inLanguage({ en, zh });
  const { frame } = words();
  if (gaps.length === 0) return null;
  return (
    <div role="status" class="notice">
      <p>{texts.incomplete}</p>
      <ul>
        {joinedGaps(gaps).map(({ from, to, errorCode, errcode }) => {
          const text = errorText(errorCode);
          const code = errcode === null ? errorCode : `${errorCode} · errcode ${errcode}`;
          return (
            <li key={`${from} ${to}`}>
              <strong>{texts.gap(formatDay(from), formatDay(to))}</strong> {text?.meaning ?? frame.unexpected}{' '}
              {text?.remedy} <code>{code}</code>
            </li>
          );
        })}
      </ul>
      {gaps.some(({ retryable }) => retryable) && (
        <button type="button" onClick={onRetry}>
          {frame.retry}
        </button>
      )}
    </div>
  );
}

function Totals({ statistics: { totals }, report: { states } }: { statistics: Statistics; report: Report }) {
  const texts = inLanguage({ en, zh });
  const count = (state: Report['states'][number]) => formatNumber(states.filter((one) => one === state).length);
  return (
    <dl>
      {MEASURES.map((measure) => {
        const value = numberOf(totals[measure]);
        if (value === null) return null;
        const isAmount = (GROUPS.amounts as readonly Measure[]).includes(measure);
        return (
          <div key={measure}>
            <dt>{texts.measures[measure]}</dt>
            <dd>{isAmount ? formatYuan(value) : formatNumber(value)}</dd>
          </div>
        );
      })}
      <div>
        <dt>{texts.days}</dt>
        <dd>{texts.dayCounts(count('row'), count('empty'), count('missing'))}</dd>
      </div>
    </dl>
  );
}

function download(statistics: Statistics, report: Report, name: string): void {
  const texts = inLanguage({ en, zh });
  saveCsv(csvOf(report, statistics.rows, texts), `${name}-${report.days[0]}-${report.days.at(-1)}`);
}
