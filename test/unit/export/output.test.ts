import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { FileOutput, StreamOutput } from '../../../src/export/output.js';
import { ExportStopped, OutputUnusable } from '../../../src/export/stopped.js';

const PARAMETERS = { resource: 'cards', account: 'wxdemo', format: 'jsonl', from: null };
const PLAN = { ids: ['a', 'b', 'c'], unlisted: 0 };

let folder: string;
let path: string;
let journal: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cardgraph-output-'));
  path = join(folder, 'cards.jsonl');
  journal = `${path}.progress`;
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (position: number) => ({ position, rows: position, missing: 0 });

/** Starts an export, writes lines and leaves it as a killed process does. */
async function interrupted(...lines: readonly string[]): Promise<void> {
  const output = new FileOutput(path, PARAMETERS);
  output.start(PLAN);
  for (const [index, line] of lines.entries()) await output.write(line, at(index + 1));
}

describe('FileOutput', () => {
  test('writes the lines to a file of its owner and removes the progress file at the end', async () => {
    const output = new FileOutput(path, PARAMETERS);
    expect(output.continued).toBeUndefined();
    output.start(PLAN);
    await output.write('one\n', at(1));
    expect([statSync(path).mode & 0o777, statSync(journal).mode & 0o777]).toEqual([0o600, 0o600]);
    await output.write('two\n', at(2));
    output.finish();
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
    expect(existsSync(journal)).toBe(false);
  });

  test('continues after the last checkpoint, without the lines and the torn line after it', async () => {
    // Only the first write is old enough for a checkpoint.
    await interrupted('one\n', 'two\n');
    appendFileSync(path, 'tor');
    const output = new FileOutput(path, PARAMETERS);
    expect(output.continued).toEqual({ plan: PLAN, last: { ...at(1), bytes: 4 } });
    await output.write('two\n', at(2));
    await output.write('three\n', at(3));
    output.finish();
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nthree\n');
  });

  test('continues twice', async () => {
    await interrupted('one\n', 'two\n');
    await new FileOutput(path, PARAMETERS).write('two\n', at(2));
    const output = new FileOutput(path, PARAMETERS);
    expect(output.continued?.last).toEqual({ ...at(2), bytes: 8 });
    await output.write('three\n', at(3));
    output.finish();
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nthree\n');
  });

  test('ignores a torn line of the progress file', async () => {
    await interrupted('one\n');
    appendFileSync(journal, '{"position":2,"byt');
    const output = new FileOutput(path, PARAMETERS);
    expect(output.continued?.last?.position).toBe(1);
    await output.write('two\n', at(2));
    expect(new FileOutput(path, PARAMETERS).continued?.last?.position).toBe(2);
  });

  test('starts again if the process was killed before the first line of the progress file was complete', () => {
    writeFileSync(journal, '{"parameters":{"resource');
    const output = new FileOutput(path, PARAMETERS);
    expect(output.continued).toBeUndefined();
    output.start(PLAN);
    expect(new FileOutput(path, PARAMETERS).continued).toEqual({ plan: PLAN, last: undefined });
  });

  test('starts again from nothing if nothing was written', async () => {
    new FileOutput(path, PARAMETERS).start(PLAN);
    appendFileSync(path, 'half a li');
    const output = new FileOutput(path, PARAMETERS);
    expect(output.continued).toEqual({ plan: PLAN, last: undefined });
    await output.write('one\n', at(1));
    output.finish();
    expect(readFileSync(path, 'utf8')).toBe('one\n');
  });

  test('does not overwrite a complete file', () => {
    writeFileSync(path, 'precious\n');
    expect(() => new FileOutput(path, PARAMETERS)).toThrow(/--output: .*exists and has no progress file/);
    expect(readFileSync(path, 'utf8')).toBe('precious\n');
  });

  test('does not continue another export', async () => {
    await interrupted('one\n');
    const other = { ...PARAMETERS, account: 'wxother', format: 'csv' };
    expect(() => new FileOutput(path, other)).toThrow(/belongs to an export with another account, format/);
    expect(readFileSync(path, 'utf8')).toBe('one\n');
  });

  test('does not continue a file that lost lines', async () => {
    await interrupted('one\n');
    truncateSync(path, 2);
    expect(() => new FileOutput(path, PARAMETERS)).toThrow(/has 2 bytes, but 4 according to its progress file/);
  });

  test.each([
    ['is not JSON', 'no\n'],
    ['is not the start of an export', '{}\n'],
    ['has a line that is not a checkpoint', '{"parameters":{},"plan":null}\n{"position":1}\n'],
  ])('rejects a progress file that %s', (_, content) => {
    writeFileSync(journal, content);
    expect(() => new FileOutput(path, PARAMETERS)).toThrow(OutputUnusable);
  });

  test('rejects a folder that does not exist', () => {
    const create = () => new FileOutput(join(folder, 'none', 'cards.jsonl'), PARAMETERS);
    expect(create).toThrow(/--output: .*: it cannot be created \(ENOENT\)/);
  });
});

describe('StreamOutput', () => {
  test('waits for a slow reader', async () => {
    const stream = new PassThrough({ highWaterMark: 4 });
    const output = new StreamOutput(stream);
    let isWritten = false;
    const written = output.write('12345').then(() => {
      isWritten = true;
    });
    await new Promise(setImmediate);
    expect(isWritten).toBe(false);
    stream.read();
    await written;
  });

  test('stops if the reader has closed the pipe', async () => {
    const stream = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
      highWaterMark: 1,
    });
    const output = new StreamOutput(stream);
    await expect(output.write('one\n')).rejects.toThrow(ExportStopped);
    await expect(output.write('two\n')).rejects.toThrow('stdout cannot be written (EPIPE)');
  });
});
