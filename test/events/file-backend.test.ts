import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EventsCursorUnknown } from '../../src/events/cursor.js';
import type { EventLog } from '../../src/events/event-log.js';
import { FileBackend, openFileBackend } from '../../src/events/file-backend.js';
import { retentionOf } from '../../src/events/retention.js';
import { STREAMS } from '../../src/events/streams.js';
import { StoreUnavailable } from '../../src/store/store.js';
import { logOn, silent } from '../support/event-logs.js';

const ACCOUNT = { baseUrl: 'https://api.weixin.qq.com', appid: 'wx1' };
const BODY = '[["FromUserName","oPERSON"],["UserCardCode","123456789012"]]';

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');
const append = (log: EventLog, text: string) =>
  log.append(ACCOUNT, 'state', digestOf(text), { kind: 'CLAIMED', receivedAt: Date.now(), body: `${text} ${BODY}` });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cardgraph-events-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a module of the compiled server in another process. */
const runModule = (script: string) =>
  promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: join(__dirname, '../..') });

const open = async () => logOn(await openFileBackend(folder, retentionOf(), silent));

test('events, digests and cursors are there after the log is reopened', async () => {
  const first = await open();
  await append(first, 'a');
  const cursor = await first.first(ACCOUNT);
  await first.close();
  const second = await open();
  await expect(append(second, 'a')).resolves.toBe('duplicate');
  await expect(second.read(ACCOUNT, STREAMS, cursor, 10)).resolves.toMatchObject({ events: [{ body: `a ${BODY}` }] });
  await second.close();
});

test('the file contains nothing readable but kind and time', async () => {
  const log = await open();
  for (let n = 0; n < 20; n += 1) await append(log, `${n}`);
  await log.keepUnreadable(ACCOUNT, digestOf('x'), Buffer.from(`unreadable ${BODY}`), 1);
  await log.close();
  const bytes = readFileSync(join(folder, 'events.mdb'), 'latin1');
  expect(bytes).toMatch(/CLAIMED/);
  expect(bytes).not.toMatch(/oPERSON|123456789012|UserCardCode|unreadable \[/);
});

test('two processes append each of 200 events once, and a third receives them', async () => {
  const log = await open();
  const start = await log.last(ACCOUNT);
  let notified = 0;
  log.onNotification(() => {
    notified += 1;
  });
  const script = `
    import { createHash } from 'node:crypto';
    import { FileBackend } from './dist/events/file-backend.js';
    import { retentionOf } from './dist/events/retention.js';
    const backend = new FileBackend(${JSON.stringify(folder)}, retentionOf());
    const append = (n, digest) =>
      backend
        .append(${JSON.stringify(ACCOUNT)}, 'state', digest, { kind: 'CLAIMED', receivedAt: n, sealed: 'x' })
        .catch(() => append(n, digest)); // the platform repeats
    const batch = (from) =>
      Promise.all(
        Array.from({ length: 20 }, (_, n) => append(from + n, createHash('sha256').update(String(from + n)).digest('hex'))),
      );
    for (let from = 0; from < 200; from += 20) await batch(from);
    await backend.close();`;
  await Promise.all([runModule(script), runModule(script)]);
  const times: number[] = [];
  for (let cursor = start, hasMore = true; hasMore; ) {
    const page = await log.read(ACCOUNT, STREAMS, cursor, 50);
    times.push(...page.events.map(({ receivedAt }) => receivedAt));
    ({ endCursor: cursor, hasMore } = page);
  }
  expect(times.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => n));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(notified).toBeGreaterThanOrEqual(200);
  await log.close();
});

test('a damaged file is moved aside, and the log begins again', async () => {
  const first = await open();
  for (let n = 0; n < 50; n += 1) await append(first, `${n}`);
  const cursor = await first.last(ACCOUNT);
  await first.close();
  const bytes = readFileSync(join(folder, 'events.mdb'));
  writeFileSync(join(folder, 'events.mdb'), bytes.fill(0xa5, 0, 8192));
  // In another process, because the check needs the compiled server.
  await runModule(`
    import { openFileBackend } from './dist/events/file-backend.js';
    import { retentionOf } from './dist/events/retention.js';
    const log = { info() {}, warn(_, text) { console.log(text) }, error(_, text) { console.log(text) } };
    await (await openFileBackend(${JSON.stringify(folder)}, retentionOf(), log)).close();
  `).then(({ stdout }) => expect(stdout).toMatch(/^Event log in STATE_DIR is damaged and was moved aside/));
  expect(readdirSync(folder).filter((name) => name.startsWith('events.mdb.damaged-'))).toHaveLength(1);
  const second = await open();
  await expect(second.read(ACCOUNT, STREAMS, cursor, 10)).rejects.toThrow(EventsCursorUnknown);
  await expect(append(second, '1')).resolves.toBe('appended');
  await second.close();
});

test('an append is rejected once another process has replaced the file', async () => {
  const log = logOn(new FileBackend(folder, retentionOf()));
  await append(log, 'a');
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  await new Promise((resolve) => setTimeout(resolve, 60));
  await expect(append(log, 'b')).rejects.toThrow(StoreUnavailable);
  await log.close();
});

test('the file does not grow with removed events', async () => {
  const backend = new FileBackend(folder, retentionOf(7, 50_000));
  const log = logOn(backend);
  const fill = async (from: number) => {
    for (let batch = 0; batch < 10; batch += 1) {
      await Promise.all(Array.from({ length: 60 }, (_, n) => append(log, `${from} ${batch} ${n}`)));
    }
    return readFileSync(join(folder, 'events.mdb')).length;
  };
  await fill(0);
  const size = await fill(1);
  await fill(2);
  expect(await fill(3)).toBeLessThan(1.5 * size);
  await log.close();
});
