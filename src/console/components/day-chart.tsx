import { effect, type Signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatDay, formatNumber, formatYuan } from '../format.js';
import { language, theme } from '../preferences.js';
import type { drawPlot, Plot } from '../statistics/plot.js';
import '../statistics/plot.css';
import { GROUPS, type Group, type Measure, type Report, summaryOf } from '../statistics/report.js';
import { type Drawing, isDrawnAsBars } from '../statistics/selection.js';
import { statistics as en } from '../words/en/statistics.js';
import { inLanguage } from '../words/words.js';
import { statistics as zh } from '../words/zh/statistics.js';
import { type Column, DataTable } from './data-table.js';

export interface DayChartProps {
  readonly group: Group;
  readonly report: Report;
  readonly heading: 'h2' | 'h3';
  readonly drawing: Drawing;
  readonly hidden: readonly string[];
  readonly onToggle: (measure: Measure) => void;
  /** Index of the day whose values are shown. The charts of a report share it. Undefined: the last day. */
  readonly day: Signal<number | undefined>;
}

/** One chart of the measures of a group, the values of one day and, if it is opened, a table of all days. */
export function DayChart({ group, report, heading: Heading, drawing, hidden, onToggle, day }: DayChartProps) {
  const texts = inLanguage({ en, zh });
  const { days, states, values } = report;
  const measures = GROUPS[group].filter((measure) => values.has(measure));
  const format = group === 'amounts' ? formatYuan : formatNumber;
  const last = days.length - 1;
  const shownDay = Math.min(day.value ?? last, last);
  const date = formatDay(days[shownDay] ?? '');
  const state = states[shownDay] ?? 'row';
  const textOf = (measure: Measure) => {
    const value = values.get(measure)?.[shownDay] ?? null;
    return value === null ? '–' : format(value);
  };
  const shown = measures.filter((measure) => !hidden.includes(measure));
  const stateText = state === 'row' ? [] : [texts.states[state]];
  const valueText = [date, ...stateText, ...shown.map((one) => `${texts.measures[one]} ${textOf(one)}`)].join(', ');
  const element = usePlot({ group, report, drawing, hidden, day, measures });
  return (
    <section class="chart">
      <Heading>{texts.groups[group]}</Heading>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for the fields of a form */}
      <div class="legend" role="group" aria-label={texts.series}>
        {measures.map((measure) => (
          <button
            key={measure}
            type="button"
            class="quiet"
            aria-pressed={!hidden.includes(measure)}
            onClick={() => onToggle(measure)}
          >
            <span class={`swatch swatch-${colorIndex(group, measure)}`} aria-hidden="true" />
            {texts.measures[measure]} <strong>{textOf(measure)}</strong>
          </button>
        ))}
        <span class="facts">{[date, ...stateText].join(' · ')}</span>
      </div>
      <div class="plot" ref={element} role="img" aria-label={summaryText(group, report, shown, format)} />
      <input
        type="range"
        min={0}
        max={last}
        value={shownDay}
        aria-label={texts.day}
        aria-valuetext={valueText}
        onInput={(event) => {
          day.value = Number(event.currentTarget.value);
        }}
      />
      {(states.includes('empty') || states.includes('missing')) && (
        <p class="facts legend">
          {states.includes('missing') && (
            <span>
              <span class="swatch" aria-hidden="true" /> {texts.missingHint}
            </span>
          )}
          {states.includes('empty') && (
            <span>
              <span class="swatch swatch-empty" aria-hidden="true" /> {texts.emptyHint}
            </span>
          )}
        </p>
      )}
      <DayTable caption={texts.groups[group]} report={report} measures={measures} format={format} />
    </section>
  );
}

/** Undefined until the module has been loaded. */
let loadedDraw: typeof drawPlot | undefined;

/** Loads the package that draws charts. Without it, the values and the table remain. */
async function loadDraw(): Promise<typeof drawPlot | undefined> {
  try {
    loadedDraw = (await import('../statistics/plot.js')).drawPlot;
  } catch {}
  return loadedDraw;
}

// Before the first chart, while the statistics are being read.
void loadDraw();

/** Returns the function that draws a chart, undefined until it is loaded. */
function useDraw(): typeof drawPlot | undefined {
  const [draw, setDraw] = useState(() => loadedDraw);
  useEffect(() => {
    if (draw === undefined) loadDraw().then((loaded) => setDraw(() => loaded));
  }, [draw]);
  return draw;
}

/** Draws a chart and returns the reference for its element. The chart follows the theme, the language and the width of the page. */
function usePlot(
  props: Pick<DayChartProps, 'group' | 'report' | 'drawing' | 'hidden' | 'day'> & { measures: readonly Measure[] },
) {
  const { group, report, drawing, hidden, day, measures } = props;
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot>(null);
  const draw = useDraw();
  const isBars = isDrawnAsBars(drawing, group, report.days.length);
  // biome-ignore lint/correctness/useExhaustiveDependencies: hidden series are changed below, without a new chart
  useLayoutEffect(() => {
    if (element.current === null || draw === undefined) return undefined;
    const { days, states, values } = report;
    const drawn = draw(element.current, {
      states,
      series: measures.map((measure) => ({
        values: values.get(measure) ?? [],
        color: `--series-${colorIndex(group, measure)}`,
        isShown: !hidden.includes(measure),
      })),
      isBars,
      fromZero: group !== 'members',
      formatDay: (index) => formatDay(days[index] ?? ''),
      formatValue: group === 'amounts' ? formatYuan : formatNumber,
      onDay: (index) => {
        day.value = index;
      },
    });
    plot.current = drawn;
    return drawn.remove;
  }, [report, isBars, draw]);
  const hiddenNames = hidden.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `hiddenNames` has the contents of `hidden`
  useEffect(() => {
    measures.forEach((measure, index) => {
      plot.current?.showSeries(index, !hidden.includes(measure));
    });
  }, [hiddenNames]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart that was drawn later has no mark
  useEffect(() => {
    if (day.value !== undefined) plot.current?.markDay(day.value);
  }, [day.value, draw]);
  useEffect(() => {
    const redraw = () => requestAnimationFrame(() => plot.current?.redraw());
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', redraw);
    let shown = '';
    const stop = effect(() => {
      const preferences = `${theme.value} ${language.value}`;
      if (shown !== '') redraw();
      shown = preferences;
    });
    return () => {
      stop();
      system.removeEventListener('change', redraw);
    };
  }, []);
  return element;
}

/** Each measure of a group has its own color. */
function colorIndex(group: Group, measure: Measure): number {
  return (GROUPS[group] as readonly Measure[]).indexOf(measure) + 1;
}

const SUMMARIES = { counts: 'sum', users: 'highest', members: 'latest', amounts: 'sum' } as const;

/** Returns the text alternative of a chart. */
function summaryText(
  group: Group,
  { days, values }: Report,
  shown: readonly Measure[],
  format: (value: number) => string,
): string {
  const texts = inLanguage({ en, zh });
  const sentences = shown.map((measure) => {
    const summary = summaryOf(group, values.get(measure) ?? []);
    return texts[SUMMARIES[group]](texts.measures[measure], summary === null ? '–' : format(summary));
  });
  const range = texts.chart(texts.groups[group], formatDay(days[0] ?? ''), formatDay(days.at(-1) ?? ''));
  return [range, ...sentences, texts.tableHint].join(' ');
}

/** A table of all days. Its rows are created when it is opened. */
function DayTable(props: {
  caption: string;
  report: Report;
  measures: readonly Measure[];
  format: (value: number) => string;
}) {
  const { caption, report, measures, format } = props;
  const { days, states, values } = report;
  const texts = inLanguage({ en, zh });
  const [isOpen, setOpen] = useState(false);
  const columns = (): Column<number>[] => [
    { title: texts.day, cell: (index) => formatDay(days[index] ?? '') },
    { title: texts.state, cell: (index) => texts.states[states[index] ?? 'row'] },
    ...measures.map(
      (measure): Column<number> => ({
        title: texts.measures[measure],
        cell: (index) => {
          const value = values.get(measure)?.[index] ?? null;
          return value === null ? '–' : format(value);
        },
        isNumber: true,
      }),
    ),
  ];
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{texts.table}</summary>
      {isOpen && (
        <DataTable caption={caption} columns={columns()} rows={[...days.keys()]} keyOf={(index) => days[index] ?? ''} />
      )}
    </details>
  );
}
