import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson } from '../../../src/config/json-file.js';

const folder = mkdtempSync(join(tmpdir(), 'cardgraph-json-'));
const readFile = (path: string) => readFileSync(path, 'utf8');

afterAll(() => rmSync(folder, { recursive: true }));

function problemOf(path: string): string {
  const file = readJson(path, readFile);
  return 'problem' in file ? file.problem : 'none';
}

describe('readJson', () => {
  test.each([
    ['[', 'line 1, column 2'],
    ['[1,]', 'line 1, column 4'],
    ['{"a": 1,}', 'line 1, column 9'],
    ['{"a" 1}', 'line 1, column 6'],
    ['{"a": 1 "b": 2}', 'line 1, column 9'],
    ['[\n  {"secret": PLANTED}\n]', 'line 2, column 14'],
    ['[\r\n\t"PLANTED]\n', 'line 2, column 2'],
    ['["\\q"]', 'line 1, column 2'],
    ['["a\tb"]', 'line 1, column 2'],
    ['[01]', 'line 1, column 2'],
    ['[1}', 'line 1, column 3'],
    ['[] PLANTED', 'line 1, column 4'],
    ['[TRUE]', 'line 1, column 2'],
    ['\uFEFF[]', 'line 1, column 1'],
    ['[// PLANTED\n1]', 'line 1, column 2'],
  ])('returns the place of the first error of %j without its text', (text, place) => {
    const path = join(folder, 'bad.json');
    writeFileSync(path, text);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(problemOf(path)).toBe(`the file ${path} is not valid JSON at ${place}`);
  });

  // An offset inside a valid text would be a wrong place: every token must be accepted where JSON accepts it.
  test('returns the end of a text that is cut off between two tokens', () => {
    const text = '[{"a":[1,-2.5e+3,true,false,null,"\\u00e9\\"x\u007f"],"b":{}},[],[[]]';
    const path = join(folder, 'cut.json');
    writeFileSync(path, text);
    expect(() => JSON.parse(`${text}]`)).not.toThrow();
    expect(problemOf(path)).toBe(`the file ${path} is not valid JSON at line 1, column ${text.length + 1}`);
  });

  test('reports an empty file', () => {
    const path = join(folder, 'empty.json');
    writeFileSync(path, ' \n');
    expect(problemOf(path)).toBe(`the file ${path} is not valid JSON: it is empty`);
  });

  test('names the file and the reason if it is missing, a folder, or below a file', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(problemOf(`${folder}/none.json`)).toBe(
      `the file ${folder}/none.json cannot be read: ENOENT, it does not exist`,
    );
    expect(problemOf(`${folder}/none`)).toBe(`the file ${folder}/none cannot be read: ENOENT, it does not exist`);
    expect(problemOf(folder)).toBe(`the file ${folder} cannot be read: EISDIR, it is a folder`);
    expect(problemOf(`${file}/keys`)).toBe(
      `the file ${file}/keys cannot be read: ENOTDIR, a part of its path is not a folder`,
    );
  });

  test('names the file and the reason if the user has no permission', () => {
    const denied = () => {
      throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    };
    expect(readJson('/etc/cardgraph/keys.json', denied)).toEqual({
      problem: 'the file /etc/cardgraph/keys.json cannot be read: EACCES, this user has no permission to read it',
    });
  });

  test.each(['PLANTED0123456789abcdef', '[{"secret":"PLANTED"}]', '/PLANTEDbase64+text=', 'x'.repeat(5000)])(
    'does not repeat %.30s, which is not a path and may be a secret',
    (value) => {
      expect(problemOf(value)).toMatch(/^the file \(\d+ characters\) cannot be read: /);
    },
  );
});
