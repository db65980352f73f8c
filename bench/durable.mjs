/**
 * Makes a write safe to retry in the simplest form, with bare libraries: one record per idempotency key, on disk before the call leaves
 * and again with its outcome, and the two audit lines. There is no lock, no time limit and no recovery of lost responses.
 */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { open } from 'lmdb';
import pino from 'pino';

/** The calls that change something. */
const WRITES = new Set(['/card/modifystock']);

const STDERR = 2;

/**
 * @param {import('./works.mjs').Call} call
 * @param {string} folder where the records are stored
 */
export function durable(call, folder) {
  // Without overlappingSync, a promise of LMDB resolves when the record is on disk.
  const records = open({ path: join(folder, 'floor.mdb'), overlappingSync: false });
  const log = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd: STDERR, sync: true }),
  );
  const key = randomBytes(32);
  const hashOf = (/** @type {readonly string[]} */ parts) =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest().subarray(0, 16).toString('base64url');

  /**
   * Returns the call for one request.
   * @param {any} variables
   * @returns {import('./works.mjs').Call}
   */
  return ({ input }) =>
    async (path, request) => {
      if (!WRITES.has(path)) return call(path, request);
      const { idempotencyKey, cardId, ...change } = input;
      const known = records.get(idempotencyKey);
      if (known?.state === 'committed') return known.result;
      const startedAt = performance.now();
      const about = {
        requestId: randomUUID(),
        caller: 'anonymous',
        account: 'wxdemo',
        mutation: 'modifyStock',
        operation: 'Stock',
        target: hashOf(['wxdemo', 'cardId', cardId]),
        keyHash: hashOf(['idempotencyKey', idempotencyKey]),
      };
      log.info({ audit: 'intent', ...about });
      const record = { input: { cardId, ...change }, at: Date.now() };
      await records.put(idempotencyKey, { ...record, state: 'intent' });
      const result = await call(path, request);
      await records.put(idempotencyKey, { ...record, state: 'committed', result });
      const durationMs = Math.round(performance.now() - startedAt);
      log.info({ audit: 'outcome', ...about, outcome: 'committed', errorCode: null, errcode: null, durationMs });
      return result;
    };
}
