import { type Cell, csvText } from '../csv-file.js';
import type { Day } from './days.js';
import { type DayState, type Measure, numberOf, type Report, type Row } from './report.js';

/** Names in the file. */
export interface CsvWords {
  readonly day: string;
  readonly state: string;
  readonly card: string;
  readonly states: Readonly<Record<DayState, string>>;
  readonly measures: Readonly<Record<Measure, string>>;
}

/** Amounts are written in yuan. */
const AMOUNTS: ReadonlySet<Measure> = new Set(['originalFee', 'fee']);

/**
 * Returns the statistics as a CSV file: one line per row, and one per day without a row. The second column states whether a
 * day has a row, is empty or could not be fetched.
 */
export function csvOf({ days, states, values }: Report, rows: readonly Row[], words: CsvWords): string {
  const measures = [...values.keys()];
  const hasCards = rows.some(({ cardId }) => cardId !== undefined);
  const rowsOf = new Map<Day, Row[]>();
  for (const row of rows) rowsOf.set(row.date, [...(rowsOf.get(row.date) ?? []), row]);
  const lineOf = (day: Day, state: DayState, row?: Row): Cell[] => [
    day,
    words.states[state],
    ...(hasCards ? [row?.cardId ?? null] : []),
    ...measures.map((measure) => cellOf(measure, numberOf(row?.[measure]))),
  ];
  const header = [
    words.day,
    words.state,
    ...(hasCards ? [words.card] : []),
    ...measures.map((one) => words.measures[one]),
  ];
  const lines = days.flatMap((day, index) => {
    const state = states[index] ?? 'empty';
    return rowsOf.get(day)?.map((row) => lineOf(day, state, row)) ?? [lineOf(day, state)];
  });
  return csvText([header, ...lines]);
}

function cellOf(measure: Measure, value: number | null): Cell {
  return value !== null && AMOUNTS.has(measure) ? value / 100 : value;
}
