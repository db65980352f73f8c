import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type DayState, runsOf } from './report.js';

/** A series of values by day. `null` interrupts a line. */
export interface PlotSeries {
  readonly values: readonly (number | null)[];
  /** Name of a CSS variable. */
  readonly color: string;
  readonly isShown: boolean;
}

export interface PlotModel {
  readonly states: readonly DayState[];
  readonly series: readonly PlotSeries[];
  readonly isBars: boolean;
  /** Whether the axis begins at zero. Bars always do. */
  readonly fromZero: boolean;
  readonly formatDay: (index: number) => string;
  readonly formatValue: (value: number) => string;
  /** Called with the index of the day below the pointer. */
  readonly onDay: (index: number) => void;
}

/** A chart in the document. */
export interface Plot {
  showSeries(index: number, isShown: boolean): void;
  /** Marks a day. */
  markDay(index: number): void;
  /** Draws again, with the colors and the language of now. */
  redraw(): void;
  remove(): void;
}

/** The mark of the performance timeline that is set when a chart has been drawn. */
const DRAWN = 'cardgraph.chart-drawn';

const HEIGHT_PX = 260;
const FONT = '12px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
/** Steps of the axis of days: days, weeks and about months. */
const DAY_STEPS = [1, 2, 7, 14, 28, 56, 91, 182, 364];
/** Share of a day's width that its bars fill. */
const BARS_SHARE = 0.8;
const COLORS = { text: '--muted', line: '--line', page: '--surface', missing: '--missing' };

/** Draws a chart into an element and redraws it when the width of the element changes. */
export function drawPlot(element: HTMLElement, model: PlotModel): Plot {
  const { states, series } = model;
  let colors = readColors(element, series);
  const colorOf = (name: string) => () => colors.get(name) ?? '';
  const bands = runsOf(states, 'missing');
  const empty = runsOf(states, 'empty');

  const chart = new uPlot(
    {
      width: Math.max(element.clientWidth, 1),
      height: HEIGHT_PX,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: !model.isBars, size: 7 } },
      scales: {
        x: { time: false, range: () => [-0.5, Math.max(states.length, 1) - 0.5] },
        y: { range: (_, min, max) => rangeOf(min, max, model.isBars || model.fromZero) },
      },
      axes: [
        {
          ...axis(colorOf),
          size: 36,
          incrs: DAY_STEPS,
          space: 90,
          values: (_, indexes) => indexes.map((index) => (index in states ? model.formatDay(index) : '')),
        },
        {
          ...axis(colorOf),
          values: (_, values) => values.map(model.formatValue),
          size: (_, values) => 18 + 7 * Math.max(3, ...(values ?? []).map(({ length }) => length)),
        },
      ],
      series: [
        {},
        ...series.map(({ color, isShown }, index): uPlot.Series => {
          const common = { show: isShown, stroke: colorOf(color) };
          if (!model.isBars) return { ...common, width: 2, points: { size: 5, fill: colorOf(COLORS.page) } };
          return { ...common, width: 0, fill: colorOf(color), points: { show: false }, paths: barsOf(index, model) };
        }),
      ],
      hooks: {
        drawClear: [(self) => drawBands(self, bands, colorOf(COLORS.missing)())],
        draw: [
          (self) => {
            drawEmptyDays(self, empty, colorOf(COLORS.text)());
            performance.clearMarks(DRAWN);
            performance.mark(DRAWN);
          },
        ],
        setCursor: [({ cursor }) => typeof cursor.idx === 'number' && model.onDay(cursor.idx)],
      },
    },
    [states.map((_, index) => index), ...series.map(({ values }) => [...values])],
    element,
  );

  const observer = new ResizeObserver(() => {
    const width = element.clientWidth;
    if (width > 0 && width !== chart.width) chart.setSize({ width, height: HEIGHT_PX });
  });
  observer.observe(element);
  return {
    showSeries: (index, isShown) => {
      if (chart.series[index + 1]?.show === isShown) return;
      chart.setSeries(index + 1, { show: isShown });
      // the bars of the other series take its place
      if (model.isBars) chart.redraw(true);
    },
    markDay: (index) => chart.setCursor({ left: chart.valToPos(index, 'x'), top: 0 }, false),
    redraw: () => {
      colors = readColors(element, series);
      chart.redraw(false, true);
    },
    remove: () => {
      observer.disconnect();
      chart.destroy();
    },
  };
}

function axis(colorOf: (name: string) => () => string): uPlot.Axis {
  const line = { stroke: colorOf(COLORS.line), width: 1 };
  return { font: FONT, stroke: colorOf(COLORS.text), grid: line, ticks: line };
}

/** Resolves CSS variables, which a canvas cannot use, in the theme of now. */
function readColors(element: HTMLElement, series: readonly PlotSeries[]): ReadonlyMap<string, string> {
  const probe = element.ownerDocument.createElement('span');
  element.append(probe);
  const names = [...Object.values(COLORS), ...series.map(({ color }) => color)];
  const colors = new Map(
    names.map((name) => {
      probe.style.color = `var(${name})`;
      return [name, getComputedStyle(probe).color];
    }),
  );
  probe.remove();
  return colors;
}

/** Returns the range of the axis of values. There are no values if no series is shown. */
function rangeOf(min: number | null, max: number | null, fromZero: boolean): [number, number] {
  if (min === null || max === null) return [0, 1];
  const [low, high] = uPlot.rangeNum(fromZero ? Math.min(min, 0) : min, Math.max(max, 1), 0.1, true);
  return [Math.max(low ?? 0, fromZero ? Math.min(min, 0) : -Infinity), high ?? 1];
}

/** Returns the path of the bars of one series, which are next to those of the other shown series of the day. */
function barsOf(index: number, { series }: PlotModel): uPlot.Series.PathBuilder {
  return (self, seriesIndex, first, last) => {
    const shown = series.map((_, one) => one).filter((one) => self.series[one + 1]?.show);
    const dayWidth = self.valToPos(1, 'x', true) - self.valToPos(0, 'x', true);
    const width = Math.max((dayWidth * BARS_SHARE) / Math.max(shown.length, 1), 1);
    const offset = (shown.indexOf(index) - shown.length / 2) * width;
    const zero = self.valToPos(0, 'y', true);
    const path = new Path2D();
    for (let day = first; day <= last; day += 1) {
      const value = self.data[seriesIndex]?.[day];
      if (value == null) continue;
      const top = self.valToPos(value, 'y', true);
      path.rect(self.valToPos(day, 'x', true) + offset, top, width, zero - top);
    }
    return { fill: path };
  };
}

/** Shades the days that could not be fetched. */
function drawBands(
  { ctx, bbox, valToPos }: uPlot,
  bands: readonly (readonly [first: number, last: number])[],
  color: string,
): void {
  ctx.save();
  ctx.fillStyle = color;
  for (const [first, last] of bands) {
    const left = valToPos(first - 0.5, 'x', true);
    ctx.fillRect(left, bbox.top, valToPos(last + 0.5, 'x', true) - left, bbox.height);
  }
  ctx.restore();
}

/** Marks each day without a row with a circle at the bottom. */
function drawEmptyDays(
  { ctx, bbox, valToPos }: uPlot,
  runs: readonly (readonly [first: number, last: number])[],
  color: string,
): void {
  const radius = 2.5 * devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  for (const [first, last] of runs) {
    for (let day = first; day <= last; day += 1) {
      const center = valToPos(day, 'x', true);
      ctx.moveTo(center + radius, bbox.top + bbox.height - radius);
      ctx.arc(center, bbox.top + bbox.height - radius, radius, 0, 2 * Math.PI);
    }
  }
  ctx.stroke();
  ctx.restore();
}
