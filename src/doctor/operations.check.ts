/** The doctor's check of the manifest: names the persisted operations that the server would reject. */
import type { PersistedOperationsConfig } from '../config/config.js';
import type { Deadline } from '../deadline.js';
import { checkManifest, type ManifestCheckOptions } from '../operation/manifest-check.js';
import type { Finding } from './finding.js';

/** Milliseconds for all operations: less than the doctor's whole time, so that those found by then can still be reported. */
const OPERATIONS_MS = 6000;

/** Validates the operations as the server does after its start. */
export async function checkOperations(
  name: string,
  { operations }: PersistedOperationsConfig,
  options: ManifestCheckOptions,
  deadline: Deadline,
): Promise<readonly Finding[]> {
  const own = deadline.within(OPERATIONS_MS);
  const { checked, unfit, listed } = await checkManifest(operations, options, own.signal);
  own.close();
  const of = checked < operations.length ? `${checked} that could be checked in time` : String(checked);
  if (unfit > 0) {
    const named = listed.map((operation) => `${operation.name} (${operation.id}): ${operation.problem}`);
    const more = unfit > listed.length ? [`and ${unfit - listed.length} more`] : [];
    const found = `${unfit} of ${of} do not fit the schema: ${[...named, ...more].join('; ')}`;
    const fix = 'build the clients against the output of cardgraph schema, and replace or remove these operations';
    return [{ state: 'fail', name, found, fix }];
  }
  if (checked === operations.length) return [{ state: 'ok', name, found: `${checked}, all of which fit the schema` }];
  const found = `the ${of} fit the schema; there are ${operations.length}`;
  return [{ state: 'warn', name, found, fix: 'read the log of a server that has started: it checks all of them' }];
}
