import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../support/child.js';
import { Replica } from '../support/replica.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

const CARD = 'pDEMO-cash-0001';
const READ = `{ card(id: "${CARD}") { title } }`;
const STOCK = 'mutation ($input: ModifyStockInput!) { modifyStock(input: $input) { replayed userErrors { code } } }';
const COMMITTED = { data: { modifyStock: { replayed: false, userErrors: [] } } };
const REPLAYED = { data: { modifyStock: { replayed: true, userErrors: [] } } };

let folder: string;
const emulator = useEmulator({ beforeEach: 'restart' });
const replicas: Replica[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cardgraph-state-dir-'));
});
afterEach(async () => {
  await Promise.all(replicas.splice(0).map((replica) => replica.kill()));
  rmSync(folder, { recursive: true });
});

const env = () => ({ STATE_DIR: folder, CACHE: 'off', LOG_LEVEL: 'info', OVERLOAD_EVENT_LOOP_DELAY_MS: '0' });

async function startServer(): Promise<Replica> {
  const replica = new Replica(emulator.url, env());
  replicas.push(replica);
  await replica.start();
  return replica;
}

const addOne = ({ graph }: Replica, idempotencyKey: string) =>
  graph.ask(STOCK, { input: { cardId: CARD, increaseBy: 1, idempotencyKey } });

const committed = async () => (await emulator.ledger()).recent.filter(({ committed }) => committed).length;

const unavailable = (reason: string) => ({
  errors: [
    {
      message: `Idempotency records are unavailable: ${reason}. Nothing was done`,
      extensions: { code: 'IDEMPOTENCY_STORE_UNAVAILABLE' },
    },
  ],
});

async function doctor(): Promise<{ code: number | null; line: string }> {
  const child = new Child(['doctor'], {
    PORT: '0',
    WECHAT_BASE_URL: emulator.url,
    WECHAT_APP_ID: 'wxdemo',
    WECHAT_APP_SECRET: 'demo-secret',
    ...env(),
  });
  const code = await child.exit();
  return { code, line: child.stdout.split('\n').find((line) => line.includes('STATE_DIR /')) ?? '' };
}

describe('a full disk', () => {
  let isMounted = false;
  beforeEach(() => {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
      isMounted = true;
    } catch {
      process.stderr.write('Tests of a full disk are skipped: this user may not mount a tmpfs\n');
    }
  });
  afterEach(async () => {
    await Promise.all(replicas.splice(0).map((replica) => replica.kill()));
    if (isMounted) execFileSync('umount', [folder]);
    isMounted = false;
  });

  /** Writes until the disk is full. */
  function fill(): void {
    const fd = openSync(join(folder, 'filling'), 'w');
    try {
      for (;;) writeSync(fd, Buffer.alloc(4096));
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
    } finally {
      closeSync(fd);
    }
  }
  const free = () => rmSync(join(folder, 'filling'));

  test('refuses keyed mutations while the disk is full and recovers without a restart', async () => {
    if (!isMounted) return;
    const server = await startServer();
    expect(await addOne(server, 'before')).toMatchObject(COMMITTED);
    fill();
    await emulator.expireTokens(); // so that the next query fetches a token that cannot be stored
    const NO_SPACE = unavailable('no space left on the disk of STATE_DIR');
    // LMDB has a few free pages in its file, so the first writes may still succeed.
    let done = 1;
    let key = '';
    for (let isRefused = false; !isRefused && done < 100; ) {
      key = `full ${done}`;
      const answer = await addOne(server, key);
      isRefused = answer.errors !== undefined;
      if (isRefused) expect(answer).toMatchObject(NO_SPACE);
      else done += 1;
    }
    expect(await server.graph.ask(READ)).toMatchObject({ data: { card: { title: expect.any(String) } } });
    // Existing records can be read.
    expect(await addOne(server, 'before')).toMatchObject(REPLAYED);
    expect(await committed()).toBe(done);
    free();
    expect(await addOne(server, key)).toMatchObject(COMMITTED);
    expect(await addOne(server, key)).toMatchObject(REPLAYED);
    expect(await committed()).toBe(done + 1);
    fill();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => addOne(server, `storm ${n}`)));
    const refused = answers.filter(({ errors }) => errors?.[0]?.extensions.code === 'IDEMPOTENCY_STORE_UNAVAILABLE');
    expect(refused.length).toBeGreaterThan(0);
    expect(await committed()).toBeLessThanOrEqual(done + 1 + answers.length - refused.length);
    free();
    expect(await addOne(server, 'after')).toMatchObject(COMMITTED);
    const lines = (msg: string) => server.written.split(msg).length - 1;
    await until(() => lines('Records in STATE_DIR are available again') >= 2);
    expect(lines('Records in STATE_DIR are unavailable')).toBeGreaterThanOrEqual(2);
    expect(server.written).not.toMatch(/unhandled|uncaught/i);
    expect(await server.stop()).toBe(0);
  }, 60_000);

  test('serves queries after a start on a full disk, and reports a first start on one as a configuration error', async () => {
    if (!isMounted) return;
    await (await startServer()).stop();
    fill();
    const server = await startServer();
    expect(await server.graph.ask(READ)).toMatchObject({ data: { card: { title: expect.any(String) } } });
    await server.kill();
    for (const file of readdirSync(folder)) if (file.startsWith('records')) rmSync(join(folder, file));
    fill();
    const first = new Child(['serve'], { ...env(), WECHAT_APP_ID: 'wxdemo', WECHAT_APP_SECRET: 'demo-secret' });
    expect(await first.exit()).toBe(78);
    expect(first.stderr).toMatch(/STATE_DIR: .*ENOSPC/);
  }, 60_000);
});

describe('a damaged records file', () => {
  const RECORDS = 'records.mdb';
  const setAside = () => readdirSync(folder).filter((file) => file.startsWith(`${RECORDS}.damaged-`));

  /** Overwrites all pages except the first two, by which LMDB recognizes its file. */
  function overwrite(): void {
    const fd = openSync(join(folder, RECORDS), 'r+');
    const { size } = fstatSync(fd);
    for (let at = 8192; at < size; at += 4096) writeSync(fd, randomBytes(4096), 0, 4096, at);
    closeSync(fd);
  }

  test.each<[string, () => void]>([
    ['truncated', () => truncateSync(join(folder, RECORDS), 8192)],
    ['emptied', () => truncateSync(join(folder, RECORDS), 0)],
    ['overwritten', overwrite],
  ])(
    'is set aside if it was %s, and keyed mutations are refused until the loss is accepted',
    async (_how, damage) => {
      const first = await startServer();
      expect(await addOne(first, 'before')).toMatchObject(COMMITTED);
      await first.stop();
      damage();
      expect(await doctor()).toMatchObject({
        code: 1,
        line: expect.stringMatching(/^fail .*the file of records is damaged/),
      });
      expect(setAside()).toEqual([]);

      const server = await startServer();
      expect(setAside()).toEqual([expect.stringMatching(/^records\.mdb\.damaged-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/)]);
      await until(() => server.written.includes('is damaged and was moved aside'));
      expect(await server.graph.ask(READ)).toMatchObject({ data: { card: { title: expect.any(String) } } });
      expect(await addOne(server, 'before')).toMatchObject(unavailable('earlier records were lost'));
      expect(await committed()).toBe(1);
      const again = await startServer(); // a restart does not accept the loss
      expect(await addOne(again, 'before')).toMatchObject(unavailable('earlier records were lost'));

      const { code, line } = await doctor();
      expect(code).toBe(1);
      const command = /run: (rm '.*')$/.exec(line)?.[1] ?? '';
      expect(command).toBe(`rm '${folder}/records-lost'`);
      execFileSync('sh', ['-c', command]);
      expect(await doctor()).toMatchObject({ code: 0, line: expect.stringMatching(/^ok /) });
      expect(await addOne(server, 'after')).toMatchObject(COMMITTED);
      expect(await addOne(again, 'after')).toMatchObject(REPLAYED);
      expect(await committed()).toBe(2);
    },
    60_000,
  );

  test('refuses keyed mutations in a process that still has the file open', async () => {
    const server = await startServer();
    expect(await addOne(server, 'before')).toMatchObject(COMMITTED);
    for (const file of readdirSync(folder)) rmSync(join(folder, file)); // as another process does when it sets the file aside
    const other = await startServer();
    expect(await addOne(other, 'one')).toMatchObject(COMMITTED);
    expect(await addOne(server, 'one')).toMatchObject(
      unavailable('the records file was replaced while this process had it open'),
    );
    expect(await committed()).toBe(2);
  }, 60_000);
});

test('a records file in use by another process is not considered damaged, however busy it is', async () => {
  const server = await startServer();
  const load = { isOver: false, writes: 0 };
  const writers = Array.from({ length: 2 }, async (_, n) => {
    for (let turn = 0; !load.isOver; turn += 1) {
      expect((await addOne(server, `${n}-${turn}`)).errors).toBeUndefined();
      load.writes += 1;
    }
  });
  for (let n = 0; n < 3; n += 1) {
    const other = await startServer();
    expect(other.written).not.toMatch(/damaged|could not be checked/);
    await other.stop();
  }
  load.isOver = true;
  await Promise.all(writers);
  expect(load.writes).toBeGreaterThan(0);
  expect(existsSync(join(folder, 'records-lost'))).toBe(false);
}, 60_000);
