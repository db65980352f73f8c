/**
 * A process of its own: reads every record of a file and exits with what it found (see damage.ts). LMDB trusts its file, and a
 * damaged one may end the process that reads it.
 */
// As CommonJS: the types of its ES module do not compile.
import lmdb = require('lmdb');

/** Exit codes. Anything else, by code or by signal, is not decided here. */
const SOUND = 0;
const UNDECIDED = 1;
const DAMAGED = 3;

/** LMDB's codes for a file that is not what LMDB wrote: page not found, corrupted, not an LMDB file, bad transaction, bad value size, wrong type,
 * tree too deep. */
const DAMAGE_CODES: ReadonlySet<unknown> = new Set([-30797, -30796, -30793, -30782, -30781, -30784, -30787]);

/** Name of the nested database that file.ts keeps beside the records. */
const ENDS = 'ends';

/** Reads until the time is over; a large file is not read to its end. Read-only: other processes may be using it. */
function walk(path: string, milliseconds: number): number {
  const until = Date.now() + milliseconds;
  try {
    const root = lmdb.open<unknown, string>({ path, readOnly: true });
    // From the first pages, which may be intact: pages of garbage can read as if they were empty, or go in circles. Both in one snapshot,
    // since this runs in one turn of the event loop.
    const { entryCount } = root.getStats() as { readonly entryCount: number };
    let keys = 0;
    for (const key of root.getKeys()) {
      if (Date.now() > until) return SOUND;
      keys += 1;
      if (keys > entryCount || (key !== ENDS && !isRecord(root.get(key)))) return DAMAGED;
    }
    if (keys < entryCount) return DAMAGED;
    // lmdb answers undefined for a nested database that is missing, whatever its types say.
    const ends = root.openDB<unknown, lmdb.Key[]>({ name: ENDS }) as lmdb.Database<unknown, lmdb.Key[]> | undefined;
    for (const _ of ends?.getKeys() ?? []) if (Date.now() > until) break;
    return SOUND;
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    return typeof code !== 'number' || DAMAGE_CODES.has(code) ? DAMAGED : UNDECIDED;
  }
}

/** undefined: removed meanwhile. */
function isRecord(held: unknown): boolean {
  if (held === undefined) return true;
  const { value, endsAt } = Object(held) as { readonly value?: unknown; readonly endsAt?: unknown };
  return typeof value === 'string' && typeof endsAt === 'number';
}

const [path = '', milliseconds = '0'] = process.argv.slice(2);
process.exit(walk(path, Number(milliseconds)));
