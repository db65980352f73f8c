import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/** Runs `npm run docs` on a folder of pages. */
function generate(docs: string, ...flags: string[]) {
  const args = [join(ROOT, 'test/docs/generate.mjs'), '--docs', docs, ...flags];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stderr };
}

test('the generated blocks of docs/ and files of the console equal the output of npm run docs', () => {
  expect(generate(join(ROOT, 'docs'), '--check')).toEqual({ status: 0, stderr: '' });
});

describe('npm run docs', () => {
  let docs: string;
  const page = () => join(docs, 'config.md');
  const change = (from: string, to: string) => {
    const text = readFileSync(page(), 'utf8');
    expect(text).toContain(from);
    writeFileSync(page(), text.replace(from, to));
  };

  beforeEach(() => {
    docs = mkdtempSync(join(tmpdir(), 'cardgraph-docs-'));
    cpSync(join(ROOT, 'docs'), docs, { recursive: true });
  });
  afterEach(() => rmSync(docs, { recursive: true }));

  test('reports a page with an outdated default with --check, and corrects it without', () => {
    change('| PORT | `4000` |', '| PORT | `4001` |');
    expect(generate(docs, '--check')).toEqual({ status: 1, stderr: expect.stringContaining('docs/config.md') });
    expect(generate(docs)).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(page(), 'utf8')).toBe(readFileSync(join(ROOT, 'docs/config.md'), 'utf8'));
  });

  test('reports outdated files of the console with --check, and writes them without', () => {
    const files = ['words/en/errors.ts', 'words/zh/errors.ts', 'generated/card-fields.ts'];
    const folder = join(docs, 'console');
    for (const name of ['words', 'generated']) {
      cpSync(join(ROOT, 'src/console', name), join(folder, name), { recursive: true });
    }
    rmSync(join(folder, 'words/en/errors.ts'));
    for (const [name, from, to] of [
      ['words/zh/errors.ts', 'CARD_NOT_FOUND', 'CARD_FOUND'],
      ['generated/card-fields.ts', '"maxUtf8Bytes":27', '"maxUtf8Bytes":28'],
    ] as const) {
      const file = join(folder, name);
      writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
    }
    const reported = `Outdated: ${files.map((name) => `src/console/${name}`).join(', ')}. Run npm run docs.`;
    expect(generate(docs, '--console', folder, '--check')).toEqual({
      status: 1,
      stderr: expect.stringContaining(reported),
    });
    expect(generate(docs, '--console', folder)).toEqual({ status: 0, stderr: '' });
    for (const name of files) {
      expect(readFileSync(join(folder, name), 'utf8')).toBe(readFileSync(join(ROOT, 'src/console', name), 'utf8'));
    }
  });

  test.each([
    ['a missing block', '<!-- generated: variables -->', '<!-- here were the variables -->'],
    ['an unknown block', '<!-- generated: variables -->', '<!-- generated: other -->'],
  ])('fails on a page with %s', (_, from, to) => {
    change(from, to);
    expect(generate(docs, '--check')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/docs\/config\.md: (missing|unknown) block/),
    });
  });
});
