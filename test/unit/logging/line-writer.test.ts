import { execFileSync } from 'node:child_process';
import { constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAppending, reopenAppending } from '../../../src/logging/line-target.js';
import { LineWriter, MAX_AUDIT_BYTES, MAX_LOG_BYTES } from '../../../src/logging/line-writer.js';
import { until } from '../../support/time.js';

const folder = mkdtempSync(join(tmpdir(), 'cardgraph-lines-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newPath = () => join(folder, String(files++));

/** A pipe and the text that was read from it. */
function pipe() {
  const path = newPath();
  execFileSync('mkfifo', [path]);
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const buffer = Buffer.alloc(65_536);
  let text = '';
  return {
    path,
    /** Reads what is available now. */
    read(): string {
      try {
        for (let n = readSync(fd, buffer); n > 0; n = readSync(fd, buffer)) text += buffer.subarray(0, n);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      }
      return text;
    },
  };
}

const linesIn = (text: string) => text.split('\n').slice(0, -1);
/** A line of 100 bytes that begins with its number. */
const line = (n: number) => `${String(n).padEnd(99, '.')}\n`;
const numberOf = (text: string) => Number(/^\d+/.exec(text)?.[0]);

test('drops log lines beyond 1 MiB while a pipe is not read, and then reports their number in one line', async () => {
  const { path, read } = pipe();
  const writer = new LineWriter({ target: openAppending(path) });
  const sent = 15_000;
  for (let n = 0; n < sent; n += 1) writer.write(line(n));
  const { dropped } = writer;
  expect(sent - dropped).toBeGreaterThan(MAX_LOG_BYTES / 100 - 100);
  expect(sent - dropped).toBeLessThan((MAX_LOG_BYTES + 70_000) / 100);
  await until(() => read().includes('dropped'));
  writer.write(line(sent));
  await until(() => read().includes(line(sent)));
  const lines = linesIn(read());
  const notices = lines.filter((text) => text.startsWith('{')).map((text) => JSON.parse(text));
  expect(notices).toEqual([{ level: 'warn', time: expect.any(String), dropped, msg: expect.any(String) }]);
  const numbers = lines.filter((text) => !text.startsWith('{')).map(numberOf);
  expect(numbers).toEqual([...Array(sent - dropped).keys(), sent]);
});

test('refuses an intent beyond 1 MiB while a pipe is not read, and always has room for the outcome of an accepted one', async () => {
  const { path, read } = pipe();
  const refusals: unknown[] = [];
  const writer = new LineWriter({ target: openAppending(path), onRefuse: () => refusals.push(1) });
  const rooms: number[] = [];
  for (let room = writer.accept(line(0)); room !== undefined; room = writer.accept(line(rooms.length)))
    rooms.push(room);
  expect(writer.accept(line(0))).toBeUndefined();
  expect([writer.refused, refusals.length]).toEqual([2, 1]);
  expect(rooms.length * 100).toBeLessThan(MAX_AUDIT_BYTES + 70_000);
  for (const [n, room] of rooms.entries()) writer.settle(line(rooms.length + n), room);
  expect(writer.accept(line(0))).toBeUndefined();
  await until(() => linesIn(read()).length === 2 * rooms.length);
  expect(linesIn(read()).map(numberOf)).toEqual([...Array(2 * rooms.length).keys()]);
  expect(writer.accept(line(0))).toBeGreaterThan(0);
});

test('refuses no mutation because of waiting log lines, and drops no log line because of audit lines', () => {
  const writer = new LineWriter({ target: openAppending(pipe().path) });
  while (writer.dropped === 0) writer.write(line(0));
  expect(writer.accept(line(0))).toBeGreaterThan(0);
  const other = new LineWriter({ target: openAppending(pipe().path) });
  while (other.accept(line(0)) !== undefined);
  other.write(line(0));
  expect(other.dropped).toBe(0);
});

test('keeps each line whole in one of two targets when it reopens the target in the middle of a line', async () => {
  const first = pipe();
  const second = newPath();
  const target = openAppending(first.path);
  const writer = new LineWriter({ target, open: () => reopenAppending(second) });
  for (let n = 0; n < 2000; n += 1) writer.write(line(n));
  writer.reopen();
  expect(await writer.drain(5000, 5000)).toBe(true);
  const read = first.read();
  expect(read.endsWith('\n')).toBe(false);
  const numbers = [...linesIn(read), ...linesIn(readFileSync(second, 'utf8'))].map(numberOf);
  expect(numbers).toEqual([...Array(2000).keys()]);
});

test('continues to write to the old file if the path cannot be reopened, and reports the error', async () => {
  const path = newPath();
  const errors: Error[] = [];
  const open = () => reopenAppending(join(folder, 'nowhere', 'file'));
  const writer = new LineWriter({ target: openAppending(path), open, onError: (error) => errors.push(error) });
  writer.reopen();
  writer.accept(line(1));
  expect(await writer.drain(5000, 5000)).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe(line(1));
  expect(errors).toMatchObject([{ code: 'ENOENT' }]);
});

test('keeps lines that a full target does not accept, reports the error once, and writes them after a reopen', async () => {
  const path = newPath();
  const errors: Error[] = [];
  const writer = new LineWriter({
    target: openAppending('/dev/full'),
    open: () => reopenAppending(path),
    onError: (error) => errors.push(error),
  });
  for (let n = 0; n < 10; n += 1) writer.accept(line(n));
  expect(await writer.drain(600, 600)).toBe(false);
  expect(errors).toMatchObject([{ code: 'ENOSPC' }]);
  writer.reopen();
  expect(await writer.drain(5000, 5000)).toBe(true);
  expect(linesIn(readFileSync(path, 'utf8')).map(numberOf)).toEqual([...Array(10).keys()]);
});

test('has written an audit line to a file when `written` resolves', async () => {
  const path = newPath();
  const writer = new LineWriter({ target: openAppending(path) });
  for (let n = 0; n < 100; n += 1) {
    writer.accept(line(n));
    await writer.written();
    expect(readFileSync(path, 'utf8').endsWith(line(n))).toBe(true);
  }
});

test('writes a buffered line when the process exits', () => {
  const { path, read } = pipe();
  const writer = new LineWriter({ target: openAppending(path) });
  writer.write(line(1));
  expect(read()).toBe('');
  writer.flushAtExit();
  expect(read()).toBe(line(1));
});
