import fc from 'fast-check';
import { digestOf, readMessage } from '../../../src/webhooks/message-reader.js';
import { pushedMessages } from '../../support/pushes.js';

const read = (text: string | Buffer) => readMessage(Buffer.from(text as string));
const fieldsOf = (text: string | Buffer) => Object.fromEntries(read(text)?.fields ?? []);

describe('readMessage', () => {
  test.each(pushedMessages())('reads the message %s', (_, text) => {
    expect(fieldsOf(text)).toMatchObject({ ToUserName: 'gh_0a1b2c3d4e5f', MsgType: 'event' });
  });

  test.each<[string, string, Record<string, string>]>([
    ['white space around CDATA', '<xml><Event> <![CDATA[user_get_card]]> </Event></xml>', { Event: 'user_get_card' }],
    ['a byte order mark', '\ufeff <xml><A>1</A></xml>\n', { A: '1' }],
    ['an XML declaration', '<?xml version="1.0"?><xml><A>1</A></xml>', { A: '1' }],
    ['predefined entities and character references', '<xml><A>&lt;&#x41;&#66;&amp;</A></xml>', { A: '<AB&' }],
    ['an empty value', '<xml><A/><B></B></xml>', { A: '', B: '' }],
    ['nested elements by their text', '<xml><A><B>1</B><C>2</C></A></xml>', { A: '12' }],
    ['an unknown repeated field by its first value', '<xml><A>1</A><A>2</A></xml>', { A: '1' }],
    ['control characters as replaced', '<xml><A>a\u0000b\u001fc</A></xml>', { A: 'a\ufffdb\ufffdc' }],
    [
      'a 64-bit integer in JSON without rounding',
      '{"OuterId":9223372036854775807}',
      { OuterId: '9223372036854775807' },
    ],
    [
      'JSON values of every type',
      '{"A":"\\u0041","B":-1.5e3,"C":true,"D":null,"E":{"x":[1]}}',
      {
        A: 'A',
        B: '-1.5e3',
        C: 'true',
        E: '{"x":[1]}',
      },
    ],
    ['control characters in JSON as replaced', '{"A":"a\u0001b"}', { A: 'a\ufffdb' }],
  ])('reads %s', (_, text, fields) => {
    expect(fieldsOf(text)).toEqual(fields);
  });

  test('replaces invalid UTF-8', () => {
    expect(fieldsOf(Buffer.from([...Buffer.from('<xml><A>'), 0xff, ...Buffer.from('</A></xml>')]))).toEqual({
      A: '\ufffd',
    });
  });

  test.each([
    ['a document type', '<!DOCTYPE xml><xml><A>1</A></xml>'],
    ['an external entity', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><A>&e;</A></xml>'],
    ['an undefined entity', '<xml><A>&nbsp;</A></xml>'],
    ['an entity named like a property of objects', '<xml><A>&constructor;&__proto__;</A></xml>'],
    ['a processing instruction', '<xml><?php 1?><A>1</A></xml>'],
    ['an attribute', '<xml><A b="1">1</A></xml>'],
    ['another root', '<event><A>1</A></event>'],
    ['two roots', '<xml><A>1</A></xml><xml/>'],
    ['text after the root', '<xml><A>1</A></xml>x'],
    ['text between the fields', '<xml>x<A>1</A></xml>'],
    ['an unclosed root', '<xml><A>1</A>'],
    ['an opening tag instead of the closing root', '<xml><A>1</A><xml>'],
    ['a reference to a control character', '<xml><A>&#1;</A></xml>'],
    ['a known field twice', '<xml><CardId>1</CardId><CardId>1</CardId></xml>'],
    ['a known field twice in JSON', '{"CardId":"1","CardId":"1"}'],
    ['seven levels', '<xml><a><b><c><d><e><f/></e></d></c></b></a></xml>'],
    ['201 elements', `<xml>${'<a/>'.repeat(200)}</xml>`],
    ['201 elements with text', `<xml>${'<a>1</a>'.repeat(200)}</xml>`],
    ['5,000 references', `<xml><A>${'&amp;'.repeat(5000)}</A></xml>`],
    ['more than 64 KiB', `<xml><A>${'x'.repeat(65_536)}</A></xml>`],
    ['seven levels in JSON', '{"a":[[[[[[1]]]]]]}'],
    ['201 values in JSON', `{"a":[${Array(200).fill(1).join()}]}`],
    ['text after an object', '{"a":1}x'],
    ['a list', '[{"a":1}]'],
    ['no text', ''],
  ])('rejects %s', (_, text) => {
    expect(read(text)).toBeUndefined();
  });

  test('keeps fields named like properties of objects as ordinary fields', () => {
    const message = read('{"__proto__":"1","constructor":"2"}');
    expect([...(message?.fields ?? [])]).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
    expect(read('<xml><__proto__>1</__proto__></xml>')?.fields.get('__proto__')).toBe('1');
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });

  test('agrees with JSON.parse about the values of any object without repeated names', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.integer(), { maxLength: 3 }));
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), value, { maxKeys: 20 }), (object) => {
        const text = (one: unknown) => (typeof one === 'string' ? one : JSON.stringify(one)).trim();
        const fields = Object.entries(object).map(([name, one]) => [name, text(one)]);
        expect([...(read(JSON.stringify(object))?.fields ?? [])].sort()).toEqual(fields.sort());
      }),
      { numRuns: 300 },
    );
  });

  test('reads any XML as it reads the same XML with a comment, which only the parser can read', () => {
    const texts = [
      '1',
      ' ',
      '\n',
      '\r\n',
      ']',
      ']]',
      '>',
      '&amp;',
      '卡',
      '\u00a0',
      '\u0001',
      '\ufffe',
      '😀',
      ']]>',
      '<',
      '</A>',
    ];
    const value = fc.array(fc.constantFrom(...texts), { maxLength: 4 }).map((parts) => parts.join(''));
    const field = fc.oneof(
      {
        weight: 4,
        arbitrary: fc
          .tuple(fc.constantFrom('A', 'B', 'CardId', '_c', 'd-e'), value)
          .map(([name, one]) => `<${name}>${one}</${name}>`),
      },
      { weight: 4, arbitrary: value.map((one) => `<A><![CDATA[${one}]]></A>`) },
      fc.constantFrom(
        '\n',
        ' ',
        '\r',
        '\u00a0',
        'x',
        '<A/>',
        '<A>1</A >',
        '<A b="1">1</A>',
        '<A><B>1</B></A>',
        '<xml>',
        '</xml>',
        '<A>1</B>',
      ),
    );
    let readable = 0;
    fc.assert(
      fc.property(fc.array(field, { maxLength: 5 }), (fields) => {
        const children = fields.join('');
        const message = read(`<xml>${children}</xml>`);
        expect(message).toEqual(read(`<xml><!-- -->${children}</xml>`));
        if (message !== undefined) readable += 1;
      }),
      { numRuns: 3000 },
    );
    expect(readable).toBeGreaterThan(300);
  });

  test('neither throws nor exceeds its bounds on any bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string().map(Buffer.from)), (bytes) => {
        for (const start of ['', '<xml>', '{"a":']) read(Buffer.concat([Buffer.from(start), bytes]));
      }),
      { numRuns: 1000 },
    );
  });
});

test('digestOf does not depend on the order of fields and depends on every value', () => {
  const digest = (text: string) => digestOf('wx1', read(text) ?? { entries: [] });
  expect(digest('<xml><A>1</A><B>2</B></xml>')).toBe(digest('{"B":2,"A":"1"}'));
  expect(digest('<xml><A>1</A><B>2</B></xml>')).not.toBe(digest('<xml><A>12</A><B></B></xml>'));
  expect(digest('<xml><A>1</A><A>2</A></xml>')).not.toBe(digest('<xml><A>1</A><A>3</A></xml>'));
});
