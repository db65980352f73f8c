/** `cardgraph export`: writes all objects of a kind, as the graph returns them. */
import { cards } from './cards.js';
import { events } from './events.js';
import { type FormatName, formatOf } from './format.js';
import type { JsonValue } from './journal.js';
import type { Output } from './output.js';
import type { Progress } from './progress.js';
import type { Days, Resource } from './resource.js';
import type { ResourceName } from './resource-names.js';
import { rules } from './rules.js';
import type { ExportSession } from './session.js';
import { statistics } from './statistics.js';

const RESOURCES: Readonly<Record<ResourceName, Resource>> = { cards, rules, stats: statistics, events };

/** Names of the units of work of a resource. */
export const unitOf = (name: ResourceName): string => RESOURCES[name].unit;

export interface ExportOptions {
  readonly resource: ResourceName;
  readonly format: FormatName;
  readonly days: Days;
  readonly output: Output;
  readonly session: ExportSession;
  readonly progress: Progress;
}

export interface ExportSummary {
  readonly rows: number;
  /** Number of parts that could not be exported. */
  readonly missing: number;
}

/**
 * Runs an export, or the rest of an interrupted one.
 * @throws {ExportStopped} if it cannot continue; the lines written so far stay
 */
export async function runExport(options: ExportOptions): Promise<ExportSummary> {
  const { output, session, progress, days } = options;
  const resource = RESOURCES[options.resource];
  const { continued } = output;
  const plan = continued?.plan ?? (await resource.plan(session, days, (text) => progress.note(text)));
  if (continued === undefined) output.start(plan);
  let { rows, missing } = continued?.last ?? { rows: 0, missing: 0 };
  const format = formatOf(options.format, [
    ...resource.extraColumns.map((name) => ({ name, path: [name] })),
    ...session.columnsOf(resource.types),
  ]);
  let head = continued?.last === undefined ? format.head : '';
  let position: JsonValue = continued?.last?.position ?? null;
  for await (const step of resource.steps(session, plan, continued?.last?.position)) {
    rows += step.rows.length;
    missing += step.missing.length;
    position = step.position;
    await output.write(head + step.rows.map((row) => format.line(row)).join(''), { position, rows, missing });
    head = '';
    for (const text of step.missing) progress.missing(text);
    for (const text of step.notes ?? []) progress.note(text);
    progress.advance({ done: step.done, total: step.total, rows });
  }
  if (head !== '') await output.write(head, { position, rows, missing });
  output.finish();
  return { rows, missing };
}
