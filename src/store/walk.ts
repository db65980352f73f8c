/**
 * The child process of damage.ts. Reads every record of a file and reports the result by its exit code. LMDB trusts its file,
 * and a damaged one may crash the process that reads it.
 */
// As CommonJS: the types of its ES module do not compile.
import lmdb = require('lmdb');

/** Exit codes. damage.ts interprets other exit codes and signals. */
const SOUND = 0;
const UNDECIDED = 1;
const DAMAGED = 3;

/**
 * LMDB's error codes for a damaged file: page not found, corrupted, not an LMDB file, bad transaction, bad value size, wrong
 * type, tree too deep.
 */
const DAMAGE_CODES: ReadonlySet<unknown> = new Set([-30797, -30796, -30793, -30782, -30781, -30784, -30787]);

/**
 * Reads records until the time is over, so a large file is not read to its end. Read-only because other processes may use it.
 * @param nested names of the nested databases. Every other key has a record.
 */
function walk(path: string, milliseconds: number, nested: readonly string[]): number {
  const until = Date.now() + milliseconds;
  try {
    const root = lmdb.open<unknown, string>({ path, readOnly: true });
    // The count comes from the first pages, which may be intact. Damaged pages can read as empty or form cycles. The count and
    // the records are from one snapshot because all of this runs in one turn of the event loop.
    const { entryCount } = root.getStats() as { readonly entryCount: number };
    let keys = 0;
    for (const key of root.getKeys()) {
      if (Date.now() > until) return SOUND;
      keys += 1;
      if (keys > entryCount || (!nested.includes(key) && !isRecord(root.get(key)))) return DAMAGED;
    }
    if (keys < entryCount) return DAMAGED;
    for (const name of nested) {
      // lmdb returns undefined for a missing nested database, contrary to its types.
      const entries = root.openDB<unknown, lmdb.Key[]>({ name }) as lmdb.Database<unknown, lmdb.Key[]> | undefined;
      for (const _ of entries?.getRange() ?? []) if (Date.now() > until) return SOUND;
    }
    return SOUND;
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    return typeof code !== 'number' || DAMAGE_CODES.has(code) ? DAMAGED : UNDECIDED;
  }
}

/** Returns whether a stored value is a valid record. It is undefined if the record was removed meanwhile. */
function isRecord(stored: unknown): boolean {
  if (stored === undefined) return true;
  const { value, endsAt } = Object(stored) as { readonly value?: unknown; readonly endsAt?: unknown };
  return typeof value === 'string' && typeof endsAt === 'number';
}

const [path = '', milliseconds = '0', ...nested] = process.argv.slice(2);
process.exit(walk(path, Number(milliseconds), nested));
