import { formatOf } from '../../../src/export/format.js';

const COLUMNS = [
  { name: 'title', path: ['title'] },
  { name: 'stock.quantity', path: ['stock', 'quantity'] },
  { name: 'tags', path: ['tags'] },
];

/** Parses CSV as RFC 4180 defines it. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    records.push(record);
    record = [];
  }
  return records;
}

describe('CSV', () => {
  const csv = formatOf('csv', COLUMNS);

  test('begins with a byte order mark and the names of the columns', () => {
    expect(csv.head).toBe('\u{feff}title,stock.quantity,tags\r\n');
  });

  test.each([
    ['a comma', '满100,减20'],
    ['quotes', 'the "best" tea'],
    ['a line feed', 'one\ntwo'],
    ['a carriage return and a line feed', 'one\r\ntwo'],
    ['Chinese text and an emoji', '双人下午茶🍵'],
    ['spaces at its ends', '  tea '],
  ])('keeps a text with %s in one cell', (_, title) => {
    expect(parseCsv(csv.line({ title, stock: { quantity: 3 }, tags: [] }))).toEqual([[title, '3', '[]']]);
  });

  test('has an empty cell for null, a missing object and a missing member', () => {
    expect(csv.line({ title: null, stock: null })).toBe(',,\r\n');
  });

  test('has JSON in the cell of a list', () => {
    expect(parseCsv(csv.line({ title: 'a', tags: ['x', { y: 'a "b"' }] }))).toEqual([
      ['a', '', '["x",{"y":"a \\"b\\""}]'],
    ]);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＠1'])(
    'keeps a spreadsheet from executing the text %j',
    (title) => {
      expect(parseCsv(csv.line({ title }))).toEqual([[`'${title}`, '', '']]);
    },
  );

  test('leaves negative numbers as they are', () => {
    expect(csv.line({ title: 'a', stock: { quantity: -5 } })).toBe('a,-5,\r\n');
  });

  test('reads only own members of an object', () => {
    const column = { name: 'constructor', path: ['constructor', 'name'] };
    expect(formatOf('csv', [column]).line({})).toBe('\r\n');
  });
});

describe('JSON lines', () => {
  const jsonl = formatOf('jsonl', COLUMNS);

  test('have no head, and one line per row with all its values as they are', () => {
    const row = { title: '=1\n', stock: { quantity: -5 }, other: null };
    expect(jsonl.head).toBe('');
    expect(jsonl.line(row).split('\n')).toHaveLength(2);
    expect(JSON.parse(jsonl.line(row))).toEqual(row);
  });
});
