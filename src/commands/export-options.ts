/** The command line of `cardgraph export`. */
import { parseArgs } from 'node:util';
import { FORMATS, type FormatName } from '../export/format.js';
import type { ResourceName } from '../export/resource-names.js';
import { RESOURCE_NAMES } from '../export/resource-names.js';
import { chinaDayAt, dateOfDay, dayOfDate } from '../platform/china-time.js';
import { UsageError } from './usage-error.js';

export interface ExportCommand {
  readonly resource: ResourceName;
  readonly format: FormatName;
  /** The first and the last day, YYYY-MM-DD in China Standard Time. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** The appid; undefined: the first account. */
  readonly account: string | undefined;
  /** The file; undefined: stdout. */
  readonly output: string | undefined;
  /** Platform calls a minute. */
  readonly callsPerMinute: number;
  /** Whether to report the progress every second. */
  readonly progress: boolean;
}

/** Resources whose rows have a day. */
const DATED: readonly ResourceName[] = ['stats', 'events'];

const MAX_CALLS_PER_MINUTE = 6000;

/** The longest range of statistics: ten years, sixty windows, as in the graph. */
const MAX_STATS_DAYS = 3720;

/**
 * Parses the arguments.
 * @param now Unix milliseconds
 * @throws {UsageError} without the values, which may be secret
 */
export function exportOptions(args: string[], now = Date.now()): ExportCommand {
  const { values, positionals } = parsed(args);
  const [name = '', ...others] = positionals;
  const resource = oneOf('export', name, RESOURCE_NAMES);
  if (others.length > 0) {
    throw new UsageError(
      `export: expected one kind of object, got ${positionals.length}; run the command once for each`,
    );
  }
  const days = daysOf(resource, values, chinaDayAt(now));
  return {
    resource,
    format: oneOf('--format', values.format, FORMATS),
    ...days,
    account: filled('--account', 'an appid', values.account),
    output: filled('--output', 'the path of a file', values.output),
    callsPerMinute: integer('--calls-per-minute', values['calls-per-minute']),
    progress: values.progress,
  };
}

function parsed(args: string[]) {
  const string = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        from: string,
        to: string,
        account: string,
        output: string,
        format: { ...string, default: 'jsonl' },
        'calls-per-minute': { ...string, default: '300' },
        progress: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** @param today the day in China */
function daysOf(
  resource: ResourceName,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  today: number,
) {
  const given = from === undefined ? '--to' : '--from';
  if (!DATED.includes(resource)) {
    if (from === undefined && to === undefined) return { from, to };
    throw new UsageError(`${given}: only for ${DATED.join(' and ')}; ${resource} are exported as they are now`);
  }
  const [first, last] = [dayOf('--from', from), dayOf('--to', to)];
  const yesterday = today - 1;
  if (resource === 'stats') {
    for (const [option, day] of [['--from', first] as const, ['--to', last] as const]) {
      if (day === undefined || day <= yesterday) continue;
      throw new UsageError(
        `${option}: expected a day up to ${dateOfDay(yesterday)}, yesterday in China, got a later one`,
      );
    }
  }
  const end = last ?? (resource === 'stats' ? yesterday : undefined);
  if (first !== undefined && end !== undefined) {
    if (first > end) throw new UsageError('--to: expected a day on or after --from, got an earlier one');
    const count = end - first + 1;
    if (resource === 'stats' && count > MAX_STATS_DAYS) {
      throw new UsageError(`--from: expected a range of at most ${MAX_STATS_DAYS} days, got one of ${count}`);
    }
  }
  return { from, to };
}

function dayOf(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const day = dayOfDate(value);
  if (day !== undefined) return day;
  throw new UsageError(`${option}: expected a date, YYYY-MM-DD, got ${kindOf(value)}`);
}

function oneOf<const Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  const got = value === '' ? 'nothing' : kindOf(value);
  throw new UsageError(`${option}: expected ${names.slice(0, -1).join(', ')} or ${names.at(-1)}, got ${got}`);
}

function filled(option: string, expected: string, value: string | undefined): string | undefined {
  if (value === '') throw new UsageError(`${option}: expected ${expected}, got nothing`);
  return value;
}

function integer(option: string, value: string): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= 1 && number <= MAX_CALLS_PER_MINUTE) return number;
  const got = Number.isNaN(number) ? kindOf(value) : 'an integer out of this range';
  throw new UsageError(`${option}: expected an integer from 1 to ${MAX_CALLS_PER_MINUTE}, got ${got}`);
}

/** Describes a value without repeating it. */
function kindOf(value: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return 'a day that is not in the calendar';
  return `${value.length} other ${value.length === 1 ? 'character' : 'characters'}`;
}
